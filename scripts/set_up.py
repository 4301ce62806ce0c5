"""Fill the virtual environment: `python scripts/set_up.py LOCK [--wheels FOLDER]`, run by its own Python.

Standard library only, because nothing else is there yet. Packages come with hashes or not at all. The product
itself is not built or copied: a `.pth` line makes the checkout importable and a launcher stands in the
environment's folder of programs, so nothing without a hash is ever fetched (docs/decisions/0011).
"""

import argparse
import importlib.util
import re
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile(
    r"^(?:Collecting|Requirement already satisfied:|Processing (?:\S*/)?) ?([A-Za-z0-9._]+(?:-[A-Za-z_]+)*)"
)
PIN = re.compile(r"^[A-Za-z0-9._-]+==", re.MULTILINE)
LAUNCHER = """#!{python}
import sys

from safecommunity.web.cli import main

sys.exit(main())
"""


def say(text: str, end: str = "\n") -> None:
    """Write at once, so that a person watching sees it."""
    sys.stdout.write(text + end)
    sys.stdout.flush()


def follow(lines: Iterable[str], total: int) -> list[str]:
    """Show progress while pip works: a running count on a terminal, a line now and then in a log."""
    seen: set[str] = set()
    kept: list[str] = []
    on_terminal = sys.stdout.isatty()
    for line in lines:
        kept = [*kept[-30:], line.rstrip()]
        total -= line.startswith("Ignoring ")  # for another system or Python
        found = NAME.match(line)
        if found and found[1].lower() not in seen:
            seen.add(found[1].lower())
            if on_terminal:
                say(f"\r      {len(seen)}/{total} {found[1]:<40.40}", end="")
            elif len(seen) % 10 == 0:
                say(f"      {len(seen)}/{total} {found[1]}")
        elif line.startswith("Installing collected packages"):
            begin = "\r" if on_terminal else ""
            say(f"{begin}      {len(seen)} 个包已取得，正在安装 · unpacking {' ' * 24}")
    if on_terminal:
        say("")
    return kept


def builder(lock: Path) -> str:
    """The part of a lock that names setuptools: what comes as source is unpacked by that one, not by one without a
    hash; "" where nothing comes as source."""
    blocks = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8"))
    return next((block for block in blocks if block.startswith("setuptools==")), "")


def install(lock: Path, wheels: str) -> int:
    """Let pip install exactly what the lock names. Returns pip's exit status."""
    if found := builder(lock):
        with tempfile.TemporaryDirectory() as folder:
            first = Path(folder) / "first.lock"
            first.write_text(f"{found}\n", encoding="utf-8")
            if status := pip_install(first, wheels):
                return status
        return pip_install(lock, wheels, "--no-build-isolation")
    return pip_install(lock, wheels)


def pip_install(lock: Path, wheels: str, *more: str) -> int:
    """One run of pip."""
    if importlib.util.find_spec("pip") is None:  # an environment made by another tool
        subprocess.run([sys.executable, "-m", "ensurepip"], check=True, stdout=subprocess.DEVNULL)
    total = len(PIN.findall(lock.read_text(encoding="utf-8")))
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
        "--progress-bar=off",
    ]
    if wheels:
        command += ["--no-index", "--find-links", wheels]
    command += ["--require-hashes", *more, "-r", str(lock)]
    pip = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT)
    kept = follow(pip.stdout or [], total)
    status = pip.wait()
    if status:
        say("\n".join(kept[-15:]))
        say(f"安装没有完成（{lock.name}，pip 退出码 {status}） · not installed, see the lines above")
        say("没有网络：把安装包放进文件夹，再运行 make demo WHEELS=文件夹 · offline: make demo WHEELS=folder")
    return status


def link() -> None:
    """Make the checkout importable and give it its launcher."""
    Path(sysconfig.get_path("purelib"), "safecommunity.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    launcher = Path(sysconfig.get_path("scripts"), "safecommunity")
    launcher.write_text(LAUNCHER.format(python=sys.executable), encoding="utf-8")
    launcher.chmod(0o755)


def main() -> int:
    """Install, link; exit status 0 done, 1 refused."""
    asked = argparse.ArgumentParser(description="Fill the virtual environment from a lock with hashes.")
    asked.add_argument("lock", type=Path)
    asked.add_argument(
        "--wheels", default="", help="take packages from this folder and never from the network"
    )
    given = asked.parse_args()
    if sys.prefix == sys.base_prefix:
        say("set_up.py: run it with the Python of a virtual environment · 要用虚拟环境里的 Python 运行")
        return 1
    if install(given.lock, given.wheels):
        return 1
    link()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
