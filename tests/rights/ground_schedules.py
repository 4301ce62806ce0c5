"""A schedule of the street with a document it wrote and told the clerk of, and a bulk the clerk began and stopped."""

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.places.models import Place
from safecommunity.reports.bulk import actions as bulks
from safecommunity.reports.documents import actions as documents
from safecommunity.reports.models import ScheduleNotice, ScheduleRun
from safecommunity.reports.scheduling import actions


def lay(clerk: Reader, street: Place) -> dict[str, str]:
    """Make them; answers what rows of the table may name."""
    at = timezone.now()
    asked = actions.Asked(
        kind="work_plan", language="zh-hans", every="year", lag=1, day=5, rule="next", outcome="draft",
        roles=("clerk",), mail=False, places=(street.pid,),
    )  # fmt: skip
    one = actions.keep_schedule(reader=clerk, place=street, asked=asked, at=at)
    document = documents.begin_document(
        reader=clerk, place=street, kind="work_plan", period=str(at.year - 1), language="zh-hans", at=at
    )
    run = ScheduleRun.objects.create(
        schedule=one, place=street, period=str(at.year - 1), due_on=at.date(), state="done", document=document,
        next_at=at, at=at,
    )  # fmt: skip
    notice = ScheduleNotice.objects.create(run=run, user=clerk.pid, at=at, next_at=at)
    bulk = bulks.begin_bulk(
        reader=clerk,
        place=street,
        kind="work_plan",
        period=str(at.year),
        language="zh-hans",
        form="pdf",
        at=at,
    )
    bulks.stop_bulk(reader=clerk, bulk=bulk, at=at)
    return {"schedule": one.pid, "schedule_run": run.pid, "notice": notice.pid, "bulk": bulk.pid}
