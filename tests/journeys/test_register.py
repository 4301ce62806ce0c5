"""The injury register as its people use it: place and period stay, names open for a purpose, months go to and fro,
events have their overview, and real data come in from the command line."""

import csv
import gzip
import io
import json
import re
from collections import Counter
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.conftest import SHARED
from tests.injuries import neiss_files
from tests.journeys.conftest import ROOT

# a minute each, and nothing a narrow screen changes: on a phone in the long run only
at_a_desk = pytest.mark.parametrize(
    "person", ["desktop", pytest.param("phone", marks=pytest.mark.long)], indirect=True
)
pytestmark = [pytest.mark.browser, pytest.mark.slow]
SAMPLE = "neiss_all_products_sample_2017_2020.csv.gz"


def become(person, username: str) -> None:
    person.page.context.clear_cookies()
    person.enter(username)


def switches(person) -> list[str]:
    """Place and period as the top bar says them."""
    return person.page.locator(".switches .switch b").all_inner_texts()


def choose(person, label: str, option: str) -> None:
    """Open a switch of the top bar and take an option."""
    switch = person.page.locator(f".switches details:has(small:text-is('{label}'))")
    switch.locator("summary").click()
    switch.get_by_role("link", name=option, exact=True).first.click()
    person.page.wait_for_load_state()


def test_place_and_period_are_changed_anywhere_and_stay_everywhere(person):
    person.enter("demo-clerk")
    person.go("/overview/")
    choose(person, "地区", "示南社区")
    assert switches(person)[0] == "示南社区"
    here = parse_qs(urlsplit(person.page.url).query)
    year = int(here["period"][0][:4]) - 1
    choose(person, "期间", f"{year} 年")
    for address in (
        "/overview/",
        "/overview/events/",
        "/events/",
        "/injuries/",
        "/injuries/months/",
        "/exceptions/",
        "/todo/",
    ):
        if person.go(address) == 403:
            continue  # not a clerk's page
        assert switches(person) == ["示南社区", f"{year} 年"], address
    person.go("/injuries/months/")
    heads = person.page.locator("table.months thead th").all_inner_texts()
    assert all(str(year) in head for head in heads[1:]), heads
    person.look("months-of-last-year")
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []
    # changed on another page than it was chosen on, it stays as well
    choose(person, "地区", "示例街道")
    person.go("/overview/")
    assert switches(person) == ["示例街道", f"{year} 年"]
    assert person.complaints == []


def test_a_name_opens_for_a_purpose_only_is_logged_and_stays_shut_for_the_street(person):
    become(person, "demo-cdc")
    person.go("/injuries/?source=card")
    person.page.locator("main table tbody a").first.click()
    person.page.wait_for_load_state()
    card, page = person.page.url, person.page
    assert page.locator("dt:text-is('姓名')").count() == 0
    assert not page.locator("#purpose").evaluate("one => one.checkValidity()")
    history = page.locator("section.panel:has(h2:text-is('经过'))").inner_text()
    page.select_option("#purpose", index=1)
    purpose = page.locator("#purpose option:checked").inner_text()
    page.locator("form:has(#purpose) button").click()
    page.wait_for_load_state()
    assert page.locator("[role=status] dt:text-is('姓名')").count() == 1
    person.look("name-opened")
    page.goto(card)
    assert page.locator("dt:text-is('姓名')").count() == 0  # shown once
    told = page.locator("section.panel:has(h2:text-is('经过'))").inner_text()
    assert len(told) > len(history)
    assert purpose in told
    become(person, "demo-clerk")
    page.goto(card)
    assert page.locator("#purpose").count() == 0
    assert "姓名只有报告机构和区疾控看得到" in page.locator("main").inner_text()
    assert person.complaints == []


def test_a_facility_hands_in_the_office_returns_it_with_a_reason_and_takes_it_when_it_comes_again(person):
    become(person, "demo-clerk")
    page = person.page
    person.go("/injuries/months/?place=&period=")
    take = page.locator("form[action*='/return/']")
    if not take.count():  # nothing waits: the nurse hands her oldest month in
        become(person, "demo-nurse")
        person.go("/injuries/months/")
        form = page.locator("form[action*='/submit/']:has(input[name=cards])").first
        form.locator("input[name=cards]").fill("3")
        form.locator("button").click()
        page.wait_for_load_state()
        become(person, "demo-clerk")
        person.go("/injuries/months/")
    form = page.locator("form[action*='/return/']").first
    action = form.get_attribute("action")
    form.locator("input[name=reason]").fill("自报数与在册数不符，请核对")
    form.locator("button").click()
    page.wait_for_load_state()
    assert "自报数与在册数不符，请核对" in page.locator("main").inner_text()
    person.look("month-returned")
    assert person.accessibility() == []
    assert page.locator(f"form[action='{action}']").count() == 0
    assert page.locator(f"form[action='{action.replace('/return/', '/urge/')}']").count() == 1
    assert person.complaints == []


