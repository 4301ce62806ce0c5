"""Has the child process check or fill a template, and waits no longer than `PATIENCE`."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from safecommunity.shell.papers.own.faults import Fault, FaultyError
from safecommunity.shell.papers.own.package import LARGEST
from safecommunity.shell.papers.value import Paper

PATIENCE = 40.0
KEPT = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "LANG", "LC_ALL", "SYSTEMROOT")  # no key, no folder of ours


def checked(template: bytes, kinds: Mapping[str, str]) -> list[str]:
    """Names of fields a template uses. `kinds`: what each field is. Raises FaultyError."""
    if len(template) > LARGEST:
        raise FaultyError([Fault("large", f"{len(template) / 1048576:.1f}")])
    found: list[str] = _ask({"do": "check", "template": _text(template), "kinds": dict(kinds)})["used"]
    return found


def filled(paper: Paper, pictures: Mapping[int, bytes], own: Mapping[str, Any], *, dense: bool) -> bytes:
    """A paper in a template. `own`: `template` (base64), `fields` by name, `over` (a line that must be seen).
    Raises FaultyError."""
    kinds = {name: field["kind"] for name, field in own["fields"].items()}
    made = _ask({
        "do": "fill", "template": own["template"], "kinds": kinds, "fields": own["fields"], "over": own["over"],
        "paper": paper.as_data(), "dense": dense,
        "drawings": {str(at): _text(one) for at, one in pictures.items()},
    })  # fmt: skip
    return base64.b64decode(made["file"])


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _ask(asked: dict[str, Any]) -> dict[str, Any]:
    command = [sys.executable, "-m", "safecommunity.shell.papers.own.child"]
    surroundings = {name: os.environ[name] for name in KEPT if name in os.environ}
    surroundings |= {"PYTHONDONTWRITEBYTECODE": "1"}
    try:
        ran = subprocess.run(  # noqa: S603 - our own module, without a shell
            command, input=json.dumps(asked).encode(), capture_output=True, timeout=PATIENCE, env=surroundings,
            check=False,
        )  # fmt: skip
        told: dict[str, Any] = json.loads(ran.stdout)
    except (subprocess.TimeoutExpired, ValueError) as reason:
        raise FaultyError([Fault("endless")]) from reason
    if "faults" in told:
        raise FaultyError([Fault.from_data(one) for one in told["faults"]])
    return told
