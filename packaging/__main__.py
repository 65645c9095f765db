"""What dist/ifcfgen.pyz runs. An older Python gets a message, so this file keeps to the syntax that Python 2 knows."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  # whoever starts the file with an older Python gets here
    version = "%d.%d" % sys.version_info[:2]  # noqa: UP031  # Python 2 has no f-strings
    sys.exit("ifcfgen: error: ifcfgen needs Python 3.11 or later; this is Python " + version)

from ifcfgen.cli import main

main()
