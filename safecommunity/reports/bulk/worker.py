"""One process of a bulk: `python -m safecommunity.reports.bulk.worker PID TOKEN`, started by its leader."""

import sys


def main(pid: str, token: str) -> int:
    """Work until nothing is left."""
    import django

    django.setup()
    from safecommunity.reports.bulk import making

    making.work(pid, token)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:3]))
