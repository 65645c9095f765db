"""Rendered files on the disk: what writing them would do, and writing them safely. Knows no target."""
