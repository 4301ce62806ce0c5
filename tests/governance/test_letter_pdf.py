"""A round's letters as one PDF: every letter that stands, in parts with progress, for its reader and nobody else."""

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from safecommunity.governance import actions, jobs
from safecommunity.governance.actions.letter_prints import forget_prints, path_of
from safecommunity.governance.letter_print import PART
from safecommunity.governance.models import Letter, LetterPrint
from safecommunity.shell.papers import engine, printing
from tests.governance.conftest import NOW, Street, person
from tests.governance.test_work import browser

pytestmark = [pytest.mark.django_db, pytest.mark.db]
State = LetterPrint.State


@pytest.fixture(autouse=True)
def printer() -> Iterator[None]:
    """The engine itself, without the process around it."""
    before = list(printing._printer)
    printing.set_printer(lambda paper, form, dense, marks: engine.made(paper, form, dense=dense, marks=marks))
    yield
    printing._printer[:] = before


def begun(street: Street, made: Any, reader: Any = None) -> LetterPrint:
    return actions.begin_print(reader=reader or street.clerk, round=made, root="https://example.org", at=NOW)


def test_each_letter_that_stands_is_a_page_with_its_unit_and_a_void_one_is_left_out(street: Street) -> None:
    street.units(4, "firm")
    made = street.round("unit")
    gone = Letter.objects.filter(round=made).order_by("number").first()
    assert gone is not None
    Letter.objects.filter(pk=gone.pk).update(void_on=NOW.date())
    one = actions.make_print(reader=street.clerk, print_=begun(street, made), clock=lambda: NOW)
    assert (one.state, one.done, one.total) == (State.DONE, 3, 3)
    pages = pypdf.PdfReader(path_of(one.pid)).pages
    assert len(pages) == 3
    for page, letter in zip(
        pages, Letter.objects.filter(round=made, void_on=None).order_by("number"), strict=True
    ):
        text = page.extract_text()
        assert letter.unit.name in text.replace(" ", "")
        assert f"2026-{letter.number}" in text


def test_many_letters_are_made_in_parts_each_told_and_put_together_in_order(street: Street) -> None:
    street.units(PART * 2 + 5, "firm")
    made, told = street.round("unit"), []
    one = begun(street, made)

    def blank(paper: Any, *_how: Any) -> bytes:
        told.append((len(paper.sheets), LetterPrint.objects.get(pk=one.pk).done))
        writer, out = pypdf.PdfWriter(), io.BytesIO()
        for _sheet in paper.sheets:
            writer.add_blank_page(595, 842)
        writer.write(out)
        return out.getvalue()

    printing.set_printer(blank)
    actions.make_print(reader=street.clerk, print_=one, clock=lambda: NOW)
    assert told == [
        (PART, 0),
        (PART, PART),
        (5, 2 * PART),
    ]  # so many sheets, so many letters told done before
    assert len(pypdf.PdfReader(path_of(one.pid)).pages) == 2 * PART + 5


def test_a_printer_that_fails_leaves_a_reason_and_no_file(street: Street) -> None:
    street.units(2, "firm")

    def broken(*_asked: Any) -> bytes:
        raise printing.NoPrinter("no paper")

    printing.set_printer(broken)
    one = actions.make_print(
        reader=street.clerk, print_=begun(street, street.round("unit")), clock=lambda: NOW
    )
    assert (one.state, "no paper" in one.reason) == (State.FAILED, True)
    assert not path_of(one.pid).exists()


def test_a_round_without_letters_is_refused_and_a_print_on_its_way_goes_on(street: Street) -> None:
    with pytest.raises(actions.Refused, match="没有可打印的责任书"):
        begun(street, street.round("merchant"))
    street.units(2, "firm")
    made = street.round("unit")
    assert begun(street, made).pk == begun(street, made).pk
    late = NOW + LetterPrint.SILENT + timedelta(seconds=1)
    again = actions.begin_print(reader=street.clerk, round=made, root="https://example.org", at=late)
    assert LetterPrint.objects.filter(state=State.FAILED).count() == 1
    assert again.state == State.MAKING


def test_a_print_is_taken_by_who_asked_for_it_and_is_gone_after_a_day(street: Street) -> None:
    street.units(2, "firm")
    one = actions.make_print(
        reader=street.clerk, print_=begun(street, street.round("unit")), clock=lambda: NOW
    )
    assert actions.take_print(reader=street.clerk, print_=one, at=NOW) == path_of(one.pid)
    with pytest.raises(PermissionDenied):
        actions.take_print(reader=person("chief", street.place), print_=one, at=NOW)
    written = path_of(one.pid).stat().st_mtime
    from datetime import UTC, datetime

    assert forget_prints(at=datetime.fromtimestamp(written + 86_400 + 1, UTC)) == 1
    with pytest.raises(actions.Refused, match="已不再保存"):
        actions.take_print(reader=street.clerk, print_=one, at=NOW)


def test_the_page_begins_a_print_shows_it_done_and_gives_the_file(street: Street, monkeypatch: Any) -> None:
    street.units(3, "firm")
    made, client = street.round("unit"), browser(street)
    enqueued: list[str] = []
    monkeypatch.setattr(
        jobs.make_letters.__class__, "enqueue", lambda _self, pid, _strip: enqueued.append(pid)
    )
    page = reverse("letters_pdf", args=[made.pid])
    assert client.post(page).status_code == 302
    one = LetterPrint.objects.get()
    assert (one.state, enqueued) == (State.DONE, [])  # so few are made while one waits
    assert "可以打印" in client.get(page).content.decode()
    answer: Any = client.get(reverse("letters_pdf_take", args=[made.pid, one.pid]))
    content = b"".join(answer.streaming_content)
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 3


def test_the_job_prints_with_the_rights_its_person_has_when_it_runs(street: Street) -> None:
    street.units(2, "firm")
    one = begun(street, street.round("unit"), person("clerk", street.place))
    jobs.make_letters.func(one.pid, "")  # its person is no user any more: nothing is open
    one.refresh_from_db()
    assert one.state == State.FAILED
