"""Which Enterprise Linux a system is, by what it calls itself: the words of people, os-release, redhat-release.

A clone counts as the Enterprise Linux whose initscripts and NetworkManager it has, whatever its own number. Sources of
the table: os-release of each as chef/os_release, ansible and cloud-init keep it for their tests; the vendors' own pages
for Amazon, Alibaba, TencentOS ("userland compatible with CentOS 7", "with RHEL 8"), OpenCloudOS and XCP-ng (CentOS 7 in
dom0); NetworkManager.spec for Fedora, where the ifcfg plugin is no default from 34 on and gone from 41 on.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping

from ifcfgen.errors import did_you_mean, quoted
from ifcfgen.lazy import pattern

RELEASES = range(5, 11)
"""The Enterprise Linux numbers that there are."""

FILES = ("os-release", "../usr/lib/os-release", "redhat-release", "centos-release", "system-release")
"""Where a system says what it is, as seen from /etc, the surest first."""

_OF_ITS_OWN_NUMBER = (
    "", "el", "rhel", "redhat", "redhatenterprise", "centos", "almalinux", "alma", "circle", "clearos", "cloudlinux",
    "eurolinux", "miraclelinux", "navy", "ol", "oracle", "rocky", "sangoma", "scientific", "sl", "springdale", "stream",
    "virtuozzo",
)  # fmt: skip
"""Names of the original and of clones that have its numbers."""

_FEDORA = {
    **dict.fromkeys(range(13, 19), 6), **dict.fromkeys(range(19, 28), 7), **dict.fromkeys(range(28, 34), 8),
    **dict.fromkeys(range(34, 41), 9), **dict.fromkeys(range(41, 100), 10),
}  # fmt: skip
_AMAZON = {1: 6, 2: 7, **dict.fromkeys(range(2011, 2019), 6), 2023: 9}
_ALIBABA = {2: 7, 3: 8}
_XEN = {7: 7, 8: 7}
_OF_ANOTHER_NUMBER: Mapping[str, Mapping[int, int]] = {
    "alibabacloud": _ALIBABA, "alinux": _ALIBABA, "aliyun": _ALIBABA,
    "amazon": _AMAZON, "amzn": _AMAZON,
    "anolis": {7: 7, 8: 8},
    "f": _FEDORA, "fc": _FEDORA, "fedora": _FEDORA,
    "kylin": {10: 8},
    "opencloudos": {8: 8},
    "openeuler": {20: 8, 21: 8, 22: 8, 24: 8},
    "redhatlinux": {},  # ended with 9, in 2003
    "tencentos": {2: 7, 3: 8},
    "uos": {20: 8},
    "xcpng": _XEN, "xenenterprise": _XEN, "xenserver": _XEN,
}  # fmt: skip
"""By name: the Enterprise Linux number for each of its own."""

_LONG_NAMES = [name for name in (*_OF_ITS_OWN_NUMBER, *_OF_ANOTHER_NUMBER) if len(name) > 4]
"""Those that a slip of the finger can be told from another word."""
_FILLERS = ("linux", "os", "server", "client", "workstation", "advanced", "enterprise", "stream")
"""What a name may end in that says nothing: Kylin Linux Advanced Server, Anolis OS, CentOS Stream."""
_WORDS = re.compile(r"(\D*?)[\s:_-]*v?(?:(\d{1,4})(?:\.\d+)*)?(?:[\s_-]*(?:lts|sp\d+))*", re.I | re.A)
_SAID = pattern(r"(.+?) release (V?\d[\d.]*)", re.A)
_WANTED = f"a number from {RELEASES[0]} to {RELEASES[-1]}, or el7, centos7, fedora33, ..."
_LONGEST = 100
"""Characters of a name with its version."""
_MOST_NAMED = 4
"""How many versions of a system are named in a message."""


def parse_release(text: str) -> int:
    """The Enterprise Linux number of `7`, `el7`, `centos7`, `7.9`, `openEuler-22.03`, `fedora33`, ...

    Raises ValueError for a release that is not supported.
    """
    match = _WORDS.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if match is None:
        raise ValueError(f"no release {quoted(text)}: {_WANTED}")
    name, number = _known(match[1]), int(match[2]) if match[2] else None
    if name is None:
        raise ValueError(f"no release {quoted(text)}: {_WANTED}{did_you_mean(_letters(match[1]), _LONG_NAMES)}")
    own = _OF_ANOTHER_NUMBER.get(name, {el: el for el in RELEASES})
    meant = {el for version, el in own.items() if number in (version, None)}
    if len(meant) == 1:
        return meant.pop()
    wanted = f"{name} is known as {_listed(own)}" if own and name in _OF_ANOTHER_NUMBER else _WANTED
    raise ValueError(f"no release {quoted(text)}: {wanted}")


def _listed(versions: Mapping[int, int]) -> str:
    if len(versions) > _MOST_NAMED:
        return f"some versions from {min(versions)} to {max(versions)}"
    return ", ".join(map(str, versions))


def _letters(words: str) -> str:
    return re.sub(r"[^a-z]", "", words.lower())


def _known(words: str) -> str | None:
    """The name in the tables that WORDS are, without what says nothing; None for one of no system of ours."""
    name = _letters(words)
    while name not in _OF_ITS_OWN_NUMBER and name not in _OF_ANOTHER_NUMBER:
        filler = next((filler for filler in _FILLERS if name.endswith(filler) and name != filler), None)
        if filler is None:
            return None
        name = name.removesuffix(filler)
    return name


def called(texts: Iterable[str]) -> int | None:
    """The release of a system whose `FILES` hold TEXTS, in that order; None if none of them says."""
    for words in itertools.chain.from_iterable(map(_names, texts)):
        try:
            return parse_release(words)
        except ValueError:
            continue
    return None


def _names(text: str) -> Iterator[str]:
    """What os-release, or a file that holds `CentOS release 6.10 (Final)`, calls the system, the surest first."""
    said = {key: value.strip().strip("\"'") for key, _, value in (line.partition("=") for line in text.splitlines())}
    if "ID" in said:
        yield f"{said['ID']} {said.get('VERSION_ID', '')}"
        platform = said.get("PLATFORM_ID", "").removeprefix("platform:")
        if platform.startswith("el"):  # the number of f33 and of oc8 is no Enterprise Linux number
            yield platform
    elif match := _SAID.match(re.sub(r"\([^()]*\)", "", text[:_LONGEST])):
        yield f"{match[1]} {match[2]}"
