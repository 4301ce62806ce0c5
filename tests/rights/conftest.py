"""The ground of the matrix: two districts, people of every role, and records that carry words nobody else writes."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone
from PIL import Image

from safecommunity.accounts import actions as accounts
from safecommunity.accounts.models import Scope
from safecommunity.accounts.reader import Reader
from safecommunity.exchange import actions as tokens
from safecommunity.figures import stores
from safecommunity.files import actions as files
from safecommunity.files import queries as file_queries
from safecommunity.governance import actions as governance
from safecommunity.governance.models import Agency
from safecommunity.injuries import actions
from safecommunity.injuries.duplicates import actions as duplicates
from safecommunity.injuries.importing import runs
from safecommunity.injuries.models import DuplicatePair, Report
from safecommunity.places import actions as places
from safecommunity.places.boundaries import actions as boundaries
from safecommunity.places.boundaries import reading
from safecommunity.places.models import Place
from safecommunity.reports import waiting
from safecommunity.shell import charts
from safecommunity.shell.papers import printing
from tests.injuries.conftest import NOW, START, World, fall_at_home, world  # noqa: F401 — the fixture
from tests.places import scans
from tests.rights import (
    ground_accreditation,
    ground_applications,
    ground_claims,
    ground_documents,
    ground_editions,
    ground_emergency,
    ground_hazards,
    ground_housing,
    ground_inspections,
    ground_opinions,
    ground_outreach,
    ground_papers,
    ground_plans,
    ground_projects,
    ground_promised,
    ground_register,
    ground_returns,
    ground_review,
    ground_risks,
    ground_schedules,
    ground_setup,
    ground_volunteers,
    ground_vulnerable,
)
from tests.rights.ground_appraisal import lay as lay_appraisals
from tests.rights.people import PEOPLE

# Words that stand nowhere else; whoever finds one has found the record.
NAME, PHONE, NUMBER = "秘甲子", "13912345678", "999999194810223422"
ADDRESS, STORY, CLINICAL = "密巷七十七弄", "她说被阶石绊倒的经过", "右桡骨密写骨折"
IDENTIFYING = {
    "name": NAME, "phone": PHONE, "id_number": NUMBER, "address": ADDRESS, "narrative": STORY, "diagnosis": CLINICAL,
}  # fmt: skip
SENSITIVE_PRODUCT = "敏物标记"
OUTLINE = {
    "type": "Feature", "properties": {"name": "示中社区"},
    "geometry": {"type": "Polygon", "coordinates": [[[124, 30], [124.1, 30], [124.1, 30.1], [124, 30]]]},
}  # fmt: skip
FILE_WORDS = b"%PDF-1.4 attached-secret-words"


class Names(dict[str, str]):
    """What rows may name; two rooms that take the same name would ask about each other's records."""

    def __ior__(self, more: Any) -> "Names":  # type: ignore[override,misc]
        """Take more names in, each once."""
        twice = {name for name, value in dict(more).items() if self.get(name, value) != value}
        if twice:
            raise ValueError(f"names of the ground: {', '.join(sorted(twice))} stand for two things")
        self.update(more)
        return self


@dataclass
class Ground:
    """Everything a row of the table may name."""

    world: World
    places: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)
    pairs: dict[str, DuplicatePair] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    other: Names = field(default_factory=lambda: Names())

    def client(self, who: str, *, enforce_csrf_checks: bool = False) -> Client:
        """A browser of this person, fresh, so that no answer depends on the one before."""
        client = Client(enforce_csrf_checks=enforce_csrf_checks, raise_request_exception=False)
        if who in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]
        return client


