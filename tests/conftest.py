"""What every test may count on: the shared reference data where present, a plain word where not.

The run's own data folder and database are laid in tests/ground.py, which is loaded earlier than this file.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import postgres, tables

# The reference data lies beside the checkout on some machines; nothing in the product needs it.
SHARED = Path(
    os.environ.get("SAFECOMMUNITY_SHARED", Path(__file__).resolve().parent.parent.parent / "shared")
)


def browser() -> str | None:
    """The path of Chromium, by whichever name this system has it."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if (found := shutil.which(name))), None)


def has_chinese_fonts() -> bool:
    """Is there a face for Chinese? Without one every screenshot is a page of boxes."""
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True).stdout.strip())


PRESENT: dict[str, Callable[[], object]] = {
    "chromium": browser,
    "fonts": has_chinese_fonts,
    "postgresql": postgres.binaries,
    "java": lambda: shutil.which("java"),
}


def needs(name: str) -> None:
    """Skip the test where `name` is not installed; with CI=true that is a failure: CI installs it."""
    if name not in PRESENT:
        raise ValueError(f"needs: got {name!r}; allowed: {', '.join(PRESENT)}")
    if PRESENT[name]():
        return
    reason = f"{name} is not installed"
    if os.environ.get("CI", "").lower() in {"true", "1"}:
        pytest.fail(f"{reason}, and with CI=true a skip is a failure; run .ci/run", pytrace=False)
    pytest.skip(reason)


def pytest_sessionstart() -> None:
    """The list of static files is made once for all: every new test client would walk and stat them again."""
    from whitenoise.middleware import WhiteNoiseMiddleware

    walk, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def once(self: WhiteNoiseMiddleware) -> None:
        if self.static_prefix not in found:
            walk(self)
            found[self.static_prefix] = dict(self.files)
        self.files.update(found[self.static_prefix])

    WhiteNoiseMiddleware.add_files_from_finders = once
    tables.keep()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Every test begins in the product's own language; those marked `browser` need Chromium and a Chinese face."""
    from django.utils import translation

    translation.deactivate()
    if item.get_closest_marker("browser"):
        needs("chromium")
        needs("fonts")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared reference data; the test is skipped with one clear line where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("no shared reference data: neither beside the checkout nor at SAFECOMMUNITY_SHARED")
    return SHARED
