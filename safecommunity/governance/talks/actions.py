"""Writing talks: named by the chief, step by step, answered, appealed, decided, ended. No word of it enters the log."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions.refusal import Refused as Refused
from safecommunity.governance.actions.tasks import AGAIN, record_task
from safecommunity.governance.appraisal import queries
from safecommunity.governance.appraisal.actions.common import sentence
from safecommunity.governance.appraisal.rights import SHOWN
from safecommunity.governance.models import AppraisalParty, Talk, TalkStep, Task
from safecommunity.governance.rights import NotYours as NotYours
from safecommunity.governance.talks import words
from safecommunity.governance.talks.rights import Chair, sign_ins
from safecommunity.governance.talks.words import LADDER, W
from safecommunity.journal import actions as journal


def _log(talk: Talk, what: str, by: str, at: datetime, **detail: Any) -> None:
    """What was done, by whom, to which talk: never whose, never why."""
    journal.record(
        by=by, action=f"talk_{what}", kind="talk", ref=talk.pid, place=talk.place.pid, at=at, detail=detail
    )


def _step(talk: Talk, what: str, on: date, by: str, at: datetime, **more: Any) -> TalkStep:
    made = TalkStep.objects.create(talk=talk, what=what, on=on, by=by, at=at, **more)
    _log(talk, what, by, at)
    return made


@transaction.atomic
def name_person(
    *, reader: Reader, party: AppraisalParty, post: str, person: str, reasons: str, rule: str, on: date, at: datetime,
    user: str = "", client_id: str = "",
) -> Talk:  # fmt: skip
    """The chief names whom to summon, with reasons and the paper that allows it. Nobody is summoned by himself.

    Only after publication, and only a party that stands there; the standing as published is held with it.
    """
    appraisal, chair = party.appraisal, Chair(reader)
    if appraisal.place.pid not in chair.chief_reach:
        raise NotYours(f"{party.pid}: the chief names a person")
    if client_id and (sent := Talk.objects.filter(client_id=client_id).first()):
        return sent
    result = queries.result(appraisal)
    if appraisal.state not in SHOWN or result is None:
        raise Refused(_("A person is named after the appraisal is published, not before"))
    standing = next((one for one in result.lines if one["party"] == party.pid), None)
    if standing is None:
        raise Refused(_("%(name)s does not stand in the published order") % {"name": party.name})
    if user and user not in dict(sign_ins(party)):
        raise Refused(_("Sign-in: allowed is one of this party's own people"))
    if user == reader.pid:
        raise Refused(_("Nobody names himself: another chief does"))
    if Talk.objects.filter(party=party, closed_on__isnull=True).exists():
        raise Refused(_("A talk about %(name)s is open already") % {"name": party.name})
    today = timezone.localdate(at)
    if appraisal.published_on is None or not appraisal.published_on <= on <= today:
        _out(_("Named on"), on, appraisal.published_on or today, today)
    made = Talk.objects.create(
        place=appraisal.place, party=party, post=sentence(post, _("Post"), 120), user=user, standing=standing,
        person=sentence(person, _("Name"), 60), reasons=sentence(reasons, _("Reasons"), 1000),
        rule=sentence(rule, _("Basis"), 300), client_id=client_id or None, by=reader.pid, at=at,
    )  # fmt: skip
    _step(made, W.NAMED, on, reader.pid, at)
    return made


def _out(field: str, came: date, first: date, last: date) -> None:
    says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
    raise Refused(says % {"field": field, "came": came, "first": first, "last": last})


def _locked(talk: Talk) -> Talk:
    found = (
        Talk.objects.select_for_update(of=("self",)).select_related("place", "party__place").get(pk=talk.pk)
    )
    if found.closed_on is not None:
        raise Refused(_("This talk has ended; it is not changed any more"))
    return found


def taken(talk: Talk) -> list[TalkStep]:
    """Steps of the ladder that hold: one that an appeal took back does not."""
    undone = set(
        TalkStep.objects.filter(talk=talk, what=W.DECIDED, upheld=True).values_list(
            "about__about_id", flat=True
        )
    )
    return [one for one in talk.steps.filter(what__in=LADDER).order_by("pk") if one.pk not in undone]


def open_appeal(talk: Talk) -> TalkStep | None:
    """An appeal that waits for its decision."""
    return talk.steps.filter(what=W.APPEAL).exclude(followed__what=W.DECIDED).first()


def _last_day(talk: Talk) -> date:
    days: list[date] = list(talk.steps.values_list("on", flat=True))
    return max(days)


@transaction.atomic
def take_step(
    *, reader: Reader, talk: Talk, what: str, on: date, who: str, said: str, at: datetime, skipped: str = "",
    law: str = "", paper: str = "", promise: str = "", due: date | None = None,
) -> TalkStep:  # fmt: skip
    """The next step of 约谈–教育–劝辞–依法罢免: when, by whom, what was said, what was promised (a task).

    A step that is left out needs a reason; a removal names its legal basis and its paper; none while an appeal waits.
    """
    row = _locked(talk)
    Chair(reader).need_chief(row)
    if what not in LADDER:
        says = _("Step: got “%(came)s”; allowed: %(allowed)s")
        raise Refused(says % {"came": what[:20], "allowed": _(", ").join(words.step(one) for one in LADDER)})
    if open_appeal(row) is not None:
        raise Refused(_("An appeal waits; no further step is taken before it is decided"))
    held = [LADDER.index(one.what) for one in taken(row)]
    at_step, reached = LADDER.index(W(what)), max(held, default=-1)
    if at_step < reached or (at_step == reached and what == W.REMOVED):
        raise Refused(_("“%(step)s” was passed already") % {"step": words.step(what)})
    between = [words.step(one) for one in LADDER[reached + 1 : at_step]]
    skipped = " ".join(skipped.split())
    if between and not skipped:
        says = _("“%(step)s” leaves out: %(missing)s. No step is skipped without a reason")
        raise Refused(says % {"step": words.step(what), "missing": _(", ").join(between)})
    first, today = _last_day(row), timezone.localdate(at)
    if not first <= on <= today:
        _out(_("Day"), on, first, today)
    told: dict[str, Any] = {
        "who": sentence(who, _("Posts that took part"), 200),
        "said": sentence(said, _("What was said in the talk"), 2000),
        "skipped": skipped[:500] if between else "",
    }  # fmt: skip
    if what == W.REMOVED:
        told["law"] = sentence(law, _("Legal basis"), 300)
        told["paper"] = sentence(paper, _("Paper and its number"), 200)
    sent = row.steps.filter(what=what, on=on, by=reader.pid, at__gt=at - AGAIN).order_by("-pk").first()
    if sent is not None and sent.said == told["said"]:
        return sent  # a second click
    task = _promised(reader, row, promise, due, at)
    return _step(row, what, on, reader.pid, at, task=task, **told)


def _promised(reader: Reader, talk: Talk, promise: str, due: date | None, at: datetime) -> Task | None:
    """What was promised, as a task of the party: the office reads it, so it says nothing about the person."""
    if not promise.strip():
        return None
    if due is None:
        raise Refused(_("A promise needs the day until which it is kept"))
    agency = talk.party.agency
    return record_task(
        reader=reader, place=talk.place, title=sentence(promise, _("Promise"), 200), due=due, at=at,
        who=talk.party.name[:120], user=talk.user, sector=agency.sector if agency is not None else "",
    )  # fmt: skip


@transaction.atomic
def answer(*, reader: Reader, talk: Talk, said: str, at: datetime) -> TalkStep:
    """The person's own answer, through his own sign-in. The same sent twice is one."""
    row = _locked(talk)
    Chair(reader).need_concerned(row)
    told = sentence(said, _("Answer"), 2000)
    last = row.steps.filter(what=W.ANSWER, by=reader.pid).order_by("-pk").first()
    if last is not None and last.said == told:
        return last
    return _step(row, W.ANSWER, timezone.localdate(at), reader.pid, at, said=told)


