"""`ifcfgen collect`: a script for a host, which sends its files and facts."""

from __future__ import annotations

import sys

from ifcfgen import data


def collect() -> int:
    """Print a script that writes to stdout a tar of the network files and facts of a host.

    The script needs sh, sed, tar and coreutils, or busybox, and changes nothing. It reads no keys- files, and replaces
    secrets in other files before they leave the host. With the root of another system as its argument, it reads that.

    \b
    Examples:
      ifcfgen collect | ssh root@kvm01 sh | ifcfgen lint -
      ifcfgen collect | ssh root@kvm01 sh > kvm01.tar
      ifcfgen collect > collect.sh; sh collect.sh /mnt/sysimage > image.tar
    """
    script = data.text("collect", "collect.sh")
    assert script is not None
    sys.stdout.write(script)
    return 0
