"""One small module per command: a plain function that is given a `Session` and returns an exit code."""
