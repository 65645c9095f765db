"""What the linter found, one module a format, and what a boot comes to: as text."""
