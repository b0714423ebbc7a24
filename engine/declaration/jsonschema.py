"""JSON Schema (2020-12) of declarations, for editors: made from the fact table."""

from __future__ import annotations

from typing import Any

from .load import LAW_IDS
from .schema import Fact, schema
from .vocabulary import categories

ADDRESS = "https://json-schema.org/draft/2020-12/schema"
_ID = r"^[^\s\[\]/,]{1,100}$"
_DURATION = r"^(P(?=\d)(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,5}D)?|until_account_closed|until_purpose_met|indefinite|unknown)$"
_OR_UNKNOWN: dict[str, Any] = {"type": ["object", "string", "null"], "pattern": "^unknown$"}
"""A map, or unknown as a whole; the pattern binds texts only."""
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_PATTERNS = {
    "date": r"^(\d{4}-\d{2}-\d{2}|unknown)$",
    "duration": _DURATION,
    "place": r"^([A-Z]{2}(-[A-Z0-9]{1,3})?|EU|EEA|unknown)$",
    "lang": r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
    "recipient": _ID,
    "practice": _ID,
}

_GROUPS = {
    "app": ("The app", "应用", "What the app is, where and for whom", "应用是什么，面向何处、何人"),
    "app.operator": ("Operator", "运营者", "Who runs the app", "由谁运营"),
    "app.audience": ("Audience", "用户群体", "Who uses the app, and their age", "谁在使用应用及其年龄"),
    "app.scale": ("Scale", "规模", "Numbers of users, turnover and staff", "用户数、营业额和人员数"),
    "notice": ("Notice", "告知", "The privacy policy and other notices", "隐私政策及其他告知"),
    "notice.states": ("Contents of the notice", "告知内容", "What the text of the notice says", "告知文本写明了什么"),
    "consent": ("Consent", "同意", "How the app as a whole asks for consent", "应用整体如何征求同意"),
    "practices[].consent": ("Consent to this practice", "对该活动的同意", "How the user agreed to it", "用户如何表示同意"),
    "recipients[].transfer": ("Transfer abroad", "出境", "Data that leaves the country", "信息是否及如何出境"),
    "rights": ("Rights", "个人权利", "What users can ask for, and how", "用户可行使哪些权利及方式"),
    "rights.access": ("Access", "查阅", "Seeing the data held", "查阅所处理的信息"),
    "rights.copy": ("Copy", "复制", "Getting a copy of the data", "复制信息"),
    "rights.portability": ("Portability", "转移", "Taking the data elsewhere", "将信息转移至他处"),
    "rights.correction": ("Correction", "更正", "Having wrong data corrected", "更正、补充信息"),
    "rights.deletion": ("Deletion", "删除", "Having data deleted", "删除信息"),
    "rights.account_cancellation": ("Closing the account", "注销账号", "How an account is closed", "如何注销账号"),
    "rights.withdraw_consent": ("Withdrawing consent", "撤回同意", "How consent is withdrawn", "如何撤回同意"),
    "rights.object": ("Objection", "反对", "Objecting to processing", "反对处理"),
    "rights.restrict": ("Restriction", "限制处理", "Having processing restricted", "限制处理"),
    "rights.object_to_direct_marketing": (
        "Objection to marketing",
        "拒绝直接营销",
        "Stopping direct marketing",
        "停止直接营销",
    ),
    "rights.human_review_of_automated_decision": (
        "Human review",
        "人工复核",
        "A person looks at a decision",
        "对自动化决策的人工复核",
    ),
    "rights.explanation_of_rules": ("Explanation of rules", "规则说明", "Having the rules explained", "要求说明处理规则"),
    "rights.deceased_relatives": ("Data of the deceased", "死者信息", "What relatives can ask for", "近亲属可行使的权利"),
    "rights.opt_out_of_personalisation": ("No personalisation", "关闭个性化", "Turning personalisation off", "关闭个性化推荐"),
    "rights.opt_out_of_sale_or_sharing": ("No sale or sharing", "拒绝出售或共享", "Opting out, California", "加州的选择退出权"),
    "rights.limit_sensitive_use": ("Limit sensitive use", "限制敏感信息使用", "Limiting use, California", "加州的限制使用权"),
    "rights.know_categories": ("Right to know", "知情权", "Knowing the categories of data", "了解所收集信息的类别"),
    "rights.global_privacy_control": (
        "Global Privacy Control",
        "全局隐私控制",
        "The browser's opt-out signal",
        "浏览器的退出信号",
    ),
    "rights.complaint": ("Complaints", "投诉", "How users complain", "用户如何投诉"),
    "retention": ("Retention", "保存期限", "What happens when the time is over", "期限届满后如何处理"),
    "automation": ("Automation", "自动化", "Recommendation and automated decisions", "算法推荐与自动化决策"),
    "minors": ("Minors", "未成年人", "Where minors use the app", "未成年人使用应用时"),
    "terms": ("Terms and trade", "条款与交易", "Terms of service, prices, sales", "服务条款、价格与销售"),
    "terms.content_licence": ("Licence on content", "内容授权", "Rights taken in what users post", "对用户内容取得的权利"),
    "security": ("Security", "安全", "How data is protected", "如何保护信息"),
    "governance": ("Governance", "内部治理", "Officers, records, assessments", "负责人、记录与评估"),
    "governance.dpo": ("Data protection officer", "个人信息保护负责人", "The officer in charge", "保护负责人情况"),
    "governance.processor": ("As a processor", "受托处理", "When you act for someone else", "受他人委托处理时的情况"),
    "governance.compliance_audit": ("Compliance audit", "合规审计", "Audits of the processing", "处理活动的审计"),
    "meta": ("About this file", "文件信息", "Who wrote it, when, from what", "由谁、何时、依据什么编写"),
}
"""Title and description of each key that holds facts; the fact table describes only the facts themselves."""


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
        _place(top, fact.path, "", _fact(fact))
    top["properties"]["declaration"] = {**top["properties"]["declaration"], "enum": [1, "1"]}
    del top["properties"]["declaration"]["anyOf"]
    practice, recipient = _object("Practice", "处理活动"), _object("Recipient", "接收方")
    for fact in schema().of_scope("practice"):
        _place(practice, fact.path, "practices[].", _fact(fact))
    for fact in schema().of_scope("recipient"):
        _place(recipient, fact.path, "recipients[].", _fact(fact))
    defaults = {**practice, "properties": {name: one for name, one in practice["properties"].items() if name != "id"}}
    unknown = {"enum": ["unknown", None]}
    top["properties"]["practices"] = {
        "anyOf": [{"type": "array", "items": practice}, unknown],
        "title": "Practices 处理活动",
        "description": "What is done with data, one entry per purpose. [] means none. 每个目的一项；[] 表示没有。",
    }
    top["properties"]["recipients"] = {
        "anyOf": [{"type": "array", "items": recipient}, unknown],
        "title": "Recipients 接收方",
        "description": "Everybody who receives data. [] means nobody. 所有接收信息者；[] 表示没有。",
    }
    top["properties"]["practice_defaults"] = {
        **defaults,
        **_OR_UNKNOWN,
        "title": "Practice defaults 处理活动默认值",
        "description": "Copied into each practice that is silent. 填入未写明的处理活动。",
    }
    top["properties"]["judgements"] = _judgements()
    top["properties"]["waivers"] = _waivers()
    return top


