"""Every feed of the site.

Which there are: documents.py. What stands in them: entries.py. How they are written: formats.py.
What a subscriber can rely on is told in docs/feeds.md.
"""
