"""Every page each demonstration person can reach by links, at both widths: it opens, in Chinese, without a fault."""

import re
from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MOST = 28
CHINESE = re.compile(r"[一-鿿]")
# Ways out, and files that a browser saves or shows as they are.
LEAVES = re.compile(r"/(logout|static|files|sw\.js|language|template|export)|\.(xlsx|csv|json|geojson|zip)$")


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


def test_every_reachable_page_opens_without_a_fault(person, demo_people):
    faults, looked, known = [], 0, set()
    for username in demo_people:
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
            person.page.wait_for_load_state("networkidle")
            looked += 1
            here = f"{username} {person.width} {urlsplit(address).path}"
            if answer.status >= 400:
                faults.append(f"{here}: {answer.status}")
                continue
            if not CHINESE.search(person.page.title()):
                faults.append(f"{here}: title {person.page.title()!r}")
            if not person.has_no_sideways_scroll():
                faults.append(f"{here}: scrolls sideways")
            if person.page.locator("h1").count() != 1:
                faults.append(f"{here}: {person.page.locator('h1').count()} h1")
            faults += [f"{here}: {complaint}" for complaint in person.complaints]
            faults += [f"{here}: {finding}" for finding in person.accessibility()]
            person.look(f"{username}-{kind_of(address)}")
            queue += links(person.page)
    assert not faults, "\n".join(faults)
    assert looked >= 3 * len(demo_people)
