"""Keys of what is NetworkManager's alone: LLDP, MPTCP, MUD, proxies, notes."""

from __future__ import annotations

from ifcfgen.ifcfg.keys.key import nm

KEYS = (
    nm(
        "LLDP",
        "whether LLDP packets of neighbours are listened to",
        values=("rx", "yes", "no"),
        type="enum",
        default="the global setting",
        networkmanager="1.2",
    ),
    nm(
        "MPTCP_FLAGS",
        "how the addresses are used for multipath TCP",
        type="flags",
        values=(
            "disabled",
            "enabled",
            "also-without-sysctl",
            "also-without-default-route",
            "signal",
            "subflow",
            "backup",
            "fullmesh",
        ),
        networkmanager="1.40",
        note="signal together with fullmesh makes NetworkManager reject the file.",
    ),
    nm(
        "MUD_URL",
        "URL of the usage description that is sent to the network",
        type="url",
        values=("none",),
        networkmanager="1.26",
        note="https, at most 255 bytes. An empty value makes NetworkManager reject the file.",
    ),
    nm(
        "PROXY_METHOD",
        "how a proxy is found",
        type="enum",
        values=("none", "auto"),
        default="none",
        networkmanager="1.6",
        note="Anything but auto is none.",
    ),
    nm(
        "PAC_URL",
        "where the proxy's configuration is",
        type="url",
        networkmanager="1.6",
        note="With PROXY_METHOD=auto.",
    ),
    nm("PAC_SCRIPT", "the proxy's configuration itself", networkmanager="1.6", note="With PROXY_METHOD=auto."),
    nm("BROWSER_ONLY", "whether the proxy is for browsers only", type="yes-no", default="no", networkmanager="1.6"),
    nm(
        "NM_USER_*",
        "a note of any kind, kept for others",
        networkmanager="1.8",
        note="The rest of the name is the name of the note, encoded.",
    ),
)
