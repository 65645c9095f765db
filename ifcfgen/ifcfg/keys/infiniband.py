"""Keys of InfiniBand."""

from __future__ import annotations

from functools import partial

from ifcfgen.ifcfg.keys.key import ALL, Key, nm

infiniband = partial(Key, initscripts=ALL, package="rdma-core", networkmanager="yes", kinds=("infiniband",))

KEYS = (
    infiniband(
        "CONNECTED_MODE",
        "whether IPoIB uses connected mode",
        type="yes-no",
        default="no (datagram)",
        note="An MTU above 2044 needs it.",
    ),
    infiniband("PKEY", "whether the file is for a partition", type="yes-no", default="no"),
    infiniband(
        "PKEY_ID",
        "key of the partition",
        type="integer",
        range=(0, 65535),
        note="Hex with 0x or decimal. The bit 0x8000 is added.",
    ),
    nm(
        "PKEY_ID_NM",
        "key of the partition as it is, without the bit added",
        type="integer",
        range=(0, 65535),
        networkmanager="1.44",
        kinds=("infiniband",),
        note="Wins over PKEY_ID.",
    ),
)
