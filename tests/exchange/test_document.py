"""The OpenAPI document is whole: every route stands in it, every example is sent, every answer keeps to its schema."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from tests.exchange.conftest import Maker, card
from tests.injuries.conftest import World

TYPES: dict[str, Any] = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict,
    "null": type(None),
}  # fmt: skip


def document() -> dict[str, Any]:
    return Client().get("/api/openapi.json").json()


def breaks(value: Any, schema: dict[str, Any], whole: dict[str, Any], at: str = "$") -> list[str]:
    """Where a value departs from a schema: the part of JSON Schema the document uses."""
    if "$ref" in schema:
        return breaks(value, resolved(schema["$ref"], whole), whole, at)
    for word in ("anyOf", "oneOf"):
        if word in schema:
            tried = [breaks(value, one, whole, at) for one in schema[word]]
            return [] if [] in tried else min(tried, key=len)
    kind = schema.get("type")
    if kind and (
        not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind in ("integer", "number"))
    ):
        return [f"{at}: {value!r} is no {kind}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{at}: {value!r} is none of {schema['enum']}"]
    found = []
    if isinstance(value, dict):
        known = schema.get("properties", {})
        found += [f"{at}.{name} is missing" for name in schema.get("required", ()) if name not in value]
        rest = schema.get("additionalProperties", not known)
        for name, inner in value.items():
            inside = known.get(name, rest if isinstance(rest, dict) else None)
            if inside is None and not rest:
                found.append(f"{at}.{name} is not in the schema")
            elif inside is not None:
                found += breaks(inner, inside, whole, f"{at}.{name}")
    if isinstance(value, list):
        for number, inner in enumerate(value):
            found += breaks(inner, schema.get("items", {}), whole, f"{at}[{number}]")
    return found


def resolved(ref: str, whole: dict[str, Any]) -> dict[str, Any]:
    found: Any = whole
    for part in ref.removeprefix("#/").split("/"):
        found = found[part]
    return found


def operations(whole: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(method, path): one for path, all_ in whole["paths"].items() for method, one in all_.items()}


def test_the_search_for_departures_finds_them():
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
    assert breaks({"a": 1}, schema, {}) == []
    assert breaks({}, schema, {})
    assert breaks({"a": True}, schema, {})
    assert breaks({"a": 1, "b": 2}, schema, {})


def test_every_route_stands_in_the_document_and_nothing_else():
    routes = set()
    for part in get_resolver().url_patterns:
        for inner in getattr(part, "url_patterns", []):
            if str(inner.pattern) == "api/v1/" and hasattr(inner, "url_patterns"):
                routes = {
                    "/api/v1/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(one.pattern))
                    for one in inner.url_patterns
                    if isinstance(one, URLPattern) and one.name != "api-root"
                }
    assert routes
    assert routes == set(document()["paths"])


def test_the_document_holds_together():
    """What a reader of OpenAPI 3.1 needs: version, info, ids once each, answers, known references, path parameters."""
    whole = document()
    assert whole["openapi"].startswith("3.1")
    assert whole["info"]["title"]
    assert whole["info"]["version"]
    refs = re.findall(r'"\$ref": "([^"]+)"', json.dumps(whole))
    assert refs
    assert all(resolved(ref, whole) for ref in refs)
    ids = [one["operationId"] for one in operations(whole).values()]
    assert len(ids) == len(set(ids))
    for (_method, path), one in operations(whole).items():
        assert one["summary"]
        assert one["description"]
        assert {"200", "401", "403", "404", "422", "429"} <= set(one["responses"])
        assert one["security"] == [{"Bearer": []}]
        inside = {parameter["name"] for parameter in one.get("parameters", []) if parameter["in"] == "path"}
        assert inside == set(re.findall(r"{(\w+)}", path))
    assert whole["components"]["securitySchemes"]["Bearer"] == {"type": "http", "scheme": "bearer"}


@pytest.mark.django_db
def test_every_documented_example_is_answered_as_its_schema_says(world: World, program: Maker):
    whole, sender = document(), program("facility", unit=world.hospital.pid, may=("cards",))
    reader = program("cdc", place=world.district.pid)
    examples = operations(whole)["post", "/api/v1/injuries"]["requestBody"]["content"]["application/json"][
        "examples"
    ]
    known = {"UNIT": world.hospital.pid, "PLACE": world.community.pid}
    seen = 0
    for number, example in enumerate(examples.values()):
        sent = json.dumps(example["value"]).replace("his-", f"{number}-")
        for word, pid in known.items():
            sent = sent.replace(f'"{word}"', f'"{pid}"')
        sent = re.sub(r"2026-11-22T(\d\d)", r"2025-11-22T\1", sent)  # never in the future of a test's clock
        answer = sender.post(sent)
        assert answer.status_code == 201, answer.json()
        seen += check(answer, operations(whole)["post", "/api/v1/injuries"], whole)
    known["REF"] = answer.json()["items"][0]["ref"]
    known["KEY"] = f"injury.count@1~{world.community.pid}~2025"
    for (method, path), one in operations(whole).items():
        if method != "get":
            continue
        query = {
            name: known.get(text, text).replace("2026", "2025") for name, text in one["x-example"].items()
        }
        inside = set(re.findall(r"{(\w+)}", path))
        address = path.removeprefix("/api/v1/").format(**{name: query.pop(name) for name in inside})
        answer = reader.get(address, query)
        assert answer.status_code == 200, (path, answer.content)
        seen += check(answer, one, whole)
    assert seen == len(operations(whole)) + 1  # sending has two examples


@pytest.mark.django_db
def test_refusals_keep_to_their_schema_too(world: World, program: Maker):
    whole, reader = document(), program("cdc", place=world.district.pid)
    sender = program("facility", unit=world.hospital.pid, may=("cards",))
    one = operations(whole)
    check(reader.get("figures/x"), one["get", "/api/v1/figures/{code}"], whole)
    check(reader.get("figures", Authorization=""), one["get", "/api/v1/figures"], whole)
    check(sender.get("figures"), one["get", "/api/v1/figures"], whole)
    for body in (card(world, cause=98), [], "{"):
        check(sender.post(body), one["post", "/api/v1/injuries"], whole)


def check(answer: Any, operation: dict[str, Any], whole: dict[str, Any]) -> int:
    schema = operation["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
    assert breaks(answer.json(), schema, whole) == []
    return 1


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v2/figures", "/api/x"])
def test_an_unknown_address_says_so_in_json(path: str):
    answer = Client().get(path)
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["rule"] == "missing"


@pytest.mark.django_db
def test_the_plain_page_names_every_operation():
    page = Client().get("/api/")
    assert page.status_code == 200
    assert [path for path in document()["paths"] if path not in page.content.decode()] == []
