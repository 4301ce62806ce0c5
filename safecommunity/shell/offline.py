"""What a phone wrote without network and sends later (shell/offline.js): when it was written."""

from datetime import UTC, date, datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

LONGEST = timedelta(days=30)  # as long as a phone may keep it; an older stamp is a phone's wrong clock


def is_offline(request: HttpRequest) -> bool:
    """Whether this comes out of a phone's queue."""
    return request.headers.get("X-Offline") == "1"


def written_on(request: HttpRequest, now: datetime) -> date:
    """The day it was written: of what waited on a phone the day it was put into the queue, of anything else today.

    The stamp is the phone's own clock: one that cannot be read, lies ahead or is older than LONGEST is not believed.
    """
    today = timezone.localdate(now)
    stamp = request.headers.get("X-Written-At", "")
    if not is_offline(request) or not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 14):
        return today
    when = datetime.fromtimestamp(int(stamp) / 1000, UTC)
    return timezone.localdate(when) if now - LONGEST <= when <= now else today
