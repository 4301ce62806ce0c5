"""Building the demonstration world: a fictional street and town, their people, and five years of simulated injuries."""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from safecommunity.accounts.models import User
from safecommunity.accounts.reader import Reader
from safecommunity.demo import (
    accreditation,
    applications,
    claims,
    documents,
    editions,
    emergency,
    events,
    faults,
    hazards,
    housing,
    inspections,
    opinions,
    organisation,
    outreach,
    people,
    pipeline,
    plans,
    projects,
    promises,
    reporting,
    returns,
    reviews,
    risks,
    volunteers,
    vulnerable,
)
from safecommunity.demo import ground as grounds
from safecommunity.demo.appraisal import record_year as record_appraisals
from safecommunity.demo.identity import identified
from safecommunity.demo.simulate import ZONE, Drawn, Simulation
from safecommunity.figures import registry, stores
from safecommunity.injuries import actions as injuries
from safecommunity.injuries.actions import BulkRow
from safecommunity.injuries.duplicates import actions as duplicates
from safecommunity.injuries.models import Report
from safecommunity.injuries.slots import DRAFT
from safecommunity.intake import actions as intake
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place

Say = Callable[[str], None]
GRID_WORKERS = {"grid-north": "DEMO-S04-2", "grid-bridge": "DEMO-S06-1", "grid-lake": "DEMO-S08-4"}
SEALED_AT_ONCE = 5000
LEFT_TO_DECIDE = 2
DRAFTS: tuple[tuple[str, int, dict[str, str]], ...] = (  # whose, hours since the injury, what is filled in
    ("nurse", 3, {"sex": "1", "age": "34", "cause": "2", "place_kind": "5", "activity": "7", "intent": "1"}),
    ("clerk", 20, {"sex": "2", "age": "71", "cause": "3", "place_kind": "1"}),
    ("clerk", 44, {"sex": "1", "age": "9", "cause": "11"}),
)


class Rejected(RuntimeError):
    """A simulated record broke a rule of the product: the world must not be shown."""


# what each room lived through, in an order in which each finds what it builds on
YEARS: tuple[tuple[str, Callable[..., Mapping[str, int]]], ...] = (
    ("plans", plans.record_plans), ("outreach", outreach.record_year), ("volunteers", volunteers.record_year),
    ("hazards", hazards.record_year), ("risk register", risks.record_year), ("dwellings", housing.record_years),
    ("people at higher risk", vulnerable.record_year), ("joint inspections", inspections.record_year),
    ("applications", applications.record_year), ("a second city", pipeline.record_year),
    ("opinions", opinions.record_year),
    ("emergency", emergency.record_year),
)  # fmt: skip


def _tell(say: Say, what: str, done: Mapping[str, int]) -> None:
    """One line of what was made."""
    say(f"{what}: " + ", ".join(f"{n} {name}" for name, n in done.items()))


def build(*, now: datetime, say: Say, scale: float = 1.0, years: int | None = None) -> None:
    """Fill an empty installation. `scale` and `years` make a smaller world of the same shape.

    Raises Rejected if any simulated record is refused by the checks every record passes.
    """
    begun = time.monotonic()
    simulation = Simulation(now, years=years, scale=scale)
    first_year = simulation.first_year
    ground = grounds.lay(now=now, first_year=first_year)
    say(f"places: {len(ground.places)}; reporting facilities: {len(ground.units)}")
    users = people.settle(ground, now=now, first_year=first_year)
    readers = people.readers(users, now.astimezone(ZONE).date())
    cards = identified(simulation.cards(), "hospital")
    quick = simulation.quick(cards, people.GRID, tuple(GRID_WORKERS.values()))
    say(f"recording {len(cards)} injury cards and {len(quick)} quick reports")
    _record_cards(ground, users, cards, now)
    _record_quick(ground, users, quick, now)
    linked = _link(readers["cdc"], quick, now)
    done = reporting.report_months(ground, readers, cards, first_year=first_year, now=now)
    say(
        f"linked: {linked}; monthly reports: "
        + ", ".join(f"{n} {state}" for state, n in sorted(done.items()))
    )
    happened = events.record_events(ground, readers, first_year=first_year, now=now)
    say("events: " + ", ".join(f"{n} {kind}" for kind, n in sorted(happened.items())))
    office = organisation.organise(ground, readers, first_year=first_year, now=now, scale=scale)
    say("office: " + ", ".join(f"{n} {what}" for what, n in office.items()))
    _leave_drafts(ground, users, now)
    told = returns.record_returns(ground, readers, now=now)
    promises.record_promises(ground, readers, now=now)
    say("statistical returns: " + ", ".join(f"{n} {state}" for state, n in sorted(told.items())))
    for what, record in YEARS:
        _tell(say, what, record(ground, readers, now=now))
    on_paper = claims.record_claims(ground, readers, now=now)
    _finish(now)
    _tell(say, "projects", projects.record_projects(ground, readers, now=now))
    handed = reporting.hand_in_months(ground, readers, now=now)
    say("returns of the streets: " + ", ".join(f"{n} {state}" for state, n in sorted(handed.items())))
    on_paper |= faults.plant_faults(ground, readers, now=now)
    _tell(say, "self-assessment", accreditation.record_year(ground, readers, now=now))
    _tell(say, "reviews", reviews.record_year(ground, readers, now=now))
    _tell(say, "papers", documents.record_documents(ground, readers, now=now))
    _tell(say, "appraisals", record_appraisals(ground, readers, now=now))
    _tell(say, "open to everybody", editions.record_editions(ground, readers, now=now))
    doubtful = claims.check(readers, now=now)
    _tell(say, "numbers on paper", on_paper | doubtful)
    _seal_all(now)
    say(f"built in {time.monotonic() - begun:.1f} s")


