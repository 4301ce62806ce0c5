"""The table's lines about the catalogue of figures: definitions hold no data, so whoever is signed in may read them;
a table for everybody is made by who reads the figures of its place."""

from tests.rights.rows import Row, do, look

NUMBERS = "cdc cdc_s clerk clerk_s chief auditor admin supervisor_live"

DEFINITIONS: list[Row] = [
    *look("figure_catalogue", {}, 200),
    *look("figure_definition", {}, 200, record="injury.count@1"),
    *look("figure_definition", {}, 404, record="injury.unheard@1"),
    # This year has not ended, so whoever may read the figures is told why there is no table yet.
    *look("figure_public", {422: NUMBERS}, 403, record="injury.count@1~{street}~{year}"),
    *look("figure_public", {422: "cdc_o"}, 403, record="injury.count@1~{far_district}~{year}"),
    *do("figure_public_release", {302: "cdc cdc_s chief"}, 403, record="injury.count@1~{street}~{year}"),
    *do("figure_public_release", {302: "cdc_o"}, 403, record="injury.count@1~{far_district}~{year}"),
    *look("figure_public_export", {404: NUMBERS}, 403, record="injury.count@1~{street}~{year}"),
]
