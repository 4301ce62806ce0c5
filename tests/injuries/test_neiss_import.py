"""Whole files into a place: batches, repetition, overlap, interruption, refusals, rejects."""

import csv
import gzip
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError

from safecommunity.injuries import neiss
from safecommunity.injuries.actions import imports
from safecommunity.injuries.models import Injury, Report
from safecommunity.injuries.neiss import importing
from safecommunity.intake.models import ImportRun, RowError
from safecommunity.journal.models import AuditEvent
from safecommunity.places import actions as places
from safecommunity.places.models import Place
from tests.injuries.conftest import NOW, START
from tests.injuries.neiss_files import LABELS, labelled, many, write

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def place() -> Place:
    return places.create_place(
        name="NEISS", level="street", by="t", at=NOW, starts=START, label="real", source="CPSC"
    )


def bring(path: Path, place: Place | None, **more: Any) -> neiss.Outcome:
    return neiss.import_file(path=path, place=place, by="operator", at=NOW, **more)


def counts(outcome: neiss.Outcome) -> tuple[int, int, int, int]:
    data = outcome.as_data()
    assert data["read"] == data["accepted"] + data["rejected"] + data["duplicates"]
    return data["read"], data["accepted"], data["rejected"], data["duplicates"]


@pytest.mark.parametrize("name", ["plain.csv", "packed.csv.gz", "misnamed.txt"])
def test_good_rows_are_taken_and_bad_ones_rejected_with_every_reason(
    tmp_path: Path, place: Place, name: str
) -> None:
    rows = [
        labelled(),
        labelled(CPSC_Case_Number="2", Age="300", Sex="X"),
        labelled(CPSC_Case_Number="3", Sex="FEMALE"),
    ]
    outcome = bring(write(tmp_path / name, rows), place)
    assert counts(outcome) == (3, 2, 1, 0)
    assert set(Report.objects.values_list("case_no", "sex", "source")) == {
        ("170102921", 1, "import"),
        ("3", 2, "import"),
    }
    assert list(RowError.objects.order_by("column").values_list("row", "column", "came")) == [
        (3, "Age", "300"),
        (3, "Sex", "X"),
    ]
    assert [one["column"] for one in outcome.errors] == ["Age", "Sex"]
    report = Report.objects.get(case_no="3")
    assert (report.cause, report.intent, report.residence, report.precision) == (None, None, place, "date")


def test_a_file_brought_twice_adds_nothing(tmp_path: Path, place: Place) -> None:
    path = write(tmp_path / "a.csv", many(7))
    assert counts(bring(path, place)) == (7, 7, 0, 0)
    assert counts(bring(path, place)) == (7, 0, 0, 7)
    assert Report.objects.count() == Injury.objects.count() == 7
    assert list(ImportRun.objects.order_by("pk").values_list("state", "read", "accepted", "duplicates")) == [
        ("done", 7, 7, 0),
        ("done", 7, 0, 7),
    ]


def test_a_case_of_another_extract_is_a_duplicate_however_it_is_spelt(tmp_path: Path, place: Place) -> None:
    bring(write(tmp_path / "a.csv", [labelled()]), place)
    other = labelled(CPSC_Case_Number="170102921.0", Treatment_Date="1/1/17", Sex="1.0", Narrative="SHORTER")
    fresh = labelled(CPSC_Case_Number="4")
    assert counts(bring(write(tmp_path / "b.csv", [other, fresh, fresh]), place)) == (3, 1, 0, 2)
    assert Report.objects.get(case_no="170102921").narrative == "96YOM SLIPPED ON A FLOOR"


def test_the_same_file_at_another_place_is_other_injuries(tmp_path: Path, place: Place) -> None:
    path = write(tmp_path / "a.csv", many(2))
    bring(path, place)
    other = places.create_place(name="other", level="street", by="t", at=NOW, starts=START, label="real")
    assert counts(bring(path, other)) == (2, 2, 0, 0)


def test_rows_without_case_numbers_count_each_and_come_again_as_duplicates(
    tmp_path: Path, place: Place
) -> None:
    row = labelled()[1:]
    path = write(tmp_path / "a.csv", [row, row, labelled(Age="39")[1:]], LABELS[1:])
    assert counts(bring(path, place)) == (3, 3, 0, 0)
    assert counts(bring(path, place)) == (3, 0, 0, 3)


def test_each_batch_is_one_event_with_its_root_and_the_run_it_belongs_to(
    tmp_path: Path, place: Place
) -> None:
    outcome = bring(write(tmp_path / "a.csv", many(5)), place, batch=2)
    events = list(AuditEvent.objects.filter(action="bulk_record").order_by("pk"))
    assert [event.detail["rows"] for event in events] == [2, 2, 1]
    assert all(len(event.detail["root"]) == 64 and event.detail["run"] == outcome.run for event in events)
    ended = AuditEvent.objects.get(action="end_import")
    assert (ended.ref, ended.detail["accepted"]) == (outcome.run, 5)


