"""Other status pages' files, read leniently and turned into this project's model."""
