"""Tunnels as `ip tunnel` and the kernel make them."""

from __future__ import annotations

from collections.abc import Mapping

from ifcfgen.boot.kernel import Kernel, fib
from ifcfgen.boot.kernel.state import RANDOM_MAC, Refusal
from ifcfgen.boot.values import text_of
from ifcfgen.ifcfg.literals import address
from ifcfgen.lazy import NamedTuple

_USUAL_MTU = 1500
_LENGTH_OF_A_KEY = 4
_ETHERNET = ("gretap", "erspan", "ip6gretap")
_WITHOUT_KEY = ("vti", "vti6")
"""Whose keys mark packets for IPsec, and are not sent."""


class Mode(NamedTuple):
    """A kind of tunnel: its module, what its head adds to a packet, and the devices that come with the module."""

    kind: str
    module: str
    version: int
    head: int
    natives: tuple[tuple[str, str, int], ...]


GRE = Mode("gre", "ip_gre", 4, 24, (("gre0", "gre", 1476), ("gretap0", "gretap", 1462), ("erspan0", "erspan", 1450)))
GRETAP = GRE._replace(kind="gretap", head=38)
IPIP = Mode("ipip", "ipip", 4, 20, (("tunl0", "ipip", 1480),))
SIT = Mode("sit", "sit", 4, 20, (("sit0", "sit", 1480),))
VTI = Mode("vti", "ip_vti", 4, 20, (("ip_vti0", "vti", 1480),))
IPIP6 = Mode("ip6tnl", "ip6_tunnel", 6, 48, (("ip6tnl0", "ip6tnl", 1452),))
GRE6 = Mode("ip6gre", "ip6_gre", 6, 52, (("ip6gre0", "ip6gre", 1448), *IPIP6.natives))
GRETAP6 = GRE6._replace(kind="ip6gretap", head=66)
VTI6 = Mode("vti6", "ip6_vti", 6, 72, (("ip6_vti0", "vti6", 1428), *IPIP6.natives))
MODES: Mapping[str, Mode] = {
    "ipip": IPIP, "gre": GRE, "sit": SIT, "vti": VTI, "ip6ip6": IPIP6, "ipip6": IPIP6, "ip6gre": GRE6, "vti6": VTI6,
    "gretap": GRETAP, "ip6gretap": GRETAP6,
}  # fmt: skip
"""By what NetworkManager calls them."""
NATIVES = frozenset(name for mode in MODES.values() for name, *_ in mode.natives)
"""The names of all devices that come with a module."""


def add_natives(kernel: Kernel, mode: Mode) -> None:
    """The devices that come with the module."""
    for name, kind, mtu in mode.natives:
        if name not in kernel.links:
            link = kernel.add(name, kind)
            link.mtu, link.arp = mtu, kind in _ETHERNET
            if not link.arp:
                link.mac = text_of(0, mode.version)


def add(
    kernel: Kernel,
    device: str,
    mode: Mode,
    local: str,
    remote: str,
    keys: tuple[str, str] = ("", ""),
    parent: str = "",
) -> None:
    """`ip tunnel add DEVICE mode MODE dev PARENT`, with KEYS for what comes in and what goes out. Raises Refusal."""
    ends = [address(end, mode.version) if end else 0 for end in (local, remote)]
    if None in ends:
        raise Refusal("no-end-address", local if ends[0] is None else remote)
    kernel.keep_free(device)
    what = mode.kind, *ends, keys[0], parent
    other = kernel.holder(*what)
    if other is not None:
        raise Refusal("tunnel-exists", other.name)
    is_ethernet = mode.kind in _ETHERNET
    mac = RANDOM_MAC if is_ethernet else text_of(ends[0] or 0, mode.version)
    link = kernel.add(device, mode.kind, mac)
    kernel.hold(link, *what)
    below = fib.egress(kernel, ends[1], mode.version) if ends[1] else None
    if mode.version == 4:
        below = below or parent
    of_key = _LENGTH_OF_A_KEY if keys[1] and mode.kind not in _WITHOUT_KEY else 0
    link.mtu = (kernel.links[below].mtu if below else _USUAL_MTU) - mode.head - of_key
    link.arp, link.bound_to = is_ethernet, parent or None
