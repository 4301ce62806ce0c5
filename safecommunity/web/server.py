"""The web processes: granian serving the ASGI application."""

import logging
import os

from granian import Granian
from granian.constants import Interfaces

from safecommunity.web import environment


def main() -> None:
    """Serve until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safecommunity.web.settings")
    logging.getLogger("granian").setLevel(logging.WARNING)
    Granian(
        "safecommunity.web.asgi:application",
        address=os.environ.get("SAFECOMMUNITY_ADDRESS", "127.0.0.1"),
        port=environment.whole_number("PORT", 8000, 1, 65535),
        interface=Interfaces.ASGINL,
        workers=environment.whole_number("SAFECOMMUNITY_WORKERS", 1, 1, 64),
        websockets=False,
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
    ).serve()


if __name__ == "__main__":
    main()
