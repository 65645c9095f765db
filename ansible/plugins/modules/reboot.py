#!/usr/bin/python
# Copyright the authors of ifcfgen
# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)

from __future__ import annotations

DOCUMENTATION = r"""
module: reboot
short_description: Reboot a host without Python, and wait until it answers again
version_added: 0.2.0
description:
  - Reboots the host, and waits until it answers with another boot ID. M(ansible.builtin.reboot) needs
    Python on the host.
options:
  command:
    description: The command that reboots the host.
    type: str
    default: reboot
  timeout:
    description: Seconds to wait for the host before the task fails.
    type: int
    default: 900
extends_documentation_fragment:
  - ifcfgen.fleet.program
attributes:
  check_mode:
    description: Does nothing in check mode.
    support: full
seealso:
  - module: ifcfgen.fleet.boot
author:
  - The authors of ifcfgen (@ifcfgen)
"""

EXAMPLES = r"""
- name: Gather the network files
  ifcfgen.fleet.gather:
    dest: gathered

- name: Stop if the next boot would lose the host
  ifcfgen.fleet.boot:
    src: gathered

- name: Reboot
  ifcfgen.fleet.reboot:
"""

RETURN = r"""# """
