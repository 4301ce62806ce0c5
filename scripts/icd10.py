"""Make codes/icd10.yaml from the standards data: `python scripts/icd10.py ICD10_EXTERNAL_CAUSES.yaml`.

The ranges are taken over as they stand; traditional labels are converted. What the card adds (which causes and
intents agree with which rows) stands in codes/icd10_card.yaml and is written by hand.
"""

import sys
from pathlib import Path
from typing import Any

import opencc
import yaml

CODES = Path(__file__).resolve().parent.parent / "safecommunity" / "injuries" / "codes"
INTENTS = {"u": "unintentional", "s": "suicide", "h": "homicide", "n": "undetermined", "l": "legal_war"}
CONVERT = opencc.OpenCC("s2twp").convert


def text(one: dict[str, Any]) -> dict[str, str]:
    """The label in three languages."""
    return {"zh-Hans": one["zh"], "zh-Hant": CONVERT(one["zh"]), "en": one["en"]}


def made(standard: dict[str, Any]) -> dict[str, Any]:
    """The product's file."""
    blocks = []
    for block in standard["blocks"]:
        for part in (*block.get("sub", ()), block):
            blocks.append({"range": part["range"], "label": text(part), "basis": block["basis"]})
            if block.get("in_matrix") == "excluded":
                blocks[-1]["excluded"] = True
    return {
        "schema": {"version": 1},
        "source": standard["source"],
        "syntax": standard["schema"]["range_syntax"],
        "blocks": blocks,
        "intents": [{"code": one["code"], "label": text(one), "all": one["all"]} for one in standard["intents"]],
        "activity": [item["c"] for item in standard["activity_codes"]["items"]],
        "matrix": [
            {"code": row["code"], "label": text(row), "basis": row["basis"],
             **({"parent": row["parent"]} if "parent" in row else {}),
             **{name: row[key] for key, name in INTENTS.items() if row[key]}}
            for row in standard["matrix"]
        ],
    }  # fmt: skip


def main(source: str) -> None:
    """Write the file."""
    data = made(yaml.safe_load(Path(source).read_text(encoding="utf-8")))
    head = (
        "# ICD-10 (WHO edition) chapter XX: blocks and the mechanism x intent matrix. "
        "Made by scripts/icd10.py; do not edit.\n"
        "# basis: read = seen in a source named here; recalled = not checked; mixed = part of each.\n"
    )
    body = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=160, default_flow_style=None)
    (CODES / "icd10.yaml").write_text(head + body, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
