"""What the processes of the test of restored documents do: `python -m tests.web.hands_of_documents DEED …`."""

import hashlib
import sys

import django

from tests.web.hands import answer


def _reader(street: str):
    from safecommunity.accounts.reader import Held, Reader

    return Reader("p-chief", "chief", "zh-hans", (Held("chief", place=street),), signed_in_by="demo")


def freeze(street: str) -> None:
    """A bulletin in a template of the office, made final; prints its permanent id."""
    from django.utils import timezone

    from safecommunity.places import queries as places
    from safecommunity.reports.documents import actions, kinds
    from safecommunity.reports.documents.own import actions as own
    from safecommunity.reports.documents.own import starter
    from safecommunity.shell.papers import engine, printing

    printing.set_printer(
        lambda paper, form, dense, marks, given=None: engine.made(
            paper, form, dense=dense, marks=marks, own=given
        )
    )
    now, place, reader = timezone.now(), places.place(street), _reader(street)
    content = starter.starter(kinds.kinds()["injury_bulletin"], "zh-hans", timezone.localdate(now))
    own.keep_template(
        reader=reader, place=place, kind="injury_bulletin", language="zh-hans", file_name="通报.docx", content=content,
        at=now,
    )  # fmt: skip
    one = actions.begin_document(
        reader=reader, place=place, kind="injury_bulletin", period=str(timezone.localdate(now).year),
        language="zh-hans", at=now,
    )  # fmt: skip
    one = actions.freeze_document(reader=reader, document=one, revision=0, at=now)
    answer(pid=one.pid)


def look(pid: str) -> None:
    """What a final document is, and what its numbers would be today."""
    from django.utils import timezone

    from safecommunity.figures import stores
    from safecommunity.figures.models import Pin
    from safecommunity.reports.documents import queries
    from safecommunity.reports.documents.own import queries as templates
    from safecommunity.reports.models import Document

    one = Document.objects.select_related("place", "template__place").get(pid=pid)
    moved, counted = queries.moved(one, timezone.now())
    pins = Pin.objects.filter(purpose=f"document {pid}")
    first = pins.get(
        key=next(s.key for s in queries.frozen(one).sources if s.key.startswith("injury.count@"))
    )
    answer(
        checksum=one.checksum, sound=queries.sound(one), state=one.state,
        files={file.form: hashlib.sha256(bytes(queries.file_of(one, file.form).content)).hexdigest()
               for file in one.files.all()},
        template=hashlib.sha256(templates.content(one.template)).hexdigest(), pins=pins.count(),
        held=first.content["n"],
        again=sum(stores.store("injury").pinned(first.snapshot["name"]).counts(_everything(), ()).values()),
        counted=counted, moved=len(moved), says=[[m.then, m.now] for m in moved],
    )  # fmt: skip


def _everything():
    from safecommunity.engine.conditions import EVERYTHING

    return EVERYTHING


def main() -> None:
    """One deed."""
    django.setup()
    deed, *given = sys.argv[1:]
    {"freeze": freeze, "look": look}[deed](*given)


if __name__ == "__main__":
    main()
