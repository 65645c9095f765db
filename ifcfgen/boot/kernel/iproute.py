"""What `ip route add` and `ip rule add` ask of the kernel, with what iproute2 adds by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from ifcfgen.boot.kernel.state import LOCAL, MAIN, Refusal, Route, Rule
from ifcfgen.ifcfg import iproute
from ifcfgen.ifcfg.iproute import LATEST, TABLES, NotUnderstood

_USUAL_METRIC_OF_IPV6 = 1024


@contextmanager
def understood() -> Iterator[None]:
    """Where iproute2 does not understand words, it refuses: raises Refusal."""
    try:
        yield
    except NotUnderstood as error:
        raise Refusal(error.kind, *error.details) from None


def route(words: Sequence[str], version: int, tables: Mapping[str, int] = TABLES, release: int = LATEST) -> Route:
    """What `ip -4 route add WORDS`, or -6, asks for, on RELEASE. Raises Refusal."""
    with understood():
        said = iproute.route(words, version, tables, release)
    kind, is_local = said.type, said.type in ("local", "nat")
    scope = said.scope
    if scope is None:
        is_near = kind in ("broadcast", "multicast", "anycast") or (
            kind == "unicast" and said.via is None and not said.hops
        )
        scope = "host" if is_local else "link" if is_near else "global"
    is_of_host = is_local or kind in ("broadcast", "anycast")
    via, dev = said.hops[0] if len(said.hops) == 1 else (said.via, said.dev)
    return Route(
        version,
        said.to,
        said.length,
        via,
        dev,
        said.metric or (0 if version == 4 else _USUAL_METRIC_OF_IPV6),
        scope if version == 4 else "global",
        said.source,
        said.table or (LOCAL if is_of_host else MAIN),
        kind,
        said.tos,
        onlink=said.onlink,
        hops=said.hops if len(said.hops) > 1 else (),
    )


def rule(
    words: Sequence[str], version: int, tables: Mapping[str, int] = TABLES, release: int = LATEST
) -> tuple[Rule, bool]:
    """What `ip rule add WORDS`, or -6, asks for, on RELEASE, and whether it says at what priority. Raises Refusal."""
    with understood():
        said = iproute.rule(words, version, tables, release)
    priority, table = said.priority, MAIN if said.table is None else said.table
    return Rule(version, **{**said._asdict(), "priority": priority or 0, "table": table}), priority is not None
