# Copyright the authors of ifcfgen
# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)
"""What the actions have in common: the arguments, the program, and commands for a host without Python."""

from __future__ import annotations

import re
import shlex
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from ansible import constants
from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible_collections.ifcfgen.fleet.plugins.plugin_utils import controller

Spec = Mapping[str, Any]
"""The arguments of an action, as `validate_argument_spec` takes them."""

_BYTES = re.compile(r"(?: [0-9a-f]{2})+")
"""A line as `od -An -v -tx1` prints it; every other one is of a banner or a terminal."""


class FleetAction(ActionBase):
    """An action of this collection. SPEC describes its arguments, but for `program`."""

    SPEC: ClassVar[Spec] = {}

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result = super().run(tmp, task_vars)
        self.host = (task_vars or {})["inventory_hostname"]
        self.arguments = self.validate_argument_spec({**self.SPEC, "program": {"type": "path"}})[1]
        return {**result, **self.act(task_vars or {})}

    @abstractmethod
    def act(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """What the action has to say, as a result of a task."""

    def path(self, argument: str) -> Path:
        """The path on the controller that ARGUMENT gives, seen from the directory of the playbook."""
        return Path(self._loader.path_dwim(self.arguments[argument]))

    def ifcfgen(self, words: Sequence[str], folder: Path) -> controller.Answer:
        """The answer of ifcfgen to WORDS, in FOLDER on the controller. Raises `AnsibleActionFail`."""
        return controller.call(self.arguments["program"], words, folder)

    def clean(self, words: Sequence[str], folder: Path = Path()) -> str:
        """What ifcfgen prints for WORDS. Raises `AnsibleActionFail` with all that it says where anything is wrong."""
        answer = self.ifcfgen(words, folder)
        if answer.code:
            raise AnsibleActionFail(f"{self.host}: {answer.stdout}{answer.stderr}".strip())
        return answer.stdout

    def on_host(self, command: str) -> str:
        """What COMMAND, of sh, prints on the host. Raises `AnsibleActionFail` where it fails."""
        done = self._low_level_execute_command(command)
        if done["rc"]:
            said = done["stderr"].strip() or done["stdout"].strip()
            raise AnsibleActionFail(f"{self.host}: {said or 'exit code ' + str(done['rc'])}")
        return done["stdout"]

    def collected(self, root: str) -> bytes:
        """A tar of the network files and facts of the host, below ROOT. Raises `AnsibleActionFail`.

        The script is an argument, because a become method may need stdin.
        """
        kept = Path(constants.DEFAULT_LOCAL_TMP, "collect.sh")  # of this run of Ansible: one call for all hosts
        if not kept.exists():
            controller.keep(self.clean(["collect"]).encode(), kept)
        data, said = self.printed(shlex.join(["sh", "-c", kept.read_text(encoding="utf-8"), "collect.sh", root]))
        if not data:
            raise AnsibleActionFail(f"{self.host}: {said or 'sends nothing'}")
        return data

    def printed(self, command: str) -> tuple[bytes, str]:
        """The bytes that COMMAND, of sh, prints on the host, and what the host says besides.

        The bytes travel as text, by `od`, because EL5 has no base64.
        """
        done = self._low_level_execute_command(f"{command} | od -An -v -tx1")
        data = bytes.fromhex("".join(filter(_BYTES.fullmatch, done["stdout"].splitlines())))
        return data, done["stderr"].strip() or done["stdout"].strip()
