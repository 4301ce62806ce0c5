"""The process that reads a PDF somebody brought: bounds first, then its text. It serves nobody else."""

import contextlib
import json
import resource
import sys

MEMORY = 1024 << 20


def bound(seconds: int) -> None:
    """Bounds on memory, time and files."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def main() -> None:
    """One PDF from stdin, what it holds to stdout."""
    from safecommunity.reports.reading.pdf import SECONDS, read

    bound(SECONDS)
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    try:
        told = read(sys.stdin.buffer.read(), int(sys.argv[1]))
    except MemoryError:
        told = {"what": "slow"}
    out.write(json.dumps(told).encode())
    out.flush()


if __name__ == "__main__":
    main()
