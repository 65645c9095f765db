"""The kernel as far as the network scripts touch it: links, addresses, routes. What it would refuse is refused.

Followed: Linux 6.1, as the kernels of the releases do the same, except where one of them is named.
"""

from __future__ import annotations

from ifcfgen.boot.kernel.switches import Switches


class Kernel(Switches):
    """Links, addresses, routes, rules, and what can be done to them.

    A module a noun, each on those before it: `devices`, then `addresses` and `wires`, `links`, `ports`, `switches`.
    """
