"""Rows for the lists of the office: drawn once, copied in the database until there are so many."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from benchmarks import register

SEED = 2_000  # rows drawn in Python; the others are copies with names and days of their own


def grow(model: Any, rows: int, anew: Iterable[str] = ()) -> None:
    """Copy a model's rows until there are so many; unique texts are drawn anew, and those of `anew`; the rest stays."""
    from django.db import connection

    table, have = connection.ops.quote_name(model._meta.db_table), model.objects.count()
    assert connection.vendor == "sqlite", "the benchmark builds on SQLite"
    constrained = {name for group in model._meta.total_unique_constraints for name in group.fields}
    names, values = [], []
    for field in model._meta.concrete_fields:
        if field.primary_key:
            continue
        column = connection.ops.quote_name(field.column)
        value = column
        if field.unique and field.null:
            value = "NULL"
        elif field.unique or field.name in anew:
            value = f"lower(hex(randomblob({min(field.max_length, 32) // 2})))"
        elif field.name == "number" and "number" in constrained:
            value = f"{column} + %(have)s"
        names.append(column)
        values.append(value)
    with register.without_indexes(model), connection.cursor() as cursor:
        while have < rows:
            into = f"INSERT INTO {table} ({', '.join(names)})"
            sql = f"{into} SELECT {', '.join(values)} FROM {table} LIMIT %(many)s"  # noqa: S608 - names only
            cursor.execute(sql, {"have": have, "many": min(have, rows - have)})
            have = model.objects.count()


def days(draw: Any, back: int = 1800) -> Any:
    """A day within the last five years."""
    return register.LAST - timedelta(days=int(draw.integers(back)))


def laid(model: Any, rows: int, one: Callable[[int], dict[str, Any]], anew: Iterable[str] = ()) -> None:
    """Draw the first rows, copy the rest."""
    model.objects.bulk_create([model(**one(n)) for n in range(min(SEED, rows))], batch_size=500)
    grow(model, rows, anew)


def where() -> list[int]:
    """Communities and grids."""
    from safecommunity.places.models import Place

    return list(Place.objects.filter(level__in=("community", "grid")).values_list("pk", flat=True))
