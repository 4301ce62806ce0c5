"""A street goes from filing to a provincial title and on to re-evaluation, every role at its own screen."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from safecommunity.accreditation import codes
from tests.journeys.conftest import ROOT, WIDTHS, Person, browsing, served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FILE = {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 paper"}
# a self-assessment by a simulated official sheet: fifty items by hand are another journey's matter
ASSESSED = """
import django; django.setup()
from datetime import date
from safecommunity.accounts.models import User
from safecommunity.accounts.reader import Reader
from safecommunity.accreditation import actions
from safecommunity.accreditation.models import Round
from safecommunity.demo import applications as road
from safecommunity.places.models import Place
on = date.fromisoformat("{day}")
users = {{name: User.objects.get(username="demo-" + name) for name in ("clerk", "chief")}}
people = {{name: Reader.of(user, date.today(), "demo") for name, user in users.items()}}
place = Place.objects.get(name="示例街道")
crew = road.Crew(place, people["clerk"], people["chief"], {{}})
going = list(Round.objects.filter(place=place, code="cn-national", state="open"))
for one in going:
    actions.hand_in(reader=people["chief"], round=one, at=road.ten(on))
with road.official("cn-national", at=road.ten(on)):
    print(road.assess(crew, "cn-national", on).pid)
for one in going:  # other journeys go on scoring it
    actions.reopen_round(reader=people["chief"], round=one, reason="继续自评", at=road.ten(on))
"""


@pytest.fixture(params=list(WIDTHS))
def walker(
    request: pytest.FixtureRequest, chrome: object, world: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Person]:
    """A person on a copy of the world of his own: a street gets a title once, so two widths cannot share one."""
    folder = tmp_path_factory.mktemp(f"walk-{request.param}")
    shutil.copytree(world, folder, dirs_exist_ok=True)
    with served(folder) as server, browsing(chrome, server, request.param) as who:
        yield who


@pytest.fixture
def assessed(walker: Person) -> str:
    """A round of the street of some days ago that may be submitted."""
    code = ASSESSED.format(day=date.today() - timedelta(days=3))
    env = walker.server.env | {"DJANGO_SETTINGS_MODULE": "safecommunity.web.settings"}
    done = subprocess.run([sys.executable, "-c", code], env=env, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip().splitlines()[-1]


class Road:
    """An application and the person at the screen."""

    def __init__(self, person: Person) -> None:
        self.person, self.page, self.address, self.who = person, person.page, "", ""

    def be(self, who: str) -> None:
        """Sign in as somebody else."""
        if who != self.who:
            self.page.context.clear_cookies()
            self.person.enter(f"demo-{who}")
            self.who = who

    def do(self, who: str, move: str, on: date | None = None, **more: str) -> None:
        """Find the move on the page, fill everything in, tick what only warns, and see it done."""
        self.be(who)
        self.person.go(self.address)
        self._press(f"a.btn[href$='/moves/{move}/']")
        self._fill(on, more)
        self._press("form.panel button.main-act")
        if self.page.locator(".known").count():
            for box in self.page.locator(".known input").all():
                box.check()
            self._fill(on, more)
            self._press("form.panel button.main-act")
        assert self.page.url.endswith(self.address), self.page.locator("main").inner_text()[:900]

    def _press(self, what: str) -> None:
        """Press, and wait until the next page is there whole: its fields are counted next."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.locator(what).first.click()

    def _fill(self, on: date | None, more: dict[str, str]) -> None:
        for file in self.page.locator("input[type=file]").all():
            file.set_input_files(FILE)
        if on is not None:
            self.page.fill("[name=happened_on]", on.isoformat())
        for veto in self.page.locator("select[name^=veto_]").all():
            veto.select_option("no")
        for why in self.page.locator("input[name$=_why]").all():
            why.fill("核对了台账和上级通报")
        self.page.fill("[name=note]", more.pop("note", "按程序办理"))
        for name, value in more.items():
            field = self.page.locator(f"[name={name}]")
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        more.clear()

    def state(self) -> str:
        """Where it stands, as the page says it."""
        return self.page.locator(".head b, .lead b, h1 ~ p b").first.inner_text()


# everybody who acts on an application, beside those who only look
EVERYBODY = ("clerk", "chief", "district", "city", "province", "reviewer", "grid")


