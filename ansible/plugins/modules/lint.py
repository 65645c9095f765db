#!/usr/bin/python
# Copyright the authors of ifcfgen
# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)

from __future__ import annotations

DOCUMENTATION = r"""
module: lint
short_description: Report hazards in the network files of all hosts of a play
version_added: 0.2.0
description:
  - Lints the archives that M(ifcfgen.fleet.gather) fetched of all hosts of the play, by one call of C(ifcfgen
    lint) on the controller. It runs once, as with C(run_once), and fails for all hosts.
  - An C(ifcfgen.toml) in O(src), or above it, selects rules and states facts about hosts.
options:
  src:
    description: The directory on the controller that has the archives.
    type: path
    required: true
  fail_on:
    description: The lowest severity that fails the task.
    type: str
    choices: [error, warning, info]
    default: error
  select:
    description: Comma-separated rules or globs to check.
    type: str
  ignore:
    description: Comma-separated rules or globs to ignore.
    type: str
  target:
    description: Also report what breaks on an upgrade to this release, such as V(9).
    type: str
extends_documentation_fragment:
  - ifcfgen.fleet.program
seealso:
  - module: ifcfgen.fleet.gather
author:
  - The authors of ifcfgen (@ifcfgen)
"""

EXAMPLES = r"""
- name: Lint all hosts together
  ifcfgen.fleet.lint:
    src: gathered
    fail_on: warning

- name: Report what an upgrade to EL9 breaks, and go on
  ifcfgen.fleet.lint:
    src: gathered
    target: "9"
  register: upgrade
  failed_when: upgrade.errors | length > 0
"""

RETURN = r"""
report:
  description: A line for each finding, and for each file or host that could not be linted.
  type: list
  elements: str
  returned: always
findings:
  description: The findings in the format of C(ifcfgen lint --format json), with the name of the host in C(host).
  type: list
  elements: dict
  returned: always
counts:
  description: The number of findings by host and severity.
  type: dict
  returned: always
clean:
  description: Whether everything was linted, and nothing has the severity O(fail_on) or a higher one.
  type: bool
  returned: always
"""
