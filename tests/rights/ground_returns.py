"""Returns for the matrix: two months asked of 示例街道 by its district, one being filled in, one handed in."""

from typing import Any

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.governance.returns import actions, forms_known, queries
from safecommunity.places.models import Place


def lay(readers: dict[str, Reader], district: Place, street: Place) -> dict[str, str]:
    """Make them; answers what rows of the table may name."""
    at, today = timezone.now(), timezone.localdate()
    now = today.year * 12 + today.month - 1
    spec = forms_known.preset("outreach_month")
    assert spec is not None
    call = actions.send_preset(
        reader=readers["supervisor"], spec=spec, form=None, issuer=district, fillers=[("place", street.pid)],
        first=now - 2, until=now - 1, at=at,
    )  # fmt: skip
    handed, drafted = queries.returns().filter(call=call).order_by("first")
    zeros: dict[str, Any] = dict.fromkeys(spec.cells, 0)
    clerk, chief = readers["clerk"], readers["chief"]
    row = actions.save_draft(reader=clerk, row=handed, values=zeros, revision=0, at=at)
    for who, deed in ((clerk, "to_check"), (chief, "pass"), (chief, "submit")):
        row = actions.step(reader=who, row=row, deed=deed, at=at)
    actions.save_draft(reader=clerk, row=drafted, values=zeros, revision=0, at=at)
    own = {**spec.to_data(), "key": "own_matrix", "title": "自己的表", "basis": "own"}
    actions.adopt_form(spec=forms_known.spec.read(own), owner=street, by="t", at=at)
    return {"return_in": handed.pid, "return_draft": drafted.pid, "return_call_pid": call.pid}
