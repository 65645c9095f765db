#!/usr/bin/python
# Copyright the authors of ifcfgen
# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)

from __future__ import annotations

DOCUMENTATION = r"""
module: gather
short_description: Fetch the network files and facts of a host to the controller
version_added: 0.2.0
description:
  - Runs a POSIX sh script on the host and writes what it sends to an archive on the controller. The host needs
    C(sh), C(sed), C(tar), C(od) and coreutils, or busybox, but no Python. Nothing on it is changed.
  - Secrets stay on the host. C(keys-*) files are not read, and the value of every key that holds a secret is
    replaced.
  - Reading some files needs root, so use C(become).
options:
  dest:
    description:
      - Directory on the controller. The archive is C(NAME.tar) in it, after the name in the inventory. A relative
        path is seen from the directory of the playbook.
    type: path
    required: true
  root:
    description: The root of another system on the host, such as an image that is mounted there.
    type: path
    default: /
extends_documentation_fragment:
  - ifcfgen.fleet.program
attributes:
  check_mode:
    description: Runs in check mode as well. The archive on the controller is written.
    support: full
seealso:
  - module: ifcfgen.fleet.lint
  - module: ifcfgen.fleet.boot
author:
  - The authors of ifcfgen (@ifcfgen)
"""

EXAMPLES = r"""
- name: Gather the network files of all hosts
  ifcfgen.fleet.gather:
    dest: gathered
  become: true
"""

RETURN = r"""
path:
  description: The archive on the controller.
  type: str
  returned: success
size:
  description: Its size in bytes.
  type: int
  returned: success
"""
