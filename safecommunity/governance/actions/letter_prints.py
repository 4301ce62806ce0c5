"""A round's letters as one PDF: begun by a reader, made part by part with progress, gone after a day."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.letter_print import PART, of_letter, put_together
from safecommunity.governance.models import Letter, LetterPrint, LetterRound
from safecommunity.governance.queries import letters as queries
from safecommunity.governance.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.shell import paper_forms
from safecommunity.shell.charts import NoRenderer
from safecommunity.shell.paper_forms.making import sheets_of
from safecommunity.shell.papers import printing

KEPT = timedelta(days=1)
Clock = Callable[[], datetime]
State = LetterPrint.State


def folder() -> Path:
    """Where prints lie for a day."""
    found = Path(settings.HOME) / "cache" / "letters"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def letters_of(reader: Reader, made: LetterRound) -> list[Letter]:
    """The letters that stand and are open to the reader, by number; constant in queries."""
    found = queries.letters(Rights(reader)).filter(round=made, void_on__isnull=True)
    rows = list(found.select_related("unit", "place").order_by("number"))
    for one in rows:
        one.round = made
    return rows


@transaction.atomic
def begin_print(*, reader: Reader, round: LetterRound, root: str, at: datetime) -> LetterPrint:
    """A new print for this reader; one that is being made already goes on. A round without letters is refused."""
    going = LetterPrint.objects.filter(round=round, by=reader.pid, state=State.MAKING).first()
    if going is not None and not going.interrupted(at):
        return going
    many = queries.letters(Rights(reader)).filter(round=round, void_on__isnull=True).count()
    if not many:
        raise Refused(_("There is no letter to print"))
    if going is not None:
        LetterPrint.objects.filter(pk=going.pk).update(state=State.FAILED, reason=_("interrupted"))
    made = LetterPrint.objects.create(
        round=round, root=root[:200], total=many, by=reader.pid, at=at, beat_at=at
    )
    _log("begin_letter_print", made, at)
    return made


def make_print(*, reader: Reader, print_: LetterPrint, clock: Clock, strip: str = "") -> LetterPrint:
    """Make the file, telling how far it is. What was begun and not ended is never taken for a print."""
    forget_prints(at=clock())
    form = paper_forms.found("letter")
    rows = letters_of(reader, print_.round)
    LetterPrint.objects.filter(pk=print_.pk).update(total=len(rows), beat_at=clock())
    parts: list[bytes] = []
    try:
        if form is None or not rows:
            raise Refused(_("There is no letter to print"))
        for at in range(0, len(rows), PART):
            given = [of_letter(one) for one in rows[at : at + PART]]
            sheets = sheets_of(
                form[0], given, language=get_language() or "zh-hans", on=timezone.localdate(print_.at), strip=strip,
                root=print_.root,
            )  # fmt: skip
            parts.append(printing.printed(sheets, "pdf"))
            LetterPrint.objects.filter(pk=print_.pk).update(done=at + len(given), beat_at=clock())
        draft = folder() / f".{print_.pid}"
        draft.write_bytes(put_together(parts))
        draft.chmod(0o600)
        draft.replace(path_of(print_.pid))
    except (NoRenderer, printing.NoPrinter, OSError, Refused) as reason:
        says = _("The letters could not be printed: %(why)s") % {"why": str(reason) or type(reason).__name__}
        return _ended(print_, State.FAILED, clock(), says[:200])
    return _ended(print_, State.DONE, clock())


@transaction.atomic
def _ended(print_: LetterPrint, state: str, at: datetime, reason: str = "") -> LetterPrint:
    LetterPrint.objects.filter(pk=print_.pk).update(state=state, reason=reason, beat_at=at)
    print_.refresh_from_db()
    _log("make_letter_print", print_, at, state=state, letters=print_.done)
    return print_


def path_of(pid: str) -> Path:
    """The file of a print."""
    return folder() / f"{pid}.pdf"


@transaction.atomic
def take_print(*, reader: Reader, print_: LetterPrint, at: datetime) -> Path:
    """The file, for the reader it was made for and nobody else; taking it is logged."""
    if print_.by != reader.pid:
        raise PermissionDenied(f"{print_.pid}: made for somebody else")
    path = path_of(print_.pid)
    if print_.state != State.DONE or not path.exists():
        raise Refused(_("This print is not kept any more; make it again"))
    _log("take_letter_print", print_, at)
    return path


def forget_prints(*, at: datetime) -> int:
    """Throw away files made more than a day ago."""
    gone = 0
    for path in folder().iterdir():
        if at.timestamp() - path.stat().st_mtime > KEPT.total_seconds():
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _log(action: str, one: LetterPrint, at: datetime, **detail: object) -> None:
    journal.record(
        by=one.by, action=action, kind="letter_print", ref=one.pid, place=one.round.place.pid, at=at,
        detail={"round": one.round.pid, **detail},
    )  # fmt: skip
