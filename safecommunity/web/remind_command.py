"""`safecommunity remind`: today's reminders, made and sent once."""

import argparse
import json
from datetime import datetime
from typing import Any

from django.utils import timezone

from safecommunity.reminders import actions, channels, queries
from safecommunity.web.commands import out

CHANNELS = "SAFECOMMUNITY_MAIL, SAFECOMMUNITY_SMS, SAFECOMMUNITY_WECOM"


def run(options: argparse.Namespace, now: datetime) -> int:
    """Exit status 0 also where a server did not answer: it is tried again, and said."""
    told: dict[str, Any] = {"channels": sorted(channels.known())}
    if not told["channels"] and options.format == "table":
        out(f"no channel is set up; allowed: {CHANNELS}")
    if options.dry_run:
        told["would_make"] = actions.to_make(at=now)
    elif told["channels"]:
        told["made"] = actions.make_digests(by="operator", at=now)
        told |= actions.deliver(by="operator", at=now)
    told["last_seven_days"] = queries.by_state(timezone.localdate(now))
    if options.format == "json":
        out(json.dumps(told, ensure_ascii=False))
        return 0
    for name, value in told.items():
        out(
            f"{name}: {', '.join(f'{k} {v}' for k, v in value.items()) if isinstance(value, dict) else value}"
        )
    return 0
