"""What must hold for wireless networks and secured links in a keyfile: the verify() functions of libnm's settings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ifcfgen.networkmanager.cards import SECURITY, WIRELESS
from ifcfgen.networkmanager.checked import Checked, Problem
from ifcfgen.networkmanager.eap import are_phase1_flags
from ifcfgen.networkmanager.profile import ETHERNET
from ifcfgen.networkmanager.wireless import are_wps_methods, channels

_LONGEST_SSID = 32
_WITH_8021X = ("ieee8021x", "wpa-eap", "wpa-eap-suite-b-192")
_WITHOUT_PROTECTION = ("none", "ieee8021x")
_PROTECTED = ("owe", "sae", "wpa-eap-suite-b-192")
_WITHOUT_IDENTITY = ("tls", "sim", "external")
_METHODS_OF_WIREGUARD = {
    "ipv4": ("disabled", "manual"),
    "ipv6": ("ignore", "link-local", "manual", "disabled"),
}
_CAK = re.compile("[0-9a-fA-F]{32}")
_CKN = re.compile("(?:[0-9a-fA-F]{2}){1,32}")


def problems(checked: Checked) -> Iterator[Problem]:
    """All that is wrong with what a profile says of wireless networks, of 802.1X, MACsec and WireGuard."""
    if WIRELESS in checked.settings:
        yield from _wireless(checked)
    if SECURITY in checked.settings:
        yield from _security(checked)
    if "802-1x" in checked.settings:
        yield from _8021x(checked)
    if "macsec" in checked.settings:
        yield from _macsec(checked)
    if "wireguard" in checked.settings:
        yield from _wireguard(checked)


def _wireless(checked: Checked) -> Iterator[Problem]:
    ssid = checked.text(WIRELESS, "ssid") or ""
    if not 0 < len(ssid.encode(errors="surrogateescape")) <= _LONGEST_SSID:
        yield "wifi.ssid", f"ssid is not of 1 to {_LONGEST_SSID} bytes"
    band, channel = checked.text(WIRELESS, "band"), checked.number(WIRELESS, "channel")
    known, mode = channels(checked.version), checked.text(WIRELESS, "mode")
    if band is not None and band not in known:
        yield "wifi.band", f"band={band} is not one of {', '.join(known)}"
    if channel and band is None:
        yield "wifi.channel", f"channel={channel} needs a band"
    elif channel and channel not in known.get(band or "", ()):
        yield "wifi.channel", f"channel={channel} is not in the band {band}"
    if mode == "mesh" and not channel:
        yield "wifi.mode", "mode=mesh needs a band and a channel"
    if checked.text(WIRELESS, "ap-isolation") and mode != "ap":
        yield "wifi.ap-isolation", "ap-isolation is for mode=ap only"
    wake = checked.number(WIRELESS, "wake-on-wlan")
    if wake & _WAKES_ALONE and wake & (wake - 1):
        yield "wifi.wake-on-wlan", "1 (default) and 32768 (ignore) stand alone"
    if wake & ~(_WAKES | _WAKES_ALONE):
        yield "wifi.wake-on-wlan", f"wake-on-wlan={wake} has an unknown flag"


_WAKES, _WAKES_ALONE = 0x1FE, 0x8001


def _security(checked: Checked) -> Iterator[Problem]:
    management, algorithm = checked.text(SECURITY, "key-mgmt"), checked.text(SECURITY, "auth-alg")
    if checked.text(WIRELESS, "mode") == "mesh" and management not in ("none", "sae"):
        yield "wifi-security.key-mgmt", f"key-mgmt={management} is not for mode=mesh"
    if algorithm == "leap" and management != "ieee8021x":
        yield "wifi-security.auth-alg", "auth-alg=leap needs key-mgmt=ieee8021x"
    if algorithm == "leap" and checked.text(SECURITY, "leap-username") is None:
        yield "wifi-security.leap-username", "auth-alg=leap needs leap-username"
    if algorithm != "leap" and management in _WITH_8021X and "802-1x" not in checked.settings:
        yield "wifi-security.key-mgmt", f"key-mgmt={management} needs the section 802-1x"
    if checked.text(SECURITY, "leap-username") == "":
        yield "wifi-security.leap-username", "leap-username is empty"
    if algorithm == "shared" and management != "none":
        yield "wifi-security.auth-alg", "auth-alg=shared needs key-mgmt=none"
    protection = checked.text(SECURITY, "pmf")
    is_unwanted = protection in ("optional", "required") and management in _WITHOUT_PROTECTION
    if is_unwanted or (protection in ("disable", "optional") and management in _PROTECTED):
        yield "wifi-security.pmf", f"pmf cannot be {protection} with key-mgmt={management}"
    if not are_wps_methods(checked.flags(SECURITY, "wps-method")):
        yield "wifi-security.wps-method", "wps-method has methods that cannot be combined"


def _8021x(checked: Checked) -> Iterator[Problem]:
    if checked.settings["802-1x"].get("optional") is True and checked.settings["connection"]["type"] != ETHERNET:
        yield "802-1x.optional", "optional is for Ethernet only"
    for method in checked.words("802-1x", "eap"):
        if method == "tls":
            for name in ("client-cert", "private-key"):
                if not checked.text("802-1x", name):
                    yield f"802-1x.{name}", f"eap=tls needs {name}"
        elif method not in _WITHOUT_IDENTITY and not checked.text("802-1x", "identity"):
            yield "802-1x.identity", f"eap={method} needs an identity"
        inner = [name for name in ("phase2-auth", "phase2-autheap") if checked.text("802-1x", name)]
        if method in ("peap", "ttls") and len(inner) != 1:
            yield "802-1x.phase2-auth", f"eap={method} needs phase2-auth or phase2-autheap, and not both"
    if not are_phase1_flags(checked.flags("802-1x", "phase1-auth-flags"), checked.version):
        yield "802-1x.phase1-auth-flags", "phase1-auth-flags are flags that cannot be combined"


def _macsec(checked: Checked) -> Iterator[Problem]:
    mode = checked.number("macsec", "mode")
    if mode not in (0, 1):
        yield "macsec.mode", f"mode={mode} is neither 0 (psk) nor 1 (eap)"
    if mode == 1 and "802-1x" not in checked.settings:
        yield "macsec.mode", "mode=1 (eap) needs the section 802-1x"
    if mode:
        return
    key = checked.text("macsec", "mka-cak")
    if key is not None and not _CAK.fullmatch(key):
        yield "macsec.mka-cak", "mka-cak is not of 32 hexadecimal digits"
    if not _CKN.fullmatch(checked.text("macsec", "mka-ckn") or ""):
        yield "macsec.mka-ckn", "mka-ckn is not of 2 to 64 hexadecimal digits, an even number"


def _wireguard(checked: Checked) -> Iterator[Problem]:
    for section, methods in _METHODS_OF_WIREGUARD.items():
        method = checked.text(section, "method")
        if method is not None and method not in methods:
            yield f"{section}.method", f"method={method} is not for a wireguard"
    if checked.number("wireguard", "private-key-flags") not in (0, 1, 2):
        yield "wireguard.private-key-flags", "private-key-flags is none of 0, 1 and 2"
