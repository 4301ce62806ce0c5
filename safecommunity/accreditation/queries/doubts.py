"""What the checker found about the very figure or record a piece of evidence is, as far as the reader may see it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import NoReverseMatch

from safecommunity.accreditation.models import Evidence
from safecommunity.figures.checker import queries as checker
from safecommunity.figures.checker import registry
from safecommunity.figures.checker.rights import Rights
from safecommunity.figures.models import Claim, Finding
from safecommunity.places.models import Place

MOST = 400
State = Finding.State


@dataclass(frozen=True)
class Doubt:
    """One finding beside a piece of evidence. ``near`` where it is about records the figure counts, not itself."""

    finding: Finding
    near: bool = False


def _findings(reader: object, place: Place) -> QuerySet[Finding]:
    found = checker.of_place(checker.findings(Rights(reader)), place.pid)
    return found.exclude(state=State.GONE).order_by("state", "-first_seen", "-pk")


def of_pieces(reader: object, place: Place, pieces: Iterable[Evidence]) -> dict[str, list[Doubt]]:
    """Findings of many pieces of a place by the piece's id, in two queries; answered ones stay, and say so."""
    some = list(pieces)
    if not some:
        return {}
    found = list(_findings(reader, place)[:MOST])
    if not found:
        return {}
    codes = {code for code in map(_code, some) if code}
    claims = _claims(codes) if codes else {}
    return {
        piece.pid: doubts
        for piece in some
        if (doubts := [told for one in found if (told := _about(one, piece, claims)) is not None])
    }


def _code(piece: Evidence) -> str:
    """The code of a figure's definition; its key begins with it."""
    return piece.pointer.split("~")[0].split("@")[0] if piece.kind == Evidence.Kind.FIGURE else ""


def _claims(codes: set[str]) -> dict[str, str]:
    """Numbers on paper that are compared with these figures: code by the claim's id."""
    rows = Claim.objects.filter(figure_code__in=codes).exclude(state=Claim.State.REVERSED)
    return dict(rows.values_list("pid", "figure_code")[:MOST])


def _about(one: Finding, piece: Evidence, claims: dict[str, str]) -> Doubt | None:
    """Whether a finding is about a piece."""
    if piece.kind == Evidence.Kind.FIGURE:
        return _about_figure(one, _code(piece), claims)
    for kind, ref, _title in one.links:
        if kind == "evidence" and ref == piece.pid:
            return Doubt(one)
        if piece.kind == Evidence.Kind.RECORD and _address(kind, ref) == piece.pointer.split("?")[0]:
            return Doubt(one)
    return None


def _about_figure(one: Finding, code: str, claims: dict[str, str]) -> Doubt | None:
    if code in one.said.get("figures", ()) or one.said.get("figure") == code:
        return Doubt(one)
    if any(kind == "claim" and claims.get(ref) == code for kind, ref, _title in one.links):
        return Doubt(one)
    kinds = {kind for kind, _ref, _title in one.links}
    return Doubt(one, near=True) if _counted(code) in kinds else None


def _counted(code: str) -> str:
    """The kind of record a figure counts."""
    from safecommunity.indicators import catalogue

    known = {one.code: one.fact for one in catalogue.CATALOGUE}
    return known.get(code, "")


def _address(kind: str, ref: str) -> str:
    opener = registry.opener(kind)
    if opener is None:
        return ""
    try:
        return opener.url(ref)
    except NoReverseMatch:
        return ""
