"""Merge translations into the catalogues: `python scripts/say.py FILE.json`.

FILE.json maps an English msgid to its simplified Chinese text, or to a pair
[simplified, traditional] where automatic conversion would pick the wrong word, or to null
where nothing says it any more.
Traditional Chinese is otherwise converted with OpenCC (s2twp). A file lock lets
several people work at once; entries are kept sorted so that merges stay readable.
"""

import fcntl
import json
import re
import sys
from pathlib import Path

import opencc
import polib

LOCALE = Path(__file__).resolve().parent.parent / "safecommunity" / "locale"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{\w*\}|%[sd]")


def catalogue(path: Path, language: str) -> polib.POFile:
    """Open a catalogue, or begin an empty one."""
    if path.exists():
        return polib.pofile(str(path), wrapwidth=0)
    po = polib.POFile(wrapwidth=0)
    po.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return po


def put(po: polib.POFile, msgid: str, msgstr: str) -> None:
    """Add or replace one entry; refuse a translation that loses a placeholder."""
    wanted, got = (
        sorted(m.group(0) for m in PLACEHOLDER.finditer(msgid)),
        sorted(m.group(0) for m in PLACEHOLDER.finditer(msgstr)),
    )
    if wanted != got:
        raise SystemExit(f"placeholders differ: {msgid!r} has {wanted}, {msgstr!r} has {got}")
    entry = po.find(msgid)
    flags = ["python-format"] if "%(" in msgid else []
    if entry is None:
        po.append(polib.POEntry(msgid=msgid, msgstr=msgstr, flags=flags))
    else:
        entry.msgstr, entry.flags = msgstr, flags


def forget(po: polib.POFile, msgid: str) -> None:
    """Take an entry out."""
    entry = po.find(msgid)
    if entry is not None:
        po.remove(entry)


def main() -> int:
    """Merge the given file into both Chinese catalogues."""
    said = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    convert = opencc.OpenCC("s2twp").convert
    LOCALE.mkdir(parents=True, exist_ok=True)
    with (LOCALE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for code in ("zh_Hans", "zh_Hant"):
            path = LOCALE / code / "LC_MESSAGES" / "django.po"
            path.parent.mkdir(parents=True, exist_ok=True)
            po = catalogue(path, code)
            for msgid, text in said.items():
                if text is None:
                    forget(po, msgid)
                    continue
                simple, other = (text, None) if isinstance(text, str) else text
                # the phrase table makes 社区 the online kind of community
                other = other or convert(simple).replace("社群", "社區")
                put(po, msgid, simple if code == "zh_Hans" else other)
            po.sort(key=lambda entry: entry.msgid)
            po.save(str(path))
            po.save_as_mofile(str(path.with_suffix(".mo")))
    sys.stdout.write(f"{len(said)} texts merged\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
