"""Jobs of the job process. Their arguments name a run and nobody."""

from django_tasks import task

from safecommunity.injuries.importing import runs


@task()
def check_list(pid: str) -> None:
    """Check an uploaded list."""
    runs.work(pid, importing=False)


@task()
def import_list(pid: str) -> None:
    """Import the good rows of a checked list, or go on with it."""
    runs.work(pid, importing=True)
