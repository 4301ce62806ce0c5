"""Own templates of an office: brought, checked, versioned, chosen, kept with what became final in them."""

import hashlib
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as Word

from safecommunity.journal.models import AuditEvent
from safecommunity.places import queries as places
from safecommunity.reports.documents import actions, kinds, queries
from safecommunity.reports.documents.own import actions as own
from safecommunity.reports.documents.own import fields, starter
from safecommunity.reports.documents.own import queries as templates
from safecommunity.reports.models import Document, DocumentTemplate
from safecommunity.shell.papers import Paper, engine, printing
from safecommunity.shell.papers.own import running
from tests.figures.world import NOW, World
from tests.reports.pages import signed_in
from tests.reports.test_documents import begun, composed, own_store, somebody, world
from tests.shell.test_own_templates import a_template

pytestmark = [pytest.mark.django_db, pytest.mark.db]
KIND, SPOKEN = "injury_bulletin", "zh-hans"


__all__ = ["own_store", "world"]  # the ground of documents


@pytest.fixture(autouse=True)
def printer():
    """Word files are really filled; the other forms are their paper's checksum."""

    def made(paper: Paper, form: str, dense: bool, marks: bool, given: dict | None = None) -> bytes:
        if form == "docx":
            return engine.made(paper, form, dense=dense, marks=marks, own=given)
        return f"{form} {paper.checksum()}".encode()

    before = list(printing._printer)
    printing.set_printer(made)
    yield
    printing._printer[:] = before


def kept(
    world: World, content: bytes, name: str = "红头.docx", role: str = "clerk", place=None
) -> DocumentTemplate:
    return own.keep_template(
        reader=somebody(world, role, place), place=place or world.street, kind=KIND, language=SPOKEN, file_name=name,
        content=content, at=NOW,
    )  # fmt: skip


def words_in(content: bytes) -> str:
    file = Word(io.BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in file.paragraphs), *cells])


class TestFields:
    @pytest.mark.parametrize("kind", list(kinds.kinds()))
    def test_every_kind_has_a_starter_that_its_own_check_takes(self, kind: str) -> None:
        known = kinds.kinds()[kind]
        language = known.languages[-1]
        used = running.checked(starter.starter(known, language, NOW.date()), fields.kinds_of(known))
        there = {one.name for one in fields.of_kind(known, language)}
        assert {fields.figure_name(code) for code in known.codes} <= set(used) <= there

    def test_every_field_says_what_it_is_in_the_reader_s_language(self) -> None:
        for language in (SPOKEN, "en"):
            found = fields.of_kind(kinds.kinds()[KIND], language)
            assert all(one.says for one in found)
            assert len({one.name for one in found}) == len(found)
        assert any("伤" in one.says for one in fields.of_kind(kinds.kinds()[KIND], SPOKEN))


class TestVersions:
    def test_each_upload_is_the_next_version_and_is_on_the_record(self, world: World) -> None:
        assert [kept(world, a_template("{{ place }}")).version for _n in range(2)] == [1, 2]
        told = AuditEvent.objects.filter(action="keep_template").order_by("pk").last().detail
        assert (told["version"], told["sha256"]) == (2, DocumentTemplate.objects.get(version=2).sha256)

    def test_a_faulty_one_is_refused_with_every_fault_and_nothing_is_kept(self, world: World) -> None:
        with pytest.raises(own.Faulty) as caught:
            kept(world, a_template("共 {{ injury_cuont }} 例", "{{ ''.__class__.__mro__ }}"))
        first, second = caught.value.says
        assert ("1" in first, "injury_cuont" in first, "injury_count" in first) == (True, True, True)
        assert ("2" in second, "__mro__" in second) == (True, True)
        assert not DocumentTemplate.objects.exists()

    @pytest.mark.parametrize("name", ["红头.docm", "红头.doc", "x.exe", "红头"])
    def test_another_ending_is_refused(self, world: World, name: str) -> None:
        with pytest.raises(own.Faulty):
            kept(world, a_template("{{ place }}"), name=name)

    @pytest.mark.parametrize("role", ["grid", "auditor", "supervisor"])
    def test_of_its_office_only(self, world: World, role: str) -> None:
        with pytest.raises(PermissionDenied):
            kept(world, a_template("{{ place }}"), role=role)

    def test_a_withdrawn_version_is_offered_no_more(self, world: World) -> None:
        first, second = (kept(world, a_template("{{ place }}")) for _n in range(2))
        own.withdraw_template(reader=somebody(world), template=second, at=NOW)
        assert templates.current(world.street, KIND, SPOKEN) == first
        with pytest.raises(actions.Refused):
            own.withdraw_template(reader=somebody(world), template=second, at=NOW)

    def test_a_level_above_lends_its_template(self, world: World) -> None:
        lent = kept(world, a_template("{{ place }}"), role="chief", place=world.district)
        one = begun(world)
        assert one.template is None  # the office chooses it; its own one it gets by itself
        assert templates.offered(one) == [lent]


