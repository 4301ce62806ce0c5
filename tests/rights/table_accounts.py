"""The table's lines about signing in and about people."""

from tests.rights.rows import GET, POST, Row, do, look

ALL = "anonymous weak"  # with `rest`: everybody, signed in or not
CHIEFS = "chief chief_o admin"

SIGN_IN = [
    # Who is in already is sent on to the first page.
    Row("account_login", "", GET, {200: "anonymous"}, 302),
    Row("account_login", "", POST, {200: "anonymous"}, 302),
    Row("account_logout", "", GET, {200: "weak"}, 200),
    Row("account_logout", "", POST, {}, 302),
    Row("account_inactive", "", GET, {200: ALL}, 200),
    Row("account_inactive", "", POST, {405: ALL}, 405),
    Row("account_reauthenticate", "", GET, {200: "weak"}, 200),
    Row("account_reauthenticate", "", POST, {200: "weak"}, 200),
    Row("account_change_password", "", GET, {200: "weak"}, 200),
    Row("account_change_password", "", POST, {200: "weak"}, 200),
    Row("mfa_index", "", GET, {200: "weak"}, 200),
    Row("mfa_index", "", POST, {405: "weak"}, 405),
    Row("accounts_second_factor", "", GET, {200: "weak"}, 302),
    Row("accounts_second_factor", "", POST, {405: ALL}, 405),
    # A second step without a first one, and everything about a code generator nobody here has set up.
    Row("mfa_authenticate", "", GET, {}, 302),
    Row("mfa_authenticate", "", POST, {}, 302),
    Row("mfa_reauthenticate", "", GET, {}, 302),
    Row("mfa_reauthenticate", "", POST, {}, 302),
    Row("mfa_activate_totp", "", GET, {}, 302),
    Row("mfa_activate_totp", "", POST, {}, 302),
    Row("mfa_totp_qr", "", GET, {404: "weak"}, 404),
    Row("mfa_totp_qr", "", POST, {405: ALL}, 405),
    Row("mfa_deactivate_totp", "", GET, {}, 404),
    Row("mfa_deactivate_totp", "", POST, {}, 404),
    Row("mfa_view_recovery_codes", "", GET, {404: "weak"}, 404),
    Row("mfa_view_recovery_codes", "", POST, {405: "weak"}, 405),
    Row("mfa_generate_recovery_codes", "", GET, {}, 302),
    Row("mfa_generate_recovery_codes", "", POST, {}, 302),
    # The technical admin has no door of its own for passwords: it leads to ours.
    *(
        Row(name, "", method, {302: ALL}, 302)
        for name in ("admin_login", "admin_logout", "admin_password_change")
        for method in (GET, POST)
    ),
]

PHONES = [
    *do("accounts_enrol_mine", {}, 302, outside="405"),
    *do("accounts_revoke_mine", {302: "grid"}, 404, record="{device}", outside="405"),  # one's own phone only
    # An invitation is shown to whoever made it, and to nobody else.
    *look("accounts_enrolment", {200: "admin"}, 404, record="{invitation}", outside="405"),
    *look("accounts_enrolment_qr", {200: "admin"}, 404, record="{invitation}", outside="405"),
    Row("accounts_pin", "", GET, {200: ALL}, 200),
    Row("accounts_pin", "", POST, {404: ALL}, 404),
    Row("accounts_enrol", "{token}", GET, {200: ALL}, 200),
    Row("accounts_enrol", "{token}", POST, {200: ALL}, 200),
    Row("accounts_enrol", "nosuchtoken", GET, {410: ALL}, 410),
    Row("accounts_enrol", "nosuchtoken", POST, {410: ALL}, 410),
    *do("accounts_demo_enter", {404: "anonymous"}, 404, outside="405"),  # no demonstration, no such entrance
]


def _about(address: str, done: int) -> list[Row]:
    """A deed about a person: the chief of the place and the administrator; other chiefs do not know him."""
    return [
        *do(address, {done: "chief admin", 404: "chief_o"}, 403, record="grid", outside="405"),
        *do(address, {done: "chief_o admin", 404: "chief"}, 403, record="clerk_o", outside="405"),
        # Who holds the sensitive right, sees names or decides is looked after by the administrator only:
        # else a chief could sign in as somebody who may read more than he.
        *(
            row
            for person in ("clerk_s", "facility", "cdc", "chief_o")
            for row in do(address, {done: "admin", 404: "chief chief_o"}, 403, record=person, outside="405")
        ),
    ]


PEOPLE = [
    *look("accounts_people", {200: CHIEFS}, 403, outside="405"),
    Row("accounts_people_import", "", GET, {200: CHIEFS}, 403),
    Row("accounts_people_import", "", POST, {422: CHIEFS}, 403),
    *look("accounts_people_template", {200: CHIEFS}, 403),
    Row("accounts_person_add", "", GET, {200: CHIEFS}, 403),
    Row("accounts_person_add", "", POST, {200: CHIEFS}, 403),
    *(
        Row("accounts_person", person, method, {200: f"{chief} admin", 404: other}, 403)
        for person, chief, other in (("grid", "chief", "chief_o"), ("clerk_o", "chief_o", "chief"))
        for method in (GET, POST)
    ),
    *(
        Row("accounts_person", person, method, {200: "admin", 404: "chief chief_o"}, 403)
        for person in ("clerk_s", "facility", "cdc", "admin")
        for method in (GET, POST)
    ),
    *do(
        "accounts_end_scope",
        {302: "chief admin", 404: "chief_o"},
        403,
        record="grid {grid_scope}",
        outside="405",
    ),
    *do(
        "accounts_revoke_phone",
        {302: "chief admin", 404: "chief_o"},
        403,
        record="grid {device}",
        outside="405",
    ),
    *_about("accounts_invite_phone", 302),
    *_about("accounts_new_password", 200),
    *_about("accounts_deactivate", 302),
]

ACCOUNTS: list[Row] = [*SIGN_IN, *PHONES, *PEOPLE]
