"""Every address × every role × inside and outside the scope × own and others' records × GET and POST.

The expectations are data (table.py). Whatever the status, no answer holds a name, a number, a telephone, a
narrative or a record that this person may not see: the page, its comments, downloads, JSON and drawings are searched.
"""

import io
import os
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from safecommunity.exchange import actions as tokens
from safecommunity.web.urls import OURS_INSTEAD
from tests.rights.conftest import FILE_WORDS, IDENTIFYING, SENSITIVE_PRODUCT, Ground, reader
from tests.rights.people import EVERYBODY, SIGNED_IN
from tests.rights.rows import GET, POST, Row
from tests.rights.table import ADMIN_SITE, SEEN_BY, TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

A_FEW = ("grid", "facility", "chief", "admin")


def addresses(patterns: Any = None, namespace: str = "") -> Iterator[str]:
    """Names of all addresses of the resolver, the technical admin apart."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(one, URLPattern):
            yield f"{namespace}{one.name}"
        elif one.namespace != "admin":
            yield from addresses(one.url_patterns, f"{one.namespace}:" if one.namespace else namespace)


def test_every_address_stands_in_the_table_with_both_methods() -> None:
    known = {(row.address, row.method) for row in TABLE}
    lacking = [
        f"{method} {name}" for name in addresses() for method in (GET, POST) if (name, method) not in known
    ]
    assert not lacking, f"decide who may what in tests/rights/table.py: {lacking}"


def test_the_table_names_no_address_that_is_gone() -> None:
    assert {row.address for row in TABLE} <= set(addresses())


def address_of(ground: Ground, row: Row) -> str:
    """The address with the record the row is about."""
    words = {**ground.places, **ground.other}
    parts = row.record.format(**words).split()
    args: list[Any] = parts
    if parts and parts[0] in ground.reports:
        report = ground.reports[parts[0]]
        args = [report.injury.ref] if row.address == "injury" else [report.injury.ref, report.pid]
    elif parts and parts[0] in ground.pairs:
        args = [ground.pairs[parts[0]].pid]
    elif parts and parts[0] in ground.events:
        args = [ground.events[parts[0]]]
    elif parts and parts[0] in ground.units:
        args = [ground.units[parts[0]], int(parts[1])]
    elif parts and parts[0] in ground.people:
        args = [ground.people[parts[0]].pid, *parts[1:]]
    query = f"?{row.query.format(**words)}" if row.query else ""
    return reverse(row.address, args=args) + query


def ask(ground: Ground, row: Row, who: str) -> HttpResponse:
    """One request; whatever it writes is taken back."""
    pids = {name: report.pid for name, report in ground.reports.items()}
    sends = {name: value.format(**pids, **ground.other) for name, value in row.sends.items()}
    client, address = ground.client(who), address_of(ground, row)
    with transaction.atomic():
        answer = client.get(address) if row.method == GET else client.post(address, sends)
        answer.text_found = text_of(answer)
        transaction.set_rollback(True)
    return answer


def text_of(answer: Any) -> str:
    """All words of an answer: of a stream, of each part of a workbook, and its headers."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            content = b"\n".join(parts.read(name) for name in parts.namelist())
    return content.decode("utf-8", "replace") + "\n".join(f"{k}: {v}" for k, v in answer.headers.items())


def leaks(ground: Ground, row: Row, who: str, text: str) -> list[str]:
    """What stands in the answer and may not, and what should and does not."""
    shown = who in row.shows.split()
    found = [f"{what} is shown" for what, word in IDENTIFYING.items() if word in text and not shown]
    if shown and not any(word in text for word in IDENTIFYING.values()):
        found.append("names should be shown here, and are not")
    if SENSITIVE_PRODUCT in text and who not in SEEN_BY["sensitive"].split():
        found.append("content of a sensitive record is shown")
    if FILE_WORDS.decode() in text and not who.startswith("chief"):
        found.append("content of a guarded file is shown")
    return found + [
        f"the record {name} is shown"
        for name, seers in SEEN_BY.items()
        if ground.reports[name].card_no in text and who not in seers.split()
    ]


def subject(row: Row) -> str:
    """What an address is about, by the first word of its name; one ground serves all addresses of a subject."""
    return row.address.partition(":")[0].partition("_")[0]


def people_to_ask(row: Row) -> dict[str, int]:
    """Who is asked for a line, with the answer to come.

    Where the method alone is refused, it is refused before anybody looks who asks: a few stand for all, and
    EVERYBODY=1 (make test-all) asks each of them all the same.
    """
    expected = row.expected()
    known = {expected[name] for name in SIGNED_IN}
    if known != {405} or os.environ.get("EVERYBODY"):
        return expected
    return {name: status for name, status in expected.items() if name not in SIGNED_IN or name in A_FEW}


