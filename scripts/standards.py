"""Make accreditation/codes/standards/*.yaml: `python scripts/standards.py FOLDER_OF_STANDARDS_DATA`.

Texts are taken over as they stand, with their basis; traditional texts are converted character by character, so that
社区 stays 社區. What each item is answered by (figures of our catalogue) stands in codes/answers.yaml, by hand.
"""

import sys
from pathlib import Path
from typing import Any

import opencc
import yaml

CODES = Path(__file__).resolve().parent.parent / "safecommunity" / "accreditation" / "codes"
CONVERT = opencc.OpenCC("s2tw").convert
Data = dict[str, Any]

CENTRE = {"zh": "全国安全社区促进中心", "en": "National Safe Community Promotion Centre"}
ADMINISTRATION = {"zh": "国家安全生产监督管理总局", "en": "State Administration of Work Safety"}
ISCCC = {"zh": "国际安全社区认证中心", "en": "International Safe Community Certifying Centre"}
WHO = {
    "zh": "世界卫生组织社区安全促进合作中心",
    "en": "WHO Collaborating Centre on Community Safety Promotion",
}
NEW_ZEALAND = {"zh": "新西兰安全社区基金会", "en": "Safe Communities Foundation New Zealand"}
SCHOOLS = {"zh": "国际安全学校", "en": "International Safe School"}
CITY = {"zh": "市安委会办公室", "en": "City work-safety committee office"}
EARTHQUAKE = {"zh": "防震减灾工作主管部门", "en": "Earthquake authorities"}
DISASTER = {"zh": "减灾工作主管部门", "en": "Disaster-reduction authorities"}

# the elements of AQ/T 9001 by the names of our twelve boxes; the municipal sheet joins these items of the national one
JOINED = ((17, 18), (36, 37), (45, 46), (47, 48), (49, 50))


def texts(one: Data) -> dict[str, str]:
    """Three languages of one text."""
    zh = str(one.get("zh") or one.get("zh-Hans"))
    return {"zh-hans": zh, "zh-hant": CONVERT(zh), "en": str(one["en"])}


def english(one: Data, fallback: str) -> Data:
    """A text that has no English in the data says so in the words given."""
    return one if one.get("en") else {**one, "en": fallback}


def item(number: str, one: Data, **more: Any) -> Data:
    """One item of a sheet."""
    return {"id": number, "text": texts(one), **{k: v for k, v in more.items() if v not in (None, "", [])}}


def head(number: str, version: str, kind: str, level: str, status: str, publisher: Data, title: Data) -> Data:
    """What every sheet begins with."""
    return {
        "schema": {"version": 1}, "id": number, "version": version, "kind": kind, "level": level, "status": status,
        "languages": ["zh-hans", "zh-hant", "en"], "publisher": texts(publisher), "title": texts(title),
    }  # fmt: skip


def sources(data: Data, keys: set[str]) -> list[Data]:
    """The sources a sheet names."""
    return [one for one in data["source"] if one["key"] in keys]


def of_aqt(aqt: Data) -> Data:
    """AQ/T 9001: twelve elements, their duties as items."""
    made = head("aqt-9001", "2006", "criteria", "", "current", ADMINISTRATION, aqt["standard"]["title"])
    made["dates"] = {"issued": "2006-01", "effective": "2006-05-01"}
    made["note"] = {
        "zh-hans": "实施日期凭记忆；条款用本项目的话转述，不是标准原文。",
        "zh-hant": "實施日期憑記憶；條款用本項目的話轉述，不是標準原文。",
        "en": "The date of effect is recalled; clauses are restated in our words, not the standard's text.",
    }
    made["sources"] = aqt["source"]
    made["elements"] = [
        {
            "id": str(one["n"]), "title": texts(one["title"]), "basis": one["basis"],
            "items": [
                item(duty["id"], duty, basis=duty["basis"])
                for duty in one.get("duties", ())
            ],
        }
        for one in aqt["elements"]
    ]  # fmt: skip
    return made


