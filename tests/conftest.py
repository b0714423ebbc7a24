"""What every test may use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lawlint.engine import cli
from lawlint.engine.evaluate.durable import available

ROOT = Path(__file__).parent.parent
_NO_DURABLE = pytest.StashKey[int]()
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


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """Run the command line in this process: exit code, standard output, standard error."""
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)

    def go(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        shown = capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        return code, shown.out, shown.err

    return go


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without durable_rules its checks are left out, and the end of the run says how many and how to get them."""
    if available():
        return
    kept = [item for item in items if item.get_closest_marker("durable") is None]
    config.stash[_NO_DURABLE] = len(items) - len(kept)
    items[:] = kept


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which checks did not run, and why."""
    if left_out := config.stash.get(_NO_DURABLE, 0):
        terminalreporter.write_line(
            f"{left_out} checks of durable_rules did not run: pip install durable-rules (Python 3.11 or 3.12, C compiler)",
            yellow=True,
        )
    for part, checks in config.stash.get(_NOT_RUN, []):
        terminalreporter.write_line(f"{checks} checks did not run: they need ../shared/{part}, which is not here", yellow=True)
