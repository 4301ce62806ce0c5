"""Reads: somebody's wishes, what was sent to him, how sending goes on this installation."""

from datetime import date, timedelta

from django.db.models import Count

from safecommunity.reminders.models import Message, Wish

MOST = 60


def wish_of(user: str) -> Wish | None:
    """How somebody wants to be reminded; None where he has said nothing."""
    return Wish.objects.filter(user=user).first()


def messages_of(user: str) -> list[Message]:
    """What was sent to somebody, newest first."""
    return list(Message.objects.filter(user=user)[:MOST])


def by_state(today: date, days: int = 7) -> dict[str, int]:
    """How many messages of the last days stand how; for who looks after the installation."""
    found = Message.objects.filter(day__gt=today - timedelta(days=days)).order_by()
    return dict(found.values_list("state").annotate(n=Count("pk")))


def failures(today: date, days: int = 7) -> list[tuple[str, str, int]]:
    """Channel, reason and how often, of the last days."""
    found = Message.objects.filter(day__gt=today - timedelta(days=days)).exclude(error="").order_by()
    rows = found.values_list("channel", "error").annotate(n=Count("pk")).order_by("-n")[:20]
    return [(channel, error, n) for channel, error, n in rows]
