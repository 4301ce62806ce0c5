"""Applications as a reader may see them."""

from django.db.models import QuerySet

from safecommunity.accreditation.models import Application
from safecommunity.accreditation.rights import Rights


def applications(rights: Rights) -> QuerySet[Application]:
    """Those open to the reader; what the procedure says is not read along."""
    return (
        Application.objects.filter(rights.seen_applications())
        .select_related("place", "turn_place", "procedure").defer("procedure__data")
    )  # fmt: skip


def one(rights: Rights, pid: str) -> Application | None:
    """One, if it is open to the reader."""
    found = Application.objects.select_related("place", "turn_place", "procedure", "sheet", "round")
    return found.filter(rights.seen_applications(), pid=pid).first()
