"""Forms as they are known: shipped ones from YAML, adopted and designed ones from the database, read once a version."""

from functools import lru_cache
from pathlib import Path

import yaml

from safecommunity.governance.models import ReturnForm
from safecommunity.governance.returns import spec
from safecommunity.governance.returns.spec import Spec

HERE = Path(__file__).resolve().parent


@lru_cache
def presets() -> tuple[Spec, ...]:
    """The forms shipped with the product, each with its basis."""
    data = yaml.safe_load((HERE / "codes" / "presets.yaml").read_text(encoding="utf-8"))
    return tuple(spec.read(one) for one in data["forms"])


def preset(key: str) -> Spec | None:
    """A shipped form by its key."""
    return next((one for one in presets() if one.key == key), None)


def latest(key: str) -> ReturnForm | None:
    """The newest version of a form."""
    return ReturnForm.objects.filter(key=key).order_by("-version").first()


_read: dict[int, Spec] = {}


def spec_of(form: ReturnForm) -> Spec:
    """What a stored form says; a version never changes, so it is read once a process."""
    if form.pk not in _read or _read[form.pk].key != form.key:
        _read[form.pk] = spec.read(form.spec)
    return _read[form.pk]


def sector_of(form: ReturnForm) -> str:
    """The sector whose agency fills a form; of a shipped one taken over before forms named it, as shipped now."""
    known = preset(form.key) if form.owner_id is None else None
    return spec_of(form).sector or (known.sector if known is not None else "")


def keys_of_sector(sector: str) -> list[str]:
    """Shipped forms of a sector."""
    return [one.key for one in presets() if one.sector == sector]
