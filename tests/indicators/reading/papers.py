"""The simulated papers with their answer keys, and the sample papers of the source where they are at hand."""

from pathlib import Path

import pytest
import yaml

from safecommunity.indicators.reading import scoring

HERE = Path(__file__).resolve().parent / "papers"
SHARED = Path(__file__).resolve().parents[4] / "shared"
if not SHARED.exists():
    SHARED = Path(__file__).resolve().parents[5] / "shared"
NAMES = tuple(sorted(path.stem for path in HERE.glob("*.yaml")))


def paper(name):
    """One of them, as data."""
    return yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8"))


def scored(name):
    """How well it is read."""
    data = paper(name)
    return scoring.score(
        name,
        data["text"],
        scoring.key_of(data["quantities"]),
        scoring.pairs_of(data["pairs"]),
        data.get("also", ()),
    )


def source():
    """(key, text) of the ten sample papers; skips where the folder beside the repository is absent."""
    key = SHARED / "standards" / "seed_facts.yaml"
    text = SHARED / "source" / "ten-safe-community-documents.txt"
    if not (key.exists() and text.exists()):
        pytest.skip("the ten sample papers are not beside this repository")
    return yaml.safe_load(key.read_text("utf-8")), text.read_text("utf-8")
