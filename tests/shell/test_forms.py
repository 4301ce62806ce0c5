"""Form fields: what they take, what they refuse and in which words."""

from datetime import date, datetime
from typing import Any

import pytest
from django.template import engines

from safecommunity.shell import forms


class Card(forms.Form):
    """A small card with every kind of field."""

    name = forms.TextField(label="姓名", limit=50)
    story = forms.TextField(label="经过", lines=True, required=False)
    age = forms.WholeNumberField(label="年龄", lowest=0, highest=120)
    sex = forms.OptionField(label="性别", choices=[(1, "男"), (2, "女")])
    cause = forms.PickerField(
        label="原因",
        choices=[(1, "车祸"), (3, "跌倒"), (99, "不清楚")],
        numbers={99: "14"},
        initials={3: "dd"},
    )
    when = forms.DateHourField(label="时间")


GOOD: dict[str, Any] = {
    "name": "吴某",
    "story": "",
    "age": "78",
    "sex": "2",
    "cause": "3",
    "when_day": "2026-11-22",
    "when_hour": "21",
}


def refusal(**changes: Any) -> dict[str, list[str]]:
    """What the card refuses when one answer is changed."""
    form = Card({**GOOD, **changes})
    form.fields["when"].latest = datetime(2026, 11, 23, 9, 0)  # type: ignore[attr-defined]
    return dict(form.errors)


def test_a_good_card_gives_typed_values() -> None:
    form = Card(GOOD)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["age"] == 78
    assert form.cleaned_data["sex"] == 2
    assert form.cleaned_data["cause"] == 3
    assert form.cleaned_data["when"] == (date(2026, 11, 22), 21)


@pytest.mark.parametrize(
    "text", ["𠮷野家", "👩‍👩‍👧", "😀 ok", "Ünïcödé", "ဗမာ", "<script>alert(1)</script>", "'; DROP TABLE x;--"]
)
def test_any_script_and_any_markup_is_text(text: str) -> None:
    form = Card({**GOOD, "name": text})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] == text


@pytest.mark.parametrize(
    ("char", "code"),
    [("\x00", "U+0000"), ("\x07", "U+0007"), ("\u202e", "U+202E"), ("\x85", "U+0085"), ("\n", "U+000A")],
)
def test_characters_nobody_can_see_are_refused_with_their_place(char: str, code: str) -> None:
    (said,) = refusal(name=f"吴{char}某")["name"]
    assert code in said
    assert "第 2 个" in said


def test_line_breaks_are_allowed_where_lines_are() -> None:
    assert refusal(story="一\r\n二\t三") == {}
    assert "U+0000" in refusal(story="一\x00")["story"][0]


def test_a_hundred_kilobytes_are_refused_with_length_and_limit() -> None:
    (said,) = refusal(name="长" * 100_000)["name"]
    assert "100,000" in said
    assert "50" in said
    assert len(said) < 200  # the refusal does not send the text back


@pytest.mark.parametrize("came", ["abc", "7.5", "1e3", "--5", "٣", "0x10", " ", "9" * 5000])
def test_what_is_no_whole_number_in_range_is_refused(came: str) -> None:
    assert "age" in refusal(age=came)


def test_out_of_range_says_what_came_and_what_is_allowed() -> None:
    assert refusal(age="121") == {"age": ["超出范围。收到：121。可填：0 到 120。"]}
    assert "-1" in refusal(age="-1")["age"][0]


def test_full_width_digits_of_a_chinese_keyboard_count() -> None:
    form = Card({**GOOD, "age": "７８"})
    assert form.is_valid()
    assert form.cleaned_data["age"] == 78


@pytest.mark.parametrize("came", ["3", "男", "1 ", "01", "-1", "<b>", "1\x00"])
def test_an_option_that_is_not_printed_is_refused(came: str) -> None:
    (said,) = refusal(sex=came)["sex"]
    assert "可选：1, 2" in said
    assert "\x00" not in said


def test_an_unknown_code_of_a_picker_names_the_printed_numbers() -> None:
    assert "可选：1, 3, 14" in refusal(cause="2")["cause"][0]


@pytest.mark.parametrize(
    ("day", "hour", "words"),
    [
        ("2026-02-30", "5", "这不是日期"),
        ("22/11/2026", "5", "这不是日期"),
        ("昨天", "5", "这不是日期"),
        ("2026-11-22", "24", "这不是几时"),
        ("2026-11-22", "", "这不是几时"),
        ("2026-11-22", "²", "这不是几时"),
        ("", "5", "这不是日期"),
        ("1800-01-01", "5", "日期太早"),
        ("2026-11-23", "10", "时间还没到"),
        ("2027-01-01", "0", "时间还没到"),
    ],
)
def test_days_and_hours_that_cannot_be_are_refused(day: str, hour: str, words: str) -> None:
    assert words in refusal(when_day=day, when_hour=hour)["when"][0]


def test_this_very_hour_is_not_the_future() -> None:
    assert refusal(when_day="2026-11-23", when_hour="9") == {}


def test_an_hour_may_be_left_out_where_the_form_says_so() -> None:
    field = forms.DateHourField(hour_required=False, required=False)
    assert field.clean(["2026-11-22", ""]) == (date(2026, 11, 22), None)
    assert field.clean(["", ""]) is None


def test_unanswered_questions_say_so_shortly() -> None:
    assert Card({}).errors["name"] == ["这一项还没填。"]


def rendered(form: Card) -> str:
    text = "{% load shell %}{% form_errors form %}{% for f in form %}{% item f forloop.counter %}{% endfor %}"
    return engines["django"].from_string(text).render({"form": form})


def test_tiles_print_option_numbers_and_keep_the_answer() -> None:
    html = rendered(Card(GOOD))
    assert "<i>2</i><span>女</span>" in html
    assert html.count(" checked") == 1
    assert 'data-number="14"' in html
    assert 'data-py="dd"' in html
    assert "selected" in html


def test_what_came_is_escaped_when_shown_again() -> None:
    html = rendered(Card({**GOOD, "name": '"><script>x</script>', "sex": "<img src=x>"}))
    assert "<script>x" not in html
    assert "<img" not in html


def test_each_refusal_stands_at_its_question_and_in_the_list_above() -> None:
    html = rendered(Card({**GOOD, "age": "500"}))
    assert html.count("超出范围") == 2
    assert 'href="#id_age"' in html
    assert 'id="id_age_error"' in html
    assert 'aria-invalid="true"' in html


def test_two_forms_do_not_share_their_widgets() -> None:
    one, two = Card(), Card()
    one.fields["sex"].choices = [(5, "五")]  # type: ignore[attr-defined]
    assert "五" in str(one["sex"])
    assert "五" not in str(two["sex"])
