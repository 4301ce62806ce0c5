"""What a procedure is: states with their clocks, moves with who makes them, the papers they need, and limits.

How a limit or clock is known decides what it does: only what is read in its source, or set by an operator who holds
the paper, stops a move; what is recalled or reconstructed warns, and who goes on says so.
"""

from collections.abc import Mapping

Texts = Mapping[str, str]

# the stages of every procedure in order, so that places under different procedures stand on one line
STAGES = (
    "filing", "building", "assessment", "recommendation", "review", "site", "rectification", "decision", "notice",
    "named", "reevaluation", "closed",
)  # fmt: skip
LEVELS = ("municipal", "provincial", "national", "international")
APPLICANT, CHIEF = "applicant", "applicant_chief"
# tiers of supervision from below, with the level of the place tree each stands for
TIERS = {"district": "district", "city": "city", "province": "province", "centre": "country"}
ROLES = (APPLICANT, CHIEF, *TIERS)
BASES = ("read", "recalled", "reconstructed", "derived", "mixed", "operator")
FIRM = ("read", "operator")
UNITS = ("working", "calendar", "month", "year")
BACK = "@back"  # to the state the application came from
