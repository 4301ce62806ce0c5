"""The paper forms of the year (standards/work_calendar.yaml, `paper_forms`): each printed blank, and filled from its
records where the product has them; what a record holds stands on its sheet, what identifies a person does not."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from safecommunity.accreditation.models import Application, Round
from safecommunity.emergency.models import Drill
from safecommunity.governance.models import AppraisalParty, Letter, Meeting, Task, Volunteer
from safecommunity.hazards.models import Hazard, Inspection, InspectionRound, Notice
from safecommunity.injuries.models import Event, Report
from safecommunity.outreach.models import Entry, Session
from safecommunity.programmes.models import Project
from safecommunity.shell import paper_forms
from safecommunity.shell.paper_forms.registry import FormError, checked
from safecommunity.shell.papers.sheet import Sheets
from tests.injuries.conftest import world
from tests.rights.conftest import IDENTIFYING, Ground, ground

__all__ = ["ground", "world"]
pytestmark = [pytest.mark.django_db]

# The list of work_calendar.yaml in its order, by our codes
CALENDAR = {
    "filing": "备案表", "letter": "责任书", "meeting": "会议签到表和纪要", "patrol": "巡查记录本",
    "inspection": "安全检查表",
    "notice": "隐患整改通知书（存根）", "receipt": "隐患整改回执", "acceptance": "复查验收单",
    "injury_card": "全国伤害监测报告卡", "event": "事故快报", "activities": "活动台账", "training": "培训签到和测试卷",
    "drill": "演练方案和评估表", "questionnaire": "调查问卷", "volunteer": "志愿者登记表",
    "project_start": "项目立项书",
    "project_end": "项目总结表", "appraisal": "考核打分表", "self_score": "自评表", "application": "申请书",
    "work_report": "工作报告", "annual_report": "年度报告",
}  # fmt: skip
BLANK_ONLY = {"questionnaire", "work_report", "annual_report"}


def test_every_form_of_the_calendar_is_there_in_its_order_and_no_other() -> None:
    found = {form.code: form.title["zh-hans"] for form, _binding in paper_forms.all_forms()}
    assert list(found) == list(CALENDAR)
    assert [code for code, name in CALENDAR.items() if name not in found[code]] == []


def test_the_list_is_that_of_the_standards(shared: Any) -> None:
    import yaml

    told = yaml.safe_load((shared / "standards" / "work_calendar.yaml").read_text(encoding="utf-8"))
    assert list(CALENDAR.values()) == told["paper_forms"]


def test_a_form_without_records_says_so_and_one_written_elsewhere_names_the_place() -> None:
    filled = {form.code for form, binding in paper_forms.all_forms() if binding and binding.fill}
    assert filled == set(CALENDAR) - BLANK_ONLY
    told = {form.code: binding for form, binding in paper_forms.all_forms()}
    assert told["questionnaire"] is None
    assert told["work_report"] == paper_forms.Binding(where="documents", instead=True)


def test_whose_layout_a_form_has_is_said_on_the_page_and_none_claims_a_source_it_was_not_read_in(
    ground: Ground,
) -> None:
    page = ground.client("clerk").get(reverse("shell:paper_forms")).content.decode()
    for form, _binding in paper_forms.all_forms():
        assert form.basis in ("recalled", "judgement")
        assert form.says[0] in page
    assert "暂无问卷记录，只能打印空表" in page


def meeting(one: Meeting) -> list[str]:
    return [one.title, one.body.name, *(task.title for task in one.decisions.all())]


def letter(one: Letter) -> list[str]:
    return [one.unit.name, f"{one.round.year}-{one.number}", f"/u/{one.unit.pid}/"]


def hazard(one: Hazard) -> list[str]:
    return [one.number, one.place.name]


def notice(one: Hazard) -> list[str]:
    made = Notice.objects.filter(hazard=one).first()
    assert made is not None
    return [made.said, made.facts, made.requires, reverse("hazard_notice_check", args=[made.ref])]


def inspection(one: Inspection) -> list[str]:
    return [one.number, one.where, *(line.text for line in one.lines.all())]


def card(one: Report) -> list[str]:
    return [one.card_no, "☑ 3跌倒/坠落"]


def project(one: Project) -> list[str]:
    return [one.title, one.problem]


# form, how its record is found in the ground, what must stand on the sheet
EXAMPLES: dict[str, tuple[Callable[[Ground], Any], Callable[[Any], str], Callable[[Any], list[str]]]] = {
    "letter": (lambda g: Letter.objects.get(ref=g.other["letter"]), lambda one: one.ref, letter),
    "meeting": (lambda g: Meeting.objects.get(ref=g.other["meeting"]), lambda one: one.ref, meeting),
    "volunteer": (lambda g: Volunteer.objects.get(pid=g.other["volunteer"]), lambda one: one.pid,
                  lambda one: [one.team.name, str(one.number)]),
    "appraisal": (lambda g: AppraisalParty.objects.get(pid=g.other["party"]), lambda one: one.pid,
                  lambda one: [one.name, str(one.appraisal.year)]),
    "notice": (lambda g: Hazard.objects.get(pid=g.other["noticed_hazard"]), lambda one: one.pid, notice),
    "receipt": (lambda g: Hazard.objects.get(pid=g.other["noticed_hazard"]), lambda one: one.pid, hazard),
    "acceptance": (lambda g: Hazard.objects.get(pid=g.other["hazard"]), lambda one: one.pid, hazard),
    "patrol": (lambda g: Hazard.objects.get(pid=g.other["hazard"]), lambda one: f"{one.found_on:%Y-%m}", hazard),
    "inspection": (lambda g: Inspection.objects.get(pid=g.other["inspection"]), lambda one: one.pid, inspection),
    "injury_card": (lambda g: g.reports["card"], lambda one: one.injury.ref, card),
    "event": (lambda g: Event.objects.get(ref=g.events["accident"]), lambda one: one.ref,
              lambda one: [one.number, one.title, one.place.name]),
    "activities": (lambda _g: Entry.objects.filter(state="live").order_by("pk").first(),
                   lambda one: f"{one.happened_on:%Y-%m}", lambda one: [one.number, one.place.name]),
    "training": (lambda g: Session.objects.get(ref=g.other["session"]), lambda one: one.ref,
                 lambda one: [one.title]),
    "drill": (lambda g: Drill.objects.get(pid=g.other["drill"]), lambda one: one.pid,
              lambda one: [one.title, one.number]),
    "project_start": (lambda g: Project.objects.get(pid=g.other["project"]), lambda one: one.pid, project),
    "project_end": (lambda g: Project.objects.get(pid=g.other["project"]), lambda one: one.pid, project),
    "filing": (lambda g: Application.objects.get(pid=g.other["filed_application"]), lambda one: one.pid,
               lambda one: [one.place.name, str(one.filed_on)]),
    "application": (lambda g: Application.objects.get(pid=g.other["filed_application"]), lambda one: one.pid,
                    lambda one: [one.place.name, str(one.opened_on)]),
    "self_score": (lambda g: Round.objects.get(pid=g.other["scored_round"]), lambda one: one.pid,
                   lambda one: [one.place.name, *list(one.marks.values_list("item", flat=True)[:3])]),
}  # fmt: skip


@pytest.mark.slow
def test_every_bound_form_holds_what_its_record_holds_and_nobodys_identity(ground: Ground) -> None:
    assert set(EXAMPLES) == set(CALENDAR) - BLANK_ONLY
    wrong = []
    for code, (find, key, expected) in EXAMPLES.items():
        one = find(ground)
        for form in ("pdf", "docx"):
            answer: Any = ground.client("clerk").get(reverse("shell:paper_form", args=[code, key(one), form]))
            if answer.status_code != 200:
                wrong.append(f"{code}.{form}: {answer.status_code}")
                continue
            text = answer.content.decode()
            Sheets.from_data(json.loads(text))  # what is printed is a sound value
            wrong += [
                f"{code}: {said!r} is missing"
                for said in expected(one)
                if json.dumps(said, ensure_ascii=False)[1:-1] not in text
            ]
            wrong += [f"{code}: {what} is printed" for what, word in IDENTIFYING.items() if word in text]
    assert not wrong


@pytest.mark.slow
def test_what_belongs_together_is_printed_together_and_a_task_leads_to_its_form(ground: Ground) -> None:
    made = InspectionRound.objects.get(pid=ground.other["visit_round"])
    answer = ground.client("clerk").get(
        reverse("shell:paper_form", args=["inspection", f"round-{made.pid}", "pdf"])
    )
    sheets = Sheets.from_data(json.loads(answer.content)).sheets
    assert len(sheets) == made.inspections.exclude(rank=Inspection.Rank.CANCELLED).count() > 1
    task = Task.objects.get(ref=ground.other["task"])
    task.duty, task.period = "R8", "2026-Q4"
    task.save()
    page = ground.client("clerk").get(reverse("task", args=[task.ref])).content.decode()
    assert reverse("shell:paper_forms") + "#form-meeting" in page
    for bad in ("2026-13", "2026", "20261101", "1066-10", "２０２６-11"):
        assert ground.client("clerk").get(f"/paper-forms/patrol/{bad}.pdf").status_code == 404


def test_a_field_the_form_lacks_is_refused_and_not_lost() -> None:
    known = paper_forms.found("meeting")
    assert known is not None
    with pytest.raises(FormError, match=r"form 'meeting': got weather, allowed are .*minutes"):
        checked(known[0], paper_forms.Filled({"weather": "晴"}))
    with pytest.raises(FormError, match=r"got people\.shoes, allowed are"):
        checked(known[0], paper_forms.Filled(tables={"people": [{"shoes": "42"}]}))
