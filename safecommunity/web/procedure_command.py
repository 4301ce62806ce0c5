"""`safecommunity procedures`: check a file, list what is in force."""

import argparse
from datetime import datetime
from pathlib import Path

from safecommunity.accreditation import bringing
from safecommunity.accreditation.procedures import BadProcedure, Procedure
from safecommunity.accreditation.procedures.shape import FIRM
from safecommunity.accreditation.queries import procedures
from safecommunity.web.commands import Refused, out


def run(options: argparse.Namespace, _now: datetime) -> int:
    """Dispatch; exit status 1 where a file does not hold together."""
    if options.act == "check":
        return _check(Path(options.file))
    for one in procedures.in_force().values():
        out(_line(one))
    return 0


def _line(one: Procedure) -> str:
    bases = list(one.bases())
    firm = sum(basis in FIRM for basis in bases)
    return f"{one.key}: {one.level}, {len(one.states)} states, {len(one.moves)} moves, {firm} of {len(bases)} read"


def _check(path: Path) -> int:
    """Everything wrong with a file, one line each, with the name of its rule."""
    try:
        made = bringing.procedure_from_yaml(path.read_bytes())
    except OSError as reason:
        raise Refused(f"{path}: {reason.strerror}") from reason
    except BadProcedure as wrong:
        for problem in wrong.problems:
            out(problem)
        return 1
    out(_line(made))
    return 0
