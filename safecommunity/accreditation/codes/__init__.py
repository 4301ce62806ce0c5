"""The standards that ship with the product, and what of our catalogue answers their items."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from safecommunity.accreditation import standards
from safecommunity.accreditation.procedures import Procedure
from safecommunity.accreditation.procedures import read as read_procedure
from safecommunity.accreditation.standards import Standard

HERE = Path(__file__).resolve().parent


@lru_cache
def answers() -> dict[str, Any]:
    """Figures and further answers by standard and item: our own mapping (basis: derived)."""
    found: dict[str, Any] = yaml.safe_load((HERE / "answers.yaml").read_text(encoding="utf-8"))
    return found


@lru_cache
def shipped() -> dict[str, Standard]:
    """Every standard of the product by id, with the figures that answer its items."""
    found: dict[str, Any] = {}
    for path in sorted((HERE / "standards").glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        _add(data, answers().get(str(data["id"]), {}))
        found[str(data["id"])] = data
    for data in found.values():
        _inherit(data, found)
    return {code: standards.read(data) for code, data in found.items()}


@lru_cache
def papers() -> dict[str, dict[str, str]]:
    """Papers an item may ask for, by the words of the sheets: their texts in three languages."""
    found: dict[str, dict[str, str]] = yaml.safe_load((HERE / "papers.yaml").read_text(encoding="utf-8"))
    return found


def _inherit(data: dict[str, Any], all_: dict[str, Any]) -> None:
    """An item nothing of ours stands at takes figures and papers of the items it is made of, in another sheet."""
    made_of = {
        f"{code}:{item['id']}": item
        for code, sheet in all_.items() for element in sheet["elements"] for item in element["items"]
    }  # fmt: skip
    for element in data["elements"]:
        for item in element["items"]:
            if item.get("figures") or item.get("records"):
                continue
            whole = [made_of[name] for name in item.get("answers", ()) if name in made_of]
            for key in ("figures", "records"):
                item[key] = list(dict.fromkeys(one for other in whole for one in other.get(key, ())))


def _add(data: dict[str, Any], ours: dict[str, Any]) -> None:
    """Put our figures and answers at the items of a sheet; an item nobody knows is a mistake of ours."""
    left = dict(ours)
    for element in data["elements"]:
        for item in element["items"]:
            for key, value in (left.pop(str(item["id"]), None) or {}).items():
                item[key] = [*item.get(key, ()), *value]
    if left:
        raise ValueError(f"answers.yaml: {data['id']} has no item {', '.join(left)}")


@lru_cache
def procedures() -> dict[str, Procedure]:
    """Every procedure of the product by id."""
    found = {}
    for path in sorted((HERE / "procedures").glob("*.yaml")):
        made = read_procedure(yaml.safe_load(path.read_text(encoding="utf-8")), sheets=shipped())
        found[made.id] = made
    return found
