"""Commands that are refused leave the database as it was."""

import io

import pytest

from safecommunity.accounts.models import User
from safecommunity.places.models import Place
from safecommunity.web import cli

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_a_person_with_an_unknown_role_is_not_made_at_all(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("示例 pass-phrase 42\n"))
    assert cli.main(["people", "add", "li", "--name", "李某", "--role", "wizard", "--password-stdin"]) == 1
    said = capsys.readouterr().err
    assert "wizard" in said
    assert "[" not in said
    assert not User.objects.exists()


def test_a_file_that_cannot_be_read_leaves_no_empty_place(tmp_path, capsys):
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    asked = ["import", "injuries", str(file), "--mapping", "neiss", "--place", "NEW", "--create-place", "新"]
    assert cli.main(asked) == 1
    assert "a, b" in capsys.readouterr().err
    assert not Place.objects.exists()
