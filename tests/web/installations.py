"""Throw-away installations for tests that need processes of their own: a data folder, keys, migrated tables."""

import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests import kept

ROOT = Path(__file__).resolve().parent.parent.parent


def environment(folder: Path, like: dict[str, str] | None = None) -> dict[str, str]:
    """The environment of a new installation, or of a copy of another; on PostgreSQL with a database of its own."""
    env = {
        **os.environ,
        "SAFECOMMUNITY_HOME": str(folder / "home"),
        "SAFECOMMUNITY_KEYS": str(folder / "keys"),
        "DJANGO_SETTINGS_MODULE": "safecommunity.web.settings",
        "PYTHONPATH": str(ROOT),
    }
    url = env.get("DATABASE_URL", "")
    if url:
        import psycopg

        name = f"own_{uuid.uuid4().hex[:12]}"
        model = f' TEMPLATE "{urlsplit(like["DATABASE_URL"]).path[1:]}"' if like else ""
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}"{model}'.encode())
        env["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    if not url and not like:
        shutil.copytree(kept.empty() / "home", env["SAFECOMMUNITY_HOME"], dirs_exist_ok=True)
    if like:
        for what in ("SAFECOMMUNITY_HOME", "SAFECOMMUNITY_KEYS"):
            if Path(like[what]).is_dir():
                shutil.copytree(like[what], env[what])
    return env


def run(env: dict[str, str], *arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    """Run one of our modules and wait."""
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=400,
        **more,
    )


def start(env: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    """Start one of our modules and go on."""
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        env=env,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
