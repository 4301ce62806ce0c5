"""Opening an appraisal: the sheet of an office, the parties of the registers, who is not appraised and why."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.appraisal import parties as registers
from safecommunity.governance.appraisal import queries
from safecommunity.governance.appraisal import spec as specs
from safecommunity.governance.appraisal.actions.common import State, locked, log, need_state, sentence
from safecommunity.governance.appraisal.rights import Seat
from safecommunity.governance.appraisal.spec import Spec
from safecommunity.governance.models import Appraisal, AppraisalParty, AppraisalSheet, PartyKind
from safecommunity.governance.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place

FIRST_YEAR = 2000


@transaction.atomic
def store_sheet(*, reader: Reader, place: Place, spec: Spec, file_name: str, at: datetime) -> AppraisalSheet:
    """The office's own sheet as a new version; the same once more stays the version it is."""
    Rights(reader).need_office(place)
    wrong = specs.faults(spec)
    if wrong:
        raise Refused(" ".join(dict.fromkeys(says for _row, _field, says in wrong)))
    last = queries.own_sheet(place, spec.kind)
    if last is not None and last.spec == spec.data():
        return last
    made = AppraisalSheet.objects.create(
        place=place, kind=spec.kind, version=last.version + 1 if last else 1, spec=spec.data(),
        source=file_name[:150], by=reader.pid, at=at,
    )  # fmt: skip
    journal.record(
        by=reader.pid, action="store_appraisal_sheet", kind="appraisal_sheet", ref=made.pid, place=place.pid, at=at,
        detail={"kind": made.kind, "version": made.version, "items": len(spec.items)},
    )  # fmt: skip
    return made


@transaction.atomic
def open_appraisal(
    *,
    reader: Reader,
    place: Place,
    year: int,
    kind: str,
    due: date,
    at: datetime,
    answer_by: date | None = None,
) -> Appraisal:
    """Open the appraisal of a year and kind, with the sheet frozen and the parties of the registers."""
    Rights(reader).need_office(place)
    today = timezone.localdate(at)
    if kind not in PartyKind.values:
        raise Refused(
            _("Kind: got “%(came)s”; allowed: departments, communities or units") % {"came": kind[:20]}
        )
    if not FIRST_YEAR <= year <= today.year:
        says = _("Year: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"came": year, "first": FIRST_YEAR, "last": today.year})
    if due < today:
        raise Refused(
            _("Scored by: got %(came)s; allowed: from %(first)s on") % {"came": due, "first": today}
        )
    if answer_by is not None and not today <= answer_by <= due:
        says = _("Own reports by: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"came": answer_by, "first": today, "last": due})
    known = Appraisal.objects.filter(place=place, year=year, kind=kind).first()
    if known is not None:
        raise Refused(_("This is open already: %(year)s stands once for each kind") % {"year": year})
    spec, sheet = queries.sheet_of(place, kind)
    found = registers.due(place, kind, year)
    if not found:
        raise Refused(
            _("The registers know nobody of this kind in %(year)s; enter them first") % {"year": year}
        )
    made = Appraisal.objects.create(
        place=place, year=year, kind=kind, spec=spec.data(), sheet=sheet, due=due, answer_by=answer_by,
        by=reader.pid, at=at,
    )  # fmt: skip
    rows = AppraisalParty.objects.bulk_create([_party(made, one, n) for n, one in enumerate(found)])
    log(made, "opened", reader.pid, at, parties=rows, sheet=sheet, n=len(rows))
    return made


def _party(appraisal: Appraisal, one: registers.Due, order: int) -> AppraisalParty:
    return AppraisalParty(
        appraisal=appraisal, agency=one.agency, community=one.community, unit=one.unit, place=one.place, name=one.name,
        order=order, starts=one.starts, ends=one.ends, went_to=one.went_to,
    )  # fmt: skip


@transaction.atomic
def renew_parties(*, reader: Reader, appraisal: Appraisal, at: datetime) -> tuple[int, int]:
    """Take the parties from the registers again: new ones come in, ended and renamed ones are told; none is lost."""
    row = locked(appraisal)
    Seat(reader).need_office(row)
    need_state(row, State.OPEN)
    known = {(one.agency_id or one.community_id or one.unit_id): one for one in row.parties.all()}
    new, changed = [], []
    for n, told in enumerate(registers.due(row.place, row.kind, row.year)):
        here = known.get(told.key)
        if here is None:
            new.append(_party(row, told, n))
            continue
        after = (told.name, told.starts, told.ends, told.went_to)
        if (here.name, here.starts, here.ends, here.went_to) != after:
            here.name, here.starts, here.ends, here.went_to = after
            here.save(update_fields=["name", "starts", "ends", "went_to"])
            changed.append(here)
    new = AppraisalParty.objects.bulk_create(new)
    if new or changed:
        log(row, "renewed", reader.pid, at, parties=[*new, *changed], new=len(new), changed=len(changed))
    return len(new), len(changed)


@transaction.atomic
def drop_party(*, reader: Reader, party: AppraisalParty, reason: str, at: datetime) -> None:
    """A party that is not appraised this year, with reason; it stays readable."""
    row = locked(party.appraisal)
    Seat(reader).need_office(row)
    need_state(row, State.OPEN)
    found = AppraisalParty.objects.select_for_update().get(pk=party.pk)
    if found.dropped_on is not None:
        raise Refused(_("This was given up already"))
    found.dropped_on, found.reason = timezone.localdate(at), sentence(reason, _("Reason"), 300)
    found.save(update_fields=["dropped_on", "reason"])
    log(
        row, "dropped", reader.pid, at, parties=[found], says=f"{found.name}: {found.reason}", party=found.pid
    )
