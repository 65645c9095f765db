# Copyright the authors of ifcfgen
# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)
"""The network files and facts of a host, as an archive on the controller."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from ansible_collections.ifcfgen.fleet.plugins.plugin_utils import controller
from ansible_collections.ifcfgen.fleet.plugins.plugin_utils.action import FleetAction, Spec


class ActionModule(FleetAction):
    """Runs in check mode as well: it changes nothing on the host."""

    SPEC: ClassVar[Spec] = {"dest": {"type": "path", "required": True}, "root": {"type": "path", "default": "/"}}

    def act(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        path = self.path("dest") / controller.archive(self.host)
        data = self.collected(self.arguments["root"])
        controller.keep(data, path)
        return {"changed": False, "path": str(path), "size": len(data)}
