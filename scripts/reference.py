"""Write the reference pages from the program itself: `python scripts/reference.py [--check]`.

docs/reference/command-line.md from the command line's own help, figures.md from the catalogue of
definitions, epi.md from the docstrings of the statistics. With --check nothing is written; exit status 1
names the pages that are stale.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
GENERATED = "<!-- Written by `make docs` from the program itself; edit the program, not this page. -->\n"


Command = tuple[str, str, argparse.ArgumentParser]


def commands(
    parser: argparse.ArgumentParser, name: str = "", about: str = ""
) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """(name, help, parser) of every command and of the commands under it."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if name and not groups:
        yield name, about, parser
    for group in groups:
        told = {choice.dest: choice.help or "" for choice in group._choices_actions}
        for word, child in group.choices.items():
            said = told.get(word, "")
            yield from commands(child, f"{name} {word}".strip(), said)


def command_line() -> str:
    """The page of the command line."""
    os.environ["COLUMNS"] = "100"
    from safecommunity.web.cli import parser

    root = parser()
    page = [GENERATED, "# Command line", "", root.description or "", ""]
    page += ["Exit status: 0 done, 1 refused with reasons, 2 wrong usage.", ""]
    for name, about, command in commands(root):
        page += [f"## `safecommunity {name}`", "", f"{about[:1].upper()}{about[1:]}.", "", "```text"]
        page += [command.format_help().strip(), "```", ""]
    return "\n".join(page)


def figures() -> str:
    """The page of the figures."""
    from scripts import reference_figures

    return GENERATED + "\n" + reference_figures.page()


def statistics() -> str:
    """The page of the statistics."""
    from scripts import reference_epi

    return GENERATED + "\n" + reference_epi.page()


def main() -> int:
    """Write or check the generated pages."""
    asked = argparse.ArgumentParser(description="Write the reference pages from the program itself.")
    asked.add_argument(
        "--check", action="store_true", help="write nothing; exit status 1 where a page is stale"
    )
    check = asked.parse_args().check
    sys.path.insert(0, str(ROOT))
    stale = []
    pages = {"command-line.md": command_line, "figures.md": figures, "epi.md": statistics}
    for name, make in pages.items():
        page, path = make(), REFERENCE / name
        if path.exists() and path.read_text(encoding="utf-8") == page:
            continue
        stale.append(name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page, encoding="utf-8")
    if stale:
        sys.stdout.write(
            f"docs/reference: {'stale, run make docs' if check else 'written'}: {', '.join(stale)}\n"
        )
    return 1 if check and stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