def test_the_overview_of_events_shows_kind_time_and_place_and_a_cell_opens_its_events(person):
    become(person, "demo-chief")
    page = person.page
    assert person.go("/overview/events/?period=2026") == 200
    page.wait_for_load_state("networkidle")
    for title in ("事故类别", "月份和时段", "类别和等级", "类别和月份", "各月事件数", "各地区"):
        assert page.locator(f"section.panel:has(h2:text-is('{title}'))").count() == 1, title
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []
    person.look("overview-events")
    link = page.locator("section.panel:has(h2:text-is('类别和月份')) tbody a").first
    shown = link.inner_text()
    link.click()
    page.wait_for_load_state()
    assert f"n = {shown}" in page.locator("#rows header").inner_text()
    assert person.complaints == []


def real_rows() -> list[list[str]]:
    """The published sample where it is at hand, else a file of the same shape, made up; headings first."""
    path = SHARED / "data" / "neiss" / SAMPLE
    if path.exists():
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            return list(csv.reader(file))
    return [list(neiss_files.LABELS), *map(list, neiss_files.many(300))]


@at_a_desk
def test_real_injuries_come_from_a_file_and_the_overview_shows_their_counts(person, tmp_path):
    """Numbers by the csv module alone: rows of the year, and of the most frequent month."""
    rows = real_rows()
    heads, lines = rows[0], rows[1:]
    day = heads.index(next(one for one in heads if one.lower().replace(" ", "_") == "treatment_date"))
    months = Counter(_month(line[day]) for line in lines)
    year = Counter(month[:4] for month in months.elements()).most_common(1)[0][0]
    expected = sum(n for month, n in months.items() if month.startswith(year))
    file = tmp_path / "neiss.csv.gz"
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    file.write_bytes(gzip.compress(text.getvalue().encode("utf-8")))
    place = f"US-{person.width}"
    brought = person.server.command(
        "import", "injuries", str(file), "--mapping", "neiss", "--place", place, "--create-place", "美国样本医院",
        "--format", "json",
    )  # fmt: skip
    said = json.loads(brought.stdout)
    assert said["read"] == len(lines) == said["accepted"] + said["rejected"] + said["duplicates"]
    assert (said["rejected"], said["probable"]) == (0, 0)
    shown = person.server.command(
        "figures",
        "show",
        "injury.count",
        "--place",
        place,
        "--period",
        year,
        "--by",
        "sex",
        "--format",
        "json",
    )
    assert shown.returncode == 0, shown.stderr
    told = json.loads(shown.stdout)
    assert sum(one["n"] for one in told) == expected, told
    sign_in_as_clerk_of(person, place)
    page = person.page
    person.go(f"/overview/?period={year}")
    page.wait_for_load_state("networkidle")
    text = page.locator("main").inner_text()
    assert f"n = {expected:,}" in text
    assert "真实数据" in page.locator("body").inner_text()
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []
    person.look("overview-neiss")
    page.locator("section.panel:has(h2:text-is('诊断')) details > summary").click()
    link = page.locator("section.panel:has(h2:text-is('诊断')) tbody a").first
    count = link.inner_text()
    link.click()
    page.wait_for_load_state()
    assert f"n = {count}" in page.locator("#rows header").inner_text()
    assert person.complaints == []


def _month(day: str) -> str:
    found = re.fullmatch(r"(\d{4})-(\d\d)-\d\d.*", day) or re.fullmatch(r"(\d\d?)/\d\d?/(\d{4})", day)
    assert found, day
    one, two = found.groups()
    return f"{one}-{two}" if len(one) == 4 else f"{two}-{int(one):02d}"


def sign_in_as_clerk_of(person, place: str) -> None:
    """A clerk made on the command line, signed in with a password."""
    import subprocess
    import sys

    name, words = f"clerk-{place.lower()}", "示例 pass-phrase 42"
    made = subprocess.run(
        [sys.executable, "-m", "safecommunity.web.cli", "people", "add", name, "--name", "样本内勤", "--role", "clerk",
         "--place", place, "--password-stdin"],
        env=person.server.env, cwd=ROOT, input=words + "\n", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    person.page.context.clear_cookies()
    person.page.goto(person.server.url + "/account/login/?by=password")
    person.page.fill("input[name=login]", name)
    person.page.fill("input[name=password]", words)
    person.page.locator("button.main-act").click()
    person.page.wait_for_load_state()
    own = "自己的 pass-phrase 43"  # who was given a password chooses one that nobody else knows
    for field, value in (("oldpassword", words), ("password1", own), ("password2", own)):
        person.page.fill(f"input[name={field}]", value)
    person.page.locator("button.main-act").click()
    person.page.wait_for_load_state()
