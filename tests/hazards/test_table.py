"""Every state × every deed × every role, written out by hand: what is not written here is refused.

The table of transitions is that of risk_methods.yaml (hazard_loop); what this product adds, and what it does in another
way, stands in ADDED and ELSEWHERE with its reason.
"""

import random
from datetime import date, timedelta
from typing import Any

import pytest

from safecommunity.accounts.reader import Held, Reader
from safecommunity.hazards import actions, codes, loop
from safecommunity.hazards.models import Hazard, HazardStep, State
from safecommunity.hazards.rights import Rights
from safecommunity.places.models import Place, SocialUnit
from tests.hazards.conftest import NOW, TODAY, Street, photo

ROLES = ("unit", "grid", "agency", "other agency", "clerk", "chief", "district", "auditor", "stranger")
OFFICE = ("clerk", "chief")
MENDS = ("unit", "grid", *OFFICE)
NOBODY: dict[tuple[str, ...], str] = {}
PLAIN: dict[str, dict[tuple[str, ...], str]] = {
    "found": {OFFICE: "assess no_hazard duplicate"},
    "assessed": {OFFICE: "assess no_hazard duplicate assign transfer"},
    "assigned": {MENDS: "start ask", OFFICE: "transfer"},
    "rectifying": {MENDS: "submit ask"},
    "submitted": {OFFICE: "accept send_back"},
    "returned": {MENDS: "start ask", OFFICE: "assign transfer"},
    "transferred": {("agency", *OFFICE): "receive hand_back", ("agency", *MENDS): "ask"},
    "accepted": {OFFICE: "close"},
    "closed": NOBODY,
    "no_hazard": NOBODY,
    "duplicate": NOBODY,
}
FIVE = {
    "measure": "停用",
    "responsibility": "某厂",
    "funds": "12 万",
    "deadline": "2026-12-30",
    "plan": "疏散",
}
LISTS = {("chief", "district"): "list"}
PAST = TODAY - timedelta(days=1)
# what differs from the plain table: changes of the hazard, state, who may what
OTHERWISE: tuple[tuple[dict[str, Any], str, dict[tuple[str, ...], str]], ...] = (
    ({"receipt": "回 1 号"}, "transferred",
     {("agency", *OFFICE): "hand_back answer", ("agency", *MENDS): "ask submit"}),
    # a major one: all five before anything is put right; the chief or the district may list it
    ({"level": "major"}, "found", PLAIN["found"]),
    ({"level": "major"}, "assessed", {**PLAIN["assessed"], MENDS: "five", **LISTS}),
    ({"level": "major"}, "assigned", {MENDS: "ask five", OFFICE: "transfer", **LISTS}),
    ({"level": "major"}, "rectifying", {MENDS: "ask five", **LISTS}),
    ({"level": "major", "five": FIVE}, "rectifying", {MENDS: "ask five submit", **LISTS}),
    ({"level": "major", "five": FIVE, "supervised": "street"}, "rectifying", {MENDS: "ask five submit"}),
    # struck off only by the level that listed it, and closed only then
    ({"level": "major", "supervised": "street"}, "accepted", {("chief",): "lift"}),
    ({"level": "major", "supervised": "district"}, "accepted", {("district",): "lift"}),
    # more time is granted by a level above the one that asked, and not below the one that supervises
    ({"asked_until": TODAY, "asked_rank": 0}, "rectifying", {MENDS: "submit", OFFICE: "grant refuse"}),
    ({"asked_until": TODAY, "asked_rank": 1}, "rectifying", {MENDS: "submit", ("chief",): "grant refuse"}),
    ({"asked_until": TODAY, "asked_rank": 2}, "rectifying", {MENDS: "submit", ("district",): "grant refuse"}),
    ({"asked_until": TODAY, "level": "major", "five": FIVE, "supervised": "street"}, "rectifying",
     {MENDS: "five submit", ("chief", "district"): "grant refuse"}),
    ({"asked_until": TODAY, "level": "major", "five": FIVE, "supervised": "district"}, "rectifying",
     {MENDS: "five submit", ("district",): "grant refuse"}),
    # under supervision it neither ends nor is it general before it is struck off
    ({"level": "major", "supervised": "street"}, "assessed", {OFFICE: "assess assign transfer", MENDS: "five"}),
    # past its day nobody asks for more time; a new day is given not below the level it climbed to or that supervises
    ({"due": PAST}, "assigned", {MENDS: "start", OFFICE: "transfer new_day"}),
    ({"due": PAST, "climbed": 1}, "returned", {MENDS: "start", OFFICE: "assign transfer new_day"}),
    ({"due": PAST, "climbed": 2}, "rectifying", {MENDS: "submit", ("chief",): "new_day"}),
    ({"due": PAST, "climbed": 3}, "rectifying", {MENDS: "submit", ("chief", "district"): "new_day"}),
    ({"due": PAST, "level": "major", "five": FIVE, "supervised": "street"}, "rectifying",
     {MENDS: "five submit", ("chief", "district"): "new_day"}),
    ({"due": PAST, "level": "major", "five": FIVE, "supervised": "district"}, "rectifying",
     {MENDS: "five submit", ("district",): "new_day"}),
    ({"due": PAST, "asked_until": TODAY, "asked_rank": 0}, "rectifying", {MENDS: "submit", OFFICE: "grant refuse"}),
)  # fmt: skip


