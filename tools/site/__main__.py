"""`python -m tools.site DIR` writes the pages of the documentation site into DIR, and removes what else is there."""

import sys
from pathlib import Path

from tools.site import write

write(Path(sys.argv[1]))