class TestWritten:
    TEXT = (
        "{{ place }}{{ period }}",
        "{{p part_1_p1 }}",
        "全年 {{ injury_count }} 例（n = {{ injury_count.n }}）",
    )

    def test_a_document_is_written_in_its_template_and_keeps_it(self, world: World) -> None:
        template = kept(world, a_template(*self.TEXT))
        one = begun(world)
        assert one.template == template
        one = actions.freeze_document(reader=somebody(world), document=one, revision=0, at=NOW)
        kept(world, a_template("新版 {{ place }}"))
        content = bytes(one.files.get(form="docx").content)
        text = words_in(content)
        paper = queries.frozen(one)
        number = next(
            n for n, source in enumerate(paper.sources, 1) if source.key.startswith("injury.count@")
        )
        assert f"全年 9[{number}] 例（n = 9）" in text
        assert template.sha256 in paper.words["template"]
        held = Document.objects.get().template
        assert hashlib.sha256(templates.content(held)).hexdigest() == template.sha256

    def test_a_draft_says_so_though_the_template_does_not(self, world: World) -> None:
        kept(world, a_template(*self.TEXT))
        one, client = begun(world), signed_in(world, "chief")
        answer = client.get(f"/documents/{one.pid}/file.docx")
        assert "草稿" in words_in(answer.content).partition("\n")[0]

    def test_a_figure_of_the_template_alone_is_held_with_its_records(self, world: World) -> None:
        codes = [one.name for one in fields.of_kind(kinds.kinds()[KIND], SPOKEN) if one.kind == "figure"]
        kept(world, a_template(*(f"{{{{ {name} }}}}" for name in codes)))
        one = actions.freeze_document(reader=somebody(world), document=begun(world), revision=0, at=NOW)
        keys = {source.key.partition("@")[0] for source in queries.frozen(one).sources}
        spoken = composed(world)
        assert {code for code in spoken.kind.codes if spoken.speaks(spoken.told[code])} <= keys

    def test_what_has_no_records_is_said_and_is_no_zero(self, world: World) -> None:
        kind = kinds.kinds()["work_summary"]
        template = own.keep_template(
            reader=somebody(world), place=world.street, kind=kind.id, language=SPOKEN, file_name="a.docx",
            content=a_template("培训 {{ training_people }} 人" if "training.people" in kind.codes
                               else f"{{{{ {fields.figure_name(kind.codes[-1])} }}}}"), at=NOW,
        )  # fmt: skip
        one = begun(world, kind.id)
        composer = queries.composer_of(one, somebody(world), NOW)
        code = next(code for code in kind.codes if fields.figure_name(code) in template.fields)
        if not composer.speaks(composer.told[code]):
            client = signed_in(world, "chief")
            assert "无记录" in words_in(client.get(f"/documents/{one.pid}/file.docx").content)

    def test_changed_bytes_are_noticed(self, world: World) -> None:
        template = kept(world, a_template("{{ place }}"))
        DocumentTemplate.objects.update(content=a_template("{{ place }}!"))
        with pytest.raises(templates.Damaged):
            templates.content(DocumentTemplate.objects.get(pk=template.pk))

    def test_our_own_layout_may_be_chosen_again(self, world: World) -> None:
        kept(world, a_template("{{ place }}"))
        one = own.choose_template(
            reader=somebody(world), document=begun(world), template="", revision=0, at=NOW
        )
        assert one.template is None
        with pytest.raises(actions.Refused):
            own.choose_template(reader=somebody(world), document=one, template="nobody", revision=1, at=NOW)


class TestPages:
    def test_from_a_bad_file_to_a_document_in_the_template(self, world: World) -> None:
        clerk = signed_in(world, "clerk")
        address = f"/documents/templates/{KIND}/{SPOKEN}/"
        assert clerk.get(f"/documents/templates/?place={world.street.pid}").status_code == 200
        page = clerk.get(address).content.decode()
        assert "{{ injury_count }}" in page
        bad = clerk.post(address, {"file": SimpleUploadedFile("a.docx", a_template("{{ cycler }}"))})
        assert (bad.status_code, "cycler" in bad.content.decode()) == (422, True)
        begin = clerk.get(f"{address}starter.docx").content
        assert clerk.post(address, {"file": SimpleUploadedFile("a.docx", begin)}).status_code == 302
        version = DocumentTemplate.objects.get()
        assert clerk.get(f"/documents/templates/version/{version.pid}.docx").content == begin
        assert clerk.post(f"/documents/templates/version/{version.pid}/withdraw").status_code == 302
        assert DocumentTemplate.objects.get().withdrawn_at is not None

    def test_nothing_and_too_much_are_refused_before_they_are_read(self, world: World) -> None:
        clerk = signed_in(world, "clerk")
        address = f"/documents/templates/{KIND}/{SPOKEN}/?place={world.street.pid}"
        assert clerk.post(address).status_code == 422
        large = SimpleUploadedFile("a.docx", b"PK\x03\x04" + b"0" * 6_000_000)
        assert "5.7 MB" in clerk.post(address, {"file": large}).content.decode()

    def test_another_office_does_not_see_it(self, world: World) -> None:
        template = kept(world, a_template("{{ place }}"))
        other = signed_in(world, "chief", world.west)
        assert other.get(f"/documents/templates/version/{template.pid}.docx").status_code == 404
        assert other.post(f"/documents/templates/version/{template.pid}/withdraw").status_code == 404

    def test_simulated_data_are_said_in_final_files_too(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(places, "label_of", lambda _pid: ("simulated", "模拟数据"))
        kept(world, a_template("{{ place }}"))
        one = actions.freeze_document(reader=somebody(world), document=begun(world), revision=0, at=NOW)
        assert words_in(bytes(one.files.get(form="docx").content)).startswith("模拟数据")
