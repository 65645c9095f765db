"""Wireless links, as far as files tell: secrets may be in others, which not everybody has read."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ifcfgen.networkmanager import enums
from ifcfgen.networkmanager.eap import read_8021x, write_8021x, write_secret
from ifcfgen.networkmanager.links import MAC_WORDS, check_mac, check_mac_mask, write_mac_policy
from ifcfgen.networkmanager.source import Rejected, Source, Version
from ifcfgen.networkmanager.values import enum_value, flag, flags, mac, number, words

_MODES = ("ad-hoc", "ap", "managed", "auto")
_POWERSAVE = ("default", "ignore", "disable", "no", "enable", "yes")
_RANDOMIZATION = ("default", "never", "always")
_WPA = ("WPA-PSK", "SAE", "OWE")
_EAP = ("WPA-EAP", "WPA-EAP-SUITE-B-192", "IEEE8021X")
SECTION = "802-11-wireless"
SECURITY = "802-11-wireless-security"
_SECURITY_WORDS = {
    "PMF": enums.ENUMS[f"{SECURITY}.pmf"],
    "FILS": enums.ENUMS[f"{SECURITY}.fils"],
    "WPS_METHOD": enums.FLAGS[f"{SECURITY}.wps-method"],
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


def read_wireless(source: Source) -> None:
    """All that the reader refuses. Raises `Rejected`."""
    keys = source.keys
    _ssid(keys.get("ESSID") or "")
    mode = keys.get("MODE", "").lower()
    if mode and mode not in _MODES:
        raise Rejected("wireless", "MODE", f"MODE={keys['MODE']} is not one of {', '.join(_MODES)}")
    _read_channel(source)
    mtu = keys.get("MTU")
    if mtu and number(mtu, 0, 50000) is None:
        raise Rejected("wireless", "MTU", f"MTU={mtu} is not a number from 0 to 50000")
    for key, known in (("POWERSAVE", _POWERSAVE), ("MAC_ADDRESS_RANDOMIZATION", _RANDOMIZATION)):
        if keys.get(key, known[0]) not in known:
            raise Rejected("wireless", key, f"{key}={keys[key]} is not one of {', '.join(known)}")
    _read_security(source, adhoc=mode == "ad-hoc")


def _ssid(text: str) -> bytes:
    digits = re.fullmatch("0x((?:[0-9a-fA-F]{2})+)", text)
    ssid = bytes.fromhex(digits[1]) if digits else text.encode(errors="surrogateescape")
    if len(ssid) > 32:
        raise Rejected("wireless", "ESSID", f"ESSID={text} is longer than 32 bytes")
    return ssid


def _read_channel(source: Source) -> None:
    text, band = source.keys.get("CHANNEL"), source.keys.get("BAND")
    if not text and not band:
        return
    later = source.since(1, 58)
    bands = channels((1, 58) if later else (1, 40))
    if band and band not in bands:
        raise Rejected("wireless", "BAND", f"BAND={band} is not one of {', '.join(bands)}")
    channel = number(text, 1, 233 if later else 196) if text else None
    if text and channel is None:
        raise Rejected("wireless", "CHANNEL", f"CHANNEL={text} is not a channel")
    if channel is None:
        return
    if not band and channel > 196:
        raise Rejected("wireless", "CHANNEL", f"CHANNEL={channel} is in the 6 GHz band, and BAND is not set")
    band = band or ("bg" if channel <= 14 else "a")
    if channel not in bands[band]:
        raise Rejected("wireless", "CHANNEL", f"CHANNEL={channel} is not in the band {band}")


def channels(version: Version) -> Mapping[str, frozenset[int]]:
    """The channels of each band that NetworkManager of VERSION knows."""
    known = {"bg": frozenset(range(1, 15))}
    if version < (1, 58):
        return known | {"a": _FIVE_GHZ | _FIVE_GHZ_ONCE}
    return known | {"a": _FIVE_GHZ | _FIVE_GHZ_LATER, "6GHz": _SIX_GHZ}


def check_wireless(source: Source) -> None:
    """What must hold for a wireless link. Raises `Rejected`."""
    keys = source.keys
    if not keys.get("ESSID"):
        raise Rejected("wireless", "ESSID", "ESSID is not set")
    for key in ("BSSID", "HWADDR"):
        if address := keys.get(key):
            check_mac(address.strip(), key)
    if (address := keys.get("MACADDR")) and address.strip() not in (*MAC_WORDS, "stable-ssid"):
        check_mac(address.strip(), "MACADDR")
    check_mac_mask(source)
    if source.flag("AP_ISOLATION") is not None and keys.get("MODE", "").lower() != "ap":
        raise Rejected("wireless", "AP_ISOLATION", "AP_ISOLATION is for MODE=Ap only")
    _check_security(source)


def _read_security(source: Source, adhoc: bool) -> None:
    keys = source.keys
    method, security = keys.get("KEY_MGMT"), keys.get("SECURITYMODE", "").lower()
    if method == "IEEE8021X" and security == "leap" and not adhoc:
        if not keys.get("IEEE_8021X_IDENTITY"):
            raise Rejected("802.1x", "IEEE_8021X_IDENTITY", "SECURITYMODE=leap needs an IEEE_8021X_IDENTITY")
    elif method not in (*_WPA, *_EAP):
        _read_wep(keys, security)
    else:
        _read_words(source, "WPS_METHOD")
        if adhoc and method in ("OWE", *_EAP):
            raise Rejected("802.1x", "KEY_MGMT", f"KEY_MGMT={method} cannot be combined with MODE=Ad-Hoc")
        if method in _EAP:
            read_8021x(source, method, wireless=True)
        _read_words(source, "PMF", "FILS")


def _read_words(source: Source, *keys: str) -> None:
    for key in keys:
        text = source.keys.get(key)
        if text is not None and _found(key, text) is None:
            raise Rejected("wireless", key, f"{key}={text} is not one of {', '.join(_SECURITY_WORDS[key])}")


def _found(key: str, text: str) -> int | None:
    return (flags if key == "WPS_METHOD" else enum_value)(text, _SECURITY_WORDS[key])


def is_8021x(source: Source) -> bool:
    """Whether a wireless link has asked for an EAP method other than by LEAP of its own."""
    keys = source.keys
    if keys.get("KEY_MGMT") not in _EAP:
        return False
    return keys["KEY_MGMT"] != "IEEE8021X" or keys.get("SECURITYMODE", "").lower() != "leap"


def are_wps_methods(set_: int) -> bool:
    """Whether the flags SET_ of Wi-Fi Protected Setup go together."""
    return set_ <= 8 and (set_ == 1 or not set_ & 1)


def _check_security(source: Source) -> None:
    method = source.keys.get("KEY_MGMT")
    if method not in _WPA and not is_8021x(source):
        return
    frames = _found("PMF", source.keys.get("PMF", "default")) or 0
    if not 0 <= frames <= 3:
        raise Rejected("wireless", "PMF", f"PMF={source.keys['PMF']} is not one of {', '.join(_SECURITY_WORDS['PMF'])}")
    if frames in (2, 3) and method == "IEEE8021X":
        raise Rejected("wireless", "PMF", f"PMF={source.keys['PMF']} cannot be combined with KEY_MGMT={method}")
    if frames in (1, 2) and method in ("OWE", "SAE", "WPA-EAP-SUITE-B-192"):
        raise Rejected("wireless", "PMF", f"PMF={source.keys['PMF']} cannot be combined with KEY_MGMT={method}")
    methods = _found("WPS_METHOD", source.keys.get("WPS_METHOD", "default")) or 0
    if not are_wps_methods(methods):
        text = f"WPS_METHOD={source.keys['WPS_METHOD']} are methods that cannot be combined"
        raise Rejected("wireless", "WPS_METHOD", text)


def _read_wep(keys: Mapping[str, str], security: str) -> None:
    default = keys.get("DEFAULTKEY")
    if default and number(default, 1, 4, 0) is None:
        raise Rejected("wireless", "DEFAULTKEY", f"DEFAULTKEY={default} is not a number from 1 to 4")
    kind = keys.get("KEY_TYPE")
    if kind and kind not in ("key", "passphrase"):
        raise Rejected("wireless", "KEY_TYPE", f"KEY_TYPE={kind} is neither key nor passphrase")
    if security not in ("", "open", "restricted"):
        raise Rejected(
            "wireless", "SECURITYMODE", f"SECURITYMODE={keys['SECURITYMODE']} is neither open nor restricted"
        )


# -- settings --------------------------------------------------------------------------------------------

_MODE_OF = {"ad-hoc": "adhoc", "ap": "ap", "managed": "infrastructure", "auto": "infrastructure"}
_POWERSAVE_OF = {"ignore": "ignore", "disable": "disable", "no": "disable", "enable": "enable", "yes": "enable"}
_RANDOM_OF = {"always": "random", "never": "permanent"}
_CIPHERS = {"CCMP": "ccmp", "TKIP": "tkip"}
_GROUP_CIPHERS = {**_CIPHERS, "WEP104": "wep104", "WEP40": "wep40"}


def write_wireless(source: Source) -> None:
    """Put a wireless link into the settings."""
    keys, suffix = source.keys, source.file.suffix
    ssid = _ssid(keys["ESSID"])
    source.add(SECTION, "ssid", ssid.decode(errors="surrogateescape"), "ESSID")
    name = ssid.decode(errors="replace")
    if not keys.get("NAME") and name != suffix:
        source.add("connection", "id", f"System {name} ({suffix})", "ESSID")
    for key, name in (("HWADDR", "mac-address"), ("BSSID", "bssid")):
        if address := keys.get(key):
            source.add(SECTION, name, mac(address.strip()), key)
    if mode := keys.get("MODE"):
        source.add(SECTION, "mode", _MODE_OF[mode.lower()], "MODE")
    if (text := keys.get("CHANNEL")) and (channel := number(text, 1, 233)):
        source.add(SECTION, "channel", channel, "CHANNEL")
        source.add(SECTION, "band", "bg" if channel <= 14 else "a", "CHANNEL")
    if band := keys.get("BAND"):
        source.add(SECTION, "band", band, "BAND")
    if (text := keys.get("MTU")) and (mtu := number(text, 0, 50000)):
        source.add(SECTION, "mtu", mtu, "MTU")
    if source.flag("SSID_HIDDEN"):
        source.add(SECTION, "hidden", True, "SSID_HIDDEN")
    if (word := keys.get("POWERSAVE", "")) in _POWERSAVE_OF:
        source.add(SECTION, "powersave", _POWERSAVE_OF[word], "POWERSAVE")
    isolates = source.flag("AP_ISOLATION")
    if isolates is not None and source.may_be_since(1, 28):
        source.add(SECTION, "ap-isolation", "yes" if isolates else "no", "AP_ISOLATION")
    write_mac_policy(source, SECTION)
    _write_cloned(source)
    _write_security(source)


def _write_cloned(source: Source) -> None:
    """Which MAC address it shows; whether that is a random one is said twice."""
    address, random = source.keys.get("MACADDR", "").strip(), source.keys.get("MAC_ADDRESS_RANDOMIZATION", "")
    key = "MACADDR" if address else "MAC_ADDRESS_RANDOMIZATION"
    shown = address if address in (*MAC_WORDS, "stable-ssid") else mac(address) if address else _RANDOM_OF.get(random)
    if shown:
        source.add(SECTION, "cloned-mac-address", shown, key)
        word = next((word for word, meant in _RANDOM_OF.items() if meant == shown), None)
        if word:
            source.add(SECTION, "mac-address-randomization", word, key)


def _write_security(source: Source) -> None:
    keys = source.keys
    method, adhoc = keys.get("KEY_MGMT", ""), keys.get("MODE", "").lower() == "ad-hoc"
    if method == "IEEE8021X" and keys.get("SECURITYMODE", "").lower() == "leap" and not adhoc:
        source.add(SECURITY, "key-mgmt", "ieee8021x", "KEY_MGMT")
        source.add(SECURITY, "auth-alg", "leap", "SECURITYMODE")
        source.add(SECURITY, "leap-username", keys["IEEE_8021X_IDENTITY"], "IEEE_8021X_IDENTITY")
        write_secret(source, SECURITY, "leap-password", "IEEE_8021X_PASSWORD")
    elif method in (*_WPA, *_EAP):
        _write_wpa(source, method, adhoc)
    else:
        _write_wep(source)


def _write_wpa(source: Source, method: str, adhoc: bool) -> None:
    keys = source.keys
    source.add(SECURITY, "key-mgmt", method.lower(), "KEY_MGMT")
    if method in (*_WPA, "WPA-EAP"):
        for key, name, known in (("CIPHER_PAIRWISE", "pairwise", _CIPHERS), ("CIPHER_GROUP", "group", _GROUP_CIPHERS)):
            found = tuple(dict.fromkeys(known[word] for word in words(keys.get(key)) if word in known))
            if found:
                source.add(SECURITY, name, found, key)
    allowed = [("rsn", "MODE")] if adhoc else [
        (name, key)
        for key, name in (("WPA_ALLOW_WPA", "wpa"), ("WPA_ALLOW_WPA2", "rsn"))
        if keys.get(key) and flag(keys[key]) is not False
    ]  # fmt: skip
    if allowed:
        source.add(SECURITY, "proto", tuple(name for name, _ in allowed), allowed[0][1])
    if method in ("WPA-PSK", "SAE"):
        write_secret(source, SECURITY, "psk", "WPA_PSK")
    elif method in _EAP:
        write_8021x(source, wireless=True)
    for key in ("PMF", "FILS"):
        name = key.lower()
        word = enums.word(f"{SECURITY}.{name}", _found(key, keys.get(key, "default")) or 0)
        if word and word != "default":
            source.add(SECURITY, name, word, key)
    if methods := _found("WPS_METHOD", keys.get("WPS_METHOD", "default")):
        source.add(SECURITY, "wps-method", enums.words(f"{SECURITY}.wps-method", methods), "WPS_METHOD")
    if keys.get("SECURITYMODE") == "open":
        source.add(SECURITY, "auth-alg", "open", "SECURITYMODE")


def _write_wep(source: Source) -> None:
    """WEP, where there is a key; else the link has no security at all. The keys may be in another file."""
    keys = source.with_secrets
    default = number(keys.get("DEFAULTKEY", ""), 1, 4, 0)
    kind = keys.get("KEY_TYPE")
    kept = _wep_keys(keys, default or 1, kind)
    elsewhere = any(word in keys.get("WEP_KEY_FLAGS", "") for word in ("user", "ask", "unused"))
    if not kept and default is None and not elsewhere:
        return
    source.add(SECURITY, "key-mgmt", "none", "KEY_MGMT" if "KEY_MGMT" in keys else "")
    if default and default > 1:
        source.add(SECURITY, "wep-tx-keyidx", default - 1, "DEFAULTKEY")
    if elsewhere:
        write_secret(source, SECURITY, "wep-key", "WEP_KEY")
    else:
        for name, (text, key) in kept.items():
            source.add(SECURITY, name, text, key)
        if kind:
            source.add(SECURITY, "wep-key-type", kind, "KEY_TYPE")
    if security := keys.get("SECURITYMODE", "").lower():
        source.add(SECURITY, "auth-alg", "shared" if security == "restricted" else "open", "SECURITYMODE")


def _wep_keys(keys: Mapping[str, str], default: int, kind: str | None) -> Mapping[str, tuple[str, str]]:
    """The keys by property, each with the key that says it: digits or letters, and phrases, as KIND has it."""
    numbered = []
    if kind != "passphrase":
        numbered += [(f"KEY{index}", index) for index in range(1, 5)] + [("KEY", default)]
    if kind != "key":
        numbered += [(f"KEY_PASSPHRASE{index}", index) for index in range(1, 5)]
    return {f"wep-key{index - 1}": (keys[key].removeprefix("s:"), key) for key, index in numbered if keys.get(key)}
