"""A safety-promotion project in a browser: from the figure of its problem to its review, at both widths."""

import io

import pytest
from PIL import Image

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.long]


def photo(shade: int) -> dict[str, object]:
    """A picture as a camera gives it."""
    out = io.BytesIO()
    Image.linear_gradient("L").point(lambda grey: grey * shade // 255).resize((640, 480)).save(out, "JPEG")
    return {"name": f"{shade}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def sound(person, name: str) -> None:
    """Seen, nothing the browser or axe complains about, no sideways scroll, one heading."""
    person.page.wait_for_load_state("networkidle")
    person.look(f"project-{name}")
    assert person.complaints == []
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []
    assert person.page.locator("h1").count() == 1


def become(person, who: str) -> None:
    """Hand the machine to somebody else."""
    person.page.goto("about:blank")
    person.page.context.clear_cookies()
    person.enter(who)
    person.complaints.clear()


def sent(person, form: str) -> None:
    """Send the form and wait for what comes back."""
    with person.page.expect_navigation():
        person.page.locator(form).last.click()


def opened(person, part: str, words: str) -> None:
    """Unfold a small form of the project's page."""
    person.page.locator(f"#{part} summary", has_text=words).first.click()


def entered(person) -> str:
    """An idea with its problem and target group; its address."""
    page = person.page
    person.go("/projects/new/?setting=traffic&age=0")
    page.fill("[name=title]", f"校门口慢行试点 {person.width}")
    page.fill("[name=problem]", "示中社区小学门口上下学时段电动自行车与行人混行，儿童受伤集中在放学半小时内")
    page.fill("[name=goal]", "放学时段儿童道路伤害减少")
    page.fill("[name=group]", "接送孩子的家长和过街学生")
    page.fill("[name=people]", "900")
    page.select_option("[name=people_qualifier]", "near")
    page.locator("[name=body] option").nth(1).wait_for(state="attached")
    page.select_option("[name=body]", index=1)
    page.locator("input[name=environments], input[name=situations]").first.check()
    sound(person, "form")
    sent(person, "main form .main-act")
    assert "近" in page.locator("main").inner_text()
    return page.url.removeprefix(person.server.url)


def holds_a_figure(person, address: str, use: str) -> None:
    """A figure of records, looked at first, then held: the problem, or what it is to become."""
    page = person.page
    person.go(f"{address}figure/")
    box = page.locator(".picker:has(+ select[name='code']) input[role=combobox]")
    box.fill("injury.count")
    box.press("Enter")
    sent(person, "button[name=look]")
    sound(person, "figure")
    page.select_option("[name=use]", use)
    if use == "target":
        page.fill("[name=wanted]", "100")
        page.fill("[name=wanted_by]", "2027-12-31")
        page.fill("[name=who]", "交通工作组")
    sent(person, "button[name=keep]")
    assert "n =" in page.locator("#figures .then-now").last.inner_text()


def is_planned(person, address: str) -> None:
    """A measure, a milestone and money, each by its small form."""
    page = person.page
    for part, words, fields, button in (
        ("measures", "加一项措施", {"#me_what": "放学时段设慢行区，家长志愿队值守"}, "#measures .adder .btn"),
        ("milestones", "加一个节点", {"#mi_title": "慢行区标线完成", "#mi_who": "交通工作组", "#mi_due": "2026-12-20"},
         "#milestones .adder .btn"),
        ("budgets", "加预算", {"#bu_amount": "20000"}, "#budgets form[action*='budget'] .btn"),
    ):  # fmt: skip
        person.go(address)
        opened(person, part, words)
        for field, value in fields.items():
            page.fill(field, value)
        sent(person, button)
    assert "慢行区标线完成" in page.locator("#milestones").inner_text()
    assert "20,000" in page.locator("#budgets").inner_text()


def test_a_project_from_its_problem_to_its_review(person):
    person.enter("demo-clerk")
    page = person.page
    address = entered(person)
    holds_a_figure(person, address, "problem")
    holds_a_figure(person, address, "target")
    assert page.locator("#figures .change").count() == 2
    is_planned(person, address)
    sound(person, "idea")

    become(person, "demo-chief")  # who entered it does not approve it
    person.go(address)
    sent(person, "form[action$='/step/approve/'] .btn")
    assert "已批准" in page.locator(".path [aria-current]").inner_text()

    become(person, "demo-clerk")
    person.go(address)
    sent(person, "form[action$='/step/start/'] .btn")
    opened(person, "budgets", "录入支出")
    page.fill("#sp_what", "标线和标牌")
    page.fill("#sp_amount", "6500")
    sent(person, "form[action*='spending'] .btn")
    assert "6,500" in page.locator("#budgets .value-line").inner_text()

    person.go(f"{address}outputs/?kind=outreach")  # what was entered where it happened is tied here
    page.locator(".ticked input[name=record]:not([disabled])").first.check()
    sound(person, "tie")
    sent(person, "main form[method=post] .main-act")
    assert page.locator("#outputs ul.list li").count() == 1
    person.go(f"{address}outputs/?kind=drill")
    assert page.locator(".ticked input[name=record]").count() > 0

    for where, shade in (("befores", 60), ("afters", 200)):
        person.go(address)
        page.locator(f"#{where} [data-files-input]").first.set_input_files(photo(shade))
        page.locator(f"#{where} [data-files-chosen] img").first.wait_for()
        sent(person, f"#{where} form.files-add > .btn")
    assert page.locator("#photos .files-list img").count() == 2

    opened(person, "reviews", "评审")
    page.select_option("#re_after", "adjust")
    page.fill("#re_evidence", "慢行区已划线，值守每日到位；伤害数还少，说不准")
    page.fill("#re_improve", "把慢行时段延长半小时")
    page.fill("#re_improve_who", "交通工作组")
    sent(person, "#reviews .adder .btn")
    assert "慢行区已划线" in page.locator("#reviews").inner_text()
    assert "把慢行时段延长半小时" in page.locator("#milestones").inner_text()
    assert page.locator("#figures .says").first.inner_text().strip(), (
        "then and now are compared, or said to be too few"
    )
    sound(person, "reviewed")


def test_the_grid_shows_what_nobody_works_on_and_begins_a_project_there(person):
    person.enter("demo-clerk")
    page = person.page
    person.go("/projects/grid/")
    sound(person, "grid")
    empty = page.locator("table.cover a.g0").first
    assert empty.inner_text() == "0"
    with page.expect_navigation():
        empty.click()
    assert page.url.startswith(f"{person.server.url}/projects/new/?setting=")
    assert page.input_value("[name=setting]") in page.url
    assert page.locator("input[name=ages]:checked").count() == 1


@pytest.mark.parametrize("address", ["/projects/", "/projects/places/", "/projects/import/"])
def test_every_page_is_sound(person, address):
    person.enter("demo-clerk")
    assert person.go(address) == 200
    sound(person, address.strip("/").replace("/", "-"))
