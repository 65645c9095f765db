#!/usr/bin/env python3
"""Every case on every release.

    run_all.py --initscripts DIR [-j N] [NAME...]           make truth/RELEASE/NAME.json where it is not there yet
    run_all.py --initscripts DIR [-j N] --check [NAME...]   run again, say where the truth is not reproduced

DIR holds the checkouts initscripts-el6, initscripts-el7 and initscripts-el8. Exit status 1: a guest failed, or a truth
was not reproduced.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import run_case
import state

ORACLE = Path(__file__).resolve().parents[2] / "tests" / "boot" / "oracle"


def one(name: str, release: str, scripts: Path, check: bool) -> tuple[bool, str]:
    """Whether all is well, and what to say."""
    path = ORACLE / "truth" / release / f"{name}.json"
    if path.exists() and not check:
        return True, ""
    result = run_case.run(ORACLE / "cases" / name, release, scripts / f"initscripts-{release}")
    if result["status"] == "broken":
        return False, f"{release}/{name}: broken: {'; '.join(result['faults'])}"
    del result["said"]
    text = state.compact(result)
    if not check:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return True, f"{release}/{name}: made"
    was = path.read_text()
    changed = [f"\n  - {line}" for line in was.splitlines() if line not in text.splitlines()]
    changed += [f"\n  + {line}" for line in text.splitlines() if line not in was.splitlines()]
    return not changed, f"{release}/{name}: {'differs' if changed else 'the same'}{''.join(changed)}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--initscripts", required=True, type=Path)
    parser.add_argument("-j", type=int, default=2, help="guests at a time (default: 2)")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    run_case.guest_root()
    names = args.names or sorted(path.name for path in (ORACLE / "cases").iterdir())
    well = True
    with ThreadPoolExecutor(args.j) as pool:
        jobs = [
            pool.submit(one, n, release, args.initscripts, args.check) for n in names for release in run_case.RELEASES
        ]
        for job in jobs:
            good, text = job.result()
            well &= good
            if text:
                print(text, flush=True)
    return not well


if __name__ == "__main__":
    sys.exit(main())
