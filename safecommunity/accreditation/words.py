"""Words of codes this room stores."""

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.accreditation import codes
from safecommunity.accreditation.models import Ask, Round
from safecommunity.accreditation.standards.shape import Standard, Texts
from safecommunity.figures import registry
from safecommunity.indicators import catalogue


def text(texts: Texts) -> str:
    """A text in the reader's language; a standard that has it in one language only shows that."""
    return texts.get(get_language() or "zh-hans") or texts.get("zh-hans") or next(iter(texts.values()), "")


def paper(name: str) -> str:
    """A paper an item asks for; what an operator's sheet names in its own words stays as it is."""
    known = codes.papers().get(name)
    return text(known) if known else name


def figure_title(code: str, language: str) -> str:
    """What a figure an item names is called, with what it is narrowed to; empty where the catalogue has it not."""
    name = code.partition("~")[0]
    definition = next((one for one in catalogue.CATALOGUE if one.code == name), None)
    if definition is None:
        return ""
    return " · ".join(filter(None, (definition.title(language), narrowed(code))))


def narrowed(code: str) -> str:
    """What a figure is narrowed to, in words: the setting of projects.count~setting=0."""
    name, _sign, narrow = code.partition("~")
    definition = next((one for one in catalogue.CATALOGUE if one.code == name), None)
    fact = registry.known(definition.fact) if definition is not None else None
    label = fact.option_label if fact is not None else None
    told = []
    for part in filter(None, narrow.split(",")):
        column, _equals, value = part.partition("=")
        told.append(label(column, int(value)) if label is not None and value.isdigit() else value)
    return " · ".join(told)


def basis(code: str) -> str:
    """How a text is known."""
    return {
        "read": _("read in its source"), "operator": _("official text, entered by the administrator"),
        "recalled": _("recalled, not checked against the text"),
        "reconstructed": _("reconstructed, not the official text"), "derived": _("derived by us"),
        "mixed": _("read in part"),
    }.get(code, code)  # fmt: skip


def level(code: str) -> str:
    """What a standard is for."""
    return {
        "municipal": _("municipal"), "provincial": _("provincial"), "national": _("national"),
        "international": _("international"), "regional": _("regional"), "setting": _("for a setting"),
        "appraisal": _("appraisal"),
    }.get(code, _("basic requirements"))  # fmt: skip


def title_of(code: str) -> str:
    """The title of a level."""
    return {
        "municipal": _("Municipal Safe Community"), "provincial": _("Provincial Safe Community"),
        "national": _("National Safe Community"), "international": _("International Safe Community"),
    }.get(code, code)  # fmt: skip


def status(code: str) -> str:
    """Whether a standard holds."""
    return {
        "current": _("holds"), "superseded": _("superseded"), "regional": _("holds in a region"),
        "setting": _("for a setting"), "draft": _("draft"),
    }.get(code, code)  # fmt: skip


def state(code: str) -> str:
    """The state of a round."""
    return _("handed in") if code == Round.State.HANDED_IN else _("being scored")


def stage(code: str) -> str:
    """A stage of an application; the same in every procedure."""
    return {
        "filing": _("filing"), "building": _("building"), "assessment": _("self-assessment"),
        "recommendation": _("recommendation"), "review": _("review of the papers"), "site": _("site review"),
        "rectification": _("rectification"), "decision": _("decision"), "notice": _("public notice"),
        "named": _("named"), "reevaluation": _("re-evaluation"), "closed": _("brought to an end"),
    }.get(code, code)  # fmt: skip


def numbered(one: Round) -> str:
    """A round beside others: its year and number, and that a panel made it."""
    told = f"{one.year} · {one.number}"
    return f"{told} {_('review result')}" if one.kind == Round.Kind.REVIEW else told


def role(code: str) -> str:
    """Who makes a move, in a word."""
    return {
        "applicant": _("the applicant"), "applicant_chief": _("the applicant's chief"),
        "district": _("the district"), "city": _("the city"), "province": _("the province"),
        "centre": _("the national or international centre"),
    }.get(code, code)  # fmt: skip


