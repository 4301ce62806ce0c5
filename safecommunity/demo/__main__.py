"""`python -m safecommunity.demo`: fill an empty data folder with the demonstration world."""

import os
import sys

import django


def main() -> None:
    """Make the tables, then the world, under the clock of now."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safecommunity.web.settings")
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from safecommunity.demo import world

    call_command("migrate", interactive=False, verbosity=0)
    world.build(now=timezone.now(), say=print_line)


def print_line(text: str) -> None:
    """One line of progress."""
    sys.stderr.write(f"  {text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
