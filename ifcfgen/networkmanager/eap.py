"""802.1X of a wired or wireless link, as far as files tell: what each EAP method wants, but for certificates."""

from __future__ import annotations

from collections.abc import Mapping

from ifcfgen.networkmanager.source import Refused, Source, flags, words

_INNER = ("pap", "chap", "mschap", "mschapv2", "gtc", "otp", "md5", "tls")
_INNER_EAP = ("eap-md5", "eap-mschapv2", "eap-otp", "eap-gtc", "eap-tls")
_NEVER_OUTER = ("pap", "chap", "mschap", "mschapv2")
"""Read like the others, and then refused."""
_NOT_OVER_THE_AIR = ("md5", *_NEVER_OUTER)
_METHODS = (*_NOT_OVER_THE_AIR, "leap", "pwd", "tls", "peap", "ttls", "fast")
_WITH_INNER = ("peap", "ttls", "fast")
_PHASE1 = {"none": 0, "tls-1-0-disable": 0x1, "tls-1-1-disable": 0x2, "tls-1-2-disable": 0x4}
_PHASE1_LATER = {
    "tls-disable-time-checks": 0x8, "tls-1-3-disable": 0x10, "tls-1-0-enable": 0x20, "tls-1-1-enable": 0x40,
    "tls-1-2-enable": 0x80, "tls-1-3-enable": 0x100,
}  # fmt: skip
_PAIRS = (0x21, 0x42, 0x84, 0x110)
"""A version of TLS, switched off and on."""


def read_8021x(source: Source, method: str, wireless: bool = False) -> None:
    """The EAP methods, and what each wants, but for certificates. Raises `Refused`."""
    keys = source.keys
    written = keys.get("IEEE_8021X_EAP_METHODS")
    if not written:
        raise Refused("802.1x", "IEEE_8021X_EAP_METHODS", f"KEY_MGMT={method} wants IEEE_8021X_EAP_METHODS")
    known = _methods(written, wireless)
    for word in known:
        if word == "peap" and keys.get("IEEE_8021X_PEAP_VERSION", "0") not in ("", "0", "1"):
            raise Refused("802.1x", "IEEE_8021X_PEAP_VERSION", "IEEE_8021X_PEAP_VERSION is neither 0 nor 1")
        if word == "fast" and not keys.get("IEEE_8021X_PAC_FILE"):
            allowed = {"allow-auth", "allow-unauth"}
            if allowed.isdisjoint(words(keys.get("IEEE_8021X_FAST_PROVISIONING"), " \t")):
                raise Refused("802.1x", "IEEE_8021X_PAC_FILE", "fast has no IEEE_8021X_PAC_FILE, nor a way to get one")
        if word in _WITH_INNER:
            _read_inner(keys)
    if not known:
        raise Refused("802.1x", "IEEE_8021X_EAP_METHODS", f"IEEE_8021X_EAP_METHODS={written} names no known method")
    _read_phase1(source)


def _methods(written: str, wireless: bool) -> list[str]:
    refused = _NOT_OVER_THE_AIR if wireless else ()
    return [word for word in words(written.lower()) if word in _METHODS and word not in refused]


def _read_inner(keys: Mapping[str, str]) -> None:
    key = "IEEE_8021X_INNER_AUTH_METHODS"
    written = words((keys.get(key) or "").lower())
    strange = next((word for word in written if word not in (*_INNER, *_INNER_EAP)), None)
    if not written or strange:
        raise Refused("802.1x", key, f"{strange} in {key} is no method" if strange else f"there is no {key}")


def _phase1(source: Source) -> int | None:
    named = {**_PHASE1, **(_PHASE1_LATER if source.since(1, 42) else {})}
    return flags(source.keys["IEEE_8021X_PHASE1_AUTH_FLAGS"], named)


def _read_phase1(source: Source) -> None:
    key = "IEEE_8021X_PHASE1_AUTH_FLAGS"
    if key in source.keys and _phase1(source) is None:
        raise Refused("802.1x", key, f"{key}={source.keys[key]} has a word that is none of its flags")


def check_8021x(source: Source, kind: str) -> None:
    """What must hold for 802.1X of a link of KIND, once it has been read. Raises `Refused`."""
    keys = source.keys
    if source.flag("IEEE_8021X_OPTIONAL") and kind != "802-3-ethernet" and source.since(1, 30):
        raise Refused("802.1x", "IEEE_8021X_OPTIONAL", "IEEE_8021X_OPTIONAL is for Ethernet only")
    methods = _methods(keys["IEEE_8021X_EAP_METHODS"], kind == "802-11-wireless")
    if strange := next((method for method in methods if method in _NEVER_OUTER), None):
        raise Refused("802.1x", "IEEE_8021X_EAP_METHODS", f"{strange} can be an inner method only")
    for method in methods:
        if method == "tls":
            _check_tls(keys)
        elif not keys.get("IEEE_8021X_IDENTITY"):
            raise Refused("802.1x", "IEEE_8021X_IDENTITY", f"{method} wants an IEEE_8021X_IDENTITY")
        elif method in ("peap", "ttls"):
            inner = words(keys["IEEE_8021X_INNER_AUTH_METHODS"].lower())
            if not {*_INNER}.isdisjoint(inner) and not {*_INNER_EAP}.isdisjoint(inner):
                raise Refused("802.1x", "IEEE_8021X_INNER_AUTH_METHODS",
                              "IEEE_8021X_INNER_AUTH_METHODS has a method with eap- and one without")  # fmt: skip
    if "IEEE_8021X_PHASE1_AUTH_FLAGS" in keys:
        _check_phase1(source)


def _check_tls(keys: Mapping[str, str]) -> None:
    # the certificate may be missing: a private key of PKCS #12 has it in the same file
    key = "IEEE_8021X_PRIVATE_KEY"
    if not keys.get(key):
        missing = key if keys.get("IEEE_8021X_CLIENT_CERT") else "IEEE_8021X_CLIENT_CERT"
        raise Refused("802.1x", missing, f"tls wants an {missing}")


def _check_phase1(source: Source) -> None:
    set_ = _phase1(source) or 0
    later = source.since(1, 42)
    if set_ & ~(0x1FF if later else 0x7) or (later and any(set_ & pair == pair for pair in _PAIRS)):
        key = "IEEE_8021X_PHASE1_AUTH_FLAGS"
        raise Refused("802.1x", key, f"{key}={source.keys[key]} are flags that do not go together")
