"""`python -m ifcfgen`."""

from ifcfgen.cli import main

main()
