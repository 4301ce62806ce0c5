"""The page of the statistics, from the docstrings of `safecommunity.epi`, without importing it.

A function is told when it takes numbers by name (after a `*`) and is neither private nor a compiled
kernel; so is every public result class of its module. Write for the page: a first sentence that says
what the function does, then paragraphs and lists in Markdown, "Source:" with author, year, DOI or
equation, and the decided cases.
"""

import ast
import inspect
import re
from dataclasses import dataclass
from pathlib import Path

EPI = Path(__file__).resolve().parent.parent / "safecommunity" / "epi"
# modules an epidemiologist does not call
INNER = {"__init__", "compiled", "errors", "quantities", "quantiles", "roots"}
PARAGRAPHS = re.compile(r"\n\s*\n")
LABEL = re.compile(r"^(?:Sources?|Limits?|Raises|Decided cases|Decided|Shapes|Returns)\b:?")
INTRODUCTION = """\
Every function is called with its numbers by name and says which method was asked for; what comes back is a frozen
result with named fields. Numbers out of range are refused with `QuantityError`, an unknown method with `MethodError`;
both say what came and what is allowed. Values are held against established tools in the tests
([how near they are](agreement.md)), and how often each interval covers the truth is simulated there and, longer, by
`python benchmarks/coverage.py`. [How fast](performance.md).

Where to begin:

| question | function | method to begin with |
|---|---|---|
| How often, in one street or village? | `crude_rate` | "garwood": exact, holds for 0 cases |
| Two places of different age structure? | `direct_rate`; with few cases `standardised_ratio` | "fay_feuer"; "garwood" |
| Higher here than there, or than last year? | `rate_ratio`, `rate_difference` | "mid_p"; "miettinen_nurminen" |
| A share of people asked at random? | `proportion`; before and after `proportion_difference` | "wilson"; "newcombe" |
| The same people asked twice? | `mcnemar`, `paired_difference` | "mid_p"; "newcombe" |
| A sample with clusters, strata, weights? | `survey.design`, `proportion`, `total` there | "beta" (rare) or "logit" |
| How many to ask? | `survey_size`, `before_after_size` | with the design effect of the last round |
| How long does it take, with some still open? | `durations` | "brookmeyer_crowley_log_log" |
| How many will have arrived by a day? | `attainment` | "semi_markov_bayesian_bootstrap" |
| A printed percentage without n? | `smallest_n` | rounding "either" |
| More than usual this week? | `improved_farrington`; without five years of history `ears` | "nb_plugin"; "C2" |
| Do cases crowd together? | `circles`, `scan` | "poisson_population" |
| Did it work? | `interrupted_series`; with places to compare `difference_in_differences` | "quasi_poisson"; "poisson" |
| How many does no list hold? | `two_sources`; three lists and more `log_linear` | "chapman" |
| A map of small places? | `smoothed_rates`; are neighbours alike: `moran_of_rates`, `local_moran` | "local" |
| Who stands out among many? | `funnel_limits`, `rank_intervals` | overdispersion "winsorised"; "joint" |
| What do injuries cost? | `years_of_life_lost`, `years_lived_with_disability`, `severity_index` | "fay_feuer" |

All of them take the records as they are: who was never recorded, or recorded elsewhere, no interval tells.
"""


@dataclass(frozen=True)
class Module:
    """One module as the page tells it."""

    name: str
    about: str
    functions: tuple[ast.FunctionDef, ...]
    results: tuple[ast.ClassDef, ...]


def modules() -> list[Module]:
    """Every module that has something to tell, in the order of the alphabet."""
    found = []
    for path in sorted(EPI.rglob("*.py")):
        name = ".".join(path.relative_to(EPI).with_suffix("").parts)
        if any(part in INNER or part.startswith("_") for part in name.split(".")):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = tuple(node for node in tree.body if isinstance(node, ast.FunctionDef) and told(node))
        results = tuple(
            node for node in tree.body
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and fields(node)
        )  # fmt: skip
        if functions:
            found.append(Module(name, ast.get_docstring(tree) or "", functions, results))
    return found


def told(node: ast.FunctionDef) -> bool:
    """Is this a function a caller uses?"""
    compiled = any("kernel" in ast.unparse(one) for one in node.decorator_list)
    return not node.name.startswith("_") and bool(node.args.kwonlyargs) and not compiled


def fields(node: ast.ClassDef) -> list[str]:
    """The named fields of a result, each as code."""
    return [
        f"`{one.target.id}`"
        for one in node.body
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
    ]


def call(node: ast.FunctionDef) -> str:
    """How it is called, one argument a line where one line is too short."""
    answer = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    line = f"{node.name}({ast.unparse(node.args)}){answer}"
    if len(line) <= 100:
        return line
    arguments = [ast.unparse(one) for one in node.args.args]
    given = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
    arguments += [
        "*",
        *(ast.unparse(one) + (f" = {ast.unparse(value)}" if value else "") for one, value in given),
    ]
    return "\n".join([f"{node.name}(", *(f"    {one}," for one in arguments), f"){answer}"])


def first_sentence(node: ast.FunctionDef) -> str:
    """What it does, in its own first words."""
    opening = PARAGRAPHS.split(ast.get_docstring(node) or "")[0].replace("\n", " ")
    return re.split(r"(?<=\.)\s", opening)[0].rstrip(".").replace("|", "\\|")


def text(docstring: str) -> str:
    """A docstring as Markdown: its labels in bold, a label inside a paragraph on a line of its own."""
    parts = []
    for part in PARAGRAPHS.split(inspect.cleandoc(docstring)):
        part = re.sub(r"(?<=[.;)])\s+(Source:|Raises )", r"\n\n\1", part)
        parts += [LABEL.sub(lambda found: f"**{found[0]}**", one) for one in part.split("\n\n")]
    # comparisons and some DOIs are no HTML; inside code they stand as they are
    return re.sub(r"`[^`]*`|<", lambda found: "&lt;" if found[0] == "<" else found[0], "\n\n".join(parts))


def page() -> str:
    """The whole page: a table of all functions, then a section for each module."""
    found = modules()
    lines = ["# Statistics", "", INTRODUCTION, "| function | what it tells |", "|---|---|"]
    seen: dict[str, int] = {}
    for module in found:
        for node in module.functions:
            again = seen.get(node.name, 0)  # a heading that comes again is numbered by Markdown
            seen[node.name] = again + 1
            anchor = node.name.lower() + (f"-{again}" if again else "")
            lines.append(f"| [`{module.name}.{node.name}`](#{anchor}) | {first_sentence(node)} |")
    for module in found:
        lines += ["", f"## `safecommunity.epi.{module.name}`", "", text(module.about)]
        for function in module.functions:
            lines += ["", f"### `{function.name}`", "", "```python", call(function), "```", ""]
            lines += [text(ast.get_docstring(function) or "")]
        for result in module.results:
            lines += ["", f"**`{result.name}`**: {', '.join(fields(result))}.", ""]
            lines += [text(ast.get_docstring(result) or "")]
    return "\n".join([*lines, ""])
