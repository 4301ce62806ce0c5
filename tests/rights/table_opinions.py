"""The table's lines about opinions: the office handles, a worker enters, anybody says something by a code."""

from tests.rights.rows import GET, POST, Row, do, look

OWN = "clerk clerk_s chief"
OFFICE = f"{OWN} clerk_o chief_o"
WORKS = f"grid grid_o {OFFICE}"
LOOKS = f"{WORKS} auditor"
SEES = f"grid auditor {OWN}"
NOT = "grid_o clerk_o chief_o"
ALL = "anonymous weak"  # with `rest`: everybody, signed in or not

OPINIONS: list[Row] = [
    *look("opinions", {200: f"{LOOKS} agency_fire"}, 403),  # an agency's people: what was sorted to them
    *look("opinions_export", {200: f"{LOOKS} agency_fire"}, 403),
    Row("opinion_new", "", GET, {200: WORKS}, 403),
    Row("opinion_new", "", POST, {422: WORKS}, 403),
    Row("opinion_import", "", GET, {200: OFFICE}, 403),
    Row("opinion_import", "", POST, {422: OFFICE}, 403),
    *look("opinion_template", {200: OFFICE}, 403),
    Row("opinion_boxes", "", GET, {200: OFFICE}, 403),
    Row("opinion_boxes", "", POST, {422: OFFICE}, 403),
    Row("opinion_box", "{say_box}", GET, {200: OWN, 404: "clerk_o chief_o"}, 403),
    Row("opinion_box", "{say_box}", POST, {302: OWN, 404: "clerk_o chief_o"}, 403),
    *look("opinion", {200: SEES, 404: f"{NOT} agency_fire"}, 403, record="{opinion}"),
    *do(
        "opinion_step",
        {302: OWN, 404: "clerk_o chief_o agency_fire"},
        403,
        record="{opinion}",
        sends={"what": "task"},
    ),
    # behind the code on the wall: open to everybody, it knows nobody
    Row("say", "{say_code}", GET, {200: "anonymous"}, 200),
    Row("say", "{say_code}", POST, {422: "anonymous"}, 422),
    Row("say", "nosuchcode", GET, {404: "anonymous"}, 404),
    *look("say_answers", {200: "anonymous"}, 200, record="{say_code}", outside="405"),
    Row("say_receipt", "{say_receipt}", GET, {200: "anonymous"}, 200),
    Row("say_receipt", "{say_receipt}", POST, {422: "anonymous"}, 422),
]
