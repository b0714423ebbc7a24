"""One asker for all tests of the chat: opening the library takes a moment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lawlint.bot import cli
from lawlint.bot.answer.ask import Asker
from lawlint.bot.retrieve import Library
from lawlint.engine.rulebook.store import rulebook

DAY = "2026-11-24"


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the search index: tests leave the user's cache alone."""
    return tmp_path_factory.mktemp("index")


@pytest.fixture(scope="session")
def asker(index: Path) -> Asker:
    """An asker as of a fixed day."""
    book = rulebook()
    return Asker(book, Library.open(book, index), DAY)


@pytest.fixture
def ask(
    index: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    """Run `lawlint ask` or `chat` in this process: exit code, standard output, standard error."""
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)

    def go(*arguments: str) -> tuple[int, str, str]:
        code = cli.main([arguments[0], "--index", str(index), "--as-of", DAY, *arguments[1:]])
        shown = capsys.readouterr()
        assert "Traceback" not in shown.out + shown.err
        return code, shown.out, shown.err

    return go
