"""All definitions by code and version. Subjects are modules beside this one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from safecommunity.indicators import (
    appraisals,
    emergency,
    event,
    hazards,
    housing,
    improvements,
    injury,
    inspections,
    letters,
    opinions,
    organisation,
    outreach,
    plans,
    projects,
    report,
    requests,
    risks,
    support,
    titles,
    volunteers,
    vulnerable,
    weighted,
)
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.errors import DefinitionError

SUBJECTS = (
    injury, weighted, report, event, letters, organisation, plans, support, improvements, hazards, outreach, volunteers,
    opinions, requests, projects, vulnerable, risks, housing, emergency, inspections, appraisals, titles,
)  # fmt: skip


class Source(Protocol):
    """Definitions made from data an office keeps, such as the rows of its return forms.

    They are as fixed as the others: a code and version always gives the same definition.
    """

    def one(self, code: str, version: int | None) -> Definition | None:
        """The definition of a code (the present version, or the one asked for); None where there is none."""

    def every(self) -> Iterable[Definition]:
        """The present version of each of them."""


class Catalogue:
    """Definitions that can be looked up; each code and version stands once, old versions stay."""

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self._known: dict[tuple[str, int], Definition] = {}
        self._latest: dict[str, Definition] = {}
        self._sources: dict[str, Source] = {}
        for definition in definitions:
            place = (definition.code, definition.version)
            if place in self._known:
                raise DefinitionError(f"definition {definition.key}: got it twice, allowed is once")
            self._known[place] = definition
            latest = self._latest.get(definition.code)
            if latest is None or latest.version < definition.version:
                self._latest[definition.code] = definition

    def __iter__(self) -> Iterator[Definition]:
        """The present version of every definition of the product, in the order of their subjects."""
        return iter(self._latest.values())

    def register_source(self, subject: str, source: Source) -> None:
        """Whoever makes definitions from data names the subject, the first word of their codes."""
        self._sources[subject] = source

    def everything(self) -> Iterator[Definition]:
        """The product's definitions, then those made from data."""
        yield from self
        for source in self._sources.values():
            yield from source.every()

    def get(self, code: str, version: int | None = None) -> Definition:
        """The definition of a code: the present version, or the one asked for."""
        if code not in self._latest:
            source = self._sources.get(code.partition(".")[0])
            made = source.one(code, version) if source is not None else None
            if made is not None:
                return made
            raise DefinitionError(f"code of a figure: got {code!r}, allowed are {', '.join(self._latest)}")
        if version is None:
            return self._latest[code]
        found = self._known.get((code, version))
        if found is None:
            known = sorted(number for name, number in self._known if name == code)
            raise DefinitionError(
                f"version of {code}: got {version!r}, allowed are {', '.join(map(str, known))}"
            )
        return found

    def of_fact(self, fact: str) -> tuple[Definition, ...]:
        """Present definitions that count a fact: the figures a record may feed."""
        return tuple(definition for definition in self if definition.fact == fact)


CATALOGUE = Catalogue(definition for subject in SUBJECTS for definition in subject.DEFINITIONS)


def get(code: str, version: int | None = None) -> Definition:
    """Look a definition up in the product's catalogue."""
    return CATALOGUE.get(code, version)
