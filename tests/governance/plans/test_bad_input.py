"""Whatever is sent to these pages, the answer is a sentence and the database stays as it was."""

from typing import Any

import pytest

from safecommunity.governance import actions as office
from safecommunity.governance.models import Improvement, Plan, PlanItem, PlanStage, Review, Support, Task
from tests.governance.conftest import NOW, Street
from tests.governance.plans.test_plans import item, made
from tests.governance.test_work import browser

pytestmark = [pytest.mark.django_db, pytest.mark.db]
FIELDS = (
    "kind", "title", "starts", "until", "scheme", "paper", "goal", "body", "within", "who", "due", "setting", "group",
    "measure", "amount", "qualifier", "unit", "figure", "budget", "stage", "agency", "revision", "reason", "year",
    "giver", "what", "item", "note", "source", "source_says", "found_on", "found", "cause", "action", "where",
    "meeting", "on", "result", "effective", "says", "expected", "host", "present",
)  # fmt: skip
JUNK = (
    "",
    "\x00",
    "-1",
    "1e999",
    "9" * 40,
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "<b>",
    "很" * 5000,
    "NaN",
    "²",
)
MODELS = (Plan, PlanStage, PlanItem, Task, Review, Support, Improvement)


def kept() -> list[list[tuple[Any, ...]]]:
    return [list(model.objects.order_by("pk").values_list()) for model in MODELS]


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
def test_junk_is_never_a_fault_and_never_stored(street: Street, junk: str) -> None:
    office.found_agencies(reader=street.clerk, place=street.place, at=NOW)
    plan = made(street)
    one = item(street, plan)
    page, base = browser(street), f"/work-plans/{plan.pid}/"
    before = kept()
    sent = dict.fromkeys(FIELDS, junk)
    sent |= {f"{one.ref[:8]}-{name}": junk for name in ("verdict", "after", "evidence")}
    for address in ("/work-plans/new/", f"{base}edit/", f"{base}stage/", f"{base}item/", f"{base}judge/",
                    f"/work-plans/items/{one.ref}/edit/", f"/work-plans/items/{one.ref}/task/", "/support/new/",
                    "/improvements/new/", "/work-plans/reviews/bodies/", "/meetings/new/"):  # fmt: skip
        assert page.post(address, sent).status_code in (302, 422), address
    assert kept() == before
    for address in (f"{base}judge/", "/work-plans/reviews/bodies/", "/support/new/", "/improvements/new/"):
        asked = {"year": junk, "item": junk, "source": junk, "meeting": junk}
        assert page.get(address, asked).status_code in (200, 302, 400), address


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv", "a.pdf"])
def test_a_file_that_is_no_list_is_refused(street: Street, name: str) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    plan = made(street)
    page, before = browser(street), kept()
    for content in (b"", b"PK\x03\x04junk", b"\xff\xfe\x00", b"a,b\n1,2\n"):
        for address in (f"/work-plans/{plan.pid}/import/", "/support/import/", "/improvements/import/"):
            answer = page.post(address, {"file": SimpleUploadedFile(name, content)}, follow=True)
            assert answer.status_code == 422
    assert kept() == before
