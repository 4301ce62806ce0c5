"""From an empty installation to a street with a first figure, as its administrator and its chief do it.

Excel files in, step by step, as the set-up guide says; the second width looks at the guide and at New Year afterwards.
"""

import base64
import hmac
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.injuries import lists
from tests.journeys.conftest import ROOT, Person, Server, environment, served

pytestmark = [pytest.mark.browser, pytest.mark.long]
SECRET = re.compile(r"[A-Z2-7]{16,}")
DOORWORD = "lanhua-" + secrets.token_hex(6)
PLACES = """地区代码,名称,层级,上级代码,起始日期,标签
A,试区,区,,2020-01-01,模拟
A1,试验街道,街道,A,2020-01-01,模拟
A11,试东社区,社区,A1,2020-01-01,模拟
A12,试西社区,社区,A1,2020-01-01,模拟
"""
PEOPLE = """地区代码,年份,性别,年龄组,人口数,户数,来源
A1,2025,合计,合计,5000,1700,公报
A11,2025,合计,合计,3000,1000,公报
A12,2025,合计,合计,2000,700,公报
"""
UNITS = """名称,类别,地区代码,起始日期,报送伤害,自哪月报送
试验医院,医疗,A1,2020-01-01,是,2026-01
试验超市,商店,A11,2020-01-01,否,
试验工厂,企业,A12,2020-01-01,否,
"""


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Server]:
    """An installation that was prepared and holds nothing but an administrator."""
    made = subprocess.run(
        [sys.executable, "-m", "safecommunity.web.cli", "people", "add", "guanli", "--name", "管理员", "--role",
         "admin", "--password-stdin"],
        env=environment(tmp_path, demo=False), cwd=ROOT, input=DOORWORD + "\n", text=True, capture_output=True,
        check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    with served(tmp_path, demo=False) as found:
        yield found


def send(person: Person, address: str, text: str) -> None:
    """A list of the office: sent, looked at, stored."""
    person.go(address)
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": text.encode("gb18030")}
    person.page.set_input_files("input[name=file]", file)
    person.page.locator("form.upload .main-act").click()
    person.page.wait_for_load_state("networkidle")
    assert person.page.locator(".errors-found").count() == 0, person.page.locator("main").inner_text()
    person.page.locator("form:has(input[name=found]) .main-act").click()
    person.page.wait_for_load_state("networkidle")


def code_of(secret: str) -> str:
    """The six digits of the moment (RFC 6238, SHA-1, 30 s), as an app on a phone shows them."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    told = hmac.digest(key, (int(time.time()) // 30).to_bytes(8, "big"), "sha1")
    at = told[-1] & 15
    return f"{(int.from_bytes(told[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def sign_in(person: Person, name: str, word: str, new: str) -> None:
    """Password, app on the phone, and a word of one's own instead of the one that was given."""
    page = person.page
    person.go("/account/login/?by=password")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", word)
    page.locator("form .main-act").click()
    page.wait_for_load_state()
    if page.url.endswith("/second-factor/"):
        person.look(f"second-factor-{name}")
        person.go("/account/code/set-up/")
        if "/account/confirm/" in page.url:
            page.fill("input[name=password]", word)
            page.locator("form .main-act").click()
            page.wait_for_load_state()
        found = SECRET.search(page.locator("main code, code").first.inner_text())
        assert found
        person.look(f"authenticator-{name}")
        page.fill("input[name=code]", code_of(found.group()))
        page.locator("form .main-act").click()
        page.wait_for_load_state()
    person.go("/")
    if "/account/password/" in page.url:
        person.look(f"password-{name}")
        page.fill("input[name=oldpassword]", word)
        page.fill("input[name=password1]", new)
        page.fill("input[name=password2]", new)
        page.locator("form .main-act").click()
        page.wait_for_load_state()
        person.go("/")


def add_person(person: Person, username: str, name: str, role: str, place: str) -> str:
    """Somebody with a role; the password that is shown once."""
    page = person.page
    person.go("/people/add/")
    page.fill("input[name=username]", username)
    page.fill("input[name=display_name]", name)
    page.select_option("select[name=role]", role)
    options = page.locator("select[name=place] option")
    value = next(
        o.get_attribute("value")
        for o in (options.nth(n) for n in range(options.count()))
        if place in o.inner_text()
    )
    page.select_option("select[name=place]", value)
    page.locator("form .main-act").click()
    page.wait_for_load_state()
    word = re.search(r"(?:[a-z2-7]{4}-){3}[a-z2-7]{4}", page.locator("main").inner_text())
    assert word, page.locator("main").inner_text()
    return word.group()


def states(person: Person) -> dict[str, str]:
    person.go("/setup/")
    found = person.page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.setup-step')].map(e => [e.id, e.className]))"
    )
    return {key: str(said).rpartition("is-")[2].strip() for key, said in found.items()}


def sound(person: Person, name: str) -> None:
    person.page.wait_for_load_state("networkidle")
    person.look(name)
    assert person.has_no_sideways_scroll(), name
    assert person.accessibility() == [], name


