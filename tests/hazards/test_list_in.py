"""The quarterly table in: all faults together, the same list once, old closed ones only with their binder."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from safecommunity.hazards import actions, importing
from safecommunity.hazards.models import Hazard
from safecommunity.hazards.rights import Rights
from safecommunity.journal.models import AuditEvent, Change
from safecommunity.shell import own_forms, sheets
from tests.hazards.conftest import NOW, TODAY, Street
from tests.hazards.test_pages import signed_in

pytestmark = pytest.mark.django_db
HEADS = (
    "发现日期,地区,社会单位,具体位置,隐患类型,隐患内容,风险等级,责任单位,整改期限,整改措施,"
    "整改完成日期,验收日期,档案号"
)
GOOD = (
    "2026-03-02,示东社区,示例餐馆,后厨,燃气软管、灶具不安全,软管老化,橙,示例餐馆,2026-03-20,换软管,2026-03-10,2026-03-12,2026-安-7",
    "2026.11.2,示东社区,,东门,gas,软管松动,,示东社区居委会,2026-12-20,,,,",
    "2026-11-20,示东社区,,3 号楼,路灯、楼道灯不亮,,,,,,,,",
)


def csv(*rows: str, heads: str = HEADS) -> bytes:
    return "\n".join((heads, *rows)).encode()


def read(street: Street, content: bytes) -> sheets.Checked[dict[str, Any]]:
    given = sheets.read(content, "a.csv", importing.known)
    return importing.check(given, importing.Ground(Rights(street.clerk), TODAY))


def test_each_row_stands_where_the_list_says_and_the_same_list_stores_nothing_twice(street: Street) -> None:
    rows = importing.keyed(read(street, csv(*GOOD)).items)
    assert actions.import_hazards(reader=street.clerk, rows=rows, at=NOW, file_name="三季度.xlsx") == (3, 0)
    assert actions.import_hazards(reader=street.clerk, rows=rows, at=NOW, file_name="三季度.xlsx") == (0, 3)
    closed, assigned, found = Hazard.objects.order_by("found_on")
    assert (closed.state, closed.color, closed.first_due, closed.unit) == (
        "closed", "orange", date(2026, 3, 20), street.shop,
    )  # fmt: skip
    assert [step.what for step in closed.steps.all()] == ["found", "submit", "close", "copied"]
    assert (assigned.state, assigned.kind, assigned.due) == ("assigned", "gas", date(2026, 12, 20))
    assert (found.state, found.kind, found.turn_due is not None) == ("found", "lamp", True)
    assert AuditEvent.objects.filter(action="import_hazards").count() == 1
    assert Change.objects.filter(fact="hazard").count() == 3
    assert street.told()["closed"] == 1


def test_a_row_that_stands_twice_in_one_list_is_two_hazards(street: Street) -> None:
    rows = importing.keyed(read(street, csv(GOOD[2], GOOD[2])).items)
    assert actions.import_hazards(reader=street.clerk, rows=rows, at=NOW, file_name="a.csv") == (2, 0)


def test_every_fault_of_every_row_is_told_with_what_is_allowed(street: Street) -> None:
    told = read(street, csv(
        "9999-01-01,某地,没有的单位,,外星,,绿,,2026-12-01,,,,",
        "2026-11-02,示东社区,,,gas,,,物业,2026-10-01,,2026-11-01,,",
        "2026-11-02,示东社区,,,gas,,,物业,,换了,2026-11-03,2026-11-04,", "1899-01-01,示东社区,,,gas,,,,,,,,",
    ))  # fmt: skip
    wrong = [(fault.row, fault.column) for fault in told.faults]
    assert wrong == [
        (2, "地区"), (2, "社会单位"), (2, "隐患类型"), (2, "风险等级"), (2, "发现日期"),
        (3, "整改完成日期"), (3, "整改期限"), (3, "整改措施"), (4, "档案号"), (5, "发现日期"),
    ]  # fmt: skip
    assert all(fault.allowed for fault in told.faults)
    assert told.items == ()


@pytest.mark.parametrize(("content", "says"), [(b"", "空"), (b"\x00\x01", "0"), (csv(heads="甲,乙"), "发现日期"),
                                               (csv(*GOOD[:1] * 3001), "3000")])  # fmt: skip
def test_what_is_no_list_is_refused_in_words(street: Street, content: bytes, says: str) -> None:
    clerk = signed_in("clerk", street.place.pid)
    sent = {"file": SimpleUploadedFile("a.csv", content, "text/csv")}
    answer = clerk.post("/hazards/import/", sent)
    assert answer.status_code in (200, 422)
    assert "这份清单没有收" in answer.content.decode() or says in answer.content.decode()
    assert not Hazard.objects.exists()


def test_a_list_goes_in_by_its_pages_and_out_in_the_districts_own_form(street: Street) -> None:
    clerk = signed_in("clerk", street.place.pid)
    assert clerk.get("/hazards/template/").status_code == 200
    page = clerk.post("/hazards/import/", {"file": SimpleUploadedFile("a.csv", csv(*GOOD), "text/csv")})
    assert page.status_code == 200
    assert clerk.post("/hazards/import/", {"found": page.context["found"]}).status_code == 302
    assert clerk.post("/hazards/import/", {"found": "x"}).status_code == 422
    assert Hazard.objects.count() == 3
    text = clerk.get(f"/hazards/{Hazard.objects.get(state='closed').pid}/").content.decode()
    assert "2026-安-7" in text
    asked = {"own_form": "区表三", "heading": ["日期", "在哪", "问题"], "to": ["found_on", "place", "what"]}
    assert clerk.post("/hazards/import/", asked).status_code == 302
    (own,) = own_forms.forms(importing.OWN, street.place.pid)
    book = clerk.get(f"/hazards/export/?form={own.pid}").content
    given = sheets.read(book, "a.xlsx", lambda cell: cell == "在哪")
    assert given.headings == ("日期", "在哪", "问题")
    assert len(given.rows) == 3
    assert clerk.get("/hazards/export/?form=nosuch").status_code == 404


def test_a_list_is_the_offices(street: Street) -> None:
    rows = importing.keyed(read(street, csv(*GOOD)).items)
    for who in (street.worker, street.stranger, street.inspector):
        with pytest.raises(actions.NotYours):
            actions.import_hazards(reader=who, rows=rows, at=NOW, file_name="a.csv")
    assert not Hazard.objects.exists()
    assert signed_in("grid", street.east.pid).get("/hazards/import/").status_code == 403
