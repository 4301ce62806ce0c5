"""Form fields of the product. A refusal says what was wrong, what came and what is allowed.

``Form`` gives inputs their class; ``TextField`` takes any script and refuses control characters
and over-long text; ``WholeNumberField`` has bounds; ``OptionField`` prints numbered tiles in the
paper's order; ``PickerField`` is a searchable list; ``DateHourField`` takes a day and an hour.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Choices = Sequence[tuple[str | int, str | Promise]]

TEXT_LIMIT = 500
# They turn the reading direction of what follows, so that a text shows something else than it holds.
TURNERS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class DateHour(NamedTuple):
    """A day and the hour of it, 0 to 23; the hour is None where it is not known."""

    day: date
    hour: int | None


def came(value: object, limit: int = 40) -> str:
    """What came, short enough to be shown in a refusal and without characters that cannot be seen."""
    text = "".join(char if char.isprintable() else "□" for char in str(value))
    return text if len(text) <= limit else text[:limit] + "…"


def check_text(text: str, limit: int, *, lines: bool = False) -> None:
    """Refuse text that is too long or holds characters nobody can see.

    Raises:
        ValidationError: with codes ``too_long`` or ``control``.
    """
    if len(text) > limit:
        raise ValidationError(
            gettext("The text is too long. It has %(length)s characters; at most %(limit)s are allowed.")
            % {"length": f"{len(text):,}", "limit": f"{limit:,}"},
            code="too_long",
        )
    allowed = {"\n", "\r", "\t"} if lines else set()
    for at, char in enumerate(text, 1):
        if char in allowed:
            continue
        if unicodedata.category(char) in {"Cc", "Cs"} or char in TURNERS:
            raise ValidationError(
                gettext(
                    "The text holds a character that cannot be shown: U+%(code)s at position %(at)s."
                    " Letters, digits, punctuation and symbols of every script are allowed."
                )
                % {"code": f"{ord(char):04X}", "at": at},
                code="control",
            )


class TextField(forms.CharField):
    """Text of any script; ``limit`` characters; ``lines`` allows line breaks."""

    def __init__(self, *, limit: int = TEXT_LIMIT, lines: bool = False, **options: Any) -> None:
        self.limit, self.lines = limit, lines
        options.setdefault("widget", forms.Textarea(attrs={"rows": 4}) if lines else forms.TextInput())
        super().__init__(**options)
        # our own wording replaces Django's, and the raw text is checked once
        self.validators = []
        self.widget.attrs.setdefault("maxlength", str(limit))

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if isinstance(text, str):
            check_text(text, self.limit, lines=self.lines)
        return text


class WholeNumberField(forms.Field):
    """A whole number within bounds; full-width digits typed by a Chinese keyboard count as digits."""

    widget = forms.TextInput

    def __init__(self, *, lowest: int, highest: int, **options: Any) -> None:
        self.lowest, self.highest = lowest, highest
        super().__init__(**options)
        self.widget.attrs.setdefault("inputmode", "numeric")

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        text = unicodedata.normalize("NFKC", str(value)[:100]).strip()
        words = {"came": came(value), "lowest": f"{self.lowest:,}", "highest": f"{self.highest:,}"}
        digits = text[1:] if text[:1] == "-" else text
        if not digits.isascii() or not digits.isdigit():
            raise ValidationError(
                gettext("Not a whole number. You entered: %(came)s. Allowed: %(lowest)s to %(highest)s.")
                % words,
                code="invalid",
            )
        number = int(text)
        if not self.lowest <= number <= self.highest:
            raise ValidationError(
                gettext("Out of range. You entered: %(came)s. Allowed: %(lowest)s to %(highest)s.") % words,
                code="range",
            )
        return number


class OptionTiles(forms.RadioSelect):
    """Radio buttons as tiles, each with its option number in a box; ``layout``: "", "one", "three"."""

    template_name = "shell/widgets/options.html"

    def __init__(self, attrs: dict[str, Any] | None = None, layout: str = "") -> None:
        super().__init__(attrs)
        self.layout = layout
        self.numbers: Mapping[str, str] = {}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["layout"] = self.layout
        return context

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **options)
        option["number"] = self.numbers.get(str(value), str(value))
        return option


class Picker(forms.Select):
    """A native list that a script turns into a combobox searching number, text and pinyin initials."""

    template_name = "shell/widgets/picker.html"
    option_template_name = "shell/widgets/picker_option.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.numbers: Mapping[str, str] = {}
        self.initials: Mapping[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **options)
        option["number"] = self.numbers.get(str(value), str(value))
        option["initials"] = self.initials.get(str(value), "")
        return option


class CodeField(forms.Field):
    """One code of a list; gives back the code in the type the list has it in (int or str)."""

    def __init__(self, *, choices: Choices, numbers: Mapping[Any, Any] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.numbers = {str(code): str(number) for code, number in (numbers or {}).items()}
        self.choices = choices

    @property
    def choices(self) -> Choices:
        """The list, in the paper's order."""
        return self._choices

    @choices.setter
    def choices(self, choices: Choices) -> None:
        self._choices = tuple(choices)
        self.codes = {str(code): code for code, _label in self._choices}
        self.widget.choices = self._offered()
        self.widget.numbers = self.numbers

    def _offered(self) -> Choices:
        return self._choices

    def to_python(self, value: Any) -> str | int | None:
        if value in self.empty_values:
            return None
        if str(value) not in self.codes:
            raise ValidationError(
                gettext("Not an option of this question. You sent: %(came)s. Allowed: %(allowed)s.")
                % {"came": came(value), "allowed": self._allowed()},
                code="unknown",
            )
        return self.codes[str(value)]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial if initial is not None else "") != str(data if data is not None else "")

    def _allowed(self) -> str:
        """The allowed numbers; a long list is named by its ends."""
        shown = [self.numbers.get(code, code) for code in self.codes]
        return ", ".join(shown) if len(shown) <= 16 else f"{', '.join(shown[:8])} … {shown[-1]}"


