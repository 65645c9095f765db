# Copyright the authors of ifcfgen
# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)
"""The files of a host as NetworkManager keyfiles, on the controller."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

from ansible import constants
from ansible.errors import AnsibleActionFail
from ansible_collections.ifcfgen.fleet.plugins.plugin_utils import controller
from ansible_collections.ifcfgen.fleet.plugins.plugin_utils.action import FleetAction, Spec

_STRUCK = b"********"
"""What collect.sh sends in the place of a secret."""


class ActionModule(FleetAction):
    """Writes nothing in check mode."""

    SPEC: ClassVar[Spec] = {
        "src": {"type": "path", "required": True},
        "dest": {"type": "path", "required": True},
        "target": {"type": "str"},
        "accept": {"type": "list", "elements": "str", "default": []},
        "force": {"type": "bool", "default": False},
    }

    def act(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        archive, target = controller.archive(self.host), self.arguments["target"]
        words = ["migrate", archive, *(["--target", target] if target else [])]
        words += [word for loss in self.arguments["accept"] for word in ("--accept", loss)]
        words += ["--force"] if self.arguments["force"] else []
        with TemporaryDirectory(dir=constants.DEFAULT_LOCAL_TMP) as trial:
            self.ifcfgen([*words, "--output", trial], self.path("src"))
            secret = [path.name for path in Path(trial).iterdir() if _STRUCK in path.read_bytes()]
        if secret:
            raise AnsibleActionFail(
                f"{self.host}: the passwords of {', '.join(secret)} stay on the host; run ifcfgen migrate there"
            )
        dest = self.path("dest") / archive.removesuffix(".tar")
        before = controller.files(dest)
        dry = ["--dry-run"] if self._task.check_mode else []
        answer = self.ifcfgen([*words, *dry, "--output", str(dest)], self.path("src"))
        return {
            "changed": controller.files(dest) != before,
            "failed": answer.code > 0,
            "msg": answer.stderr.strip() or ("losses that are not accepted" if answer.code else "no losses"),
            "report": answer.stdout.splitlines(),
            "dest": str(dest),
        }
