"""The ground of the tests: their own folders and database, and a plain word about what is not installed."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from scripts import set_up
from tests import conftest, postgres


def test_a_run_stands_on_folders_of_its_own() -> None:
    assert "safecommunity-test-" in str(settings.HOME)
    assert Path(os.environ["SAFECOMMUNITY_HOME"]) == settings.HOME
    assert not settings.DEMO


@pytest.mark.db
def test_a_run_is_on_the_database_it_says(request: pytest.FixtureRequest) -> None:
    asked = "postgresql" if request.config.getoption("--postgres") else "sqlite"
    assert connection.vendor == asked


class TestNeeds:
    @pytest.fixture(autouse=True)
    def nothing_installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(conftest.PRESENT, "chromium", lambda: None)

    def test_a_missing_program_is_a_skip_on_a_persons_machine(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("CI", raising=False)
        with pytest.raises(pytest.skip.Exception, match="chromium is not installed"):
            conftest.needs("chromium")

    def test_a_missing_program_is_a_failure_in_ci(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CI", "true")
        with pytest.raises(pytest.fail.Exception, match="chromium is not installed"):
            conftest.needs("chromium")

    def test_an_unknown_name_is_told_what_is_allowed(self) -> None:
        with pytest.raises(ValueError, match=r"got 'firefox'; allowed: chromium"):
            conftest.needs("firefox")


class TestPostgres:
    def test_its_folder_and_process_are_gone_after_use(self) -> None:
        conftest.needs("postgresql")
        server = postgres.Server()
        with server as url:
            folder, process = server.folder, server.process
            assert url == f"postgresql://postgres@/postgres?host={folder}"
        assert folder is not None
        assert process is not None
        assert not folder.exists()
        assert process.poll() is not None

    def test_its_absence_is_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(postgres, "binaries", lambda: None)
        with pytest.raises(postgres.NoPostgres, match="not installed"):
            postgres.Server().start()


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Collecting django==5.2 (from -r requirements.lock)", "django"),
        ("Requirement already satisfied: django-htmx==1.29 in", "django-htmx"),
        ("Processing wheels/numpy-2.4.6-cp311-manylinux.whl (from", "numpy"),
    ],
)
def test_progress_names_packages_wherever_pip_takes_them_from(line: str, name: str) -> None:
    found = set_up.NAME.match(line)
    assert found
    assert found[1] == name


def test_what_comes_as_source_is_unpacked_by_the_setuptools_of_the_lock() -> None:
    """pyspark comes as source only: nothing without a hash may be fetched to build it."""
    found = set_up.builder(set_up.ROOT / "requirements-spark.lock")
    assert found.startswith("setuptools==")
    assert "--hash=sha256:" in found
    assert found.count("==") == 1
    assert set_up.builder(set_up.ROOT / "requirements.lock") == ""