def scored(cn: Data) -> Data:
    """The rules of the national sheet, as data."""
    rules = cn["scoring_national"]
    return {
        "total": str(rules["max_total"]),
        "basis": rules["basis"],
        "parts": [{"code": p["code"], "title": texts(p), "points": str(p["points"])} for p in rules["parts"]],
        "grades": [{"code": g["code"], "title": texts(g), "share": str(g["share"])} for g in rules["grades"]],
        "verdicts": [
            {"code": "pass", "title": texts(rules["verdict"][0]), "at_least": "100", "every_item_above": "0"},
            {
                "code": "extend",
                "title": texts(rules["verdict"][1]),
                "at_least": "75",
                "every_item_above": "0",
            },
            {"code": "fail", "title": texts(rules["verdict"][2]), "at_least": "0"},
        ],
    }


# which records of the product may tell whether a veto holds: our own mapping
TOLD_BY = {"V1": "work_deaths", "V2": "larger_event", "V3": "falsified", "V4": "built"}


def vetoes(cn: Data) -> list[Data]:
    """What fails a place whatever its score."""
    return [
        {"id": v["id"], "text": texts(v), "basis": v["basis"], "told_by": TOLD_BY[v["id"]]}
        for v in cn["veto_conditions"]
    ]


def of_nation(cn: Data, aqt: Data) -> Data:
    """The national sheet: 12 × 50, 150 points."""
    title = {"zh": "全国安全社区现场评定表", "en": "On-site evaluation form for National Safe Communities"}
    made = head("cn-national", "暂行", "scored", "national", "current", CENTRE, title)
    made["sources"] = sources(cn, {"SCORE", "FORM"})
    made["scoring"] = scored(cn)
    made["vetoes"] = vetoes(cn)
    made["elements"] = [
        {
            "id": str(e["n"]), "title": texts(e["title"]), "basis": "read",
            "items": [
                item(str(one["n"]), one, basis=one["basis"], answers=[f"aqt-9001:{e['n']}"])
                for one in cn["indicators_national"]["items"] if one["e"] == e["n"]
            ],
        }
        for e in aqt["elements"]
    ]  # fmt: skip
    return made


def of_city(cn: Data, aqt: Data) -> Data:
    """The municipal variant: 12 × 45, 100 points, pass at 90; which items are joined is our assumption."""
    title = {"zh": "市级安全社区评定表（示例）", "en": "Municipal evaluation form (example)"}
    made = head("cn-municipal", "示例", "scored", "municipal", "current", CITY, title)
    made["sources"] = sources(cn, {"CITY"})
    made["note"] = {
        "zh-hans": "读到的只有项数、总分和合格线；哪几项合并、每项几分是本项目的假设。",
        "zh-hant": "讀到的只有項數、總分和合格線；哪幾項合併、每項幾分是本項目的假設。",
        "en": "Only the number of items, total and pass mark were read; which items are joined is our assumption.",
    }
    rules = scored(cn)
    # 45 items share 100 points; the parts keep the national sheet's proportions
    rules["total"], rules["basis"] = "100", "mixed"
    rules["parts"] = [
        {**part, "points": str(points)}
        for part, points in zip(rules["parts"], ("16/27", "20/27", "24/27"), strict=True)
    ]
    rules["verdicts"] = [
        {**rules["verdicts"][0], "at_least": "90"},
        {**rules["verdicts"][2], "at_least": "0"},
    ]
    made["scoring"] = rules
    made["vetoes"] = vetoes(cn)
    partner = dict(JOINED)
    gone = {second for _first, second in JOINED}
    by_number = {one["n"]: one for one in cn["indicators_national"]["items"]}
    made["elements"], number = [], 0
    for e in aqt["elements"]:
        items = []
        for one in cn["indicators_national"]["items"]:
            if one["e"] != e["n"] or one["n"] in gone:
                continue
            number += 1
            also = by_number.get(partner.get(one["n"], 0))
            words = one if also is None else {
                "zh": f"{one['zh']}；{also['zh']}", "en": f"{one['en']}; {also['en']}"
            }  # fmt: skip
            same = [f"cn-national:{n['n']}" for n in (one, also) if n]
            items.append(item(str(number), words, basis="reconstructed", answers=same))
        made["elements"].append({
            "id": str(e["n"]), "title": texts(e["title"]), "basis": "read", "items": items,
        })  # fmt: skip
    return made


