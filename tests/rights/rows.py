"""How a line of the table is written, and how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.rights.people import EVERYBODY, SIGNED_IN

GET, POST = "GET", "POST"


@dataclass(frozen=True)
class Row:
    """One address, one record, one method: who gets which answer.

    `answers` maps a status to the people who get it (names of people.py, blanks between); `rest` is for everybody
    else who is signed in. Who is not, or has proved too little, is sent to the page that helps (302), unless
    `answers` says otherwise. `record` names what the address is about, `shows` who reads names and numbers there.
    """

    address: str
    record: str
    method: str
    answers: Mapping[int, str]
    rest: int
    sends: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    shows: str = ""

    def expected(self) -> dict[str, int]:
        """Status by person, everybody named once."""
        found = {name: self.rest if name in SIGNED_IN else 302 for name in EVERYBODY}
        for status, names in self.answers.items():
            for name in names.split():
                if name not in found:
                    raise ValueError(f"{self}: {name!r} is nobody; known: {', '.join(EVERYBODY)}")
                found[name] = status
        return found

    def __str__(self) -> str:
        return " ".join(part for part in (self.method, self.address, self.record, self.query) if part)


def look(
    address: str, answers: Mapping[int, str], rest: int, *, record: str = "", query: str = "", shows: str = "",
    outside: str = "",
) -> list[Row]:  # fmt: skip
    """A page that is only looked at: anything sent to it is refused (405).

    `outside="405"`: the method is checked before the person, so that even strangers get 405.
    """
    strangers = {405: "anonymous"} if outside else {}
    return [
        Row(address, record, GET, answers, rest, query=query, shows=shows),
        Row(address, record, POST, strangers, 405),
    ]


def do(
    address: str, answers: Mapping[int, str], rest: int, *, record: str = "", sends: Mapping[str, str] | None = None,
    shows: str = "", outside: str = "",
) -> list[Row]:  # fmt: skip
    """A deed: it is never done by looking (405)."""
    strangers = {405: "anonymous"} if outside else {}
    return [
        Row(address, record, POST, answers, rest, sends=sends or {}, shows=shows),
        Row(address, record, GET, strangers, 405),
    ]
