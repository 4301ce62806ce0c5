"""The integrity rules over what several rooms keep as files: one picture or paper that proves two events (N12)."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.figures.checker import rules
from safecommunity.figures.checker.registry import Asked, Check, Found, register_check
from safecommunity.files import doubles
from safecommunity.files.doubles import Same
from safecommunity.journal import queries as journal

LEFT_OUT = ("claim",)  # one paper holds all the numbers that stand on it
MOST_LINKS = 20
Said = Mapping[str, Any]


def kind(code: str) -> str:
    """What sort of record a file proves."""
    return {
        "outreach": _("Outreach"), "training": _("Training"), "meeting": _("Meeting"), "task": _("Task"),
        "hazard_before": _("Hazard, before"), "hazard_after": _("Hazard, after"), "support": _("Support received"),
        "volunteer_service": _("Hours served"), "letters": _("Letters"), "household_sheet": _("Sheet of signatures"),
        "drill": _("Drill"), "duty_entry": _("Duty log"),
        "emergency_plan": _("Emergency plan"), "resource": _("Resource"), "hazard_paper": _("Hazard"),
        "project_before": _("Project, before"), "project_after": _("Project, after"),
        "project_paper": _("Project, papers"), "dwelling_defect": _("Defect of a dwelling"),
        "improvement": _("Corrective actions"), "opinion": _("Opinion"), "return": _("Statistical returns"),
        "evidence": _("Evidence"),
    }.get(code, code)  # fmt: skip


def used_twice(_asked: Asked) -> Iterator[Found]:
    """The same content as proof of several records."""
    yield from _found(list(doubles.same_files(LEFT_OUT)))


def looks_same(_asked: Asked) -> Iterator[Found]:
    """Pictures that look the same, scaled or saved anew, as proof of several records."""
    within, plain = int(rules.limit("looks_bits")), int(rules.limit("looks_plain"))
    yield from _found(list(doubles.same_looks(within, plain, LEFT_OUT)))


def _found(same: list[Same]) -> Iterator[Found]:
    """With the place of the first record, which the log tells."""
    where = journal.places_of((one.kind, one.ref) for each in same for one in each.files)
    for each in same:
        records = {(one.kind, one.ref): one for one in each.files}
        places = [where[key] for key in records if key in where]
        if not places:
            continue
        days = sorted({str(one.happened) for one in each.files if one.happened})
        said = {"kinds": sorted({one.kind for one in each.files}), "n": len(records), "days": days[:10],
                "bits": each.bits}  # fmt: skip
        links = tuple(
            (one.kind, one.ref, str(one.happened or "")) for one in list(records.values())[:MOST_LINKS]
        )
        yield Found(each.key, places[0], said, links)


def say_used(said: Said) -> str:
    """N12: content."""
    return _("One file proves %(n)s records (%(kinds)s)%(days)s; expected: each its own.") % _words(said)


def say_looks(said: Said) -> str:
    """N12: looks."""
    return _(
        "Pictures of %(n)s records (%(kinds)s)%(days)s look the same, %(bits)s of 64 bits apart; "
        "expected: each its own."
    ) % {**_words(said), "bits": said["bits"]}


def _words(said: Said) -> dict[str, Any]:
    days = "、".join(said["days"])
    return {
        "n": said["n"], "kinds": "、".join(kind(one) for one in said["kinds"]), "days": f"，{days}" if days else "",
    }  # fmt: skip


def register() -> None:
    """Called once by the room when it starts."""
    register_check(Check("files.used", "N12", gettext_lazy("A file proves one event"), used_twice, say_used))
    register_check(
        Check("files.looks", "N12", gettext_lazy("A picture proves one event"), looks_same, say_looks)
    )