def _refuse(road: Road, stands: str) -> None:
    """Whoever it is: only moves of his own office open, and of these only those that begin here are made."""
    page, person = road.page, road.person
    procedure = codes.procedures()["cn-provincial"]
    own = {"clerk": {"applicant"}, "chief": {"applicant", "applicant_chief"}}
    for who in EVERYBODY:
        road.be(who)
        person.go("/")
        for move in procedure.moves:
            address = f"{person.server.url}{road.address}moves/{move.id}/"
            answer = page.request.get(address)
            if move.role not in own.get(who, {who}):
                assert answer.status in (403, 404), (who, move.id, stands, answer.status)
                continue
            assert answer.status == 200, (who, move.id, stands, answer.status)
            if stands in move.sources:
                continue
            told = dict(re.findall(r'name="(csrfmiddlewaretoken|edition)" value="([^"]+)"', answer.text()))
            sent = told | {"happened_on": date.today().isoformat(), "note": "按程序办理"}
            refused = page.request.post(address, form=sent, headers={"Referer": address})
            assert refused.status == 422, (who, move.id, stands, refused.status)
            assert re.search("not_from_here|no_withdrawal|还没填|Not answered", refused.text()), (
                who,
                move.id,
            )
    assert procedure.state[stands].title["zh-hans"] in _stands(road)


def _stands(road: Road) -> str:
    """Where it stands, as the page says it to the chief."""
    road.be("chief")
    road.person.go(road.address)
    return road.page.locator("main").inner_text()


def test_a_street_goes_from_filing_to_named_and_on_to_re_evaluation(walker: Person, assessed: str) -> None:
    person = walker
    road, page = Road(person), person.page
    begun, today = date.today() - timedelta(days=500), date.today()
    road.be("clerk")
    person.go("/applications/new/")
    page.select_option("[name=place]", label="示例街道")
    page.select_option("[name=code]", "cn-provincial")
    page.fill("[name=opened_on]", begun.isoformat())
    page.locator("form.panel button.main-act").click()
    road.address = page.url.removeprefix(person.server.url)
    assert page.locator("a.btn[href*='/moves/']").count() == 0  # the clerk prepares, the chief files
    road.do("chief", "file", begun)
    for who, move in (
        ("district", "pass_filing_district"), ("city", "pass_filing_city"), ("province", "accept_filing"),
    ):  # fmt: skip
        road.do(who, move, begun)
    _refuse(road, "building")
    road.do("chief", "assess", today, round=assessed)
    road.do("chief", "apply", today)
    for who, move in (
        ("district", "recommend_district"), ("city", "return_city"), ("chief", "resubmit"), ("city", "recommend_city"),
        ("province", "accept"), ("province", "begin_visit"),
    ):  # fmt: skip
        road.do(who, move, today)
    road.do("province", "rectify", today, due_on=_working(today).isoformat())
    road.do("chief", "rectified", today)
    for move in ("accept_rectification", "publish"):
        road.do("province", move, today)
    # on notice: the chief cannot withdraw, anybody may object
    road.be("chief")
    person.go(road.address + "moves/withdraw/")
    page.fill("[name=note]", "不想申报了")
    page.locator("form.panel button.main-act").click()
    page.get_by_text("no_withdrawal_on_notice").first.wait_for()
    _refuse(road, "public_notice")
    _object(road)
    road.do("province", "name", today)
    _certificate(road)
    _refuse(road, "named")
    road.do("clerk", "report", today, year=str(today.year))
    for who, move in (("chief", "reapply"), ("province", "begin_revisit")):
        road.do(who, move, today)
    road.do("province", "rectify_reevaluation", today, due_on=_working(today).isoformat())
    road.do("chief", "rectified_again", today)
    road.do("province", "renew", today)
    assert page.locator("a", has_text=re.compile(r"AQ-P-\d{4}-\d{4}")).count() == 2
    assert (
        "没有发生" in page.locator("main").inner_text()
    )  # what was declared of the vetoes stays with the step
    person.look("application-renewed")
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []
    # a refusal answers 422, which a browser notes
    assert [one for one in person.complaints if "422" not in one] == []


def _working(day: date) -> date:
    """A plain weekday a month ahead; a holiday of the table would be refused, and the next day is tried by hand."""
    from safecommunity.accreditation.procedures import clocks

    return clocks.next_working(day + timedelta(days=30))


