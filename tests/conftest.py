"""What every test may use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
_NOT_RUN = pytest.StashKey[list[tuple[str, int]]]()


@pytest.fixture(scope="session")
def shared_or_report(request: pytest.FixtureRequest) -> Callable[[str, int], Path | None]:
    """`shared_or_report("texts", 25)` is the folder ../shared/texts, or None where this clone stands alone.

    In that case the number of checks that could not run is told at the end of the run: a test that needs the folder
    goes on with what it can check without it, and never passes over the rest in silence.
    """
    missing = request.config.stash.setdefault(_NOT_RUN, [])

    def find(part: str, checks: int) -> Path | None:
        folder = ROOT.parent / "shared" / part
        if folder.exists():
            return folder
        missing.append((part, checks))
        return None

    return find


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which checks did not run for want of ../shared."""
    for part, checks in config.stash.get(_NOT_RUN, []):
        terminalreporter.write_line(f"{checks} checks did not run: they need ../shared/{part}, which is not here", yellow=True)