@pytest.fixture
def ground(world: World, tmp_path: Any, settings: Any) -> Iterator[Ground]:  # noqa: F811
    """People, places and records; charts answer with what they would draw, so that it can be read."""
    settings.STORE, settings.UPLOADS = tmp_path / "store", tmp_path / "files"
    settings.HOME = tmp_path
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]  # the PIN of one phone, quickly
    stores.forget()
    # the number in the menu is counted once a person, not every 15 seconds: it is on every page and says nothing here
    kept_seconds, waiting.SECONDS = waiting.SECONDS, 3600.0
    waiting._known.clear()
    kept = list(charts._renderer)
    charts.set_renderer(lambda spec: json.dumps(spec, ensure_ascii=False).encode())
    kept_printer = list(printing._printer)
    printing.set_printer(lambda paper, *_how: json.dumps(paper.as_data(), ensure_ascii=False).encode())
    made = Ground(world)
    _places(made)
    _people(made)
    _records(made)
    ground_outreach.lay(made, reader(made, "grid"), reader(made, "clerk"))
    _rest(made)
    yield made
    waiting.SECONDS = kept_seconds
    charts._renderer[:] = kept
    printing._printer[:] = kept_printer
    stores.forget()


def _places(ground: Ground) -> None:
    world = ground.world  # noqa: F811
    far = places.create_place(name="远郊区", level="district", parent=None, by="t", at=NOW, starts=START)
    for name in ("district", "street", "community", "grid", "other_street", "other_community"):
        ground.places[name] = getattr(world, name).pid
    ground.places["far_district"] = far.pid
    remote = places.register_unit(
        name="远郊医院", kind="health", place=far, starts=START, by="t", at=NOW, reports_injuries=True
    )
    ground.units = {name: getattr(world, name).pid for name in ("hospital", "clinic", "elsewhere")}
    ground.units["remote_hospital"] = remote.pid


def _people(ground: Ground) -> None:
    """Signed in the way the matrix says."""
    for name, who in PEOPLE.items():
        user = get_user_model().objects.create(
            pid=f"p{name.replace('_', '')}"[:12], username=name, display_name=f"演示{name}", created_at=NOW
        )
        if who.role:
            Scope.objects.create(
                user=user, role=who.role, place=ground.places.get(who.place, ""), starts=START,
                unit=ground.units.get(who.unit, ""), sensitive=who.sensitive, room=who.room, sector=who.sector,
            )  # fmt: skip
        session = SessionStore()
        session["_auth_user_id"], session["signed_in_by"] = str(user.pk), who.signed_in_by
        session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
        session["_auth_user_hash"] = user.get_session_auth_hash()
        session.create()
        ground.people[name], ground.sessions[name] = user, session.session_key


def reader(ground: Ground, name: str) -> Reader:
    """What this person may read."""
    return Reader.of(ground.people[name], timezone.localdate(), PEOPLE[name].signed_in_by)


def _card(ground: Ground, by: str, key: str, days: int = 1, **other: Any) -> Report:
    when = (timezone.now() - timedelta(days=days)).replace(hour=3, minute=0, second=0, microsecond=0)
    values = fall_at_home(ground.world, injury_time=when, visit_time=when + timedelta(hours=1), **other)
    values |= {"age_years": 78} if "id_number" not in other else {"age_years": _age(when)}
    report, _made = actions.record_injury(
        reader=reader(ground, by), at=timezone.now(), client_id=key, values=values, confirmed=("ID_AGE",)
    )
    return report


def _age(when: Any) -> int:
    """Years since 22 October 1948, the day in the identity number."""
    day = timezone.localtime(when).date()
    return day.year - 1948 - ((day.month, day.day) < (10, 22))


def _quick(ground: Ground, by: str, key: str, place: str, days: int = 1, **other: Any) -> Report:
    when = (timezone.now() - timedelta(days=days)).replace(hour=3, minute=0, second=0, microsecond=0)
    values = {"sex": 2, "age_years": 78, "injury_time": when, "cause": 3, "place_kind": 1,
              "occurrence": ground.places[place], "narrative": STORY, **other}  # fmt: skip
    report, _made = actions.record_quick_report(
        reader=reader(ground, by), at=timezone.now(), client_id=key, values=values
    )
    return report


