"""What may lie in the repository: no registry host, no path of somebody's machine, no surprise in size."""

import json
import re

import yaml

from tests.architecture import house

MOST = 1_000_000
# Files larger than that, each with its reason.
LARGE: dict[str, str] = {}
TEXT = {
    ".py", ".md", ".toml", ".lock", ".txt", ".yaml", ".yml", ".json", ".html", ".css", ".js", ".svg", ".po", ".csv",
    ".sh", ".cfg", ".ini", "",
}  # fmt: skip
# Put together here so that this file does not contain what it looks for.
HOSTS = [
    f"{host}.{end}"
    for host, end in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmmirror", "com"),
        ("tuna.tsinghua.edu", "cn"),
        ("mirrors.aliyun", "com"),
    )
]
INDEX = re.compile(
    r"--?(extra-)?index-url|\"resolved\":\s*\"http|--find-links\s+http|" + "|".join(map(re.escape, HOSTS))
)
MACHINE = re.compile(r"(?<![\w.~$}])/(?:" + "|".join(["work", "root", "home/[a-z]", "Users"]) + r")/")


def readable() -> list[tuple[str, str]]:
    """(place, text) of every text file that is or will be tracked, the locks aside."""
    return [
        (house.where(path), path.read_text(encoding="utf-8", errors="replace"))
        for path in house.tracked()
        if path.suffix in TEXT and path.stat().st_size < MOST
    ]


def test_no_package_registry_is_named() -> None:
    """Offices install from a mirror or a folder; which one is their pip's setting, not ours."""
    wrong = [f"{place}: {found[0]}" for place, text in readable() if (found := INDEX.search(text))
             and place != "tests/architecture/test_repository.py"]  # fmt: skip
    assert not wrong, house.report(wrong)


def test_no_path_of_a_machine_is_written_down() -> None:
    wrong = [
        f"{place}:{text.count(chr(10), 0, found.start()) + 1}: {text[found.start() : found.start() + 40]!r}"
        for place, text in readable()
        if (found := MACHINE.search(text))
    ]
    assert not wrong, house.report(wrong)


def test_no_file_is_unexpectedly_large() -> None:
    wrong = [
        f"{house.where(path)}: {path.stat().st_size:,} bytes"
        for path in house.tracked()
        if path.stat().st_size > MOST and house.where(path) not in LARGE
    ]
    assert not wrong, house.report(wrong)


def test_locks_pin_every_package_with_hashes_and_name_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (house.ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text, f"{name} names an address"
        entries = re.split(r"\n(?=\S)", text.strip())
        bare = [
            entry.split("\n")[0]
            for entry in entries
            if not entry.startswith("#") and "--hash=sha256:" not in entry
        ]
        assert not bare, f"{name}: without a hash: {bare}"
        loose = [
            entry.split("\n")[0]
            for entry in entries
            if not re.match(r"#|[A-Za-z0-9._-]+(\[[\w,]+\])?==", entry)
        ]
        assert not loose, f"{name}: not pinned: {loose}"


def test_the_test_lock_contains_the_runtime_lock() -> None:
    """One environment serves both, so they must agree on every version."""

    def pins(name: str) -> set[tuple[str, str]]:
        text = (house.ROOT / name).read_text(encoding="utf-8")
        return set(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", text, re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_every_direct_dependency_is_in_the_lock() -> None:
    import tomllib

    project = tomllib.loads((house.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = (house.ROOT / "requirements.lock").read_text(encoding="utf-8")
    names = [re.match(r"[A-Za-z0-9._-]+", line)[0].lower() for line in project["dependencies"]]  # type: ignore[index]
    missing = [name for name in names if not re.search(rf"^{re.escape(name)}==", locked, re.MULTILINE)]
    assert not missing


def test_data_files_are_well_formed() -> None:
    """A broken data file is found here and not on the first day of an office."""
    read = {".json": json.loads, ".yaml": yaml.safe_load}
    found = [p for p in house.tracked() if p.suffix in read and p.is_relative_to(house.PACKAGE)]
    assert found, "the package ships its code lists as data files"
    empty = [path.name for path in found if not read[path.suffix](path.read_text(encoding="utf-8"))]
    assert not empty
