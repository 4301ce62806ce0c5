"""Hand-made files in the styles NEISS is published in. Every line is invented."""

import csv
import gzip
import io
from collections.abc import Sequence
from pathlib import Path

LABELS = (
    "CPSC_Case_Number", "Treatment_Date", "Age", "Sex", "Race", "Body_Part", "Diagnosis", "Other_Diagnosis",
    "Disposition", "Location", "Product_1", "Product_2", "Alcohol", "Narrative", "Weight",
)  # fmt: skip
A_FALL = (
    "170102921", "2017-01-01", "96.0", "MALE", "N.S.", "ELBOW", "LACERATION", "", "TREATED/EXAMINED AND RELEASED",
    "HOME", "FLOORS OR FLOORING MATERIALS", "0", "", "96YOM SLIPPED ON A FLOOR", "87.0904",
)  # fmt: skip


def labelled(**cells: str) -> tuple[str, ...]:
    """The fall in labels, with other cells."""
    return tuple(cells.get(name, value) for name, value in zip(LABELS, A_FALL, strict=True))


def many(count: int) -> list[tuple[str, ...]]:
    """So many falls, each with a case number of its own."""
    return [labelled(CPSC_Case_Number=str(170100000 + number)) for number in range(count)]


def write(path: Path, rows: Sequence[Sequence[str]], headings: Sequence[str] = LABELS) -> Path:
    """A file with these headings and rows; compressed when it is called .gz."""
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    data = text.getvalue().encode("utf-8")
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path
