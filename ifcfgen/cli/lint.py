"""`ifcfgen lint`."""


def lint() -> None:
    """Not there yet."""
