"""What each command does, once its words have been understood."""

import argparse
import getpass
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any


class Refused(Exception):
    """A command that cannot be carried out; the text says what came and what is allowed."""


def out(text: str) -> None:
    """One line of answer."""
    sys.stdout.write(text + "\n")


def run(options: argparse.Namespace) -> int:
    """Carry out a parsed command."""
    handlers = {
        "demo": demo,
        "serve": serve,
        "prepare": prepare,
        "import": bring,
        "figures": figures,
        "check": check,
        "audit": audit,
        "places": places,
        "people": people,
        "remind": remind,
        "standards": standards,
        "documents": documents,
        "procedures": procedures,
        "report": report,
    }
    return handlers[options.command](options)


def _setup() -> datetime:
    import django
    from django.utils import timezone, translation

    from safecommunity.web import environment, installation

    installation.migrate(environment.home())
    django.setup()
    translation.activate(os.environ.get("SAFECOMMUNITY_LANGUAGE", "zh-hans"))
    return timezone.now()


def _say(text: str) -> None:
    sys.stderr.write(f"  {text}\n")
    sys.stderr.flush()


def demo(options: argparse.Namespace) -> int:
    """Start on the demonstration world."""
    os.environ["SAFECOMMUNITY_DEMO"] = "1"
    os.environ.setdefault("SAFECOMMUNITY_HOME", "var/demo")
    from safecommunity.web import environment, installation

    if os.environ.pop("DATABASE_URL", None):
        _say("DATABASE_URL is not used by the demonstration; it runs on its own embedded database")
    installation.compile_catalogues()
    world = installation.demo_world(Path("var").absolute(), _say)
    installation.place_demo(world, environment.home(), environment.keys(), _say)
    return _serve(options.port, "127.0.0.1", 1)


def serve(options: argparse.Namespace) -> int:
    """Start on this installation's own data."""
    from safecommunity.web import installation

    installation.compile_catalogues()
    return _serve(options.port, options.address, options.workers)


def _serve(port: int | None, address: str, workers: int) -> int:
    from safecommunity.web import environment, installation, processes

    if port is not None:
        os.environ["PORT"] = str(port)
    number = environment.whole_number("PORT", 8000, 1, 65535)
    _free(address, number)
    installation.migrate(environment.home())
    supervisor = processes.Supervisor(port=number, address=address, workers=workers, say=_say)
    _announce(address, number)
    return supervisor.run()


def _free(address: str, port: int) -> None:
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as reason:
            raise Refused(
                f"PORT: got {port}, which is in use on {address}; allowed: a free port, e.g. PORT={port + 1}"
            ) from reason


def _announce(address: str, port: int) -> None:
    """Say where to open it as soon as it answers."""
    import threading
    import time
    import urllib.request

    begun = time.monotonic()

    def watch() -> None:
        url = f"http://{'127.0.0.1' if address == '0.0.0.0' else address}:{port}/"  # noqa: S104 — compared, not bound
        while time.monotonic() - begun < 60:
            try:
                with urllib.request.urlopen(url + "healthy/", timeout=2):  # noqa: S310 — our own address
                    out(f"安全社区已就绪，用了 {time.monotonic() - begun:.1f} 秒。打开 / open: {url}")
                    sys.stdout.flush()
                    return
            except OSError:
                time.sleep(0.05)

    threading.Thread(target=watch, daemon=True).start()


def prepare(options: argparse.Namespace) -> int:
    """Everything that can be done before the first start."""
    from safecommunity.web import environment, installation

    _say(f"texts: {installation.compile_catalogues()} catalogues compiled")
    if options.demo:
        home = installation.demo_world(Path("var").absolute(), _say)
        _say("demonstration world: ready")
    else:
        home = environment.home()
    installation.warm_kernels(home)
    _say("statistics: kernels compiled")
    return 0


def bring(options: argparse.Namespace) -> int:
    """Import a file of injuries."""
    now = _setup()
    from safecommunity.injuries import neiss
    from safecommunity.places import actions as place_actions
    from safecommunity.places import queries as place_queries

    if not options.file.is_file():
        raise Refused(f"file: got {options.file}; allowed: an existing .xlsx, .csv or .csv.gz file")
    if options.mapping != "neiss":
        return _bring_list(options)
    place = place_queries.by_code(options.place)
    if place is None and options.create_place and not options.dry_run:
        _readable(options.file)  # a file that cannot be read must not leave an empty place behind
        place = place_actions.create_place(
            name=options.create_place,
            level="street",
            by="operator",
            at=now,
            starts=now.date(),
            label="real",
            source=f"USA, CPSC NEISS: {options.file.name}",
            codes=[("local", options.place)],
        )
    if place is None and not options.dry_run:
        raise Refused(
            f"--place: got {options.place!r}, which no place bears; allowed: a code or permanent id, or add "
            "--create-place NAME to make it"
        )
    if place is not None and place_queries.label_of(place.pid)[0] == "simulated":
        raise Refused(f"--place: {place.name} holds simulated data; real records go to a place of their own")
    try:
        outcome = neiss.import_file(
            path=options.file,
            place=place,
            by="operator",
            at=now,
            dry_run=options.dry_run,
            rejects=options.rejects,
            progress=_say,
        )
    except neiss.Unreadable as reason:
        raise Refused(str(reason)) from reason
    outcome.probable = _probable(outcome.run)
    return _told(outcome.as_data(), options)


