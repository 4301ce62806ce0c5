"""What the card asks about the person and the injury, drawn so that the answers fit each other (Q1 to Q8, S1)."""

from typing import Any

from safecommunity.demo import data
from safecommunity.demo.dice import Dice

CHILD_TO, OLD_FROM = 14, 65
TRAFFIC = (1, 2)
FALL, BURN, SHARP, ANIMAL = 3, 7, 6, 11
ROAD, WORK_PLACES, FARM = 5, (6, 7), 8
UNINTENTIONAL, UNKNOWN = 1, 99


def stage(age: int) -> int:
    """0 child, 1 adult, 2 older person."""
    return 0 if age <= CHILD_TO else 2 if age >= OLD_FROM else 1


def upto(lines: list[dict[str, Any]], age: int) -> dict[int, float]:
    """The list of the first line that reaches an age."""
    return next(line["list"] for line in lines if age <= line["to"])


def circumstances(dice: Dice, cause: int, age: int, hour: int, *, rural: bool) -> dict[str, Any]:
    """Place, activity, intent, alcohol and product."""
    model = data.injuries()
    where = ROAD if cause in TRAFFIC else dice.pick(model["places"][cause][stage(age)])
    if rural and where in WORK_PLACES and dice.chance(model["farm"]):
        where = FARM
    doing = model["activities"]["traffic" if cause in TRAFFIC else where][stage(age)]
    found = {
        "cause": cause, "place_kind": where, "activity": dice.pick(doing), "intent": _intent(dice, cause, age),
        "alcohol": _alcohol(dice, cause, age, hour),
    }  # fmt: skip
    if (product := model["products"].get(cause)) and dice.chance(product["share"]):
        found["product"] = dice.pick(product["names"])
    return found


def _intent(dice: Dice, cause: int, age: int) -> int:
    model = data.injuries()
    other = model["intents"].get(cause)
    if other and other["from"] <= age <= other["to"]:
        at = dice.below(1000)
        for intent, per_mille in other["per_mille"].items():
            if at < per_mille:
                return intent
            at -= per_mille
    return UNKNOWN if dice.chance(model["unclear"] / 1000) else UNINTENTIONAL


def _alcohol(dice: Dice, cause: int, age: int, hour: int) -> int:
    rules = data.injuries()["alcohol"]
    if age < rules["from"]:
        return 2
    evening = hour >= rules["evening_from"] and cause in rules["causes"]
    return dice.pick(rules["evening" if evening else "usual"])


def finding(dice: Dice, cause: int, age: int) -> dict[str, Any]:
    """Nature, part, system, severity, outcome and the words of the diagnosis."""
    model = data.injuries()
    natures = model["natures"][cause]
    nature = dice.pick(natures[stage(age)] if isinstance(natures, list) else natures)
    part = dice.pick(model["body_parts"][nature])
    severity = dice.pick(model["severities"][nature])
    outcomes = (
        model["deadly"].get(cause, model["outcomes"][3]) if severity == 3 else model["outcomes"][severity]
    )
    return {
        "nature": nature, "body_part": part, "system": model["systems"].get(nature, 7), "severity": severity,
        "outcome": dice.pick(outcomes), "diagnosis": _words(cause, nature, part),
    }  # fmt: skip


def _words(cause: int, nature: int, part: int) -> str:
    words = data.injuries()["diagnoses"]
    if cause in words["causes"]:
        return words["causes"][cause]
    if nature == 6:
        return words["natures"][6]
    kind = words["bites"] if cause == ANIMAL and nature == 3 else words["natures"][nature]
    return words["parts"][part] + kind


def person(dice: Dice, sex: int, age: int, *, rural: bool, here: bool) -> dict[str, Any]:
    """Who it was, as the card asks; the name is plainly invented."""
    model = data.injuries()
    names = model["names"]
    found: dict[str, Any] = {
        "sex": sex, "age_years": age,
        "household": dice.pick(model["households"]["here" if here else "elsewhere"]),
        "education": dice.pick(upto(model["educations"], age)),
        "occupation": dice.pick(upto(model["occupations"]["town" if rural else "street"], age)),
        "name": "模拟" + dice.one_of(names["stems"]) + dice.one_of(names["branches"]),
    }  # fmt: skip
    if age < 3:
        found["age_months"] = age * 12 + dice.below(12)
    return found
