"""Joint inspections in a browser: planned, done on a phone without network, sent, and the hazard is there."""

import io

import pytest
from PIL import Image

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]


def photo(name: str, shade: int) -> dict:
    """A photo as the phone's camera hands it over."""
    out = io.BytesIO()
    Image.radial_gradient("L").point(lambda grey: grey * shade // 255).resize((1600, 1200)).convert(
        "RGB"
    ).save(out, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def sound(person) -> None:
    """Nothing the browser or axe complains about, no sideways scroll."""
    assert person.complaints == []
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []


def test_planned_done_without_network_and_the_hazard_is_there(person):
    page, title = person.page, f"联合检查 {person.width}"
    person.enter("demo-clerk")
    person.go("/inspections/plan/")
    sound(person)
    person.look("inspection-plan")
    page.fill("[name=title]", title)
    page.fill("[name=until]", page.input_value("[name=starts]"))
    page.fill("[name=spots]", f"河滨步道 {person.width}")
    page.locator(".main-act").click()
    page.wait_for_load_state()
    assert title in page.locator("h1").inner_text()
    sound(person)
    person.look("inspection-round")
    page.locator("tbody a").first.click()
    page.wait_for_load_state()
    address = page.url.removeprefix(person.server.url)
    person.go(f"{address}do/")
    sound(person)
    # the page is kept by the phone; without network it opens again and takes the answers
    page.wait_for_function("navigator.serviceWorker.ready.then(() => caches.open('pages'))"
                           ".then((kept) => kept.match(location.pathname)).then(Boolean)")  # fmt: skip
    page.context.set_offline(True)
    page.reload()
    for box in page.locator("label.pick-ok").all():
        box.click()
    page.locator("label.pick-bad").first.click()
    page.fill("[name=note_1]", "护栏缺一段")
    page.locator("[data-name=before_1] [data-files-input]").first.set_input_files(photo("a.jpg", 90))
    page.locator("[data-name=before_1] [data-files-chosen] img").wait_for()
    assert page.locator("[name=came]:checked").count() == 0
    page.locator(".bar .main-act").click()
    page.locator("[data-came-needed]").wait_for()  # nothing is put away before it is said who came
    assert page.locator("[data-queue] .tag").count() == 0
    for sector in ("work_safety", "fire"):
        page.locator(f"label:has([name=came][value={sector}])").click()
    person.look("inspection-do")
    page.locator(".bar .main-act").click()
    page.locator("[data-queue] .tag.ask").wait_for()
    person.look("inspection-waits")
    person.complaints.clear()  # the browser notes each request that found no network
    page.context.set_offline(False)
    page.locator("[data-queue] .tag.ok").wait_for(timeout=60000)
    person.complaints.clear()
    person.go(address)
    told = page.locator("main").inner_text()
    assert "护栏缺一段" in told
    assert "到场的部门" in told
    sound(person)
    person.look("inspection-done")
    page.locator("td a[href^='/hazards/']").first.click()
    page.wait_for_load_state()
    assert "护栏缺一段" in page.locator("h1").inner_text()
    person.go(f"{address}sheet/")
    assert page.locator("svg.qr").count() == 1
    sound(person)
