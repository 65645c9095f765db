"""What dist/ifcfgen.pyz runs. An older Python gets a message, so this file keeps to the syntax that Python 2 knows."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit("ifcfgen: error: ifcfgen needs Python 3.11 or later; this is Python %d.%d" % sys.version_info[:2])  # noqa: UP031

from ifcfgen.cli import main

main()
