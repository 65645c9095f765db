#!/usr/bin/python
# Copyright the authors of ifcfgen
# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)

from __future__ import annotations

DOCUMENTATION = r"""
module: boot
short_description: Fail if a host would lose its network at its next boot
version_added: 0.2.0
description:
  - Predicts the next boot from the archive that M(ifcfgen.fleet.gather) fetched of the host, as C(ifcfgen boot)
    does on the controller. The task fails if a device does not come up as configured, if C(ifcfgen lint) finds an
    error in the files, or if nothing can be predicted.
  - If C(ansible_host), or the name of the host, is an address that the host has now, the task also fails if no
    file configures this address and no lease can bring it.
options:
  src:
    description: The directory on the controller that has the archives.
    type: path
    required: true
  against_running:
    description: Also fail if the next boot would change anything that runs on the host, as C(--against-running) does.
    type: bool
    default: false
extends_documentation_fragment:
  - ifcfgen.fleet.program
seealso:
  - module: ifcfgen.fleet.gather
author:
  - The authors of ifcfgen (@ifcfgen)
"""

EXAMPLES = r"""
- name: Stop before a reboot that would lose the host
  ifcfgen.fleet.boot:
    src: gathered
"""

RETURN = r"""
report:
  description: The report of C(ifcfgen boot), line by line.
  type: list
  elements: str
  returned: always
"""