def _records(ground: Ground) -> None:
    there, elsewhere = ground.units, ground.places
    away = {"residence": elsewhere["other_community"], "occurrence": elsewhere["other_community"]}
    far = {"residence": elsewhere["far_district"], "occurrence": elsewhere["far_district"]}
    ground.reports = {
        "card": _card(ground, "facility", "card", **IDENTIFYING),
        "sensitive": _card(ground, "facility", "sens", 2, intent=3, product=SENSITIVE_PRODUCT, **IDENTIFYING),
        "other": _card(ground, "facility_o", "other", 3, unit=there["elsewhere"], **away, **IDENTIFYING),
        "remote": _card(ground, "cdc_o", "remote", 4, unit=there["remote_hospital"], **far, **IDENTIFYING),
        "quick": _quick(ground, "grid", "quick", "grid", 5),
        "quick_o": _quick(ground, "grid_o", "quick-o", "other_community", 6),
        "joined": _card(ground, "facility", "joined", 7),
        "guest": _quick(ground, "grid", "guest", "grid", 8),
        "pair_card": _card(
            ground, "facility", "pair-card", 9, **{k: IDENTIFYING[k] for k in ("name", "phone")}
        ),
        "pair_quick": _quick(ground, "grid", "pair-quick", "grid", 9),
        "secret_card": _card(ground, "facility", "secret-card", 10, intent=2, product=SENSITIVE_PRODUCT),
        "secret_quick": _quick(ground, "grid", "secret-quick", "grid", 10),
    }
    cdc, at = reader(ground, "cdc_s"), timezone.now()
    actions.link_reports(
        reader=cdc, injury=ground.reports["joined"].injury, report=ground.reports["guest"], at=at
    )
    ground.reports["guest"].refresh_from_db()
    refs = [report.injury.ref for report in ground.reports.values()]
    duplicates.find_pairs(refs=refs, by="keeper", at=at)
    first = {pair.first_id: pair for pair in DuplicatePair.objects.all()}
    ground.pairs = {
        "pair": first[ground.reports["pair_card"].pk],
        "pair_s": first[ground.reports["secret_card"].pk],
    }


def a_photo() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.linear_gradient("L").save(out, "PNG")
    return out.getvalue()


