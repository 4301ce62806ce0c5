"""Forms of signing in and of looking after people. They check shape; actions decide."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safecommunity.accounts.actions import check_pin
from safecommunity.accounts.models import Role, User

# Our words for the fields of allauth's forms; the rest of their behaviour is theirs.
LABELS = {
    "login": _("User name"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password once more"),
    "code": _("6-digit code"),
}

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
Choices = Iterable[tuple[str, str]]


def dress(form: forms.BaseForm) -> Any:
    """Give a form the look: input class, our labels, no placeholders, errors tied to their field."""
    for name, field in form.fields.items():
        attrs = field.widget.attrs
        attrs.pop("placeholder", None)
        if not isinstance(field.widget, forms.CheckboxInput):
            attrs["class"] = "input"
        if name in LABELS:
            field.label = LABELS[name]
        if form.is_bound and form.errors.get(name):
            attrs["aria-invalid"] = "true"
            attrs["aria-describedby"] = f"error_{name}"
    return form


class PinField(forms.CharField):
    """Six digits on the number pad; never shown, never filled in again."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "6"}
        super().__init__(max_length=6, strip=True, widget=forms.PasswordInput(attrs=attrs), **kwargs)


class PinForm(forms.Form):
    """The daily sign-in on an enrolled phone."""

    pin = PinField(label=_("PIN"))


class EnrolForm(forms.Form):
    """Setting up a phone: choose a PIN, type it twice."""

    pin = PinField(
        label=_("Choose a 6-digit PIN"), help_text=_("You will type it each time you sign in on this phone.")
    )
    again = PinField(label=_("The same PIN once more"))
    name = forms.CharField(
        label=_("Name of this phone"),
        max_length=60,
        required=False,
        help_text=_("So that you know it in the list."),
    )

    def clean_pin(self) -> str:
        """Refuse what is guessed first."""
        check_pin(self.cleaned_data["pin"])
        return str(self.cleaned_data["pin"])

    def clean(self) -> dict[str, Any]:
        """Both must agree."""
        data = super().clean() or self.cleaned_data
        if "pin" in data and data.get("again") != data["pin"]:
            self.add_error("again", _("The two PINs differ."))
        return data


class ScopeForm(forms.Form):
    """A role with its place or unit, from a day on."""

    role = forms.ChoiceField(label=_("Role"))
    place = forms.ChoiceField(label=_("Place of duty"), required=False)
    unit = forms.ChoiceField(label=_("Unit of duty"), required=False)
    sector = forms.ChoiceField(
        label=_("Sector of the agency"), required=False,
        help_text=_("Of an agency's person: sees and fills only the tables and tasks of this sector."),
    )  # fmt: skip
    starts = forms.DateField(label=_("From"), widget=DAY)
    ends = forms.DateField(
        label=_("Until (first day without the right)"),
        required=False,
        widget=DAY,
    )
    sensitive = forms.BooleanField(
        label=_("May open records of suicide, violence and sexual assault"), required=False
    )

    def __init__(
        self,
        *args: Any,
        roles: Iterable[str],
        places: Choices,
        units: Choices,
        sectors: Choices = (),
        gives_sensitive: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not gives_sensitive:
            del self.fields["sensitive"]
        self._choices("role", [(role, str(Role(role).label)) for role in roles])
        self._choices("place", [("", gettext("none")), *places])
        self._choices("unit", [("", gettext("none")), *units])
        self._choices("sector", [("", gettext("all sectors")), *sectors])

    def _choices(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = list(choices)
        field.error_messages["invalid_choice"] = _("%(value)s is not among the choices open to you.")


class PersonForm(ScopeForm):
    """A new person with the first role."""

    username = forms.CharField(
        label=_("User name"), max_length=40, help_text=_("Letters and digits; used to sign in.")
    )
    display_name = forms.CharField(label=_("Name"), max_length=60)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    field_order = [
        "username",
        "display_name",
        "language",
        "role",
        "place",
        "unit",
        "sector",
        "starts",
        "ends",
        "sensitive",
    ]

    def clean_username(self) -> str:
        """Free, and of allowed characters."""
        name = str(self.cleaned_data["username"]).strip()
        for validator in User._meta.get_field("username").validators:
            validator(name)
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError(_("This user name is taken."))
        return name
