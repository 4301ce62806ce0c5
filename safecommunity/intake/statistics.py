"""What the database knows of a table's size, told anew after many rows came at once."""

from django.db import connection, models

MANY = 1_000


def learn(*written: type[models.Model]) -> None:
    """Have PostgreSQL count these tables again. Other databases plan without such counts and are left alone.

    PostgreSQL plans by what it last counted, and counts by itself only a minute or more after an import. Until then a
    table that it takes for empty is walked once for every row asked for: minutes instead of milliseconds.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in written:
            cursor.execute(" ".join(("ANALYZE", connection.ops.quote_name(model._meta.db_table))))
