"""A list into the register: what is taken, what is refused, that nothing is doubled or lost, who may."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from safecommunity.accounts.models import User
from safecommunity.injuries import facts
from safecommunity.injuries.importing import ahead, command, fields, runs
from safecommunity.injuries.importing.container import Unreadable
from safecommunity.injuries.importing.reading import Source, open_table
from safecommunity.injuries.models import Injury, Report, ReportPerson
from safecommunity.intake import actions as intake
from safecommunity.intake import vault
from safecommunity.intake.models import ImportRun
from safecommunity.journal.models import AuditEvent, Change
from tests.injuries import lists
from tests.injuries.conftest import NOW, START, World, reader

pytestmark = pytest.mark.db


def bring(
    world: World, content: bytes, tmp_path: Path, name: str = "list.csv", **rest: Any
) -> dict[str, Any]:
    """Import into the street, as the command line does."""
    path = lists.write(tmp_path / name, content)
    options = {"place": world.street, "mapping": "auto", "by": "operator", "clock": lambda: NOW} | rest
    return command.import_list(path=path, **options)


def stored() -> tuple[int, int, int, int]:
    return (
        Report.objects.count(),
        Injury.objects.count(),
        ReportPerson.objects.count(),
        Change.objects.filter(fact="injury").count(),
    )


# ---- what is taken


def test_a_good_row_becomes_a_report_with_everything_it_says(world: World, tmp_path: Path) -> None:
    done = bring(world, lists.csv_bytes([lists.row(身份证号="110101194805100021")]), tmp_path)
    assert (done["read"], done["accepted"], done["rejected"], done["duplicates"], done["probable"]) == (
        1,
        1,
        0,
        0,
        0,
    )
    report = Report.objects.select_related("residence", "injury", "own_injury", "place").get()
    names = ("sex", "age_years", "cause", "place_kind", "activity", "intent", "nature", "body_part", "severity",
             "outcome", "case_no", "precision", "source", "is_primary", "state")  # fmt: skip
    assert [getattr(report, name) for name in names] == [
        2, 78, 3, 1, 6, 1, 1, 3, 2, 1, "B1", "hour", "import", True, "live",
    ]  # fmt: skip
    assert report.injury_time.isoformat() == "2026-10-02T13:00:00+00:00"  # 21:00 in China
    assert str(report.injury_on) == "2026-10-02"
    assert (report.residence, report.place) == (world.community, world.street)
    assert report.injury == report.own_injury
    assert (report.person.name, report.person.id_number) == ("模拟甲", "110101194805100021")
    assert [row["hour"] for row in facts.all_rows()] == [21]


def test_the_batch_is_one_event_that_names_its_run_and_nobody(world: World, tmp_path: Path) -> None:
    done = bring(world, lists.csv_bytes(lists.many(3)), tmp_path)
    event = AuditEvent.objects.get(action="bulk_record")
    assert (event.detail["rows"], event.detail["run"]) == (3, done["run"])
    assert "模拟甲" not in str(event.detail)
    assert set(event.changes.values_list("ref", flat=True)) == {row["ref"] for row in facts.all_rows()}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_in_each_encoding_and_separator(
    world: World, tmp_path: Path, encoding: str, separator: str
) -> None:
    content = lists.csv_bytes(lists.many(2), encoding=encoding, separator=separator)
    assert bring(world, content, tmp_path)["accepted"] == 2


def test_a_workbook_gives_the_same_as_text(world: World, tmp_path: Path) -> None:
    from datetime import datetime

    rows = [list(lists.HEADINGS), lists.row(年龄=78, 伤害发生时间=datetime(2026, 10, 2, 21), 是否故意=1)]
    assert bring(world, lists.xlsx_bytes(rows), tmp_path, "a.xlsx")["accepted"] == 1
    again = bring(world, lists.csv_bytes([lists.row()]), tmp_path)
    assert (again["accepted"], again["duplicates"]) == (0, 1)


def test_a_cell_may_hold_line_breaks_in_quotes(world: World, tmp_path: Path) -> None:
    text = (
        lists.csv_text([], headings=(*lists.HEADINGS, "经过"))
        + ",".join(lists.row())
        + ',"第一行\n第二行，有逗号"\r\n'
    )
    assert bring(world, text.encode(), tmp_path)["accepted"] == 1
    assert Report.objects.get().narrative == "第一行\n第二行，有逗号"


def test_an_identity_number_tells_sex_and_age_where_the_list_does_not(world: World, tmp_path: Path) -> None:
    bring(world, lists.csv_bytes([lists.row(性别="", 年龄="", 身份证号="110101194805100021")]), tmp_path)
    report = Report.objects.get()
    assert (report.sex, report.age_years) == (
        2,
        78,
    )  # seventeenth digit even; born 1948-05-10, hurt 2026-10-02


def test_people_who_live_elsewhere_are_no_residents(world: World, tmp_path: Path) -> None:
    bring(world, lists.csv_bytes([lists.row(居住社区="外地")]), tmp_path)
    report = Report.objects.get()
    assert (report.residence, report.lives_elsewhere) == (None, True)


# ---- twice


def test_the_same_list_again_adds_nothing(world: World, tmp_path: Path) -> None:
    content = lists.csv_bytes(lists.many(5))
    bring(world, content, tmp_path)
    before = stored()
    again = bring(world, content, tmp_path)
    assert (again["read"], again["accepted"], again["duplicates"]) == (5, 0, 5)
    assert stored() == before


def test_a_list_without_numbers_is_told_apart_by_what_it_says(world: World, tmp_path: Path) -> None:
    twins = [lists.row(编号="", 姓名=""), lists.row(编号="", 姓名=""), lists.row(编号="", 姓名="", 性别="男")]
    assert (
        bring(world, lists.csv_bytes(twins), tmp_path)["accepted"] == 3
    )  # alike to the letter is still two people
    again = bring(world, lists.csv_bytes(twins), tmp_path)
    assert (again["accepted"], again["duplicates"]) == (0, 3)


def test_good_rows_first_and_the_corrected_file_afterwards_is_the_whole_list_once(
    world: World, tmp_path: Path
) -> None:
    rows = [lists.row(编号="", 姓名=f"模拟{n}") for n in range(4)]
    bad = [*rows]
    bad[2] = lists.row(编号="", 姓名="模拟2", 伤害发生原因="不知道啊")
    first = bring(world, lists.csv_bytes(bad), tmp_path)
    assert (first["accepted"], first["rejected"]) == (3, 1)
    second = bring(world, lists.csv_bytes(rows), tmp_path)
    assert (second["accepted"], second["duplicates"]) == (1, 3)
    assert Report.objects.count() == 4


def test_a_dry_run_stores_nothing_and_counts_the_same(world: World, tmp_path: Path) -> None:
    rows = [*lists.many(3), lists.row(编号="X", 性别="？？"), lists.row(编号="B1", 年龄="6")]
    events = AuditEvent.objects.count()
    dry = bring(world, lists.csv_bytes(rows), tmp_path, dry_run=True)
    assert (stored(), ImportRun.objects.count(), AuditEvent.objects.count()) == ((0, 0, 0, 0), 0, events)
    wet = bring(world, lists.csv_bytes(rows), tmp_path)
    assert {n: dry[n] for n in ("read", "accepted", "rejected", "duplicates")} == {
        n: wet[n] for n in ("read", "accepted", "rejected", "duplicates")
    }


# ---- bad rows: row and column, what came, what is allowed


@pytest.mark.parametrize(
    ("cells", "column", "came", "allowed"),
    [
        ({"年龄": "200"}, "年龄", "200", "0—120"),
        ({"性别": "X"}, "性别", "X", "1 男"),
        ({"伤害发生原因": "77"}, "伤害发生原因", "77", "1 机动车车祸"),
        ({"伤害发生时间": "2026-13-02 8时"}, "伤害发生时间", "2026-13-02 8时", "月份 13 不存在"),
        ({"伤害发生时间": "2027-01-01"}, "伤害发生时间", "2027-01-01", "2026-11-23"),
        ({"伤害发生时间": ""}, "伤害发生时间", "", "必填"),
        ({"是否故意": ""}, "是否故意", "", "必填"),
        ({"就诊时间": "2026-10-02 20:00"}, "就诊时间", "2026-10-02 20:00", "早于"),
        ({"居住社区": "另中社区"}, "居住社区", "另中社区", "示例街道里没有这个地方"),
        ({"结局": "死亡", "严重程度": "1"}, "严重程度", "1", "死亡"),
        ({"身份证号": "110101194805100022"}, "身份证号", "（18 个字符，不显示）", "末位"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named_with_row_and_column(
    world: World, tmp_path: Path, cells: dict[str, str], column: str, came: str, allowed: str
) -> None:
    done = bring(world, lists.csv_bytes([lists.row(), lists.row(编号="B2", **cells)]), tmp_path)
    assert (done["accepted"], done["rejected"]) == (1, 1)
    assert [(e["row"], e["column"], e["came"]) for e in done["errors"]] == [(3, column, came)]
    assert allowed in done["errors"][0]["allowed"]


def test_all_errors_of_all_rows_come_together(world: World, tmp_path: Path) -> None:
    done = bring(
        world,
        lists.csv_bytes([lists.row(性别="X", 年龄="200"), lists.row(编号="B2", 结局="飞走了")]),
        tmp_path,
    )
    assert [(e["row"], e["column"]) for e in done["errors"]] == [(2, "性别"), (2, "年龄"), (3, "结局")]
    assert stored() == (0, 0, 0, 0)


def test_a_number_twice_with_other_content_is_an_error_naming_the_first(world: World, tmp_path: Path) -> None:
    done = bring(world, lists.csv_bytes([lists.row(), lists.row(年龄="9"), lists.row()]), tmp_path)
    assert (done["accepted"], done["rejected"], done["duplicates"]) == (1, 1, 1)
    assert "第 2 行" in done["errors"][0]["allowed"]


def test_a_name_two_places_bear_is_an_error_naming_both(world: World, tmp_path: Path) -> None:
    from safecommunity.places import actions as places

    for parent in (world.street, world.other_street):
        places.create_place(
            name="同名社区", level="community", parent=parent, by="test", at=NOW, starts=START
        )
    done = bring(world, lists.csv_bytes([lists.row(居住社区="同名社区")]), tmp_path, place=world.district)
    assert "另一街道同名社区" in done["errors"][0]["allowed"]
    assert "示例街道同名社区" in done["errors"][0]["allowed"]
    named = bring(
        world, lists.csv_bytes([lists.row(居住社区="另一街道同名社区")]), tmp_path, place=world.district
    )
    assert named["accepted"] == 1


def test_a_row_with_a_cell_too_many_is_refused(world: World, tmp_path: Path) -> None:
    done = bring(world, (lists.csv_text([lists.row()]).rstrip() + ",多\r\n").encode(), tmp_path)
    assert (done["rejected"], done["errors"][0]["allowed"]) == (1, "每个表头一格，共 16 格")


# ---- bad files: one sentence, the database as it was


def refused(world: World, content: bytes, tmp_path: Path, name: str = "bad.xlsx") -> str:
    events = AuditEvent.objects.count()
    with pytest.raises(Unreadable) as reason:
        bring(world, content, tmp_path, name)
    assert (stored(), ImportRun.objects.count(), AuditEvent.objects.count()) == ((0, 0, 0, 0), 0, events)
    return str(reason.value)


BOOK = [list(lists.HEADINGS), lists.row()]


def test_formulas_are_refused_naming_the_cell(world: World, tmp_path: Path) -> None:
    assert "C3" in refused(world, lists.xlsx_bytes(BOOK, formula=(2, 2)), tmp_path)


def test_a_password_protected_workbook_is_refused_by_name(world: World, tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert "密码" in refused(world, ole, tmp_path)


@pytest.mark.parametrize("kept", [0.3, 0.9, 0.99])
def test_a_truncated_workbook_is_refused(world: World, tmp_path: Path, kept: float) -> None:
    whole = lists.xlsx_bytes(BOOK)
    assert "不完整" in refused(world, whole[: int(len(whole) * kept)], tmp_path)


def altered(content: bytes, part: str, change: Any) -> bytes:
    """A workbook with one part changed."""
    import zipfile

    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in old.infolist():
            data = old.read(one)
            new.writestr(one.filename, change(data) if one.filename == part else data)
    return target.getvalue()


def test_a_zip_bomb_is_refused_unread(world: World, tmp_path: Path) -> None:
    bomb = altered(lists.xlsx_bytes(BOOK), "xl/worksheets/sheet1.xml", lambda data: data + b" " * (80 << 20))
    assert "MB" in refused(world, bomb, tmp_path)


def test_declared_entities_are_refused(world: World, tmp_path: Path) -> None:
    def declare(data: bytes) -> bytes:
        return data.replace(b"<workbook", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook', 1)

    bad = altered(lists.xlsx_bytes(BOOK), "xl/workbook.xml", declare)
    assert "实体" in refused(world, bad, tmp_path)


def test_a_stray_cell_at_the_end_of_the_sheet_does_not_fill_the_memory(world: World, tmp_path: Path) -> None:
    def far(data: bytes) -> bytes:
        return data.replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        )

    assert "1,048,576" in refused(
        world, altered(lists.xlsx_bytes(BOOK), "xl/worksheets/sheet1.xml", far), tmp_path
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空"), (b"\r\n \r\n", "空"), (b"%PDF-1.7 x", ".xlsx"), (b"<html><table>", "网页"),
        (b"a,b\x00c\n", "零字节"),
        ("编号,性别\nB1,女\n".encode(), "伤害发生时间"), (",".join(lists.HEADINGS).encode(), "数据行"),
        ("编号,伤害发生时间\nB1,\"2026-10-02\n".encode(), "引号"), (b"\xff\xff\xff\xff\xff,\n\xff\n", "UTF-8"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_in_a_sentence(
    world: World, tmp_path: Path, content: bytes, says: str
) -> None:
    assert says in refused(world, content, tmp_path, "bad.csv")


# ---- headings


def test_two_rows_of_headings_with_merged_cells_are_read_as_one(world: World, tmp_path: Path) -> None:
    upper = ["编号", "患者", "", "", "", "伤害发生时间", "就诊时间", "居住社区", "伤害", *[""] * 7]
    lower = ["", "姓名", "性别", "年龄", "身份证号", "", "", "", *lists.HEADINGS[8:]]
    done = bring(world, lists.csv_bytes([lower, lists.row()], headings=tuple(upper)), tmp_path)
    assert (done["headings"], done["accepted"]) == ([1, 2], 1)


def test_a_title_above_the_headings_is_passed_over(world: World, tmp_path: Path) -> None:
    title = ("2026 年伤害登记表", *[""] * 15)
    done = bring(world, lists.csv_bytes([list(lists.HEADINGS), lists.row()], headings=title), tmp_path)
    assert (done["headings"], done["accepted"]) == ([2], 1)


def test_the_sheet_with_the_headings_is_found(world: World, tmp_path: Path) -> None:
    assert bring(world, lists.xlsx_bytes(BOOK, sheets=3), tmp_path, "a.xlsx")["accepted"] == 1


def test_an_unknown_column_is_left_out_and_said(world: World, tmp_path: Path) -> None:
    rows = [[*lists.row(), "x"]]
    done = bring(world, lists.csv_bytes(rows, headings=(*lists.HEADINGS, "备注")), tmp_path)
    assert (done["accepted"], done["unused"]) == (1, ["备注"])


def test_a_mapping_remembered_by_name_reads_headings_of_its_own(world: World, tmp_path: Path) -> None:
    headings = ("几号病人", *lists.HEADINGS[1:5], "出事那天", *lists.HEADINGS[6:])
    content = lists.csv_bytes(lists.many(2), headings=headings)
    refused(world, content, tmp_path, "own.csv")
    columns = dict(
        zip(
            headings,
            command.first_plan(open_table(Source.in_memory("x.csv", lists.csv_bytes(lists.many(1))))).chosen,
            strict=True,
        )
    )
    intake.remember_mapping(
        kind="injuries", name="门诊", place=world.street.pid, columns=columns, by="clerk", at=NOW
    )
    assert bring(world, content, tmp_path, mapping="门诊")["accepted"] == 2
    with pytest.raises(Unreadable, match="门诊"):
        bring(world, content, tmp_path, mapping="没有的")


# ---- rejected rows


def test_the_rejects_file_masks_numbers_and_disarms_formulas(world: World, tmp_path: Path) -> None:
    out = tmp_path / "rejects.csv"
    rows = [lists.row(), lists.row(编号="B2", 姓名="=cmd|x", 身份证号="110101194805100021", 性别="X")]
    bring(world, lists.csv_bytes(rows), tmp_path, rejects=out)
    text = out.read_text("utf-8-sig")
    assert "110101194805100021" not in text
    lines = list(csv.DictReader(io.StringIO(text)))
    assert [(line["编号"], line["姓名"], line["身份证号"]) for line in lines] == [("B2", "'=cmd|x", "•••21")]
    assert "性别" in lines[0][fields.REMARKS]
    assert (out.stat().st_mode & 0o777) == 0o600


# ---- the upload, its job and its reject workbook


@pytest.fixture
def clerk(world: World) -> Any:
    """A clerk of the street with an account, so that a job finds the rights again."""
    from safecommunity.accounts import actions as accounts

    user = accounts.create_user(
        username="clerk", display_name="clerk", password="a long password 1", by="t", at=NOW
    )
    accounts.grant_scope(user=user, role="clerk", place=world.street.pid, starts=START, by="t", at=NOW)
    return reader(user.pid, "clerk", place=world.street.pid)


def upload(world: World, clerk: Any, content: bytes, name: str = "list.csv", **backfill: Any) -> ImportRun:
    return runs.receive(
        reader=clerk, key=f"place:{world.street.pid}", name=name, content=content, mapping="auto", backfill=backfill,
        language="zh-hans", at=NOW,
    )  # fmt: skip


def work(run: ImportRun, importing: bool = True, batch: int | None = None) -> ImportRun:
    runs.work(run.pid, importing=importing, clock=lambda: NOW, batch=batch)
    run.refresh_from_db()
    return run


def test_an_upload_is_kept_sealed_and_deleted_when_all_of_it_is_stored(world: World, clerk: Any) -> None:
    run = upload(world, clerk, lists.csv_bytes(lists.many(3)))
    assert "模拟甲".encode() not in vault.path_of(run.pid).read_bytes()
    work(run, importing=False)
    assert (run.state, run.preview["good"], Report.objects.count()) == ("checked", 3, 0)
    work(run)
    assert (run.state, run.accepted, vault.is_kept(run.pid)) == ("done", 3, False)


def test_the_reject_workbook_corrected_and_sent_gives_the_whole_list_once(world: World, clerk: Any) -> None:
    from python_calamine import CalamineWorkbook

    from safecommunity.injuries.importing import remarks

    number = "110101194805100021"
    rows = [lists.row(编号="", 姓名=f"模拟{n}", 身份证号=number) for n in range(3)]
    rows[1][2] = "X"
    run = work(work(upload(world, clerk, lists.csv_bytes(rows)), importing=False))
    assert (run.accepted, run.rejected) == (2, 1)
    found = runs.lists_of(run, clerk, NOW)
    content = remarks.workbook(found.plan, run.pid, found.batches())
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert len(sheet) == 2
    assert number not in str(sheet)
    sheet[1][2] = "女"
    second = upload(world, clerk, lists.xlsx_bytes(sheet), "corrected.xlsx")
    work(work(second, importing=False))
    assert (second.accepted, second.rejected, second.duplicates) == (1, 0, 0)
    assert {person.id_number for person in ReportPerson.objects.all()} == {number}
    rows[1][2] = "女"
    third = work(work(upload(world, clerk, lists.csv_bytes(rows)), importing=False))
    assert (third.accepted, third.duplicates, Report.objects.count()) == (0, 3, 3)


def test_a_run_that_was_broken_off_goes_on_where_it_was(world: World, clerk: Any, monkeypatch: Any) -> None:
    run = work(upload(world, clerk, lists.csv_bytes(lists.many(10))), importing=False)
    from safecommunity.injuries.importing import work as working

    real, calls = working.record_list_batch, []

    def dies(**given: Any) -> Any:
        calls.append(given["start"])
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(**given)

    monkeypatch.setattr(working, "record_list_batch", dies)
    with pytest.raises(KeyboardInterrupt):
        work(run, batch=3)
    run.refresh_from_db()
    assert (run.state, run.position, run.accepted, Report.objects.count()) == ("running", 6, 6, 6)
    assert run.interrupted(NOW.replace(hour=20))
    monkeypatch.setattr(working, "record_list_batch", real)
    work(run, batch=4)  # even in other steps
    assert (run.state, run.read, run.accepted, Report.objects.count()) == ("done", 10, 10, 10)


def test_a_job_that_was_overtaken_stores_nothing_more(world: World, clerk: Any) -> None:
    run = work(upload(world, clerk, lists.csv_bytes(lists.many(2))), importing=False)
    lists_ = runs.lists_of(run, clerk, NOW)
    _rows, batch = next(lists_.batches())
    from safecommunity.injuries.actions.lists import pack, record_list_batch
    from safecommunity.injuries.importing.stored import listed

    with pytest.raises(intake.Overtaken), transaction.atomic():
        record_list_batch(
            run=run, worker="somebody else", start=0, stop=2, rows=pack(listed(batch, lists_.plan, lists_.ground)),
            errors=[], rejected=0, repeated=0, place=world.street, by="x", at=NOW,
        )  # fmt: skip
    assert stored() == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("column", "value"),
    [("cause", 77), ("cause", 0), ("body_part", 7), ("sex", 3), ("age_years", 121), ("age_months", 36), ("cost", -1.0),
     ("lives_elsewhere", True)],
)  # fmt: skip
def test_what_the_card_does_not_know_the_table_refuses_also_from_an_import(
    world: World, clerk: Any, column: str, value: Any
) -> None:
    """The values are put past the readers: the database's own checks hold, and the batch is refused as a whole."""
    from django.db import IntegrityError

    from safecommunity.injuries.actions.lists import pack, record_list_batch
    from safecommunity.injuries.importing.stored import listed

    run = work(upload(world, clerk, lists.csv_bytes(lists.many(2))), importing=False)
    found = runs.lists_of(run, clerk, NOW)
    _rows, batch = next(found.batches())
    good = listed(batch, found.plan, found.ground)
    given: dict[str, Any] = {
        "run": run, "worker": "", "start": 0, "stop": 2, "errors": [], "rejected": 0, "repeated": 0,
        "place": world.street, "by": "x", "at": NOW,
    }  # fmt: skip
    wrong = replace(good, columns={**good.columns, column: [value, value]})
    with pytest.raises(IntegrityError), transaction.atomic():
        record_list_batch(rows=pack(wrong), **given)
    assert stored() == (0, 0, 0, 0)
    assert record_list_batch(rows=pack(good), **given).accepted == 2


