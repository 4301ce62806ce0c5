"""The job process: seals the audit log twice a second, keeps the store of facts compact, runs background jobs."""

import logging
import os
import threading
import time
from collections.abc import Callable

import django

SEAL_EVERY = 0.4
COPY_BACK_EVERY = 5.0
LOOK_AT_STORE_EVERY = 20.0
OBLIGED_EVERY = 3600.0  # seconds
OPEN_MONTHS_EVERY = 60.0
COMPARE_EVERY = 2.0
REMIND_EVERY = 60.0
CHECK_EVERY = 60.0
WRITE_EVERY = 60.0
BREATH = 0.05
COMPACT_ABOVE = 2000
log = logging.getLogger("safecommunity.keeper")


def seal_for_ever(stop: threading.Event) -> None:
    """Seal committed events until told to stop; a locked database or a restart is waited out, not fatal."""
    from django.db import DatabaseError, close_old_connections
    from django.utils import timezone

    from safecommunity.journal import actions, turns

    copied = time.monotonic()
    while not stop.wait(SEAL_EVERY):
        close_old_connections()
        try:
            while actions.seal(now=timezone.now()) >= 5000:
                continue
            if time.monotonic() - copied >= COPY_BACK_EVERY:
                turns.copy_back()
                copied = time.monotonic()
        except DatabaseError as reason:
            log.warning("sealing is put off: %s", reason)


def compact_for_ever(stop: threading.Event) -> None:
    """Compact a store that has grown many deltas. Done in a process of its own, which gives its memory back."""
    import subprocess

    from safecommunity.web.processes import python

    while not stop.wait(LOOK_AT_STORE_EVERY):
        if needs_compaction():
            done = subprocess.run(python("-m", "safecommunity.web.cli", "figures", "compact"), check=False)  # noqa: S603
            if done.returncode:
                log.warning("compaction ended with %s; the former base stays in use", done.returncode)


def clocks() -> list[Callable[..., object]]:
    """What time makes due in every room, in the order it is done: months and years first, then what passed its day."""
    from safecommunity.emergency import actions as emergency
    from safecommunity.governance import actions as governance
    from safecommunity.governance.plans import actions as plans
    from safecommunity.governance.returns import actions as returns
    from safecommunity.hazards import actions as hazards
    from safecommunity.hazards.inspections import actions as inspections
    from safecommunity.hazards.people import actions as vulnerable
    from safecommunity.hazards.risks import actions as risks
    from safecommunity.injuries import actions as injuries
    from safecommunity.programmes import actions as projects

    return [
        injuries.open_due_months, returns.open_due, governance.open_due_duties, governance.open_year,
        plans.tell_overdue, projects.tell_overdue, hazards.run_clock, vulnerable.tell_passed, risks.tell_due_risks,
        inspections.tell_missed, emergency.tell_day,
    ]  # fmt: skip


def tend_for_ever(stop: threading.Event) -> None:
    """What time makes due, once a minute; a clock that goes wrong holds up none of the others."""
    from django.db import DatabaseError, close_old_connections
    from django.utils import timezone

    from safecommunity.outreach import actions as outreach

    wait, counted = 0.0, -OBLIGED_EVERY
    while not stop.wait(wait):
        wait = OPEN_MONTHS_EVERY
        due = clocks()
        if time.monotonic() - counted >= OBLIGED_EVERY:  # certificates run out by the day
            due.append(outreach.count_obligations)
            counted = time.monotonic()
        for clock in due:
            close_old_connections()
            try:
                clock(by="keeper", at=timezone.now())
            except DatabaseError as reason:
                log.warning("%s is put off: %s", clock.__module__, reason)
                wait = 5.0
            except Exception:
                log.exception("%s went wrong; the others go on", clock.__module__)


