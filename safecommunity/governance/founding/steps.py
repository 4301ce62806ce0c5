"""This room's steps of the set-up guide: agencies, bodies and seats, who answers, profile, letters, returns."""

from typing import Any

from django.db.models import Count, Q, Sum
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import reader_of
from safecommunity.governance import codes, words
from safecommunity.governance.models import (
    Agency,
    Answerable,
    Body,
    LetterRound,
    Membership,
    ProfileNumber,
    ReturnCall,
    Target,
)
from safecommunity.governance.rights import OFFICE
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell.slots import SetupCount, SetupLink, SetupStep

Links = tuple[SetupLink, ...]


def steps(
    request: HttpRequest, *, place: Place | None, inside: frozenset[str] = frozenset(), **_context: Any
) -> list[SetupStep]:
    """Once there is a street; its own office does them."""
    if place is None:
        return []
    reader = reader_of(request)
    ours = places.within(reader, place.pid, "governance", *OFFICE)
    return [
        _agencies(place, ours), _bodies(place, ours), _answering(inside, ours), _profile(inside, ours),
        _letters(place, ours), _returns(place, ours), _targets(place, ours),
    ]  # fmt: skip


def _links(ours: bool, *given: tuple[str, str]) -> Links:
    return tuple(SetupLink(title, reverse(name)) for title, name in given) if ours else ()


def _who(ours: bool) -> str:
    return "" if ours else _("the office")


def _agencies(place: Place, ours: bool) -> SetupStep:
    n, all_ = Agency.objects.filter(place=place, ends__isnull=True).count(), len(codes.sectors())
    missing = (
        (_("%(n)s of %(all)s sectors have no agency") % {"n": all_ - n, "all": all_},) if n < all_ else ()
    )
    return SetupStep(
        "agencies", 60, _("Agencies"),
        _("Fourteen sectors with the names their agencies bear; a name that differs here is corrected with its day."),
        (SetupCount(n, _("agencies"), reverse("agencies") if ours else ""),), missing,
        links=_links(ours, (_("Agencies"), "agencies")), who=_who(ours),
    )  # fmt: skip


def _bodies(place: Place, ours: bool) -> SetupStep:
    standing = Body.objects.filter(place=place, ends__isnull=True).annotate(
        seats=Count("members", filter=Q(members__ends__isnull=True))
    )
    found = list(standing.values_list("tier", "name", "seats"))
    empty = [name for _tier, name, seats in found if not seats]
    missing = [
        _("There is no %(body)s") % {"body": words.tier(tier)}
        for tier in Body.Tier.values
        if tier not in {one[0] for one in found}
    ]
    if empty:
        missing.append(_("%(n)s bodies have nobody in them") % {"n": len(empty)})
    url = reverse("organisation") if ours else ""
    seats = Membership.objects.filter(body__place=place, ends__isnull=True).count()
    return SetupStep(
        "bodies", 70, _("Bodies and seats"),
        _("Leading group, promotion committee with its liaison units, a working group for each setting; seats "
          "with their days and the paper that names them."),
        (SetupCount(len(found), _("bodies"), url), SetupCount(seats, _("seats"), url)), tuple(missing),
        links=_links(ours, (_("Organisation"), "organisation"), (_("Import seats"), "seats_import")),
        templates=_links(ours, (_("Template of seats"), "seats_template")), who=_who(ours),
    )  # fmt: skip


def _answering(inside: frozenset[str], ours: bool) -> SetupStep:
    held = Answerable.objects.filter(place__pid__in=inside, ends__isnull=True)
    have = set(held.filter(kind=Answerable.Kind.COMMUNITY).values_list("place_id", flat=True))
    communities = Place.objects.filter(pid__in=inside, level="community", ends__isnull=True)
    without = communities.exclude(pk__in=have).count()
    missing = (_("Nobody answers for %(n)s communities") % {"n": without},) if without or not have else ()
    return SetupStep(
        "answering", 80, _("Responsibility map"),
        _("Who answers for which community, enterprise, lane and lot. Its gaps show on list and map."),
        (SetupCount(held.count(), _("duties held"), reverse("duties") if ours else ""),), missing, True,
        _links(ours, (_("Responsibility map"), "duties")), _links(ours, (_("Table to fill in"), "duties_export")),
        _who(ours),
    )  # fmt: skip


def _profile(inside: frozenset[str], ours: bool) -> SetupStep:
    known = ProfileNumber.objects.filter(place__pid__in=inside, current=True)
    n, sheets = known.count(), known.values("place", "year").distinct().count()
    return SetupStep(
        "profile", 90, _("Community profile"),
        _("Area, households, firms, schools, water, roads: the dated numbers every report begins with."),
        (SetupCount(n, _("numbers on %(n)s sheets") % {"n": sheets}, reverse("profile") if ours else ""),),
        () if n else (_("No sheet has been filled in"),), True,
        _links(ours, (_("Community profile"), "profile")),
        _links(ours, (_("Template of the profile"), "profile_template")),
        _who(ours),
    )  # fmt: skip


def _letters(place: Place, ours: bool) -> SetupStep:
    year = timezone.localdate().year
    rounds = LetterRound.objects.filter(place=place, year=year)
    levels = set(rounds.values_list("level", flat=True))
    due = rounds.aggregate(n=Count("letters", filter=Q(letters__void_on__isnull=True)))["n"]
    homes = LetterRound.objects.filter(place=place, year=year, level="household").aggregate(
        n=Sum("lines__due")
    )["n"]
    url = f"{reverse('letters')}" if ours else ""
    missing = tuple(
        _("The letters of %(level)s are not opened for %(year)s")
        % {"level": words.level(level), "year": year}
        for level in LetterRound.Level.values
        if level not in levels
    )
    return SetupStep(
        "letters", 100, _("Responsibility letters"),
        _("Opened for a year: who is due comes from the register and from the households of committees."),
        (SetupCount(due or 0, _("letters of units and merchants"), url),
         SetupCount(homes or 0, _("households due"), url)), missing,
        links=_links(ours, (_("Open letters"), "letters_open"), (_("Responsibility letters"), "letters")),
        who=_who(ours),
    )  # fmt: skip


def _returns(place: Place, ours: bool) -> SetupStep:
    n = ReturnCall.objects.filter(issuer=place, ended_at__isnull=True).count()
    return SetupStep(
        "returns", 110, _("Statistical returns"),
        _("Seven forms are shipped: traffic, fire, public security, work accidents, facilities, hazards, outreach "
          "month. Send down those your street keeps."),
        (SetupCount(n, _("forms sent down"), reverse("returns") if ours else ""),),
        () if n else (_("No form is sent down yet"),), links=_links(ours, (_("Choose forms"), "return_forms")),
        who=_who(ours),
    )  # fmt: skip


def _targets(place: Place, ours: bool) -> SetupStep:
    n = Target.objects.filter(place=place, dropped_on__isnull=True).count()
    return SetupStep(
        "targets", 120, _("Targets"), _("What is promised until when, with the paper that orders it."),
        (SetupCount(n, _("targets"), reverse("targets") if ours else ""),), () if n else (_("No target yet"),), True,
        _links(ours, (_("Targets"), "targets")), who=_who(ours),
    )  # fmt: skip