def _rest(ground: Ground) -> None:
    """A month handed in at each hospital, an invitation, a scope to end, a file."""
    at, today = timezone.now(), timezone.localdate()
    index = today.year * 12 + today.month - 2
    for who, unit in (("facility", ground.world.hospital), ("facility_o", ground.world.elsewhere)):
        actions.submit_month(
            reader=reader(ground, who), unit=unit, year=index // 12, month=index % 12 + 1, cards=0, at=at
        )
    actions.open_due_months(by="keeper", at=at)
    grid, admin = ground.people["grid"], ground.people["admin"]
    invitation = accounts.start_enrolment(user=grid, by=admin.pid, at=at)
    device, secret = accounts.enrol_device(token=invitation.token, pin="284913", name="旧手机", at=at)
    invitation = accounts.start_enrolment(user=grid, by=admin.pid, at=at)
    held = files.attach_file(
        content=FILE_WORDS, name="notes.pdf", kind="matrix", ref="guarded", place=ground.places["street"],
        by="t", at=at,
    )  # fmt: skip
    photo = files.attach_file(
        content=a_photo(),
        name="photo.png",
        kind="matrix",
        ref="guarded",
        place=ground.places["street"],
        by="t",
        at=at,
    )
    street = ground.places["street"]
    file_queries.guard(
        "matrix", lambda who, _ref: who.has("chief"),
        lambda who, _ref: street if who.pid == "pchief" else None,
    )  # fmt: skip
    ground.other |= {
        "index": str(index), "open_index": str(index - 1), "invitation": invitation.pid, "token": invitation.token,
        "device": device.pid, "device_cookie": f"{device.pid}.{secret}",
        "grid_scope": str(Scope.objects.get(user=grid).pk), "file": held.pid, "photo": photo.pid,
        "year": str(today.year),
    }  # fmt: skip
    ground.other |= {f"{name}_ref": report.injury.ref for name, report in ground.reports.items()}
    _later(ground)
    ground.other |= {f"{name}_ref": ref for name, ref in ground.events.items()}
    _office(ground)
    _letters(ground)
    readers = {name: reader(ground, name) for name in ("supervisor", "clerk", "chief")}
    ground.other |= ground_returns.lay(readers, ground.world.district, ground.world.street)
    ground.other |= ground_claims.lay(readers["clerk"], street)
    ground.other |= ground_papers.lay(readers["clerk"], street)
    ground.other |= ground_opinions.lay(readers["clerk"], ground.world.community)
    ground.other |= ground_volunteers.lay(readers["clerk"], ground.world.community)
    ground.other |= ground_promised.lay(readers["clerk"], ground.world.street, ground.world.community)
    ground.other |= ground_plans.lay(readers["clerk"], ground.world.street)
    ground.other |= lay_appraisals(
        readers["clerk"], readers["chief"], reader(ground, "grid"), ground.world.street, ground.world.community,
        IDENTIFYING["name"],
    )  # fmt: skip
    ground.other |= ground_projects.lay(
        readers["clerk"], readers["chief"], ground.world.street, ground.world.community, ground.world.hospital
    )
    ground.other |= ground_accreditation.lay(readers["clerk"], ground.world.street)
    ground.other |= ground_review.lay(
        readers["clerk"],
        readers["chief"],
        readers["supervisor"],
        reader(ground, "reviewer"),
        ground.world.street,
        START,
    )
    ground.other |= ground_documents.lay(readers["clerk"], ground.world.street)
    ground.other |= ground_schedules.lay(readers["clerk"], ground.world.street)
    ground.other |= ground_register.lay(readers["clerk"], ground.world.street)
    ground.other |= ground_editions.lay(ground.people["chief"].pid, ground.world.street)
    ground.other |= ground_applications.lay(
        {name: reader(ground, name) for name in ("clerk", "chief", "supervisor", "admin")},
        ground.world.street,
    )
    ground.other |= ground_hazards.lay(
        reader(ground, "grid"), readers["clerk"], ground.world.community, ground.world.hospital
    )
    ground.other |= ground_housing.lay(reader(ground, "grid"), ground.world.community)
    named = {name: IDENTIFYING[name] for name in ("name", "phone", "id_number", "address")}
    ground.other |= ground_vulnerable.lay(reader(ground, "grid"), ground.world.community, named)
    ground.other |= ground_inspections.lay(
        readers["clerk"], ground.world.street, ground.world.community, ground.world.hospital
    )
    ground.other |= ground_risks.lay(
        reader(ground, "grid"), readers["clerk"], ground.world.community, ground.world.hospital
    )
    ground.other |= ground_emergency.lay(
        reader(ground, "grid"), readers["clerk"], readers["chief"], ground.world.street, ground.world.community,
        ground.world.hospital,
    )  # fmt: skip
    ground.other |= ground_setup.lay(readers["clerk"], ground.world.street, ground.units["hospital"])