def test_batches_of_a_long_list_stand_or_fall_together_and_keep_an_audit_event_each(
    world: World, clerk: Any, monkeypatch: Any
) -> None:
    run = work(upload(world, clerk, lists.csv_bytes(lists.many(17))), importing=False)
    from safecommunity.injuries.importing import work as working

    monkeypatch.setattr(ahead, "helps", lambda _lists, _cut: True)
    monkeypatch.setattr(ahead, "ready", lambda found, cut: found.ready(cut))
    real = working.record_list_batch

    def dies(**given: Any) -> Any:
        if given["start"] == 15:
            raise KeyboardInterrupt
        return real(**given)

    monkeypatch.setattr(working, "record_list_batch", dies)
    with pytest.raises(KeyboardInterrupt):
        work(run, batch=3)
    run.refresh_from_db()
    # SQLite: six batches of which the last failed; elsewhere each by itself
    whole = 0 if connection.vendor == "sqlite" else 15
    assert (run.position, run.accepted, Report.objects.count()) == (whole, whole, whole)
    monkeypatch.setattr(working, "record_list_batch", real)
    work(run, batch=3)
    assert (Report.objects.count(), Change.objects.filter(fact="injury").count()) == (17, 17)
    assert AuditEvent.objects.filter(action="bulk_record", detail__run=run.pid).count() == 6


