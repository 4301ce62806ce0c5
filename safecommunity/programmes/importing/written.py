"""Projects as rows of a list, in the headings the reader takes."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from safecommunity.governance import codes as governance
from safecommunity.programmes import codes, words
from safecommunity.programmes.models import Project

BETWEEN = "\u3001"  # the mark between the items of a Chinese list


def known(heading: str) -> str:
    """The field of a heading; "" for what is not read."""
    plain = re.sub(r"[\s*:().\uff08\uff09]", "", unicodedata.normalize("NFKC", heading)).casefold()
    fields = codes.load()["headings"]
    return next((name for name, said in fields.items() if plain in str(said).casefold().split()), "")


def headings() -> dict[str, str]:
    """Our heading of each field."""
    return {name: str(said).split()[0] for name, said in codes.load()["headings"].items()}


def row_of(one: Project, names: Mapping[str, str]) -> dict[str, Any]:
    """A project as a row; lists are divided by a mark. `names`: what agencies are called, by sector."""
    aims = list(one.aims.all())
    ages = [codes.age_label(int(aim.code)) for aim in aims if aim.what == "age"]
    sexes = [codes.label("sexes", aim.code) for aim in aims if aim.what == "sex"]
    kinds = dict.fromkeys(
        codes.label("measures", each.kind) for each in one.measures.all() if not each.dropped_on
    )
    budget = sum(each.amount for each in one.budgets.all() if not each.dropped_on)
    return {
        "title": one.title, "setting": governance.setting_name(one.setting), "state": words.states()[one.state],
        "problem": one.problem, "goal": one.goal, "group": one.group,
        "people": people(one), "ages": BETWEEN.join(ages), "sexes": BETWEEN.join(sexes),
        "measures": BETWEEN.join(kinds), "body": one.body.name if one.body else "",
        "agency": names.get(one.agency, ""),
        "starts": one.starts.isoformat(), "until": one.until.isoformat(), "budget": budget or "", "binder": "",
    }  # fmt: skip


def people(one: Project) -> str:
    """How many, with the word of the paper where papers write it: 近300, 约300, 300余."""
    if one.people is None:
        return ""
    word = codes.load()["more"].get(one.people_qualifier, [""])[0]
    return f"{word}{one.people}" if one.people_qualifier in ("near", "approx") else f"{one.people}{word}"
