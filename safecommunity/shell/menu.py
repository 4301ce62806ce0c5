"""The menu: groups of the loop, subgroups that fold, and which of them is open for whom."""

from dataclasses import dataclass
from itertools import chain

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safecommunity.shell import slots
from safecommunity.shell.initials import initials

Text = str | Promise

# Groups of the loop, in the order people work through it; a group without entries is not shown.
GROUPS: dict[str, Text] = {
    "daily": _("Every day"),
    "see": _("See clearly"),
    "act": _("Act"),
    "keep": _("Safeguard"),
    "prove": _("Prove"),
    "system": _("System"),
}

# Subgroups in their order: (group, title). An entry of another group under one of them is a mistake.
SUBS: dict[str, tuple[str, Text]] = {
    "injury": ("see", _("Injuries and events")),
    "hazard": ("see", _("Hazards and risks")),
    "people_at_risk": ("see", _("People and places at risk")),
    "figure": ("see", _("Figures and checks")),
    "organisation": ("act", _("Organisation and meetings")),
    "promise": ("act", _("Promises and tasks")),
    "people": ("act", _("Residents and volunteers")),
    "project": ("act", _("Safety-promotion projects")),
    "outreach": ("act", _("Outreach and training")),
    "duty": ("keep", _("Who answers for what")),
    "emergency": ("keep", _("Emergency")),
    "target": ("prove", _("Targets and appraisal")),
    "claim": ("prove", _("Claims and evidence")),
    "report": ("prove", _("Reports and archive")),
    "base": ("system", _("Basic data")),
    "setup": ("system", _("Setting up")),
    "mine": ("system", _("My own")),
}

FEW = 20  # so many lines fit on a screen: nothing folds away
COOKIE = "menu"  # subgroups somebody opened, joined by dots; kept by menu.js


@dataclass(frozen=True)
class Line:
    """An entry as the page shows it; ``find`` is what the box above looks through."""

    entry: slots.MenuEntry
    find: str


@dataclass(frozen=True)
class SubGroup:
    """A part of a group that folds; without a ``key`` its lines stand in the group itself."""

    key: str
    title: str
    lines: list[Line]
    opened: bool

    @property
    def badge(self) -> int:
        """What its entries count together, shown while it is folded."""
        return sum(line.entry.badge or 0 for line in self.lines)

    @property
    def late(self) -> bool:
        """Whether something in it is late."""
        return any(line.entry.late for line in self.lines)


@dataclass(frozen=True)
class MenuGroup:
    """A heading of the menu with the parts under it."""

    title: str
    subs: list[SubGroup]


@slots.once
def entries(request: HttpRequest) -> list[slots.MenuEntry]:
    """What the rooms offer this reader, asked once a request."""
    found: list[slots.MenuEntry] = slots.collect("menu", request)
    for entry in found:
        if entry.group not in GROUPS:
            raise ValueError(
                f"menu group {entry.group!r} of {entry.url!r} is unknown; known: {', '.join(GROUPS)}"
            )
        if entry.sub and SUBS.get(entry.sub, ("",))[0] != entry.group:
            known = ", ".join(key for key, (group, _title) in SUBS.items() if group == entry.group)
            raise ValueError(
                f"menu subgroup {entry.sub!r} of {entry.url!r} is none of {entry.group!r}; its own: {known or '-'}"
            )
    return found


def menu(request: HttpRequest) -> list[MenuGroup]:
    """The groups of the menu that have entries for this reader."""
    found, shown = entries(request), here(request)
    opened = set(request.COOKIES.get(COOKIE, "").split("."))
    folds = len(found) > FEW
    groups = []
    for key, title in GROUPS.items():
        mine = [entry for entry in found if entry.group == key]
        if mine:
            groups.append(MenuGroup(str(title), _parts(mine, shown, opened, folds)))
    return groups


def _parts(mine: list[slots.MenuEntry], shown: str, opened: set[str], folds: bool) -> list[SubGroup]:
    """A group's parts in order; a part of one entry, and every part of a short menu, does not fold."""
    parts: list[SubGroup] = []
    for key in ("", *SUBS):
        held = [entry for entry in mine if entry.sub == key]
        if not held:
            continue
        title = str(SUBS[key][1]) if key else ""
        lines = [Line(entry, _findable(entry.title, title)) for entry in held]
        if key and folds and len(held) > 1:
            now = key in opened or any(entry.url == shown for entry in held)
            parts.append(SubGroup(key, title, lines, now))
        elif parts and not parts[-1].key:
            parts[-1].lines.extend(lines)
        else:
            parts.append(SubGroup("", "", lines, True))
    return parts


def _findable(*texts: str) -> str:
    """The words and their pinyin initials, in small letters."""
    return " ".join(chain.from_iterable((text.lower(), initials(text)) for text in texts if text))


def here(request: HttpRequest) -> str:
    """Address of the menu entry the current page belongs to: the longest one that leads to it."""
    fitting = [
        entry.url
        for entry in entries(request)
        if request.path == entry.url.split("?")[0]
        or (len(entry.url) > 1 and request.path.startswith(entry.url.split("?")[0].rstrip("/") + "/"))
    ]
    return max(fitting, key=len, default="")


def is_long(request: HttpRequest) -> bool:
    """Whether a box to find an entry helps."""
    return len(entries(request)) > FEW // 2
