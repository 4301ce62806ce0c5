"""A served demonstration world and a browser for the journeys; built once a run, in folders of the run's own."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import kept
from tests.conftest import browser as chromium
from tests.conftest import needs

ROOT = Path(__file__).resolve().parent.parent.parent
WIDTHS = {"desktop": (1280, 900), "phone": (360, 740)}
# where set, every page looked at is kept there as a picture
PICTURES = os.environ.get("SAFECOMMUNITY_PICTURES", "")


@dataclass
class Server:
    """A running demonstration."""

    url: str
    home: Path
    env: dict[str, str]

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`safecommunity …` on this installation."""
        return subprocess.run(
            [sys.executable, "-m", "safecommunity.web.cli", *arguments],
            env=self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=300,
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def world() -> Path:
    """The demonstration world, built once for all lanes of a run; copied before it is served."""
    return kept.world()


def environment(folder: Path, *, demo: bool) -> dict[str, str]:
    """What a process on the data of a folder is told."""
    ours = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SAFECOMMUNITY_DEMO"}
    env = {k: v for k, v in os.environ.items() if k not in ours}
    env |= {
        "SAFECOMMUNITY_HOME": str(folder / "home"),
        "SAFECOMMUNITY_KEYS": str(folder / "keys"),
        "PYTHONPATH": str(ROOT),
    }
    return env | ({"SAFECOMMUNITY_DEMO": "1"} if demo else {})


@contextmanager
def served(folder: Path, *, demo: bool = True) -> Iterator[Server]:
    """The product on the data of a folder; without `demo` an installation of its own."""
    port = _free_port()
    env = environment(folder, demo=demo) | {"PORT": str(port)}
    main = subprocess.Popen([sys.executable, "-m", "safecommunity.web.cli", "serve"], env=env, cwd=ROOT)
    url = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{url}/healthy/", timeout=2).read()  # noqa: S310
                break
            except OSError:
                assert time.monotonic() < until, "the server did not answer within a minute"
                assert main.poll() is None, "the server ended"
                time.sleep(0.05)
        _warm(env)
        yield Server(url, folder / "home", env)
    finally:
        main.terminate()
        main.wait(20)


def _warm(env: dict[str, str]) -> None:
    """Have the process that draws started: on a busy machine its first chart takes longer than a request waits."""
    code = (
        "from safecommunity.shell import charts; from safecommunity.web import analysis; "
        "analysis.START_PATIENCE = 120; "
        "analysis.ask({'do': 'chart', 'spec': charts.pareto([('a', 1)], 'en', 328)}, timeout=120)"
    )
    settings = env | {"DJANGO_SETTINGS_MODULE": "safecommunity.web.settings"}
    subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {code}"], env=settings, cwd=ROOT, check=True
    )


@pytest.fixture(scope="session")
def server(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product on a copy of that world."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(world, folder, dirs_exist_ok=True)
    with served(folder) as found:
        yield found


@pytest.fixture(scope="session")
def chrome() -> Iterator[object]:
    """One headless Chromium for all journeys."""
    needs("chromium")
    needs("fonts")
    from playwright.sync_api import sync_playwright

    flags = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), chromium_sandbox=False, args=flags)
        yield found
        found.close()


@dataclass
class Person:
    """Somebody at a screen; everything the browser complains about is kept."""

    page: object
    server: Server
    width: str
    complaints: list[str] = field(default_factory=list)

    def enter(self, username: str) -> None:
        """Sign in by the first page's button.

        Where cookies were thrown away while an earlier page still asked for something, its late answer replaces the
        token of the form: nobody does that by hand, so such a refusal is tried again.
        """
        button = f"form:has(input[value='{username}']) button, button[value='{username}']"
        for _attempt in range(3):
            self.page.goto(self.server.url + "/")
            with self.page.expect_navigation():
                self.page.locator(button).first.click()
            if not self.page.url.endswith("/demo/enter/"):
                return
        raise AssertionError(f"{username} could not sign in: {self.page.title()}")

    def go(self, address: str) -> int:
        """Open an address; the status."""
        answer = self.page.goto(self.server.url + address)
        return answer.status if answer else 0

    def look(self, name: str) -> None:
        """Keep a picture where pictures are wanted."""
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            safe = re.sub(r"[^a-z0-9-]+", "-", name.lower()).strip("-")
            self.page.screenshot(path=f"{PICTURES}/{safe}-{self.width}.png", full_page=True)

    def has_no_sideways_scroll(self) -> bool:
        """The page itself never scrolls sideways; a wide table does so in its own box."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )

    def accessibility(self) -> list[str]:
        """What axe finds wrong at WCAG 2.2 AA."""
        from axe_playwright_python.sync_playwright import Axe

        options = {
            "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
        }
        found = Axe().run(self.page, options=options).response["violations"]
        return [f"{v['id']}: {n['html'][:160]}" for v in found for n in v["nodes"][:3]]


@contextmanager
def browsing(chrome: object, server: Server, width: str) -> Iterator[Person]:
    """A person with a window of this width."""
    across, down = WIDTHS[width]
    context = chrome.new_context(
        viewport={"width": across, "height": down},
        locale="en-US",
        timezone_id="Asia/Shanghai",
        has_touch=width == "phone",
    )
    page = context.new_page()
    who = Person(page, server, width)
    page.on("console", lambda m: who.complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: who.complaints.append(str(e)))
    page.set_default_timeout(15000)
    yield who
    context.close()


@pytest.fixture(params=list(WIDTHS))
def person(request: pytest.FixtureRequest, chrome: object, server: Server) -> Iterator[Person]:
    """A person at a desktop, then at a phone."""
    with browsing(chrome, server, request.param) as who:
        yield who


@pytest.fixture(scope="session")
def demo_people(world: Path) -> list[str]:
    """User names of the demonstration accounts."""
    code = (
        "import django, json; django.setup(); from safecommunity.accounts.models import User; "
        "people = User.objects.filter(is_demo=True).order_by('demo_order'); "
        "print(json.dumps(list(people.values_list('username', flat=True))))"
    )
    env = {**os.environ, "SAFECOMMUNITY_HOME": str(world / "home"), "SAFECOMMUNITY_KEYS": str(world / "keys"),
           "DJANGO_SETTINGS_MODULE": "safecommunity.web.settings", "PYTHONPATH": str(ROOT)}  # fmt: skip
    env.pop("DATABASE_URL", None)
    out = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(out.stdout)
