# Copyright the authors of ifcfgen
# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)
"""A reboot of a host without Python, until it answers again."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, ClassVar

from ansible.errors import AnsibleActionFail, AnsibleConnectionFailure
from ansible_collections.ifcfgen.fleet.plugins.plugin_utils.action import FleetAction, Spec

_WHICH_BOOT = "cat /proc/sys/kernel/random/boot_id"
_SECONDS = 3
"""Between two attempts to reach the host."""


class ActionModule(FleetAction):
    """Does nothing in check mode."""

    SPEC: ClassVar[Spec] = {
        "command": {"type": "str", "default": "reboot"},
        "timeout": {"type": "int", "default": 900},
    }

    def act(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        if not self._task.check_mode:
            before = self.on_host(_WHICH_BOOT)
            # in braces, because some versions of ansible-core append `&& sleep 0`
            self.on_host(f"{{ (sleep 1; {self.arguments['command']}) < /dev/null > /dev/null 2>&1 & }}")
            self._wait(before)
        return {"changed": True}

    def _wait(self, before: str) -> None:
        """Return once the boot is another one than BEFORE. Raises `AnsibleActionFail` after the timeout."""
        end = time.monotonic() + self.arguments["timeout"]
        while time.monotonic() < end:
            time.sleep(_SECONDS)
            with suppress(AnsibleActionFail, AnsibleConnectionFailure):
                self._connection.reset()
                if self.on_host(_WHICH_BOOT) != before:
                    return
        raise AnsibleActionFail(f"{self.host}: has not come back after {self.arguments['timeout']} seconds")