def unit(n: int, code: str) -> str:
    """So many days, months or years."""
    says = {
        "working": _("%(n)s working days"), "calendar": _("%(n)s calendar days"), "month": _("%(n)s months"),
        "year": _("%(n)s years"),
    }[code]  # fmt: skip
    return says % {"n": n}


def limit(kind: str) -> str:
    """What a limit bounds."""
    return {
        "after_clock": _("after the clock has run out"), "before_clock": _("while the clock runs"),
        "after_term": _("after the term is over"), "stayed": _("after at least %(span)s since it came to “%(state)s”"),
        "within": _("not longer than %(span)s after “%(state)s”"), "at_most": _("at most %(n)s times a term"),
        "points": _("with at least %(n)s points"), "once_a_year": _("once for each year"),
    }[kind]  # fmt: skip


def need(code: str) -> str:
    """What has to hold before a move besides papers."""
    return {
        "round": _("a self-assessment that is handed in"),
        "official_round": _("a self-assessment by an official sheet"),
        "objections_decided": _("every objection decided"), "objection_upheld": _("an objection upheld"),
        "no_objection_upheld": _("no objection upheld"), "review": _("the review panel has finished"),
    }.get(code, code)  # fmt: skip


def why_ended(code: str) -> str:
    """Why a certificate holds no more."""
    return {
        "renewed": _("replaced by the certificate of the next term"), "lapse": _("lapsed"),
        "revoke": _("title revoked"),
    }.get(code, _("ended after the re-evaluation"))  # fmt: skip


def objection(code: str) -> str:
    """The state of an objection."""
    return {
        "open": _("not decided yet"), "upheld": _("upheld"), "dismissed": _("dismissed"),
    }.get(code, code)  # fmt: skip


def evidence(code: str) -> str:
    """The kind of a piece of evidence, in a word."""
    return {
        "figure": _("figure"), "record": _("record"), "file": _("file"), "link": _("link"),
    }.get(code, code)  # fmt: skip


def grade(standard: Standard, code: str) -> str:
    """A grade in words."""
    for one in standard.grades:
        if one.code == code:
            return text(one.title)
    return {"met": _("met"), "part": _("met in part"), "unmet": _("not met")}.get(code, code)


def part(standard: Standard, code: str) -> str:
    """A part in words; a criterion is judged as a whole."""
    return next((text(one.title) for one in standard.parts if one.code == code), _("the criterion"))


def verdict(standard: Standard, code: str) -> str:
    """A verdict in words."""
    return next((text(one.title) for one in standard.verdicts if one.code == code), "")


def language() -> str:
    """The reader's language."""
    return get_language() or "zh-hans"


def ask_states() -> list[tuple[str, str]]:
    """States a list of questions can be narrowed to; none but the answer itself is stored."""
    return [
        ("waits", _("answer to look at")), ("open", _("not answered yet")), ("late", _("overdue")),
        ("taken", _("settled")), ("withdrawn", _("withdrawn")),
    ]  # fmt: skip


def ask_state(one: Ask, today: date) -> tuple[str, str]:
    """(words, tone of a tag) of a question."""
    if one.withdrawn_on:
        return _("withdrawn"), ""
    if one.taken_on:
        return _("settled"), "ok"
    if one.answered:
        return _("answered, with the office"), "ask"
    if one.round.handed_in_on:
        return _("the round was handed in"), ""
    return (_("overdue"), "bad") if one.due < today else (_("not answered yet"), "ask")


def change(what: str) -> str:
    """What kind of difference two editions have."""
    return {
        "added": _("new"), "removed": _("taken out"), "text": _("another text"), "basis": _("another basis"),
        "points": _("other points"), "moved": _("under another element"), "parts": _("other parts"),
        "grades": _("other grades"), "verdicts": _("other verdicts"), "vetoes": _("other vetoes"),
    }.get(what, what)  # fmt: skip
