"""802.1X of a wired or wireless link, as far as files tell: what each EAP method wants, but for certificates."""

from __future__ import annotations

from collections.abc import Mapping

from ifcfgen.ifcfg.networkmanager.source import Refused, Source, words

_INNER = ("pap", "chap", "mschap", "mschapv2", "gtc", "otp", "md5", "tls")
_INNER_EAP = ("eap-md5", "eap-mschapv2", "eap-otp", "eap-gtc", "eap-tls")
_NOT_OVER_THE_AIR = ("md5", "pap", "chap", "mschap", "mschapv2")
_METHODS = (*_NOT_OVER_THE_AIR, "leap", "pwd", "tls", "peap", "ttls", "fast")
_WITH_INNER = ("peap", "ttls", "fast")


def read_8021x(source: Source, method: str, wireless: bool = False) -> None:
    """The EAP methods, and what each wants, but for certificates. Raises `Refused`."""
    keys = source.keys
    written = keys.get("IEEE_8021X_EAP_METHODS")
    if not written:
        raise Refused("802.1x", "IEEE_8021X_EAP_METHODS", f"KEY_MGMT={method} wants IEEE_8021X_EAP_METHODS")
    methods = _METHODS if not wireless else [word for word in _METHODS if word not in _NOT_OVER_THE_AIR]
    known = [word for word in words(written.lower()) if word in methods]
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


def _read_inner(keys: Mapping[str, str]) -> None:
    key = "IEEE_8021X_INNER_AUTH_METHODS"
    written = words((keys.get(key) or "").lower())
    strange = next((word for word in written if word not in (*_INNER, *_INNER_EAP)), None)
    if not written or strange:
        raise Refused("802.1x", key, f"{strange} in {key} is no method" if strange else f"there is no {key}")
