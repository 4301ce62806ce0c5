"""Names of places and facilities in a list → their permanent ids, within the place the list is for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from django.utils.translation import gettext as _

from safecommunity.injuries.importing import fields
from safecommunity.injuries.importing.values import Bad, Cell, text_of
from safecommunity.places import queries as places
from safecommunity.places.models import Level, Place, PlaceCode, SocialUnit

ELSEWHERE = ""


@dataclass(frozen=True)
class Target:
    """Where a list belongs: a place, or one facility of it. Names are looked up within `within`."""

    place: Place
    unit: SocialUnit | None
    within: str
    """permanent id of the place whose names count: the place itself, for a facility its district"""

    @classmethod
    def of_place(cls, place: Place) -> "Target":
        """A list of a street or district."""
        return cls(place, None, place.pid)

    @classmethod
    def of_unit(cls, unit: SocialUnit) -> "Target":
        """A list of one facility: its patients live anywhere in the district."""
        above = places.ancestors(unit.place.pid)
        district = next(
            (one for one in above if one.level == Level.DISTRICT), above[0] if above else unit.place
        )
        return cls(unit.place, unit, district.pid)

    @property
    def owner(self) -> str:
        """Whose mappings and keys these are."""
        return self.unit.pid if self.unit else self.place.pid


@dataclass
class Names:
    """Spellings of many things; one spelling may stand for several."""

    by_word: dict[str, dict[str, str]] = field(default_factory=dict)
    """normalised word → permanent id → how it is shown"""
    shown: list[str] = field(default_factory=list)

    def learn(self, words: Iterable[str], pid: str, shown: str) -> None:
        """All the spellings of one thing."""
        for word in words:
            if key := fields.same(word):
                self.by_word.setdefault(key, {})[pid] = shown
        self.shown.append(shown)

    def find(self, text: str, missing: str, several: str) -> str | Bad:
        """The one thing a text names; `missing` and `several` are sentences for the other cases."""
        key = fields.same(text)
        found = self.by_word.get(key, {})
        if len(found) == 1:
            return next(iter(found))
        if found:
            return Bad(several % {"names": "、".join(sorted(found.values())[:6])})
        near = get_close_matches(key, [word for word, of in self.by_word.items() if len(of) == 1], 2, 0.6)
        sure = {pid: shown for word in near[:1] for pid, shown in self.by_word[word].items()}
        if len(sure) == 1 and len({tuple(self.by_word[word]) for word in near}) == 1:
            name = next(iter(sure.values()))
            return Bad(
                _("%(missing)s; the closest is %(name)s") % {"missing": missing, "name": name}, fix=name
            )
        return Bad(missing)


class Ground:
    """Places and facilities of a target, read once."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.places, self.units = Names(), Names()
        self.ids: dict[str, int] = {}
        self.unit_ids: dict[str, tuple[int, int]] = {}
        """facility → its id, the id of the place it stands in"""
        pids = set(places.subtree(target.within))
        self._places(pids)
        self._units(pids)

    def _places(self, pids: set[str]) -> None:
        found = {one.pk: one for one in Place.objects.filter(pid__in=pids)}
        codes: dict[int, list[str]] = {}
        for place, code in PlaceCode.objects.filter(place_id__in=found, ends__isnull=True).values_list(
            "place_id", "code"
        ):
            codes.setdefault(place, []).append(code)
        for one in found.values():
            self.ids[one.pid] = one.pk
            above = found.get(one.parent_id or 0)
            full = f"{above.name}{one.name}" if above else one.name
            short = [one.name.removesuffix(end) for end in fields.suffixes() if one.name.endswith(end)][:1]
            short = [word for word in short if len(word) >= 2]
            self.places.learn([one.name, full, one.pid, *codes.get(one.pk, ()), *short], one.pid, full)

    def _units(self, pids: set[str]) -> None:
        if self.target.unit is not None:
            found = [self.target.unit]
        else:
            within = set(places.subtree(self.target.place.pid)) & pids
            found = places.units_within(within)
        for one in found:
            self.unit_ids[one.pid] = (one.pk, one.place.pk)
            words = [one.name, one.pid] + ([one.credit_code] if one.credit_code else [])
            self.units.learn(words, one.pid, one.name)

    def place(self, cell: Cell) -> str | Bad:
        """A place by name, street and name together, or code; ELSEWHERE for people who do not live here."""
        text = text_of(cell)
        if fields.same(text) in fields.elsewhere():
            return ELSEWHERE
        missing = _("no such place in %(where)s") % {"where": self.target.place.name}
        several = _("several places bear this name; write one of: %(names)s")
        return self.places.find(text, missing, several)

    def unit(self, cell: Cell) -> str | Bad:
        """A facility by its name."""
        text = text_of(cell)
        if self.target.unit is not None:
            only = self.target.unit.name
            missing = _("this list is for %(unit)s; another facility cannot be recorded here") % {
                "unit": only
            }
        else:
            missing = _("no reporting facility of this name in %(where)s") % {"where": self.target.place.name}
        return self.units.find(text, missing, _("several facilities bear this name; write one of: %(names)s"))
