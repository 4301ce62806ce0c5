"""Lists in: every fault of every row together, numbers as people write them, the same list again stores nothing."""

import pytest

from safecommunity.outreach import actions, codes, importing
from safecommunity.outreach.models import Entry
from safecommunity.outreach.queries.rights import Rights
from safecommunity.shell import sheets
from tests.outreach.conftest import NOW, TODAY, World

HEAD = "日期,种类,社区,数量,受众人数,内容,档案号"


def read(world: World, *rows: str) -> sheets.Checked:
    given = sheets.read("\n".join((HEAD, *rows)).encode(), "台账.csv", importing.known)
    return importing.check(given, importing.Ground(Rights(world.clerk).places(), TODAY))


@pytest.mark.parametrize(
    ("text", "number", "qualifier"),
    [
        ("70余万", 700_000, "over"), ("70余万份", 700_000, "over"), ("500余张", 500, "over"), ("近300人", 300, "near"),
        ("20以上", 20, "least"), ("1.8万份", 18_000, "exact"), ("3.4万", 34_000, "exact"), ("1,106", 1106, "exact"),
        ("52场次", 52, "exact"), ("约40", 40, "about"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, number: int, qualifier: str) -> None:
    """70余万, 500余, 1.8 万, 3.4 万 and 1,106 stand so in the seed document D8."""
    assert importing.split(text) == (number, qualifier)


@pytest.mark.parametrize("text", ["", "很多", "-5", "1.5", "十", "nan", "inf", "1e99"])
def test_what_is_no_whole_number_is_none(text: str) -> None:
    assert importing.split(text) == (None, "exact")


@pytest.mark.django_db
@pytest.mark.db
class TestList:
    def test_every_fault_of_every_row_is_told_and_nothing_is_stored(self, world: World) -> None:
        found = read(
            world,
            "2026-13-01,宣传单,示中社区,5,,,",
            "2026-11-01,火箭,示中社区,多多,,,",
            "2026-11-01,宣传单,另中社区,5,x,,",
        )
        assert [(fault.row, fault.column) for fault in found.faults] == [
            (2, "日期"), (3, "数量"), (3, "种类"), (4, "受众人数"), (4, "社区"),
        ]  # fmt: skip

    def test_the_same_list_twice_stores_its_lines_once_and_twins_in_a_list_are_two(
        self, world: World
    ) -> None:
        rows = ("2026-11-01,宣传单,示中社区,70余万,,大发放,", "2026-11-02,板报,示中社区,2,80,,2026-宣-3") * 2
        found = read(world, *rows)
        assert not found.faults
        keyed = importing.keyed(found.items)
        assert actions.import_entries(reader=world.clerk, at=NOW, rows=keyed, source_name="x") == (4, 0)
        assert actions.import_entries(reader=world.clerk, at=NOW, rows=keyed, source_name="x") == (0, 4)
        first = Entry.objects.order_by("pk").first()
        assert (first.quantity, first.qualifier, first.source) == (700_000, "over", "import")

    def test_what_was_found_travels_through_the_page_unchanged(self, world: World) -> None:
        found = read(world, "2026-11-01,宣传单,示中社区,5,3,,")
        ground = importing.Ground(Rights(world.clerk).places(), TODAY)
        assert importing.unpack(importing.pack(found.items), ground) == list(found.items)

    def test_the_template_can_be_read_back(self, world: World) -> None:
        notes = importing.notes(Rights(world.clerk).places(), TODAY)
        content = sheets.template("t", list(codes.written_headings().values()), [], notes)
        given = sheets.read(content + b"", "模板.xlsx", importing.known)
        assert all(importing.known(head) for head in given.headings)
