"""Every page each demonstration person can reach by links, at both widths: it opens, in Chinese, without a fault."""

import re
from urllib.parse import urlsplit

import pytest

from tests.journeys.conftest import WIDTHS, browsing

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST = 28
CHINESE = re.compile(r"[一-鿿]")
# Ways out, and files that a browser saves or shows as they are.
LEAVES = re.compile(
    r"/(logout|static|files|sw\.js|language|template|export|open/en)|\.(xlsx|csv|json|geojson|zip|pdf|svg|docx|html)$|/(zip|pdf|docx)/"
)


def kind_of(address: str) -> str:
    """Pages of one kind: the path with its ids struck out, so that one injury stands for all."""
    path = urlsplit(address).path
    path = re.sub(r"/[0-9a-f]{32}/", "/REF/", path)
    path = re.sub(
        r"/figures/[^/]+/", lambda m: "/figures/" + m.group(0).split("/")[2].split("@")[0] + "/", path
    )
    return re.sub(r"/[a-z2-9]{10}(/|$)", "/PID/", path)


def links(page) -> list[str]:
    # inside a drawing a link's href is an object of its own kind
    found = page.eval_on_selector_all(
        "a[href]", "all => all.map(a => new URL(a.getAttribute('href'), document.baseURI).href)"
    )
    return [
        urlsplit(a)._replace(fragment="").geturl()
        for a in found
        if a.startswith(page.url.split("/", 3)[0] + "//127.")
    ]


@pytest.fixture
def walker(chrome, server):
    """A person who looks at each page at both widths; one visit, since opening it costs most."""
    with browsing(chrome, server, "desktop") as who:
        yield who


def looked_at(person, username: str, address: str) -> list[str]:
    """What is wrong with the page that stands open, at either width."""
    faults = []
    if not CHINESE.search(person.page.title()):
        faults.append(f"title {person.page.title()!r}")
    if person.page.locator("h1").count() != 1:
        faults.append(f"{person.page.locator('h1').count()} h1")
    faults += person.complaints
    for width, (across, down) in WIDTHS.items():
        person.width = width
        person.page.set_viewport_size({"width": across, "height": down})
        if not person.has_no_sideways_scroll():
            faults.append(f"{width}: scrolls sideways")
        person.look(f"{username}-{kind_of(address)}")
    # once, where room is least: contrast, names and roles are the same at both widths, and journeys ask at either
    faults += person.accessibility()
    person.page.set_viewport_size(dict(zip(("width", "height"), WIDTHS["desktop"], strict=True)))
    return faults


def test_every_reachable_page_opens_without_a_fault(walker, demo_people):
    person, faults, looked, known = walker, [], 0, set()
    for username in demo_people:
        person.page.goto("about:blank")
        person.page.context.clear_cookies()
        person.enter(username)
        start = person.page.url
        seen, queue = set(), [start]
        while queue and len(seen) < MOST:
            address = queue.pop(0)
            kind = kind_of(address)
            # pages of a kind are looked at once for all people, but for where each begins
            if kind in seen or (kind in known and address != start) or LEAVES.search(urlsplit(address).path):
                continue
            seen.add(kind)
            known.add(kind)
            person.complaints.clear()
            answer = person.page.goto(address)
            looked += 1
            here = f"{username} {urlsplit(address).path}"
            if answer.status >= 400:
                faults.append(f"{here}: {answer.status}")
                continue
            faults += [f"{here}: {fault}" for fault in looked_at(person, username, address)]
            queue += links(person.page)
    assert not faults, "\n".join(faults)
    assert looked >= 3 * len(demo_people)
