"""CSV import, fully validated: ours against django-import-export on the same rows, in the same run.

    python benchmarks/import_csv.py [rows] [--people] [--by-day] [--xlsx] [--no-peer]

`rows` is the last of BENCH_SIZES, else 20,000; 1,000,000 is the size that counts. Rows come in no order, which is the
hardest for the indexes; with `--by-day` they come as a facility exports them, the oldest first. `--people` adds names,
identity numbers and phones, which are checked, sealed and digested one by one. `--xlsx` writes the same rows as a
workbook and imports that. The peer runs in a throw-away environment made from the package index, on a thousandth part
of the rows, at least 2,000; where there is no index, or with `--no-peer`, only our figures are printed.
"""

import argparse
import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

HEADINGS = (
    "编号", "性别", "年龄", "伤害发生时间", "就诊时间", "居住社区", "户籍", "文化程度", "职业", "伤害发生原因",
    "伤害发生地点", "伤害发生时活动", "是否故意", "伤害性质", "伤害部位", "严重程度", "结局", "涉及产品",
)  # fmt: skip
CAUSES = ("3 跌倒/坠落", "1", "机动车车祸", "2", "4", "烧烫伤", "11", "6 刀/锐器伤")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def rows(size: int, people: bool, by_day: bool = False) -> Iterator[list[str]]:
    """Lines of a list as an office keeps it, drawn from a fixed seed; one in a thousand is wrong."""
    draw = random.Random(8)
    first = date(2016, 1, 1)
    for number in range(size):
        day = first + timedelta(days=3600 * number // size if by_day else draw.randrange(3600))
        at = draw.randrange(22)
        age, sex = draw.randrange(0, 96), draw.choice("12")
        line = [
            f"B{number:08d}", "男" if sex == "1" else "女性", f"{age}岁", f"{day:%Y-%m-%d} {at:02d}:30",
            f"{day:%Y-%m-%d} {at + 1:02d}:00",
            draw.choice(("基准东社区", "基准西社区", "外地")), "1", draw.choice("34567"), "5", draw.choice(CAUSES), "1",
            "2", "1", draw.choice("1234"), draw.choice("1234"), draw.choice(("轻度", "2", "3 重度")),
            draw.choice(("1", "2 观察/住院/转院")), "",
        ]  # fmt: skip
        if number % 1000 == 999:
            line[9] = "不知道啊"
        if people:
            born = day - timedelta(days=age * 365 + 200 + draw.randrange(100))
            digits = f"110101{born:%Y%m%d}{draw.randrange(99):02d}{sex}"
            total = sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True))
            line += [f"基准{number}", digits + "10X98765432"[total % 11], f"138{number % 10**8:08d}"]
        yield line


def write(path: Path, size: int, people: bool, by_day: bool = False) -> None:
    """The list as UTF-8 CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*HEADINGS, *(("姓名", "身份证号", "电话") if people else ())))
        writer.writerows(rows(size, people, by_day))


def write_xlsx(path: Path, size: int, people: bool, by_day: bool = False) -> None:
    """The same as a workbook."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("伤害")
        sheet.write_row(0, 0, (*HEADINGS, *(("姓名", "身份证号", "电话") if people else ())))
        for at, line in enumerate(rows(size, people, by_day), 1):
            sheet.write_row(at, 0, line)


def ours(path: Path, folder: Path) -> None:
    """Import into a fresh installation and say how fast and how big."""
    os.environ |= {"SAFECOMMUNITY_HOME": str(folder / "home"), "SAFECOMMUNITY_KEYS": str(folder / "keys")}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safecommunity.web.settings")
    from safecommunity.web import environment, installation

    installation.migrate(environment.home())
    import django

    django.setup()
    from django.utils import timezone

    from safecommunity.injuries.importing import command
    from safecommunity.injuries.models import Report
    from safecommunity.places import actions as places

    now = timezone.now()
    common = {"by": "benchmark", "at": now, "starts": date(2010, 1, 1), "label": "simulated"}
    street = places.create_place(name="基准街道", level="street", **common)
    for name in ("基准东社区", "基准西社区"):
        places.create_place(name=name, level="community", parent=street, **common)
    begun, busy = time.monotonic(), time.process_time()
    outcome = command.import_list(path=path, place=street, mapping="auto", by="benchmark", clock=timezone.now)
    seconds, busy = time.monotonic() - begun, time.process_time() - busy
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak, beside = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, child.ru_maxrss / 1024
    assert outcome["accepted"] == Report.objects.count()
    print(f"ours: {outcome['read']:,} rows, {outcome['accepted']:,} taken, {outcome['rejected']:,} rejected, "
          f"{seconds:.1f} s, {outcome['read'] / seconds:,.0f} rows/s; processor: storing {busy:.1f} s, reading ahead "
          f"{child.ru_utime + child.ru_stime:.1f} s; peak {peak:,.0f} MB + {beside:,.0f} MB", flush=True)  # fmt: skip
    print(f"RATE {outcome['read'] / seconds}", flush=True)


def peer(path: Path, folder: Path, size: int) -> float:
    """django-import-export in an environment of its own; rows a second."""
    python = folder / "peer" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(folder / "peer")], check=True)
    subprocess.run(
        [str(python), "-m", "pip", "install", "-q", "django<5.3", "django-import-export"], check=True
    )
    script = Path(__file__).with_name("import_csv_peer.txt")
    done = subprocess.run([str(python), "-", str(path), str(size)], input=script.read_text("utf-8"), text=True,
                          capture_output=True, check=True)  # fmt: skip
    print("peer:", done.stdout.strip())
    return float(done.stdout.split()[-1])


def main() -> None:
    """Write the list, import it, print."""
    options = argparse.ArgumentParser(description=__doc__)
    sizes = os.environ.get("BENCH_SIZES", "20000").split()
    options.add_argument("rows", type=int, nargs="?", default=int(sizes[-1]))
    for name in ("people", "by-day", "no-peer", "xlsx"):
        options.add_argument(f"--{name}", action="store_true")
    options.add_argument("--in", dest="inside", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.inside:
        folder = Path(given.inside)
        ours(folder / ("list.xlsx" if given.xlsx else "list.csv"), folder)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (write_xlsx if given.xlsx else write)(
            folder / ("list.xlsx" if given.xlsx else "list.csv"), given.rows, given.people, given.by_day
        )
        own = subprocess.run(
            [sys.executable, __file__, *sys.argv[1:], "--in", name], text=True, capture_output=True
        )
        print(own.stdout.split("RATE")[0].strip() or own.stderr)
        if own.returncode:
            raise SystemExit(own.returncode)
        if given.no_peer:
            return
        few = min(given.rows, max(2000, given.rows // 1000))
        write(folder / "few.csv", few, given.people)
        try:
            rate = peer(folder / "few.csv", folder, few)
        except subprocess.CalledProcessError as reason:
            print(f"peer: django-import-export could not be run here: {reason}")
            return
        print(f"ratio: {float(own.stdout.split()[-1]) / rate:.1f} times the peer")


if __name__ == "__main__":
    main()
