"""What a writer wishes to say → the text of one file. Nothing here reads or writes a disk, or asks a question."""
