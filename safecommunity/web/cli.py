"""The command line: `safecommunity COMMAND …`. Exit status 0 done, 1 refused with reasons, 2 wrong usage."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from safecommunity.web import boundary_command, check_command, report_command

Commands = argparse._SubParsersAction  # the type argparse gives to a group of commands


def say(text: str) -> None:
    """One line for the operator."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def parser() -> argparse.ArgumentParser:
    """All commands with their help."""
    root = argparse.ArgumentParser(
        prog="safecommunity", description="Run and look after a SafeCommunity installation."
    )
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (
        _starting,
        _importing,
        _figures,
        check_command.add,
        report_command.add,
        _audit,
        _places,
        _people,
        _remind,
        _standards,
        _documents,
        _procedures,
    ):
        add(commands)
    return root


def _starting(commands: Commands) -> None:
    demo = commands.add_parser("demo", help="start the product on the demonstration world")
    demo.add_argument("--port", type=int, help="port to listen on (default: PORT or 8000)")
    serve = commands.add_parser("serve", help="start the product on this installation's own data")
    serve.add_argument("--port", type=int, help="port to listen on (default: PORT or 8000)")
    serve.add_argument(
        "--address", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    serve.add_argument("--workers", type=int, default=1, help="number of web processes")
    prepare = commands.add_parser("prepare", help="compile texts; with --demo build the demonstration world")
    prepare.add_argument("--demo", action="store_true", help="also build the demonstration world under var/")


def _importing(commands: Commands) -> None:
    bring = commands.add_parser("import", help="read a file of records into a place")
    bring.add_argument("kind", choices=["injuries"], help="what the file holds")
    bring.add_argument("file", type=Path, help="the file: .xlsx or .csv; for NEISS .csv, .csv.gz or .parquet")
    bring.add_argument(
        "--mapping",
        default="auto",
        help="how its columns are read: auto (by their headings; so where nothing is said), neiss, or a mapping "
        "remembered by this name",
    )
    bring.add_argument(
        "--place", required=True, help="code or permanent id of the place the records belong to"
    )
    bring.add_argument(
        "--create-place", metavar="NAME", help="make the place, labelled real data, if the code is new"
    )
    bring.add_argument("--dry-run", action="store_true", help="read and check, store nothing")
    bring.add_argument(
        "--rejects",
        type=Path,
        help="write rejected rows with reasons to this file (.csv; for lists also .xlsx)",
    )
    bring.add_argument("--format", choices=["table", "json"], default="table", help="how to answer")


def _figures(commands: Commands) -> None:
    figures = commands.add_parser(
        "figures", help="list figures, show them, follow them back, compact their store"
    )
    acts = figures.add_subparsers(dest="act", required=True, metavar="ACT")
    listing = acts.add_parser("list", help="all figures with their titles")
    listing.add_argument("--format", choices=["table", "csv", "json"], default="table", help="how to answer")
    lineage = acts.add_parser("lineage", help="where a figure comes from, and what uses it")
    lineage.add_argument(
        "code", help="code of a figure, or a fact or fact.column for the figures that read it"
    )
    lineage.add_argument("--format", choices=["table", "csv", "json"], default="table", help="how to answer")
    show = acts.add_parser("show", help="compute one figure")
    show.add_argument("code", help="code of the figure, e.g. injury.rate")
    show.add_argument("--place", required=True, help="code or permanent id of a place")
    show.add_argument("--period", required=True, help="2026, 2026-05 or 2026-01..2026-10")
    show.add_argument("--by", default="", help="dimensions, separated by commas")
    show.add_argument("--engine", choices=["store", "duckdb", "spark"], help="which engine counts")
    show.add_argument("--format", choices=["table", "csv", "json"], default="table", help="how to answer")
    table = acts.add_parser("table", help="a table with margins that may be told to everybody")
    table.add_argument("code", help="code of the figure, e.g. injury.count")
    table.add_argument("--place", required=True, help="code or permanent id of a place")
    table.add_argument("--period", required=True, help="a whole year for everybody, e.g. 2025")
    table.add_argument("--by", default="", help="up to two dimensions, separated by commas")
    table.add_argument(
        "--release",
        metavar="PURPOSE",
        default="",
        help="tell it to everybody: keep it, to check later ones against it",
    )
    table.add_argument("--format", choices=["table", "csv", "json"], default="table", help="how to answer")
    acts.add_parser("compact", help="fold the changes since the last base into a new one")


def _audit(commands: Commands) -> None:
    audit = commands.add_parser("audit", help="the audit log")
    checks = audit.add_subparsers(dest="act", required=True, metavar="ACT")
    verify = checks.add_parser("verify", help="check content, order, gaps, end and anchor of the log")
    verify.add_argument("--format", choices=["table", "json"], default="table", help="how to answer")


def _places(commands: Commands) -> None:
    places = commands.add_parser("places", help="the place tree")
    loads = places.add_subparsers(dest="act", required=True, metavar="ACT")
    load = loads.add_parser(
        "load", help="load the shipped statistical codes of divisions, or a list of one's own places"
    )
    load.add_argument(
        "file",
        type=Path,
        nargs="?",
        help="a list of one's own: .csv, .xlsx or .yaml (default: the shipped divisions)",
    )
    load.add_argument(
        "--within",
        default="",
        help="of the shipped divisions only those whose code begins with these digits, e.g. 51 or 5103",
    )
    load.add_argument(
        "--system", default="local", help="name of the coding system of the list's codes (default: local)"
    )
    load.add_argument("--dry-run", action="store_true", help="read and check the list, store nothing")
    load.add_argument("--format", choices=["table", "json"], default="table", help="how to answer")
    boundary_command.add(loads)


def _people(commands: Commands) -> None:
    people = commands.add_parser("people", help="people who sign in")
    adds = people.add_subparsers(dest="act", required=True, metavar="ACT")
    add = adds.add_parser("add", help="add a person with a role; asks for a password unless --password-stdin")
    add.add_argument("username", help="name to sign in with")
    add.add_argument("--name", required=True, help="name to show")
    add.add_argument("--role", required=True, help="grid, facility, cdc, clerk, chief, auditor, admin …")
    add.add_argument("--place", default="", help="code or permanent id of the place of work")
    add.add_argument("--unit", default="", help="permanent id of the reporting facility")
    add.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def _remind(commands: Commands) -> None:
    remind = commands.add_parser(
        "remind", help="make today's reminders of those whose hour has come, and send what waits (for cron)"
    )
    remind.add_argument(
        "--dry-run", action="store_true", help="say who would be reminded of how much, send nothing"
    )
    remind.add_argument("--format", choices=["table", "json"], default="table", help="how to answer")


def _standards(commands: Commands) -> None:
    standards = commands.add_parser("standards", help="standards in force, and how far records answer them")
    acts = standards.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("list", help="standards in force")
    check = acts.add_parser("check", help="check a standard's YAML; says everything wrong with it")
    check.add_argument("file", help="a file in the format of docs/reference/standards.md")
    coverage = acts.add_parser("coverage", help="items with automatic evidence, by how their text is known")
    coverage.add_argument("--place", required=True, help="code or permanent id of a place")
    coverage.add_argument("--year", type=int, help="the year (this one where left out)")
    coverage.add_argument("--format", choices=["table", "json"], default="table", help="how to answer")


def _documents(commands: Commands) -> None:
    documents = commands.add_parser(
        "documents", help="read the quantities of a text, or score how well texts are read"
    )
    acts = documents.add_subparsers(dest="act", required=True, metavar="ACT")
    read = acts.add_parser("read", help="each quantity and each pair of before and after that a text states")
    read.add_argument("file", type=Path, help="a text in UTF-8")
    read.add_argument("--format", choices=["table", "json"], default="table", help="how to answer")
    score = acts.add_parser("score", help="recall and precision of quantities and pairs; status 1 below 0.90")
    score.add_argument(
        "--key",
        type=Path,
        nargs="+",
        required=True,
        help="answer keys: YAML with text and quantities, or facts",
    )
    score.add_argument("--text", type=Path, help="the text of a key of facts by document")
    score.add_argument("--verbose", action="store_true", help="also what was missed and what was too much")
    score.add_argument("--format", choices=["table", "json"], default="table", help="how to answer")


def _procedures(commands: Commands) -> None:
    procedures = commands.add_parser("procedures", help="procedures for titles, as data")
    acts = procedures.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("list", help="procedures in force")
    check = acts.add_parser("check", help="check a procedure's YAML; says everything wrong with it, by rule")
    check.add_argument("file", help="a file in the format of docs/reference/procedures.md")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command."""
    options = parser().parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safecommunity.web.settings")
    from safecommunity.web import commands

    try:
        return commands.run(options)
    except commands.Refused as reason:
        say(str(reason))
        return 1
    except BrokenPipeError:
        return 0


if __name__ == "__main__":
    sys.exit(main())
