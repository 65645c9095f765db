"""`ifcfgen explain`."""


def explain() -> None:
    """Not there yet."""
