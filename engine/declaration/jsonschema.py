"""JSON Schema (2020-12) of declarations, for editors: made from the fact table."""

from __future__ import annotations

from typing import Any

from .load import LAW_IDS
from .schema import Fact, schema
from .vocabulary import categories

ADDRESS = "https://json-schema.org/draft/2020-12/schema"
_ID = r"^[^\s\[\]/,]{1,100}$"
_DURATION = r"^(P(?=\d)(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,5}D)?|until_account_closed|until_purpose_met|indefinite|unknown)$"
_PATTERNS = {
    "date": r"^(\d{4}-\d{2}-\d{2}|unknown)$",
    "duration": _DURATION,
    "place": r"^([A-Z]{2}(-[A-Z0-9]{1,3})?|EU|EEA|unknown)$",
    "lang": r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
    "recipient": _ID,
    "practice": _ID,
}


def json_schema() -> dict[str, Any]:
    """The schema of a whole declaration: as strict as the loader in names and words; only the loader checks references."""
    top = _object("Declaration", "声明")
    top["$schema"] = ADDRESS
    top["title"] = "Lawlint declaration"
    top["description"] = (
        "What an app does with people's data. Left out means unknown; [] means known to be none. "
        "应用处理个人信息的声明：未写即未知，[] 表示已知没有。"
    )
    top["required"] = ["declaration"]
    for fact in schema().of_scope("app"):
        _place(top, fact.path.split("."), _fact(fact))
    top["properties"]["declaration"] = {"enum": [1, "1"], "description": "Format version 格式版本"}
    practice, recipient = _object("Practice", "处理活动"), _object("Recipient", "接收方")
    for fact in schema().of_scope("practice"):
        _place(practice, fact.path.removeprefix("practices[].").split("."), _fact(fact))
    for fact in schema().of_scope("recipient"):
        _place(recipient, fact.path.removeprefix("recipients[].").split("."), _fact(fact))
    defaults = {**practice, "properties": {name: one for name, one in practice["properties"].items() if name != "id"}}
    unknown = {"enum": ["unknown", None]}
    top["properties"]["practices"] = {"anyOf": [{"type": "array", "items": practice}, unknown], "title": "Practices 处理活动"}
    top["properties"]["recipients"] = {"anyOf": [{"type": "array", "items": recipient}, unknown], "title": "Recipients 接收方"}
    top["properties"]["practice_defaults"] = {
        **defaults,
        "description": "Copied into each practice that is silent. 填入未写明的处理活动。",
    }
    top["properties"]["judgements"] = _judgements()
    top["properties"]["waivers"] = _waivers()
    return top


def _object(en: str, zh: str) -> dict[str, Any]:
    return {"type": "object", "title": f"{en} {zh}", "properties": {}, "additionalProperties": False}


def _place(into: dict[str, Any], path: list[str], leaf: dict[str, Any]) -> None:
    *above, last = path
    for word in above:
        into = into["properties"].setdefault(word, {"type": "object", "properties": {}, "additionalProperties": False})
    into["properties"][last] = leaf


def _fact(fact: Fact) -> dict[str, Any]:
    described = {"title": f"{fact.label.en} {fact.label.zh}", "description": f"{fact.question.en}\n{fact.question.zh}"}
    if fact.type == "map":
        return {**described, "type": "object", "additionalProperties": {"type": "string"}}
    one = _one(fact)
    if fact.many:
        return {**described, "anyOf": [{"type": "array", "items": one}, one, {"enum": ["unknown", None]}]}
    if fact.type == "text":
        return {**described, "anyOf": [one, {"type": "array", "maxItems": 0}]}
    if fact.by_law:
        by_law = {"type": "object", "properties": dict.fromkeys(LAW_IDS, one), "additionalProperties": False}
        return {**described, "anyOf": [one, by_law]}
    return {**described, **one}


def _one(fact: Fact) -> dict[str, Any]:
    if fact.type == "tri":
        return {"enum": ["yes", "no", "unknown", True, False, None]}
    if fact.type == "enum":
        return {"enum": [*fact.values] if fact.many else [*fact.values, "unknown", None]}
    if fact.type == "category":
        return {"enum": list(categories().all)}
    if fact.type in ("int", "number", "share"):
        number: dict[str, Any] = {"type": "integer" if fact.type == "int" else "number", "minimum": 0}
        if fact.type == "share":
            number["maximum"] = 1
        pattern = r"^(\d{1,15}|unknown)$" if fact.type == "int" else r"^(\d{1,15}(\.\d{1,9})?|unknown)$"
        return {"anyOf": [number, {"type": "string", "pattern": pattern}, {"type": "null"}]}
    if fact.type in _PATTERNS:
        return {"type": ["string", "null"], "pattern": _PATTERNS[fact.type]}
    return {"type": ["string", "number", "null"]}


def _subject() -> dict[str, Any]:
    found = _object("Subject", "对象")
    found["properties"] = {
        "practice": {"type": "string"},
        "data": {"enum": list(categories().all)},
        "recipient": {"type": "string"},
    }
    return found


def _judgements() -> dict[str, Any]:
    item = _object("Judgement", "人工判断")
    item["properties"] = {
        "rule": {"type": "string", "title": "Rule 规则"},
        "subject": _subject(),
        "answer": {"enum": ["pass", "fail"], "title": "Answer 结论"},
        "by": {"type": "string", "title": "By 判断人"},
        "on": {"type": "string", "title": "On 日期", "pattern": _PATTERNS["date"]},
        "reason": {"type": "string", "title": "Reason 理由"},
        "facts": {"type": "string", "title": "Hash of the facts seen 所依据事实的摘要"},
    }
    item["required"] = ["rule", "answer"]
    return {"type": "array", "items": item, "title": "Judgements 人工判断"}


def _waivers() -> dict[str, Any]:
    item = _object("Waiver", "豁免")
    item["properties"] = {
        "rule": {"type": "string", "title": "Rule 规则"},
        "subject": _subject(),
        "reason": {"type": "string", "title": "Reason 理由"},
        "owner": {"type": "string", "title": "Owner 负责人"},
        "until": {"type": "string", "title": "Last day 截止日期", "pattern": _PATTERNS["date"]},
    }
    item["required"] = ["rule", "reason", "owner", "until"]
    return {"type": "array", "items": item, "title": "Waivers 豁免"}
