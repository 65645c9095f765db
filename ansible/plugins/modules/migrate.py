#!/usr/bin/python
# Copyright the authors of ifcfgen
# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)

from __future__ import annotations

DOCUMENTATION = r"""
module: migrate
short_description: Write the ifcfg files of a host as NetworkManager keyfiles
version_added: 0.2.0
description:
  - Migrates the archive that M(ifcfgen.fleet.gather) fetched of the host, as C(ifcfgen migrate) does, to a
    directory on the controller. Nothing on the host is changed. The report has the commands to switch over.
  - The task fails if anything is lost that O(accept) does not name. A host whose files hold passwords is rejected,
    because the passwords stay on the host.
options:
  src:
    description: The directory on the controller that has the archives.
    type: path
    required: true
  dest:
    description: The directory on the controller in which each host gets a directory with its keyfiles.
    type: path
    required: true
  target:
    description: The release that will read the keyfiles, V(7) to V(10). The default is the release of the host.
    type: str
  accept:
    description: The kinds of losses to accept, such as V(ethtool).
    type: list
    elements: str
    default: []
  force:
    description: Write despite losses that cost connectivity, and replace files of others.
    type: bool
    default: false
extends_documentation_fragment:
  - ifcfgen.fleet.program
attributes:
  check_mode:
    description: Writes nothing in check mode.
    support: full
seealso:
  - module: ifcfgen.fleet.gather
author:
  - The authors of ifcfgen (@ifcfgen)
"""

EXAMPLES = r"""
- name: Write keyfiles for EL10
  ifcfgen.fleet.migrate:
    src: gathered
    dest: keyfiles
    target: "10"
    accept: [ethtool]
"""

RETURN = r"""
report:
  description: The report of C(ifcfgen migrate), line by line.
  type: list
  elements: str
  returned: always
dest:
  description: The directory with the keyfiles.
  type: str
  returned: always
"""
