"""What the commands of a file do to the script that sources it, as far as their words tell. Nothing is run.

Most of what stands in a file by mistake is no command at all: bash does not find it, and goes on.
"""

from __future__ import annotations

from ifcfgen.lazy import pattern

OF_THE_SHELL = frozenset(
    {"CONFIG", "PATH", "IFS", "ENV", "BASH_ENV", "POSIXLY_CORRECT", "UID", "EUID", "PPID", "BASHOPTS", "SHELLOPTS"}
    | {"BASH_VERSINFO", "IN_HOTPLUG"}
)
"""Variables by which a script finds its files and programs, and those that bash ends it for."""
SET_BY_BASH = OF_THE_SHELL - {"IN_HOTPLUG"} | {
    "BASH", "BASHPID", "BASH_ARGC", "BASH_ARGV", "BASH_COMMAND", "BASH_LINENO", "BASH_SOURCE", "BASH_SUBSHELL",
    "BASH_VERSION", "COLUMNS", "DIRSTACK", "FUNCNAME", "GROUPS", "HISTCMD", "HOME", "HOSTTYPE", "LANG", "LC_ALL",
    "LINENO", "LINES", "LOGNAME", "MACHTYPE", "OLDPWD", "OPTERR", "OPTIND", "OSTYPE", "PIPESTATUS", "PS4", "PWD",
    "RANDOM", "SECONDS", "SHELL", "SHLVL", "TERM", "TEXTDOMAIN", "TEXTDOMAINDIR", "USER",
}  # fmt: skip
"""Variables that have a value though no file sets them: bash does, or who calls it, or the beginning of a script."""
_SET_BY_SCRIPTS = frozenset({
    "ARPCHECK", "ARPING", "ARPINGMAC", "ARPUPDATE", "BROADCAST", "CONFIG", "DEVICE", "DEVICETYPE", "DEVNAME",
    "DEVNUM", "DHCLIENTARGS", "DHCP_HOSTNAME", "DNS1", "DNS2", "GATEWAY", "GATEWAYDEV", "HOSTNAME", "HWADDR",
    "ISALIAS", "LINKDELAY", "MACADDR", "NETMASK", "NM_CONTROLLED", "ONBOOT", "ONPARENT", "OWNER", "PHYSDEV", "PREFIX",
    "REALDEVICE", "SCOPE", "SLAVE", "SRC", "TYPE", "UUID", "VID", "VLAN",
})  # fmt: skip
"""Variables that the scripts of some release set, or unset, once they have sourced the file."""

_STEERING = frozenset({
    "bind", "break", "cd", "continue", "enable", "exec", "getopts", "hash", "let", "logout", "mapfile", "popd",
    "pushd", "read", "readarray", "set", "shift", "shopt", "suspend", "trap", "ulimit",
})  # fmt: skip
"""Of bash: they change how the script goes on, or set what is not seen here. An alias does only in POSIX mode."""
_ACTING = frozenset({
    # what runs anything
    ".", "bash", "dash", "eval", "ksh", "perl", "python", "python2", "python3", "ruby", "sh", "source", "su", "sudo",
    "xargs", "zsh",
    # what changes a network, or the host
    "arp", "brctl", "bridge", "chkconfig", "dhclient", "dhcp6c", "dhcpcd", "halt", "ifconfig", "ifdown", "ifenslave",
    "ifrename", "ifup", "init", "insmod", "ip", "ipmaddr", "iptunnel", "kill", "killall", "modprobe", "nameif",
    "nmcli", "nmstatectl", "openvpn", "ovs-vsctl", "pkill", "poweroff", "pppd", "reboot", "rmmod", "route", "service",
    "shutdown", "sysctl", "systemctl", "tc", "teamd", "teamdctl", "telinit", "tunctl", "udevadm", "vconfig", "wg",
    "wg-quick", "wpa_supplicant",
    # what changes files
    "cp", "dd", "ln", "mv", "rm", "tee",
})  # fmt: skip
"""They change what the script works on, in a subshell as well."""
_PRINTING = frozenset({
    "awk", "cat", "cut", "date", "df", "env", "file", "find", "free", "getent", "grep", "head", "hostname", "id",
    "ls", "lspci", "nproc", "ping", "printenv", "ps", "pwd", "sed", "seq", "sort", "tail", "tr", "type", "uname",
    "uptime", "w", "wc", "which", "who", "whoami",
})  # fmt: skip
_WORD = pattern(r"""(?:[^\s;&|<>()"'\\$`]|\\.|"[^"$`\\]*"|'[^']*')+""")
_QUOTING = pattern(r"""["'\\]""")
_WRAPPED = pattern(
    r"(?:builtin|command|env|nice|nohup|setsid|stdbuf|timeout|time)(?=[ \t])(?:[ \t]+(?:-\S+|\w+=\S*))*[ \t]+"
)
_OWN_DIRECTORY = pattern(r"/(?:usr/(?:local/)?)?s?bin/")
_PATH = pattern(r"(?:~|\.{1,2})?/")
_SETS = pattern(r"printf[ \t]+-v|\(\(")
_WRITES = pattern(r"[^#]*>[ \t]*[\"']?/(?:etc|proc|sys)/")
_DECLARING = pattern(r"(declare|export|local|readonly|typeset)((?:[ \t]+[-+]\w+)*)(.*)")
_ATTRIBUTES = frozenset("aAfilntu")
"""Options of `declare` by which a value is read otherwise from then on, and `-f`."""
_UNSET = pattern(r"(?:-v[ \t]+)?{0}(?:[ \t]+{0})*|-f[ \t\w]*".format(r"(?:[A-Za-z_]\w*|'\w+'|\"\w+\")"))
_NAME = pattern(r"(?:^|[ \t])[\"']?([A-Za-z_]\w*)(?=[=\"'\s]|$)")
_IDLE_ALIASES = pattern(
    r"(?:[ \t]+(?:(?:l|l\.|la|ll|ls|cp|mv|rm|vi|which)=(?:'[^']*'|\"[^\"]*\"|\w+)"
    r"|([ef]?grep)=(['\"])\1 --color=auto\2))*"
)
"""Aliases for words that no script runs, or that make no difference to a network, as root's .bashrc has them."""


