"""Forms of duty."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.emergency import codes
from safecommunity.emergency.forms import Asked, day_field, place_choices, select, time_field, words
from safecommunity.places.models import Place
from safecommunity.shell import forms as shell


class PeopleForm(Asked):
    """People who take turns, one a line."""

    prefix_id = "people"

    def ask(self, **_more: Any) -> dict[str, forms.Field]:
        """Names with posts and phones."""
        return {
            "names": words(
                _("Names"), 6000, required=True, rows=5,
                help_text=_("One a line: name, post, phone, divided by blanks; post and phone may lack. Kept sealed."),
            ),
            "leads": forms.BooleanField(label=_("They lead on duty"), required=False),
            "starts": day_field(_("Takes turns from")),
        }  # fmt: skip

    def people(self) -> list[tuple[str, str, str]]:
        """(name, post, phone) of each line."""
        found = []
        for line in self.cleaned_data["names"].replace("，", " ").replace(",", " ").splitlines():
            parts = line.split()
            if not parts:
                continue
            phone = parts.pop() if len(parts) > 1 and parts[-1].replace("-", "").isdigit() else ""
            found.append((parts[0], " ".join(parts[1:]), phone))
        return found


class LeaveForm(Asked):
    """Days without turns."""

    prefix_id = "leave"

    @classmethod
    def context(cls) -> tuple[str, ...]:
        """Who takes turns."""
        return ("people",)

    def ask(self, *, people: Sequence[tuple[str, str]], **_more: Any) -> dict[str, forms.Field]:
        """Who, from, to."""
        return {
            "person": select(_("Whose turn"), people),
            "first": day_field(_("First day")),
            "last": day_field(_("Last day")),
            "says": words(_("Why"), 60),
        }


class MonthForm(Asked):
    """Make a month."""

    prefix_id = "month"

    def ask(self, **_more: Any) -> dict[str, forms.Field]:
        """Whether two are on duty."""
        return {"second": forms.BooleanField(label=_("Also a second on duty"), required=False)}


class SwapForm(Asked):
    """Somebody else takes a turn."""

    prefix_id = "swap"

    @classmethod
    def context(cls) -> tuple[str, ...]:
        """Who takes turns."""
        return ("people",)

    def ask(self, *, people: Sequence[tuple[str, str]], **_more: Any) -> dict[str, forms.Field]:
        """Which part, who, why."""
        return {
            "part": select(_("Part"), codes.choices("parts")), "person": select(_("Who takes it"), people),
            "says": words(_("Reason"), 120, help_text=_("needed where somebody stands there already")),
        }  # fmt: skip


class GiveForm(Asked):
    """Hand the duty over."""

    prefix_id = "give"

    def ask(self, **_more: Any) -> dict[str, forms.Field]:
        """What is left behind."""
        return {"says": words(_("What is handed over"), 300, required=True, rows=3)}


class EntryForm(shell.Form):
    """A line of the log on a phone: kind, what; all else is folded away."""

    use_required_attribute = False
    client_id = forms.CharField(max_length=64, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, places: Sequence[Place], **options: Any) -> None:
        super().__init__(*args, auto_id="l_%s", **options)
        self.near = places
        self.fields["kind"] = shell.OptionField(
            choices=codes.choices("log_kinds"), label=_("What is it"), required=False, layout="three", initial="report",
            numbers={code: at for at, code in enumerate(codes.words("log_kinds"), 1)},
        )  # fmt: skip
        self.fields["says"] = shell.TextField(
            limit=300, required=False, label=_("What"), widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("no names of private people"),
        )  # fmt: skip
        self.fields["place"] = select(_("Duty of"), place_choices(places), required=False)
        if places:
            self.fields["place"].initial = places[0].pid
        self.fields["on_day"] = day_field(_("Day"), required=False, help_text=_("Empty: today."))
        self.fields["at_time"] = time_field(_("Time"), required=False)
        self.fields["heard_from"] = words(_("Reported by"), 60, help_text=_("a post or body; nobody's name"))
        self.fields["did"] = words(_("What was done"), 300, rows=2)
        self.fields["passed_to"] = words(_("Passed on to"), 80)
        for name in ("says", "heard_from", "did", "passed_to", "place"):
            self.fields[name].widget.attrs.setdefault("class", "input")

    def place(self) -> Place | None:
        """Whose duty it is."""
        asked = self.cleaned_data.get("place") or (self.near[0].pid if self.near else "")
        return next((one for one in self.near if one.pid == asked), None)

    def values(self, now: datetime) -> dict[str, Any]:
        """What was answered; now where no time is said."""
        data = self.cleaned_data
        told = {name: data.get(name) or "" for name in ("kind", "says", "heard_from", "did", "passed_to")}
        on, clock = data.get("on_day"), data.get("at_time")
        if not told["says"] and told["kind"] == "quiet":
            told["says"] = codes.label("log_kinds", "quiet")
        if on is None and clock is None:
            return told
        local = timezone.localtime(now)
        moment = datetime.combine(on or local.date(), clock or local.time().replace(microsecond=0))
        return {**told, "happened_at": timezone.make_aware(moment)}