def of_world(who: Data) -> list[Data]:
    """The criteria sets of the international programme, one after the other and beside each other."""
    found = []
    publishers = {
        "who6": WHO, "isc7": ISCCC, "isccc6": ISCCC, "panpacific6": NEW_ZEALAND, "safe_school8": SCHOOLS,
    }  # fmt: skip
    for one in who["criteria_sets"]:
        number = one["id"].replace("_", "-")
        level = {"current": "international", "superseded": "international", "regional": "regional"}.get(
            one["status"], "setting"
        )
        made = head(number, "1", "criteria", level, one["status"], publishers[one["id"]], one["title"])
        made["sources"] = sources(who, set(one["from"]))
        groups = who["crosswalk_isccc_to_aqt"]
        made["elements"] = [
            {
                "id": "1", "title": texts(one["title"]), "basis": "read",
                "items": [
                    item(
                        c["id"], c, basis=c["basis"], records=c.get("evidence"),
                        answers=[f"aqt-9001:{n}" for n in groups.get(c["id"], ())]
                        or ([f"who6:{c['same_as']}"] if c.get("same_as", "NEW") != "NEW" else None),
                    )
                    for c in one["items"]
                ],
            }
        ]  # fmt: skip
        found.append(made)
    return found


def of_earthquake(data: Data) -> Data:
    """The earthquake-safe demonstration community."""
    one = data["earthquake_community"]
    made = head("earthquake-safe", "1", "criteria", "setting", "current", EARTHQUAKE, one["title"])
    made["sources"] = sources(data, {"SEED", "YN", "SD", "XY", "CTY", "MEM"})
    made["elements"] = [
        {
            "id": "1", "title": texts(one["title"]), "basis": "mixed",
            "items": [
                item(c["id"], english(c, "archive"), basis=c["basis"], records=c.get("evidence"))
                for c in one["criteria"]
            ],
        }
    ]  # fmt: skip
    return made


def of_disaster(data: Data) -> Data:
    """The disaster-reduction demonstration community: conditions, ten groups, and the points that were read."""
    one = data["disaster_reduction_community"]
    made = head("disaster-reduction", "1", "criteria", "setting", "current", DISASTER, one["title"])
    made["sources"] = sources(data, {"DR1", "DR2", "MEM"})
    conditions = {"zh": "基本条件", "en": "Basic conditions"}
    elements: list[Data] = [
        {
            "id": "B", "title": texts(conditions), "basis": "read",
            "items": [item(c["id"], c, basis=c["basis"]) for c in one["basic_conditions"]],
        }
    ]  # fmt: skip
    read = one["scoring_current_part_read"]
    for group in one["requirement_groups"]:
        items = [
            item(c["id"], c, basis="read", points=str(c["points"]))
            for c in read if c["id"].split(".")[0] == str(group["g"])
        ] or [item(f"{group['g']}", group, basis=group["basis"])]  # fmt: skip
        elements.append({
            "id": str(group["g"]), "title": texts(group), "basis": group["basis"], "items": items,
        })  # fmt: skip
    made["elements"] = elements
    return made


def main(folder: str) -> None:
    """Write the files."""

    def load(name: str) -> Data:
        found: Data = yaml.safe_load((Path(folder) / f"{name}.yaml").read_text(encoding="utf-8"))
        return found

    aqt, cn, who = load("aqt_9001_2006"), load("cn_designation"), load("who_isccc")
    quake = load("earthquake_disaster_community")
    sheets = [
        of_aqt(aqt), of_nation(cn, aqt), of_city(cn, aqt), *of_world(who), of_earthquake(quake), of_disaster(quake),
    ]  # fmt: skip
    for sheet in sheets:
        body = yaml.safe_dump(sheet, allow_unicode=True, sort_keys=False, width=160, default_flow_style=None)
        words = "# Made by scripts/standards.py; basis: read, recalled (not checked), reconstructed, derived, mixed.\n"
        (CODES / "standards" / f"{sheet['id']}.yaml").write_text(words + body, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
