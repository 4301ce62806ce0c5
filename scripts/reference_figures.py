"""The reference page of figures: every definition in three languages, from the definitions themselves."""

import textwrap
from collections.abc import Iterator

from safecommunity.indicators import catalogue, disclosure, lineage, stability, standards
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import LANGUAGES

NAMES = {"zh-hans": "简体中文", "zh-hant": "繁體中文", "en": "English"}
ABOUT = (
    "Each figure is defined once, as data, with a version. A new version is added beside the old one, so that a figure "
    "printed years ago can still be computed. In formulas ∧ is and, ∨ is or, ¬ is not, ⊤ is every record; codes are "
    "those of the fact."
)  # fmt: skip


def page() -> str:
    """The whole page."""
    definitions = sorted(catalogue.CATALOGUE, key=lambda one: (one.fact, one.code, one.version))
    lines = ["# Figures", "", *textwrap.wrap(ABOUT, 100), ""]
    lines += ["| code | 简体中文 | 繁體中文 | English | kind | unit |", "|---|---|---|---|---|---|"]
    for one in definitions:
        titles = " | ".join(one.titles[language] for language in LANGUAGES)
        lines.append(f"| [`{one.key}`](#{anchor(one)}) | {titles} | {one.kind} | {one.unit} |")
    for one in definitions:
        lines += ["", f"## {one.key}", "", *_section(one)]
    lines += ["", "## For everybody", "", *_public()]
    return "\n".join([*lines, ""])


def anchor(one: Definition) -> str:
    """The heading's address, as GitHub makes it."""
    return one.key.replace(".", "").replace("@", "")


def _section(one: Definition) -> Iterator[str]:
    yield "| | title | counts | leaves out | unit |"
    yield "|---|---|---|---|---|"
    for language in LANGUAGES:
        yield (
            f"| {NAMES[language]} | {one.title(language)} | {one.counts_text(language)} | "
            f"{one.excludes_text(language)} | {one.unit_label(language)} |"
        )
    yield ""
    yield f"- Fact: `{one.fact}`; place: `{one.place_column}`; kind: {one.kind}; direction: {one.direction}"
    yield f"- Numerator: `{lineage.formula(one.numerator)}`{_quantity(one)}"
    if one.denominator is not None:
        yield f"- Denominator: {_denominator(one)}"
    if one.per != 1:
        yield f"- Told per {one.per:,.0f}" if one.per > 1 else f"- Each unit of the column is {one.per:g}"
    if one.of_year:
        yield "- Told for the whole year in which a period ends"
    if one.basis:
        yield f"- Kind of number: {one.basis}"
    yield f"- Interval: {one.interval or 'none, a complete count'}"
    if one.standard:
        standard = standards.get(one.standard)
        yield f"- Standard population: {standard.titles['en']}. {standard.warnings['en']}"
    if one.stability:
        yield _unstable(one.stability)
    yield f"- Split by: {', '.join(f'`{name}`' for name in one.dimensions)}"
    yield f"- Source: {one.source}"


def _quantity(one: Definition) -> str:
    over = f" divided by that of `{one.over}`" if one.over else ""
    if one.open_since:
        return f", median of `{one.quantity}`, open ones counted as open since `{one.open_since}`"
    return f", adding up `{one.quantity}`{over}" if one.quantity else ""


def _denominator(one: Definition) -> str:
    if isinstance(one.denominator, str):
        ages = f", aged {', '.join(one.population_age_groups)}" if one.population_age_groups else ""
        return f"person-years of residents{ages}"
    return f"`{lineage.formula(one.denominator)}`" if one.denominator is not None else ""


def _unstable(name: str) -> str:
    rule = stability.get(name)
    return (
        f"- Unstable by the rule of {rule.titles['en']}: fewer than {rule.least_n} records, below "
        f"{rule.least_estimate:,.0f}, or a coefficient of variation above {rule.largest_cv:.0%} ({rule.basis})"
    )


def _public() -> Iterator[str]:
    rule = disclosure.rule()
    levels, months = ", ".join(rule.levels), ", ".join(map(str, rule.months))
    told = (
        f"Tables that anybody may read (`safecommunity figures table`) show counts from {rule.threshold} up and zeros, "
        f"for places down to the street ({levels}) and periods of {months} months that have ended; up to "
        f"{rule.largest_table:,} cells. Basis: {rule.basis}. How it works and what it does not do: "
        "[what everybody may see](../explanation/what-everybody-may-see.md)."
    )
    yield from textwrap.wrap(told, 100)
