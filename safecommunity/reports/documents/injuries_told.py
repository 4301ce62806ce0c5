"""Lists of injuries a document may hold: by cause, place, mechanism, age and sex, by year, and which stand out."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.figures import queries
from safecommunity.figures.compared import compare
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure
from safecommunity.indicators.period import Period
from safecommunity.reports.documents.composing import Composer, interval_of, listed, value_of
from safecommunity.reports.documents.named import narrowed
from safecommunity.reports.documents.split_figures import (
    OTHERS,
    RANKED_FROM,
    beside,
    bracketed,
    counted,
    rated,
    rest,
    split,
    spoken,
)
from safecommunity.shell.numbers import number
from safecommunity.shell.papers import Block, Paragraph, Run, Said, Table

YEARS = 5
OF_YEARS = ("injury.count", "injury.rate", "injury.rate.standardised", "injury.severe", "injury.deaths",
            "report.completeness")  # fmt: skip
VITAL = 0.8  # share of all that the first causes make up together (Juran's rule)
MOST_PRIORITIES = 6


@listed("injuries_by_cause")
def by_cause(composer: Composer) -> Iterator[Block]:
    """Injuries of residents by cause."""
    yield from rated(composer, "cause", _("Cause"))


@listed("injuries_by_place")
def by_place(composer: Composer) -> Iterator[Block]:
    """By where it happened."""
    yield from rated(composer, "place_kind", _("Where it happened"))


@listed("injuries_by_activity")
def by_activity(composer: Composer) -> Iterator[Block]:
    """By what people were doing."""
    yield from rated(composer, "activity", _("Activity"))


@listed("injuries_by_mechanism")
def by_mechanism(composer: Composer) -> Iterator[Block]:
    """By mechanism, read from ICD-10 or from the card."""
    yield from counted(composer, "injury.count", "mechanism", _("Mechanism"))


@listed("injuries_by_severity")
def by_severity(composer: Composer) -> Iterator[Block]:
    """By severity."""
    yield from counted(composer, "injury.count", "severity", _("Severity"))


@listed("injuries_by_age_and_sex")
def by_age_and_sex(composer: Composer) -> Iterator[Block]:
    """Residents by age and sex: cases and rates with intervals, the oldest first."""
    from safecommunity.reports import panels
    from safecommunity.reports.look import Look

    look = Look(composer.place, composer.period, composer.now, spoken())
    if not look.n:
        composer.name_silent("injury.count")
        return
    ages = panels.pyramid(look)
    rows: list[tuple[Run, ...]] = []
    for line in ages.lines:
        if line.men.n or line.women.n:
            rows.append((line.label, *_side(composer, line.men.figure), *_side(composer, line.women.figure)))
    heads = (_("Age"), _("Men (n)"), _("Rate (interval)"), _("Women (n)"), _("Rate (interval)"))
    note = ""
    if ages.unknown:
        note = _("Of %(n)s injuries age or sex is not known.") % {"n": ages.unknown}
    if rows:
        yield Table(
            heads, tuple(rows), numeric=(False, True, True, True, True), widths=(1, 0.8, 2, 0.8, 2), note=note
        )


def _side(composer: Composer, figure: Figure) -> tuple[Run, Run]:
    if not figure.n:
        return "0", "—"
    mark = composer.mark(figure)
    span = interval_of(figure)
    return Said(number(figure.n), mark), Said(f"{number(figure.value)}{bracketed(span)}", mark)


@listed("years")
def years(composer: Composer) -> Iterator[Block]:
    """Up to five years on record, the document's the last; then whether the last full one differs from the first."""
    told = _of_years(composer)
    if not told:
        composer.name_silent("injury.count")
        return
    wanted = [catalogue.get(code) for code in OF_YEARS]
    units = [told[0][1][one.code].unit_label(spoken()) for one in wanted]
    heads = (_("Year"), *(f"{one.title(spoken())}{bracketed(unit)}"
                          for one, unit in zip(wanted, units, strict=True)))  # fmt: skip
    rows = tuple(
        (label, *(_cell(composer, figures[code]) for code in OF_YEARS)) for label, figures, _period in told
    )
    # a rate stands with its interval and must not break within a number
    widths = (1.0, *(2.0 if one.kind == "rate" else 0.9 for one in wanted))
    yield Table(heads, rows, numeric=(False, *([True] * len(wanted))), widths=widths)
    full = [
        (figures, period) for _label, figures, period in told if period.is_year and _over(composer, period)
    ]
    if len(full) > 1:
        yield Paragraph(_first_and_last(composer, full[0], full[-1]))


