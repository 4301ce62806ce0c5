"""The form of one's reminders. Actions decide what an address is."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from safecommunity.reminders.addresses import CHANNELS
from safecommunity.reminders.models import Wish
from safecommunity.shell import forms as shell

HOURS = tuple(range(24))


def titles() -> dict[str, tuple[str, str, str]]:
    """Name, label of the address and help of each channel."""
    return {
        "mail": (_("E-mail"), _("E-mail address"), "name@example.org"),
        "sms": (_("Text message"), _("Mobile number"), _("digits; only how many things wait is sent")),
        "wecom": (
            _("WeCom or government WeCom"),
            _("Your name in its directory"),
            _("the account, not the nickname"),
        ),
    }


class WishForm(shell.Form):
    """Channels, addresses, hour and days. An empty address keeps what is kept; a tick erases it."""

    use_required_attribute = False

    def __init__(self, *args: Any, wish: Wish | None, on: Collection[str], **options: Any) -> None:
        super().__init__(*args, auto_id="r_%s", **options)
        self.on, kept = [one for one in CHANNELS if one in on], wish
        for channel in self.on:
            name, label, helps = titles()[channel]
            has = bool(kept and getattr(kept, channel))
            self.fields[f"by_{channel}"] = forms.BooleanField(
                required=False, label=name, initial=bool(kept and getattr(kept, f"by_{channel}"))
            )
            self.fields[channel] = shell.TextField(
                limit=200, required=False, label=label,
                help_text=_("An address is kept, sealed. Leave this empty to keep it.") if has else helps,
                widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": _keys(channel)}),
            )  # fmt: skip
            if has:
                self.fields[f"erase_{channel}"] = forms.BooleanField(
                    required=False, label=_("Erase the address")
                )
        self.fields["hour"] = forms.TypedChoiceField(
            choices=[(hour, f"{hour:02d}:00") for hour in HOURS], coerce=int, label=_("From what hour"),
            initial=kept.hour if kept else 8,
        )  # fmt: skip
        self.fields["days"] = forms.ChoiceField(
            choices=[("work", _("Monday to Friday")), ("every", _("every day"))], label=_("On what days"),
            initial=kept.days if kept else "work",
        )  # fmt: skip
        self.fields["late_only"] = forms.BooleanField(
            required=False, label=_("Only what is overdue"), initial=bool(kept and kept.late_only)
        )
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput):
                field.widget.attrs.setdefault("class", "input")

    def values(self) -> dict[str, Any]:
        """What was answered; an address that was left empty is not named."""
        found = {name: value for name, value in self.cleaned_data.items() if name not in CHANNELS}
        for channel in self.on:
            if self.cleaned_data.get(f"erase_{channel}"):
                found |= {channel: "", f"by_{channel}": False}
            elif self.cleaned_data[channel]:
                found[channel] = self.cleaned_data[channel]
        return found


def _keys(channel: str) -> str:
    return {"mail": "email", "sms": "tel"}.get(channel, "text")
