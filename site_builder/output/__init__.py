"""Files out: from the state of the site to documents, and from documents to the output folder."""