def test_an_afternoon_from_nothing_to_a_street_with_a_first_figure(chrome: Any, empty: Server) -> None:
    context = chrome.new_context(viewport={"width": 1280, "height": 900}, timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.set_default_timeout(15000)
    person = Person(page, empty, "desktop")
    sign_in(person, "guanli", DOORWORD, "hehua-" + DOORWORD)
    assert page.url.endswith("/setup/"), "an empty installation begins at the guide"
    assert states(person) == {"places": "open"}
    sound(person, "setup-empty")
    send(person, "/places/import/", PLACES)
    assert states(person)["places"] == "done"
    send(person, "/population/import/", PEOPLE)
    send(person, "/units/import/", UNITS)
    chief = add_person(person, "zhuren", "试主任", "chief", "试验街道")
    clerk = add_person(person, "neiqin", "试内勤", "clerk", "试验街道")
    add_person(person, "wangge", "试网格", "grid", "试东社区")
    found = states(person)
    assert {found[key] for key in ("places", "population", "units", "people")} == {"done"}
    sound(person, "setup-half")
    context.clear_cookies()

    sign_in(person, "zhuren", chief, "juhua-" + DOORWORD)
    person.go("/organisation/agencies/")
    page.locator("form[action$='/agencies/found/'] button").click()
    page.wait_for_load_state()
    person.go("/organisation/")
    page.locator("form[action$='/organisation/found/'] button").click()
    page.wait_for_load_state()
    send_seats(person)
    for level in ("unit", "merchant", "household"):
        person.go(f"/letters/open/?level={level}")
        page.locator("form .main-act").click()
        page.wait_for_load_state()
    person.go("/returns/forms/")
    page.locator("a[href$='/send/']").first.click()
    page.wait_for_load_state()
    page.locator("input[name=filler]").first.check()
    page.locator("main form .main-act").click()
    page.wait_for_load_state()
    person.go("/setup/")
    page.locator("#outlines details summary").click()
    page.fill("#outlines input[name=reason]", "还没有底图")
    page.locator("#outlines form .btn").click()
    page.wait_for_load_state()
    found = states(person)
    assert found["outlines"] == "without"
    assert {found[key] for key in ("agencies", "bodies", "letters", "returns")} == {"done"}, found
    context.clear_cookies()

    sign_in(person, "neiqin", clerk, "meihua-" + DOORWORD)
    rows = [lists.row(编号=f"S-{n}", 居住社区="试东社区", 姓名=f"模拟{n}") for n in range(1, 6)]
    person.go("/injuries/import/")
    file = {"name": "2026.csv", "mimeType": "text/csv", "buffer": lists.csv_bytes(rows, encoding="gb18030")}
    page.set_input_files("input[name=file]", file)
    if page.locator("select[name=target]").count():
        page.select_option("select[name=target]", index=1)
    page.locator("form.upload .main-act").click()
    page.wait_for_load_state("networkidle")
    page.locator("form .main-act").last.click()
    page.wait_for_load_state("networkidle")
    page.wait_for_selector("#run .note")
    page.locator("#run .main-act, main form .main-act").last.click()
    page.wait_for_load_state("networkidle")
    until = time.monotonic() + 20
    while states(person)["figure"] != "done":
        assert time.monotonic() < until, page.locator("main").inner_text()
        time.sleep(0.5)
    assert page.locator(".note", has_text="可以用了").count() == 1
    sound(person, "setup-done")
    page.locator("#figure a[href*='/figures/']").first.click()
    page.wait_for_load_state()
    assert "5" in page.locator("main").inner_text()
    sound(person, "setup-first-figure")
    person.go("/new-year/")
    sound(person, "new-year")
    year = int(re.search(r"20\d\d", page.locator("h1").inner_text()).group())  # type: ignore[union-attr]
    if page.locator("input[name=part]").count():  # from October on the next year
        page.locator("main form .main-act").click()
        page.wait_for_load_state("networkidle")
        assert page.locator("input[name=part]").count() == 0, "taken over once"
        sound(person, "new-year-done")
        page.locator("form[action$='/undo/'] button").first.click()
        page.wait_for_load_state("networkidle")
        assert page.locator("input[name=part]").count() == 1, f"{year}: one part was taken back"
    phone = Person(page, empty, "phone")
    page.set_viewport_size({"width": 360, "height": 740})
    for address, name in (("/setup/", "setup-done"), ("/new-year/", "new-year"), ("/todo/", "setup-todo")):
        phone.go(address)
        sound(phone, name)
    context.close()


def send_seats(person: Person) -> None:
    """A list with one seat in each body, as the guide asks."""
    page = person.page
    person.go("/organisation/")
    links = page.locator("main th a[href*='/organisation/bodies/']")
    names = [links.nth(n).inner_text() for n in range(links.count())]
    rows = [
        "机构,职责,职务,起始日期",
        *(f"{name},组长,分管领导,{time.strftime('%Y-%m-%d')}" for name in names),
    ]
    person.go("/organisation/seats/import/")
    file = {"name": "xiwei.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode("gb18030")}
    page.set_input_files("input[name=file]", file)
    sound(person, "seats-import")
    page.locator("main form .main-act").click()
    page.wait_for_load_state("networkidle")
    assert f"登记 {len(names)} 个席位" in page.locator("main").inner_text()
