"""Jobs of the job process. Their arguments name a print and nobody."""

from django.utils import timezone, translation
from django_tasks import task

from safecommunity.accounts.models import User
from safecommunity.accounts.reader import Reader
from safecommunity.governance import actions
from safecommunity.governance.models import LetterPrint

LANGUAGES = ("zh-hans", "zh-hant", "en")


@task()
def make_letters(pid: str, strip: str) -> None:
    """Make the PDF of a round's letters with the rights its person has now, in his language."""
    found = LetterPrint.objects.select_related("round__place").filter(pid=pid, state="making").first()
    if found is None:
        return
    user = User.objects.filter(pid=found.by).first()
    reader = Reader.of(user, timezone.localdate()) if user is not None else Reader()
    with translation.override(reader.language if reader.language in LANGUAGES else "zh-hans"):
        actions.make_print(reader=reader, print_=found, clock=timezone.now, strip=strip)
