"""What is private stays private, wherever the operator puts it."""

import os

from safecommunity.web import environment


def test_the_database_is_its_owners_alone_even_in_a_folder_open_to_others(tmp_path, monkeypatch):
    folder = tmp_path / "open"
    folder.mkdir(mode=0o755)
    monkeypatch.setenv("SAFECOMMUNITY_HOME", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    file = folder / "safecommunity.sqlite3"
    assert environment.database()["NAME"] == str(file)
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)  # as an older installation left it
    environment.database()
    assert file.stat().st_mode & 0o777 == 0o600


def test_compiled_kernels_are_cached_in_the_data_folder_unless_the_operator_says_where(tmp_path, monkeypatch):
    monkeypatch.setenv("SAFECOMMUNITY_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    environment.kernels()
    assert os.environ["NUMBA_CACHE_DIR"] == str(tmp_path / "home" / "kernels")
    assert (tmp_path / "home" / "kernels").stat().st_mode & 0o777 == 0o700
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/elsewhere")
    environment.kernels()
    assert os.environ["NUMBA_CACHE_DIR"] == "/elsewhere"
