"""What the operator may set from outside: a handful of typed readers; a wrong value stops the start.

PORT, SAFECOMMUNITY_HOME (data folder), SAFECOMMUNITY_KEYS (secrets and the audit anchor, by default
a sibling of the data folder so that a copied data folder carries no key), DATABASE_URL (PostgreSQL;
SQLite in the data folder otherwise), SAFECOMMUNITY_HOSTS, SAFECOMMUNITY_DEMO, SAFECOMMUNITY_WORKERS,
SAFECOMMUNITY_TILES, SAFECOMMUNITY_ENGINE; for reminders SAFECOMMUNITY_PUBLIC, SAFECOMMUNITY_MAIL,
SAFECOMMUNITY_MAIL_FROM, SAFECOMMUNITY_SMS, SAFECOMMUNITY_SMS_KEY, SAFECOMMUNITY_WECOM (and
its _CORP, _AGENT, _SECRET).
"""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from safecommunity.engine import choice
from safecommunity.engine.errors import EngineError


class WrongSetting(SystemExit):
    """A setting that cannot be used: names it, what came and what is allowed."""

    def __init__(self, name: str, came: str, allowed: str) -> None:
        super().__init__(f"{name}: got {came!r}; allowed: {allowed}")


def whole_number(name: str, default: int, lowest: int, highest: int) -> int:
    """Read a whole number within bounds."""
    came = os.environ.get(name, str(default))
    if not came.isascii() or not came.isdigit() or not lowest <= int(came) <= highest:
        raise WrongSetting(name, came, f"a whole number from {lowest} to {highest}")
    return int(came)


def flag(name: str) -> bool:
    """Read an on/off switch; unset is off."""
    came = os.environ.get(name, "0").lower()
    if came not in {"0", "1", "true", "false", ""}:
        raise WrongSetting(name, came, "1, 0, true or false")
    return came in {"1", "true"}


def home() -> Path:
    """The data folder, made private to its owner on first use."""
    folder = Path(os.environ.get("SAFECOMMUNITY_HOME") or "var/home").expanduser().absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def kernels() -> None:
    """Have compiled kernels cached in the data folder; said before anything is compiled, unless said already."""
    folder = home() / "kernels"
    folder.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("NUMBA_CACHE_DIR", str(folder))


def keys() -> Path:
    """The folder of keys and of the audit anchor; never inside the data folder."""
    data = home()
    given = os.environ.get("SAFECOMMUNITY_KEYS")
    folder = Path(given).expanduser().absolute() if given else data.with_name(data.name + "-keys")
    if folder == data or data in folder.parents:
        raise WrongSetting("SAFECOMMUNITY_KEYS", str(folder), f"a folder outside {data}")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret(name: str) -> str:
    """A secret kept in the key folder, made once; two processes starting together agree on one."""
    path = keys() / name
    if not path.exists():
        draft = path.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
        try:
            os.link(draft, path)  # the first one wins; link refuses where the file exists
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


def _private(file: Path) -> Path:
    """A file that only its owner reads, also in a folder that others may enter; SQLite's side files take after it."""
    file.touch(mode=0o600)
    if file.stat().st_uid == os.getuid() and file.stat().st_mode & 0o077:
        file.chmod(0o600)
    return file


