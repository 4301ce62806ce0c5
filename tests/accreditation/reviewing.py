"""A handed-in self-assessment of a street and people who may review it; shared by the tests of review."""

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from safecommunity.accounts import actions as accounts
from safecommunity.accounts.models import Role, User
from safecommunity.accounts.reader import Reader
from safecommunity.accreditation import actions as scoring
from safecommunity.accreditation.models import Finding, Panel, PanelMember, Round
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.review import actions, rules
from tests.accreditation.conftest import NOW, START, Ground

DUE = date(2026, 12, 31)
LATER = date(2026, 12, 10)
NO_TIES = {kind: actions.Told(False) for kind in rules.ties()}


def person(name: str, role: str, place: str) -> User:
    """Somebody with an account and one role."""
    user = accounts.create_user(username=name, display_name=name, by="t", at=NOW)
    accounts.grant_scope(user=user, role=role, place=place, starts=START, by="t", at=NOW)
    return user


def reader(user: User) -> Reader:
    """Somebody as the rooms see him today."""
    return Reader.of(user, timezone.localdate(NOW), signed_in_by="demo")


@dataclass
class Review:
    """Who reviews what."""

    ground: Ground
    round: Round
    users: dict[str, User] = field(default_factory=dict)

    @property
    def above(self) -> Reader:
        return self.ground.above

    def who(self, name: str) -> Reader:
        return reader(self.users[name])

    def appointed(self, *names: str) -> Panel:
        """A panel of these, the first leads."""
        asked = [self.users[name].pid for name in names or ("a", "b", "c")]
        return actions.appoint_panel(
            reader=self.above, round=self.round, lead=asked[0], members=asked, due=DUE, at=NOW
        )

    def seat(self, panel: Panel, name: str) -> PanelMember:
        return panel.members.get(user=self.users[name].pid)

    def declared(self, panel: Panel, *names: str) -> None:
        for name in names:
            actions.declare(reader=self.who(name), panel=panel, answers=NO_TIES, at=NOW)

    def scoring(self, *names: str) -> Panel:
        """A panel that scores."""
        names = names or ("a", "b", "c")
        panel = self.appointed(*names)
        self.declared(panel, *names)
        return actions.begin_scoring(reader=self.above, panel=panel, at=NOW)

    def seen(self, grade: str, **but: str) -> dict[str, actions.Seen]:
        """Every item at one grade, some at another."""
        standard = sheets.of_sheet(self.round.sheet)
        return {
            item: actions.Seen(dict.fromkeys(standard.part_codes, but.get(item, grade)))
            for item in standard.by_id
        }

    def marked(self, panel: Panel, name: str, grade: str, hand_in: bool = True, **but: str) -> None:
        """Somebody marks everything."""
        actions.keep_marks(reader=self.who(name), panel=panel, seen=self.seen(grade, **but), at=NOW)
        if hand_in:
            actions.hand_in_marks(reader=self.who(name), panel=panel, at=NOW)

    def published(self) -> tuple[Panel, Finding]:
        """A panel of three with a published result and one finding to put right."""
        panel = self.scoring()
        finding, _new = actions.raise_finding(
            reader=self.who("b"), panel=panel, item="W2", grade="minor", text="缺两份签到表", at=NOW
        )
        self.marked(panel, "a", "met")
        self.marked(panel, "b", "met", W2="part")
        self.marked(panel, "c", "met")
        told = {("W2", "whole"): actions.Settled("part", "签到表缺两份")}
        actions.agree(reader=self.who("a"), panel=panel, settled=told, at=NOW)
        actions.publish(reader=self.who("a"), panel=panel, at=NOW)
        panel.refresh_from_db()
        finding.refresh_from_db()
        return panel, finding


def laid(ground: Ground, code: str = "who6") -> Review:
    """The street's self-assessment, handed in; reviewers a, b, c and one who works for the street."""
    grade = "met" if code == "who6" else "b"
    one = ground.graded(ground.opened(code), grade)
    one = scoring.hand_in(reader=ground.chief, round=one, at=NOW)
    found = Review(ground, Round.objects.select_related("sheet", "place").get(pk=one.pk))
    for name in ("a", "b", "c"):
        found.users[name] = person(name, Role.REVIEWER, ground.district.pid)
    found.users["tied"] = person("tied", Role.REVIEWER, ground.district.pid)
    accounts.grant_scope(
        user=found.users["tied"], role=Role.AGENCY, place=ground.street.pid, starts=START, by="t", at=NOW
    )
    return found
