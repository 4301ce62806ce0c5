"""Numbers of returns as figures: what stands counts once, is marked as of returns, opens the return, knows who came."""

from datetime import timedelta

import pytest

from safecommunity.figures import queries as figures
from safecommunity.governance.models import Return
from safecommunity.governance.returns import actions, facts, queries
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period
from tests.governance.returns.conftest import NOW, Office, cells

pytestmark = [pytest.mark.django_db, pytest.mark.db]
YEAR = Period.of_year(2026)


def fires(office: Office, place: str = "", code: str = "return.fires.total", period: Period = YEAR) -> Figure:
    definition = catalogue.get(code)
    key = FigureKey(code, definition.version, place or office.street.pid, period)
    return figures.compute(key, now=NOW + timedelta(days=10))


def test_a_number_that_was_handed_in_is_a_figure_marked_as_of_returns(
    office: Office, street_return: Return
) -> None:
    assert fires(office).value is None  # nothing came: not zero
    office.hand_in(street_return, cells(3, 2, 1))
    figure = fires(office)
    assert (figure.value, figure.n, figure.definition.basis) == (3.0, 1, "aggregate_return")
    assert figure.unit_label("zh-hans") == "起"
    assert fires(office, period=Period.parse("2026-09")).value is None


def test_a_figure_opens_its_return(office: Office, street_return: Return) -> None:
    office.hand_in(street_return, cells(3, 2, 1))
    behind = figures.rows_behind(office.people["clerk"], fires(office))
    assert (behind.total, behind.openable) == (1, 1)
    assert behind.rows.rows[0].url == f"/returns/{street_return.pid}/"
    assert behind.rows.rows[0].cells[1:3] == ("2026-10", "示例街道")
    other = figures.rows_behind(office.people["cdc"], fires(office))
    assert (other.openable, other.rows.rows[0].url) == (0, "")


def test_what_was_sent_back_does_not_stand(office: Office, street_return: Return) -> None:
    row = office.hand_in(street_return, cells(3, 2, 1))
    row = office.do("district", row, "return", reason="核对")
    assert fires(office).value is None
    row = office.hand_in(row, cells(5, 3, 2))
    assert fires(office).value == 5.0
    office.do("district", office.do("district", row, "lock"), "reopen", reason="更正")
    assert fires(office).value is None


def test_a_summary_counts_for_what_it_says_beyond_its_parts(office: Office, street_return: Return) -> None:
    """Villages 1 and 2, the street 4: the street has one of its own, together 4, not 7."""
    actions.pass_on(
        reader=office.people["clerk"], row=street_return, fillers=[v.pid for v in office.villages], at=NOW
    )
    parts = list(queries.returns().filter(issuer=office.street).order_by("place__order"))
    office.hand_in(parts[0], cells(1, 1, 0))
    office.hand_in(parts[1], cells(2, 1, 1))
    assert fires(office).value == 3.0
    row = actions.roll_up(reader=office.people["clerk"], row=street_return, revision=0, at=NOW)
    assert row.draft == cells(3, 2, 1)
    row = office.hand_in(row, cells(4, 3, 1), note="街道自查一起")
    assert fires(office).value == 4.0
    assert fires(office, office.villages[1].pid).value == 2.0
    found = row.versions.get()
    assert [(f["rule"], f["left"] - f["right"]) for f in found.findings] == [("N2", 1), ("N2", 1)]
    assert (found.parts["received"], found.parts["due"]) == (2, 2)
    office.do("clerk", queries.returns().get(pk=parts[1].pk), "return", reason="重复")
    assert fires(office).value == 4.0  # the street's own word stands, now beyond one part only


def test_less_than_the_parts_is_shown_and_the_parts_stand(office: Office, street_return: Return) -> None:
    """N4: the street says 1, its villages say 3."""
    actions.pass_on(
        reader=office.people["clerk"], row=street_return, fillers=[v.pid for v in office.villages], at=NOW
    )
    for part, values in zip(
        queries.returns().filter(issuer=office.street).order_by("place__order"),
        (cells(1, 1, 0), cells(2, 1, 1)),
        strict=True,
    ):
        office.hand_in(part, values)
    row = office.hand_in(street_return, cells(1, 1, 0), note="照实")
    assert {f["rule"] for f in row.versions.get().findings} == {"N4"}
    assert fires(office).value == 3.0


def test_a_figure_says_how_many_returns_came(office: Office) -> None:
    call = office.send("clerk", office.street, [("place", v.pid) for v in office.villages])
    office.hand_in(queries.returns().filter(call=call).first(), cells(0, 0, 0))
    figure = fires(office)
    assert (figure.value, figure.received, figure.due) == (0.0, 1, 2)


def test_decimals_are_told_in_whole_units(office: Office, street_return: Return) -> None:
    office.hand_in(street_return, {**cells(1, 1, 0), "loss.n": 1250})
    assert fires(office, code="return.fires.loss").value == 12.5


def test_definitions_come_from_forms_version_by_version(office: Office) -> None:
    known = {one.code for one in catalogue.CATALOGUE.everything()}
    assert {"return.fires.total", "return.fires.homes", "return.fires.others", "return.fires.loss"} <= known
    assert catalogue.get("return.fires.total", 1).counts_text("en").startswith("The sum of")
    for code in ("return.fires.nothing", "return.nothing.total", "return.fires"):
        with pytest.raises(Exception, match="code of a figure"):
            catalogue.get(code)


def test_openable_and_rows_are_constant_in_queries(
    office: Office, street_return: Return, django_assert_max_num_queries
) -> None:
    office.hand_in(street_return, cells(3, 2, 1))
    refs = [row["ref"] for row in facts.all_rows()]
    with django_assert_max_num_queries(6):
        facts.rows_by_refs(office.people["clerk"], refs)
        facts.openable(office.people["clerk"], refs)
