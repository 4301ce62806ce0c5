"""A table for everybody, from records to the command line: margins add up, nothing small shows, releases are kept."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from safecommunity.engine.conditions import EVERYTHING, Where
from safecommunity.figures import actions, public, stores
from safecommunity.figures import told as told_before
from safecommunity.figures.models import PublicTable
from safecommunity.indicators import catalogue
from safecommunity.indicators.errors import ReleaseError
from safecommunity.indicators.period import Period
from safecommunity.journal.models import AuditEvent
from safecommunity.web import cli
from tests.figures.world import NOW, World
from tests.reports.pages import signed_in

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=100)  # 2026 has ended
YEAR = Period.of_year(2026)


@pytest.fixture
def world(tmp_path, settings):
    settings.STORE = tmp_path / "store"
    stores.forget()
    made = World()
    made.hurt(20)
    made.hurt(3, sex=1)
    made.hurt(6, sex=1, residence=made.other.pid)
    made.hurt(9, residence=made.other.pid)
    yield made
    stores.forget()


def table(world, by=("sex",), code="injury.count", place=None, now=LATER):
    return public.table(catalogue.get(code), place or world.district, YEAR, by, now=now)


def told(found):
    return {
        (line["place_name"], line["sex"]): line["n"] for line in public.rows(found) if not line["own_only"]
    }


def test_hides_the_small_count_and_a_rectangle_around_it(world):
    assert told(table(world)) == {
        ("示例区", "*"): 38, ("示例街道", "*"): 23, ("示例镇", "*"): 15,
        ("示例区", "1"): 9, ("示例区", "2"): 29,
        ("示例街道", "1"): None, ("示例街道", "2"): None, ("示例镇", "1"): None, ("示例镇", "2"): None,
    }  # fmt: skip


def test_counts_communities_under_their_street_and_shows_none_of_them(world):
    names = {line["place_name"] for line in public.rows(table(world))}
    assert names == {"示例区", "示例街道", "示例镇"}


def test_a_rate_is_told_only_where_its_count_is(world):
    lines = {(one["place_name"], one["sex"]): one for one in public.rows(table(world, code="injury.rate"))}
    street = lines["示例街道", "*"]
    assert street["value"] == pytest.approx(23 / 10_000 * 100_000)
    assert street["lower"] < street["value"] < street["upper"]
    assert lines["示例街道", "1"]["value"] is None
    assert lines["示例街道", "1"]["hidden"]


def test_a_share_hides_its_part_and_the_rest_alike(world):
    world.hurt(2, severity=3, residence=world.other.pid)
    severe = replace(
        catalogue.get("injury.count"), code="injury.severe.share", kind="proportion", unit="percent", per=100.0,
        numerator=Where("severity", "eq", (3,)), denominator=EVERYTHING,
    )  # fmt: skip
    found = public.table(severe, world.district, YEAR, now=LATER)
    lines = {one["place_name"]: one for one in public.rows(found) if not one["own_only"]}
    assert (lines["示例街道"]["numerator"], lines["示例街道"]["n"], lines["示例街道"]["value"]) == (
        0,
        23,
        0.0,
    )
    # 2 of 17 is hidden, and so is its 15 of 17: either would tell the other.
    assert (lines["示例镇"]["numerator"], lines["示例镇"]["value"], lines["示例镇"]["hidden"]) == (
        None,
        None,
        True,
    )
    assert found.protected.told((world.other.pid, "others")) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"code": "injury.rate.standardised"},
            "allowed are counts of records, shares of them and crude rates",
        ),
        # what this share adds up are households, not records
        ({"code": "letters.households.share", "by": ()}, "allowed are counts of records, shares of them"),
        ({"by": ("sex", "cause", "outcome")}, "allowed are up to 2 of"),
        ({"by": ("facility",)}, "allowed are up to 2 of"),
        ({"by": ("colour",)}, "allowed are up to 2 of"),
        ({"now": NOW}, "allowed are years that have ended"),
    ],
)
def test_what_is_off_the_grid_is_refused(world, change, said):
    with pytest.raises(ReleaseError, match=said):
        table(world, **change)


def test_a_community_is_too_fine_for_everybody(world):
    with pytest.raises(ReleaseError, match="got a community"):
        table(world, place=world.east)


def test_a_release_is_kept_with_an_audit_event_and_the_next_is_checked_against_it(world):
    first = table(world)
    made = actions.release_table(table=first, purpose="公示", by="chief", at=LATER)
    assert AuditEvent.objects.filter(action="release_table", ref=made.pid).count() == 1
    world.hurt(2)  # too few to be told
    second = table(world)
    assert second.protected.stands
    assert told(second) == told(first)
    assert actions.release_table(table=second, purpose="公示", by="chief", at=LATER) == made
    world.hurt(20)
    third = table(world)
    assert not third.protected.stands
    assert told(third)["示例街道", "*"] == 45
    actions.release_table(table=third, purpose="公示", by="chief", at=LATER)
    assert PublicTable.objects.count() == 2


def test_the_same_splits_in_another_order_are_the_same_table(world):
    actions.release_table(table=table(world, ("sex", "cause")), purpose="公示", by="chief", at=LATER)
    world.hurt(2)  # too few to be told: the first release must be found, however the splits are said
    second = table(world, ("cause", "sex"))
    assert second.by == table(world, ("sex", "cause")).by
    assert second.protected.stands


def release(found, purpose="公示"):
    return actions.release_table(table=found, purpose=purpose, by="chief", at=LATER)


def test_a_second_table_with_other_splits_is_refused_for_both_share_their_margins(world):
    before = {by: table(world, by) for by in (("cause",), (), ("sex", "cause"))}
    release(table(world, ("sex",)))
    for by, made in before.items():
        with pytest.raises(actions.Refused, match=r"sex"):
            release(made)
        with pytest.raises(
            ReleaseError, match="split by sex, and the two together would give hidden counts away"
        ):
            table(world, by)
    assert PublicTable.objects.count() == 1


def test_a_part_of_what_was_told_is_refused_for_the_rest_could_be_worked_out(world):
    # The attack: 23 injuries of the street, 20 of them of residents by the rate's n, leave 3 of others.
    release(table(world))
    for code in ("injury.severe", "injury.deaths", "injury.rate", "injury.occurred"):
        for place in (world.district, world.street):
            with pytest.raises(ReleaseError, match=r"injury\.count of place"):
                table(world, code=code, place=place)


def test_records_of_another_kind_have_a_table_of_their_own(world):
    release(table(world))
    release(table(world, (), "event.count"))
    assert PublicTable.objects.count() == 2


def test_counts_that_share_no_record_have_tables_of_their_own(world, monkeypatch):
    falls, fires = (
        replace(
            catalogue.get("injury.count"),
            code=f"injury.cause{cause}",
            numerator=Where("cause", "eq", (cause,)),
        )
        for cause in (3, 6)
    )
    known = {one.code: one for one in (falls, fires)}
    monkeypatch.setattr(told_before.catalogue, "get", lambda code, _version: known[code])
    release(public.table(falls, world.district, YEAR, ("sex",), now=LATER))
    release(public.table(fires, world.district, YEAR, ("cause",), now=LATER))
    assert PublicTable.objects.count() == 2


def test_a_street_tells_its_part_of_what_its_district_told_and_no_more(world):
    above = told(table(world))
    release(table(world))
    world.hurt(2)
    found = table(world, place=world.street)
    assert found.protected.stands
    assert told(found) == {cell: n for cell, n in above.items() if cell[0] == "示例街道"}
    assert release(found) == release(table(world, place=world.street))
    assert PublicTable.objects.count() == 2


def test_a_district_is_protected_together_with_what_its_streets_told(world):
    # The town alone has 6 and 9 and hides nothing; in its district's table they would hide the street's 3.
    alone = table(world, place=world.other)
    assert told(alone)["示例镇", "1"] == 6
    release(alone)
    both = told(table(world))
    assert both["示例街道", "1"] is None
    assert both["示例区", "1"] is None  # 9 − 6 would tell the 3


def test_a_value_nobody_had_before_opens_the_table_for_it(world):
    release(table(world, ("cause",)))
    world.hurt(7, cause=1, residence=world.other.pid)
    lines = {(one["place_name"], one["cause"]): one["n"] for one in public.rows(table(world, ("cause",)))}
    assert lines["示例镇", "1"] == 7
    assert lines["示例街道", "1"] == 0
    release(table(world, ("cause",)))
    assert PublicTable.objects.count() == 2


def test_a_table_made_before_another_was_told_is_made_again(world):
    early = table(world)
    release(table(world, place=world.street))
    with pytest.raises(actions.Refused):
        release(early)


def test_a_release_needs_a_purpose(world):
    with pytest.raises(actions.Refused):
        actions.release_table(table=table(world), purpose=" ", by="chief", at=LATER)
    assert not PublicTable.objects.exists()


def test_the_command_tells_the_table_and_refuses_what_may_not_be_told(world, capsys, monkeypatch):
    monkeypatch.setattr("safecommunity.web.commands._setup", lambda: LATER)
    asked = [
        "figures",
        "table",
        "injury.count",
        "--place",
        world.district.pid,
        "--by",
        "sex",
        "--format",
        "json",
    ]
    assert cli.main([*asked, "--period", "2026", "--release", "公示"]) == 0
    lines = json.loads(capsys.readouterr().out)
    assert {line["n"] for line in lines if line["hidden"]} == {None}
    assert sum(line["hidden"] for line in lines) == 4
    assert PublicTable.objects.get().threshold == 5
    assert cli.main([*asked, "--period", "2026-03"]) == 1
    assert "2026-03" in capsys.readouterr().err


def test_what_is_kept_can_be_read_again(world):
    found = table(world)
    made = actions.release_table(table=found, purpose="公示", by="chief", at=datetime(2027, 3, 1, tzinfo=UTC))
    made.refresh_from_db()
    again = replace(found, protected=public.disclosure.from_data(made.content))
    assert told(again) == told(found)


def test_the_page_shows_the_table_and_the_workbook_is_of_what_was_told(world, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    key = f"injury.count@1~{world.district.pid}~2026"
    page, book, deed = (
        f"{reverse(name, args=[key])}?by=sex"
        for name in ("figure_public", "figure_public_export", "figure_public_release")
    )
    cdc, clerk = signed_in(world, "cdc", world.district), signed_in(world, "clerk", world.district)
    seen = cdc.get(page).content.decode()
    assert ">*<" in seen
    assert "38" in seen
    assert cdc.get(book).status_code == 404  # nothing that was not told can be given away
    assert clerk.post(deed, {"purpose": "公示"}).status_code == 403
    assert cdc.post(deed, {"purpose": " "}).status_code == 302
    assert not PublicTable.objects.exists()
    assert cdc.post(deed, {"purpose": "公示"}).status_code == 302
    assert PublicTable.objects.get().purpose == "公示"
    world.hurt(30)
    for reader in (cdc, clerk):
        sheet = CalamineWorkbook.from_filelike(BytesIO(reader.get(book).getvalue())).get_sheet_by_index(0)
        said = {value for row in sheet.to_python() for value in row}
        assert {"*", 38} <= said  # as it was told, not as it would be now
        assert not {3, 68} & said
    assert cdc.get(page.replace("by=sex", "by=cause")).status_code == 422
    assert reverse("figure_public", args=[key]) in cdc.get(reverse("figure", args=[key])).content.decode()


def test_the_page_says_why_there_is_no_table(world):
    clerk = signed_in(world, "clerk")
    for key in (
        f"injury.count@1~{world.street.pid}~2026-03",
        f"injury.rate.standardised@1~{world.street.pid}~2025",
    ):
        assert clerk.get(reverse("figure_public", args=[key])).status_code == 422
    address = reverse("figure_public", args=[f"injury.count@1~{world.street.pid}~2025"])
    assert clerk.get(address, {"by": "colour"}).status_code == 422
    assert (
        clerk.get(reverse("figure_public", args=[f"injury.count@1~{world.other.pid}~2025"])).status_code
        == 403
    )