def test_a_run_broken_off_keeps_whole_batches_and_repeated_gives_the_whole_file(
    tmp_path: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.csv", many(5))
    whole, calls = imports.intake.count_batch, []

    def breaks(**given: Any) -> None:
        """The second batch fails at its last step, after its rows were written."""
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        whole(**given)

    monkeypatch.setattr(imports.intake, "count_batch", breaks)
    with pytest.raises(KeyboardInterrupt):
        bring(path, place, batch=2)
    run = ImportRun.objects.get()
    assert (run.state, run.read, run.accepted, Report.objects.count()) == ("failed", 2, 2, 2)
    monkeypatch.setattr(imports.intake, "count_batch", whole)
    assert counts(bring(path, place, batch=2)) == (5, 3, 0, 2)
    assert Report.objects.count() == 5


def test_rows_stored_by_another_import_meanwhile_are_met_as_duplicates(
    tmp_path: Path, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL two imports may both find a case missing; the unique key stops one, which then looks again."""
    path = write(tmp_path / "a.csv", many(3))
    bring(path, place)
    looks: list[int] = []

    def blind(rows: Any) -> Any:
        looks.append(len(rows))
        return list(rows) if len(looks) == 1 else real(rows)

    real = imports.unknown
    monkeypatch.setattr(imports, "unknown", blind)
    monkeypatch.setattr(imports, "bulk_record", _without_looking(imports.bulk_record, looks))
    assert counts(bring(path, place)) == (3, 0, 0, 3)
    assert len(looks) == 2


def _without_looking(bulk_record: Any, looks: list[int]) -> Any:
    """The bulk action as it goes when the other import commits between its look and its write."""

    def record(rows: Any, **given: Any) -> Any:
        if len(looks) == 1:
            raise IntegrityError("source_key")
        return bulk_record(rows, **given)

    return record


def test_a_dry_run_counts_the_same_and_stores_nothing(tmp_path: Path, place: Place) -> None:
    rows = [*many(3), labelled(CPSC_Case_Number="9", Age="300"), many(1)[0]]
    path = write(tmp_path / "a.csv", rows)
    assert counts(bring(path, None, dry_run=True)) == (5, 3, 1, 1)
    assert not Report.objects.exists()
    assert not ImportRun.objects.exists()
    bring(path, place)
    assert counts(bring(path, place, dry_run=True)) == (5, 0, 1, 4)


def test_a_narrative_of_100_kb_is_rejected_alone(tmp_path: Path, place: Place) -> None:
    rows = [labelled(Narrative="x" * 100_000), labelled(CPSC_Case_Number="2")]
    assert counts(bring(write(tmp_path / "a.csv", rows), place)) == (2, 1, 1, 0)
    assert RowError.objects.get().column == "narrative"


def test_rejected_rows_come_back_with_reasons_and_without_live_formulas(tmp_path: Path, place: Place) -> None:
    rows = [labelled(Age="300", Narrative="=1+1"), labelled(CPSC_Case_Number="2", Sex="@SUM")]
    rejects = tmp_path / "rejects.csv"
    bring(write(tmp_path / "a.csv", rows), place, rejects=rejects)
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        kept = list(csv.DictReader(file))
    assert [one["safecommunity_row"] for one in kept] == ["2", "3"]
    assert kept[0]["Narrative"] == "'=1+1"
    assert kept[1]["Sex"] == "'@SUM"
    assert "300" in kept[0]["safecommunity_reasons"]
    assert "120" in kept[0]["safecommunity_reasons"]
    assert set(LABELS) <= set(kept[0])
    assert stat.S_IMODE(rejects.stat().st_mode) == 0o600


def test_a_rejects_file_corrected_by_hand_can_be_brought(tmp_path: Path, place: Place) -> None:
    rejects = tmp_path / "rejects.csv"
    bring(write(tmp_path / "a.csv", [labelled(Age="300")]), place, rejects=rejects)
    corrected = tmp_path / "corrected.csv"
    corrected.write_text(rejects.read_text(encoding="utf-8-sig").replace(",300,", ",30,"), encoding="utf-8")
    assert counts(bring(corrected, place)) == (1, 1, 0, 0)


def test_the_rejects_file_may_not_be_the_file_itself(tmp_path: Path, place: Place) -> None:
    path = write(tmp_path / "a.csv", many(1))
    before = path.read_bytes()
    with pytest.raises(neiss.Unreadable, match=r"a\.csv"):
        bring(path, place, rejects=path)
    with pytest.raises(neiss.Unreadable, match="nowhere"):
        bring(path, place, rejects=tmp_path / "no" / "nowhere.csv")
    assert path.read_bytes() == before
    assert not Report.objects.exists()


def cut_off(data: bytes) -> bytes:
    return gzip.compress(data)[:-20]


GOOD = ",".join(LABELS) + "\n" + ",".join(["x"] * len(LABELS)) + "\n"
BAD_FILES = {
    "empty.csv": b"",
    "blank.csv": b"\n\n  \n",
    "empty.csv.gz": gzip.compress(b""),
    "not_gzip.csv.gz": GOOD.encode(),
    "cut_off.csv.gz": cut_off((GOOD * 500).encode()),
    "latin.csv": GOOD.replace("x", "\xe9").encode("latin-1"),
    "utf16.csv": GOOD.encode("utf-16"),
    "binary.csv": bytes(range(256)) * 10,
    "open_quote.csv": GOOD.encode() + b'"never closed\n' * 3 + b'"\n"',
    "no_diagnosis.csv": GOOD.replace("Diagnosis", "Dx").encode(),
    "twice.csv": GOOD.replace("Race", "age").encode(),
    "one_line.csv": b"x" * 1_500_000,
    "broken.parquet": b"PAR1 and nothing more",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_read_is_refused_before_anything_is_stored(
    tmp_path: Path, place: Place, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(BAD_FILES[name])
    with pytest.raises(neiss.Unreadable) as refusal:
        bring(path, place)
    assert len(str(refusal.value)) > 20
    assert not ImportRun.objects.exists()
    assert not Report.objects.exists()


def test_missing_headings_are_named_with_what_came_and_what_is_allowed(tmp_path: Path, place: Place) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Treatment_Date,Age,Gender,Weather\n2017-01-01,3,1,fine\n", encoding="utf-8")
    with pytest.raises(neiss.Unreadable) as refusal:
        bring(path, place)
    said = str(refusal.value)
    assert all(word in said for word in ("Diagnosis", "Body_Part", "Disposition", "Weather", "diag"))
    assert "Sex" not in said


def test_a_folder_is_refused(tmp_path: Path, place: Place) -> None:
    with pytest.raises(neiss.Unreadable):
        bring(tmp_path, place)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_one_may_not_read_is_refused(tmp_path: Path, place: Place) -> None:
    path = write(tmp_path / "a.csv", many(1))
    path.chmod(0)
    with pytest.raises(neiss.Unreadable):
        bring(path, place)


def test_headings_without_rows_are_a_file_of_no_injuries(tmp_path: Path, place: Place) -> None:
    assert counts(bring(write(tmp_path / "a.csv", []), place)) == (0, 0, 0, 0)


def test_tabs_a_byte_order_mark_and_other_heading_styles_are_read(tmp_path: Path, place: Place) -> None:
    path = tmp_path / "a.tsv"
    text = "\ufeffcase_num\ttrmt_date\tage\tsex\tdiag\tbody_part\tdisposition\n5\t1/2/2017\t40\tMale\t57\t75\t1\n"
    path.write_text(text, encoding="utf-8")
    assert counts(bring(path, place)) == (1, 1, 0, 0)
    assert Report.objects.get().injury_on.isoformat() == "2017-01-02"


def test_places_made_from_dispositions_are_pointed_out(tmp_path: Path, place: Place) -> None:
    pairs = [("1", "1"), ("2", "2"), ("4", "4"), ("5", "5")]
    rows = [
        labelled(
            CPSC_Case_Number=str(number), Disposition=pairs[number % 4][0], Location=pairs[number % 4][1]
        )
        for number in range(120)
    ]
    outcome = bring(write(tmp_path / "a.csv", rows), place)
    assert "Location" in outcome.notices[0]
    assert "Disposition" in outcome.notices[0]
    mixed = [*rows, labelled(CPSC_Case_Number="999", Disposition="1", Location="2")]
    assert bring(write(tmp_path / "b.csv", mixed), place, dry_run=True).notices == []


def test_progress_is_said_after_each_batch(tmp_path: Path, place: Place) -> None:
    said: list[str] = []
    bring(write(tmp_path / "a.csv", many(5)), place, batch=2, progress=said.append)
    assert len(said) == 3
    assert "5" in said[-1]


def test_a_batch_larger_than_five_thousand_is_refused(tmp_path: Path, place: Place) -> None:
    with pytest.raises(ValueError, match="5000"):
        bring(write(tmp_path / "a.csv", []), place, batch=5001)


def test_what_the_command_line_relies_on_stands() -> None:
    assert set(importing.Outcome().as_data()) >= {
        "read",
        "accepted",
        "rejected",
        "duplicates",
        "probable",
        "run",
        "seconds",
    }
