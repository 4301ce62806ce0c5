"""What the matrix asks about outreach: a line of the recorder and one of the office that may be one event, stock, a
training with its sign-in open, somebody who signed, a certificate."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from safecommunity.outreach import actions
from safecommunity.outreach.models import Double


def lay(ground: Any, grid: Any, clerk: Any) -> None:
    """Made by the recorder of the community and the clerk of the street."""
    at, today = timezone.now(), timezone.localdate()
    told = {"kind": "lecture", "quantity": 1, "happened_on": today}
    line, _made = actions.record_entry(reader=grid, at=at, values={**told, "place": ground.places["grid"]})
    office, _made = actions.record_entry(
        reader=clerk, at=at, values={**told, "place": ground.places["community"]}
    )
    item = actions.add_item(reader=clerk, at=at, place=ground.world.street, kind="leaflet", name="防火宣传单")
    values = {"title": "安全管理人员培训", "place": ground.places["street"], "happened_on": today}
    session = actions.record_session(reader=clerk, at=at, values=values)
    session = actions.open_signing(reader=clerk, session=session, at=at)
    signed = actions.sign_in(
        code=session.sign_code, device="0" * 32, name="签到人", post="", agreed=True, at=at
    )
    held = actions.issue_certificate(
        reader=clerk, at=at, unit=ground.world.clinic, post="head", name="持证人", kind="合格证", number="1",
        issuer="区局", issued_on=today, expires_on=today + timedelta(days=365),
    )  # fmt: skip
    ground.other |= {
        "told_line": line.ref, "office_line": office.ref, "double": Double.objects.get().pid, "item": item.pid,
        "session": session.ref, "sign_code": session.sign_code, "trainee": signed.trainee.pid,
        "certificate": held.pid,
    }  # fmt: skip
