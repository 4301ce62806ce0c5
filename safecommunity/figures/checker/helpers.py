"""What the checks of rooms share: days of entry in one query, texts in all languages, bounds a head."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.utils import translation
from django.utils.translation import get_language

from safecommunity.figures.checker.registry import Entered
from safecommunity.indicators.languages import LANGUAGES, in_language

CHUNK = 2000


def daily(rows: QuerySet, place: str, happened: str, entered: str, since: date) -> Iterator[Entered]:
    """So many records by place, day they happened and local day they were entered since a day; one query."""
    found = rows.filter(**{f"{entered}__date__gte": since}).order_by()
    for pid, day, when, n in found.values_list(place, happened, TruncDate(entered)).annotate(n=Count("pk")):
        yield Entered(pid, day, when, n)


def by_log(rows: QuerySet, place: str, happened: str, days: Mapping[str, date]) -> Iterator[Entered]:
    """The same for records that were planned before: entered on the day the log says they were told as done."""
    counted: Counter[tuple[str, date, date]] = Counter()
    for ref, pid, day in rows.order_by().values_list("pid", place, happened).iterator(chunk_size=CHUNK):
        if ref in days:
            counted[pid, day, days[ref]] += 1
    return (Entered(pid, day, when, n) for (pid, day, when), n in counted.items())


def in_all(say: Callable[[], str]) -> dict[str, str]:
    """A text in all languages, to be kept with a finding."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = say()
    return found


def read(texts: dict[str, str]) -> str:
    """A kept text in the reader's language."""
    return in_language(texts, get_language() or "zh-hans")
