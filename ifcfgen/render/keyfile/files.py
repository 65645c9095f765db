"""Which files a topology becomes, what they are called, and where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from ifcfgen.netplan import Configuration
from ifcfgen.render.addressing import priorities
from ifcfgen.render.disk.layout import Layout
from ifcfgen.render.keyfile.view import view, wifi
from ifcfgen.render.target import Output
from ifcfgen.scripts.names import KEYFILE_SUFFIX


def outputs(topology: Configuration) -> Iterator[Output]:
    """A keyfile for each device of TOPOLOGY, and for each network of a wireless one."""
    given = priorities(rule for device in topology for rule in device.rules)
    for device in topology:
        values = view(topology, device, given)
        template = f"keyfile/{device.kind}.j2"
        if device.kind != "wireless":
            yield Output(f"{device.name}{KEYFILE_SUFFIX}", template, values, device)
        for point in device.access_points:
            name = f"{device.name}-{quote(point.ssid, safe=' ')}{KEYFILE_SUFFIX}"
            yield Output(name, template, {**values, **wifi(device, point)}, device)


LAYOUT = Layout(
    directory="etc/NetworkManager/system-connections",
    names=re.compile(rf"[^/.][^/]*{re.escape(KEYFILE_SUFFIX)}"),
    is_copy=lambda name: False,
    secrets=re.compile(""),  # NetworkManager ignores what others than root may read
    shared={},
    missing=lambda old, new: [],
)
