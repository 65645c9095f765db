"""Keys of 802.1X and the security of wireless networks."""

from __future__ import annotations

from functools import partial

from ifcfgen.ifcfg.keys.key import Key

auth = partial(Key, networkmanager="yes", kinds=("ethernet", "wireless"))
secret = partial(auth, files=("ifcfg", "keys"), note="Better in the keys- file, which only root may read.", secret=True)
secret_flags = partial(auth, type="flags", values=("user", "ask", "unused"), default="stored by NetworkManager")
certificate = partial(
    auth,
    type="path",
    note="Or a PKCS#11 URI. A relative path is a file next to the ifcfg file, without its directories.",
)

KEYS = (
    auth(
        "KEY_MGMT",
        "how the network is entered",
        type="enum",
        values=(
            "IEEE8021X",
            "NONE",
            "WPA-NONE",
            "WPA-PSK",
            "WPA-PSK-SHA256",
            "WPA-EAP",
            "WPA-EAP-SUITE-B-192",
            "SAE",
            "OWE",
        ),
        note="A wired card takes IEEE8021X alone: anything else makes NetworkManager reject the file.",
    ),
    auth("IEEE_8021X_EAP_METHODS", "EAP methods", type="list", note="Such as TLS, PEAP, TTLS, FAST, PWD."),
    auth("IEEE_8021X_IDENTITY", "user name for EAP"),
    auth("IEEE_8021X_ANON_IDENTITY", "user name that is sent unencrypted"),
    secret("IEEE_8021X_PASSWORD", "password for EAP"),
    secret_flags("IEEE_8021X_PASSWORD_FLAGS", "who keeps the password for EAP"),
    secret("IEEE_8021X_PASSWORD_RAW", "password for EAP as hex bytes"),
    secret_flags("IEEE_8021X_PASSWORD_RAW_FLAGS", "who keeps the password as hex bytes"),
    secret("IEEE_8021X_PIN", "PIN of a SIM for EAP"),
    secret_flags("IEEE_8021X_PIN_FLAGS", "who keeps the PIN"),
    certificate("IEEE_8021X_CA_CERT", "certificate of the authority"),
    secret("IEEE_8021X_CA_CERT_PASSWORD", "password of the authority's certificate on a token"),
    secret_flags("IEEE_8021X_CA_CERT_PASSWORD_FLAGS", "who keeps the password of the authority's certificate"),
    auth("IEEE_8021X_CA_PATH", "directory of more authorities", type="path"),
    auth("IEEE_8021X_SYSTEM_CA_CERTS", "whether the system's authorities are trusted", type="yes-no", default="no"),
    certificate("IEEE_8021X_CLIENT_CERT", "certificate of the client"),
    secret("IEEE_8021X_CLIENT_CERT_PASSWORD", "password of the client's certificate on a token"),
    secret_flags("IEEE_8021X_CLIENT_CERT_PASSWORD_FLAGS", "who keeps the password of the client's certificate"),
    certificate("IEEE_8021X_PRIVATE_KEY", "private key of the client"),
    secret("IEEE_8021X_PRIVATE_KEY_PASSWORD", "password of the private key"),
    secret_flags("IEEE_8021X_PRIVATE_KEY_PASSWORD_FLAGS", "who keeps the password of the private key"),
    auth(
        "IEEE_8021X_INNER_AUTH_METHODS", "methods within the tunnel", type="list", note="Those of EAP begin with EAP-."
    ),
    certificate("IEEE_8021X_INNER_CA_CERT", "certificate of the authority within the tunnel"),
    secret("IEEE_8021X_INNER_CA_CERT_PASSWORD", "password of the inner authority's certificate"),
    secret_flags("IEEE_8021X_INNER_CA_CERT_PASSWORD_FLAGS", "who keeps the password of the inner authority's"),
    certificate("IEEE_8021X_INNER_CLIENT_CERT", "certificate of the client within the tunnel"),
    secret("IEEE_8021X_INNER_CLIENT_CERT_PASSWORD", "password of the client's inner certificate"),
    secret_flags("IEEE_8021X_INNER_CLIENT_CERT_PASSWORD_FLAGS", "who keeps the password of the inner certificate"),
    certificate("IEEE_8021X_INNER_PRIVATE_KEY", "private key of the client within the tunnel"),
    secret("IEEE_8021X_INNER_PRIVATE_KEY_PASSWORD", "password of the inner private key"),
    secret_flags("IEEE_8021X_INNER_PRIVATE_KEY_PASSWORD_FLAGS", "who keeps the password of the inner private key"),
    auth("IEEE_8021X_SUBJECT_MATCH", "text that the server certificate's subject must have"),
    auth("IEEE_8021X_ALTSUBJECT_MATCHES", "alternative subjects that the server's certificate may have", type="list"),
    auth(
        "IEEE_8021X_DOMAIN_MATCH",
        "domain that the server's certificate must be for",
        type="domain",
        networkmanager="1.24",
    ),
    auth(
        "IEEE_8021X_DOMAIN_SUFFIX_MATCH",
        "end of the domain that the server's certificate must be for",
        type="domain",
        networkmanager="1.2",
    ),
    auth("IEEE_8021X_PHASE2_CA_PATH", "directory of more authorities within the tunnel", type="path"),
    auth("IEEE_8021X_PHASE2_SUBJECT_MATCH", "text that the inner certificate's subject must have"),
    auth("IEEE_8021X_PHASE2_ALTSUBJECT_MATCHES", "alternative subjects of the inner certificate", type="list"),
    auth(
        "IEEE_8021X_PHASE2_DOMAIN_MATCH",
        "domain that the inner certificate must be for",
        type="domain",
        networkmanager="1.24",
    ),
    auth(
        "IEEE_8021X_PHASE2_DOMAIN_SUFFIX_MATCH",
        "end of the domain that the inner certificate must be for",
        type="domain",
        networkmanager="1.2",
    ),
    auth("IEEE_8021X_PEAP_VERSION", "PEAP version", type="integer", range=(0, 1)),
    auth("IEEE_8021X_PEAP_FORCE_NEW_LABEL", "whether PEAP version 1 uses the new label", type="yes-no", default="no"),
    auth(
        "IEEE_8021X_FAST_PROVISIONING",
        "how EAP-FAST gets its credentials",
        type="flags",
        values=("allow-unauth", "allow-auth"),
    ),
    certificate("IEEE_8021X_PAC_FILE", "credentials of EAP-FAST"),
    auth("IEEE_8021X_PHASE1_AUTH_FLAGS", "TLS versions to leave out", type="flags", networkmanager="1.8"),
    auth("IEEE_8021X_OPENSSL_CIPHERS", "ciphers for OpenSSL", networkmanager="1.48"),
    auth(
        "IEEE_8021X_AUTH_TIMEOUT",
        "how long to wait for the authentication",
        type="integer",
        unit="s",
        default="0 (the global setting)",
        networkmanager="1.8",
    ),
    auth(
        "IEEE_8021X_OPTIONAL",
        "whether the device comes up when the authentication fails",
        type="yes-no",
        default="no",
        networkmanager="1.22",
    ),
)
