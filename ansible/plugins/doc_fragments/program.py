# Copyright the authors of ifcfgen
# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)
"""The option that all modules have."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  program:
    description:
      - The path of C(ifcfgen) on the controller. The default is the one that is installed with Ansible, else the first
        in PATH.
    type: path
requirements:
  - ifcfgen on the controller
"""
