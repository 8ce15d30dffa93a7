"""What a good editor would say of a text before it goes out: see docs/reference/rules.md."""
