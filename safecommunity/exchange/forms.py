"""The form of a new token. It checks shape; the action decides."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safecommunity.shell import forms as shell

DAYS = (("30", _("30 days")), ("90", _("90 days")), ("365", _("365 days")))


class TokenForm(shell.Form):
    """What the program is called, what it may do, where, and for how long."""

    use_required_attribute = False

    name = shell.TextField(
        limit=60, label=_("Name of the program"), help_text=_("So that you know it in the list.")
    )
    figures = forms.BooleanField(
        label=_("Read figures and the records behind them, without names"), required=False
    )
    cards = forms.BooleanField(label=_("Send injury cards"), required=False)
    within = forms.ChoiceField(label=_("Where"), required=False)
    days = forms.ChoiceField(label=_("How long"), choices=DAYS, initial="90")

    def __init__(
        self, *args: Any, within: Sequence[tuple[str, str]], figures: bool, cards: bool, **options: Any
    ) -> None:
        super().__init__(*args, auto_id="t_%s", **options)
        self.fields["within"].choices = [("", _("wherever I may")), *within]  # type: ignore[attr-defined]
        for name, may in (("figures", figures), ("cards", cards)):
            if not may:
                del self.fields[name]

    @property
    def may(self) -> list[str]:
        """What was ticked."""
        return [name for name in ("figures", "cards") if self.cleaned_data.get(name)]

    @property
    def limits(self) -> dict[str, str]:
        """The unit or place chosen."""
        kind, _colon, pid = self.cleaned_data.get("within", "").partition(":")
        return {kind: pid} if pid else {}
