"""Writes of this room: making and revoking tokens, and taking what a program sends."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from safecommunity.accounts.actions import token_digest
from safecommunity.accounts.models import User
from safecommunity.accounts.reader import Reader
from safecommunity.exchange import queries
from safecommunity.exchange.cards import Card
from safecommunity.exchange.models import ApiToken, May
from safecommunity.injuries import actions as injuries
from safecommunity.injuries.models import Report
from safecommunity.injuries.queries import checking
from safecommunity.journal.actions import record
from safecommunity.shell.errors import Refused

LASTS = (30, 90, 365)
MOST_TOKENS = 20
NOTE_EVERY = timedelta(minutes=5)


@transaction.atomic
def make_token(
    *,
    reader: Reader,
    owner: User,
    name: str,
    may: Iterable[str],
    days: int,
    by: str,
    at: datetime,
    unit: str = "",
    place: str = "",
) -> tuple[ApiToken, str]:
    """A token for oneself, with the secret that is shown once. Raises Refused beyond one's own rights."""
    wanted = sorted(set(may))
    _check_grant(queries.narrowed(reader, unit=unit, place=place), wanted, days)
    if reader.pid != owner.pid:
        raise Refused(_("A token is made by its owner only."))
    live = ApiToken.objects.filter(owner=owner, revoked_at=None, expires_at__gt=at).count()
    if live >= MOST_TOKENS:
        says = _("You hold %(came)s open tokens; allowed: %(most)s. Revoke one you no longer need.")
        raise Refused(says % {"came": live, "most": MOST_TOKENS})
    secret = queries.PREFIX + secrets.token_urlsafe(32)
    made = ApiToken.objects.create(
        name=name.strip()[:60], owner=owner, digest=token_digest(secret), may=wanted, unit=unit, place=place,
        strong=reader.is_strong, made_at=at, expires_at=at + timedelta(days=days),
    )  # fmt: skip
    detail = {"may": wanted, "unit": unit, "expires": made.expires_at.isoformat()}
    record(by=by, action="make_token", kind="token", ref=made.pid, place=place, at=at, detail=detail)
    return made, secret


def _check_grant(narrow: Reader, may: Sequence[str], days: int) -> None:
    known = list(May.values)
    if not may or not set(may) <= set(known):
        says = _("What the program may do: got %(came)s; allowed: %(allowed)s, one or both.")
        raise Refused(says % {"came": ", ".join(may) or "-", "allowed": ", ".join(known)})
    if days not in LASTS:
        says = _("How long: got %(came)s days; allowed: %(allowed)s.")
        raise Refused(says % {"came": days, "allowed": ", ".join(map(str, LASTS))})
    if May.FIGURES in may and not queries.may_give_figures(narrow):
        raise Refused(_("Read figures: this lies outside your own rights there."))
    if May.CARDS in may and not queries.may_give_cards(narrow):
        raise Refused(_("Send cards: this lies outside your own rights there."))


@transaction.atomic
def revoke_token(*, token: ApiToken, by: str, at: datetime) -> None:
    """From now on nobody gets in with it; doing it twice changes nothing."""
    if token.revoked_at is not None:
        return
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    record(by=by, action="revoke_token", kind="token", ref=token.pid, place=token.place, at=at)


@transaction.atomic
def note_use(*, token: ApiToken, at: datetime) -> None:
    """Remember when a token was last used, to the nearest minutes: its owner sees which ones are idle."""
    stale = Q(last_used_at=None) | Q(last_used_at__lt=at - NOTE_EVERY)
    ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=at)


@dataclass(frozen=True)
class Outcome:
    """What became of one card: recorded, repeated or refused."""

    client_id: str
    status: str
    report: Report | None = None
    errors: tuple[dict[str, Any], ...] = ()
    questions: tuple[dict[str, Any], ...] = ()


def send_cards(*, reader: Reader, token: ApiToken, cards: Sequence[Card], at: datetime) -> list[Outcome]:
    """Record each card by itself, as its page would; what is refused holds nothing else up.

    Each card is its own transaction, so a sender that was cut off sends the same list again.
    """
    done = [_send(reader, card, at) for card in cards]
    _log(token=token, outcomes=done, by=reader.pid, at=at)
    return done


def _send(reader: Reader, card: Card, at: datetime) -> Outcome:
    if card.findings:
        found = (*card.findings, *_errors(card, at))
        return Outcome(card.client_id, "refused", None, _told(found, card))
    try:
        report, created = injuries.record_injury(
            reader=reader, at=at, client_id=card.client_id, values=card.values, confirmed=card.confirmed,
            card_version=card.version, as_written=card.as_written,
        )  # fmt: skip
    except injuries.AsksAgain as asked:
        return Outcome(card.client_id, "refused", None, (), _told(asked.findings, card))
    except injuries.Refused as refused:
        return Outcome(card.client_id, "refused", None, _told((*refused.findings, *_errors(card, at)), card))
    return Outcome(card.client_id, "recorded" if created else "repeated", report)


def _errors(card: Card, at: datetime) -> tuple[checking.Finding, ...]:
    """Everything else that is wrong, so that a sender hears it at once."""
    return tuple(finding for finding in checking.findings(card.values, now=at) if finding.refuses)


def _told(found: Iterable[checking.Finding], card: Card) -> tuple[dict[str, Any], ...]:
    """Findings for a program: which field, which rule, what came, what is allowed; each once."""
    told: dict[tuple[str, str], dict[str, Any]] = {}
    for one in found:
        entry = {"field": one.field, "rule": one.rule, "message": one.message, **card.context(one.field)}
        if one.fix:
            entry["usual"] = dict(one.fix)
        told.setdefault((one.field, one.rule), entry)
    return tuple(told.values())


@transaction.atomic
def _log(*, token: ApiToken, outcomes: Sequence[Outcome], by: str, at: datetime) -> None:
    counts = {
        status: sum(one.status == status for one in outcomes)
        for status in ("recorded", "repeated", "refused")
    }
    record(by=by, action="send_cards", kind="token", ref=token.pid, place=token.place, at=at, detail=counts)
