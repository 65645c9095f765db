# Copyright the authors of ifcfgen
# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)
"""Whether a host would lose its network at its next boot."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any, ClassVar

from ansible_collections.ifcfgen.fleet.plugins.plugin_utils import controller
from ansible_collections.ifcfgen.fleet.plugins.plugin_utils.action import FleetAction, Spec


class ActionModule(FleetAction):
    """Runs in check mode as well: it changes nothing."""

    SPEC: ClassVar[Spec] = {
        "src": {"type": "path", "required": True},
        "against_running": {"type": "bool", "default": False},
    }

    def act(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        folder, archive = self.path("src"), controller.archive(self.host)
        questions = [["boot"], *([["boot", "--against-running"]] if self.arguments["against_running"] else [])]
        answers = [self.ifcfgen([*words, "--", archive], folder) for words in questions]
        code = max(answer.code for answer in answers)
        said = "\n".join(answer.stdout + answer.stderr for answer in answers)
        own = self._address(str(variables.get("ansible_host", self.host)))
        lost = own is not None and code < 2 and self._is_lost(own, folder, archive)
        if lost:
            said += f"\n{own}: Ansible reaches the host by this address, but no file configures it"
        verdict = said.rstrip().rpartition("\n\n")[2]
        return {"changed": False, "failed": code > 0 or lost, "msg": verdict, "report": said.splitlines()}

    def _address(self, name: str) -> str | None:
        """The address by which Ansible reaches the host, where NAME is one that the host itself has."""
        try:
            address = str(ip_address(name))
        except ValueError:
            return None
        has = self.on_host("ip -o addr show scope global 2> /dev/null || :")
        return address if re.search(rf"\s{re.escape(address)}[/ ]", has) else None

    def _is_lost(self, address: str, folder: Path, archive: str) -> bool:
        """Whether no possible boot has ADDRESS, nor a lease that could bring it."""
        document = self.ifcfgen(["boot", "--no-lint", "--format=json", "--", archive], folder).document()
        boots = document.get("releases", [document])
        return not any(
            boot["not_predicted"] or any(one["address"].partition("/")[0] == address for one in boot["addresses"])
            for boot in boots
        )