def _bring_list(options: argparse.Namespace) -> int:
    """A list of an office, by its headings or by a remembered mapping."""
    from django.utils import timezone

    from safecommunity.injuries.importing import command
    from safecommunity.injuries.importing.container import Unreadable
    from safecommunity.places import queries

    place = queries.by_code(options.place)
    if place is None:
        raise Refused(
            f"--place: got {options.place!r}, which no place bears; allowed: a code or permanent id"
        )
    if queries.label_of(place.pid)[0] == "simulated":
        raise Refused(f"--place: {place.name} holds simulated data; real records go to a place of their own")
    try:
        data = command.import_list(
            path=options.file,
            place=place,
            mapping=options.mapping,
            by="operator",
            clock=timezone.now,
            dry_run=options.dry_run,
            rejects=options.rejects,
            say=_say,
        )
    except Unreadable as reason:
        raise Refused(str(reason)) from reason
    data["probable"] = _probable(data["run"])
    return _told(data, options)


def _probable(run: str) -> int:
    """Pairs of the rows just brought that wait in the queue of probable duplicates; a dry run has none."""
    from django.utils import timezone

    from safecommunity.injuries.duplicates import actions

    def say(done: int, of: int) -> None:
        if done:
            _say(f"compared {done:,} of {of:,}")

    return actions.compare_run(run=run, by="operator", at=timezone.now(), say=say) if run else 0


def _told(data: dict[str, Any], options: argparse.Namespace) -> int:
    """Counts as JSON or line by line; status 1 where rows were rejected."""
    if options.format == "json":
        out(json.dumps(data, ensure_ascii=False))
    else:
        for name, value in data.items():
            out(f"{name}: {value}")
    return 0 if not data["rejected"] else 1


def _readable(file: Path) -> None:
    from safecommunity.injuries import neiss

    try:
        neiss.survey(file)
    except neiss.Unreadable as reason:
        raise Refused(str(reason)) from reason


def figures(options: argparse.Namespace) -> int:
    """List, show, follow back, compact."""
    now = _setup()
    from safecommunity.web import figure_commands

    return {
        "list": figure_commands.listing,
        "show": figure_commands.show,
        "lineage": figure_commands.lineage_of,
        "table": figure_commands.table,
        "compact": figure_commands.compact,
    }[options.act](options, now)


def check(options: argparse.Namespace) -> int:
    """Run the integrity rules."""
    now = _setup()
    from safecommunity.web import check_command

    return check_command.run(options, now)


def report(options: argparse.Namespace) -> int:
    """A document as a file."""
    now = _setup()
    from safecommunity.web import report_command

    return report_command.run(options, now)


def audit(options: argparse.Namespace) -> int:
    """Check the log."""
    _setup()
    from safecommunity.journal import queries

    verdict = queries.verify()
    data: dict[str, Any] = {
        "good": verdict.good,
        "sealed": verdict.sealed,
        "unsealed": verdict.unsealed,
        "anchored": verdict.anchored,
        "head": verdict.head,
        "problems": verdict.problems,
    }
    if options.format == "json":
        out(json.dumps(data, ensure_ascii=False))
    else:
        out(f"sealed events: {verdict.sealed}; not sealed yet (unprotected window): {verdict.unsealed}")
        out(
            f"anchor outside the database: event {verdict.anchored}"
            if verdict.anchored is not None
            else "no anchor"
        )
        for problem in verdict.problems:
            out(f"PROBLEM {problem}")
        out("the log is whole" if verdict.good else "the log is NOT whole")
    return 0 if verdict.good else 1


def places(options: argparse.Namespace) -> int:
    """Load the shipped divisions or a list of one's own, or take outlines from a file."""
    now = _setup()
    from safecommunity.web import boundary_command, place_commands

    return {"load": place_commands.load, "boundaries": boundary_command.run}[options.act](options, now)


def people(options: argparse.Namespace) -> int:
    """Add a person."""
    now = _setup()
    from django.core.exceptions import ValidationError
    from django.utils import timezone

    from safecommunity.accounts import actions
    from safecommunity.places import queries

    place = queries.by_code(options.place) if options.place else None
    if options.place and place is None:
        raise Refused(
            f"--place: got {options.place!r}, which no place bears; allowed: a code or permanent id"
        )
    password = sys.stdin.readline().rstrip("\n") if options.password_stdin else getpass.getpass()
    try:
        user = actions.add_person(
            username=options.username,
            display_name=options.name,
            password=password,
            first={
                "role": options.role,
                "place": place.pid if place else "",
                "unit": options.unit,
                "starts": timezone.localdate(now),
            },
            by="operator",
            at=now,
        )
    except ValidationError as reason:
        raise Refused(" ".join(reason.messages)) from reason
    out(user.pid)
    return 0


def remind(options: argparse.Namespace) -> int:
    """Make and send reminders once; the served product does it by itself every minute."""
    now = _setup()
    from safecommunity.web import remind_command

    return remind_command.run(options, now)


def procedures(options: argparse.Namespace) -> int:
    """Procedures in force, a file to check."""
    now = _setup()
    from safecommunity.web import procedure_command

    return procedure_command.run(options, now)


def standards(options: argparse.Namespace) -> int:
    """Standards in force, a file to check, coverage by records."""
    now = _setup()
    from safecommunity.web import standard_command

    return standard_command.run(options, now)


def documents(options: argparse.Namespace) -> int:
    """Read a text, or score how well texts are read; needs no data."""
    from safecommunity.web import document_command

    return document_command.run(options)
