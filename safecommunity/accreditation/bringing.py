"""An operator's edition from a file: YAML in our format, or a workbook with one row an item."""

import re
from typing import Any

import yaml
from django.utils import translation
from django.utils.translation import gettext as _

from safecommunity.accreditation import codes, procedures, standards
from safecommunity.accreditation.procedures import BadProcedure, Procedure
from safecommunity.accreditation.standards import BadStandard, Standard
from safecommunity.indicators.catalogue import CATALOGUE
from safecommunity.shell import sheets as lists

LARGEST = 2 * 1024 * 1024
HEADS = ("element", "element_title", "item", "text", "text_hant", "text_en", "weight")
DEPTH = re.compile(rb"[\[{]")
MOST_BRACKETS = 200_000


class Plain(yaml.SafeLoader):
    """YAML without anchors: a file of ten lines may otherwise name itself a million times."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse an alias where it stands."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError(_("YAML with references (&, *) is not taken"))
        return super().compose_node(parent, index)


def known_figures() -> set[str]:
    """Codes an item may name."""
    return {one.code for one in CATALOGUE}


def _yaml(content: bytes, wrong_kind: type[BadStandard] | type[BadProcedure]) -> Any:
    """What a file of an operator says, or what is wrong with it as a file."""
    if len(content) > LARGEST or len(DEPTH.findall(content)) > MOST_BRACKETS:
        raise wrong_kind([_("The file is too large; allowed: up to %(most)s MB") % {"most": LARGEST >> 20}])
    try:
        return yaml.load(content.decode("utf-8"), Loader=Plain)  # noqa: S506 - a SafeLoader of ours
    except UnicodeDecodeError as wrong:
        raise wrong_kind([_("The file is no UTF-8 text")]) from wrong
    except (yaml.YAMLError, ValueError, RecursionError) as wrong:
        raise wrong_kind([_("The file is no YAML: %(why)s") % {"why": str(wrong)[:200]}]) from wrong


def from_yaml(content: bytes) -> Standard:
    """A standard from YAML. BadStandard in words for anything else."""
    return standards.read(_yaml(content, BadStandard), figures=known_figures())


def procedure_from_yaml(content: bytes) -> Procedure:
    """A procedure from YAML. BadProcedure in words, each with the name of its rule, for anything else."""
    return procedures.read(_yaml(content, BadProcedure), sheets=codes.shipped())


def headings() -> dict[str, str]:
    """The heads of the workbook in the reader's language, by field."""
    return {
        "element": _("Element no."), "element_title": _("Element"), "item": _("Item no."),
        "text": _("Text of the item"),
        "text_hant": _("Text (traditional)"), "text_en": _("Text (English)"), "weight": _("Weight"),
    }  # fmt: skip


def from_list(content: bytes, name: str, base: Standard, version: str) -> Standard:
    """Items from a workbook on the rules of a standard: its parts, grades, verdicts and vetoes stay.

    Figures and crosswalk of the base follow to the items that carry its text on. BadStandard and Unreadable in words.
    """
    if not version.strip():
        raise BadStandard([_("A workbook needs a version, e.g. 2026 official")])
    found = lists.read(content, name, _field)
    have = {_field(head) for head in found.headings}
    wanted = headings()
    missing = [wanted[field] for field in ("element", "item", "text") if field not in have]
    if missing:
        raise BadStandard([_("The list has no column %(missing)s") % {"missing": "、".join(missing)}])
    data = standards.written(base)
    lines = lists.lines(found, _field)
    data |= {"version": version.strip(), "languages": ["zh-hans"], "elements": _elements(lines, base)}
    return _with_answers(base, standards.read(data, figures=known_figures()))


def _field(head: str) -> str:
    """The field of a heading in any of our languages."""
    for language in ("zh-hans", "zh-hant", "en"):
        with translation.override(language):
            for field, title in headings().items():
                if title == head.strip():
                    return field
    return ""


def _elements(lines: list[lists.Line], base: Standard) -> list[dict[str, Any]]:
    """Headings with their items in the order of the rows."""
    titles = {element.id: dict(element.title) for element in base.elements}
    # a list is read in one spelling; a text that is ours but for full-width signs stays ours
    ours = {lists.text(item.text["zh-hans"]): item.text["zh-hans"] for item in base.items()}
    made: dict[str, dict[str, Any]] = {}
    for line in lines:
        number, title = line["element"].strip(), line["element_title"].strip()
        element = made.setdefault(number, {
            "id": number, "basis": "operator", "items": [],
            "title": {"zh-hans": title} if title else titles.get(number, {}),
        })  # fmt: skip
        texts = {
            "zh-hans": ours.get(line["text"], line["text"]),
            "zh-hant": line["text_hant"],
            "en": line["text_en"],
        }
        element["items"].append({
            "id": line["item"].strip(), "text": {k: v.strip() for k, v in texts.items() if v.strip()},
            "basis": "operator", "weight": line["weight"].strip() or "1",
        })  # fmt: skip
    return list(made.values())


def _with_answers(base: Standard, made: Standard) -> Standard:
    """The new edition with the figures and crosswalk of the items its texts came from."""
    back = {new: old for old, new in standards.carried(base, made).items()}
    data = standards.written(made)
    for element in data["elements"]:
        for item in element["items"]:
            old = base.by_id.get(back.get(item["id"], ""))
            if old is not None:
                item |= {
                    "figures": list(old.figures),
                    "answers": list(old.answers),
                    "records": list(old.records),
                }
    return standards.read(data)
