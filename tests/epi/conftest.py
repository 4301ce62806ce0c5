"""After the run: what was found of the agreement with other tools is written, where asked for."""

from tests.epi import agreement


def pytest_sessionfinish() -> None:
    """See `agreement`."""
    agreement.write()
