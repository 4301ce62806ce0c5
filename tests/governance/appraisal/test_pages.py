"""Pages of the appraisal and of talks through a client; sheets in and out as workbooks; the integrity rules."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import translation

from safecommunity.accounts.models import Scope
from safecommunity.figures.checker import across, registry
from safecommunity.figures.checker.registry import Asked
from safecommunity.governance.appraisal import actions, checks, lists, queries
from safecommunity.governance.appraisal import spec as specs
from safecommunity.governance.models import AppraisalMark, AppraisalResult, AppraisalSheet, Talk
from safecommunity.governance.rights import Rights
from safecommunity.governance.talks import actions as talks
from safecommunity.shell import sheets as workbooks
from safecommunity.shell.lists import Ground
from tests.governance.appraisal.ground import (
    DAY,
    NOW,
    TODAY,
    chief,
    judged,
    opened,
    party,
    published,
    score,
    sheet,
)
from tests.governance.conftest import Street

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def client(street: Street, role: str, place: Any = None, pid: str = "") -> Client:
    """Somebody at a computer, with two proofs where his role asks for them."""
    user = get_user_model().objects.create(
        pid=pid or f"p-{role}", username=f"u-{role}", display_name=role, created_at=NOW
    )
    Scope.objects.create(user=user, role=role, place=(place or street.place).pid, starts=DAY)
    found = Client()
    found.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = found.session
    session["signed_in_by"] = "demo"
    session.save()
    return found


def ground(street: Street, kind: str = "community") -> Ground:
    return Ground("p-clerk", street.place.pid, (Rights(street.clerk), street.place, kind), "/", "t")


def given(*rows: dict[str, str]) -> workbooks.List:
    heads = lists.headings()
    table = [list(heads.values()), *([row.get(name, "") for name in heads] for row in rows)]
    return workbooks.List(
        "t.xlsx", tuple(table[0]), tuple((n, tuple(row)) for n, row in enumerate(table[1:], 2))
    )


class TestSheetsAsWorkbooks:
    def test_what_goes_out_comes_back_in_as_it_was(self, street: Street) -> None:
        spec = specs.shipped("community")
        found = lists.check(given(*lists.fields_of(spec)), ground(street), TODAY)
        assert found.faults == ()
        back = found.items[0]
        assert [
            (one.by, one.most, one.figure, one.none, one.full, one.sample, one.records) for one in back.items
        ] == [
            (one.by, one.most, one.figure, one.none, one.full, one.sample, one.records) for one in spec.items
        ]
        assert (back.total, back.passes, back.basis) == (spec.total, spec.passes, "own")

    def test_all_that_is_wrong_is_told_together_and_nothing_is_stored(self, street: Street) -> None:
        rows = given(
            {"title": "伤害起数少", "by": "figure", "max": "40", "figure": "injury.count", "none": "50", "full": "0"},
            {"title": "满意率", "by": "figure", "max": "30", "figure": "no.such"},
            {"title": "", "by": "judgement", "max": "x"},
            {"title": "总分", "by": "total", "max": "100"},
        )  # fmt: skip
        with translation.override("en"):
            heads = lists.headings()
            ways = lists._ways()
            at = list(heads).index("by")
            said = tuple((n, (*row[:at], ways.get(row[at], row[at]), *row[at + 1 :])) for n, row in rows.rows)
            table = workbooks.List("t.xlsx", tuple(heads.values()), said)
            found = lists.check(table, ground(street), TODAY)
        told = {(one.row, one.column): one.allowed for one in found.faults}
        assert "no order by raw injury counts" in told[2, "Figure code"]
        assert "figure code of the catalogue" in told[3, "Figure code"]
        assert (4, "Item") in told
        assert (4, "Points of the item") in told
        assert any("add up to 70" in one for one in told.values())
        assert not AppraisalSheet.objects.exists()


class TestPages:
    def test_the_clerk_opens_reads_scores_and_hands_in(self, street: Street) -> None:
        clerk = client(street, "clerk")
        sent = clerk.post("/appraisals/new/", {"kind": "community", "year": "2099", "due": "2099-01-01"})
        assert sent.status_code == 422
        made = opened(street, spec=sheet("community", judged("a", 100), judged("v", 0, "veto")))
        page = f"/appraisals/{made.pid}/"
        east = party(made, "示东社区")
        address = reverse("appraisal_party", args=[east.pid])
        assert clerk.get(page).status_code == 200
        wrong = clerk.post(address, {"a-points": "120", "a-reason": "好", "a-edition": "0"})
        assert wrong.status_code == 422
        assert 'value="120"' in wrong.content.decode()  # what was typed stays
        assert (
            clerk.post(address, {"a-points": "82.5", "a-reason": "台账齐", "a-edition": "0"}).status_code
            == 302
        )
        assert AppraisalMark.objects.get(party=east).points == Decimal("82.5")
        stale = clerk.post(address, {"a-points": "10", "a-reason": "旧页", "a-edition": "0"})
        assert stale.status_code == 422
        assert clerk.post(f"{page}hand-in/", {"says": "一处没有材料"}).status_code == 302
        made.refresh_from_db()
        assert made.state == "handed_in"
        assert clerk.post(f"{page}publish/", {"days": "15"}).status_code == 404

    def test_bad_points_are_refused_whatever_came(self, street: Street) -> None:
        clerk, made = client(street, "clerk"), opened(street, spec=sheet("community", judged("a", 100)))
        address = reverse("appraisal_party", args=[party(made, "示东社区").pid])
        for text in ("abc", "NaN", "1e9", "-3", "９", "Infinity", "1" * 40):
            assert (
                clerk.post(address, {"a-points": text, "a-reason": "r", "a-edition": "0"}).status_code == 422
            ), text
        assert clerk.post(address, {"a-points": "1", "a-reason": "r", "a-edition": "x"}).status_code == 422
        assert not AppraisalMark.objects.exists()

    def test_the_order_says_what_it_stands_on_and_the_bulletin_prints_the_rule(self, street: Street) -> None:
        made = published(street, {"示东社区": 80, "示西社区": 70})
        boss = client(street, "chief")
        page = boss.get(f"/appraisals/{made.pid}/").content.decode()
        assert "不按伤害起数排名" in page
        assert "/talks/new/" in page  # candidates are offered, nobody is summoned
        assert not Talk.objects.exists()
        told = boss.get(f"/appraisals/{made.pid}/bulletin/").content.decode()
        for says in ("评分规则", "示西社区", "第 1 版", "异议期"):
            assert says in told
        book = boss.get(f"/appraisals/{made.pid}/export/")
        assert book.status_code == 200

    def test_an_open_appraisal_shows_a_party_nobody_elses_points(self, street: Street) -> None:
        made = opened(street, spec=sheet("community", judged("a", 100)), answer_by=TODAY + timedelta(days=20))
        score(street, party(made, "示东社区"), "77.25")
        grid = client(street, "grid", street.east)
        own = grid.get(reverse("appraisal_party", args=[party(made, "示东社区").pid])).content.decode()
        assert "77.25" not in own  # not even its own, before publication
        assert grid.get(reverse("appraisal_party", args=[party(made, "示西社区").pid])).status_code == 404
        assert "77.25" not in grid.get(f"/appraisals/{made.pid}/").content.decode()

    def test_queries_of_an_appraisal_do_not_grow_with_its_parties(
        self, street: Street, django_assert_max_num_queries: Any
    ) -> None:
        street.units(60, "firm")
        made = opened(street, "unit", sheet("unit", judged("a", 100)))
        clerk = client(street, "clerk")
        clerk.get(f"/appraisals/{made.pid}/")
        with django_assert_max_num_queries(40):
            clerk.get(f"/appraisals/{made.pid}/")


class TestTalkPages:
    def test_words_open_for_a_purpose_and_nowhere_else(self, street: Street) -> None:
        made = published(street, {"示东社区": 40, "示西社区": 70})
        talk = talks.name_person(
            reader=chief(street), party=party(made, "示东社区"), post="书记", person="模拟某甲", reasons="两次未整改",
            rule="九号文", on=TODAY, at=NOW,
        )  # fmt: skip
        boss = client(street, "chief")
        page = boss.get(f"/talks/{talk.pid}/")
        assert "模拟某甲" not in page.content.decode()
        assert "模拟某甲" not in boss.get("/talks/").content.decode()
        assert boss.post(f"/talks/{talk.pid}/open/", {"purpose": ""}).status_code == 302
        opened_page = boss.post(f"/talks/{talk.pid}/open/", {"purpose": "decide"})
        assert "模拟某甲" in opened_page.content.decode()
        assert opened_page["Cache-Control"] == "no-store"
        clerk = client(street, "clerk")
        assert clerk.get(f"/talks/{talk.pid}/").status_code == 403
        assert "/talks/" not in clerk.get("/appraisals/").content.decode()


class TestIntegrity:
    def test_published_with_items_missing_is_found_and_says_why(self, street: Street) -> None:
        made = published(street, {"示东社区": 80})
        found = list(checks.places_unsure(None))  # type: ignore[arg-type]
        assert [(one.said["n"], one.said["parties"]) for one in found] == [(1, 1)]
        assert "其余未报材料" in checks.say_unsure(found[0].said)
        assert list(checks.order_altered(None)) == []  # type: ignore[arg-type]
        assert queries.result(made) is not None

    def test_a_published_order_is_looked_at_for_the_bounds_of_its_ranks(self, street: Street) -> None:
        """N14: ours have them; one that came to be published without is found."""
        made = published(street, {"示东社区": 80, "示西社区": 70})
        asked = Asked(NOW, TODAY)
        assert [one.interval for one in registry.rankings(asked)] == [True]
        assert not list(across.unsure_ranks(asked))
        result = queries.result(made)
        assert result is not None
        bare = [line | {"upper": None} for line in result.lines]
        AppraisalResult.objects.filter(pk=result.pk).update(lines=bare)
        (one,) = across.unsure_ranks(asked)
        assert (one.key, one.place) == (made.pid, street.place.pid)

    def test_points_changed_behind_a_published_order_are_found(self, street: Street) -> None:
        made = published(street, {"示东社区": 80, "示西社区": 70})
        AppraisalMark.objects.filter(party=party(made, "示西社区")).update(points=90)
        found = list(checks.order_altered(None))  # type: ignore[arg-type]
        assert [one.said["names"] for one in found] == ["示西社区"]

    def test_a_correction_after_an_objection_is_no_alteration(self, street: Street) -> None:
        made = published(street, {"示东社区": 80, "示西社区": 70})
        one = actions.object_to(
            reader=street.worker, party=party(made, "示东社区"), item="a", text="漏计", at=NOW
        )
        actions.reply(reader=chief(street), objection=one, upheld=True, text="补", points=Decimal(85), at=NOW)
        assert list(checks.order_altered(None)) == []  # type: ignore[arg-type]
