"""`safecommunity documents`: what a text states, and how well texts with an answer key are read."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from safecommunity.indicators.reading import scoring, seed_key
from safecommunity.indicators.reading.document import read
from safecommunity.indicators.reading.problems import exact
from safecommunity.indicators.reading.scoring import Score
from safecommunity.web.commands import Refused, out

LEAST = 0.9  # below this the command answers with 1


def run(options: argparse.Namespace) -> int:
    """Dispatch."""
    return _score(options) if options.act == "score" else _read(options)


def _text(path: Path, option: str) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as reason:
        raise Refused(f"{option}: got {path}; allowed: a text in UTF-8 ({reason})") from reason


def _read(options: argparse.Namespace) -> int:
    """Each quantity and each pair of a text."""
    try:
        reading = read(_text(options.file, "file"))
    except ValueError as reason:
        raise Refused(str(reason)) from reason
    told = [
        {
            "start": one.start, "end": one.end, "words": reading.text[one.start : one.end], "value": exact(one.value),
            "upper": exact(one.upper) if one.upper is not None else "", "unit": one.unit, "qualifier": one.qualifier,
            "kind": one.kind, "about": one.about, "period": one.when.period if one.when else "", "n": one.n,
            "target": one.target,
        }
        for one in reading.quantities
    ]  # fmt: skip
    pairs = [{"subject": one.subject, "before": one.before, "after": one.after, "word": one.word}
             for one in reading.pairs]  # fmt: skip
    if options.format == "json":
        out(json.dumps({"quantities": told, "pairs": pairs}, ensure_ascii=False))
        return 0
    for one in told:
        upper = f"..{one['upper']}" if one["upper"] else ""
        out(f"{one['words']}\t{one['value']}{upper} {one['unit']}\t{one['qualifier']}\t{one['about']}")
    words = [str(one["words"]) for one in told]
    for pair in reading.pairs:
        out(f"{pair.subject}: {words[pair.before]} -> {words[pair.after]}")
    return 0


def _score(options: argparse.Namespace) -> int:
    """Recall and precision of quantities and pairs, paper by paper and together."""
    scores: list[Score] = []
    for path in options.key:
        scores += _scores(_key(path), options.text, path)
    scores.append(scoring.together(scores))
    if options.format == "json":
        out(json.dumps([_plainly(one) for one in scores], ensure_ascii=False))
    else:
        for one in scores:
            out(_line(one))
            for text in (*one.missed, *one.extra) if options.verbose and one.name != "all" else ():
                out(f"    {text}")
    last = scores[-1]
    return 0 if min(last.recall, last.precision, last.pair_recall, last.pair_precision) >= LEAST else 1


def _key(path: Path) -> Mapping[str, Any]:
    import yaml

    try:
        found = yaml.safe_load(_text(path, "--key"))
    except yaml.YAMLError as reason:
        raise Refused(f"--key: got {path}, which is no YAML; {reason}") from reason
    if not isinstance(found, dict) or not (
        {"documents"} <= set(found) or {"text", "quantities"} <= set(found)
    ):
        raise Refused(f"--key: got {path}; allowed: documents with facts, or a text with its quantities")
    return found


def _scores(key: Mapping[str, Any], text: Path | None, path: Path) -> list[Score]:
    try:
        if "documents" not in key:
            quantities, pairs = scoring.key_of(key["quantities"]), scoring.pairs_of(key.get("pairs", ()))
            return [scoring.score(path.stem, key["text"], quantities, pairs, key.get("also", ()))]
        if text is None:
            raise Refused(f"--text: got none; {path} needs the text its facts are of")
        return seed_key.scores(key, _text(text, "--text"))
    except (ValueError, KeyError, TypeError) as reason:
        raise Refused(f"--key: got {path}; {reason}") from reason


def _plainly(one: Score) -> dict[str, Any]:
    return {
        "name": one.name, "quantities": one.expected, "recall": round(one.recall, 4),
        "precision": round(one.precision, 4), "pairs": one.pairs_expected, "pair_recall": round(one.pair_recall, 4),
        "pair_precision": round(one.pair_precision, 4),
    }  # fmt: skip


def _line(one: Score) -> str:
    return (
        f"{one.name}: quantities {one.right} of {one.expected}, recall {one.recall:.3f}, "
        f"precision {one.precision:.3f}; "
        f"pairs {one.pairs_right} of {one.pairs_expected}, recall {one.pair_recall:.3f}, "
        f"precision {one.pair_precision:.3f}"
    )
