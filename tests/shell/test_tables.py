"""Lists: every row once, in order, at a constant price; anything undeclared is refused."""

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from django.utils.html import escape

from safecommunity.shell.errors import Refused
from safecommunity.shell.tables import COUNT_LIMIT, Column, Filter, Order, Table

pytestmark = [pytest.mark.django_db, pytest.mark.db]


class Kinds(Table):
    """A list over a table that every installation has."""

    name = "kinds"
    caption = "种类"
    size = 7
    columns = (
        Column("model", "名称", "model", wide=True, head=True, link=lambda row: f"/kind/{row.pk}/"),
        Column("app", "房间", "app_label"),
        Column("no", "编号", "pk", num=True),
    )
    filters = (Filter("app", "房间", [("aa", "甲"), ("bb", "乙"), ("none", "空")], "app_label"),)
    orders = (
        Order("app", "按房间", ("app_label", "-pk")),
        Order("new", "新的在前", ("-pk",)),
        Order("word", "按名称", ("-model", "pk")),
    )
    pairs = (("", "app"), ("", "new"), ("", "word"), ("app", "new"))


@pytest.fixture
def rows() -> Any:
    ContentType.objects.filter(app_label__in=["aa", "bb", "cc"]).delete()
    # many ties in the first field of each order, so that the second one has to decide
    ContentType.objects.bulk_create(
        ContentType(app_label=app, model=f"m{number:02}")
        for number in range(13)
        for app in ("cc", "aa", "bb")
    )
    yield ContentType.objects.filter(app_label__in=["aa", "bb", "cc"])
    ContentType.objects.clear_cache()


def given(url: str) -> dict[str, str]:
    return RequestFactory().get("/" + url).GET.dict()


def walk(rows: Any, start: dict[str, str], forward: bool = True) -> tuple[list[list[int]], str]:
    """Page by page to the end; the last address."""
    pages, asked, url = [], start, ""
    for _ in range(50):
        page = Kinds(rows, asked).page
        pages.append([row.pk for row in page.rows])
        following = page.next_url if forward else page.previous_url
        if not following:
            break
        url, asked = following, given(following)
    return pages, url


@pytest.mark.parametrize(
    ("order", "by"), [("app", ("app_label", "-pk")), ("new", ("-pk",)), ("word", ("-model", "pk"))]
)
def test_walking_forward_shows_every_row_once_and_in_order(
    rows: Any, order: str, by: tuple[str, ...]
) -> None:
    pages, _ = walk(rows, {"order": order})
    assert [pk for page in pages for pk in page] == list(rows.order_by(*by).values_list("pk", flat=True))
    assert [len(page) for page in pages] == [7, 7, 7, 7, 7, 4]  # 39 rows


@pytest.mark.parametrize("order", ["app", "new", "word"])
def test_walking_back_shows_the_same_pages(rows: Any, order: str) -> None:
    there, last = walk(rows, {"order": order})
    back, _ = walk(rows, given(last), forward=False)
    assert back[::-1] == there


def test_the_range_is_told_on_every_page(rows: Any) -> None:
    first = Kinds(rows, {})
    assert first.page.says == "第 1—7 条，共 39 条"
    second = Kinds(rows, given(first.page.next_url))
    assert second.page.says == "第 8—14 条，共 39 条"
    assert Kinds(rows, given(second.page.previous_url)).page.says == "第 1—7 条，共 39 条"


def test_a_row_added_before_the_page_does_not_shift_what_follows(rows: Any) -> None:
    first = Kinds(rows, {"order": "new"}).page
    ContentType.objects.create(app_label="aa", model="later")
    second = Kinds(rows, given(first.next_url)).page
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}


def test_a_row_removed_at_the_mark_loses_no_other(rows: Any) -> None:
    expected = list(rows.order_by("-pk").values_list("pk", flat=True))
    first = Kinds(rows, {"order": "new"}).page
    first.rows[-1].delete()
    assert [row.pk for row in Kinds(rows, given(first.next_url)).page.rows] == expected[7:14]


@pytest.mark.parametrize("size", [3, 38])
def test_queries_stay_the_same_however_long_the_page(
    rows: Any, size: int, django_assert_num_queries: Any
) -> None:
    class Sized(Kinds):
        pass

    Sized.size = size
    with django_assert_num_queries(2):  # the rows and the bounded count
        Sized(rows, {}).render()
    with django_assert_num_queries(1):  # the total is given
        Sized(rows, {}, total=39).render()


def test_the_count_stops_at_ten_thousand(rows: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("safecommunity.shell.tables.COUNT_LIMIT", 20)
    assert Kinds(rows, {}).page.says == "第 1—7 条，共 20 条以上"
    assert COUNT_LIMIT == 10_000


def test_a_filter_narrows_and_its_page_marks_keep_it(rows: Any) -> None:
    first = Kinds(rows, {"app": "aa", "place": "p1"}).page
    assert {row.app_label for row in first.rows} == {"aa"}
    asked = given(first.next_url)
    assert (asked["app"], asked["place"]) == ("aa", "p1")
    assert len(Kinds(rows, asked).page.rows) == 6


@pytest.mark.parametrize(
    "asked",
    [
        {"app": "zz"},
        {"app": "aa' OR 1=1"},
        {"app": "aa\x00"},
        {"order": "model"},
        {"order": "-pk"},
        {"app": "aa", "order": "word"},  # declared each for itself, but not as a pair
        {"page": "rubbish"},
        {"page": "WyJhZnRlciIsN10:x:y"},
    ],
)
def test_what_is_not_declared_is_refused_before_any_query(
    rows: Any, asked: dict[str, str], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0), pytest.raises(Refused):
        Kinds(rows, asked)


def test_a_refusal_says_what_came_and_what_is_allowed(rows: Any) -> None:
    with pytest.raises(Refused, match=r"zz.*aa, bb, none"):
        Kinds(rows, {"app": "zz"})
    with pytest.raises(Refused, match=r"secret.*app, new, word"):
        Kinds(rows, {"order": "secret"})


def test_a_page_mark_of_another_order_or_filter_is_refused(rows: Any) -> None:
    mark = given(Kinds(rows, {"order": "new"}).page.next_url)["page"]
    for other in ({"order": "word"}, {"order": "app"}, {"app": "aa"}):
        with pytest.raises(Refused, match="翻页标记"):
            Kinds(rows, {**other, "page": mark})


def test_an_empty_list_says_what_to_do(rows: Any) -> None:
    assert "没有符合筛选的记录" in Kinds(rows, {"app": "none"}).render()
    assert "这里还没有记录" in Kinds(rows.none(), {}).render()


def test_cells_are_escaped_and_carry_their_columns_name_for_the_phone(rows: Any) -> None:
    ContentType.objects.create(app_label="aa", model="<b>bold</b>")
    html = Kinds(rows, {"order": "new"}).render()
    assert "<b>bold" not in html
    assert escape("<b>bold</b>") in html
    assert 'data-l="房间"' in html
    assert '<th scope="row" class=" wide">' in html


def test_an_order_without_a_unique_end_does_not_start(rows: Any) -> None:
    class Loose(Kinds):
        orders = (Order("app", "x", ("app_label",)),)
        pairs = (("", "app"),)

    with pytest.raises(ImproperlyConfigured, match="unique"):
        Loose(rows, {})


def test_a_pair_that_names_nothing_does_not_start(rows: Any) -> None:
    class Lost(Kinds):
        pairs = (("", "app"), ("colour", "app"))

    with pytest.raises(ImproperlyConfigured, match="colour"):
        Lost(rows, {})
