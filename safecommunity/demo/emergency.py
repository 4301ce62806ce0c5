"""A year of emergency work of the fictional street: plans, drills, resources, networks, duty. Simulated."""

from datetime import date, datetime, time, timedelta
from typing import Any

from safecommunity.accounts.reader import Reader
from safecommunity.demo import data
from safecommunity.demo.dice import Dice
from safecommunity.demo.ground import Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.emergency.drills import actions as drills
from safecommunity.emergency.drills.actions.holding import Held, Party
from safecommunity.emergency.duty import actions as duty
from safecommunity.emergency.models import (
    Drill,
    DutyDay,
    DutyPerson,
    EmergencyPlan,
    Network,
    PlanVersion,
    Resource,
)
from safecommunity.emergency.networks import actions as networks
from safecommunity.emergency.plans import actions as plans
from safecommunity.emergency.resources import actions as resources
from safecommunity.files import actions as files
from safecommunity.governance import actions as governance
from safecommunity.governance.models import Agency
from safecommunity.places import geometry
from safecommunity.places.boundaries import queries as outlines
from safecommunity.places.models import SocialUnit

STREET = "DEMO-S"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def record_year(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    """The last twelve months; returns how many of what."""
    world = World(ground, readers, now)
    made = world.plans()
    held = world.drills(made)
    things = world.resources()
    return {
        "plans": len(made) + 3,
        "drills": held,
        "resources": things,
        "networks": world.networks(),
        "days of duty": world.duty(),
    }


class World:
    """What all parts need: places, the two people of the office, the day."""

    def __init__(self, ground: Ground, readers: dict[str, Reader], now: datetime) -> None:
        self.ground, self.now, self.told = ground, now, data.load("emergency.yaml")
        self.clerk, self.chief, self.grid = readers["clerk"], readers["chief"], readers["at-DEMO-S06"]
        self.today, self.dice = now.astimezone(ZONE).date(), Dice(5120)

    def at(self, ago: int, hour: int = 10) -> datetime:
        """A moment some days ago."""
        return min(datetime.combine(self.today - timedelta(days=ago), time(hour, 12), tzinfo=ZONE), self.now)

    # -- plans -----------------------------------------------------------------------------------

    def _plan(
        self, title: str, kind: str, danger: str, phases: list[str], where: str, at: datetime
    ) -> EmergencyPlan:
        values = {
            "title": title,
            "kind": kind,
            "danger": danger,
            "place": self.ground.places[where],
            **dict.fromkeys(phases, True),
        }
        looked = [files.looked_at(PDF + title.encode(), f"{title}.pdf")]
        return plans.draft_plan(reader=self.clerk, values=values, at=at, looked=looked)

    def _walk(self, plan: EmergencyPlan, deeds: tuple[str, ...], at: datetime, **values: Any) -> None:
        for deed in deeds:
            version = PlanVersion.objects.filter(plan=plan).order_by("-number").first()
            who = self.clerk if deed == "issue" else self.chief
            assert version is not None  # noqa: S101 - it was just drafted
            plans.take_step(reader=who, version=version, deed=deed, at=at, values=values)

    def plans(self) -> list[EmergencyPlan]:
        """In force, some of them due for review or overdue; one revised, one ended, three on their way."""
        found = []
        for title, kind, danger, phases, ago, filing, where in self.told["plans"]:
            plan = self._plan(title, kind, danger, phases, where, self.at(ago))
            self._walk(plan, ("check", "approve", "issue"), self.at(ago - 1), filing_no=filing)
            found.append(plan)
        for community in data.town_of(STREET)["communities"]:
            title = f"{community['name']}{self.told['community']}"
            plan = self._plan(title, "site", "general", ["during", "after"], community["code"], self.at(300))
            self._walk(plan, ("check", "approve", "issue"), self.at(299))
            found.append(plan)
        plans.review_plan(
            reader=self.clerk,
            plan=found[0],
            keeps=True,
            says="机构和电话没有变化",
            on=self.today - timedelta(days=50),
            at=self.at(50),
        )
        plans.begin_version(
            reader=self.clerk,
            plan=found[4],
            says="按新燃气条例修订",
            at=self.at(40),
            looked=[files.looked_at(PDF + b"2", "修订.pdf")],
        )
        self._walk(found[4], ("check", "approve", "issue"), self.at(30))
        plans.end_plan(
            reader=self.clerk,
            plan=found[9],
            on=self.today - timedelta(days=20),
            reason="并入防汛预案",
            at=self.at(20),
        )
        self._plan(
            "示例街道森林火灾应急预案", "special", "forest_fire", ["before", "during"], STREET, self.at(12)
        )
        waiting = self._plan("示例街道食品安全事件预案", "special", "food", ["during"], STREET, self.at(9))
        self._walk(waiting, ("check",), self.at(7))
        back = self._plan("例园社区电梯困人处置方案", "site", "elevator", ["during"], "DEMO-S07", self.at(6))
        self._walk(back, ("check", "send_back"), self.at(4), reason="维保电话过时，补充备用联系方式")
        school = SocialUnit.objects.filter(kind="school", place__in=self.ground.places.values()).first()
        if school is not None:
            values = {
                "title": f"{school.name}疏散处置方案",
                "kind": "site",
                "danger": "school",
                "place": school.place,
                "unit": school,
                "during": True,
            }
            looked = [files.looked_at(PDF + b"school", "疏散.pdf")]
            plan = plans.draft_plan(reader=self.clerk, values=values, at=self.at(250), looked=looked)
            self._walk(plan, ("check", "approve", "issue"), self.at(249))
            found.append(plan)
        return found

    # -- drills ----------------------------------------------------------------------------------

    def drills(self, made: list[EmergencyPlan]) -> int:
        """Held, planned, overdue, cancelled; one told by two bodies; findings on every way."""
        by_danger: dict[str, EmergencyPlan] = {}
        for plan in made:
            if plan.place == self.ground.places[STREET]:
                by_danger.setdefault(plan.danger, plan)
        held = []
        for title, form, danger, people, planned, actual, rating, where, ago in self.told["drills"]:
            place, on = self.ground.places[where], self.today - timedelta(days=ago)
            values = {"title": title, "form": form, "danger": danger, "place": place, "plan": by_danger.get(danger),
                      "scenario": f"模拟：{title}", "held_by": f"{place.name}安全办"}  # fmt: skip
            drill = drills.plan_drill(reader=self.clerk, values=values, on=on, at=self.at(ago + 20))
            parties = [Party(f"{place.name}居民", people - people // 4), Party("成员单位", people // 4)]
            steps = {"out": (planned, actual), "start": (15, 22)} if planned else {}
            went = Held(on=on, parties=parties, rating=rating, alarm_at=time(10, 0), timings=steps,
                        says="按方案进行，问题见下")  # fmt: skip
            held.append(drills.finish_drill(reader=self.clerk, drill=drill, held=went, at=self.at(ago, 16)))
        self._twice(held[2])
        self._findings(held)
        for title, form, danger, where, days in self.told["planned"]:
            place = self.ground.places[where]
            values = {
                "title": title,
                "form": form,
                "danger": danger,
                "place": place,
                "plan": by_danger.get(danger),
            }
            drills.plan_drill(
                reader=self.clerk, values=values, on=self.today + timedelta(days=days), at=self.at(30)
            )
        late = Drill.objects.filter(title=self.told["planned"][3][0]).first()
        assert late is not None  # noqa: S101 - it was just planned
        drills.cancel_drill(reader=self.clerk, drill=late, reason="学校期中考试，并入下学期", at=self.at(15))
        return len(held) + 1

    def _twice(self, office: Drill) -> None:
        """The community's worker tells of the same drill: until somebody decides, it counts twice."""
        values = {
            "title": "社区防汛演练",
            "form": office.form,
            "danger": office.danger,
            "place": office.place,
        }
        went = Held(on=office.on, parties=[Party("例桥社区居民", 60)])
        drills.record_drill(
            reader=self.grid, values=values, held=went, at=self.at((self.today - office.on).days, 17)
        )

    def _findings(self, held: list[Drill]) -> None:
        for index, says, way, who, days, done in self.told["findings"]:
            drill = held[index]
            ago = (self.today - drill.on).days - 1
            due = max(self.today + timedelta(days=days), drill.on + timedelta(days=1))
            one = drills.record_finding(
                reader=self.clerk,
                drill=drill,
                says=says,
                way=way,
                who=who,
                due=due if way in ("task", "action") else None,
                at=self.at(ago),
            )
            if done and one.task is not None:
                governance.finish_task(
                    reader=self.clerk,
                    task=one.task,
                    on=drill.on + timedelta(days=9),
                    result="已安装",
                    at=self.at(ago - 8),
                )
                drills.close_finding(reader=self.clerk, finding=one, says="现场看过", at=self.at(ago - 9))

    # -- resources -------------------------------------------------------------------------------

    def resources(self) -> int:
        """Teams, shelters and supplies: in order, too few, expired, overdue; points inside the outlines."""
        wanted = {line[-1] for kind in ("teams", "shelters", "stock") for line in self.told[kind]}
        places = [self.ground.places[code] for code in wanted]
        drawn = outlines.map_of([one.pid for one in places], self.today)
        spots = {} if drawn.plan else {pid: geometry.middle(one.shape) for pid, one in drawn.outlines.items()}

        def base(name: str, kind: str, sort: str, where: str) -> dict[str, Any]:
            place = self.ground.places[where]
            x, y = spots.get(place.pid, (None, None))
            if x is not None and y is not None:
                x, y = x + (self.dice.below(9) - 4) / 3000, y + (self.dice.below(9) - 4) / 3000
            return {
                "name": name,
                "kind": kind,
                "sort": sort,
                "place": place,
                "x": x,
                "y": y,
                "during": True,
                "starts": self.today - timedelta(days=700),
            }

        rows = [
            base(name, "team", sort, where) | {"people": people}
            for name, sort, people, where in self.told["teams"]
        ]
        rows += [
            base(name, "shelter", sort, where)
            | {"capacity": n, "area_m2": area, "facilities": has, "before": True}
            for name, sort, n, area, has, where in self.told["shelters"]
        ]
        for row in rows:
            one = resources.enter_resource(reader=self.clerk, values=row, at=self.at(365))
            resources.add_contact(
                reader=self.clerk,
                of=one,
                post="负责人",
                name=f"模拟{one.name[:2]}",
                phone="13800000000",
                leads=True,
                at=self.at(360),
            )
        for line in self.told["stock"]:
            self._stock(base, line)
        return len(rows) + len(self.told["stock"])

    def _stock(self, base: Any, line: list[Any]) -> None:
        name, sort, quantity, measure, ago, good, condition, where = line
        expires = self.today + timedelta(days=good) if good is not None else None
        values = base(name, "stock", sort, where) | {
            "quantity": quantity,
            "measure": measure,
            "expires_on": expires,
            "inspect_days": 180,
        }
        one = resources.enter_resource(reader=self.clerk, values=values, at=self.at(365))
        if ago is not None:
            resources.check_resource(
                reader=self.clerk,
                resource=one,
                on=self.today - timedelta(days=ago),
                condition=condition,
                at=self.at(ago),
            )

    def networks(self) -> int:
        """The six of the paper with owners, channels and what they can send."""
        place = self.ground.places[STREET]
        agencies = list(Agency.objects.filter(place=place))
        say: dict[str, Any] = {"reader": self.clerk, "at": self.at(300)}
        networks.found_networks(
            place=place, agencies=agencies, starts=self.today - timedelta(days=400), **say
        )
        for number, kind, says in self.told["channels"]:
            network = Network.objects.get(place=place, number=number)
            networks.add_channel(network=network, kind=kind, says=says, **say)
        for number, name in (
            (2, "示例街道应急小分队"),
            (4, "沙袋"),
            (4, "移动水泵"),
            (5, "消防执法队"),
            (6, "示例医院救护队"),
        ):
            network = Network.objects.get(place=place, number=number)
            networks.tie_resource(network=network, resource=Resource.objects.get(name=name), **say)
            resources.add_contact(
                of=network,
                post=f"联络员 {number}-{name[:2]}",
                name=f"模拟联络{number}",
                phone="13800000001",
                **say,
            )
        return 6

    # -- duty ------------------------------------------------------------------------------------

    def duty(self) -> int:
        """Three months of turns, leave, a swap, gaps ahead, a log with a reversal, handing over."""
        place, starts = self.ground.places[STREET], date(self.today.year - 1, 1, 1)
        say: dict[str, Any] = {"reader": self.clerk, "place": place}
        begun = self.at(75)
        for leads, told in ((True, self.told["leaders"]), (False, self.told["people"])):
            names = [(name, post, "13800000002") for name, post in told]
            people = duty.add_people(names=names, leads=leads, starts=starts, at=begun, **say)
        for back in (75, 45, 15):
            day = self.at(back)
            duty.make_month(month=day.date(), at=day.replace(day=1), **say)
        duty.make_month(month=self.today, at=self.now.astimezone(ZONE).replace(day=1), **say)
        duty.take_leave(
            reader=self.clerk,
            person=people[3],
            first=self.today,
            last=self.today + timedelta(days=6),
            at=self.at(3),
        )
        following = self.today.replace(day=1) + timedelta(days=32)
        duty.make_month(month=following, at=self.now, **say)
        duty.clear_month(month=following, at=self.now, **say)  # the days stand empty: gaps show
        self._swap(people)
        self._log(say)
        return DutyDay.objects.filter(place=place).count()

    def _swap(self, people: list[DutyPerson]) -> None:
        """One turn of last week was taken by somebody else."""
        day = DutyDay.objects.get(place=self.ground.places[STREET], on=self.today - timedelta(days=6))
        busy = set(day.turns.filter(ended_at__isnull=True).values_list("person_id", flat=True))
        other = next(one for one in people if one.pk not in busy)
        duty.swap_turn(
            reader=self.clerk, day=day, part="main", person=other, says="参加区里会议", at=self.at(7)
        )

    def _log(self, say: dict[str, Any]) -> None:
        """Most days of two weeks have a line; two days have none; yesterday is handed over, today is not taken yet."""
        lines = self.told["log"]
        for ago in range(14, -1, -1):
            if ago in (5, 9):
                continue
            kind, says, heard, did, passed = (
                lines[ago % len(lines)] if ago % 3 else ("quiet", "平安无事", "", "", "")
            )
            values = {"kind": kind, "says": says, "heard_from": heard, "did": did, "passed_to": passed}
            entry, _new = duty.record_entry(values=values, at=self.at(ago, 9), **say)
            if ago == 4:
                duty.reverse_entry(reader=self.clerk, entry=entry, reason="记错社区", at=self.at(ago, 11))
            if 0 < ago < 12:
                given = duty.give_over(
                    reader=self.chief,
                    place=say["place"],
                    on=self.at(ago).date(),
                    says="无遗留事项",
                    at=self.at(ago, 17),
                )
                duty.take_over(reader=self.clerk, handover=given, at=self.at(ago, 18))
        duty.give_over(
            reader=self.chief, place=say["place"], on=self.today, says="例桥路积水继续观察", at=self.now
        )
