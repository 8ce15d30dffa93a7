"""Text in: incident files, read and checked. What leaves this package is frozen and can be trusted."""
