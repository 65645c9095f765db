"""Work spread over processes."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import active_children, get_context, parent_process
from threading import Thread
from typing import Any, TypeVar

from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.place import Place

_CHUNK = 8
"""How many items a process is given at once."""
_AHEAD = 3
"""How many chunks are given out for each process: memory stays flat however many items there are."""

_SIGNALS = {signal.SIGINT, signal.SIGPIPE}

_Kept = TypeVar("_Kept")
_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

_work: Callable[[Any], Any]
"""Of a process of ours: what it does with each item."""


def in_order(
    work: Callable[[_Item], _Result], items: Iterable[tuple[_Kept, _Item]], jobs: int
) -> Iterator[tuple[_Kept, _Result]]:
    """What comes of WORK on each of ITEMS, in their order, by JOBS processes; with what is kept here of each item.

    These are copies of this one as it is now: only items and results are sent, and what WORK changes is lost. They end
    with this one, however that ends. Raises `IfcfgenError` where one of them was ended by somebody else.
    """
    given: deque[tuple[list[_Kept], Future[list[_Result]]]] = deque()
    rest = iter(items)

    def finished() -> Iterator[tuple[_Kept, _Result]]:
        kept, future = given.popleft()
        return zip(kept, future.result(), strict=True)

    with ProcessPoolExecutor(jobs, get_context("fork"), _begin, (work,)) as pool:
        try:
            _start(pool)
            while chunk := list(islice(rest, _CHUNK)):
                given.append(([kept for kept, _ in chunk], pool.submit(_do, [item for _, item in chunk])))
                if len(given) > jobs * _AHEAD:
                    yield from finished()
            while given:
                yield from finished()
        except BrokenProcessPool:
            text = "a worker process was killed, perhaps because memory ran out; try --jobs 1"
            raise IfcfgenError(Fault(Place("--jobs"), text)) from None
        except BaseException:  # an interrupt, or no more results are wanted
            for process in active_children():
                process.terminate()
            raise


def _start(pool: ProcessPoolExecutor) -> None:
    """Start all processes, and the threads that talk to them, with our signals held back.

    Python drops an interrupt that comes while it forks; and a pipe to a process that is gone is not what SIGPIPE means.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        pool.submit(_do, []).result()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(work: Callable[[Any], Any]) -> None:
    global _work
    _work = work
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # it ends without a word
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    Thread(target=_end_with_parent, daemon=True).start()


def _do(chunk: list[Any]) -> list[Any]:
    return [_work(item) for item in chunk]


def _end_with_parent() -> None:
    """A parent that a signal kills, as for a closed pipe, cannot end its children itself."""
    parent = parent_process()
    assert parent
    parent.join()
    os._exit(1)
