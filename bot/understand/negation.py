"""Which words of a sentence stand under a negation: "without", "neither ... nor", “从未”, “没…过”."""

from __future__ import annotations

import re
from collections.abc import Collection

from .words import Sentence

Place = tuple[int, int]
"""Where something stands in a sentence: first character and the one after the last."""

_BEFORE = re.compile(
    r"\b(?:not|no|never|without|nor|neither|none|nobody|nothing|nowhere|cannot|w/o|[a-z]+n't|dont|doesnt|didnt|isnt|arent|"
    r"wasnt|cant|wont|havent|hasnt|fail(?:s|ed|ing)? to|failing|refus(?:e|es|ed|ing)|forg[oe]t(?:s|ten)?|lack(?:s|ing|ed)?|skip(?:s|ped|ping)?|"
    r"ignor(?:e|es|ed|ing)|stop(?:s|ped)?|instead of|rather than|den(?:y|ies|ied)|omit(?:s|ted)?|hardly|prevents?|unable to|avoid(?:s|ed|ing)?)\b"
)
_AFTER = re.compile(
    r"\b(?:missing|absent|nowhere|lacking|skipped|ignored|refused|denied|unavailable|omitted|impossible|none|forgotten|rejected)\b"
)
_BARRIER = re.compile(r"[,;:()]| but | although | though | because | so that | however | then | while | - ")
_ZH_NOT_NEGATION = re.compile(
    r"(.)[不没]\1|有没有|是不是|能不能|要不要|可不可以|用不用|需不需要|不仅|不但|不只|不管|不论|不同|不少|不久|不断|不良|不正当|无论|无线|无人机|非常|非法|未来|未成年|"
    r"不满|不足|不超过|不可抗力|差不多|来不及|对不起|没问题|不好意思|了不起|不是很|不特定|无障碍|不动产|未满|不低于|不少于|毫无疑问|不合理|不公平"
)
_ZH_BEFORE = re.compile(
    r"没有|没|未曾|从未|并未|尚未|未|从不|不|无法|无须|无需|无|拒绝|拒不|拒|忘了|忘记|漏了|缺少|缺乏|省略|免去|停止"
)
_ZH_AFTER = re.compile(
    r"^.{0,3}?(?:没有|没写|没说|没做|没给|缺失|全无|皆无|一概没|都没|也没|找不到|不存在|为空|无人|没人|没了|被拒|不给)"
)
_ZH_BARRIER = re.compile(r"[，。；：、（）,;:()]|但|却|而且|不过|就")
_VERDICT = re.compile(
    r"\b(?:is|are) (?:it|this|that|we|they) not (?:allowed|ok|okay|legal|lawful|permitted|compliant|fine|enough)\b|"
    r"\b(?:isn't|aren't) (?:it|this|that|we|they) (?:allowed|ok|okay|legal|lawful|permitted|compliant|fine|enough)\b|不可以吗"
)
"""What is asked, not what is done: "is it not allowed to ask for consent?"."""
_PLAIN = re.compile(
    r"^(?:not|no|never|nor|neither|none|nobody|nothing|nowhere|cannot|[a-z]+n't|dont|doesnt|didnt|isnt|arent|wasnt|cant|wont|havent|hasnt|不|没|未|没有|从不|未曾|从未)$"
)
"""Negations that only deny; the others (refuse, fail to, without, 拒绝) are themselves what may be denied."""
_REACH = 60
"""Characters an English negation reaches forward: about ten words."""
_ZH_REACH = 8
_NEAR, _ZH_NEAR = 14, 2
"""Characters between two negations of which the first takes back the second."""


def negated(sentence: Sentence, places: Collection[Place]) -> bool:
    """Whether any of the words at these places stands under a negation. A negation that is one of them does not count.

    The nearest negation governs; one right before another takes it back ("never refuse", “不得拒绝”).
    """
    text = _VERDICT.sub(lambda m: "_" * len(m.group()), sentence.text)
    masked = _ZH_NOT_NEGATION.sub(lambda m: "＿" * len(m.group()), text)
    before = sorted(
        [(*m.span(), False) for m in _BEFORE.finditer(text) if not _among(m.span(), places)]
        + [(*m.span(), True) for m in _ZH_BEFORE.finditer(masked) if not _among(m.span(), places)]
    )
    denied = any(_governed(text, masked, before, start) for start, _ in places)
    # "not missing" is no denial; in Chinese the word before one term is often the word after another.
    return (denied != _denied_after(text, places)) or (not denied and _denied_after_zh(masked, places))


def _governed(text: str, masked: str, before: list[tuple[int, int, bool]], start: int) -> bool:
    """Whether the nearest negation before a place reaches it, and is not itself taken back."""
    for number in range(len(before) - 1, -1, -1):
        place = before[number]
        if place[1] > start:
            continue
        if not _reaches(text, masked, place, start):
            return False
        return number == 0 or not _takes_back(text, masked, before[number - 1], place)
    return False


def _takes_back(text: str, masked: str, first: tuple[int, int, bool], second: tuple[int, int, bool]) -> bool:
    """Whether the first of two negations denies the second: "never refuse", “不得拒绝”; not so "no name and no address"."""
    near = _ZH_NEAR if second[2] else _NEAR
    if not (0 <= second[0] - first[1] <= near and _reaches(text, masked, first, second[0])):
        return False
    return _PLAIN.search(text[first[0] : first[1]]) is not None and _PLAIN.search(text[second[0] : second[1]]) is None


def _denied_after(text: str, places: Collection[Place]) -> bool:
    """Whether a word after one of the places denies it: "training: none", "consent is missing"."""
    for _, end in places:
        after = text[end : end + 24]
        barrier = _BARRIER.search(after)
        late = _AFTER.search(after[: barrier.start()] if barrier else after)
        if late and not _among((end + late.start(), end + late.end()), places):
            return True
    return False


def _denied_after_zh(masked: str, places: Collection[Place]) -> bool:
    """As `_denied_after` for Chinese: “预案没有”."""
    for _, end in places:
        found = _ZH_AFTER.match(re.split("[，,。；;]", masked[end : end + 8])[0])
        if found and not _among((end, end + found.end()), places):
            return True
    return False


def _among(place: Place, places: Collection[Place]) -> bool:
    return any(start < place[1] and place[0] < end for start, end in places)


def _reaches(text: str, masked: str, place: tuple[int, int, bool], start: int) -> bool:
    gap = start - place[1]
    if place[2]:
        return 0 <= gap <= _ZH_REACH and not _ZH_BARRIER.search(masked, place[1], start)
    return 0 <= gap <= _REACH and not _BARRIER.search(text, place[1], start)