@pytest.mark.parametrize("about", sorted({subject(row) for row in TABLE}))
def test_everybody_gets_the_answer_of_the_table_and_nothing_more(ground: Ground, about: str) -> None:
    wrong = []
    for row in (row for row in TABLE if subject(row) == about):
        for who, expected in people_to_ask(row).items():
            answer: Any = ask(ground, row, who)
            if answer.status_code != expected:
                wrong.append(f"{row} as {who}: {answer.status_code}, the table says {expected}")
            wrong += [f"{row} as {who}: {leak}" for leak in leaks(ground, row, who, answer.text_found)]
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_words_the_search_looks_for_are_really_there(ground: Ground) -> None:
    """A search that could not find them would prove nothing."""
    row = Row("injury_name", "card", POST, {}, 404, sends={"purpose": "check"}, shows="facility")
    text = ask(ground, row, "facility").text_found
    assert all(word in text for word in IDENTIFYING.values())
    assert ground.reports["card"].card_no in text
    assert leaks(ground, Row("injury_name", "card", POST, {}, 404), "facility", text)
    page = ask(ground, Row("injury", "sensitive", GET, {}, 404), "cdc_s").text_found
    assert SENSITIVE_PRODUCT in page
    assert leaks(ground, Row("injury", "sensitive", GET, {}, 404), "cdc", page)


PROGRAMS = {
    "facility": ["cards"], "cdc": ["figures", "cards"], "cdc_s": ["figures"], "cdc_o": ["figures"],
    "clerk": ["figures"], "clerk_s": ["figures"], "clerk_o": ["figures"], "chief": ["figures"],
    "auditor": ["figures"], "admin": ["figures"],
}  # fmt: skip


def test_a_program_reads_what_its_owner_may_and_never_a_name(ground: Ground) -> None:
    wrong = []
    for who, may in PROGRAMS.items():
        owner = ground.people[who]
        _token, secret = tokens.make_token(
            reader=reader(ground, who),
            owner=owner,
            name="x",
            may=may,
            days=30,
            by=owner.pid,
            at=timezone.now(),
        )
        client = Client(headers={"Authorization": f"Bearer {secret}"}, raise_request_exception=False)
        for name, seers in SEEN_BY.items():
            answer: Any = client.get(f"/api/v1/injuries/{ground.reports[name].own_injury.ref}")
            joined = name == "guest"  # its own injury went into another
            expected = 200 if who in seers.split() and not joined else 404
            if answer.status_code != expected:
                wrong.append(f"{name} for a program of {who}: {answer.status_code}, not {expected}")
            wrong += [
                f"{name} for a program of {who}: {leak}"
                for leak in leaks(ground, NO_NAMES, who, text_of(answer))
            ]
        for address in (
            "places",
            "figures",
            f"figures/injury.count@1~{ground.places['district']}~{ground.other['year']}/rows",
        ):
            text = text_of(client.get(f"/api/v1/{address}"))
            wrong += [
                f"{address} for a program of {who}: {leak}" for leak in leaks(ground, NO_NAMES, who, text)
            ]
    assert not wrong, "\n" + "\n".join(wrong)


NO_NAMES = Row("api", "", GET, {}, 404)


def test_every_deed_needs_its_token(ground: Ground) -> None:
    """Sent from another site, nothing is done: what carries no token is refused before anything else."""
    wrong = []
    for row in TABLE:
        if row.method != POST or row.address in {"shell:language"}:
            continue
        who = next((name for name in EVERYBODY if row.expected()[name] in (200, 204, 302)), "")
        if who in ("", "anonymous", "weak"):
            continue
        answer = ground.client(who, enforce_csrf_checks=True).post(address_of(ground, row))
        if answer.status_code != 403:
            wrong.append(f"{row} as {who}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def technical() -> list[tuple[str, str, int, int]]:
    """Addresses of the technical admin with what its administrator gets there, looking and sending."""
    found = []
    for site in get_resolver().url_patterns:
        if getattr(site, "namespace", None) != "admin":
            continue
        for name in site.reverse_dict:
            ending = name.rpartition("_")[2] if isinstance(name, str) and name not in ADMIN_SITE else name
            if isinstance(name, str) and ending in ADMIN_SITE and name not in OURS_INSTEAD:
                found.append((name, ending, *ADMIN_SITE[ending]))
    return sorted(set(found))


def test_every_address_of_the_technical_admin_is_known() -> None:
    names = {
        name
        for site in get_resolver().url_patterns
        if getattr(site, "namespace", None) == "admin"
        for name in site.reverse_dict
        if isinstance(name, str)
    }
    leads_away = {"view_on_site"}
    assert names - {name for name, *_rest in technical()} == set(OURS_INSTEAD) | leads_away


def test_the_technical_admin_is_for_administrators_only_reads_and_knows_no_names(ground: Ground) -> None:
    wrong = []
    for name, ending, looked, sent in technical():
        args: list[Any] = ["injuries"] if ending == "app_list" else []
        if ending in ("history", "change", "delete"):
            model = apps.get_model(*name.split("_")[:2])
            first = model.objects.first()
            if first is None:
                continue
            args = [first.pk]
        address = reverse(f"admin:{name}", args=args)
        for who in EVERYBODY:
            for method, expected in ((GET, looked), (POST, sent)):
                if who not in ("admin", "facility", "cdc_s", "chief", "auditor", "weak", "anonymous"):
                    continue  # one of a kind is enough here: the site asks one question, is it an administrator
                with transaction.atomic():
                    client = ground.client(who)
                    answer: Any = client.get(address) if method == GET else client.post(address)
                    text = text_of(answer)
                    transaction.set_rollback(True)
                status = expected if who == "admin" else 302
                if answer.status_code != status:
                    wrong.append(f"{method} {address} as {who}: {answer.status_code}, not {status}")
                wrong += [
                    f"{method} {address} as {who}: {what}"
                    for what, word in IDENTIFYING.items()
                    if word in text
                ]
    assert not wrong, "\n" + "\n".join(wrong)
