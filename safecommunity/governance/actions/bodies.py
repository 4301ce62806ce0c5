"""Agencies, bodies, who sits in them and by which paper. Dated: what was is closed and stays, never overwritten."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance import codes, words
from safecommunity.governance.actions.proof import File, attach
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.facts import yearly_changes
from safecommunity.governance.models import Agency, AgencyDuty, AgencyName, Body, Membership, Paper
from safecommunity.governance.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place, SocialUnit, new_ref

EPOCH = date(2000, 1, 1)
LONGEST_DUTIES = 2000
AHEAD = timedelta(days=366)  # a slip in the year would keep every later name out


@transaction.atomic
def found_agencies(*, reader: Reader, place: Place, at: datetime) -> int:
    """Enter the fourteen sectors' agencies with their names and duties; those that stand already stay as they are."""
    Rights(reader).need_office(place)
    known = set(Agency.objects.filter(place=place).values_list("sector", flat=True))
    changes, made = [], 0
    for order, (code, told) in enumerate(codes.sectors().items(), 1):
        if code in known:
            continue
        agency = Agency.objects.create(place=place, sector=code, starts=EPOCH, order=order, ref=new_ref())
        for name in told["names"]:
            starts, ends = name.get("starts", EPOCH), name.get("ends")
            AgencyName.objects.create(agency=agency, name=name["name"], starts=starts, ends=ends)
        for setting in told["settings"]:
            AgencyDuty.objects.create(agency=agency, setting=setting, text=told["duty"], starts=EPOCH)
        changes += yearly_changes("agency", agency, at.year)
        made += 1
    if made:
        journal.record(
            by=reader.pid, action="found_agencies", kind="agencies", ref=place.pid, place=place.pid, at=at,
            changes=changes, detail={"made": made},
        )  # fmt: skip
    return made


@transaction.atomic
def rename_agency(*, reader: Reader, agency: Agency, name: str, on: date, at: datetime) -> AgencyName:
    """What an agency is called from a day on; its former name keeps its days."""
    Rights(reader).need_office(agency.place)
    if not 1 <= len(name.strip()) <= 120:
        raise Refused(_("Name: got %(came)s characters; allowed: 1 to 120") % {"came": len(name.strip())})
    last = AgencyName.objects.filter(agency=agency).order_by("-starts").first()
    if last is not None and on <= last.starts:
        says = _("From: got %(came)s; allowed: a day after %(first)s, when the last name began")
        raise Refused(says % {"came": on, "first": last.starts})
    if on > timezone.localdate(at) + AHEAD:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {
            "field": _("From"), "came": on, "first": last.starts if last else EPOCH,
            "last": timezone.localdate(at) + AHEAD,
        })  # fmt: skip
    AgencyName.objects.filter(agency=agency, ends__isnull=True).update(ends=on)
    made = AgencyName.objects.create(agency=agency, name=name.strip(), starts=on)
    journal.record(
        by=reader.pid, action="rename_agency", kind="agency", ref=agency.pid, place=agency.place.pid, at=at,
        changes=yearly_changes("agency", agency, at.year), detail={"on": on.isoformat()},
    )  # fmt: skip
    return made


@transaction.atomic
def set_duty(
    *, reader: Reader, agency: Agency, text: str, setting: str, on: date, at: datetime
) -> AgencyDuty:
    """One more duty of an agency from a day on; in a setting that has one, the former ends that day."""
    Rights(reader).need_office(agency.place)
    if not 1 <= len(text.strip()) <= 300:
        raise Refused(_("Duty: got %(came)s characters; allowed: 1 to 300") % {"came": len(text.strip())})
    _check_setting(setting, needed=False)
    AgencyDuty.objects.filter(agency=agency, setting=setting, ends__isnull=True, starts__lt=on).update(
        ends=on
    )
    made = AgencyDuty.objects.create(agency=agency, setting=setting, text=text.strip(), starts=on)
    journal.record(
        by=reader.pid, action="set_agency_duty", kind="agency", ref=agency.pid, place=agency.place.pid, at=at,
        detail={"on": on.isoformat(), "setting": setting},
    )  # fmt: skip
    return made