def rights(role: str) -> Rights:
    """A reader of one role, without a database: his places are named outright."""
    place, unit = ("", "u") if role == "unit" else ("p", "")
    sector = {"agency": "commerce", "other agency": "fire"}.get(role, "")
    held = {"other agency": "agency", "district": "supervisor", "stranger": "clerk"}.get(role, role)
    made = Rights(Reader(f"p-{role}", role, "", (Held(held, place, unit, sector=sector),), "demo"))
    mine = frozenset({"p"})
    made.__dict__["office"] = mine if role in OFFICE else frozenset()
    made.__dict__["chief"] = mine if role == "chief" else frozenset()
    made.__dict__["finds_in"] = mine if role in (*OFFICE, "grid") else frozenset()
    made.__dict__["looks_in"] = mine if role in (*OFFICE, "grid", "auditor") else frozenset()
    made.__dict__["_paths"] = {"p": ("", "p", "")}
    return made


def hazard(state: str, **more: Any) -> Hazard:
    """One in a state, as fixed by somebody else."""
    place = Place(pid="p")
    sector = "commerce" if state == State.TRANSFERRED else ""
    given: dict[str, Any] = {
        "sector": sector,
        "fixed_by": "p-else",
        "asked_by": "p-else",
        "level": "general",
        "due": TODAY,
    }
    return Hazard(place=place, unit=SocialUnit(pid="u", place=place), state=state, **given | more)


def may_do(told: dict[tuple[str, ...], str], role: str) -> set[str]:
    """What the table gives a role."""
    return {deed for who, deeds in told.items() if role in who for deed in deeds.split()}


CASES = [({}, state, told) for state, told in PLAIN.items()] + list(OTHERWISE)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("more", "state", "told"), CASES)
def test_each_role_may_what_the_table_says_and_nothing_else(
    more: dict[str, Any], state: str, told: dict[tuple[str, ...], str], role: str
) -> None:
    assert set(loop.open_deeds(rights(role), hazard(state, **more), TODAY)) == may_do(told, role)


@pytest.mark.parametrize(("deed", "field", "state"), [("accept", "fixed_by", "submitted"), ("grant", "asked_by",
                                                                                             "assigned")])  # fmt: skip
@pytest.mark.parametrize("role", OFFICE)
def test_nobody_judges_his_own_work(deed: str, field: str, state: str, role: str) -> None:
    asked = {"asked_until": TODAY} if deed == "grant" else {}
    assert deed not in loop.open_deeds(rights(role), hazard(state, **{field: f"p-{role}"}, **asked), TODAY)


# what an agency handed back or the office sent back may be given to somebody else; a judgement may be made anew;
# that it was entered twice may show only when it is assessed
ADDED = {
    ("assessed", "assessed"), ("assessed", "duplicate"), ("returned", "assigned"), ("returned", "transferred"),
}  # fmt: skip
ELSEWHERE = {
    ("found", "fixed_on_the_spot"): "one screen with two photos, no deed of the loop",
    ("fixed_on_the_spot", "closed"): "the same screen closes it",
    ("found", "found"): "found and reported is one state: who finds it reports it",
    ("assessed", "listed"): "listing stands beside the state, so that work goes on",
    ("listed", "rectifying"): "the same: the state was never left",
}
SAME = {"not_a_hazard": "no_hazard", "reported": "found", "rejected_duplicate": "duplicate"}


def standard(shared: Any) -> dict[str, Any]:
    """The loop as the standard tells it."""
    import yaml

    text = (shared / "standards" / "risk_methods.yaml").read_text(encoding="utf-8")
    told: dict[str, Any] = yaml.safe_load(text)["hazard_loop"]
    return told


