"""Keys of wireless networks."""

from __future__ import annotations

from functools import partial

from ifcfgen.ifcfg.keys.key import ALL, FROM_7, Key, scripts

wireless = partial(Key, networkmanager="yes", kinds=("wireless",))
secret = partial(wireless, files=("ifcfg", "keys"), secret=True)
iwconfig = partial(Key, initscripts=(6,), kinds=("wireless",), note="For iwconfig, which scripts of EL7 do not call.")

KEYS = (
    wireless(
        "ESSID", "name of the network", initscripts=ALL, note="1 to 32 bytes, or hex with 0x.", mistaken=("SSID",)
    ),
    wireless(
        "MODE",
        "how the card works",
        type="enum",
        values=("Managed", "Ad-Hoc", "Ap", "Auto", "Monitor"),
        initscripts=ALL,
        note="Monitor is known to initscripts only, Ap and Auto to NetworkManager only.",
    ),
    wireless("CHANNEL", "channel", type="integer", initscripts=(6,)),
    wireless("BAND", "band", type="enum", values=("a", "bg", "6GHz"), default="from CHANNEL"),
    wireless("BSSID", "MAC address of the only access point to use", type="mac"),
    wireless("SSID_HIDDEN", "whether the network does not announce itself", type="yes-no", default="no"),
    wireless(
        "POWERSAVE",
        "power saving",
        type="enum",
        values=("default", "ignore", "disable", "enable", "no", "yes"),
        default="default",
        networkmanager="1.2",
    ),
    wireless(
        "MAC_ADDRESS_RANDOMIZATION",
        "whether the MAC address changes",
        type="enum",
        values=("default", "never", "always"),
        default="default",
        networkmanager="1.2",
        note="Superseded by MACADDR=random.",
    ),
    wireless(
        "AP_ISOLATION",
        "whether clients of this access point are kept apart",
        type="yes-no",
        default="the global setting",
        networkmanager="1.28",
    ),
    scripts(
        "KEY",
        "WEP key, or key of a GRE tunnel",
        kinds=("wireless", "tunnel"),
        files=("ifcfg", "keys"),
        note="One name for two things.",
        secret=True,
    ),
    secret("KEY1", "one of four WEP keys", initscripts=(6,), numbered="KEY1 to KEY4"),
    secret("KEY_PASSPHRASE1", "WEP passphrase", numbered="KEY_PASSPHRASE1 to KEY_PASSPHRASE4"),
    wireless("KEY_TYPE", "what the WEP keys are", type="enum", values=("key", "passphrase")),
    wireless("DEFAULTKEY", "which WEP key is sent with", type="integer", default="1", range=(1, 4), initscripts=(6,)),
    wireless(
        "SECURITYMODE", "WEP authentication", type="enum", values=("open", "restricted", "leap"), initscripts=(6,)
    ),
    wireless("WEP_KEY_FLAGS", "who keeps the WEP keys", type="flags", values=("user", "ask", "unused")),
    secret("WPA_PSK", "passphrase of the network", note="Better in the keys- file."),
    wireless("WPA_PSK_FLAGS", "who keeps the passphrase", type="flags", values=("user", "ask", "unused")),
    wireless("WPA_ALLOW_WPA", "whether WPA may be used", type="yes-no"),
    wireless("WPA_ALLOW_WPA2", "whether WPA2 may be used", type="yes-no"),
    wireless("CIPHER_PAIRWISE", "ciphers for packets to one", type="list"),
    wireless("CIPHER_GROUP", "ciphers for packets to all", type="list"),
    wireless(
        "PMF",
        "protected management frames",
        type="enum",
        values=("default", "disable", "optional", "required"),
        default="default",
        networkmanager="1.10",
    ),
    wireless(
        "FILS",
        "fast initial link setup",
        type="enum",
        values=("default", "disable", "optional", "required"),
        default="default",
        networkmanager="1.12",
    ),
    wireless("WPS_METHOD", "ways of WPS to allow", type="flags", default="default", networkmanager="1.10"),
    scripts("FREQ", "frequency", kinds=("wireless",), note="EL6 ignores it with MODE=Managed."),
    scripts("WOWLAN", "what wakes the host over wireless", kinds=("wireless",)),
    scripts("WIRELESS_ENC_KEY", "whether ifdown clears the WEP key", kinds=("wireless",), note="Any value does."),
    scripts(
        "IW",
        "program to call for iw",
        type="path",
        default="iw",
        initscripts=FROM_7,
        kinds=("wireless",),
        note="Run as a command.",
    ),
    iwconfig("RATE", "bit rate"),
    iwconfig("RTS", "RTS threshold"),
    iwconfig("FRAG", "fragmentation threshold"),
    iwconfig("SENS", "sensitivity threshold"),
    iwconfig("NWID", "network ID"),
    iwconfig("IWCONFIG", "more words for iwconfig"),
    iwconfig("IWPRIV", "words for iwpriv"),
    iwconfig("SPYIPS", "addresses for iwspy", type="list"),
)