def _letters(ground: Ground) -> None:
    """Letters of the street's units and of one committee's households, one sheet of them handed in."""
    at, clerk, street = timezone.now(), reader(ground, "clerk"), ground.world.street
    day, year = timezone.localdate(), timezone.localdate().year
    cells = [places.Residents(9_000, households=3_000)]
    places.set_population(
        place=ground.world.community, year=year - 1, cells=cells, source="公报", by="t", at=NOW
    )
    rounds = {
        level: governance.open_round(
            reader=clerk, place=street, year=year, level=level, issued_on=day, sign_by=day, at=at
        )
        for level in ("unit", "household")
    }
    line = rounds["household"].lines.get()
    sheet = governance.record_sheet(reader=clerk, line=line, on=day, count=100, at=at)
    ground.other |= {
        "round": rounds["unit"].pid, "letter": rounds["unit"].letters.get(unit=ground.world.hospital).ref,
        "household_round": rounds["household"].pid, "line": line.ref, "sheet": sheet.pid,
    }  # fmt: skip
    body = governance.create_body(
        reader=clerk, place=street, tier="promotion", name="促进委员会", starts=day, at=at
    )
    seat = governance.seat_member(reader=clerk, body=body, part="chair", post="主任", starts=day, at=at)
    governance.found_agencies(reader=clerk, place=street, at=at)
    told = [governance.Decision("装扶手", "安全办", day)]
    meeting = governance.record_meeting(reader=clerk, body=body, on=day, title="例会", decisions=told, at=at)
    ground.other |= {
        "body": body.pid, "seat": seat.ref, "agency": Agency.objects.get(sector="police").pid,
        "meeting": meeting.ref, "task": meeting.decisions.get().ref,
    }  # fmt: skip


def _office(ground: Ground) -> None:
    """What an office keeps, and a month each street has handed in to its district."""
    at, today = timezone.now(), timezone.localdate()
    index = today.year * 12 + today.month - 2
    cells = [places.Residents(48_000)]
    places.set_population(
        place=ground.world.street, year=today.year - 1, cells=cells, source="公报", by="t", at=NOW
    )
    for who, street in (("clerk", ground.world.street), ("clerk_o", ground.world.other_street)):
        actions.submit_return(reader=reader(ground, who), street=street, index=index, at=at)
    ground.other |= {f"unit_{name}": pid for name, pid in ground.units.items()}
    ground.other |= {
        "people_year": str(today.year - 1), "return_index": str(index), "open_index": str(index - 1),
        "street_pid": ground.places["street"], "supervisor_pid": ground.people["supervisor"].pid,
        "soon": (today + timedelta(days=20)).isoformat(),
    }  # fmt: skip


def _later(ground: Ground) -> None:
    """Two events, a list sent in, a token."""
    at = timezone.now()
    happened = (at - timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    for who, name, kind, where in (
        ("clerk", "accident", "accident", "street"), ("grid", "near_miss", "near_miss", "grid"),
    ):  # fmt: skip
        values = {"kind": kind, "title": "脚手架倒了", "happened": happened, "place": ground.places[where],
                  "source": "grid" if who == "grid" else "unit"}  # fmt: skip
        event, _made = actions.record_event(
            reader=reader(ground, who), at=at, values=values, client_id=f"event-{name}"
        )
        ground.events[name] = event.ref
    heads = "姓名,证件号码,联系电话,性别,年龄,伤害发生时间,伤害发生原因"
    row = f"{NAME},{NUMBER},{PHONE},女,78,{happened:%Y-%m-%d %H:%M},跌倒"
    run = runs.receive(
        reader=reader(ground, "clerk"), key=f"place:{ground.places['street']}", name="list.csv",
        content=f"{heads}\n{row}\n".encode(), mapping="auto", backfill={}, language="zh-hans", at=at,
    )  # fmt: skip
    token, _secret = tokens.make_token(
        reader=reader(ground, "clerk"), owner=ground.people["clerk"], name="程序", may=["figures"], days=30,
        by=ground.people["clerk"].pid, at=at,
    )  # fmt: skip
    street = Place.objects.get(pid=ground.places["street"])
    outlines = reading.read(json.dumps(OUTLINE).encode(), "cgcs2000")
    draft = boundaries.keep_draft(
        place=street, name="x.geojson", datum="cgcs2000", reading=outlines, by=ground.people["clerk"].pid, at=at
    )  # fmt: skip
    plan = boundaries.keep_plan(place=street, name="平面图", content=scans.png(), by="t", at=at)
    ground.other |= {"outline_draft": draft.pid, "plan": plan.pid}
    ground.other |= {"run": run.pid, "token_pid": token.pid}