def _object(en: str, zh: str) -> dict[str, Any]:
    return {"type": "object", "title": f"{en} {zh}", "properties": {}, "additionalProperties": False}


def _place(into: dict[str, Any], path: str, prefix: str, leaf: dict[str, Any]) -> None:
    *above, last = path.removeprefix(prefix).split(".")
    for depth, word in enumerate(above, 1):
        if word not in into["properties"]:
            en, zh, long_en, long_zh = _GROUPS[prefix + ".".join(above[:depth])]
            into["properties"][word] = {**_object(en, zh), **_OR_UNKNOWN, "description": f"{long_en}. {long_zh}。"}
        into = into["properties"][word]
    into["properties"][last] = leaf


def _fact(fact: Fact) -> dict[str, Any]:
    described = {"title": f"{fact.label.en} {fact.label.zh}", "description": f"{fact.question.en}\n{fact.question.zh}"}
    if fact.type == "map":
        return {**described, **_OR_UNKNOWN, "additionalProperties": {"type": ["string", "number", "null"]}}
    one = _one(fact)
    if fact.many:
        return {**described, "anyOf": [{"type": "array", "items": one}, one, {"enum": ["unknown", None]}]}
    if fact.type == "text":
        return {**described, "anyOf": [one, {"type": "array", "maxItems": 0}]}
    if fact.by_law:
        laws = {law: {**described, "title": f"{described['title']}: {law}", **one} for law in LAW_IDS}
        by_law = {"type": "object", "properties": laws, "additionalProperties": False}
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
        pattern = r"^(\d{1,15}|unknown)$" if fact.type == "int" else r"^(\d{1,15}(\.\d{1,30})?|unknown)$"
        return {"anyOf": [number, {"type": "string", "pattern": pattern}, {"type": "null"}]}
    if fact.type in _PATTERNS:
        return {"type": ["string", "null"], "pattern": _PATTERNS[fact.type]}
    return {"type": ["string", "number", "null"]}


