"""What holds for all tests."""

from __future__ import annotations

import gc
import os

from hypothesis import settings

# a busy machine is slow, and no law is about time; elsewhere than in CI the laws are tried with other values each time
settings.register_profile("ifcfgen", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("ifcfgen")


def pytest_collection_finish() -> None:
    """The garbage collector need not look at what thousands of tests are made of, nor a process that a test forks."""
    gc.freeze()
