"""The table's lines about the catalogue of figures: definitions hold no data, so whoever is signed in may read them."""

from tests.rights.rows import Row, look

DEFINITIONS: list[Row] = [
    *look("figure_catalogue", {}, 200),
    *look("figure_definition", {}, 200, record="injury.count@1"),
    *look("figure_definition", {}, 404, record="injury.unheard@1"),
]
