"""What the linter found, as text: one module a format."""
