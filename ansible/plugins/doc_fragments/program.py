# Copyright the authors of ifcfgen
# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)
"""What all modules have: the option `program`, and attributes, which a module may describe otherwise."""

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
attributes:
  check_mode:
    description: Changes nothing, and runs in check mode as well.
    support: full
  diff_mode:
    description: There is nothing to show.
    support: none
"""
