"""The one catalogue of what a person sees: every sentence in English and Chinese.

Code writes the English sentence with `said`; the English template is the key here. A test finds every template in the
source and fails when its Chinese is missing, or when a catalogue entry is no longer used. What stands above the engine
(the chat) adds a file of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from .text import Said, said

CATALOGUE = Path(__file__).parent / "wording.zh.yaml"
_FILES = [CATALOGUE]


def add_catalogue(file: Path) -> None:
    """Read the Chinese of further templates from a YAML file, English template: Chinese. A template has one Chinese."""
    if file not in _FILES:
        _FILES.append(file)
        _chinese.cache_clear()


@cache
def _chinese() -> dict[str, str]:
    from .reading import read

    return {key.text: value.text for file in reversed(_FILES) for key, value in read(file).pairs}


def in_language(sentence: str, lang: str) -> str:
    """A sentence made by `said` in `en` or `zh`, with the sentences inside it; any other text as it is."""
    if lang != "zh" or not isinstance(sentence, Said):
        return str(sentence)
    template = _chinese().get(sentence.template)
    if template is None:
        return str(sentence)
    return template.format(*(_value(value, lang) for value in sentence.values))


def _value(value: object, lang: str) -> object:
    if isinstance(value, tuple):
        return listing(value, lang)
    return in_language(value, lang) if isinstance(value, str) else value


def listing(parts: Iterable[str], lang: str) -> str:
    """Parts of equal rank in a row, each in the language: `a, b` or `a、b`."""
    return ("、" if lang == "zh" else ", ").join(in_language(part, lang) for part in parts)


def clauses(parts: Iterable[str], lang: str) -> str:
    """Parts of equal rank that may hold commas: `a, b; c` or `a、b；c`."""
    return ("；" if lang == "zh" else "; ").join(in_language(part, lang) for part in parts)


def in_brackets(head: str, inside: str, lang: str) -> str:
    """What stands in brackets after something: `head (inside)` or `head（inside）`."""
    return in_language(said("{} ({})", head, inside), lang)


def labelled(label: str, text: str, lang: str) -> str:
    """A label and what it stands before: `label: text` or `label：text`."""
    return in_language(said("{}: {}", label, text), lang)
