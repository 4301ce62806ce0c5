"""What the forms of the room share. They check shape; actions decide."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from safecommunity.emergency import codes
from safecommunity.places.models import Place, SocialUnit
from safecommunity.shell import forms as shell

Choices = Sequence[tuple[str, str]]


def day_field(label: str, required: bool = True, help_text: str = "") -> forms.DateField:
    """One day."""
    return forms.DateField(
        label=label, required=required, input_formats=["%Y-%m-%d"], help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date", "class": "input"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Not a day. Allowed: year-month-day, such as 2026-11-23.")},
    )  # fmt: skip


def time_field(label: str, required: bool = True) -> forms.TimeField:
    """A time of day."""
    return forms.TimeField(
        label=label, required=required, input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "input"}),
        error_messages={"invalid": _("Not a time. Allowed: hour and minute, such as 20:00.")},
    )  # fmt: skip


def select(
    label: str, choices: Choices, *, empty: str = "", required: bool = True, help_text: str = ""
) -> Any:
    """A short list."""
    offered = [("", empty or "—")] if empty or not required else []
    return forms.ChoiceField(
        choices=[*offered, *choices], label=label, required=required, help_text=help_text,
        widget=forms.Select(attrs={"class": "input"}),
    )  # fmt: skip


def words(
    label: str, limit: int, *, required: bool = False, help_text: str = "", rows: int = 0
) -> shell.TextField:
    """A text; with `rows` of several lines."""
    more: dict[str, Any] = {"widget": forms.Textarea(attrs={"rows": rows})} if rows else {}
    return shell.TextField(
        limit=limit, label=label, required=required, help_text=help_text, lines=bool(rows), **more
    )


def number(label: str, least: int, most: int, *, required: bool = False, help_text: str = "") -> Any:
    """A whole number."""
    return shell.WholeNumberField(
        lowest=least, highest=most, required=required, label=label, help_text=help_text
    )


def ticks(label: str, choices: Choices, *, required: bool = False) -> forms.MultipleChoiceField:
    """Several of a short list."""
    return forms.MultipleChoiceField(
        choices=choices, label=label, required=required, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )  # fmt: skip


def place_choices(places: Iterable[Place]) -> list[tuple[str, str]]:
    """Places as a list."""
    return [(place.pid, place.name) for place in places]


def unit_choices(units: Iterable[SocialUnit]) -> list[tuple[str, str]]:
    """Social units with where they are."""
    return [(unit.pid, f"{unit.name}（{unit.place.name}）") for unit in units]


def qualifiers() -> list[tuple[str, str]]:
    """How exactly a number was told."""
    return [
        ("exact", _("exactly")), ("gt", _("and some more")), ("ge", _("at least")), ("near", _("nearly")),
        ("approx", _("about")),
    ]  # fmt: skip


def phases() -> list[tuple[str, str]]:
    """Before, during, after."""
    return codes.choices("phases")


class Asked(shell.Form):
    """A form of fields made by `ask`; refusals of an action stand beside their question."""

    use_required_attribute = False
    prefix_id = "f"

    def __init__(self, *args: Any, **options: Any) -> None:
        asked = {name: options.pop(name) for name in list(options) if name in self.context()}
        self.today: date | None = asked.get("today")
        super().__init__(*args, auto_id=f"{self.prefix_id}_%s", **options)
        for name, field in self.ask(**asked).items():
            self.fields[name] = field
            plain = (forms.CheckboxInput, forms.RadioSelect, forms.HiddenInput, forms.CheckboxSelectMultiple)
            if not isinstance(field.widget, plain):
                field.widget.attrs.setdefault("class", "input")
        if self.is_bound:
            for name in self.errors:
                if name in self.fields:
                    self.fields[name].widget.attrs["aria-invalid"] = "true"

    @classmethod
    def context(cls) -> tuple[str, ...]:
        """What the form is told besides."""
        return ()

    def ask(self, *_args: Any, **_asked: Any) -> dict[str, forms.Field]:
        """The questions."""
        return {}

    def refuse(self, reason: Exception) -> None:
        """Show what an action refused."""
        field = getattr(reason, "field", "")
        self.add_error(field if field in self.fields else None, str(reason))
