"""What people call the laws: their names in the rulebook, and nicknames in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ...engine.rulebook.model import Law, Rulebook

NICKNAMES: dict[str, tuple[str, ...]] = {
    "gdpr": (
        "gdpr", "eu gdpr", "dsgvo", "ds-gvo", "rgpd", "general data protection regulation", "通用数据保护条例", "通用数据条例",
    ),
    "eprivacy": (
        "eprivacy", "e-privacy", "eprivacy directive", "e-privacy directive", "cookie directive", "cookie law", "2002/58/ec",
        "隐私与电子通信指令", "电子隐私指令", "电子通信隐私指令",
    ),
    "ccpa": (
        "ccpa", "cpra", "ccpa/cpra", "california consumer privacy act", "california privacy rights act", "cal. civ. code",
        "civil code section 1798", "加州消费者隐私法", "加州消费者隐私法案", "加州隐私权法", "加州隐私法",
    ),
    "ccpa-regs": (
        "ccpa regulations", "ccpa regs", "ccpa regulation", "cppa regulations", "cppa regs", "ccpa rules", "11 ccr", "ccr",
        "加州消费者隐私法实施条例", "加州消费者隐私法条例", "ccpa条例", "ccpa实施条例", "ccpa实施细则",
    ),
    "pipl": ("pipl", "personal information protection law", "个人信息保护法", "个保法", "个信法", "个人信息法"),
    "csl": ("csl", "cybersecurity law", "cyber security law", "网络安全法", "网安法"),
    "csl-2016": ("csl", "cybersecurity law", "cyber security law", "网络安全法", "网安法"),
    "dsl": ("data security law", "数据安全法", "数安法"),
    "ndsr": (
        "ndsr", "network data security regulations", "network data regulations", "network data security management regulations",
        "网络数据安全管理条例", "网络数据安全条例", "网络数据条例", "网数条例",
    ),
    "ecl": ("e-commerce law", "ecommerce law", "electronic commerce law", "电子商务法", "电商法"),
    "crpl": (
        "crpl", "consumer rights protection law", "consumer protection law", "consumer rights law", "消费者权益保护法",
        "消费者保护法", "消法", "消保法", "消权法",
    ),
    "crpl-reg": (
        "crpl regulations", "crpl implementing regulations", "consumer rights regulations", "消费者权益保护法实施条例",
        "消法实施条例", "消法条例", "消保法实施条例", "消保条例",
    ),
    "crpl-penalty": ("consumer penalty measures", "侵害消费者权益行为处罚办法", "侵害消费者权益处罚办法", "消费者权益处罚办法"),
    "app-method": (
        "app identification method", "app method", "identification method", "认定方法", "app认定方法",
        "app违法违规收集使用个人信息行为认定方法", "app违法违规认定方法", "违法违规收集使用个人信息行为认定方法",
    ),
    "necessary-info": (
        "necessary information provisions", "necessary personal information provisions", "necessary info provisions",
        "必要个人信息规定", "必要个人信息范围规定", "必要信息规定", "必要信息范围规定", "必要个人信息范围的规定", "39类app规定",
    ),
    "face": (
        "facial recognition measures", "face recognition measures", "人脸识别技术应用安全管理办法", "人脸识别管理办法",
        "人脸识别安全管理办法", "人脸识别办法",
    ),
    "spc-face": ("facial recognition interpretation", "人脸识别司法解释", "人脸司法解释"),
    "minors-law": ("minors protection law", "law on the protection of minors", "未成年人保护法", "未保法"),
    "minors-reg": (
        "minors cyberspace regulations", "minors regulations", "未成年人网络保护条例", "未成年人网保条例", "未网条例",
    ),
    "child-pi": (
        "children's personal information provisions", "childrens personal information provisions",
        "儿童个人信息网络保护规定", "儿童个人信息保护规定", "儿童个人信息规定",
    ),
    "xborder": (
        "cross-border data flow provisions", "cross-border data flows provisions", "促进和规范数据跨境流动规定",
        "数据跨境流动规定", "跨境流动规定", "数据跨境新规", "数据出境新规",
    ),
    "std-contract": ("standard contract measures", "个人信息出境标准合同办法", "标准合同办法", "出境标准合同办法"),
    "export-cert": ("export certification measures", "个人信息出境认证办法", "出境认证办法"),
    "algo": (
        "algorithm recommendation provisions", "algorithm provisions", "算法推荐管理规定", "算法推荐规定", "算法管理规定",
        "互联网信息服务算法推荐管理规定",
    ),
    "civil-code": ("chinese civil code", "civil code of china", "prc civil code", "民法典"),
}  # fmt: skip
"""Nicknames by law id; the names of the rulebook are added. Two editions of one law share theirs: the day decides."""

FAMILIES = {"ccpa": ("ccpa-regs",)}
"""Who says CCPA means its regulations too."""

_EDITION = re.compile(r"\s*[（(][^（()）]*[）)]$")


class Named(NamedTuple):
    """A name in a text: where it stands, and the laws it can mean."""

    start: int
    end: int
    laws: tuple[str, ...]


class Names:
    """Every name of every law of a rulebook, ready to be found in a text."""

    def __init__(self, book: Rulebook) -> None:
        self._laws: dict[str, list[str]] = {}
        for law in book.laws.values():
            for name in {*_written(law), *NICKNAMES.get(law.id, ())}:
                self._laws.setdefault(name, []).append(law.id)
        # Longest first, so that 消法实施条例 is not read as 消法.
        names = sorted(self._laws, key=lambda name: (-len(name), name))
        self._pattern = re.compile("|".join(map(_bounded, names)) if names else r"(?!)")

    def in_text(self, text: str) -> Iterator[Named]:
        """The names in a text of lower case."""
        for match in self._pattern.finditer(text):
            yield Named(match.start(), match.end(), tuple(self._laws[match[0]]))


def _written(law: Law) -> set[str]:
    names = {law.short.en, law.name.en, law.short.zh.strip("《》"), law.name.zh.strip("《》")}
    names |= set(re.findall(r"《([^》]+)》", law.short.zh + law.name.zh))
    names |= {_EDITION.sub("", name).strip("《》") for name in names}
    names |= {name.removeprefix("中华人民共和国") for name in names}
    return {name.lower() for name in names if len(name) > 2}


def _bounded(name: str) -> str:
    """A name in Latin letters must stand alone; Chinese has no gaps between words."""
    before = r"(?<![a-z0-9])" if name[0].isascii() and name[0].isalnum() else ""
    after = r"(?![a-z0-9])" if name[-1].isascii() and name[-1].isalnum() else ""
    return before + re.escape(name) + after
