"""Plans, drills, a team with a contact, a network: of 示例街道, its community and a unit of the street."""

from datetime import date, timedelta

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.emergency.drills import actions as drills
from safecommunity.emergency.drills.actions.holding import Held
from safecommunity.emergency.duty import actions as duty
from safecommunity.emergency.models import DrillDouble, DutyDay, PlanVersion
from safecommunity.emergency.networks import actions as networks
from safecommunity.emergency.plans import actions as plans
from safecommunity.emergency.resources import actions as resources
from safecommunity.files import actions as files
from safecommunity.places.models import Place, SocialUnit

PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def lay(
    grid: Reader, clerk: Reader, chief: Reader, street: Place, community: Place, unit: SocialUnit
) -> dict[str, str]:
    """Make them; answers what rows of the table may name."""
    at, today = timezone.now(), timezone.localdate()
    looked = [files.looked_at(PDF, "预案.pdf")]
    values = {"title": "防汛预案", "kind": "special", "danger": "flood", "place": community, "before": True}
    plan = plans.draft_plan(reader=clerk, values=values, at=at, looked=looked)
    for deed, who in (("check", chief), ("approve", chief), ("issue", clerk)):
        version = PlanVersion.objects.get(plan=plan)
        plans.take_step(reader=who, version=version, deed=deed, at=at)
    unit_plan = plans.draft_plan(reader=clerk, values={**values, "unit": unit}, at=at, looked=looked)
    told = {"title": "疏散演练", "form": "evacuation", "danger": "fire", "place": community}
    drill = drills.record_drill(reader=grid, values=told, held=Held(on=today), at=at)
    street_drill = drills.record_drill(
        reader=clerk, values={**told, "place": street}, held=Held(on=today), at=at
    )
    unit_drill = drills.plan_drill(
        reader=clerk, values={**told, "unit": unit}, on=today + timedelta(days=9), at=at
    )
    finding = drills.record_finding(reader=clerk, drill=drill, says="警报声小", way="open", at=at)
    team = {"kind": "team", "sort": "part_time", "name": "应急小分队", "people": 12, "place": community}
    resource = resources.enter_resource(reader=clerk, values=team, at=at)
    contact = resources.add_contact(reader=clerk, of=resource, post="队长", at=at)
    network = networks.form_network(
        reader=clerk, place=street, title="防汛指挥网络", starts=date(today.year, 1, 1), at=at
    )
    return _duty(clerk, chief, street) | {
        "eplan": plan.pid, "eplan_unit": unit_plan.pid, "eversion": PlanVersion.objects.get(plan=unit_plan).pid,
        "drill": drill.pid, "drill_unit": unit_drill.pid, "dfinding": finding.ref,
        "ddouble": DrillDouble.objects.get(first=drill, second=street_drill).pid, "resource": resource.pid,
        "econtact": contact.pid, "network": network.pid,
    }  # fmt: skip


def _duty(clerk: Reader, chief: Reader, street: Place) -> dict[str, str]:
    """A roster of this month, leave, a line of the log, today handed over and not taken yet."""
    at, today = timezone.now(), timezone.localdate()
    say = {"reader": clerk, "place": street, "at": at}
    first = date(today.year, 1, 1)
    (person, _second) = duty.add_people(
        names=[("模拟甲", "", ""), ("模拟乙", "", "")], leads=False, starts=first, **say
    )
    duty.make_month(month=today, **say)
    leave = duty.take_leave(reader=clerk, person=person, first=today, last=today, at=at)
    entry, _new = duty.record_entry(values={"kind": "quiet", "says": "平安"}, **say)
    supervisor = duty.give_over(reader=chief, place=street, on=today, says="无事", at=at)
    return {
        "dperson": person.pid, "dleave": str(leave.pk), "dday": DutyDay.objects.get(place=street, on=today).ref,
        "dstreet": street.pid, "dentry": entry.pid, "dhandover": str(supervisor.pk),
    }  # fmt: skip
