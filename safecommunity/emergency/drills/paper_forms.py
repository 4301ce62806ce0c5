"""The paper form of a drill, filled from its record: its plan before, its assessment after, the code that signs in."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from safecommunity.emergency import codes
from safecommunity.emergency.drills import queries, words
from safecommunity.emergency.models import Drill
from safecommunity.emergency.rights import of_request
from safecommunity.shell import paper_forms
from safecommunity.shell.numbers import day
from safecommunity.shell.paper_forms import Binding, Filled
from safecommunity.shell.paper_forms.registry import context_of


def ready() -> None:
    """Declare the form and say what fills it."""
    paper_forms.declare(*paper_forms.load("safecommunity.emergency"))
    paper_forms.bind("drill", Binding(drill, "drills"))


def drill(request: HttpRequest, key: str) -> Sequence[Filled]:
    """A drill by its id, refused as its page is."""
    held = of_request(request)
    if held is None or not (held.looks or held.units):
        raise PermissionDenied
    found = queries.one(held, key)
    if found is None:
        raise Http404
    today = timezone.localdate()
    code = reverse("drill_in", args=[found.pid]) if found.on >= today and found.state == "planned" else ""
    return [
        Filled(
            _values(found), _tables(found), place=found.place.pid, name=found.number, number=found.number, code=code
        )
    ]  # fmt: skip


def _values(found: Drill) -> dict[str, str]:
    done = found.state in ("done", "joined")
    return context_of(
        title=found.title, number=found.number, on=day(found.on), form=codes.label("drill_forms", found.form),
        danger=codes.label("dangers", found.danger), held_by=found.held_by,
        spot=" ".join(filter(None, (found.place.name, found.unit.name if found.unit else "", found.spot))),
        plan=found.plan.title if found.plan else "", scenario=found.scenario,
        people=words.people_of(found) if done else "",
        rating=codes.label("ratings", found.rating) if found.rating else "", says=found.says,
    )  # fmt: skip


def _tables(found: Drill) -> dict[str, list[dict[str, str]]]:
    timings = {one.step: one for one in found.timings.all()}
    steps = []
    for step in codes.words("drill_steps"):
        told = timings.get(step)
        steps.append(context_of(
            step=codes.label("drill_steps", step), planned=told.planned if told is not None else "",
            actual=told.actual if told is not None else "",
        ))  # fmt: skip
    findings = [
        context_of(
            says=one.says, who=one.who, due=day(one.due) if one.due else "",
            closed=f"{day(one.closed_on)} {one.closed_says}".strip() if one.closed_on else "",
        )
        for one in found.findings.all()
    ]  # fmt: skip
    parties = [context_of(name=one.name, people=one.people) for one in found.parties.all()]
    return {"parties": parties, "timings": steps, "findings": findings}