def _check_setting(setting: str, *, needed: bool) -> None:
    if (setting or needed) and setting not in codes.settings():
        allowed = ", ".join(codes.settings())
        raise Refused(
            _("Setting: got %(came)s; allowed: %(allowed)s") % {"came": setting or "—", "allowed": allowed}
        )


@transaction.atomic
def found_bodies(*, reader: Reader, place: Place, starts: date, at: datetime) -> int:
    """Leading group, promotion committee and one working group a setting; those that stand already stay."""
    Rights(reader).need_office(place)
    standing = Body.objects.filter(place=place, ends__isnull=True)
    known = {(one.tier, one.setting) for one in standing}
    wanted = [("leading", ""), ("promotion", ""), *(("group", code) for code in codes.settings())]
    made = 0
    for order, (tier, setting) in enumerate(wanted):
        if (tier, setting) in known:
            continue
        name = codes.said(codes.settings()[setting], "zh-hans") if setting else place.name
        told = codes.load("settings")["bodies"][tier]
        _body(reader, place, tier, setting, f"{name}{told}", starts, order, at)
        made += 1
    return made


def _body(
    reader: Reader, place: Place, tier: str, setting: str, name: str, starts: date, order: int, at: datetime
) -> Body:
    made = Body.objects.create(
        place=place, tier=tier, setting=setting, name=name, starts=starts, order=order, ref=new_ref()
    )
    journal.record(
        by=reader.pid, action="create_body", kind="body", ref=made.pid, place=place.pid, at=at,
        changes=yearly_changes("body", made, at.year), detail={"tier": tier, "setting": setting},
    )  # fmt: skip
    return made


@transaction.atomic
def create_body(
    *, reader: Reader, place: Place, tier: str, name: str, starts: date, at: datetime, setting: str = ""
) -> Body:
    """One body; a working group is of one of the twelve settings."""
    Rights(reader).need_office(place)
    if tier not in Body.Tier.values:
        allowed = ", ".join(Body.Tier.values)
        raise Refused(_("Tier: got %(came)s; allowed: %(allowed)s") % {"came": tier, "allowed": allowed})
    _check_setting(setting, needed=tier == Body.Tier.GROUP)
    if not 1 <= len(name.strip()) <= 120:
        raise Refused(_("Name: got %(came)s characters; allowed: 1 to 120") % {"came": len(name.strip())})
    order = Body.objects.filter(place=place).count()
    return _body(reader, place, tier, setting, name.strip(), starts, order, at)


@transaction.atomic
def close_body(*, reader: Reader, body: Body, on: date, at: datetime) -> Body:
    """The first day a body is no more; its seats end with it."""
    Rights(reader).need_office(body.place)
    if on <= body.starts:
        raise Refused(
            _("Ends: got %(came)s; allowed: a day after %(first)s") % {"came": on, "first": body.starts}
        )
    body.ends = on
    body.save(update_fields=["ends"])
    seats = list(Membership.objects.filter(body=body, ends__isnull=True, starts__lt=on))
    Membership.objects.filter(pk__in=[one.pk for one in seats]).update(ends=on)
    changes = [change for one in seats for change in yearly_changes("membership", one, at.year)]
    journal.record(
        by=reader.pid, action="close_body", kind="body", ref=body.pid, place=body.place.pid, at=at,
        changes=[*yearly_changes("body", body, at.year), *changes], detail={"on": on.isoformat()},
    )  # fmt: skip
    return body


@transaction.atomic
def seat_member(
    *, reader: Reader, body: Body, part: str, post: str, starts: date, at: datetime, person: str = "",
    agency: Agency | None = None, unit: SocialUnit | None = None, paper: str = "", key: str = "",
) -> Membership:  # fmt: skip
    """Who sits in a body from a day on. A liaison seat is a unit's or an agency's. The same `key` is the same seat."""
    Rights(reader).need_office(body.place)
    if part not in Membership.Part.values:
        allowed = ", ".join(words.part(one) for one in Membership.Part.values)
        raise Refused(_("Part: got %(came)s; allowed: %(allowed)s") % {"came": part, "allowed": allowed})
    if not 1 <= len(post.strip()) <= 120:
        raise Refused(_("Post: got %(came)s characters; allowed: 1 to 120") % {"came": len(post.strip())})
    if starts < body.starts:
        says = _("Since: got %(came)s; allowed: not before %(first)s, when the body began")
        raise Refused(says % {"came": starts, "first": body.starts})
    if key and (sent := Membership.objects.filter(client_id=f"{reader.pid}:{key}"[:64], body=body).first()):
        return sent  # a second click, or "back" and once more
    made = Membership.objects.create(
        body=body, part=part, post=post.strip(), person=person.strip()[:60], agency=agency, unit=unit,
        paper=paper.strip()[:120], starts=starts, ref=new_ref(),
        client_id=f"{reader.pid}:{key}"[:64] if key else None,
    )  # fmt: skip
    journal.record(
        by=reader.pid, action="seat_member", kind="membership", ref=made.ref, place=body.place.pid, at=at,
        changes=yearly_changes("membership", made, at.year), detail={"body": body.pid, "part": part},
    )  # fmt: skip
    return made