def test_a_long_list_ends_its_transaction_as_soon_as_somebody_else_wants_to_write(
    world: World, clerk: Any, monkeypatch: Any
) -> None:
    """By itself it takes eight batches at once on SQLite; somebody waits for the one that is at work, not for eight."""
    from safecommunity.injuries.importing import work as working

    run = work(upload(world, clerk, lists.csv_bytes(lists.many(17))), importing=False)
    monkeypatch.setattr(ahead, "helps", lambda _lists, _cut: True)
    monkeypatch.setattr(ahead, "ready", lambda found, cut: found.ready(cut))
    real, sizes, ways = working._store, [], []

    def hears(*given: Any) -> int:
        sizes.append(real(*given))
        return sizes[-1]

    monkeypatch.setattr(working, "_store", hears)
    monkeypatch.setattr(working.turns, "give_way", lambda: ways.append(len(sizes)))
    monkeypatch.setattr(working.turns, "wanted", lambda: len(sizes) < 2)  # they wait twice, then no more
    work(run, batch=3)
    assert sizes == ([1, 1, 4] if connection.vendor == "sqlite" else [1] * 6)
    assert ways == list(range(len(sizes)))  # before each transaction, never within
    assert (run.state, run.accepted, Report.objects.count()) == ("done", 17, 17)


