"""A control of a risk failed: a hazard of the loop, tied to the risk, in one transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.hazards.actions.finding import Photos, record_hazard
from safecommunity.hazards.actions.refusal import NotYours
from safecommunity.hazards.models import Hazard, Risk, RiskHazard
from safecommunity.hazards.risks import tables
from safecommunity.hazards.risks.actions.entries import locked, step
from safecommunity.hazards.risks.rights import Rights


@transaction.atomic
def tell_failed_control(
    *, reader: Reader, risk: Risk, values: Mapping[str, Any], at: datetime, client_id: str = "",
    on_the_spot: bool = False, before: Photos = (), after: Photos = (),
) -> Hazard:  # fmt: skip
    """What was found at a risk; place, unit, setting, class and colour are the risk's. The same form twice is one."""
    found = locked(risk)
    if not Rights(reader).works_on(found):
        raise NotYours(f"{found.pid}: not a risk of this reader's places")
    given = {
        "place": found.place, "unit": found.unit, "spot": found.spot, "setting": found.setting, "klass": found.klass,
        "color": tables.color(found.rank) or "yellow", "kind": values.get("kind", ""), "what": values.get("what", ""),
        "fixed": values.get("fixed", ""),
    }  # fmt: skip
    made, new = record_hazard(
        reader=reader,
        values=given,
        at=at,
        client_id=client_id,
        on_the_spot=on_the_spot,
        before=before,
        after=after,
    )
    if new:
        RiskHazard.objects.create(risk=found, hazard=made)
        step(found, "hazard", timezone.localdate(at), reader.pid, at, f"{made.number} {made.what}".strip())
    return made
