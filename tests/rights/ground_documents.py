"""A draft of the street, and a template of its office."""

import hashlib

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.places.models import Place
from safecommunity.reports.documents import actions
from safecommunity.reports.models import DocumentTemplate


def lay(clerk: Reader, street: Place) -> dict[str, str]:
    """Make it; answers what rows of the table may name."""
    at = timezone.now()
    one = actions.begin_document(
        reader=clerk, place=street, kind="work_plan", period=str(at.year), language="zh-hans", at=at
    )
    content = b"never opened here"
    version = DocumentTemplate.objects.create(
        place=street, kind="work_plan", language="zh-hant", version=1, file_name="a.docx", content=content,
        size=len(content), sha256=hashlib.sha256(content).hexdigest(), fields=["place"], by=clerk.pid, at=at,
    )  # fmt: skip
    return {"draft": one.pid, "template": version.pid}
