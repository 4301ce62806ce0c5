"""A panel of the street that scores, led by the reviewer of the matrix, and one whose result is published."""

from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from safecommunity.accounts import actions as accounts
from safecommunity.accounts.reader import Reader
from safecommunity.accreditation import actions as scoring
from safecommunity.accreditation.models import Evidence, Panel, Round
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.review import actions, rules
from safecommunity.places.models import Place

NO_TIES = {kind: actions.Told(False) for kind in rules.ties()}


def lay(
    clerk: Reader, chief: Reader, above: Reader, reviewer: Reader, street: Place, starts: Any
) -> dict[str, str]:
    """Make them; answers what rows of the table may name."""
    at = timezone.now()
    second = accounts.create_user(username="second-reviewer", display_name="评审乙", by="t", at=at)
    accounts.grant_scope(
        user=second, role="reviewer", place=above.scopes[0].place, starts=starts, by="t", at=at
    )
    seats = [reviewer, Reader.of(second, timezone.localdate(at), signed_in_by="demo")]
    running = _panel(clerk, chief, above, seats, street, "isccc6")
    stop = actions.add_stop(
        reader=reviewer, panel=running, day=timezone.localdate(at) + timedelta(days=7), starts=time(9), ends=time(10),
        members=[running.members.get(lead=True).pid], items=["I1"], spot="示例小学", at=at,
    )  # fmt: skip
    done = _panel(clerk, chief, above, seats, street, "panpacific6")
    finding, _new = actions.raise_finding(
        reader=reviewer, panel=done, item="P1", grade="minor", text="缺两份记录", at=at
    )
    for seat in seats:
        seen = {f"P{n}": actions.Seen({"whole": "met"}) for n in range(1, 7)}
        actions.keep_marks(reader=seat, panel=done, seen=seen, at=at)
        actions.hand_in_marks(reader=seat, panel=done, at=at)
    actions.publish(reader=reviewer, panel=done, at=at)
    done.refresh_from_db()
    assert done.result is not None
    return {
        "panel": running.pid, "panel_member": running.members.get(lead=False).pid, "panel_stop": stop.pid,
        "panel_done": done.pid, "panel_finding": finding.pid, "panel_round": running.round.pid,
        "panel_result": done.result.pid, "panel_evidence": Evidence.objects.get(pointer="/organisation/?isccc6").pid,
    }  # fmt: skip


def _panel(
    clerk: Reader, chief: Reader, above: Reader, seats: list[Reader], street: Place, code: str
) -> Panel:
    """A self-assessment by a set of criteria, handed in, and the panel that scores it."""
    at = timezone.now()
    one: Round = scoring.open_round(reader=clerk, place=street, code=code, year=at.year, at=at)
    for item in sheets.of_sheet(one.sheet).by_id:
        scoring.mark_item(reader=clerk, round=one, item=item, given={"whole": scoring.Given("met")}, at=at)
    values = {"title": "成立文件", "pointer": f"/organisation/?{code}", "happened_on": timezone.localdate(at)}
    piece = scoring.bring_evidence(reader=clerk, place=street, values=values, at=at)
    item = next(iter(sheets.of_sheet(one.sheet).by_id))
    scoring.use_evidence(reader=clerk, evidence=piece, round=one, item=item, parts=["whole"], at=at)
    one = scoring.hand_in(reader=chief, round=one, at=at)
    pids = [seat.pid for seat in seats]
    panel = actions.appoint_panel(
        reader=above,
        round=one,
        lead=pids[0],
        members=pids,
        due=timezone.localdate(at) + timedelta(days=30),
        at=at,
    )
    for seat in seats:
        actions.declare(reader=seat, panel=panel, answers=NO_TIES, at=at)
    return actions.begin_scoring(reader=above, panel=panel, at=at)
