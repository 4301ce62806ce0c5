"""The table's lines about reminders: one's own for everybody signed in, the text to urge for offices."""

from tests.rights.rows import GET, POST, Row, look

URGES = "cdc cdc_s cdc_o clerk clerk_s clerk_o chief chief_o supervisor supervisor_o supervisor_live"

REMINDERS: list[Row] = [
    Row("reminders", "", GET, {}, 200),
    Row("reminders", "", POST, {}, 422),  # nothing was answered
    *look("reminders_overdue", {200: URGES}, 403),
    *look(
        "reminders_overdue",
        {
            200: "clerk clerk_s chief supervisor_live cdc cdc_s supervisor",
            404: "cdc_o clerk_o chief_o supervisor_o",
        },
        403,
        query="at={street}",
    ),
]
