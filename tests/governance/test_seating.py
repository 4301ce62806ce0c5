"""Seats by list: all faults together, repeatable, and a template that comes back as it went out."""

from datetime import date
from typing import Any

import pytest

from safecommunity.governance import actions, seating
from safecommunity.governance.actions.seats import import_seats
from safecommunity.governance.models import Agency, Body, Membership
from safecommunity.governance.rights import NotYours
from safecommunity.shell import sheets
from tests.governance.conftest import NOW, Street

pytestmark = [pytest.mark.django_db, pytest.mark.db]
TODAY, HEAD = date(2026, 11, 23), "机构,职责,职务,姓名,部门,起始日期,任命文件"


def checked(street: Street, *lines: str) -> sheets.Checked[dict[str, Any]]:
    given = sheets.read("\n".join([HEAD, *lines]).encode(), "t.csv", seating.known)
    bodies = Body.objects.filter(place=street.place, ends__isnull=True)
    agencies = Agency.objects.filter(place=street.place).prefetch_related("names")
    return seating.check(seating.filled_rows(given), bodies, agencies, TODAY)


def founded(street: Street) -> str:
    actions.found_agencies(reader=street.clerk, place=street.place, at=NOW)
    actions.found_bodies(reader=street.clerk, place=street.place, starts=date(2026, 1, 1), at=NOW)
    return Body.objects.get(place=street.place, tier="leading").name


def bring(street: Street, *lines: str) -> dict[str, int]:
    found = checked(street, *lines)
    assert found.faults == ()
    return import_seats(reader=street.clerk, place=street.place, rows=found.items, file_name="t.csv", at=NOW)


def test_a_list_sent_again_seats_nobody_twice_and_two_rows_are_two_seats(street: Street) -> None:
    name = founded(street)
    rows = (f"{name},组长,街道主任,,,2026-01-05,街办〔2026〕1 号", f"{name},成员,社区书记,,公安局,2026-01-05,",
            f"{name},成员,社区书记,,公安局,2026-01-05,")  # fmt: skip
    assert bring(street, *rows) == {"new": 3, "same": 0}
    assert bring(street, *rows) == {"new": 0, "same": 3}
    assert Membership.objects.filter(agency__sector="police").count() == 2


def test_all_faults_of_all_rows_come_together(street: Street) -> None:
    name = founded(street)
    found = checked(
        street,
        "火星小组,组长,主任,,,2026-01-05,",
        f"{name},国王,,,宇航局,2030-01-01,",
        f"{name},组长,主任,,,2026-01-05,",
    )
    assert [(one.row, one.column) for one in found.faults] == [
        (2, "机构"), (3, "职责"), (3, "起始日期"), (3, "职务"), (3, "部门"),
    ]  # fmt: skip
    assert not Membership.objects.exists()


def test_the_template_comes_back_as_it_went_out(street: Street) -> None:
    name = founded(street)
    bring(street, f"{name},组长,街道主任,王某,公安局,2026-01-05,一号")
    bodies = Body.objects.filter(place=street.place)
    held = Membership.objects.select_related("agency").prefetch_related("agency__names")
    titles, rows = seating.written(), seating.fields_of(bodies, held)
    content = sheets.template(
        "t", list(titles.values()), [[row.get(one, "") for one in titles] for row in rows], []
    )
    given = sheets.read(content, "t.xlsx", seating.known)
    agencies = Agency.objects.filter(place=street.place).prefetch_related("names")
    found = seating.check(seating.filled_rows(given), bodies, agencies, TODAY)
    assert found.faults == (), "bodies without anybody are rows to fill in, not faults"
    done = import_seats(reader=street.clerk, place=street.place, rows=found.items, file_name="t.xlsx", at=NOW)
    assert done == {"new": 0, "same": 1}


def test_only_the_office_seats_people(street: Street) -> None:
    founded(street)
    with pytest.raises(NotYours):
        import_seats(reader=street.worker, place=street.place, rows=[], file_name="t", at=NOW)
