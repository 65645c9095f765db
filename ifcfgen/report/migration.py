"""The report of a migration to keyfiles: files, losses with their fixes, and the commands to switch over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from shlex import quote
from typing import Any

from ifcfgen.boot.comparison.boots import Change, Difference, Item
from ifcfgen.facts import Supposition
from ifcfgen.ifcfg.vocabulary import lookup
from ifcfgen.migrate.account import COSTS_CONNECTIVITY, Entry, Fate, Loss
from ifcfgen.migrate.migration import CONFIGURATION, DISPATCHER, LINK, Migration
from ifcfgen.model import Place
from ifcfgen.reading import Reading
from ifcfgen.report import comparison, facts
from ifcfgen.report.boot import Words, differences, worded
from ifcfgen.report.style import Theme, amount
from ifcfgen.report.visible import as_json, visible
from ifcfgen.scripts.names import KEYFILE_SUFFIX
from ifcfgen.secrets import Secrets, struck

FORMAT = 1
"""Increases when a field of the JSON changes its meaning."""
_FATES: Mapping[Fate, str] = {
    "carried": "carried over",
    "translated": "translated",
    "without effect": "without effect today",
    "lost": "lost",
}
_DISPATCHER = "write a script in /etc/NetworkManager/dispatcher.d that does it"
_LOSSES: Mapping[Loss, tuple[str, str]] = {
    "bond-option": ("it sets an option of the bond", f"remove the option, or {_DISPATCHER}"),
    "boot": (
        "it comes up at the next boot",
        "compare both boots (ifcfgen boot), and correct the file, or add to the keyfile what is missing",
    ),
    "bridge-option": ("it sets an option of the bridge", f"remove the option, or {_DISPATCHER}"),
    "device": (
        "it brings up the device",
        "configure the device in another way, such as a systemd unit, before you remove the file",
    ),
    "dhclient": (
        "NetworkManager runs dhclient",
        "remove `dhcp=dhclient`; the address may change, because the internal client sends another client ID",
    ),
    "ethtool": ("it runs ethtool", _DISPATCHER),
    "hook": ("initscripts run it for each device", _DISPATCHER),
    "kernel-name": (
        "it gives the card a name that the kernel may give to another card first, and udev cannot swap names",
        "use names that the kernel does not use, such as net0, in the keyfiles and .link files",
    ),
    "key": ("", f"{_DISPATCHER}, or accept the loss"),
    "other-profile": (
        "it is a profile for the same device, and NetworkManager activates only one",
        "delete the profile that you do not want: nmcli connection delete NAME",
    ),
    "password": (
        "it needs a password, which is in none of the files",
        "add the password to the keyfile with nmcli or an editor",
    ),
    "route": ("it adds a route", _DISPATCHER),
    "route-option": ("it tunes a route", f"remove the option, or {_DISPATCHER}"),
    "rule": ("it adds a policy rule", _DISPATCHER),
    "shell": (
        "bash evaluates it when initscripts source the file",
        "write the resulting value into the file, and run this again",
    ),
    "team-option": (
        "it sets an option of the team",
        "check whether a bond option replaces it, and accept the loss if you do not need it",
    ),
}
"""The effect of each kind of loss today, and what to do."""
_KEYS = {
    "IPV6FORWARDING": "set net.ipv6.conf.all.forwarding=1 in /etc/sysctl.d",
    "IPV6_MTU": "set `mtu` in section [ipv6] of the keyfile",
    "DHCLIENTARGS": "set the DHCP options in the keyfile, such as dhcp-client-id",
    "NISDOMAIN": "set the NIS domain in /etc/yp.conf",
    "PEERNTP": "list the time servers in /etc/chrony.conf",
    "OWNER": "set `owner` in section [tun] of the keyfile to the number of the user",
    "ARP": "run `ip link set {} arp off` in a script in /etc/NetworkManager/dispatcher.d",
}
"""What to do about a lost key."""


_BOOT = Words("lost at the next boot", "new at the next boot", "changed at the next boot")
_MADE_UP = ("unknown", "random")
"""MAC addresses that are not known."""


def of_boots(reading: Reading, migration: Migration, found: Difference) -> tuple[Migration, Difference]:
    """MIGRATION of READING with a loss for all that is lost at the next boot and that its account does not say; and
    what is worth saying of what was FOUND between the boots before and after."""
    left = {left.file.name for left in migration.left}
    of_left = (d.device.name for d in reading.directory.definitions.values() if d.file.name in left)
    said = {name.partition(":")[0] for name in (*(entry.device for entry in migration.losses), *of_left)}
    is_said = any(entry.loss in COSTS_CONNECTIVITY for entry in migration.losses)
    silent = []
    for item in found.lost:
        definition = reading.defined(item.device)
        if item.device in said or (not item.device and is_said) or _is_idle(item, reading):
            continue
        place = definition.place("DEVICE") if definition else Place(reading.directory.path)
        silent.append(Entry(place, comparison.item(item), "lost", item.device, "boot"))
    changed = (c for c in found.changed if not _is_without_effect(c, reading))
    lost, gained = ([item for item in items if not _is_idle(item, reading)] for items in (found.lost, found.gained))
    worth = found._replace(lost=tuple(lost), gained=tuple(gained), changed=tuple(changed))
    return migration._replace(entries=[*migration.entries, *silent]), worth


def _is_without_effect(change: Change, reading: Reading) -> bool:
    """Whether CHANGE is one of a MAC address that is not known, or of a timer of a bridge without STP, which forwards
    at once (br_make_forwarding)."""
    if change.kind == "mac":
        return not {change.after, change.before}.isdisjoint(_MADE_UP)
    bridge = reading.topology.get(change.device)
    return change.kind in ("forward-delay", "hello-time", "max-age") and bridge is not None and not bridge.stp


def _is_idle(item: Item, reading: Reading) -> bool:
    """Whether ITEM is no more than that a network card is up."""
    device = reading.topology.get(item.device)
    return item.kind == "device" and not item.addresses and (device is None or device.kind == "ethernet")


def losses(migration: Migration, accepted: Iterable[Loss]) -> list[Entry]:
    """The losses that are not ACCEPTED."""
    known = frozenset(accepted)
    return [entry for entry in migration.losses if entry.loss not in known]


def blocking(migration: Migration) -> list[Entry]:
    """The losses that cost connectivity."""
    return [entry for entry in migration.losses if entry.loss in COSTS_CONNECTIVITY]


def did(entry: Entry) -> str:
    """The effect of the lost ENTRY today."""
    assert entry.loss
    key = lookup(entry.what) if entry.loss == "key" else None
    return key.meaning if key else _LOSSES[entry.loss][0]


def fix(entry: Entry) -> str:
    """What to do about the lost ENTRY."""
    assert entry.loss
    known = _KEYS.get(entry.what) if entry.loss == "key" else None
    return known.format(entry.device) if known else _LOSSES[entry.loss][1]


def text(
    migration: Migration,
    target: int,
    accepted: Sequence[Loss],
    assumed: Sequence[Supposition],
    secrets: Secrets,
    theme: Theme,
    boots: Difference,
) -> Iterator[str]:
    """The report, line by line; BOOTS is what is different at the next boot."""

    def shown(said: str) -> str:
        return visible(secrets.without(struck(said)))

    for file in migration.written:
        sources = f" from {', '.join(map(shown, file.sources))}" if file.sources else ""
        yield f"{theme.paint(shown(file.name), 'bold')}{sources}\n"
    for entry in migration.losses:
        is_accepted = entry.loss in accepted
        costs = "; it costs connectivity" if entry.loss in COSTS_CONNECTIVITY else ""
        name = f"accepted[{entry.loss}]" if is_accepted else theme.paint(f"lost[{entry.loss}]", "red")
        yield f"{visible(str(entry.place))}: {name}: {shown(entry.what)}\n"
        because = f" ({shown(entry.because)})" if entry.because else ""
        yield f"  effect: {did(entry)}{because}{costs}\n  fix: {visible(fix(entry))}\n"
    for entry in migration.entries:
        if entry.fate == "without effect" and entry.because and entry.place.line:
            where = visible(str(entry.place))
            yield f"{where}: without effect today: {shown(entry.what)} ({shown(entry.because)})\n"
    for left in migration.left:
        yield f"{visible(left.file.path)}: not migrated, keep it: {shown(left.because)}\n"
    for _, label, what in differences(boots, _BOOT):
        yield f"{label}: {shown(what)}\n"
    if assumed:
        yield f"Assumed: {', '.join(facts.assumed(assumed))}\n"
    counts = Counter(entry.fate for entry in migration.entries)
    told = ", ".join(f"{counts[fate]} {words}" for fate, words in _FATES.items() if counts[fate])
    files = amount(len(migration.written), "file")
    yield f"{files} for NetworkManager of EL{target}; keys and lines: {told or 'none'}\n"


def json(
    migration: Migration,
    target: int,
    accepted: Sequence[Loss],
    assumed: Sequence[Supposition],
    secrets: Secrets,
    steps: Sequence[str],
    boots: Difference,
) -> str:
    """The report as JSON, with the fate of every key and line."""

    def shown(said: str) -> str:
        return secrets.without(struck(said))

    document: dict[str, Any] = {
        "version": FORMAT,
        "target": target,
        "files": [
            {"name": file.name, "text": secrets.without(file.shown), "sources": [*file.sources]}
            for file in migration.written
        ],
        "losses": [
            {
                "loss": entry.loss,
                "accepted": entry.loss in accepted,
                "costs_connectivity": entry.loss in COSTS_CONNECTIVITY,
                **_entry(entry, shown),
                "does": did(entry),
                "fix": fix(entry),
            }
            for entry in migration.losses
        ],
        "not_migrated": [{"path": left.file.path, "because": shown(left.because)} for left in migration.left],
        "account": [{"fate": entry.fate, **_entry(entry, shown)} for entry in migration.entries],
        "boot": {what: [*map(shown, items)] for what, items in worded(boots).items()},
        "assumed": [*facts.assumed(assumed)],
        "steps": [*steps],
    }
    return as_json(document)


def _entry(entry: Entry, shown: Callable[[str], str]) -> dict[str, Any]:
    return {
        "path": entry.place.path,
        "line": entry.place.line,
        "device": entry.device or None,
        "what": shown(entry.what),
        "because": shown(entry.because) or None,
    }


def steps(migration: Migration, folder: str | None) -> list[str]:
    """The commands to switch over, for root on the host, where the files of the migration are in FOLDER; None: they are
    where they belong."""
    scripts, moved = "/etc/sysconfig/network-scripts", "/root/ifcfg-migrated"
    installed = [(file.name, home(file.name)) for file in migration.written]
    sources = dict.fromkeys(
        source for file in migration.written if file.name != CONFIGURATION for source in file.sources
    )
    made = [quote(f"{at}/{name}") for name, at in installed] + [_CLOUD_INIT] * migration.is_by_cloud_init
    back = [f"rm -f {' '.join(made)}", f"tar -C / -xzf {_BACKUP}"]
    if folder is None:
        back.reverse()  # the backup has them
    switch = ["nmcli connection reload"]
    if "initscripts" in migration.managers:
        back.append("systemctl disable NetworkManager; systemctl enable network")
        switch = ["systemctl disable --now network; systemctl enable --now NetworkManager"]
    back.append("systemctl reboot")
    return [
        f"tar -C / -czf {_BACKUP} etc/sysconfig/network etc/sysconfig/network-scripts etc/NetworkManager",
        f"systemd-run --on-active=10min --unit=ifcfgen-back sh -c {quote('; '.join(back))}",
        *(
            f"install -m {mode} {quote(folder)}/{names} {at}/"
            for names, (mode, at) in _HOMES.items()
            if folder is not None and any(fnmatchcase(file.name, names) for file in migration.written)
        ),
        f"mkdir -p {moved} && cd {scripts} && mv -- {' '.join(map(quote, sources))} {moved}/",
        *([_NO_CLOUD_INIT] if migration.is_by_cloud_init else []),
        *(["dracut -f"] if any(name.endswith(LINK) for name, _ in installed) else []),
        *switch,
        "nmcli device; ip address; ip route",
        "systemctl stop ifcfgen-back.timer",
    ]


_CLOUD_INIT = "/etc/cloud/cloud.cfg.d/99-ifcfgen.cfg"
_NO_CLOUD_INIT = f"echo 'network: {{config: disabled}}' > {_CLOUD_INIT}"
"""Otherwise cloud-init writes the ifcfg files again at the next boot."""
_BACKUP = "/root/ifcfgen-migrate.tar.gz"
_HOMES = {
    f"*{KEYFILE_SUFFIX}": ("0600", "/etc/NetworkManager/system-connections"),
    f"*{LINK}": ("0644", "/etc/systemd/network"),
    CONFIGURATION: ("0644", "/etc/NetworkManager/conf.d"),
    DISPATCHER: ("0755", "/etc/NetworkManager/dispatcher.d"),
}
"""Permissions and directory on the host, by pattern of the file name."""


def home(name: str) -> str:
    """The directory on a host of the file NAME of a migration."""
    return next(at for names, (_, at) in _HOMES.items() if fnmatchcase(name, names))


def closing(migration: Migration, folder: str | None) -> Iterator[str]:
    """The commands to switch over, line by line; FOLDER as for `steps`."""
    there = "" if folder is None else ", with the files in the same directory there"
    yield f"To switch over, run as root on the host{there}:\n"
    for number, step in enumerate(steps(migration, folder), 1):
        yield f"  {number}. {visible(step)}\n"
    yield "Step 2 restores the old files after ten minutes and reboots, unless the last step stops it.\n"
