"""Jobs of the job process. Their arguments name a bulk and nobody."""

from django_tasks import task

from safecommunity.reports.bulk import making


@task()
def build_bulk(pid: str) -> None:
    """Lead a bulk that waits."""
    making.build(pid)
