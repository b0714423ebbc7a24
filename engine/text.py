"""A text in the two languages of the product."""

from __future__ import annotations

from typing import NamedTuple

LANGUAGES = ("en", "zh")


class Text(NamedTuple):
    """The same thing said in English and in Chinese."""

    en: str = ""
    zh: str = ""

    def of(self, lang: str) -> str:
        """The text in `en` or `zh`."""
        return self.zh if lang == "zh" else self.en


class Said(str):
    """A sentence made from an English template, which is also its key in the Chinese catalogue (`wording.zh`)."""

    template: str
    values: tuple[object, ...]


def reason(error: Exception) -> str:
    """Why something failed: the sentence an error of ours was raised with; for any other its type and text."""
    if error.args and isinstance(error.args[0], Said):
        return error.args[0]
    return said("unexpected error: {}", f"{type(error).__name__}: {error}")


def said(template: str, *values: object) -> Said:
    """The English sentence; `wording.in_language` gives the Chinese one. Placeholders are `{}` in order."""
    sentence = Said(template.format(*values))
    sentence.template, sentence.values = template, values
    return sentence
