"""Small files, small functions: 400 lines are looked at, 700 are split; 35 lines are looked at, 60 are split."""

from tests.architecture import house

FILE, FUNCTION = 700, 60


def test_no_file_is_longer_than_700_lines() -> None:
    wrong = [
        f"{house.where(path)}: {length} lines"
        for path in [*house.python_files(), *sorted((house.ROOT / "tests").rglob("*.py"))]
        if (length := path.read_text(encoding="utf-8").count("\n")) > FILE
    ]
    assert not wrong, house.report(wrong)


def test_no_function_is_longer_than_60_lines() -> None:
    wrong = [
        f"{house.where(path, node.lineno)} {node.name}: {length} lines"
        for path in house.python_files()
        for node in house.functions(path)
        if (length := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION
    ]
    assert not wrong, house.report(wrong)


def test_every_module_and_public_function_with_something_to_say_says_it() -> None:
    """Every module opens with a line that says what lives there."""
    import ast

    wrong = [
        house.where(path)
        for path in house.python_files()
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(house.tree(path))
    ]
    assert not wrong, house.report(wrong)
