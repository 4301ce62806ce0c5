"""Who asks: one person for each role, inside and outside the scope of the records, with and without special rights.

The records of the matrix belong to 示例街道 in 示例区; `_o` marks somebody of the same role elsewhere: another street
of the district, for `cdc_o` and `supervisor_o` another district. `_s` holds the separate right to sensitive records.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Who:
    """A person of the matrix: a role, where it is held (a name of the ground), how the session was proved."""

    role: str = ""
    place: str = ""
    unit: str = ""
    sensitive: bool = False
    signed_in_by: str = "demo"
    room: str = ""
    sector: str = ""


PEOPLE: dict[str, Who] = {
    "weak": Who("cdc", "district", signed_in_by="password"),  # a password alone, where two proofs are needed
    "nobody": Who(),  # signed in, without any right
    "grid": Who("grid", "community"),
    "grid_o": Who("grid", "other_community"),
    "facility": Who("facility", unit="hospital"),
    "facility_o": Who("facility", unit="elsewhere"),
    "cdc": Who("cdc", "district"),
    "cdc_s": Who("cdc", "district", sensitive=True),
    "cdc_o": Who("cdc", "far_district"),
    "clerk": Who("clerk", "street"),
    "clerk_s": Who("clerk", "street", sensitive=True),
    "clerk_o": Who("clerk", "other_street"),
    "chief": Who("chief", "street"),
    "chief_o": Who("chief", "other_street"),
    "supervisor": Who("supervisor", "district"),
    "supervisor_o": Who("supervisor", "far_district"),
    "supervisor_live": Who("supervisor", "street", room="live"),  # to whom the street opened its live figures
    "agency": Who("agency", "street"),
    "agency_fire": Who("agency", "street", sector="fire"),  # of one sector: its tables and tasks, no others
    "unit": Who("unit", unit="hospital"),
    "reviewer": Who("reviewer", "district"),
    "auditor": Who("auditor", "district"),
    "admin": Who("admin", "district"),
}
EVERYBODY = ("anonymous", *PEOPLE)
SIGNED_IN = tuple(name for name in PEOPLE if name != "weak")
