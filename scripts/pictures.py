"""The README's pictures, taken from a running demonstration: `python scripts/pictures.py http://127.0.0.1:8000`."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
SHOTS = (
    ("overview-1280", "demo-chief", "/overview/", 1280, 1150),
    ("figure-1280", "demo-chief", "a.origin", 1280, 900),
    ("card-360", "demo-nurse", "/injuries/card/", 360, 740),
    ("todo-1280", "demo-clerk", "/todo/", 1280, 640),
)


def take(browser: Browser, base: str, shot: tuple[str, str, str, int, int]) -> None:
    """Sign in as one demonstration person, open one page, keep one picture."""
    name, person, address, width, height = shot
    page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=1)
    page.goto(base + "/")
    page.locator(f"form:has(input[value='{person}']) button").first.click()
    if address.startswith("/"):
        page.goto(base + address)
    else:
        page.goto(base + "/overview/")
        page.locator(address).first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=str(IMAGES / f"{name}.png"))
    page.close()


def main() -> None:
    """Take them all."""
    base = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            chromium_sandbox=False,
            args=["--disable-gpu", "--disable-background-networking"],
        )
        for shot in SHOTS:
            take(browser, base, shot)
        browser.close()


if __name__ == "__main__":
    main()
