"""The child process that opens templates: bounds first, then one request from stdin, one answer to stdout.

Nothing here serves anybody: a template that is endless, or tears the process down, is a refusal of that template.
"""

import base64
import contextlib
import io
import json
import resource
import sys
from typing import Any

MEMORY = 1536 << 20
SECONDS = 20


def bound() -> None:
    """Bounds on memory, time, files: set before anything is read."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 64),
    ):  # fmt: skip
        _soft, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """Check or fill a template; faults travel back as data."""
    from safecommunity.shell.papers.own.faults import FaultyError

    content = base64.b64decode(asked["template"])
    try:
        used = _checked(content, asked["kinds"])
        if asked["do"] == "check":
            return {"used": used}
        return {"used": used, "file": base64.b64encode(_made(content, used, asked)).decode()}
    except FaultyError as reason:
        return {"faults": [one.as_data() for one in reason.faults]}


def _checked(content: bytes, kinds: dict[str, str]) -> list[str]:
    """Names a template uses. Raises FaultyError."""
    from safecommunity.shell.papers.own import package, tags
    from safecommunity.shell.papers.own.faults import Fault, refuse

    package.look(content)
    try:
        found = tags.found_in(_trees(content))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - whatever a file makes its reader raise, it is the file's fault
        refuse([Fault("damaged")])
    check = tags.Check(kinds)
    check.read(found)
    refuse(check.faults)
    hidden = _compiled(content, kinds)
    if not check.used:
        refuse([Fault("none")])
    return list(dict.fromkeys((*check.used, *hidden)))


def _trees(content: bytes) -> dict[str, Any]:
    from docx import Document
    from lxml import etree  # type: ignore[import-untyped]

    document = Document(io.BytesIO(content))
    found = {"body": document.element.body}
    for n, part in enumerate(document.part.package.iter_parts()):
        kind = part.content_type.rpartition(".")[2].removesuffix("+xml")
        if kind in ("header", "footer", "footnotes"):
            found[f"{kind} {n}"] = etree.fromstring(part.blob)
    return found


def _compiled(content: bytes, kinds: dict[str, str]) -> list[str]:
    """Names in the template as it will be filled, the file's properties too. Raises FaultyError for what the sandbox
    refuses: nothing that passed the placeholders should."""
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]
    from jinja2 import meta
    from jinja2.exceptions import TemplateError
    from lxml import etree

    from safecommunity.shell.papers.own.faults import Fault, Spot, refuse
    from safecommunity.shell.papers.own.strict import Strict

    template, env = DocxTemplate(io.BytesIO(content)), Strict()
    template.init_docx()
    parts = {"body": template.get_xml()}
    for n, part in enumerate(template.docx.part.package.iter_parts()):
        kind = part.content_type.rpartition(".")[2].removesuffix("+xml")
        if kind in ("header", "footer", "footnotes"):
            parts[f"{kind} {n}"] = etree.tostring(etree.fromstring(part.blob), encoding="unicode")
    kept = template.docx.core_properties
    for name in ("author", "comments", "identifier", "language", "subject", "title"):
        parts[f"properties {name}"] = getattr(kept, name) or ""
    used: set[str] = set()
    for name, xml in parts.items():
        spot = Spot(name.partition(" ")[0])
        patched = template.patch_xml(xml)
        try:
            env.from_string(patched)
            names = meta.find_undeclared_variables(env.parse(patched))
        except TemplateError as reason:
            refuse([Fault("sandbox", str(reason)[:160], spot)])
        words_only = spot.part == "properties"
        refuse(
            Fault("unknown", one, spot)
            for one in sorted(names)
            if kinds.get(one) not in (("text",) if words_only else (*kinds.values(),))
        )
        used |= names
    return sorted(used)


def _made(content: bytes, used: list[str], asked: dict[str, Any]) -> bytes:
    from safecommunity.shell.papers import Paper
    from safecommunity.shell.papers.own.faults import Fault, FaultyError
    from safecommunity.shell.papers.own.filling import filled

    told = {
        "paper": Paper.from_data(asked["paper"]), "fields": asked["fields"], "used": used, "dense": asked["dense"],
        "over": asked["over"],
        "drawings": {int(at): base64.b64decode(one) for at, one in asked["drawings"].items()},
    }  # fmt: skip
    try:
        return filled(content, told)
    except (MemoryError, FaultyError):
        raise
    except Exception as reason:  # whatever a template makes its reader raise, it is the template's fault
        raise FaultyError([Fault("unfilled", f"{type(reason).__name__}: {reason}"[:160])]) from reason


def main() -> None:
    """One request, one answer."""
    bound()
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    try:
        told = answer(json.load(sys.stdin.buffer))
    except (MemoryError, RecursionError):
        told = {"faults": [{"what": "endless", "came": "", "spot": None, "near": []}]}
    out.write(json.dumps(told).encode())
    out.flush()


if __name__ == "__main__":
    main()
