"""The live preview: notice changed files, serve a folder, tell the open pages.

`watcher` knows folders and `server` knows one folder; neither knows that there is a status page.
"""
