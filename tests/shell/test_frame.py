"""First page, language, content policy and error pages."""

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.template import engines
from django.test import AsyncClient, Client, RequestFactory
from django.utils import translation

from safecommunity.shell import slots, views
from safecommunity.shell.errors import Refused
from safecommunity.shell.middleware import POLICY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _language_after() -> object:
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def own_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "_providers", {})


def test_the_first_page_is_simplified_chinese_whatever_the_browser_wishes(client: Client) -> None:
    answer = client.get("/", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    assert answer["Content-Language"] == "zh-hans"
    assert "每个数字都有记录可查" in answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/there-is-no-such-page/", "/static/nothing.css"])
def test_every_answer_carries_the_content_policy(client: Client, address: str) -> None:
    policy = client.get(address)["Content-Security-Policy"]
    assert policy == POLICY
    assert "unsafe" not in policy
    assert "data:" not in policy


def test_language_and_policy_hold_under_asgi_too() -> None:
    client = AsyncClient()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = async_to_sync(client.get)("/")
    assert answer["Content-Language"] == "en"
    assert answer["Content-Security-Policy"] == POLICY
    assert "No number without its records" in answer.content.decode()


@pytest.mark.parametrize(
    ("code", "title"), [("zh-hant", "安全社區"), ("en", "Safe Community"), ("zh-hans", "安全社区")]
)
def test_a_chosen_language_stays_on_the_next_page(client: Client, code: str, title: str) -> None:
    answer = client.post("/language/", {"language": code, "next": "/"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    page = client.get("/")
    assert page["Content-Language"] == code
    assert title in page.content.decode()


@pytest.mark.parametrize("came", ["", "xx", "zh", "en'--", "<script>", "中" * 5000, "en\x00"])
def test_an_unknown_language_is_refused_and_nothing_is_kept(client: Client, came: str) -> None:
    answer = client.post("/language/", {"language": came})
    assert answer.status_code == 400
    assert "没有这种语言" in answer.content.decode()
    assert "<script>" not in answer.content.decode().split("<h1>")[1]
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies


@pytest.mark.parametrize("cookie", ["xx", "../../etc", "", "EN"])
def test_a_broken_language_cookie_means_the_default(client: Client, cookie: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
    assert client.get("/")["Content-Language"] == "zh-hans"


@pytest.mark.parametrize(
    "wish", ["https://example.org/", "//example.org/", "javascript:alert(1)", "\\\\example.org"]
)
def test_the_language_switch_never_leads_to_another_host(client: Client, wish: str) -> None:
    assert client.post("/language/", {"language": "en", "next": wish})["Location"] == "/"


def test_the_language_switch_answers_posts_only(client: Client) -> None:
    assert client.get("/language/").status_code == 405


@pytest.mark.parametrize(
    ("code", "words"), [("zh-hans", "没有这一页"), ("zh-hant", "沒有這一頁"), ("en", "There is no such page")]
)
def test_a_missing_page_says_so_in_the_readers_language(client: Client, code: str, words: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = code
    answer = client.get("/there-is-no-such-page/")
    assert answer.status_code == 404
    assert words in answer.content.decode()


def test_a_missing_page_escapes_the_address() -> None:
    answer = views.not_found(RequestFactory().get("/<script>alert(1)</script>"))
    assert b"<script>alert" not in answer.content


def test_an_address_that_only_takes_forms_says_so_when_it_is_opened(client: Client) -> None:
    answer = client.get("/language/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "这个地址没有页面" in answer.content.decode()
    assert client.head("/language/").content == b""


def test_a_refusal_is_shown_but_a_strangers_exception_is_not() -> None:
    request = RequestFactory().get("/")
    assert "理由" in views.bad_request(request, Refused("理由")).content.decode()
    assert "secret detail" not in views.bad_request(request, ValueError("secret detail")).content.decode()


def test_too_large_a_form_is_413_and_says_the_limit() -> None:
    answer = views.bad_request(RequestFactory().post("/"), RequestDataTooBig("x"))
    assert answer.status_code == 413
    assert "2,048 kB" in answer.content.decode()


def test_the_error_page_of_the_server_needs_no_context_and_no_database(
    django_assert_num_queries: object,
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert "系统出错了" in engines["django"].get_template("500.html").render()
        request = RequestFactory().get("/")
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = "en"
        answer = views.server_error(request)
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()


def test_error_pages_offer_the_language_switch(client: Client) -> None:
    assert client.get("/nothing-here/").content.decode().count('name="language"') == 3


def test_the_service_worker_stands_at_the_root(client: Client) -> None:
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Cache-Control"] == "no-cache"


@pytest.mark.usefixtures("own_slots")
def test_the_first_page_offers_the_registered_accounts_as_forms_with_a_token(client: Client) -> None:
    account = slots.DemoAccount("护士", "填卡", "/enter/", {"who": '"><b>'})
    slots.register("front.accounts", lambda _request, **_context: [account])
    page = client.get("/").content.decode()
    assert 'action="/enter/"' in page
    assert 'value="&quot;&gt;&lt;b&gt;"' in page
    assert "csrfmiddlewaretoken" in page


@pytest.mark.usefixtures("own_slots")
def test_the_first_page_without_accounts_shows_no_empty_heading(client: Client) -> None:
    assert "选一个人" not in client.get("/").content.decode()


def test_slots_answer_in_order_and_once_per_provider(own_slots: None) -> None:
    def late(request: object, **context: object) -> list[str]:
        return ["c"]

    slots.register("x", late, order=5)
    slots.register("x", late, order=5)
    slots.register("x", lambda _request, **_context: "a")
    slots.register("x", lambda _request, **_context: None)
    assert slots.collect("x", None) == ["a", "c"]
    assert slots.collect("unknown", None) == []


FRAME = '{% extends "shell/frame.html" %}{% block title %}T{% endblock %}{% block heading %}H{% endblock %}'


def frame_page(path: str = "/a/b/") -> str:
    request = RequestFactory().get(path)
    return engines["django"].from_string(FRAME).render({}, request)


def test_the_menu_shows_only_groups_with_entries_and_marks_the_nearest_page(own_slots: None) -> None:
    slots.register(
        "menu",
        lambda _request, **_context: [
            slots.MenuEntry("see", "外层", "/a/"),
            slots.MenuEntry("see", "里层", "/a/b/"),
        ],
    )
    page = frame_page("/a/b/c/")
    assert "看清" in page
    assert "每天" not in page
    assert page.count('aria-current="page"') == 1
    assert '/a/b/" aria-current="page"' in page


def test_a_menu_entry_of_an_unknown_group_is_an_error(own_slots: None) -> None:
    slots.register("menu", lambda _request, **_context: slots.MenuEntry("nowhere", "x", "/x/"))
    with pytest.raises(ValueError, match=r"nowhere.*known: daily"):
        frame_page()


def test_the_simulated_label_stands_on_the_page_and_cannot_be_closed(own_slots: None) -> None:
    slots.register(
        "frame.labels", lambda _request, **_context: slots.Label("simulated", "模拟数据", "均为虚构")
    )
    strip = frame_page().split('class="sim"')[1].split("</div>")[0]
    assert "模拟数据" in strip
    assert "button" not in strip


def test_every_frame_has_one_heading_a_skip_link_and_a_main(own_slots: None) -> None:
    page = frame_page()
    assert page.count("<h1") == 1
    assert 'href="#main"' in page
    assert 'id="main"' in page
