"""Looking into a workbook before anything parses it: done by the shell, for the lists of every room."""

from safecommunity.shell.containers import (
    MOST_COLUMNS,
    MOST_ROWS,
    Sheet,
    Unreadable,
    check_sheet,
    column_number,
    inspect,
    kind_of,
    letter,
)

__all__ = [
    "MOST_COLUMNS", "MOST_ROWS", "Sheet", "Unreadable", "check_sheet", "column_number", "inspect", "kind_of", "letter",
]  # fmt: skip