def _described(en: str, zh: str, long_en: str, long_zh: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "title": f"{en} {zh}", "description": f"{long_en}. {long_zh}。", **more}


_RULE = _described("Rule", "规则", "The id of the rule", "规则的标识")
_REASON = _described("Reason", "理由", "Why", "理由说明")


def _subject() -> dict[str, Any]:
    found = _object("Subject", "对象")
    found["description"] = "What it is about; a part left out means all. 所针对的对象；未写的部分表示全部。"
    found["properties"] = {
        "practice": _described("Practice", "处理活动", "The id of a practice", "处理活动的标识", pattern=_ID),
        "data": _described("Data", "信息类别", "A data category", "一个信息类别", enum=list(categories().all)),
        "recipient": _described("Recipient", "接收方", "The id of a recipient", "接收方的标识", pattern=_ID),
    }
    return found


def _judgements() -> dict[str, Any]:
    item = _object("Judgement", "人工判断")
    item["properties"] = {
        "rule": _RULE,
        "subject": _subject(),
        "answer": _described("Answer", "结论", "pass or fail", "pass 为通过，fail 为不通过", enum=["pass", "fail"]),
        "by": _described("By", "判断人", "Who judged", "由谁判断"),
        "on": _described("On", "日期", "The day of the answer", "作出判断的日期", pattern=_PATTERNS["date"]),
        "reason": _REASON,
        "facts": _described("Facts seen", "所依据的事实", "Hash of the facts that were seen", "所依据事实的摘要值"),
    }
    item["required"] = ["rule", "answer", "by", "reason"]
    return {
        "type": ["array", "null"],
        "items": item,
        "title": "Judgements 人工判断",
        "description": "Answers to questions that a person must judge. 须由人判断的问题的答复。",
    }


def _waivers() -> dict[str, Any]:
    item = _object("Waiver", "豁免")
    item["properties"] = {
        "rule": _RULE,
        "subject": _subject(),
        "reason": _REASON,
        "owner": _described("Owner", "负责人", "Who answers for it", "由谁负责"),
        "until": _described("Last day", "截止日期", "The last day it holds", "有效的最后一天", pattern=_DAY),
    }
    item["required"] = ["rule", "reason", "owner", "until"]
    return {
        "type": ["array", "null"],
        "items": item,
        "title": "Waivers 豁免",
        "description": "Findings accepted for a reason, by somebody, until a day. 由某人说明理由、在期限内接受的问题。",
    }
