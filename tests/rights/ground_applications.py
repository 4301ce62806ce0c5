"""An application of the street filed with the district, and an international title it holds, with what is public."""

from datetime import timedelta

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.accreditation import actions
from safecommunity.accreditation.actions import Sent
from safecommunity.accreditation.models import Application, PublicNotice
from safecommunity.accreditation.queries import procedures, sheets
from safecommunity.places.models import Place

WAY = ("file", "accept_intent", "assess", "apply", "accept", "visit_on_site", "pass_visit", "name")


class Known(frozenset[str]):
    """Every rule that warns is known."""

    def __contains__(self, _rule: object) -> bool:
        return True


def lay(people: dict[str, Reader], street: Place) -> dict[str, str]:
    """Make them; answers what rows of the table may name."""
    at = timezone.now()
    values = {"title": "来文", "pointer": "https://example.org/paper", "happened_on": at.date()}
    piece = actions.bring_evidence(reader=people["clerk"], place=street, values=values, at=at)
    held = actions.open_round(reader=people["clerk"], place=street, code="isccc6", year=at.year, at=at)
    for item in sheets.of_sheet(held.sheet).by_id:
        given = {"whole": actions.Given("met")}
        actions.mark_item(reader=people["clerk"], round=held, item=item, given=given, at=at)
    held = actions.hand_in(reader=people["chief"], round=held, at=at)

    def go(one: Application, move: str) -> Application:
        found = procedures.of(one.procedure).move[move]
        who = people["chief" if found.role.startswith("applicant") else "supervisor"]
        papers = [need.id for need in found.papers] or ["source"]
        linked = held if "round" in found.needs else None
        sent = Sent(one.edition, known=Known(), papers=dict.fromkeys(papers, piece), round=linked)
        return actions.make_move(reader=who, application=one, move=move, sent=sent, at=at)

    filed = go(
        actions.open_application(reader=people["clerk"], place=street, code="cn-municipal", at=at), "file"
    )
    one = actions.open_application(reader=people["clerk"], place=street, code="isccc", at=at)
    for move in WAY:
        one = go(one, move)
    paper = one.certificates.get()
    notice = PublicNotice.objects.create(
        application=one,
        stay=one.stays.get(state="decision"),
        starts_on=at.date(),
        ends_on=at.date() + timedelta(days=7),
        by="t",
        at=at,
    )
    said = actions.object_to(notice=notice, text="没有看到演练", contact="", client_id="", at=at)
    return {
        "filed_application": filed.pid, "title_held": one.pid, "title_certificate": paper.pid, "title_code": paper.code,
        "public_notice": notice.pid, "objection": said.pid, "objection_receipt": said.receipt,
        "title_paper": one.papers.first().pid, "procedure_edition": one.procedure.pid,
    }  # fmt: skip
