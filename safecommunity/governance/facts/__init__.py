"""Facts of the organisation for analysis, one file a subject; `publish` gives each the doors the registry asks for."""

from safecommunity.figures import sources
from safecommunity.figures.registry import Fact
from safecommunity.figures.sources import CHUNK, Source, Standing, Yearly, standing, yearly_changes

__all__ = ["CHUNK", "Source", "Standing", "Yearly", "publish", "standing", "yearly_changes"]


def publish(source: Source) -> Fact:
    """A fact with its doors."""
    from safecommunity.governance.lineage import WAYS

    return sources.publish(source, *WAYS.get(source.schema.name, ((), ())))
