"""What the interface answers, as types; the OpenAPI document is made of them."""

from datetime import datetime
from typing import Any

from ninja import Field, Schema


class Error(Schema):
    """One thing wrong: which field, which rule, what came, what is allowed."""

    field: str = Field(description="Name of the field or parameter; empty for the request as a whole")
    rule: str = Field(description="Stable name of the rule, for programs")
    message: str = Field(description="For people, in the language asked for")
    came: str | None = Field(
        None, description="What came, shortened; never for answers that identify a person"
    )
    allowed: Any = Field(None, description="What is allowed, where it can be listed")
    usual: dict[str, int] | None = Field(None, description="The answer a question expects")


class Errors(Schema):
    """A refusal."""

    errors: list[Error]


class Definition(Schema):
    """A figure of the catalogue."""

    code: str
    version: int
    title: str
    unit: str
    kind: str
    counts: str
    excludes: str
    dimensions: list[str]
    url: str


class Catalogue(Schema):
    """All figures."""

    figures: list[Definition]


class PlaceName(Schema):
    """A place by its permanent id."""

    pid: str
    name: str


class Interval(Schema):
    """95 % confidence limits."""

    lower: float
    upper: float


class Sample(Schema):
    """How an estimate came from a sample."""

    se: float | None
    cv: float | None = Field(description="Standard error as a part of the estimate")
    strata: int
    units: int = Field(description="Units drawn first: hospitals of NEISS, say")
    degrees_of_freedom: int
    single_unit_strata: int
    records_without_weight: int = Field(
        description="Records of the question that are no part of the estimate"
    )
    unstable: list[str] = Field(description="Why its publisher would call it unstable: n, estimate, cv")


class Lengths(Schema):
    """How long the records of a duration took."""

    still_open: int = Field(description="Records that have not ended; they count as open so far")
    lower_quartile: float | None = Field(description="A quarter had ended by then; null where fewer ever did")
    upper_quartile: float | None
    followed: float | None = Field(description="Longest time looked at: a null value is longer than this")
    at_least: float | None = Field(description="Lower limit where no upper limit can be told yet")


class Numbers(Schema):
    """What every figure says of itself."""

    key: str | None = Field(description="Readable address of the figure; null where there is no such figure")
    value: float | None = Field(description="Null where it cannot be told: a rate without population")
    n: int = Field(description="Number of records behind it")
    numerator: float | None
    denominator: float | None = Field(description="Person-years for a rate")
    interval: Interval | None
    method: str
    sample: Sample | None = Field(description="Of an estimate from a sample; otherwise null")
    lengths: Lengths | None = Field(description="Of a duration; otherwise null")


class Part(Numbers):
    """The figure for one value of the dimension asked for by `by`."""

    dimension: str
    code: int | str
    label: str
    rows_url: str | None


class Figure(Numbers):
    """A figure with where it comes from."""

    code: str
    version: int
    title: str
    unit: str
    kind: str
    place: PlaceName
    period: str
    dimensions: dict[str, int | str]
    received: int | None = Field(
        description="Facilities that reported every month due; null where nobody owes reports"
    )
    due: int | None
    label: str = Field(description="simulated, real or empty: what kind of data this is")
    label_source: str
    seq: int = Field(description="Change number the counts were taken at")
    computed_at: datetime
    rows_url: str
    page_url: str
    by: list[Part]


class Row(Schema):
    """One record behind a figure. What is not open to the token keeps its line and nothing else."""

    open: bool
    ref: str | None
    url: str | None
    cells: list[str]


class Rows(Schema):
    """A page of records, newest first."""

    key: str
    total: int
    openable: int
    seq: int
    headings: list[str]
    rows: list[Row]
    next: str | None = Field(description="Mark of the next page, to be sent as `after`")


class Place(Schema):
    """A place."""

    pid: str
    name: str
    level: str
    parent: str | None
    codes: dict[str, str]


class Unit(Schema):
    """A facility the token may send cards for."""

    pid: str
    name: str
    place: str


class Places(Schema):
    """A page of places; facilities stand on the first."""

    places: list[Place]
    units: list[Unit]
    next: str | None


class Version(Schema):
    """A version of the card."""

    version: str
    title: str
    note: str
    default: bool
    url: str


class Versions(Schema):
    """The versions of the card."""

    versions: list[Version]


class CodeOption(Schema):
    """One option of a list."""

    code: int
    label: str


class Item(Schema):
    """One question of the card. `list` names its options."""

    name: str
    label: str
    kind: str
    required: bool
    list: str | None


class Codes(Schema):
    """A card version: questions in paper order, and lists of options."""

    version: str
    title: str
    note: str
    items: list[Item]
    lists: dict[str, list[CodeOption]]


class Sent(Schema):
    """What became of one card."""

    client_id: str
    status: str = Field(description="recorded, repeated or refused")
    ref: str | None
    card_no: str | None
    url: str | None
    errors: list[Error]
    questions: list[Error] = Field(description="Look again; if it is right, send `rule` in `confirmed`")


class Outcomes(Schema):
    """What became of the cards, in the order sent."""

    recorded: int
    repeated: int
    refused: int
    items: list[Sent]


class Answer(Schema):
    """One answered question of a card."""

    number: int
    label: str
    text: str


class Section(Schema):
    """A part of the card."""

    title: str
    answers: list[Answer]


class ReportOut(Schema):
    """One report of an injury, without anything that identifies a person."""

    card_no: str
    source: str
    state: str
    primary: bool
    unit: str | None
    place: str
    card_version: str
    entered_at: datetime
    sections: list[Section]


class Injury(Schema):
    """An injury with the reports open to the token."""

    ref: str
    reports: list[ReportOut]
