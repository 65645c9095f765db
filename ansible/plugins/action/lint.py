# Copyright the authors of ifcfgen
# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)
"""The hazards of all hosts of a play, by one call of ifcfgen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from ansible.errors import AnsibleActionFail
from ansible_collections.ifcfgen.fleet.plugins.plugin_utils import controller
from ansible_collections.ifcfgen.fleet.plugins.plugin_utils.action import FleetAction, Spec

_OPTIONS = ("select", "ignore", "target")


class ActionModule(FleetAction):
    """Runs once, whatever the number of hosts."""

    BYPASS_HOST_LOOP = True
    SPEC: ClassVar[Spec] = {
        "src": {"type": "path", "required": True},
        "fail_on": {"type": "str", "choices": ["error", "warning", "info"], "default": "error"},
        **{option: {"type": "str"} for option in _OPTIONS},
    }

    def act(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        folder, hosts = self.path("src"), variables["ansible_play_batch"]
        there = [host for host in hosts if (folder / controller.archive(host)).is_file()]
        missing = [f"{host}: not gathered into {folder}" for host in hosts if host not in there]
        if not there:
            raise AnsibleActionFail("; ".join(missing))
        options = [f"--{name}={self.arguments[name]}" for name in _OPTIONS if self.arguments[name] is not None]
        options += ["--format=json", f"--fail-on={self.arguments['fail_on']}"]
        answer = self.ifcfgen(["lint", *options, "--", *map(controller.archive, there)], folder)
        document = answer.document()
        findings = [{**finding, "host": controller.host_of(finding["host"])} for finding in document["findings"]]
        unread = [f"{_where(error['path'])}: {error['message']}" for error in document["errors"]]
        clean = not (answer.code or missing)
        return {
            "changed": False,
            "failed": not clean,
            "msg": "\n".join([*missing, answer.stderr.strip()]),
            "report": [*map(_line, findings), *unread, *missing],
            "findings": findings,
            "counts": {host: _count(finding for finding in findings if finding["host"] == host) for host in hosts},
            "clean": clean,
        }


def _count(findings: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    return dict(Counter(finding["severity"] for finding in findings))


def _line(finding: Mapping[str, Any]) -> str:
    line = f":{finding['line']}" if finding["line"] else ""
    return f"{_where(finding['path'])}{line}: {finding['severity']}[{finding['rule']}]: {finding['message']}"


def _where(path: str) -> str:
    return f"{controller.host_of(path)}: {controller.on_host(path)}"
