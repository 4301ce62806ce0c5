"""N16: what was held or told to everybody is still as it was; its digest stands in the chained audit log."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.figures.checker.registry import Asked, Check, Found, Held, register_check
from safecommunity.figures.models import Pin, PublicTable
from safecommunity.indicators import stored
from safecommunity.indicators.errors import IndicatorError
from safecommunity.journal import queries as journal

CHUNK = 2000


def digest(content: Any) -> str:
    """The checksum of plain data, whatever the order of its names."""
    kept = json.loads(json.dumps(content, default=str))  # as the database gives it back
    plain = json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def altered(asked: Asked) -> Iterator[Found]:
    """Held figures and released tables that are not what the log says was kept, or whose query was changed."""
    for action, kind, rows in (
        ("pin_figure", "pin", Pin.objects.values_list("pid", "place", "purpose", "content", "key")),
        ("release_table", "public_table",
         PublicTable.objects.values_list("pid", "place", "purpose", "content", "code")),
    ):  # fmt: skip
        kept = journal.digests("figure" if kind == "pin" else kind, action)
        for pid, place, purpose, content, name in rows.order_by("pk").iterator(chunk_size=CHUNK):
            expected = kept.get(pid, "")
            what = "content" if expected and digest(content) != expected else _query(kind, content)
            if what:
                said = {"what": what, "kind": kind, "title": purpose, "name": name}
                link = (("figure", name, purpose),) if kind == "pin" else ()
                yield Found(f"{kind}:{pid}", place, said, link)


def _query(kind: str, content: Any) -> str:
    """Whether the definition of a held figure is not the one that made it any more."""
    if kind != "pin":
        return ""
    try:
        stored.from_data(content)
    except IndicatorError:
        return "query"
    return ""


def say(said: Mapping[str, Any]) -> str:
    """N16 in words."""
    if said["what"] == "query":
        return _("The query behind the figure held for “%(title)s” is not the one that made it (%(name)s).") % {
            "title": said["title"], "name": said["name"],
        }  # fmt: skip
    return _(
        "What was kept for “%(title)s” (%(name)s) was changed since; its checksum in the log is another one."
    ) % {"title": said["title"], "name": said["name"]}


def pinned(asked: Asked) -> Iterator[Held]:
    """Held figures with the population they were divided by, one report for each purpose (N15)."""
    rows = Pin.objects.order_by("pk").values_list("place", "purpose", "code", "key", "snapshot")
    for place, purpose, code, key, snapshot in rows.iterator(chunk_size=CHUNK):
        people = (snapshot or {}).get("people")
        if people:
            yield Held(
                f"pin:{purpose}",
                purpose,
                place,
                code,
                people["year"],
                people["version"],
                ("figure", key, purpose),
            )


def register() -> None:
    """Called once by the room when it starts."""
    register_check(
        Check("held.altered", "N16", gettext_lazy("What was held stays as it was"), altered, say, daily=True)
    )
