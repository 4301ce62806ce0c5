"""Anybody reads what a street opened, takes it along and shows a chart elsewhere; an officer makes an edition; a chief
and a supervisor read their dashboards."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def opened(person) -> str:
    """The open page of the street, found by its name."""
    page = person.page
    assert person.go("/open/") == 200
    page.get_by_role("link", name="示例街道", exact=True).click()
    page.wait_for_load_state("networkidle")
    return page.locator("link[rel=canonical]").get_attribute("href")


def drawn(page) -> None:
    for picture in page.locator("img.drawn").all():
        picture.scroll_into_view_if_needed()
        page.wait_for_function(
            "image => image.complete && image.naturalWidth > 0", arg=picture.element_handle()
        )


def test_anybody_reads_the_page_in_three_languages_without_a_cookie(person):
    page = person.page
    opened(person)
    assert page.get_by_role("heading", level=1).inner_text() == "示例街道安全公开数据"
    assert page.get_by_text("模拟数据").first.is_visible()
    assert page.locator(".open-cards .fig").count() >= 3
    drawn(page)
    person.look("open-street")
    assert person.has_no_sideways_scroll()
    assert not person.accessibility()
    for name, title in (("English", "Open safety figures of 示例街道"), ("繁體中文", "示例街道安全公開資料")):
        page.get_by_role("link", name=name, exact=True).click()
        assert page.get_by_role("heading", level=1).inner_text() == title
        assert person.has_no_sideways_scroll()
    assert not page.context.cookies()
    assert not person.complaints


def test_the_numbers_are_taken_along(person):
    opened(person)
    with person.page.expect_download() as found:
        person.page.get_by_role("link", name="下载 CSV").click()
    assert found.value.path().read_bytes().startswith(b"\xef\xbb\xbfedition,year,figure")


@contextmanager
def another_site(body: str) -> Iterator[str]:
    """A page of another site: another port of this machine, since a browser keeps the wide web out of its own."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_said: object) -> None:
            """Nothing is told."""

    there = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=there.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{there.server_port}/"
    finally:
        there.shutdown()
        there.server_close()


def test_a_chart_stands_in_a_frame_of_another_site_and_the_page_does_not(person):
    page, address = person.page, opened(person)
    chart = page.get_by_role("link", name="单独看这张图").first.get_attribute("href")
    for framed, stands in ((chart, True), (address, False)):
        frame = f'<iframe src="{person.server.url}{framed}" width="500" height="500"></iframe>'
        with another_site(f"<!doctype html><title>x</title>{frame}") as there:
            page.goto(there)
            page.wait_for_load_state("networkidle")
            # in place of what may not stand there the browser puts a page of its own
            inside = next(one for one in page.frames if one != page.main_frame)
            assert inside.url.startswith(person.server.url) is stands, inside.url
    page.goto(person.server.url + chart)
    drawn(page)
    person.look("open-chart")
    assert person.has_no_sideways_scroll()
    assert not person.accessibility()


def test_an_officer_looks_before_opening(person):
    page = person.page
    person.enter("demo-chief")
    assert person.go("/editions/") == 200
    person.look("editions")
    page.get_by_role("link", name="做一期公开数据").click()
    page.get_by_role("checkbox", name="居民伤害发生率").check()
    page.get_by_role("button", name="预览").click()
    assert page.get_by_role("heading", level=1).inner_text() == "做一期公开数据"
    person.look("edition-new")
    assert person.has_no_sideways_scroll()
    assert not person.accessibility()


@pytest.mark.parametrize("who", ["demo-chief", "demo-cdc", "demo-district", "demo-province"])
def test_a_dashboard_for_each_level(person, who):
    page = person.page
    person.enter(who)
    assert person.go("/dashboard/") == 200
    page.wait_for_load_state("networkidle")
    person.look(f"dashboard-{who}")
    assert page.get_by_role("heading", level=1).count() == 1
    assert person.has_no_sideways_scroll()
    assert not person.accessibility()
    assert not person.complaints
    page.get_by_role("link", name="去年", exact=True).click()
    assert page.get_by_role("link", name="去年", exact=True).get_attribute("aria-current") == "true"