@transaction.atomic
def answer_on_paper(*, reader: Reader, talk: Talk, said: str, on: date, at: datetime) -> TalkStep:
    """The answer of somebody without a sign-in, written down by the chief from paper or by word of mouth."""
    row = _locked(talk)
    Chair(reader).need_chief(row)
    if row.user:
        raise Refused(_("This person answers through his own sign-in"))
    first, today = row.steps.order_by("on").values_list("on", flat=True)[0], timezone.localdate(at)
    if not first <= on <= today:
        _out(_("Day"), on, first, today)
    return _step(row, W.ANSWER, on, reader.pid, at, said=sentence(said, _("Answer"), 2000), who=row.post)


@transaction.atomic
def appeal(*, reader: Reader, talk: Talk, said: str, at: datetime, on: date | None = None) -> TalkStep:
    """An appeal against the last step: by the person, or for one without a sign-in written down by the chief."""
    row, chair = _locked(talk), Chair(reader)
    if row.user and not chair.concerned(row):
        raise Refused(_("This person answers through his own sign-in"))
    if not row.user:
        chair.need_chief(row)
    held = taken(row)
    against = held[-1] if held else row.steps.filter(what=W.NAMED).first()
    if open_appeal(row) is not None:
        raise Refused(_("An appeal waits for its decision already"))
    if against is not None and TalkStep.objects.filter(what=W.APPEAL, about=against).exists():
        raise Refused(_("There was an appeal against this step; its decision stands"))
    today = timezone.localdate(at)
    day = on or today
    if against is not None and not against.on <= day <= today:
        _out(_("Day"), day, against.on, today)
    return _step(row, W.APPEAL, day, reader.pid, at, said=sentence(said, _("Appeal"), 2000), about=against)


