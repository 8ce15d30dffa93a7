"""The door: what a person wrote is checked here once, and becomes typed values with their place in the file."""
