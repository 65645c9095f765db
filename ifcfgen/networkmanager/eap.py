"""802.1X of a wired or wireless link, as far as files tell: what each EAP method wants, but for certificates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ifcfgen.networkmanager import enums
from ifcfgen.networkmanager.source import Rejected, Source, Version
from ifcfgen.networkmanager.values import flags, number, words

SECTION = "802-1x"
_INNER = ("pap", "chap", "mschap", "mschapv2", "gtc", "otp", "md5", "tls")
_INNER_EAP = ("eap-md5", "eap-mschapv2", "eap-otp", "eap-gtc", "eap-tls")
_NEVER_OUTER = ("pap", "chap", "mschap", "mschapv2")
"""Read like the others, and then refused."""
_NOT_OVER_THE_AIR = ("md5", *_NEVER_OUTER)
_METHODS = (*_NOT_OVER_THE_AIR, "leap", "pwd", "tls", "peap", "ttls", "fast")
_WITH_INNER = ("peap", "ttls", "fast")
_PHASE1 = enums.FLAGS["802-1x.phase1-auth-flags"]
_PHASE1_AT_FIRST = ("tls-1-0-disable", "tls-1-1-disable", "tls-1-2-disable")
"""The others since 1.42."""
_PAIRS = (0x21, 0x42, 0x84, 0x110)
"""A version of TLS, switched off and on."""


def read_8021x(source: Source, method: str, wireless: bool = False) -> None:
    """The EAP methods, and what each wants, but for certificates. Raises `Rejected`."""
    keys = source.keys
    written = keys.get("IEEE_8021X_EAP_METHODS")
    if not written:
        raise Rejected("802.1x", "IEEE_8021X_EAP_METHODS", f"KEY_MGMT={method} wants IEEE_8021X_EAP_METHODS")
    known = _methods(written, wireless)
    for word in known:
        if word == "peap" and keys.get("IEEE_8021X_PEAP_VERSION", "0") not in ("", "0", "1"):
            raise Rejected("802.1x", "IEEE_8021X_PEAP_VERSION", "IEEE_8021X_PEAP_VERSION is neither 0 nor 1")
        if word == "fast" and not keys.get("IEEE_8021X_PAC_FILE"):
            allowed = {"allow-auth", "allow-unauth"}
            if allowed.isdisjoint(words(keys.get("IEEE_8021X_FAST_PROVISIONING"), " \t")):
                raise Rejected("802.1x", "IEEE_8021X_PAC_FILE", "fast has no IEEE_8021X_PAC_FILE, nor a way to get one")
        if word in _WITH_INNER:
            _read_inner(keys)
    if not known:
        raise Rejected("802.1x", "IEEE_8021X_EAP_METHODS", f"IEEE_8021X_EAP_METHODS={written} names no known method")
    _read_phase1(source)


def _methods(written: str, wireless: bool) -> list[str]:
    refused = _NOT_OVER_THE_AIR if wireless else ()
    return [word for word in words(written.lower()) if word in _METHODS and word not in refused]


def _read_inner(keys: Mapping[str, str]) -> None:
    key = "IEEE_8021X_INNER_AUTH_METHODS"
    written = words((keys.get(key) or "").lower())
    strange = next((word for word in written if word not in (*_INNER, *_INNER_EAP)), None)
    if not written or strange:
        raise Rejected("802.1x", key, f"{strange} in {key} is not a method" if strange else f"there is no {key}")


def _phase1(source: Source) -> int | None:
    later = source.since(1, 42)
    named = {"none": 0} | {name: value for name, value in _PHASE1.items() if later or name in _PHASE1_AT_FIRST}
    return flags(source.keys["IEEE_8021X_PHASE1_AUTH_FLAGS"], named)


def _read_phase1(source: Source) -> None:
    key = "IEEE_8021X_PHASE1_AUTH_FLAGS"
    if key in source.keys and _phase1(source) is None:
        raise Rejected("802.1x", key, f"{key}={source.keys[key]} has an unknown flag")


def check_8021x(source: Source, kind: str) -> None:
    """What must hold for 802.1X of a link of KIND, once it has been read. Raises `Rejected`."""
    keys = source.keys
    if source.flag("IEEE_8021X_OPTIONAL") and kind != "802-3-ethernet" and source.since(1, 30):
        raise Rejected("802.1x", "IEEE_8021X_OPTIONAL", "IEEE_8021X_OPTIONAL is for Ethernet only")
    methods = _methods(keys["IEEE_8021X_EAP_METHODS"], kind == "802-11-wireless")
    if strange := next((method for method in methods if method in _NEVER_OUTER), None):
        raise Rejected("802.1x", "IEEE_8021X_EAP_METHODS", f"{strange} can be an inner method only")
    for method in methods:
        if method == "tls":
            _check_tls(keys)
        elif not keys.get("IEEE_8021X_IDENTITY"):
            raise Rejected("802.1x", "IEEE_8021X_IDENTITY", f"{method} needs an IEEE_8021X_IDENTITY")
        elif method in ("peap", "ttls"):
            inner = words(keys["IEEE_8021X_INNER_AUTH_METHODS"].lower())
            if not {*_INNER}.isdisjoint(inner) and not {*_INNER_EAP}.isdisjoint(inner):
                raise Rejected("802.1x", "IEEE_8021X_INNER_AUTH_METHODS",
                              "IEEE_8021X_INNER_AUTH_METHODS has a method with eap- and one without")  # fmt: skip
    if "IEEE_8021X_PHASE1_AUTH_FLAGS" in keys:
        _check_phase1(source)


def _check_tls(keys: Mapping[str, str]) -> None:
    # the certificate may be missing: a private key of PKCS #12 has it in the same file
    key = "IEEE_8021X_PRIVATE_KEY"
    if not keys.get(key):
        missing = key if keys.get("IEEE_8021X_CLIENT_CERT") else "IEEE_8021X_CLIENT_CERT"
        raise Rejected("802.1x", missing, f"tls needs an {missing}")


def _check_phase1(source: Source) -> None:
    if not are_phase1_flags(_phase1(source) or 0, (1, 42) if source.since(1, 42) else (1, 40)):
        key = "IEEE_8021X_PHASE1_AUTH_FLAGS"
        raise Rejected("802.1x", key, f"{key}={source.keys[key]} are flags that cannot be combined")


def are_phase1_flags(set_: int, version: Version) -> bool:
    """Whether the flags SET_ of the outer authentication go together for NetworkManager of VERSION."""
    if version < (1, 42):
        return not set_ & ~0x7
    return not set_ & ~0x1FF and all(set_ & pair != pair for pair in _PAIRS)


# -- settings --------------------------------------------------------------------------------------------

_SIMPLE = (("IDENTITY", "identity"), ("PASSWORD", "password"), ("PASSWORD_RAW", "password-raw"))
_TUNNELLED = (("ANON_IDENTITY", "anonymous-identity"),)
_CERTIFIED = (("CA_CERT", "ca-cert"), ("CA_CERT_PASSWORD", "ca-cert-password"))
_TLS = (("IDENTITY", "identity"), *_CERTIFIED, ("CLIENT_CERT", "client-cert"), ("PRIVATE_KEY", "private-key"),
        ("CLIENT_CERT_PASSWORD", "client-cert-password"), ("PRIVATE_KEY_PASSWORD", "private-key-password"))  # fmt: skip
_INNER_TLS = (("IDENTITY", "identity"), *((f"INNER_{key}", f"phase2-{name}") for key, name in _TLS[1:]))
_OF_METHOD = {
    "tls": _TLS,
    "peap": (*_CERTIFIED, *_TUNNELLED, ("PEAP_VERSION", "phase1-peapver")),
    "ttls": (*_CERTIFIED, *_TUNNELLED),
    "fast": (("PAC_FILE", "pac-file"), *_TUNNELLED),
}
"""Of the other methods: what the simple ones have."""
_OF_ALL = (
    ("SUBJECT_MATCH", "subject-match"), ("PHASE2_SUBJECT_MATCH", "phase2-subject-match"),
    ("DOMAIN_SUFFIX_MATCH", "domain-suffix-match"), ("PHASE2_DOMAIN_SUFFIX_MATCH", "phase2-domain-suffix-match"),
    ("DOMAIN_MATCH", "domain-match"), ("PHASE2_DOMAIN_MATCH", "phase2-domain-match"), ("CA_PATH", "ca-path"),
    ("PHASE2_CA_PATH", "phase2-ca-path"), ("OPENSSL_CIPHERS", "openssl-ciphers"), ("PIN", "pin"),
)  # fmt: skip
_OF_ALL_AT_FIRST = tuple(pair for pair in _OF_ALL if pair[1] != "openssl-ciphers")
_SECRETS = ("password", "password-raw", "pin")
_FILES = ("-cert", "-key", "pac-file")
_SCRIPTS = "/etc/sysconfig/network-scripts/"


def write_8021x(source: Source, wireless: bool) -> None:
    """Put 802.1X into the settings: certificates as their paths, which are not opened here.

    A secret that is not in the file itself is in its keys- file, if at all.
    """
    keys = source.keys
    methods = _methods(keys["IEEE_8021X_EAP_METHODS"], wireless)
    source.add(SECTION, "eap", tuple(dict.fromkeys(methods)), "IEEE_8021X_EAP_METHODS")
    for method in methods:
        _write(source, _OF_METHOD.get(method, _SIMPLE))
        if method == "tls":
            _write_certificate(source, "PRIVATE_KEY", "client-cert")
        if method in _WITH_INNER:
            _write_inner(source)
    if "peap" in methods and source.flag("IEEE_8021X_PEAP_FORCE_NEW_LABEL"):
        source.add(SECTION, "phase1-peaplabel", "1", "IEEE_8021X_PEAP_FORCE_NEW_LABEL")
    if "fast" in methods:
        ways = words(keys.get("IEEE_8021X_FAST_PROVISIONING"), " \t")
        way = ("allow-unauth" in ways) + 2 * ("allow-auth" in ways)
        source.add(SECTION, "phase1-fast-provisioning", str(way), "IEEE_8021X_FAST_PROVISIONING")
    _write(source, _OF_ALL if source.may_be_since(1, 48) else _OF_ALL_AT_FIRST)
    _write_rest(source)


def _write_rest(source: Source) -> None:
    keys = source.keys
    for key, name in (("ALTSUBJECT_MATCHES", "altsubject-matches"),
                      ("PHASE2_ALTSUBJECT_MATCHES", "phase2-altsubject-matches")):  # fmt: skip
        if found := words(keys.get(f"IEEE_8021X_{key}"), " \t"):
            source.add(SECTION, name, tuple(found), f"IEEE_8021X_{key}")
    for key, name in (("SYSTEM_CA_CERTS", "system-ca-certs"), ("OPTIONAL", "optional")):
        if source.flag(f"IEEE_8021X_{key}"):
            source.add(SECTION, name, True, f"IEEE_8021X_{key}")
    if timeout := number(keys.get("IEEE_8021X_AUTH_TIMEOUT", ""), 0, 2**31 - 1):
        source.add(SECTION, "auth-timeout", timeout, "IEEE_8021X_AUTH_TIMEOUT")
    key = "IEEE_8021X_PHASE1_AUTH_FLAGS"
    if key in keys and (set_ := _phase1(source)):
        source.add(SECTION, "phase1-auth-flags", enums.words("802-1x.phase1-auth-flags", set_), key)


def _write_inner(source: Source) -> None:
    """What is inside the tunnel: of each sort the first method."""
    key = "IEEE_8021X_INNER_AUTH_METHODS"
    methods = words(source.keys[key].lower())
    plain = next((method for method in methods if method in _INNER), None)
    extensible = next((method for method in methods if method in _INNER_EAP), None)
    for method, name in ((plain, "phase2-auth"), (extensible, "phase2-autheap")):
        if method:
            word = method.removeprefix("eap-")
            _write(source, _INNER_TLS if word == "tls" else _SIMPLE)
            if word == "tls":
                _write_certificate(source, "INNER_PRIVATE_KEY", "phase2-client-cert")
            source.add(SECTION, name, word, key)


def _write(source: Source, properties: Iterable[tuple[str, str]]) -> None:
    for ending, name in properties:
        key = f"IEEE_8021X_{ending}"
        if name in _SECRETS or name.endswith("-password"):
            write_secret(source, SECTION, name, key)
        elif text := source.keys.get(key):
            source.add(SECTION, name, _path(text) if name.endswith(_FILES) else text, key)


def _write_certificate(source: Source, key: str, name: str) -> None:
    """The certificate is in the file of the private KEY, a PKCS #12, where no other is named."""
    text = source.keys.get(f"IEEE_8021X_{key}")
    if text and name not in source.settings[SECTION]:
        source.add(SECTION, name, _path(text), f"IEEE_8021X_{key}")


def _path(text: str) -> str:
    """That of a file, which lies beside this one where no directory is named, or only a relative one."""
    return text if text.startswith(("/", "pkcs11:")) else _SCRIPTS + text.rpartition("/")[2]


def write_secret(source: Source, section: str, name: str, key: str) -> None:
    """A secret, or what says that it is not kept in the file."""
    said = source.keys.get(f"{key}_FLAGS") or ""
    set_ = sum(bit for word, bit in (("user", 1), ("ask", 2), ("unused", 4)) if word in said)
    if set_:
        source.add(section, f"{name}-flags", enums.words(f"{section}.{name}-flags", set_), f"{key}_FLAGS")
    elif text := source.with_secrets.get(key):
        source.add(section, name, text, key)
