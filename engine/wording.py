"""The one catalogue of what a person sees: every sentence in English and Chinese.

Code writes the English sentence with `said`; the English template is the key here. A test finds every template in the
source and fails when its Chinese is missing, or when a catalogue entry is no longer used.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from .text import Said

CATALOGUE = Path(__file__).parent / "wording.zh.yaml"


@cache
def _chinese() -> dict[str, str]:
    from .reading import read

    return {key.text: value.text for key, value in read(CATALOGUE).pairs}


def in_language(sentence: str, lang: str) -> str:
    """A sentence made by `said` in `en` or `zh`; any other text, and a template without Chinese, as it is."""
    if lang != "zh" or not isinstance(sentence, Said):
        return str(sentence)
    template = _chinese().get(sentence.template)
    if template is None:
        return str(sentence)
    return template.format(*(in_language(value, lang) if isinstance(value, str) else value for value in sentence.values))
