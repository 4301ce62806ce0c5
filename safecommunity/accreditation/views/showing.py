"""What the pages of a round say of its score."""

from typing import Any

from safecommunity.accreditation import words
from safecommunity.accreditation.queries import rounds
from safecommunity.accreditation.queries.bursts import Burst
from safecommunity.accreditation.standards.reading import decimal
from safecommunity.accreditation.standards.shape import FIRM


def of_tree(tree: rounds.Tree) -> dict[str, Any]:
    """What the pages of a round say of its score."""
    standard, score = tree.standard, tree.score
    most = float(score.most)
    left = sum(not line.graded for branch in tree.branches for line in branch.lines)
    return {
        "standard": standard, "title": words.text(standard.title), "scored": bool(standard.parts),
        "total": decimal(score.total), "most": decimal(score.most),
        "share": float(score.total) / most * 300 if most else 0,
        "marks": [
            {"title": words.text(v.title), "at": decimal(v.at_least), "x": float(v.at_least) / most * 300}
            for v in standard.verdicts if v.at_least and most
        ],
        "verdict": words.text(score.verdict.title) if score.verdict else "",
        "passed": bool(score.verdict and standard.verdicts and score.verdict == standard.verdicts[0]),
        # the highest mark the total has passed although no verdict can be given yet
        "passing": next(
            (decimal(v.at_least) for v in standard.verdicts[:1] if v.at_least and score.total >= v.at_least), ""
        ),
        "zero": score.zero, "left": left, "all": len(score.by_item), "official": score.official,
        "met": score.met, "vetoes": [words.text(v.text) for v in standard.vetoes],
        "branches": _branches(tree),
        "gains": [
            {"item": item, "text": words.text(item.text), "points": decimal(points)} for item, points in tree.gains
        ],
    }  # fmt: skip


def _branches(tree: rounds.Tree) -> list[dict[str, Any]]:
    """Elements with their items, ready to print."""
    return [
        {
            "branch": branch, "title": words.text(branch.element.title), "points": decimal(branch.points),
            "most": decimal(branch.most), "wide": branch.share * 90,
            "lines": [
                {"line": line, "text": words.text(line.item.text), "points": decimal(line.points),
                 "most": decimal(line.most), "firm": line.item.basis in FIRM}
                for line in branch.lines
            ],
        }
        for branch in tree.branches
    ]  # fmt: skip


def of_burst(burst: Burst) -> dict[str, Any]:
    """When evidence came in, as a drawing of twelve months and numbers beside it."""
    most = max((n for _month, n in burst.months), default=0)
    return {
        "burst": burst, "burst_share": f"{burst.share * 100:.0f}%" if burst.share is not None else "",
        "burst_gap": f"{burst.gap:g}" if burst.gap is not None else "",
        "burst_bars": [
            {"month": month, "n": n, "x": 4 + at * 25, "y": 50 - (n / most * 44 if most else 0),
             "high": n / most * 44 if most else 0, "label": month[5:]}
            for at, (month, n) in enumerate(burst.months)
        ],
    }  # fmt: skip
