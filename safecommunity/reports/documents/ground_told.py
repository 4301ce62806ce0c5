"""Lists of what a community diagnosis looks at besides injuries: events, hazards, risks, people, dwellings."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from safecommunity.reports.documents.composing import Composer, listed
from safecommunity.reports.documents.split_figures import counted
from safecommunity.shell.papers import Block


@listed("events_by_type")
def events(composer: Composer) -> Iterator[Block]:
    """Accidents and other events by type."""
    yield from counted(composer, "event.count", "gb_type", _("Type of event"))


@listed("hazards_by_class")
def hazards(composer: Composer) -> Iterator[Block]:
    """Hazards found by class."""
    yield from counted(composer, "hazards.found", "hazard_class", _("Class of hazard"))


@listed("risks_by_level")
def risks(composer: Composer) -> Iterator[Block]:
    """Sources of danger by level."""
    yield from counted(composer, "risks.count", "risk", _("Level of risk"))


@listed("risks_by_setting")
def risks_of_settings(composer: Composer) -> Iterator[Block]:
    """Sources of danger by setting."""
    yield from counted(composer, "risks.count", "setting", _("Setting"))


@listed("people_by_group")
def people(composer: Composer) -> Iterator[Block]:
    """People at higher risk by group; one person may belong to several."""
    yield from counted(composer, "vulnerable.in_groups", "risk_group", _("Group"))


@listed("dwellings_by_grade")
def dwellings(composer: Composer) -> Iterator[Block]:
    """Dwellings by seismic grade."""
    yield from counted(composer, "housing.dwellings", "dwelling_grade", _("Grade of the dwelling"))