def _of_years(composer: Composer) -> list[tuple[str, dict[str, Figure], Period]]:
    """(label, figures, period) of each year on record."""
    count = catalogue.get("injury.count")
    tree = composer.ground.trees[composer.place.pid]
    known = {year for year, n in queries.years_on_record(count, tree) if n}
    last, found = composer.period.end.year, []
    for year in range(last - YEARS + 1, last + 1):
        if year < min(known, default=9999):
            continue
        period = Period.of_year(year) if year < last else Period(year * 12, composer.period.last)
        figures = queries.compute_many(
            [catalogue.get(code) for code in OF_YEARS], composer.place.pid, period, now=composer.now,
            ground=composer.ground, fresh=year == last,
        )  # fmt: skip
        label = period.label(spoken())
        if not _over(composer, period):
            label = _("%(period)s, not over") % {"period": label}
        found.append((label, {one.definition.code: one for one in figures}, period))
    return found


def _over(composer: Composer, period: Period) -> bool:
    return period.end <= timezone.localdate(composer.now)


def _cell(composer: Composer, figure: Figure) -> Run:
    if figure.value is None:
        return "—"
    text = value_of(figure)
    if figure.lower is not None and figure.definition.kind == "rate":
        text += bracketed(interval_of(figure))
    return Said(text, composer.mark(figure))


def _first_and_last(
    composer: Composer, one: tuple[dict[str, Figure], Period], other: tuple[dict[str, Figure], Period]
) -> tuple[Run, ...]:
    """The rate of the last full year beside the first one's."""
    then, now = one[0]["injury.rate"], other[0]["injury.rate"]
    words = {"first": one[1].label(spoken()), "last": other[1].label(spoken())}
    if then.value is None or now.value is None:
        return (_("Without the number of residents %(first)s and %(last)s are not compared.") % words,)
    runs: tuple[Run, ...] = (
        _("Injuries per 100,000 person-years in %(first)s: ") % words, Said(number(then.value), composer.mark(then)),
        _("; in %(last)s: ") % words, Said(number(now.value), composer.mark(now)),
    )  # fmt: skip
    if any(part.due and (part.received or 0) < part.due for part in (then, now)):
        return (*runs, _("; not everybody has reported, so the two are not compared."))
    made = compare(then, now, months_then=12, months_now=12)
    if made is None or made.estimate is None:
        return (*runs, _("."))
    if not made.lies_apart:
        return (*runs, _("; the difference lies within chance."))
    return (
        *runs,
        _("; it rose, beyond chance.") if made.estimate > made.level else _("; it fell, beyond chance."),
    )


@listed("priorities")
def priorities(composer: Composer) -> Iterator[Block]:
    """Causes that come first, with the rule they were chosen by; nothing is ranked where there are too few."""
    counts = [one for one in split(composer, "injury.count", "cause") if one.dimensions[0][1] not in OTHERS]
    n = sum(int(one.value or 0) for one in counts)
    if n < RANKED_FROM:
        says = _(
            "Injuries with a known cause: %(n)s. Below %(least)s no order is told; problems are chosen by discussion."
        )
        yield Paragraph((says % {"n": n, "least": RANKED_FROM},))
        return
    chosen, running = [], 0
    for one in counts:
        if running >= VITAL * n:
            break
        chosen.append(one)
        running += int(one.value or 0)
    says = _(
        "Chosen by a rule: known causes in the order of their cases until they make up %(share)s of %(n)s injuries "
        "with a known cause. Severity and deaths stand beside them; who decides weighs them."
    )
    yield Paragraph((says % {"n": number(n), "share": f"{VITAL:.0%}"},))
    yield _priorities_table(composer, chosen[:MOST_PRIORITIES], rest(len(chosen), MOST_PRIORITIES))


def _priorities_table(composer: Composer, chosen: list[Figure], note: str) -> Table:
    rates, severe, deaths = (
        beside(composer, code, chosen) for code in ("injury.rate", "injury.severe", "injury.deaths")
    )
    rows: list[tuple[Run, ...]] = []
    for at, one in enumerate(chosen):
        rate = rates[at]
        rows.append((
            str(at + 1), narrowed(one), Said(number(one.value), composer.mark(one)),
            _cell(composer, rate), _plain(composer, severe[at]), _plain(composer, deaths[at]),
        ))  # fmt: skip
    unit = bracketed(rates[0].unit_label(spoken()))
    heads = (_("No."), _("Cause"), _("Injuries (n)"), f"{_('Rate')}{unit}", _("Severe"), _("Deaths"))
    return Table(heads, tuple(rows), numeric=(False, False, True, True, True, True),
                 widths=(0.5, 2, 0.9, 2, 0.8, 0.8), note=note)  # fmt: skip


def _plain(composer: Composer, figure: Figure) -> Run:
    """A count; a zero among injuries that are on record is one."""
    return Said(number(figure.value), composer.mark(figure)) if figure.value else number(figure.value)