@transaction.atomic
def end_membership(*, reader: Reader, seat: Membership, on: date, at: datetime) -> Membership:
    """The first day somebody sits there no more; the seat stays in the record."""
    Rights(reader).need_office(seat.body.place)
    if on <= seat.starts:
        raise Refused(
            _("Ends: got %(came)s; allowed: a day after %(first)s") % {"came": on, "first": seat.starts}
        )
    seat.ends = on
    seat.save(update_fields=["ends"])
    journal.record(
        by=reader.pid, action="end_membership", kind="membership", ref=seat.ref, place=seat.body.place.pid, at=at,
        changes=yearly_changes("membership", seat, at.year), detail={"on": on.isoformat()},
    )  # fmt: skip
    return seat


@transaction.atomic
def erase_person(*, reader: Reader, seat: Membership, at: datetime) -> Membership:
    """Take the person's name out of a seat; post and days stay, so that no count changes."""
    Rights(reader).need_office(seat.body.place)
    seat.person = ""
    seat.save(update_fields=["person"])
    journal.record(
        by=reader.pid,
        action="erase_person",
        kind="membership",
        ref=seat.ref,
        place=seat.body.place.pid,
        at=at,
    )
    return seat


@transaction.atomic
def add_paper(
    *, reader: Reader, body: Body, kind: str, title: str, on: date, at: datetime, number: str = "",
    proofs: Sequence[File] = (), key: str = "",
) -> Paper:  # fmt: skip
    """An order that makes a body, or a rule it works by, with its scan. The same `key` is the same paper."""
    Rights(reader).need_office(body.place)
    if kind not in Paper.Kind.values:
        allowed = ", ".join(Paper.Kind.values)
        raise Refused(_("Kind: got %(came)s; allowed: %(allowed)s") % {"came": kind, "allowed": allowed})
    if not 1 <= len(title.strip()) <= 200:
        raise Refused(_("Title: got %(came)s characters; allowed: 1 to 200") % {"came": len(title.strip())})
    client_id = f"{reader.pid}:{key}"[:64] if key else None
    sent = Paper.objects.filter(client_id=client_id, body=body).first() if client_id else None
    if sent is not None:
        return sent
    made = Paper.objects.create(
        body=body, kind=kind, title=title.strip(), number=number.strip()[:60], on=on, by=reader.pid, at=at,
        client_id=client_id,
    )  # fmt: skip
    journal.record(by=reader.pid, action="add_paper", kind="paper", ref=made.pid, place=body.place.pid, at=at)
    attach(proofs, "paper", made.pid, body.place, reader.pid, at, on)
    return made


@transaction.atomic
def set_body_duties(*, reader: Reader, body: Body, duties: str, at: datetime) -> Body:
    """What a body is there for, one duty a line. What stood before is in the log by its length only."""
    Rights(reader).need_office(body.place)
    told = "\n".join(line.strip() for line in duties.splitlines() if line.strip())
    if len(told) > LONGEST_DUTIES:
        says = _("Duties: got %(came)s characters; allowed: up to %(most)s")
        raise Refused(says % {"came": len(told), "most": LONGEST_DUTIES})
    if told == body.duties:
        return body
    body.duties = told
    body.save(update_fields=["duties"])
    journal.record(
        by=reader.pid, action="set_body_duties", kind="body", ref=body.pid, place=body.place.pid, at=at,
        detail={"lines": len(told.splitlines())},
    )  # fmt: skip
    return body