# ---- reading ahead


def test_what_another_process_reads_is_what_this_one_would_read(world: World, clerk: Any) -> None:
    rows = [*lists.many(20), lists.row(编号="B99", 伤害发生原因="不知道啊"), lists.row(编号="B1")]
    run = work(upload(world, clerk, lists.csv_bytes(rows)), importing=False)
    here = runs.lists_of(run, clerk, NOW)
    here.batch = 7
    there = list(ahead.ready(runs_again(run, clerk, 7), cut=7, long=1))
    assert list(map(told, there)) == list(map(told, here.ready(cut=7)))


def told(ready: Any) -> Any:
    """A batch without the ids it draws; the digests of its rows and their keys tell the rest."""
    return replace(ready, rows=replace(ready.rows, image=b""))


def test_a_process_that_dies_is_told_in_a_sentence(world: World, clerk: Any, monkeypatch: Any) -> None:
    run = work(upload(world, clerk, lists.csv_bytes(lists.many(3))), importing=False)
    monkeypatch.setattr(ahead, "WORK", "raise SystemExit(3)")
    with pytest.raises(Unreadable, match="提前结束"):
        list(ahead.ready(runs_again(run, clerk, 2), long=1))


def test_nothing_is_left_running_when_the_one_who_stores_stops(world: World, clerk: Any) -> None:
    run = work(upload(world, clerk, lists.csv_bytes(lists.many(30))), importing=False)
    found = ahead.ready(runs_again(run, clerk, 2), long=1)
    assert next(found).stop == 2
    child = found.gi_frame.f_locals["child"]
    found.close()
    assert child.poll() is not None


