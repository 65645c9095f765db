#!/usr/bin/python
# Copyright the authors of ifcfgen
# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)

from __future__ import annotations

DOCUMENTATION = r"""
module: render
short_description: Write the network files of a host from its topology
version_added: 0.2.0
description:
  - Renders a topology to ifcfg files or NetworkManager keyfiles with C(ifcfgen render) on the controller, and
    replaces those files on the host that differ. The host needs C(sh), C(sed), C(tar), C(od) and coreutils, or
    busybox, but no Python.
  - Nothing is written if C(ifcfgen lint) finds an error in what is rendered, or if the predicted boot differs from
    the topology.
  - Devices are not restarted.
options:
  src:
    description:
      - The topology, in netplan's YAML with a C(host:), on the controller. A relative path is also looked for in
        C(files).
    type: path
    required: true
  root:
    description: The root of another system on the host, such as an image that is mounted there.
    type: path
    default: /
  format:
    description: What the files are. The default depends on the release.
    type: str
    choices: [ifcfg, keyfile]
  prune:
    description: Remove files that ifcfgen wrote earlier and no longer renders.
    type: bool
    default: false
  force:
    description: Write despite lint errors and a boot that differs, and replace files of others.
    type: bool
    default: false
  validate:
    description:
      - Whether to lint all network files as they will be on the host, and to predict its next boot with them. An
        error, or a device that does not come up, fails the task before anything is written.
    type: bool
    default: true
extends_documentation_fragment:
  - ifcfgen.fleet.program
attributes:
  check_mode:
    description: Writes nothing in check mode.
    support: full
  diff_mode:
    description: Shows the difference, without secrets.
    support: full
author:
  - The authors of ifcfgen (@ifcfgen)
"""

EXAMPLES = r"""
- name: Write the network files
  ifcfgen.fleet.render:
    src: "topologies/{{ inventory_hostname }}.yaml"
    prune: true
  become: true
"""

RETURN = r"""
files:
  description: The files that changed.
  type: list
  elements: str
  returned: success
"""
