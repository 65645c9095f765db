"""`ifcfgen rules`."""


def rules() -> None:
    """Not there yet."""