@transaction.atomic
def decide_appeal(
    *, reader: Reader, talk: Talk, upheld: bool, who: str, paper: str, said: str, on: date, at: datetime
) -> TalkStep:
    """What became of an appeal: decided by a body, by a paper. Upheld, the step it is against holds no more."""
    row = _locked(talk)
    Chair(reader).need_chief(row)
    waits = open_appeal(row)
    if waits is None:
        raise Refused(_("No appeal waits for a decision"))
    today = timezone.localdate(at)
    if not waits.on <= on <= today:
        _out(_("Day"), on, waits.on, today)
    return _step(
        row, W.DECIDED, on, reader.pid, at, about=waits, upheld=upheld, who=sentence(who, _("Decided by"), 200),
        paper=sentence(paper, _("Paper and its number"), 200), said=sentence(said, _("Why"), 2000),
    )  # fmt: skip


@transaction.atomic
def close_talk(*, reader: Reader, talk: Talk, outcome: str, on: date, at: datetime) -> Talk:
    """It ended, and how; nothing of it is changed after that."""
    row = _locked(talk)
    Chair(reader).need_chief(row)
    if open_appeal(row) is not None:
        raise Refused(_("An appeal waits; no further step is taken before it is decided"))
    first, today = _last_day(row), timezone.localdate(at)
    if not first <= on <= today:
        _out(_("Day"), on, first, today)
    row.outcome, row.closed_on = sentence(outcome, _("How it ended"), 1000), on
    row.save(update_fields=["outcome", "closed_on"])
    _step(row, W.CLOSED, on, reader.pid, at)
    return row


@transaction.atomic
def open_words(*, reader: Reader, talk: Talk, purpose: str, at: datetime) -> None:
    """Somebody reads the name and the words: on the record before he does. The person's own reading too."""
    chair = Chair(reader)
    if chair.concerned(talk):
        purpose = "own"
    elif talk.place.pid not in chair.chief_reach | chair.audit_reach:
        raise NotYours(f"{talk.pid}: not open to you")
    elif purpose not in words.PURPOSES:
        raise Refused(_("Choose what you open the words for"))
    _log(talk, "opened", reader.pid, at, purpose=purpose)
