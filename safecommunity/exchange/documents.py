"""The parts of the OpenAPI document that no type can say: the body of a card, and examples a test sends."""

from typing import Any

from safecommunity.exchange import cards
from safecommunity.injuries import codes

EXAMPLE: dict[str, Any] = {
    "client_id": "his-2026-000123",
    "card_version": "niss-1",
    "confirmed": [],
    "values": {
        "unit": "UNIT", "sex": 2, "age_years": 78, "injury_time": "2026-11-22T21:00:00+08:00",
        "visit_time": "2026-11-22T22:00:00+08:00", "cause": 3, "place_kind": 1, "activity": 6, "intent": 1,
        "alcohol": 2, "nature": 1, "body_part": 3, "system": 5, "severity": 2, "outcome": 1, "residence": "PLACE",
    },
}  # fmt: skip
WHOLE = {"age_years", "age_months"}


def _field(name: str) -> dict[str, Any]:
    if name in codes.LISTS or name in WHOLE:
        return {"type": "integer"}
    if name == "lives_elsewhere":
        return {"type": "boolean"}
    if name in cards.TIMES:
        return {
            "type": "string",
            "description": "ISO 8601; without a zone: of the office; a day alone: hour not known",
        }
    return {"type": "string"}


def card_schema() -> dict[str, Any]:
    """One card as JSON schema."""
    return {
        "type": "object",
        "required": ["client_id", "values"],
        "additionalProperties": False,
        "properties": {
            "client_id": {
                "type": "string", "minLength": 1, "maxLength": 64,
                "description": "Your own id of the card. Sent again with the same content it changes nothing.",
            },
            "card_version": {"type": "string", "enum": list(codes.FILES), "default": codes.DEFAULT},
            "confirmed": {
                "type": "array", "items": {"type": "string"},
                "description": "Rules of questions a person looked at again and found right",
            },
            "values": {
                "type": "object", "additionalProperties": False,
                "properties": {name: _field(name) for name in cards.fields()},
            },
        },
    }  # fmt: skip


def sending() -> dict[str, Any]:
    """The request body: one card, or a list of them."""
    one = card_schema()
    many = {"type": "array", "items": one, "minItems": 1, "maxItems": cards.MOST}
    return {
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"oneOf": [one, many]},
                    "examples": {"one": {"value": EXAMPLE}, "list": {"value": [EXAMPLE]}},
                }
            },
        }
    }


def example(**values: Any) -> dict[str, Any]:
    """Examples of parameters, as an extension a test reads: `x-example`."""
    return {"x-example": values}
