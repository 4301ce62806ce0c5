"""How a batch of a list is laid beside the register and moved into it: to the letter, once, without gaps."""

from pathlib import Path

import pytest

from safecommunity.injuries.models import CardNumber, Report, ReportPerson
from safecommunity.journal import queries as journal
from safecommunity.journal.models import Change
from tests.injuries import lists
from tests.injuries.conftest import World
from tests.injuries.test_list_import import bring

pytestmark = pytest.mark.db


def test_a_text_is_stored_to_the_letter_whatever_signs_it_holds(world: World, tmp_path: Path) -> None:
    """Signs that mean something to COPY, CSV or SQL are letters here."""
    said = 'a\\tb\\N\t"c"\r\nd\'e; -- \\. 100% %s'
    lines = [[*lists.HEADINGS, "涉及产品"], [*lists.row(姓名="甲\\N\t乙"), said]]
    bring(world, lists.xlsx_bytes(lines), tmp_path, "list.xlsx")
    report = Report.objects.select_related("person").get()
    assert report.product.split() == said.split()
    assert report.product.count("\\") == said.count("\\") == 3
    assert report.person.name.split() == ["甲\\N", "乙"]


def test_some_of_a_batch_are_known_and_the_others_bear_numbers_without_gaps(
    world: World, tmp_path: Path
) -> None:
    everybody = lists.many(9)
    bring(world, lists.csv_bytes(everybody[2:7:2]), tmp_path)
    done = bring(world, lists.csv_bytes([*everybody, everybody[3]]), tmp_path)
    assert (done["read"], done["accepted"], done["duplicates"]) == (10, 6, 4)
    reports = list(Report.objects.select_related("injury", "person").order_by("pk"))
    assert [one.case_no for one in reports] == ["B3", "B5", "B7", "B1", "B2", "B4", "B6", "B8", "B9"]
    assert [one.card_no for one in reports] == [f"YS-2026-{number:06d}" for number in range(1, 10)]
    assert all(one.injury_id == one.own_injury_id for one in reports)
    assert [one.injury_id for one in reports] == sorted(one.injury_id for one in reports)
    changed = list(Change.objects.filter(fact="injury").order_by("pk").values_list("ref", flat=True))
    assert changed == [one.injury.ref for one in reports]
    assert {one.person.name for one in reports} == {"模拟甲"}
    assert len(ReportPerson.objects.all()) == len(reports)
    assert not [said for said in journal.verify().problems if "anchor" not in said]


def test_lists_with_other_columns_one_after_the_other_are_each_read_by_their_own(
    world: World, tmp_path: Path
) -> None:
    """A statement prepared for the table of one list must not read that of the next, where it has other columns."""
    narrow = [heading for heading in lists.HEADINGS if heading not in ("姓名", "就诊时间", "居住社区")]
    bring(world, lists.csv_bytes(lists.many(2)), tmp_path)
    cells = [[dict(zip(lists.HEADINGS, lists.row(编号="N1"), strict=True))[one] for one in narrow]]
    bring(world, lists.csv_bytes(cells, headings=tuple(narrow)), tmp_path)
    bring(world, lists.csv_bytes([lists.row(编号="B3")]), tmp_path)
    said = list(Report.objects.order_by("pk").values_list("case_no", "sex", "cause", "residence__name"))
    assert said == [
        ("B1", 2, 3, "示中社区"),
        ("B2", 2, 3, "示中社区"),
        ("N1", 2, 3, None),
        ("B3", 2, 3, "示中社区"),
    ]
    assert [person.report.case_no for person in ReportPerson.objects.order_by("pk")] == ["B1", "B2", "B3"]


def test_card_numbers_grow_longer_than_six_digits(world: World, tmp_path: Path) -> None:
    CardNumber.objects.create(year=2026, last=999_998)
    bring(world, lists.csv_bytes(lists.many(3)), tmp_path)
    assert list(Report.objects.order_by("pk").values_list("card_no", flat=True)) == [
        "YS-2026-999999",
        "YS-2026-1000000",
        "YS-2026-1000001",
    ]
