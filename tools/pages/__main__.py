"""`python -m tools.pages DIR` writes the pages of the documentation site into DIR, and removes what else is there."""

import sys
from pathlib import Path

from . import write

write(Path(sys.argv[1]))
