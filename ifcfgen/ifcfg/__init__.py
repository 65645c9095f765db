"""The text of one file: what each line says, and to whom."""
