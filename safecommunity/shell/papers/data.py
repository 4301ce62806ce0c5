"""Digits, faces and names of languages, from `frame.yaml`."""

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def frame() -> dict[str, Any]:
    """The file's content."""
    text = resources.files("safecommunity.shell.papers").joinpath("frame.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    return read
