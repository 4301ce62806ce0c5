"""Something 示例街道 took into this year, and a request to its hospital."""

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions import record_task
from safecommunity.governance.asking.actions import ask_units
from safecommunity.governance.models import Carried
from safecommunity.governance.returns import actions as returns
from safecommunity.governance.returns import forms_known
from safecommunity.places.models import Place, SocialUnit


def lay(clerk: Reader, street: Place, hospital_pid: str) -> dict[str, str]:
    """Make it; answers what rows of the table may name."""
    now = timezone.now()
    row = Carried.objects.create(
        place=street, year=timezone.localdate(now).year, carrier="organisation", made={"count": 1}, count=1,
        by=clerk.pid, at=now,
    )  # fmt: skip
    hospital = SocialUnit.objects.get(pid=hospital_pid)
    asked = ask_units(
        reader=clerk,
        units=[hospital],
        kind="paper",
        title="交应急预案",
        due=timezone.localdate(now),
        at=now,
        key="k",
    )
    month = now.year * 12 + now.month - 2
    tables = {}
    for key in ("fire_month", "traffic_month"):
        spec = forms_known.preset(key)
        assert spec is not None
        call = returns.send_preset(
            reader=clerk, spec=spec, form=None, issuer=street, fillers=[("agency", street.pid)], first=month,
            until=month, at=now,
        )  # fmt: skip
        tables[key] = call.returns.get().pid
    task = record_task(
        reader=clerk, place=street, title="查消火栓", due=timezone.localdate(now), sector="fire", at=now
    )
    more = {
        "return_fire": tables["fire_month"], "return_traffic": tables["traffic_month"], "task_fire": task.ref,
    }  # fmt: skip
    return more | {"carried": row.pid, "asked": asked[0].pid}
