"""What holds for all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# a busy machine is slow, and no law is about time; elsewhere than in CI the laws are tried with other values each time
settings.register_profile("ifcfgen", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("ifcfgen")
