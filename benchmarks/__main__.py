"""`python -m benchmarks [NAME...]`: measures, prints a table, and exits 1 where a figure is over its limit."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules

import benchmarks
from ifcfgen.cli import PATIENCE


def main(names: Iterable[str]) -> int:
    known = [module.name for module in iter_modules(benchmarks.__path__) if module.name != "__main__"]
    gc.set_threshold(PATIENCE)  # as every command does first
    over = 0
    for name in names or known:
        print(name, flush=True)
        for what, value, unit, limit in import_module(f"benchmarks.{name}").measure():
            figure = "-" if value is None else f"{value:,.3g}" if value < 100 else f"{value:,.0f}"
            mark = "" if value is None or limit is None else "ok" if value <= limit else "OVER"
            over += mark == "OVER"
            print(f"  {what:<58} {figure:>8} {unit:<6} {f'at most {limit:g}' if limit else '':<12} {mark}", flush=True)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