def database() -> dict[str, object]:
    """Django's database setting: PostgreSQL by DATABASE_URL, else SQLite in the data folder."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(_private(home() / "safecommunity.sqlite3")),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # the job process copies the log back every few seconds, an import by itself: no clerk's write has to
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
                "PRAGMA wal_autocheckpoint=32768;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise WrongSetting("DATABASE_URL", parts.scheme + "://…", "postgresql://user:password@host:port/name")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "OPTIONS": options,
    }


def tiles() -> tuple[str, str]:
    """The address template of map tiles and where they come from; ("", "") unless the operator asks for them."""
    template = os.environ.get("SAFECOMMUNITY_TILES", "").strip()
    if not template:
        return "", ""
    parts = urlsplit(template)
    named = all(word in template for word in ("{z}", "{x}", "{y}"))
    if (
        parts.scheme not in {"http", "https"}
        or not parts.netloc
        or "@" in parts.netloc
        or not named
        or set(" ;,\"'") & set(template)
    ):
        raise WrongSetting(
            "SAFECOMMUNITY_TILES",
            f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/…",
            "https://host/…{z}…{x}…{y}…, without blanks",
        )
    return template, f"{parts.scheme}://{parts.netloc}"


def engine() -> str:
    """The analysis engine: DuckDB on this machine unless the operator names a Spark master."""
    given = os.environ.get("SAFECOMMUNITY_ENGINE", "").strip() or choice.DUCKDB
    try:
        return choice.chosen(given)
    except EngineError as reason:
        raise WrongSetting("SAFECOMMUNITY_ENGINE", given, choice.ALLOWED) from reason


def hosts() -> list[str]:
    """Names this server answers to; this machine alone unless the operator says more."""
    given = os.environ.get("SAFECOMMUNITY_HOSTS", "")
    return [
        "127.0.0.1",
        "localhost",
        "[::1]",
        *[name.strip() for name in given.split(",") if name.strip()],
    ]


@dataclass(frozen=True)
class Reminders:
    """The ways reminders leave this installation; empty is off. Keys stay out of any text made of it."""

    mail: bool = False
    sms: str = ""
    sms_key: str = field(default="", repr=False)
    wecom: str = ""
    wecom_corp: str = ""
    wecom_agent: int = 0
    wecom_secret: str = field(default="", repr=False)


def address(name: str) -> str:
    """An http(s) address without user, query or closing slash; "" where nothing is set."""
    given = os.environ.get(name, "").strip().rstrip("/")
    parts = urlsplit(given)
    if given and (
        parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc or parts.query
    ):
        shown = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/…"
        raise WrongSetting(name, shown, "http(s)://host[:port][/path], without user, password or query")
    return given


def _needed(name: str, because: str) -> str:
    given = os.environ.get(name, "").strip()
    if not given:
        raise WrongSetting(name, "", f"a value, because {because} is set")
    return given


def reminders() -> Reminders:
    """What the operator has set up for reminders; everything is off by default."""
    sms, wecom = address("SAFECOMMUNITY_SMS"), address("SAFECOMMUNITY_WECOM")
    agent = whole_number("SAFECOMMUNITY_WECOM_AGENT", 0, 0, 99_999_999) if wecom else 0
    if wecom and not agent:
        raise WrongSetting("SAFECOMMUNITY_WECOM_AGENT", "0", "the number of the application")
    return Reminders(
        mail=bool(os.environ.get("SAFECOMMUNITY_MAIL", "").strip()),
        sms=sms,
        sms_key=_needed("SAFECOMMUNITY_SMS_KEY", "SAFECOMMUNITY_SMS") if sms else "",
        wecom=wecom,
        wecom_corp=_needed("SAFECOMMUNITY_WECOM_CORP", "SAFECOMMUNITY_WECOM") if wecom else "",
        wecom_agent=agent,
        wecom_secret=_needed("SAFECOMMUNITY_WECOM_SECRET", "SAFECOMMUNITY_WECOM") if wecom else "",
    )


MAIL_ALLOWED = "smtp://[user:password@]host[:port] in the clear, smtp+tls:// (STARTTLS) or smtps:// (TLS)"
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail() -> dict[str, object]:
    """Django's mail settings out of one address; without it nothing is sent."""
    given = os.environ.get("SAFECOMMUNITY_MAIL", "").strip()
    sender = os.environ.get("SAFECOMMUNITY_MAIL_FROM", "").strip()
    if not given:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(given)
    try:
        port = parts.port or MAIL_PORTS.get(parts.scheme, 0)
    except ValueError:
        port = 0
    if not port or not parts.hostname:
        raise WrongSetting("SAFECOMMUNITY_MAIL", f"{parts.scheme}://…", MAIL_ALLOWED)
    if "@" not in sender or "\n" in sender:
        raise WrongSetting(
            "SAFECOMMUNITY_MAIL_FROM", sender, "the sender's address, because SAFECOMMUNITY_MAIL is set"
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 10,
        "DEFAULT_FROM_EMAIL": sender,
    }