def _object(road: Road) -> None:
    """Somebody who is not signed in objects; the province dismisses it; the receipt says so."""
    page, person = road.page, road.person
    page.context.clear_cookies()
    road.who = ""
    person.go("/public-notices/")
    page.get_by_role("link", name=re.compile("示例街道")).first.click()
    page.fill("[name=text]", "去年的演练没有通知我们小区")
    page.locator("form button.main-act").click()
    receipt = page.url
    assert "/objections/" in receipt
    road.be("province")
    person.go(road.address)
    form = page.locator("#objections form").first
    form.locator("[name=answer]").fill("已核对签到表，小区有代表参加")
    form.locator("button[value=no]").click()
    page.context.clear_cookies()
    road.who = ""
    page.goto(receipt)
    assert "已核对签到表" in page.content()


def _certificate(road: Road) -> None:
    """The certificate is a PDF; the page behind its code says to anybody that it holds."""
    page, person = road.page, road.person
    sheet = page.locator("a[href$='.pdf']").first.get_attribute("href")
    answer = page.request.get(person.server.url + sheet)
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF")
    check = page.locator("a[href*='/certificates/']:not([href$='.pdf'])").first.get_attribute("href")
    page.context.clear_cookies()
    road.who = ""
    person.go(check)
    assert "真实有效" in page.content()
    person.look("certificate-check")


def test_the_pages_of_an_application_read_well(person: Person) -> None:
    """The demonstration's own applications: the list, one on notice, a move, a procedure; at both widths."""
    person.enter("demo-city")
    for address, name in (("/applications/", "list"), ("/procedures/", "procedures"),
                          ("/procedures/cn-municipal/", "procedure"), ("/public-notices/", "notices")):  # fmt: skip
        assert person.go(address) == 200
        assert person.has_no_sideways_scroll(), address
        assert person.accessibility() == [], address
        person.look(f"applications-{name}")
    person.go("/applications/?stage=notice")
    person.page.locator("tbody th a").first.click()
    assert person.page.locator(".stages li[aria-current]").inner_text().startswith("公示")
    assert person.page.locator("#objections form").count() >= 1
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []
    person.look("application")
    person.page.locator("a.btn[href$='/moves/name/']").click()
    assert person.has_no_sideways_scroll()
    assert person.accessibility() == []
    person.look("application-move")
    # an open objection stops the naming, by its rule
    person.page.locator("form.panel button.main-act").click()
    assert "objections.decided" in person.page.content()


def test_the_board_leads_from_the_city_to_the_item_by_map_and_by_list(person: Person) -> None:
    """Whoever runs a city sees it whole and gets to one item of one street, without a word typed."""
    page = person.page
    person.enter("demo-pipeline-city")
    assert person.go("/programme/") == 200
    assert "例江市" in page.locator("main").inner_text()
    _reads_well(person, "board-city")
    # by the map: the district of 13 streets
    page.locator("svg.title-map:visible a[aria-label^='例江区']").click()
    assert page.locator("svg.title-map:visible a").count() == 13
    _reads_well(person, "board-district")
    assert (
        page.locator("section:has(h2:text-is('卡住')) tbody tr").count() >= 2
    )  # 例盛街道 and 例信街道 are past their day
    # by the list: a street, its application, its self-assessment, an item
    page.locator("section:has(h2:text-is('各地区')) th a", has_text="例和街道").click()
    assert "例和街道" in page.locator("main").inner_text()
    _reads_well(person, "board-street")
    page.locator("a", has_text="全国安全社区").first.click()
    assert page.url.removeprefix(person.server.url).startswith("/applications/")
    _reads_well(person, "board-application")
    page.locator(".facts a[href^='/assessments/']").click()
    _reads_well(person, "board-assessment")
    page.locator("a[href*='/items/']").first.click()
    assert "/items/" in page.url
    _reads_well(person, "board-item")
    # one title alone, and the workbook of what is shown
    person.go("/programme/")
    page.select_option("[name=level]", "municipal")
    page.locator("form.filters button").click()
    with page.expect_download() as taken:
        page.locator("a[href*='/programme/export/']").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    assert person.complaints == []


def _reads_well(person: Person, name: str) -> None:
    person.page.wait_for_load_state("networkidle")
    person.look(name)
    assert person.has_no_sideways_scroll(), name
    assert person.accessibility() == [], name