def test_the_loop_leads_where_the_standard_leads_and_nowhere_else(shared: Any) -> None:
    """Both ways: a path of the standard that is missing here fails as one that is too many."""
    told = standard(shared)
    known = {tuple(SAME.get(one, one) for one in pair) for pair in told["transitions"]}
    ours = {(str(start), str(deed.to)) for deed in loop.DEEDS.values() if deed.to for start in deed.starts}
    assert known - ours == set(ELSEWHERE)
    assert ours - known == ADDED
    assert {SAME.get(one, one) for one in told["states"]} - set(State.values) == {
        "fixed_on_the_spot",
        "listed",
    }
    assert set(codes.five()) == {one["code"] for one in told["five_fixes"]["items"]}


def test_what_the_standard_leads_to_in_another_way_is_reached(street: Street) -> None:
    once = street.found(on_the_spot=True, after=[photo(200)])
    assert (once.state, once.on_the_spot, once.steps.count()) == ("closed", True, 2)
    one = street.step(street.found(kind="machine"), "assess", **VALUES["assess"] | {"level": "major"})
    one = street.step(one, "list", street.chief, **VALUES["list"])
    assert (one.state, one.supervised) == ("assessed", "street")
    one = street.step(one, "assign", **VALUES["assign"])
    assert street.step(one, "start", street.worker).state == "rectifying"


VALUES: dict[str, dict[str, Any]] = {
    "assess": {"method": "ls", "factors": {"L": 3, "S": 3}, "level": "general"}, "no_hazard": {"reason": "不是"},
    "assign": {"who": "物业", "due": TODAY + timedelta(days=9), "measure": "停", "funds": "1 万", "plan": "疏散"},
    "transfer": {"sector": "commerce", "who": "市监所", "due": TODAY + timedelta(days=9)},
    "receive": {"receipt": "1 号"},
    "answer": {"answer": "周五去"}, "hand_back": {"reason": "不归我管"}, "submit": {"fixed": "改好了"},
    "five": {"who": "物业", "measure": "停", "funds": "1 万", "plan": "疏散"}, "send_back": {"reason": "没改完"},
    "ask": {"due": TODAY + timedelta(days=200), "reason": "等料"}, "refuse": {"reason": "不行"},
    "list": {"authority": "主任", "due": TODAY + timedelta(days=9), "paper": "1 号", "board": "某厂粉尘"},
    "lift": {"paper": "2 号"}, "new_day": {"due": TODAY + timedelta(days=30), "reason": "换人"},
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.db
@pytest.mark.parametrize("seed", range(4))
def test_whatever_anybody_tries_the_loop_holds(street: Street, seed: int) -> None:
    """Random people try random deeds: what is not open to them is refused and changes nothing; what is, is stored."""
    dice = random.Random(seed)
    people = [street.clerk, street.chief, street.worker, street.owner, street.inspector, street.fireman,
              street.district, street.stranger]  # fmt: skip
    one = street.found(unit=street.shop)
    for turn in range(60):
        who, deed = dice.choice(people), dice.choice(list(loop.DEEDS))
        values = dict(VALUES.get(deed, {}))
        if deed == "assess" and dice.random() < 0.5:
            values["level"] = "major"
        before, steps = Hazard.objects.filter(pk=one.pk).values().get(), HazardStep.objects.count()
        fresh = Hazard.objects.select_related("place", "unit").get(pk=one.pk)
        is_open = deed in loop.open_deeds(Rights(who), fresh, TODAY)
        try:
            one = street.step(one, deed, who, photos=[photo(20 + turn)] if deed == "submit" else (), **values)
        except (actions.Refused, actions.NotYours):
            # a day before the present one, and a first that is none, are refused by themselves
            assert not is_open or deed in ("ask", "duplicate")
            assert Hazard.objects.filter(pk=one.pk).values().get() == before
            assert HazardStep.objects.count() == steps
            continue
        assert is_open
        assert HazardStep.objects.count() == steps + 1
        now = Hazard.objects.filter(pk=one.pk).values().get()
        assert now["first_due"] <= now["due"]
        assert deed == "assess" or now["first_due"] <= before["first_due"]
        assert now["going"] == (now["state"] not in ("closed", "no_hazard", "duplicate"))
        if now["state"] in ("closed", "no_hazard", "duplicate"):
            assert now["turn_due"] is None
            one = street.found(unit=street.shop)
    assert NOW.date() == date(2026, 11, 23)
