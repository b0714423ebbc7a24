"""Which model to use, where it is and how long to wait: from the command line, the environment, or a file of the user.

The file is `lawlint/model.yaml` in the configuration folder (`$XDG_CONFIG_HOME`, else `~/.config`), with any of the keys
`model`, `base_url`, `api_key`, `timeout`. A variable of the environment goes before the file, `--model` before both.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field
from pathlib import Path

from ...engine.reading import Fault, Faults, nearest, read
from ...engine.text import Said, said

KEYS = {
    "model": "LAWLINT_MODEL",
    "base_url": "LAWLINT_MODEL_BASE_URL",
    "api_key": "LAWLINT_MODEL_API_KEY",
    "timeout": "LAWLINT_MODEL_TIMEOUT",
}
"""Keys of the file, and the variable of the environment for each."""
OFF = ("", "none", "off")
"""Names that mean no model."""
SECONDS = 30.0
"""How long a model may take for one answer, where nothing else is set."""
LONGEST = 600.0


@dataclass(frozen=True, slots=True)
class Settings:
    """A model by `provider:name`; `timeout` in seconds for one whole answer. The key and the address are never shown."""

    name: str
    base_url: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    timeout: float = SECONDS


def config_file() -> Path:
    """Where the user's file is looked for."""
    folder = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(folder) if os.path.isabs(folder) else Path.home() / ".config") / "lawlint" / "model.yaml"


def settings(name: str | None = None) -> Settings | None:
    """The settings, or None where no model is asked for. Raises Faults for a file or variable that cannot be used."""
    if name is not None and name.strip().lower() in OFF:
        return None
    file = config_file()
    values, places = _from_file(file)
    for key, variable in KEYS.items():
        if word := os.environ.get(variable, "").strip():
            values[key], places[key] = word, (variable, 0, 0)
    chosen = values.get("model", "") if name is None else name.strip()
    if chosen.lower() in OFF:
        return None
    timeout = _seconds(values.get("timeout", ""), places.get("timeout", (str(file), 0, 0)))
    return Settings(chosen, values.get("base_url", ""), values.get("api_key", ""), timeout)


def _from_file(file: Path) -> tuple[dict[str, str], dict[str, tuple[str, int, int]]]:
    if not file.is_file():
        return {}, {}
    node = read(file)
    if node.kind != "map":
        keys = said("write `key: value` lines; the keys are {}", list(KEYS))
        raise Faults([Fault(str(file), 0, 0, said("this is no map of settings"), keys)])
    values: dict[str, str] = {}
    places: dict[str, tuple[str, int, int]] = {}
    faults = []
    for key, value in node.pairs:
        if key.text not in KEYS:
            faults.append(
                _fault((str(file), key.line, key.column), said("unknown key `{}`", key.text), nearest(key.text, KEYS))
            )
        elif value.kind != "scalar":
            faults.append(_fault((str(file), value.line, value.column), said("`{}` must be a single word", key.text)))
        else:
            values[key.text], places[key.text] = value.text.strip(), (str(file), value.line, value.column)
    if faults:
        raise Faults(faults)
    return values, places


def _seconds(word: str, place: tuple[str, int, int]) -> float:
    if not word:
        return SECONDS
    try:
        seconds = float(word)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= LONGEST:
        longest = said("write seconds, at most {}", f"{LONGEST:.0f}")
        raise Faults([_fault(place, said("`timeout` is no number of seconds"), longest)])
    return seconds


def _fault(place: tuple[str, int, int], message: Said, help: str = "") -> Fault:
    return Fault(*place, message, help)
