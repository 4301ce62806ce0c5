"""The standards that ship with the product, and what of our catalogue answers their items."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from safecommunity.accreditation import standards
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
    found = {}
    for path in sorted((HERE / "standards").glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        _add(data, answers().get(str(data["id"]), {}))
        made = standards.read(data)
        found[made.id] = made
    return found


def _add(data: dict[str, Any], ours: dict[str, Any]) -> None:
    """Put our figures and answers at the items of a sheet; an item nobody knows is a mistake of ours."""
    left = dict(ours)
    for element in data["elements"]:
        for item in element["items"]:
            for key, value in (left.pop(str(item["id"]), None) or {}).items():
                item[key] = [*item.get(key, ()), *value]
    if left:
        raise ValueError(f"answers.yaml: {data['id']} has no item {', '.join(left)}")
