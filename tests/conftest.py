"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("ifcfgen", deadline=None)  # a busy machine is slow, and no law is about time
settings.load_profile("ifcfgen")
