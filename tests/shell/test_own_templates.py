"""An office's own template: what is taken, what is refused and where, and that nothing in it ever runs."""

import base64
import io
import re
import time
import zipfile
from collections.abc import Callable

import pytest
from docx import Document

from safecommunity.shell.papers import Heading, Paper, Paragraph, Said, Table
from safecommunity.shell.papers.own import running, saying, strict
from safecommunity.shell.papers.own.faults import Fault, FaultyError
from tests.shell.test_papers import SOURCE, WORDS, a_paper

KINDS = {"place": "text", "injury_count": "figure", "part_1_p1": "part", "part_1_p2": "part", "section_1": "section",
         "body": "part", "appendix": "part", "strip": "text"}  # fmt: skip


def a_template(
    *paragraphs: str, cells: tuple[str, ...] = (), change: Callable[[object], None] | None = None
) -> bytes:
    """A Word file with paragraphs, and a table of one row where `cells` are given."""
    file = Document()
    for text in paragraphs:
        file.add_paragraph(text)
    if cells:
        for cell, text in zip(file.add_table(1, len(cells)).rows[0].cells, cells, strict=True):
            cell.paragraphs[0].text = text
    if change:
        change(file)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def with_parts(
    content: bytes, parts: dict[str, bytes | str], edit: Callable[[str, bytes], bytes] | None = None
) -> bytes:
    """The same file with parts added or changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, edit(name, old.read(name)) if edit else old.read(name))
        for name, text in parts.items():
            new.writestr(name, text)
    return out.getvalue()


def faults(content: bytes) -> list[Fault]:
    with pytest.raises(FaultyError) as caught:
        running.checked(content, KINDS)
    return list(caught.value.faults)


def the_paper() -> Paper:
    return a_paper(
        blocks=(
            Heading(1, "伤害情况"),
            Paragraph(("登记伤害 ", Said("812", 1), " 例 <&> {{ x }}。")),
            Table(("社区", "伤害"), (("社区一", Said("12", 1)), ("社区二", "=1+1"))),
        )
    )


def own(content: bytes, over: str = "") -> dict:
    fields = {
        "place": {"kind": "text", "text": "示例街道 <b>&"},
        "injury_count": {"kind": "figure", "text": "812", "source": 1,
                         "told": {"n": "812", "interval": "—", "unit": "例", "title": "登记伤害", "place": "示例街道",
                                  "period": "2026 年"}},
        "part_1_p1": {"kind": "part", "at": [1]}, "part_1_p2": {"kind": "part", "at": [2]},
        "section_1": {"kind": "section", "at": [0, 1, 2]}, "body": {"kind": "part", "at": [0, 1, 2]},
        "appendix": {"kind": "part", "at": [], "appendix": True}, "strip": {"kind": "text", "text": "草稿"},
    }  # fmt: skip
    return {"template": base64.b64encode(content).decode(), "fields": fields, "over": over}


def made(content: bytes, over: str = "") -> bytes:
    return running.filled(the_paper(), {}, own(content, over), dense=False)


def text_of(content: bytes) -> str:
    file = Document(io.BytesIO(content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in file.paragraphs), *cells])


class TestFilling:
    def test_words_figures_and_parts_stand_where_the_template_asks(self) -> None:
        text = text_of(made(a_template("地点：{{ place }}", "共 {{ injury_count }} 例，n = {{ injury_count.n }}。",
                                       "{{p part_1_p1 }}", "{{p part_1_p2 }}")))  # fmt: skip
        assert "地点：示例街道 <b>&" in text
        assert "共 812[1] 例，n = 812。" in text
        assert (
            "登记伤害 812[1] 例 <&> {{ x }}。" in text
        )  # what an author wrote is never read as a placeholder
        assert "社区一" in text

    def test_a_placeholder_that_word_cut_into_runs_is_one(self) -> None:
        def cut(file) -> None:
            line = file.add_paragraph("地点：{")
            for piece in ("{ pla", "ce }", "}"):
                line.add_run(piece).bold = True

        assert "地点：示例街道" in text_of(made(a_template(change=cut)))

    def test_rows_and_lines_are_looped_over(self) -> None:
        def rows(file) -> None:
            table = file.add_table(3, 2)
            for at, (one, two) in enumerate((("{%tr for x in part_1_p2.rows %}", ""), ("{{ x.c1 }}", "{{ x.c2 }}"),
                                             ("{%tr endfor %}", ""))):  # fmt: skip
                table.rows[at].cells[0].text, table.rows[at].cells[1].text = one, two

        file = Document(io.BytesIO(made(a_template("{%p for y in part_1_p1.lines %}", "· {{ y }}", "{%p endfor %}",
                                                   change=rows))))  # fmt: skip
        assert [[cell.text for cell in row.cells] for row in file.tables[0].rows] == [
            ["社区一", "12[1]"], ["社区二", "=1+1"],
        ]  # fmt: skip
        assert any(one.text.startswith("· 登记伤害 812[1]") for one in file.paragraphs)

    def test_where_the_numbers_come_from_stands_at_the_end_unless_placed(self) -> None:
        for content in (
            a_template("{{ injury_count }}"),
            a_template("{{ injury_count }}", "{{p appendix }}", "完"),
        ):
            text = text_of(made(content))
            assert text.count(WORDS["appendix"]) == 1
            assert SOURCE.key in text

    def test_a_draft_says_so_even_in_a_template_that_does_not(self) -> None:
        assert text_of(made(a_template("{{ place }}"), over="草稿")).startswith("草稿\n")
        assert text_of(made(a_template("{{ strip }}|{{ place }}"), over="草稿")).count("草稿") == 1

    def test_the_same_values_make_the_same_bytes(self) -> None:
        content = a_template("{{ place }}", "{{p body }}")
        first = made(content)
        time.sleep(2.1)  # a zip counts in two seconds
        assert made(content) == first

    def test_headers_and_properties_are_filled_too(self) -> None:
        def head(file) -> None:
            file.sections[0].header.paragraphs[0].text = "{{ strip }} {{ place }}"
            file.core_properties.subject = "{{ place }}"

        file = Document(io.BytesIO(made(a_template("{{p body }}", change=head))))
        assert file.sections[0].header.paragraphs[0].text == "草稿 示例街道 <b>&"
        assert file.core_properties.subject == "示例街道 <b>&"

    def test_a_cell_whose_part_has_nothing_still_opens_in_word(self) -> None:
        content = a_template("{{ place }}", cells=("{{p part_1_p1 }}", "b"))
        given = own(content)
        given["fields"]["part_1_p1"]["at"] = []
        file = Document(io.BytesIO(running.filled(the_paper(), {}, given, dense=False)))
        assert [len(cell._element.p_lst) for cell in file.tables[0].rows[0].cells] == [1, 1]


ATTACKS = [
    "{{ ''.__class__.__mro__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__ }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ config }}",
    "{{ place.__class__ }}",
    "{{ place|attr('__class__') }}",
    "{{ place['__class__'] }}",
    "{{ place.format(x) }}",
    "{{ injury_count.told }}",
    "{{ range(10**9) }}",
    "{{ 'a' * 10**9 }}",
    "{{ 9**9**9 }}",
    "{{ place ~ place }}",
    "{{ [].append(1) }}",
    "{{ namespace(x=1) }}",
    "{{ joiner }}",
    "{{ loop.index }}",
    "{% for x in range(10**9) %}{% endfor %}",
    "{% for x in part_1_p1.rows recursive %}{% endfor %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% from 'x' import y %}",
    "{% extends 'x' %}",
    "{% macro a() %}{{ a() }}{% endmacro %}",
    "{% set x = 1 %}",
    "{% call a() %}{% endcall %}",
    "{% filter upper %}{% endfilter %}",
    "{% block a %}{% endblock %}",
    "{% with a = 1 %}{% endwith %}",
    "{% raw %}{{ place }}{% endraw %}",
    "{% colspan 2 %}",
    "{% vm %}{% hm %}",
    "{% if place.__class__ %}{% endif %}",
    "{% if 1 == 1 %}{% endif %}",
    "{%- set x = 1 -%}",
]


class TestScripts:
    @pytest.mark.parametrize("script", [one for one in ATTACKS if "raw" not in one])  # which only leaves text
    def test_the_sandbox_refuses_it_before_any_code_is_made_of_it(self, script: str) -> None:
        """Without the list of placeholders before it: the second wall alone."""
        from jinja2.exceptions import TemplateError

        values = {
            "place": strict.Value("示例街道"),
            "injury_count": strict.Value("812", {"n": strict.Value("812")}),
        }
        with pytest.raises(TemplateError):
            strict.Strict().from_string(script).render(values)

    def test_each_is_refused_by_name_and_place(self) -> None:
        """The first wall: two files hold them all, each in a paragraph of its own; the first twenty faults are told."""
        for some in (ATTACKS[:19], ATTACKS[19:]):
            found = faults(a_template(*some))
            assert {one.spot.paragraph for one in found if one.spot} >= set(range(1, min(len(some), 12)))
            assert all(one.spot and one.spot.part == "body" for one in found)

    def test_hidden_in_an_attribute_it_is_refused_too(self) -> None:
        def hide(name: str, content: bytes) -> bytes:
            if name != "word/document.xml":
                return content
            return re.sub(rb"<w:p>", b"<w:p w:rsidR=\"{{ ''.__class__ }}\">", content, count=1)

        found = faults(with_parts(a_template("{{ place }}"), {}, hide))
        assert [one.what for one in found] == ["sandbox"]

    def test_hidden_in_the_file_s_properties_it_is_refused_too(self) -> None:
        def hide(file) -> None:
            file.core_properties.comments = "{{ cycler.__init__.__globals__ }}"

        found = faults(a_template("{{ place }}", change=hide))
        assert (found[0].what, found[0].spot and found[0].spot.part) == ("sandbox", "properties")

    def test_a_property_of_the_file_may_name_words_only_and_they_are_known(self) -> None:
        def head(text: str) -> bytes:
            def write(file) -> None:
                file.core_properties.subject = text

            return a_template("{{p body }}", change=write)

        assert set(running.checked(head("{{ place }}"), KINDS)) == {"body", "place"}
        assert Document(io.BytesIO(made(head("{{ place }}")))).core_properties.subject == "示例街道 <b>&"
        for text in ("{{ injury_count }}", "{{ body }}", "{{ nobody }}"):
            assert [one.what for one in faults(head(text))] == ["unknown"]

    def test_the_child_is_stopped_when_it_takes_too_long(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(running, "PATIENCE", 0.01)
        assert [one.what for one in faults(a_template("{{ place }}"))] == ["endless"]


class TestRefusals:
    def test_an_unknown_field_is_told_with_its_neighbours_and_its_place(self) -> None:
        found = faults(a_template("第一段", "共 {{ injury_cuont }} 例", cells=("{{ place }}", "{{ plaec }}")))
        assert [(one.what, one.came, one.near[0]) for one in found] == [
            ("unknown", "injury_cuont", "injury_count"), ("unknown", "plaec", "place"),
        ]  # fmt: skip
        first, second = (one.spot for one in found)
        assert (first.paragraph, first.text) == (2, "共 {{ injury_cuont }} 例")
        assert (second.table, second.row, second.cell) == (1, 1, 2)

    @pytest.mark.parametrize(
        ("texts", "what"),
        [
            (("{{ place",), "open"), (("{{ place }",), "open"), (("{{", "place }}"), "open"),
            (("{{ injury_count.value2 }}",), "property"), (("{{ body }}",), "alone"), (("共 {{p body }}",), "alone"),
            (("{{p place }}",), "inline"), (("{{ part_1_p1.rows }}",), "loop"),
            (("{% for x in injury_count.n %}", "{% endfor %}"), "loop"), (("{%p if body %}",), "unended"),
            (("{{ place }}{% endif %}",), "unbegun"), (("没有字段",), "none"),
            (("{% for place in part_1_p1.rows %}{% endfor %}",), "taken"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_named(self, texts: tuple[str, ...], what: str) -> None:
        assert what in [one.what for one in faults(a_template(*texts))]

    def test_a_loop_in_a_loop_in_a_loop_is_too_deep(self) -> None:
        loop = "".join(f"{{% for x{n} in part_1_p2.rows %}}" for n in range(3)) + "{% endfor %}" * 3
        assert "deep" in [one.what for one in faults(a_template(loop))]

    def test_a_whole_part_in_a_header_is_refused(self) -> None:
        def head(file) -> None:
            file.sections[0].header.paragraphs[0].text = "{{p body }}"

        assert [one.what for one in faults(a_template("{{ place }}", change=head))] == ["body_only"]

    @pytest.mark.parametrize(
        ("parts", "what"),
        [
            ({"word/vbaProject.bin": b"x"}, "macros"),
            ({"word/embeddings/oleObject1.bin": b"x"}, "object"),
            ({"word/activeX/activeX1.xml": "<a/>"}, "object"),
            ({"word/a.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}, "damaged"),
            ({"word/media/big.xml": b"<a>" + b" " * 3_000_000 + b"</a>"}, "trap"),
            ({"word/_rels/x.xml.rels": '<Relationships xmlns="r"><Relationship Id="a" Type="http://x/image" '
              'Target="http://evil.example/x.png" TargetMode="External"/></Relationships>'}, "outside"),
            ({"word/_rels/x.xml.rels": '<Relationships xmlns="r"><Relationship Id="a" Type="http://x/aFChunk" '
              'Target="x.html"/></Relationships>'}, "object"),
            ({"word/x.xml": '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:r>'
              "<w:instrText> INCLUDE</w:instrText></w:r><w:r><w:instrText>PICTURE \"http://x\"</w:instrText></w:r></w:p>"},
             "field"),
            ({"word/x.xml": '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
              '<w:fldSimple w:instr=" DDEAUTO c:\\\\x cmd "/></w:p>'}, "field"),
        ],
    )  # fmt: skip
    def test_what_is_no_word_layout_or_picture_is_refused(self, parts: dict, what: str) -> None:
        assert [one.what for one in faults(with_parts(a_template("{{ place }}"), parts))] == [what]

    def test_macros_by_type_and_a_template_type_are_refused(self) -> None:
        for kind, what in (("document.macroEnabled.main", "macros"), ("template.main", "no_docx")):

            def turn(name: str, content: bytes, kind: str = kind) -> bytes:
                return (
                    content.replace(b"document.main", kind.encode())
                    if name == "[Content_Types].xml"
                    else content
                )

            assert what in [one.what for one in faults(with_parts(a_template("{{ place }}"), {}, turn))]

    def test_other_files_are_refused(self) -> None:
        for content, what in ((b"%PDF-1.7", "no_docx"), (b"PK\x03\x04rest", "damaged"), (b"", "no_docx"),
                              (b"PK\x03\x04" + b"x" * 6_000_000, "large")):  # fmt: skip
            assert [one.what for one in faults(content)] == [what]

    def test_every_fault_is_said_in_words(self) -> None:
        known = [*saying._plain(), "unknown", "property"]
        told = saying.says([Fault(what, "x", near=("y",)) for what in known])
        assert all(one and "%(" not in one for one in told)