def _record_cards(ground: grounds.Ground, users: dict[str, User], cards: list[Drawn], now: datetime) -> None:
    rows = (
        _row(ground, users[people.recorder_of(card.unit)].pid, Report.Source.CARD, card, n)
        for n, card in enumerate(cards, 1)
    )
    _bulk(rows, ground.places["DEMO-S"], now)


def _record_quick(ground: grounds.Ground, users: dict[str, User], quick: list[Drawn], now: datetime) -> None:
    for key, code in {"grid": people.GRID, **GRID_WORKERS}.items():
        mine = [one for one in quick if one.occurrence == code]
        rows = (_row(ground, users[key].pid, Report.Source.QUICK, one, n) for n, one in enumerate(mine, 1))
        _bulk(rows, ground.places[code], now)


def _row(ground: grounds.Ground, by: str, source: Report.Source, drawn: Drawn, number: int) -> BulkRow:
    values = {
        **drawn.values, "residence": ground.pid(drawn.residence), "occurrence": ground.pid(drawn.occurrence),
        "unit": ground.units[drawn.unit].pid if drawn.unit else "",
    }  # fmt: skip
    return BulkRow(
        values=values,
        source_key=drawn.key,
        source=source,
        entered_by=by,
        entered_at=drawn.entered_at,
        number=number,
    )


def _bulk(rows: Iterator[BulkRow], place: Place, now: datetime) -> None:
    result = injuries.bulk_record(rows, by=grounds.BY, at=now, place=place)
    if result.rejected:
        one = result.rejected[0]
        why = "; ".join(finding.message for finding in one.findings)
        raise Rejected(f"{len(result.rejected)} of {result.read} records refused; {one.source_key}: {why}")


def _link(reader: Reader, quick: list[Drawn], now: datetime) -> int:
    """Join quick reports to the cards that tell of the same injury; the newest are left for the queue."""
    pairs = dict([(one.key, one.of_card) for one in quick if one.of_card][:-LEFT_TO_DECIDE])
    keys = [*pairs, *pairs.values()]
    reports = {
        report.source_key: report
        for report in Report.objects.filter(source_key__in=keys).select_related("injury")
    }
    for key, card in pairs.items():
        injuries.link_reports(reader=reader, injury=reports[card].injury, report=reports[key], at=now)
    return len(pairs)


def _leave_drafts(ground: grounds.Ground, users: dict[str, User], now: datetime) -> None:
    """Cards somebody began and did not finish, in the answers of the form."""
    for n, (owner, hours, content) in enumerate(DRAFTS, 1):
        begun, key = now.astimezone(ZONE) - timedelta(hours=hours), f"demo-draft-{n}"
        form = {
            **content, "client_id": key, "unit": ground.units["hospital"].pid, "age_unit": "years",
            "injury_time_day": f"{begun:%Y-%m-%d}", "injury_time_hour": str(begun.hour),
        }  # fmt: skip
        intake.save_draft(
            owner=users[owner].pid, kind=DRAFT, key=key, at=begun + timedelta(hours=1),
            content={name: [given] for name, given in form.items()},
        )  # fmt: skip


def _seal(*, by: str, at: datetime) -> int:
    return journal.seal(now=at, limit=SEALED_AT_ONCE)


def _seal_all(now: datetime) -> None:
    while _seal(by=grounds.BY, at=now):
        continue


def _finish(now: datetime) -> None:
    """Seal the log to its end, compare all reports, then lay down the base of every fact."""
    for step in (_seal, duplicates.search, _seal):
        while step(by=grounds.BY, at=now):
            continue
    for fact in registry.facts():
        stores.store(fact.schema.name).compact()