def runs_again(run: ImportRun, clerk: Any, batch: int) -> Any:
    found = runs.lists_of(run, clerk, NOW)
    found.batch = batch
    return found


def test_backfilled_records_bear_binder_and_original_date(world: World, clerk: Any) -> None:
    rows = [lists.row(就诊时间="", 是否故意="", 伤害发生时间="2015.3.2")]
    run = upload(
        world,
        clerk,
        lists.csv_bytes(rows),
        backfill=True,
        binder="2015 年第 3 册",
        original_date="2015-03-04",
    )
    work(work(run, importing=False))
    report = Report.objects.get()
    assert (report.binder, str(report.original_date), str(report.injury_on)) == (
        "2015 年第 3 册",
        "2015-03-04",
        "2015-03-02",
    )
    assert (report.precision, report.intent) == ("date", None)


def test_a_person_whose_right_has_ended_stores_nothing(world: World, clerk: Any) -> None:
    run = work(upload(world, clerk, lists.csv_bytes(lists.many(2))), importing=False)
    from safecommunity.accounts import actions as accounts
    from safecommunity.accounts.models import Scope

    accounts.end_scope(
        scope=Scope.objects.get(user=User.objects.get(pid=clerk.pid)), ends=NOW.date(), by="t", at=NOW
    )
    work(run)
    assert (run.state, Report.objects.count()) == ("failed", 0)


