# Copyright the authors of ifcfgen
# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)
"""The network files of a host, from its topology, by way of a copy on the controller."""

from __future__ import annotations

import io
import json
import shlex
import tarfile
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import yaml
from ansible import constants
from ansible_collections.ifcfgen.fleet.plugins.plugin_utils import controller
from ansible_collections.ifcfgen.fleet.plugins.plugin_utils.action import FleetAction, Spec

_OURS = "^# ifcfgen: from "
_NEW = ".ifcfgen-new."
"""What the name of a file begins with until it replaces another one. No program reads such a file."""


class ActionModule(FleetAction):
    """What the files of the host are, and will be, is worked out on a copy. Check mode leaves the host as it is."""

    SPEC: ClassVar[Spec] = {
        "src": {"type": "path", "required": True},
        "root": {"type": "path", "default": "/"},
        "format": {"type": "str", "choices": ["ifcfg", "keyfile"]},
        "prune": {"type": "bool", "default": False},
        "force": {"type": "bool", "default": False},
        "validate": {"type": "bool", "default": True},
    }

    def act(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        topology, format = self._find_needle("files", self.arguments["src"]), self.arguments["format"]
        words = ["render", topology, "--root", ".", *(["--format", format] if format else [])]
        options = [f"--{name}" for name in ("prune", "force") if self.arguments[name]]
        with TemporaryDirectory(dir=constants.DEFAULT_LOCAL_TMP) as folder:
            alone, copy = Path(folder, "alone"), Path(folder, "copy")
            alone.mkdir()
            copy.mkdir()
            self.clean(words, alone)
            modes = {path: (alone / path).stat().st_mode & 0o777 for path in controller.files(alone)}
            controller.unpack(self.collected(self.arguments["root"]), copy)
            if ours := self._ours(modes):
                controller.unpack(ours, copy)
            before = controller.files(copy)
            diff = self.ifcfgen([*words, *options, "--diff"], copy).stdout if self._task.diff else ""
            self.clean([*words, *options], copy)
            after = controller.files(copy)
            changed = sorted(path for path in before | after if before.get(path) != after.get(path))
            if changed and self.arguments["validate"]:
                facts = Path(folder, "facts.json")  # the keys of a `host:` are those of a file for --host
                facts.write_text(json.dumps(yaml.safe_load(Path(topology).read_text(encoding="utf-8")).get("host", {})))
                self.clean(["lint", "--fail-on=error", "--format=concise", "--host", str(facts), "."], copy)
                self.clean(["boot", "--host", str(facts), "."], copy)
        if changed and not self._task.check_mode:
            self._install({path: after.get(path) for path in changed}, modes)
        shown = {"diff": {"prepared": diff}} if self._task.diff else {}
        return {"changed": bool(changed), "files": [f"/{path}" for path in changed], **shown}

    def _ours(self, paths: Iterable[str]) -> bytes:
        """A tar of those of PATHS that ifcfgen wrote on the host, if any; their secrets are those of the topology."""
        among = shlex.join(paths)
        return self.printed(
            f"(cd {shlex.quote(self.arguments['root'])} && set -- && for file in {among}; do "
            f"""if grep -q {shlex.quote(_OURS)} "$file" 2> /dev/null; then set -- "$@" "./$file"; fi; done && """
            '[ $# = 0 ] || tar -cf - "$@")'
        )[0]

    def _install(self, files: Mapping[str, bytes | None], modes: Mapping[str, int]) -> None:
        """Replace FILES of the host, each at once; None: remove it."""
        staged = {path: str(Path(path).with_name(_NEW + Path(path).name)) for path in files}
        made = io.BytesIO()
        steps = []
        with tarfile.open(fileobj=made, mode="w") as tar:
            for path, data in files.items():
                if data is None:
                    steps.append(["rm", "-f", path])
                    continue
                member = tarfile.TarInfo(staged[path])
                member.size, member.mode, member.mtime = len(data), modes[path], int(time.time())
                tar.addfile(member, io.BytesIO(data))
                steps.append(["mv", "-f", staged[path], path])
        sent = self._connection._shell.join_path(self._make_tmp_path(), "files.tar")
        self._transfer_data(sent, made.getvalue())
        steps = [["cd", self.arguments["root"]], ["tar", "-xof", sent], *steps]
        self.on_host(" && ".join(map(shlex.join, steps)))
