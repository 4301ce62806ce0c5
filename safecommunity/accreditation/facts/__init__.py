"""Facts of self-assessments and applications for analysis, one file a subject; and what a write of each changes.

Of applications only those that were filed are told: what a place considers before is its own.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from safecommunity.accreditation.facts import applications, rounds, titles
from safecommunity.accreditation.facts.applications import of_application as of_application
from safecommunity.accreditation.facts.rounds import of_round as of_round
from safecommunity.figures.registry import Fact
from safecommunity.figures.sources import publish

APPLICATION_TABLES = ("accreditation.Application", "accreditation.Stay", "accreditation.Certificate")
APPLICATIONS: tuple[tuple[Any, str], ...] = ((_("Applications"), "applications"),)


def every() -> tuple[Fact, ...]:
    """The facts of the room with their doors."""
    return (
        publish(
            rounds.ROUNDS, ("accreditation.Round", "accreditation.Mark"), ((_("Self-assessment"), "rounds"),)
        ),
        _above(publish(applications.APPLICATIONS, APPLICATION_TABLES, APPLICATIONS)),
        _above(publish(applications.STAYS, APPLICATION_TABLES, APPLICATIONS)),
        titles.fact(APPLICATION_TABLES, APPLICATIONS),
    )


def _above(fact: Fact) -> Fact:
    """What levels above see is what was handed in to them."""
    from dataclasses import replace

    return replace(fact, handed_in=True)
