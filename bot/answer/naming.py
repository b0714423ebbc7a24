"""What a finding says of a use and a recipient that nobody named: "this use", "the recipient", 该处理, 接收方."""

from __future__ import annotations

import re

from ...engine.assess import Finding
from ...engine.phrase import fill
from ...engine.rulebook.model import Rulebook
from ...engine.text import Text, said

_NAME = r"\{(?P<of>practice|recipient)\.id\}"
_BRACKETED = re.compile(rf"\s?[(（][`“]?{_NAME}[`”]?[)）]")
_EN = re.compile(rf"(?P<noun>\b(?:app|contractor|subprocessor|processor|company)\s|\{{item\}}\s)?`?{_NAME}`?(?P<after>\s?)")
_ZH = re.compile(rf"(?P<noun>应用|机关|机构|接收方|处理者|承包方|集团公司|\{{item\}})?“?{_NAME}”?")
_WORDS = {"practice": said("this use"), "recipient": said("the recipient")}
"""How the use and the recipient are called where they have no name."""
_UNKNOWN = re.compile(r"\s?[(（]\{(?P<name>practice\.data|practice\.retention)\}[)）]|\{(?P<bare>practice\.data)\}")
_DATA = said("personal data")
_TWICE, _ONCE = said("this use uses"), said("the app uses")
"""What reads badly where the name is gone."""
_START = re.compile(r"(?:^|(?<=\. ))[a-z]")


def told(text: Text, finding: Finding, book: Rulebook, day: str, lang: str) -> str:
    """A rule's message or fix, filled in as `phrase.fill` does, without ids and without what nobody stated."""
    words = _BRACKETED.sub("", text.of(lang))
    words = (_ZH if lang == "zh" else _EN).sub(lambda match: _named(match, lang), words)
    words = _UNKNOWN.sub(lambda match: _known(match, finding, lang), words)
    words = words.replace(_TWICE.of(lang), _ONCE.of(lang))
    if lang == "en":
        words = _START.sub(lambda match: match[0].upper(), words)
    return fill(Text(words, words), finding, book, day, lang)


def _named(match: re.Match[str], lang: str) -> str:
    after = match["after"] if lang == "en" else ""
    if match["noun"]:
        return match["noun"] + (after if not match["noun"].endswith(" ") else "")
    return _WORDS[match["of"]].of(lang) + after


def _known(match: re.Match[str], finding: Finding, lang: str) -> str:
    name = match["name"] or match["bare"]
    row = finding.row
    value = row.facts.get(name) if row else None
    if name == "practice.data" and value is None and finding.subject.data is None and row and row.practice:
        value = row.practice.get(name)
    if value is not None and value != ():
        return match[0]
    return "" if match["name"] else _DATA.of(lang)