def test_a_facility_records_for_itself_only(world: World) -> None:
    assert set(runs.targets(world.nurse)) == {f"unit:{world.hospital.pid}"}
    with pytest.raises(runs.NotYours):
        runs.target_of(world.nurse, f"place:{world.street.pid}")
    assert runs.targets(world.chief) == {}
    assert runs.targets(world.grid_worker) == {}
    assert set(runs.targets(world.cdc)) == {f"place:{world.district.pid}"}


def test_another_facility_in_the_list_of_one_is_refused(world: World) -> None:
    from safecommunity.injuries.importing.ground import Ground, Target
    from safecommunity.injuries.importing.values import Bad

    ground = Ground(Target.of_unit(world.hospital))
    assert ground.unit("示例医院") == world.hospital.pid
    assert isinstance(ground.unit("示例门诊部"), Bad)
    assert ground.place("另中社区") == world.other_community.pid  # its patients live anywhere in the district


def test_no_secret_of_a_list_lies_anywhere_in_plain(world: World, clerk: Any) -> None:
    number = "110101194805100021"
    rows = [lists.row(身份证号=number, 性别="X"), lists.row(编号="B2", 身份证号=number)]
    run = work(work(upload(world, clerk, lists.csv_bytes(rows)), importing=False))
    kept = [str(vars(one)) for one in (run, *run.errors.all())]
    assert number not in "".join(kept)
    assert number.encode() not in vault.path_of(run.pid).read_bytes()
