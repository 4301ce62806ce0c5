"""Appraisals of 示例街道's communities: this year's under way, last year's published, with an objection and a talk."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.governance.appraisal import actions
from safecommunity.governance.models import Appraisal
from safecommunity.governance.talks import actions as talks
from safecommunity.places.models import Place


def lay(
    clerk: Reader, chief: Reader, grid: Reader, street: Place, community: Place, name: str
) -> dict[str, str]:
    """Make them; the talk is about the grid worker, whose `name` nobody else may read."""
    at, today = timezone.now(), timezone.localdate()

    def opened(year: int) -> Appraisal:
        return actions.open_appraisal(
            reader=clerk, place=street, year=year, kind="community", due=today + timedelta(days=20), at=at,
            answer_by=today + timedelta(days=10),
        )  # fmt: skip

    now, before = opened(today.year), opened(today.year - 1)
    mine, then = now.parties.get(community=community), before.parties.get(community=community)
    given = [actions.Given("training", Decimal(9), "签到表", 0)]
    actions.score_party(reader=clerk, party=then, given=given, at=at)
    actions.hand_in(reader=clerk, appraisal=before, says="其余没有材料", at=at)
    actions.publish(reader=chief, appraisal=before, days=30, at=at)
    then.refresh_from_db()
    objection = actions.object_to(reader=grid, party=then, item="training", text="漏计一场", at=at)
    talk = talks.name_person(
        reader=chief, party=then, post="网格员", person=name, reasons="报表不齐", rule="九号文第六条", on=today,
        user=grid.pid, at=at,
    )  # fmt: skip
    return {
        "appraisal": now.pid, "appraisal_out": before.pid, "party": mine.pid, "party_out": then.pid,
        "result_objection": objection.pid, "talk": talk.pid,
    }  # fmt: skip
