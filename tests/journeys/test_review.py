"""A review in a browser: three are asked, one is barred by his tie, two score alone (one without network), the panel
agrees, publishes, the place puts a finding right and it is accepted."""

import io
import re

import pytest
from PIL import Image

from tests.journeys.conftest import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]


def _photo() -> dict[str, object]:
    """A photo as the tablet's camera hands it over."""
    out = io.BytesIO()
    Image.radial_gradient("L").resize((1600, 1200)).convert("RGB").save(out, "JPEG")
    return {"name": "found.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


PHOTO = _photo()
CODE = "panpacific6"  # six criteria, one part each: no other journey scores by it


def sound(person: Person) -> None:
    """Nothing the browser or axe complains about, no sideways scroll."""
    assert person.complaints == []
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []


def post(person: Person, press) -> None:
    """Press, and wait for the next page."""
    with person.page.expect_navigation():
        press.click()


def become(person: Person, who: str) -> None:
    """Somebody else sits down at the screen."""
    person.page.context.clear_cookies()
    person.enter(who)


def handed_in(person: Person) -> str:
    """The street scores itself by six criteria and its chief hands the round in; its address."""
    page = person.page
    become(person, "demo-clerk")
    person.go(f"/assessments/?code={CODE}&state=open")
    begun = page.locator("tbody th a")
    if begun.count():
        post(person, begun.first)
    else:
        person.go("/assessments/new/")
        page.select_option("[name=code]", CODE)
        post(person, page.locator(".main-act"))
    address = page.url.removeprefix(person.server.url)
    for n in range(1, 7):
        person.go(f"{address}items/P{n}/")
        page.locator("input[name=whole_grade][value=met]").check()
        post(person, page.locator("form.panel .bar button").first)
    become(person, "demo-chief")
    person.go(address)
    post(person, page.get_by_role("button", name="上报").or_(page.locator(".acts .main-act")).first)
    return address


def appointed(person: Person, round_address: str) -> str:
    """The district asks three; its address."""
    page = person.page
    become(person, "demo-district")
    person.go("/reviews/new/")
    sound(person)
    pid = round_address.strip("/").split("/")[-1]
    post(person, page.locator(f"a[href*='round={pid}']"))
    sound(person)
    person.look("review-new")
    for box in page.locator("[name=members]").all():
        box.check()
    page.select_option("[name=lead]", label="演示用户壬")
    post(person, page.locator(".main-act"))
    return page.url.removeprefix(person.server.url)


def declares(person: Person, who: str, address: str, tie: str = "") -> None:
    """A reviewer answers every question; one of them with yes, where there is a tie."""
    page = person.page
    become(person, who)
    assert page.url.removeprefix(person.server.url) == "/reviews/"  # where a reviewer lands
    person.go(f"{address}declare/")
    sound(person)
    for radio in page.locator("input[type=radio][value=no]").all():
        radio.check()
    if tie:
        page.locator(f"input[name={tie}_holds][value=yes]").check()
        page.fill(f"[name={tie}_detail]", "两年前在该街道办工作")
    person.look(f"review-declare-{who}")
    post(person, page.locator(".main-act"))


def scores(person: Person, who: str, address: str, grades: dict[str, str], *, offline: bool = False) -> None:
    """A reviewer fills in the sheet, with or without network, and hands in."""
    page = person.page
    become(person, who)
    person.go(f"{address}sheet/1/")
    sound(person)
    if offline:
        page.wait_for_function("navigator.serviceWorker.ready.then(() => caches.open('pages'))"
                               ".then((kept) => kept.match(location.pathname)).then(Boolean)")  # fmt: skip
        page.context.set_offline(True)
        page.reload()
    for n in range(1, 7):
        page.locator(f"input[name='P{n}:whole'][value={grades.get(f'P{n}', 'met')}]").check()
    page.fill("[name='P2:note']", "现场看了两处")
    person.look(f"review-sheet-{who}")
    page.locator(".bar .main-act").click()
    if offline:
        page.locator("[data-queue] .tag.ask").wait_for()
        person.look("review-sheet-waits")
        person.complaints.clear()  # the browser notes each request that found no network
        page.context.set_offline(False)
    page.locator("[data-queue] .tag.ok").wait_for(timeout=60000)
    person.complaints.clear()
    person.go(f"{address}sheet/")
    sound(person)
    post(person, page.locator(".main-act"))


def found_without_network(person: Person, address: str) -> None:
    """A finding with a photo waits on the tablet and arrives once, when there is network again."""
    page, text = person.page, f"疏散通道堆放杂物 {person.width}"
    assert person.go(f"{address}found/") == 200
    sound(person)
    page.wait_for_function("navigator.serviceWorker.ready.then(() => caches.open('pages'))"
                           ".then((kept) => kept.match(location.pathname)).then(Boolean)")  # fmt: skip
    page.context.set_offline(True)
    page.reload()
    page.select_option("[name=item]", "P3")
    page.select_option("[name=grade]", "minor")
    page.fill("[name=text]", text)
    page.locator("input[type=file]").first.set_input_files(PHOTO)
    page.locator(".bar .main-act").click()
    mine = page.locator("[data-queue] li", has_text="现场发现的问题")  # sheets sent before stand there too
    mine.locator(".tag.ask").wait_for()
    person.look("review-found-waits")
    person.complaints.clear()  # the browser notes each request that found no network
    page.context.set_offline(False)
    mine.locator(".tag.ok").wait_for(timeout=60000)
    person.complaints.clear()
    person.go(address)
    row = page.locator("#findings tbody tr", has_text=text)
    assert row.count() == 1
    row.locator("a").first.click()
    assert page.locator(".files-gallery img").count() == 1
    sound(person)
    person.look("review-found")


def test_from_appointing_to_a_finding_put_right(person: Person) -> None:
    page = person.page
    address = appointed(person, handed_in(person))
    # nobody begins before all have declared; who is tied is off the panel by the rule's name
    post(person, page.locator(".acts .main-act"))
    assert "先声明" in page.locator("main").inner_text()
    declares(person, "demo-reviewer", address)
    declares(person, "demo-reviewer-2", address)
    declares(person, "demo-reviewer-3", address, tie="worked_there")
    assert "回避规则" in page.locator("main").inner_text()
    assert person.go(address) == 404
    person.complaints.clear()
    become(person, "demo-district")
    person.go(address)
    sound(person)
    assert "应回避" in page.locator("main").inner_text()
    person.look("review-panel-forming")
    post(person, page.locator(".acts .main-act"))

    # each alone: the second, without network, sees nothing of the first
    scores(person, "demo-reviewer", address, {})
    become(person, "demo-reviewer-2")
    assert person.go(f"{address}consensus/") == 403
    person.complaints.clear()
    person.go(address)
    page.locator("#raise summary").click()
    page.select_option("#raise [name=item]", "P2")
    page.select_option("#raise [name=grade]", "minor")
    page.fill("#raise [name=text]", f"缺两份签到表 {person.width}")
    post(person, page.locator("#raise button"))
    scores(person, "demo-reviewer-2", address, {"P2": "part"}, offline=True)
    found_without_network(person, address)

    # the lead agrees with a reason and publishes
    become(person, "demo-reviewer")
    person.go(f"{address}consensus/")
    sound(person)
    person.look("review-consensus")
    post(person, page.locator("tbody a").first)
    sound(person)
    page.locator("input[name='P2:whole'][value=part]").check()
    post(person, page.locator(".bar .main-act"))
    assert "P2" in page.locator("[role=alert]").first.inner_text()  # the marks differ: a reason is asked for
    person.complaints.clear()
    page.fill("[name='P2:whole:reason']", "看了签到表，缺两份")
    person.look("review-agree")
    post(person, page.locator(".bar .main-act"))
    post(person, page.locator(".bar .main-act"))  # publish
    sound(person)
    person.look("review-panel-published")

    # the place sees result and finding, never the marks, and puts it right
    become(person, "demo-clerk")
    person.go(address)
    told = page.locator("main").inner_text()
    assert f"缺两份签到表 {person.width}" in told
    assert "各人打分对照" not in told
    assert person.go(f"{address}consensus/") == 403
    person.complaints.clear()
    person.go(address)
    post(person, page.get_by_role("link", name=re.compile("缺两份签到表")))
    finding = page.url.removeprefix(person.server.url)
    page.fill("[name=what]", "补齐两份签到表")
    page.set_input_files("[name=file]", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": PDF})
    post(person, page.locator(".bar .main-act"))
    sound(person)
    person.look("review-finding-answered")
    become(person, "demo-reviewer-2")
    person.go(finding)
    post(person, page.locator("button[value=accept]"))
    assert "已通过" in page.locator("main").inner_text()
    sound(person)


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>"


def test_the_schedule_refuses_a_clash_and_prints(person: Person) -> None:
    page = person.page
    become(person, "demo-reviewer")
    person.go("/reviews/?state=scoring")
    post(person, page.locator("tbody th a").first)
    post(person, page.locator("a[href$='schedule/']"))
    sound(person)
    stops = page.locator(".visit-day tbody tr").count()
    assert stops >= 4
    page.fill("[name=starts]", "10:30")
    page.fill("[name=ends]", "11:30")
    page.fill("[name=spot]", f"消防站 {person.width}")
    post(person, page.locator("form .main-act"))
    assert "时间冲突" in page.locator("main").inner_text()
    assert page.locator(".visit-day tbody tr").count() == stops
    person.complaints.clear()
    page.fill("[name=starts]", "16:00" if person.width == "desktop" else "17:00")
    page.fill("[name=ends]", "16:40" if person.width == "desktop" else "17:40")
    person.look("review-schedule")
    post(person, page.locator("form .main-act"))
    assert page.locator(".visit-day tbody tr").count() == stops + 1
    page.emulate_media(media="print")
    assert page.locator("form.panel").first.is_hidden()
    page.emulate_media(media="screen")
