"""A text in the two languages of the product."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple, TypeAlias

LANGUAGES = ("en", "zh")


class Text(NamedTuple):
    """The same thing said in English and in Chinese."""

    en: str = ""
    zh: str = ""

    def of(self, lang: str) -> str:
        """The text in `en` or `zh`."""
        return self.zh if lang == "zh" else self.en


class Said(str):
    """A sentence made from an English template, which is also its key in the Chinese catalogue (`wording.zh.yaml`).

    As a `str` it is the English sentence. Like a `Text` it is asked for its languages: `of`, `en`, `zh`.
    """

    template: str
    values: tuple[object, ...]

    def of(self, lang: str) -> str:
        """The sentence in `en` or `zh`."""
        if lang != "zh":
            return self.en
        # The catalogue is read when Chinese is first asked for: most runs need none of it.
        from .wording import in_language

        return in_language(self, lang)

    @property
    def en(self) -> str:
        """The English sentence."""
        return str(self)

    @property
    def zh(self) -> str:
        """The Chinese sentence."""
        return self.of("zh")


Bilingual: TypeAlias = Text | Said
"""Anything that can be asked for its English (`en`), its Chinese (`zh`), or either (`of`)."""

_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """The text with control characters and changes of writing direction replaced: no file may steer a reader's terminal."""
    if text.isprintable():
        return text
    return "".join("\ufffd" if _steers(char) else char for char in text)


def _steers(char: str) -> bool:
    return char in _DIRECTION or (unicodedata.category(char) == "Cc" and char not in "\t\n\r")


def said(template: str, *values: object) -> Said:
    """The English sentence; `wording.in_language` gives the Chinese one. Placeholders are `{}` in order.

    A value that is a tuple or list is a row of words, separated as the language does.
    """
    values = tuple(map(_shown, values))
    sentence = Said(template.format(*(", ".join(value) if isinstance(value, tuple) else value for value in values)))
    sentence.template, sentence.values = template, values
    return sentence


def _shown(value: object) -> object:
    if isinstance(value, (tuple, list)):
        return tuple(str(_shown(one)) for one in value)
    return printable(value) if isinstance(value, str) and not isinstance(value, Said) else value


def reason(error: Exception) -> Said:
    """Why something failed: the sentence an error of ours was raised with; for any other its type and text."""
    if error.args and isinstance(error.args[0], Said):
        return error.args[0]
    return said("unexpected error: {}", f"{type(error).__name__}: {error}")
