"""One model of a network; ifcfg files, topologies, hazards and boots are the ways in and out of it.

Its public names are those of `ifcfgen.api`, which is imported when the first of them is asked for.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # typing's own costs more than all of this package's import

if TYPE_CHECKING:
    from ifcfgen.api import *  # noqa: F403  # the names are listed there
else:

    def __getattr__(name: str) -> object:
        public = import_module("ifcfgen.api")
        if name not in public.__all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(public, name)