def remind_for_ever(stop: threading.Event) -> None:
    """Send reminders whose hour has come; a server that does not answer holds up nothing but this."""
    from django.db import DatabaseError, close_old_connections
    from django.utils import timezone

    from safecommunity.reminders import actions, channels

    while not stop.wait(REMIND_EVERY):
        if not channels.known():
            continue
        close_old_connections()
        try:
            actions.make_digests(by="keeper", at=timezone.now())
            actions.deliver(by="keeper", at=timezone.now())
        except DatabaseError as reason:
            log.warning("reminders are put off: %s", reason)


def write_for_ever(stop: threading.Event) -> None:
    """Write documents whose day has come and put them into the right hands; what fails waits and holds up nothing."""
    from django.db import DatabaseError, close_old_connections
    from django.utils import timezone

    from safecommunity.reports.scheduling import actions

    while not stop.wait(WRITE_EVERY):
        close_old_connections()
        try:
            actions.make_due(by="keeper", at=timezone.now())
            actions.write_due(by="keeper", at=timezone.now())
            actions.deliver(by="keeper", at=timezone.now())
        except DatabaseError as reason:
            log.warning("documents that are due are put off: %s", reason)
        except Exception:
            log.exception("writing documents that are due went wrong; it is tried again")


def check_for_ever(stop: threading.Event) -> None:
    """Run the integrity rules whose records changed. What is found stays when a check itself goes wrong."""
    from django.db import DatabaseError, close_old_connections
    from django.utils import timezone

    from safecommunity.figures.checker import actions, registry

    while not stop.wait(CHECK_EVERY):
        for check in registry.checks():
            close_old_connections()
            try:
                actions.run_checks(by="keeper", at=timezone.now(), codes=[check.code])
            except DatabaseError as reason:
                log.warning("check %s is put off: %s", check.code, reason)
            except Exception:
                log.exception("check %s went wrong; the others go on", check.code)
            if stop.wait(BREATH):
                return


def compare_for_ever(stop: threading.Event) -> None:
    """Compare new and corrected reports with the others, so that saving a card does not wait for it."""
    from django.db import DatabaseError, close_old_connections
    from django.utils import timezone

    from safecommunity.injuries.duplicates import actions

    while not stop.wait(COMPARE_EVERY):
        close_old_connections()
        try:
            while actions.search(by="keeper", at=timezone.now()) and not stop.wait(BREATH):
                continue
        except DatabaseError as reason:
            log.warning("comparing reports is put off: %s", reason)


def needs_compaction() -> bool:
    """Whether any fact has no base yet or more than a bearable number of changed rows."""
    from django.db import close_old_connections

    from safecommunity.figures import registry, stores

    close_old_connections()
    for fact in registry.facts():
        state = stores.store(fact.schema.name).refresh()
        if len(state.touched) > COMPACT_ABOVE or (state.base.manifest is None and state.base.table.size):
            return True
    return False


def leave_with_supervisor(stop: threading.Event) -> None:
    """End when the supervisor is gone, so that no orphan holds the database."""
    from safecommunity.web.processes import supervisor_alive

    while not stop.wait(2.0):
        if not supervisor_alive():
            os._exit(0)


def main() -> None:
    """Run the threads and the worker of background jobs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safecommunity.web.settings")
    django.setup()
    from django_tasks_db.management.commands.db_worker import Worker

    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)  # its farewell at every stop is no warning
    stop = threading.Event()
    for work in (
        seal_for_ever, tend_for_ever, compare_for_ever, remind_for_ever, write_for_ever, compact_for_ever,
        check_for_ever, leave_with_supervisor,
    ):  # fmt: skip
        threading.Thread(target=work, args=(stop,), name=work.__name__, daemon=True).start()
    worker = Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=2.0,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"keeper-{os.getpid()}",
    )
    worker.configure_signals()
    while worker.running:
        try:
            worker.run()
        except django.db.DatabaseError as reason:
            log.warning("jobs are put off: %s", reason)
            time.sleep(2.0)
    stop.set()


if __name__ == "__main__":
    main()
