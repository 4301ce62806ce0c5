"""Making the tables takes seconds that every installation, demonstration and test run waits for."""

import ast

from tests.architecture import house


def _model(call: ast.Call, keyword: str) -> str:
    value = next((k.value for k in call.keywords if k.arg == keyword), call.args[0] if call.args else None)
    return str(value.value).lower() if isinstance(value, ast.Constant) else ""


def test_constraints_and_indexes_stand_where_their_table_is_made() -> None:
    """Each added afterwards has Django make every related model anew: half the time of all migrations.

    One that needs a field added after its table is the only one that has to wait.
    """
    wrong = []
    for path in sorted(house.PACKAGE.glob("*/migrations/0*.py")):
        made: set[str] = set()
        grown: set[str] = set()
        for call in (n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
            if name == "CreateModel":
                made.add(_model(call, "name"))
            elif name == "AddField":
                grown.add(_model(call, "model_name"))
            elif (
                name in {"AddIndex", "AddConstraint"}
                and (model := _model(call, "model_name")) in made - grown
            ):
                wrong.append(
                    f"{house.where(path, call.lineno)}: {name} of {model}; allowed: in its CreateModel"
                )
    assert not wrong, house.report(wrong)