def name_of(command: str) -> str | None:
    """The program or builtin that COMMAND runs, whatever stands before it to run it; None where only bash can tell."""
    at = 0
    while wrapped := _WRAPPED.match(command, at):
        at = wrapped.end()
    word = _WORD.match(command, at)
    end = word.end() if word else at
    if command[end : end + 1] in ("$", "`", '"'):
        return None
    name = _QUOTING.sub("", command[at:end])
    return _OWN_DIRECTORY.sub("", name, count=1)


def acts(command: str) -> bool:
    """Whether COMMAND changes what a script works on, or may."""
    name = name_of(command)
    return name is None or name in _ACTING or bool(_PATH.match(name) or _WRITES.match(command))


def steers(command: str) -> bool:
    """Whether nothing is known of the script that runs COMMAND itself, not in a subshell."""
    name = name_of(command)
    if name == "unset":
        return not _UNSET.fullmatch(_behind(command)) or not OF_THE_SHELL.isdisjoint(unset_by(command))
    declaring = _DECLARING.fullmatch(command)
    has_attribute = declaring is not None and not _ATTRIBUTES.isdisjoint(declaring[2])
    return has_attribute or name in _STEERING or _SETS.match(command) is not None


def leaves(command: str) -> bool:
    """Whether COMMAND ends the script, or the reading of the file, if bash comes by there."""
    return name_of(command) in ("exit", "return")


def renames(command: str) -> bool:
    """Whether a script in bash's POSIX mode, which alone expands aliases, may run something else behind COMMAND."""
    return name_of(command) == "alias" and not _IDLE_ALIASES.fullmatch(command.removeprefix("alias").rstrip())


def unset_by(command: str) -> list[str]:
    """The variables that COMMAND unsets."""
    is_told = name_of(command) == "unset" and _UNSET.fullmatch(_behind(command)) is not None
    return _NAME.findall(f" {_behind(command)}") if is_told and "-f" not in command else []


def _behind(command: str) -> str:
    """The words behind the first one."""
    return command.partition(" ")[2].strip()


def kept(command: str) -> frozenset[str]:
    """The variables that nobody can set any more behind COMMAND."""
    declaring = _DECLARING.fullmatch(command)
    if declaring is None or not (declaring[1] == "readonly" or "r" in declaring[2]):
        return frozenset()
    return frozenset(_NAME.findall(declaring[3]))


def is_kept_from_scripts(names: frozenset[str]) -> bool:
    """Whether a script stumbles where it cannot set one of NAMES."""
    return not _SET_BY_SCRIPTS.isdisjoint(names)


def prints(command: str) -> bool:
    """Whether COMMAND prints what is not known."""
    return name_of(command) in _PRINTING
