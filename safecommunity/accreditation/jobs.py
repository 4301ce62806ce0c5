"""Jobs of the job process. Their arguments name an archive and nobody."""

from django.utils import timezone, translation
from django_tasks import task

from safecommunity.accounts.models import User
from safecommunity.accounts.reader import Reader
from safecommunity.accreditation import actions
from safecommunity.accreditation.models import Archive

LANGUAGES = ("zh-hans", "zh-hant", "en")


@task()
def build_archive(pid: str) -> None:
    """Build an archive with the rights its person has now, in his language."""
    archive = Archive.objects.select_related("round__place").filter(pid=pid, state="building").first()
    if archive is None:
        return
    now = timezone.now()
    user = User.objects.filter(pid=archive.by).first()
    reader = Reader.of(user, timezone.localdate(now)) if user is not None else Reader()
    with translation.override(reader.language if reader.language in LANGUAGES else "zh-hans"):
        actions.build_archive(reader=reader, archive=archive, at=now, clock=timezone.now)
