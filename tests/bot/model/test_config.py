"""Where the model comes from: option, environment, file; and that a key is never shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from lawlint.bot.model import Model
from lawlint.bot.model.config import SECONDS, Settings, config_file, settings
from lawlint.engine.reading import Faults

from .conftest import KEY


def write(text: str) -> Path:
    file = config_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_no_model_unless_asked_for() -> None:
    assert Model.configured() is None
    assert Model.configured(None) is None


def test_option_before_environment_before_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write(f"model: ollama:file\nbase_url: http://file\napi_key: {KEY}\ntimeout: 12.5\n")
    assert settings() == Settings("ollama:file", "http://file", KEY, 12.5)
    monkeypatch.setenv("LAWLINT_MODEL", "openai:environment")
    monkeypatch.setenv("LAWLINT_MODEL_BASE_URL", "http://environment")
    assert settings() == Settings("openai:environment", "http://environment", KEY, 12.5)
    assert settings("openai:option") == Settings("openai:option", "http://environment", KEY, 12.5)


@pytest.mark.parametrize("word", ["none", "off", "NONE", "", " "])
def test_the_option_turns_it_off(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("LAWLINT_MODEL", "openai:environment")
    assert settings(word) is None


def test_the_environment_turns_the_file_off(monkeypatch: pytest.MonkeyPatch) -> None:
    write("model: ollama:file\n")
    monkeypatch.setenv("LAWLINT_MODEL", "none")
    assert settings() is None


def test_a_file_without_a_model_is_none() -> None:
    write("timeout: 5\n")
    assert settings() is None
    assert settings("openai:m") == Settings("openai:m", timeout=5.0)
    assert SECONDS == 30.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"model: openai:m\nkey: {KEY}\n", ":2:1: unknown key `key`"),
        ("modell: openai:m\n", "did you mean `model`?"),
        (f"{KEY}\n", "this is no map of settings"),
        ("model: [a, b]\n", ":1:8: `model` must be a single word"),
        ("model: openai:m\ntimeout: soon\n", ":2:10: `timeout` is no number of seconds"),
        ("model: openai:m\ntimeout: 0\n", "`timeout` is no number of seconds"),
        ("model: openai:m\ntimeout: inf\n", "`timeout` is no number of seconds"),
        (f"api_key: [{KEY}\n", "not valid YAML"),
        ("", "the file is empty"),
    ],
)
def test_a_faulty_file_is_said_without_the_key(text: str, said: str) -> None:
    write(text)
    with pytest.raises(Faults) as caught:
        settings()
    assert said in str(caught.value)
    assert KEY not in str(caught.value)


def test_a_faulty_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAWLINT_MODEL", "openai:m")
    monkeypatch.setenv("LAWLINT_MODEL_TIMEOUT", "soon")
    with pytest.raises(Faults, match="LAWLINT_MODEL_TIMEOUT: `timeout` is no number"):
        settings()


def test_no_key_is_shown() -> None:
    shown = repr(Settings("openai:m", f"http://me:{KEY}@host", KEY))
    assert KEY not in shown
