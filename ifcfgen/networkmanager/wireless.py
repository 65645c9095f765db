"""Wireless links, as far as files tell: secrets are in others, which nobody opens here."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ifcfgen.networkmanager.eap import read_8021x
from ifcfgen.networkmanager.links import MAC_WORDS, check_mac, check_mac_mask
from ifcfgen.networkmanager.source import Refused, Source, choice, flags, number

_MODES = ("ad-hoc", "ap", "managed", "auto")
_POWERSAVE = ("default", "ignore", "disable", "no", "enable", "yes")
_RANDOMIZATION = ("default", "never", "always")
_WPA = ("WPA-PSK", "SAE", "OWE")
_EAP = ("WPA-EAP", "WPA-EAP-SUITE-B-192", "IEEE8021X")
_PROTECTION = {"default": 0, "disable": 1, "optional": 2, "required": 3}
_SECURITY_WORDS = {
    "PMF": _PROTECTION,
    "FILS": _PROTECTION,
    "WPS_METHOD": {"default": 0, "disabled": 0x1, "auto": 0x2, "pbc": 0x4, "pin": 0x8, "pin-display": 0x10},
}
_FIVE_GHZ = frozenset(
    (
        *range(36, 49, 4),
        *range(52, 65, 4),
        *range(100, 141, 4),
        149,
        153,
        157,
        161,
        165,
        183,
        184,
        185,
        187,
        188,
        192,
        196,
    )
)
_FIVE_GHZ_ONCE = frozenset((16, 34, 38, 42, 46, 50, 58, 152, 160))
"""Until 1.56."""
_FIVE_GHZ_LATER = frozenset((32, 144, 189))
_SIX_GHZ = frozenset(range(1, 234, 4)) - {165}


def read_wireless(source: Source) -> str:
    """All that the reader refuses; the name of the network for the title. Raises `Refused`."""
    keys = source.keys
    ssid = _ssid(keys.get("ESSID") or "")
    mode = keys.get("MODE", "").lower()
    if mode and mode not in _MODES:
        raise Refused("wireless", "MODE", f"MODE={keys['MODE']} is none of {', '.join(_MODES)}")
    _read_channel(source)
    mtu = keys.get("MTU")
    if mtu and number(mtu, 0, 50000) is None:
        raise Refused("wireless", "MTU", f"MTU={mtu} is no number from 0 to 50000")
    for key, known in (("POWERSAVE", _POWERSAVE), ("MAC_ADDRESS_RANDOMIZATION", _RANDOMIZATION)):
        if keys.get(key, known[0]) not in known:
            raise Refused("wireless", key, f"{key}={keys[key]} is none of {', '.join(known)}")
    _read_security(source, adhoc=mode == "ad-hoc")
    return ssid.decode(errors="replace") or "unmanaged"


def _ssid(text: str) -> bytes:
    digits = re.fullmatch("0x((?:[0-9a-fA-F]{2})+)", text)
    ssid = bytes.fromhex(digits[1]) if digits else text.encode(errors="surrogateescape")
    if len(ssid) > 32:
        raise Refused("wireless", "ESSID", f"ESSID={text} is longer than 32 bytes")
    return ssid


def _read_channel(source: Source) -> None:
    text, band = source.keys.get("CHANNEL"), source.keys.get("BAND")
    if not text and not band:
        return
    later = source.since(1, 58)
    bands = {"bg": frozenset(range(1, 15)), "a": _FIVE_GHZ | (_FIVE_GHZ_LATER if later else _FIVE_GHZ_ONCE)}
    if later:
        bands["6GHz"] = _SIX_GHZ
    if band and band not in bands:
        raise Refused("wireless", "BAND", f"BAND={band} is none of {', '.join(bands)}")
    channel = number(text, 1, 233 if later else 196) if text else None
    if text and channel is None:
        raise Refused("wireless", "CHANNEL", f"CHANNEL={text} is none")
    if channel is None:
        return
    if not band and channel > 196:
        raise Refused("wireless", "CHANNEL", f"CHANNEL={channel} is of the 6 GHz band, and there is no BAND")
    band = band or ("bg" if channel <= 14 else "a")
    if channel not in bands[band]:
        raise Refused("wireless", "CHANNEL", f"CHANNEL={channel} is not of the band {band}")


def check_wireless(source: Source) -> None:
    """What must hold for a wireless link. Raises `Refused`."""
    keys = source.keys
    if not keys.get("ESSID"):
        raise Refused("wireless", "ESSID", "there is no ESSID")
    for key in ("BSSID", "HWADDR"):
        if address := keys.get(key):
            check_mac(address.strip(), key)
    if (address := keys.get("MACADDR")) and address.strip() not in (*MAC_WORDS, "stable-ssid"):
        check_mac(address.strip(), "MACADDR")
    check_mac_mask(source)
    if source.flag("AP_ISOLATION") is not None and keys.get("MODE", "").lower() != "ap":
        raise Refused("wireless", "AP_ISOLATION", "AP_ISOLATION is for MODE=Ap only")
    _check_security(source)


def _read_security(source: Source, adhoc: bool) -> None:
    keys = source.keys
    method, security = keys.get("KEY_MGMT"), keys.get("SECURITYMODE", "").lower()
    if method == "IEEE8021X" and security == "leap" and not adhoc:
        if not keys.get("IEEE_8021X_IDENTITY"):
            raise Refused("802.1x", "IEEE_8021X_IDENTITY", "SECURITYMODE=leap wants an IEEE_8021X_IDENTITY")
    elif method not in (*_WPA, *_EAP):
        _read_wep(keys, security)
    else:
        _read_words(source, "WPS_METHOD")
        if adhoc and method in ("OWE", *_EAP):
            raise Refused("802.1x", "KEY_MGMT", f"KEY_MGMT={method} cannot be had with MODE=Ad-Hoc")
        if method in _EAP:
            read_8021x(source, method, wireless=True)
        _read_words(source, "PMF", "FILS")


def _read_words(source: Source, *keys: str) -> None:
    for key in keys:
        text = source.keys.get(key)
        if text is not None and _found(key, text) is None:
            raise Refused("wireless", key, f"{key}={text} is none of {', '.join(_SECURITY_WORDS[key])}")


def _found(key: str, text: str) -> int | None:
    return (flags if key == "WPS_METHOD" else choice)(text, _SECURITY_WORDS[key])


def is_8021x(source: Source) -> bool:
    """Whether a wireless link has asked for an EAP method other than by LEAP of its own."""
    keys = source.keys
    if keys.get("KEY_MGMT") not in _EAP:
        return False
    return keys["KEY_MGMT"] != "IEEE8021X" or keys.get("SECURITYMODE", "").lower() != "leap"


def _check_security(source: Source) -> None:
    method = source.keys.get("KEY_MGMT")
    if method not in _WPA and not is_8021x(source):
        return
    frames = _found("PMF", source.keys.get("PMF", "default")) or 0
    if not 0 <= frames <= 3:
        raise Refused("wireless", "PMF", f"PMF={source.keys['PMF']} is none of {', '.join(_SECURITY_WORDS['PMF'])}")
    if frames in (2, 3) and method == "IEEE8021X":
        raise Refused("wireless", "PMF", f"PMF={source.keys['PMF']} cannot be had with KEY_MGMT={method}")
    if frames in (1, 2) and method in ("OWE", "SAE", "WPA-EAP-SUITE-B-192"):
        raise Refused("wireless", "PMF", f"PMF={source.keys['PMF']} cannot be had with KEY_MGMT={method}")
    methods = _found("WPS_METHOD", source.keys.get("WPS_METHOD", "default")) or 0
    if methods > 8 or (methods & 1 and methods != 1):
        text = f"WPS_METHOD={source.keys['WPS_METHOD']} are methods that do not go together"
        raise Refused("wireless", "WPS_METHOD", text)


def _read_wep(keys: Mapping[str, str], security: str) -> None:
    default = keys.get("DEFAULTKEY")
    if default and number(default, 1, 4, 0) is None:
        raise Refused("wireless", "DEFAULTKEY", f"DEFAULTKEY={default} is no number from 1 to 4")
    kind = keys.get("KEY_TYPE")
    if kind and kind not in ("key", "passphrase"):
        raise Refused("wireless", "KEY_TYPE", f"KEY_TYPE={kind} is neither key nor passphrase")
    if security not in ("", "open", "restricted"):
        raise Refused("wireless", "SECURITYMODE", f"SECURITYMODE={keys['SECURITYMODE']} is neither open nor restricted")
