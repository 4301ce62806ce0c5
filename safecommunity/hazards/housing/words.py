"""Codes of dwellings and what is said about one."""

from django.utils.translation import gettext as _

from safecommunity.hazards.codes.listed import Listed
from safecommunity.hazards.models import Dwelling

CODES = Listed("housing")
GRADES = ("A", "B", "C", "D")
UNSAFE = ("C", "D")


def states() -> dict[str, str]:
    """How far a dwelling has come."""
    return {
        "unscreened": _("not screened yet"), "screened": _("screened, to be confirmed"), "confirmed": _("confirmed"),
        "retrofitted": _("strengthened and accepted"),
    }  # fmt: skip


def grade(code: str) -> str:
    """A grade in words; "" for none."""
    return CODES.label("grades", code)


def tone(code: str) -> str:
    """How a grade looks as a tag."""
    return {"A": "ok", "B": "ok", "C": "ask", "D": "bad"}.get(code, "")


def title(one: Dwelling) -> str:
    """What a dwelling is called: where it stands."""
    return f"{one.place.name} {one.spot}"


def questions() -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """The screening sheet: (code, question, help, answers)."""
    from safecommunity.hazards import codes

    return [
        (
            code, codes.said(told["title"]), codes.said(told["help"]),
            [(name, codes.said(answer["label"])) for name, answer in told["answers"].items()],
        )
        for code, told in CODES.all("sheet").items()
    ]  # fmt: skip


def answered(sheet: dict[str, str]) -> list[tuple[str, str, str]]:
    """A filled sheet in words: (question, answer, grade)."""
    from safecommunity.hazards import codes

    listed = CODES.all("sheet")
    return [
        (codes.said(listed[code]["title"]), codes.said(listed[code]["answers"][name]["label"]),
         str(listed[code]["answers"][name]["grade"]))
        for code, name in sheet.items()
        if code in listed and name in listed[code]["answers"]
    ]  # fmt: skip
