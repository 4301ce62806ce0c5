"""Words that stand in workbooks and in figures, by language: data, because they are read as well as written."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml


@lru_cache
def words() -> dict[str, Any]:
    """All of them."""
    file = Path(__file__).resolve().parent / "codes" / "words.yaml"
    found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found