class OptionField(CodeField):
    """A question with numbered options as tiles."""

    widget = OptionTiles

    def __init__(self, *, layout: str = "", **options: Any) -> None:
        options.setdefault("widget", OptionTiles(layout=layout))
        super().__init__(**options)

    def __deepcopy__(self, memo: dict[int, Any]) -> "OptionField":
        copied = super().__deepcopy__(memo)
        copied.widget.numbers = copied.numbers
        return copied


class PickerField(CodeField):
    """A question with a searchable list; ``initials`` maps codes to pinyin initials."""

    widget = Picker

    def __init__(self, *, initials: Mapping[Any, str] | None = None, empty: Any = "", **options: Any) -> None:
        self.empty_label = empty
        super().__init__(**options)
        self.widget.initials = {str(code): text for code, text in (initials or {}).items()}

    def _offered(self) -> Choices:
        return (("", self.empty_label or _("— choose —")), *self._choices)


class DateHourInput(forms.MultiWidget):
    """A day field and a list of the 24 hours side by side."""

    template_name = "shell/widgets/date_hour.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, hour_required: bool = True) -> None:
        unknown = _("— hour —") if hour_required else _("hour not known")
        hours = [("", unknown), *((str(hour), _("%(hour)s:00") % {"hour": hour}) for hour in range(24))]
        super().__init__(
            {
                "day": forms.DateInput(
                    attrs={"type": "date", "class": "input", "aria-label": _("Day")}, format="%Y-%m-%d"
                ),
                "hour": forms.Select(attrs={"class": "input", "aria-label": _("Hour")}, choices=hours),
            },
            attrs,
        )

    def decompress(self, value: Any) -> list[Any]:
        return [value[0], value[1]] if value else [None, None]


class DateHourField(forms.Field):
    """A day and an hour (24-hour clock); ``latest``, set by the form, refuses the future."""

    widget = DateHourInput

    def __init__(
        self, *, hour_required: bool = True, earliest: date = date(1900, 1, 1), **options: Any
    ) -> None:
        self.hour_required, self.earliest = hour_required, earliest
        self.latest: datetime | None = None
        options.setdefault("widget", DateHourInput(hour_required=hour_required))
        super().__init__(**options)

    def clean(self, value: Any) -> DateHour | None:
        parts = list(value or [])[:2]
        day_text, hour_text = (
            (str(part).strip() if part is not None else "") for part in [*parts, "", ""][:2]
        )
        if not day_text and not hour_text:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        day, hour = self._day(day_text), self._hour(hour_text)
        self._not_later(day, hour)
        return DateHour(day, hour)

    def _day(self, text: str) -> date:
        try:
            # only 2026-11-23: other spellings of a day are ambiguous between countries
            day = datetime.strptime(text, "%Y-%m-%d").date()
        except ValueError:
            raise ValidationError(
                gettext("Not a day. You entered: %(came)s. Allowed: year-month-day, such as 2026-11-23.")
                % {"came": came(text)},
                code="day",
            ) from None
        if day < self.earliest:
            raise ValidationError(
                gettext("This day lies too far back. You entered: %(came)s. Allowed: from %(earliest)s.")
                % {"came": day.isoformat(), "earliest": self.earliest.isoformat()},
                code="early",
            )
        return day

    def _hour(self, text: str) -> int | None:
        if not text and not self.hour_required:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 2 and int(text) <= 23):
            raise ValidationError(
                gettext("Not an hour. You entered: %(came)s. Allowed: 0 to 23.")
                % {"came": came(text) or "—"},
                code="hour",
            )
        return int(text)

    def _not_later(self, day: date, hour: int | None) -> None:
        if self.latest is None or (day, hour or 0) <= (self.latest.date(), self.latest.hour):
            return
        raise ValidationError(
            gettext("This lies in the future. You entered: %(came)s. Allowed: until %(latest)s.")
            % {
                "came": day.isoformat() if hour is None else f"{day.isoformat()} {hour}:00",
                "latest": f"{self.latest:%Y-%m-%d %H}:00",
            },
            code="future",
        )


class Looks:
    """Mixin for forms: text-like inputs get the class of the sheet, groups get none."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():  # type: ignore[attr-defined]
            field.error_messages["required"] = _("Not answered yet.")
            plain = (forms.CheckboxInput, forms.RadioSelect, forms.MultiWidget, forms.HiddenInput)
            if not isinstance(field.widget, plain):
                field.widget.attrs.setdefault("class", "input")


class Form(Looks, forms.Form):
    """A plain form with the look of the product."""

    @property
    def refusals(self) -> str:
        """All that a small form refuses, in one sentence, each with its question."""
        named = {name: str(field.label or "") for name, field in self.fields.items()}
        return " ".join(
            f"{named[name]}: {error}" if named.get(name) else str(error)
            for name, errors in self.errors.items()
            for error in errors
        )


class Offering(Form):
    """A form whose lists hang on who asks or on what it is about: they are filled before anything is checked."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, choices in self.offered().items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        for name, field in self.fields.items() if self.is_bound else ():
            if self.errors.get(name):
                field.widget.attrs["aria-invalid"] = "true"

    def offered(self) -> Mapping[str, Sequence[tuple[str, Any]]]:
        """What each question with options offers."""
        return {}
