"""Reading ahead: for a long list a process of its own reads and checks while this one stores.

The other process knows the list, its plan and the names of places; it never opens the database. What it hands over is
what `Lists.ready` would give here, batch by batch; some batches wait in it while this process stores several together.
It ends with this process: nobody reads what it writes any more.
"""

import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from safecommunity.injuries.importing.container import Unreadable
from safecommunity.injuries.importing.work import Lists, Ready

LONG = 20_000  # rows from which a second process is worth starting
PIPE = 1 << 20
WAITING = 8  # batches read and not asked for yet: some megabytes
LAST = b""
ROOT = Path(__file__).resolve().parents[3]
WORK = "import django; django.setup(); from safecommunity.injuries.importing import ahead; ahead.main()"


def ready(lists: Lists, cut: int = 0, long: int = LONG) -> Iterator[Ready]:
    """The batches of a list behind row `cut`, read here or ahead, whichever is sooner done."""
    if not helps(lists, cut, long):
        yield from lists.ready(cut)
        return
    child = _start(lists, cut)
    try:
        while (found := _next(child)) is not None:
            yield found
    finally:
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


def helps(lists: Lists, cut: int, long: int = LONG) -> bool:
    """For long lists; a workbook would have to be unfolded again, and one processor does not do two things at once."""
    return lists.table.kind == "csv" and lists.total - cut >= long and (os.cpu_count() or 1) > 1


def _start(lists: Lists, cut: int) -> subprocess.Popen[bytes]:
    here = os.environ | {
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", "")))),
    }
    child = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-c", WORK], env=here, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=PIPE
    )
    if child.stdin:
        with (
            suppress(BrokenPipeError),
            child.stdin,
        ):  # a process that could not start is told by what it does not say
            told = (lists.table, lists.plan, lists.ground, lists.now, lists.originals, lists.batch)
            _tell(child.stdin, translation.get_language() or "en")
            _tell(child.stdin, (cut, told))
    return child


def _next(child: subprocess.Popen[bytes]) -> Ready | None:
    """What came next; None at the end of the list. Raises what the other process met."""
    try:
        found = _hear(child.stdout)
    except (EOFError, pickle.UnpicklingError) as reason:
        says = _(
            "The process that reads the list ended before its time. What was stored is whole; go on later"
        )
        raise Unreadable(says) from reason
    if isinstance(found, Exception):
        raise found
    return found


def _tell(out: IO[bytes], what: Any) -> None:
    pickle.dump(what, out, protocol=pickle.HIGHEST_PROTOCOL)
    out.flush()


def _hear(said: Any) -> Any:
    return pickle.load(said)  # noqa: S301 - from a process of our own, through a pipe nobody else holds


def main() -> None:
    """The other process: hears which list, says its batches, ends with None."""
    out = os.fdopen(os.dup(1), "wb", PIPE)
    os.dup2(2, 1)  # whatever prints, prints elsewhere
    # what is read is text and numbers without circles: looking for them so often took a sixth of the time
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
    language = _hear(sys.stdin.buffer)
    waiting: Queue[bytes] = Queue(WAITING)
    # a daemon: should this thread fall, the process ends, and who stores is told so
    teller = Thread(target=_tell_all, args=(out, waiting), daemon=True)
    teller.start()
    try:
        with translation.override(language):
            cut, (table, plan, ground, now, originals, batch) = _hear(sys.stdin.buffer)
            lists = Lists(
                table, plan, ground.target, now=now, originals=originals, batch=batch, ground=ground
            )
            for one in lists.ready(cut):
                waiting.put(pickle.dumps(one, protocol=pickle.HIGHEST_PROTOCOL))
        waiting.put(pickle.dumps(None))
    except Unreadable as reason:
        waiting.put(pickle.dumps(reason))
    waiting.put(LAST)
    teller.join()


def _tell_all(out: IO[bytes], waiting: "Queue[bytes]") -> None:
    """Hands batches over while the next ones are read."""
    try:
        while (told := waiting.get()) != LAST:
            out.write(told)
            out.flush()
    except BrokenPipeError:  # the process that stores is gone
        os._exit(0)
