"""The Data safety export of the Play Console (CSV) to a declaration.

World: half closed. The form asks about every kind of data, but leaves out what stays on the device or is encrypted end to
end, and transfers to service providers; so "not ticked" and "not shared" never become `no`. Rows are matched by their two
id columns: labels are translated. Format as exported from 2022 on; question sets of every length are read.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from ..declaration.model import Declaration, Facts
from ..declaration.vocabulary import rows
from ..reading import Fault, Faults, decode, read_bytes
from ..text import Text, said
from .base import Imported, Note, unique_id

KIND = "play-data-safety"
HEADER = (
    "Question ID (machine readable)",
    "Response ID (machine readable)",
    "Response value",
    "Answer requirement",
    "Human-friendly question label",
)
_USAGE = "PSL_DATA_USAGE_RESPONSES"
_ACCOUNTS = "PSL_SUPPORTED_ACCOUNT_CREATION_METHODS"
_DELETION = "PSL_SUPPORT_DATA_DELETION_BY_USER"
_KNOWN = (
    "PSL_DATA_COLLECTION_", "PSL_SUPPORTED_ACCOUNT_CREATION_METHODS", "PSL_ACM_SPECIFY", "PSL_ACCOUNT_DELETION_URL", _DELETION,
    "PSL_DATA_DELETION_URL", "PSL_INDEPENDENTLY_VALIDATED", "PSL_UPI_BADGE_OPT_IN", "PSL_HAS_OUTSIDE_APP_ACCOUNTS",
    "PSL_OUTSIDE_APP_ACCOUNT_TYPE", "PSL_DATA_TYPES_", _USAGE,
)  # fmt: skip
_RECIPIENT = "third_parties"
Answers = dict[tuple[str, str], tuple[str, int]]


def sniff(head: bytes, _name: str) -> bool:
    """Whether the file starts with the first column of the export."""
    return head.lstrip(b'\xef\xbb\xbf"').startswith(HEADER[0].encode())


def read(path: Path, name: str | None = None) -> Imported:
    """The import of an export. Raises Faults: another header, rows of another form, ids the form does not have."""
    name = name or str(path)
    notes = [
        Note(
            "unknown",
            Text(
                "the form does not ask about service providers, data that stays on the device, legal bases, consent, retention, "
                "countries or purposes in detail: all of that stays unknown, and the lists are not complete",
                "该表单不询问受托处理方、仅在设备上处理的信息、合法性基础、同意、保存期限、所在国家及具体目的：这些均为未知，清单也不视为完整",
            ),
            name,
        )
    ]
    answers = _answers(decode(read_bytes(path, name), name), name, notes)
    app: Facts = {"app.platforms": ("android",), "meta.derived_from": (KIND,)}
    _app_answers(answers, app, name, notes)
    practices, shared = _practices(answers, name, notes)
    declaration = Declaration(app=app, practices=practices or None, file=name)
    if shared:
        declaration.recipients = [{"recipient.id": _RECIPIENT, "recipient.name": "third parties named in no source"}]
    return Imported(KIND, "half_closed", declaration, notes)


def _answers(text: str, name: str, notes: list[Note]) -> Answers:
    """The answered value of each (question, response) with its line. Blank values are no answers."""
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    found: Answers = {}
    strange: list[tuple[str, int]] = []
    known = 0
    try:
        header = next(reader, [])
        _check_header(header, name)
        for row in reader:
            if not row:
                continue
            if len(row) < 3:
                message = said("a row has {} columns, not {}", len(row), len(header))
                raise Faults([Fault(name, reader.line_num, 1, message)])
            question, response, value = row[0].strip(), row[1].strip(), row[2].strip()
            if not question.startswith(_KNOWN):
                strange.append((question, reader.line_num))
                continue
            known += 1
            if value:
                found[question, response] = (value, reader.line_num)
    except csv.Error as error:
        raise Faults([Fault(name, reader.line_num, 1, said("not valid CSV: {}", str(error).lower()))]) from None
    if not known:
        place = strange[0] if strange else ("", 0)
        what = said("no row of the form was found") if not strange else said("the form has no question `{}`", place[0][:80])
        raise Faults([Fault(name, place[1], 1 if place[1] else 0, what, said("export the file from the store console again"))])
    for question, line in strange:
        text_ = Text(
            f"the form has no question `{question[:80]}`: the row was left out", f"表单没有问题 `{question[:80]}`，该行未导入"
        )
        notes.append(Note("skipped", text_, name, line))
    return found


def _check_header(header: list[str], name: str) -> None:
    if not header:
        raise Faults([Fault(name, 0, 0, said("the file is empty"))])
    for position, (wanted, got) in enumerate(zip(HEADER[: max(len(header), 3)], [*header, "", "", ""], strict=False), 1):
        if got != wanted:
            message = said("this is no Data safety export: column {} is `{}`, not `{}`", position, got[:60], wanted)
            raise Faults([Fault(name, 1, 1, message, said("export the file from the store console again"))])
    if len(header) > len(HEADER):
        raise Faults([Fault(name, 1, 1, said("this is no Data safety export: it has {} columns, not 5", len(header)))])


def _yes(answers: Answers, question: str, response: str = "") -> bool | None:
    """True or False where the form was answered so; None where it was not."""
    value = answers.get((question, response))
    return {"true": True, "false": False}.get(value[0].lower()) if value else None


def _app_answers(answers: Answers, app: Facts, name: str, notes: list[Note]) -> None:
    encrypted = _yes(answers, "PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT")
    if encrypted is not None:
        app["security.encryption_in_transit"] = encrypted
    if _yes(answers, "PSL_INDEPENDENTLY_VALIDATED"):
        app["security.independent_review"] = True
    methods = [response for question, response in answers if question == _ACCOUNTS and _yes(answers, question, response)]
    outside = _yes(answers, "PSL_HAS_OUTSIDE_APP_ACCOUNTS")
    if [one for one in methods if one != "PSL_ACM_NONE"] or outside:
        app["app.accounts"] = True
    elif "PSL_ACM_NONE" in methods and outside is False:
        app["app.accounts"] = False
    deletion = _yes(answers, "PSL_DATA_COLLECTION_USER_REQUEST_DELETE")
    for response, available in (
        ("DATA_DELETION_YES", True),
        ("DATA_DELETION_NO", False),
        ("DATA_DELETION_NO_AUTO_DELETED", False),
    ):
        if _yes(answers, _DELETION, response):
            deletion = available
    account_link = answers.get(("PSL_ACCOUNT_DELETION_URL", ""))
    if account_link:
        app["rights.account_cancellation.available"] = True
    if account_link and deletion is False:
        text = Text(
            "the form says that data cannot be deleted on request and links to the deletion of accounts: whether deletion is "
            "offered stays unknown",
            "表单称不能应请求删除数据，却给出了注销账号的链接：是否提供删除仍为未知",
        )
        notes.append(Note("contradiction", text, name, account_link[1]))
    elif deletion is not None:
        app["rights.deletion.available"] = deletion
    if _yes(answers, "PSL_DATA_COLLECTION_COLLECTS_PERSONAL_DATA") is False:
        text = Text(
            "the form says that no data it asks about is collected or shared; it does not ask about all data, so the list of "
            "practices stays unknown",
            "表单称不收集、不共享其所问的信息；但表单并未问及全部信息，处理活动清单仍为未知",
        )
        notes.append(Note("unknown", text, name))


def _practices(answers: Answers, name: str, notes: list[Note]) -> tuple[list[Facts], bool]:
    """One practice per ticked kind of data and purpose, and whether anything is shared."""
    purposes: dict[str, list[dict[str, str]]] = {}
    for row in rows("purposes"):
        if row["scheme"] == "play":
            purposes.setdefault(row["foreign_term"], []).append(row)
    found: dict[str, Facts] = {}
    types: dict[str, list[dict[str, str]]] = {}
    for row in rows("play_data_types"):
        types.setdefault(row["response_id"], []).append(row)
    any_shared = False
    mixed: list[str] = []
    for kind, known in _ticked(answers, types, name, notes):
        usage = f"{_USAGE}:{kind}"
        sharing = f"{usage}:PSL_DATA_USAGE_COLLECTION_AND_SHARING"
        shared = _yes(answers, sharing, "PSL_DATA_USAGE_ONLY_SHARED")
        any_shared = any_shared or bool(shared)
        why = _purposes_of(answers, usage, purposes)
        if not why:
            why = [("", bool(shared))]
            text = Text(f"`{kind}` is ticked but its purposes are not answered", f"`{kind}` 已勾选，但未填写用途")
            notes.append(Note("unknown", text, name))
        for purpose, is_shared in why:
            facts = _kind_facts(answers, usage, known)
            # The form asks once per kind of data whether it can be declined: with several purposes, which of them forces it is not said.
            if len(why) > 1 and facts.get("practice.necessity") == "required":
                del facts["practice.necessity"]
                mixed.append(kind)
            own = purposes.get(purpose, [])
            if len(own) == 1:
                facts["practice.purpose"] = own[0]["purpose"]
            elif own:
                choice = ", ".join(row["purpose"] for row in own)
                text = Text(
                    f"`{purpose}` may be {choice}: the purpose of `{kind}` stays unknown",
                    f"`{purpose}` 可能指 {choice}：`{kind}` 的目的仍为未知",
                )
                notes.append(Note("unknown", text, name))
            if is_shared:
                facts["practice.recipients"] = (_RECIPIENT,)
            short = kind.removeprefix("PSL_").lower()
            id = unique_id(f"{short}-{purpose.removeprefix('PSL_').lower()}" if purpose else short, found)
            found[id] = facts
    if mixed:
        kinds = ", ".join(dict.fromkeys(mixed))
        text = Text(
            f"required, and collected for several purposes: for which of them stays unknown: {kinds}",
            f"属必填且有多项用途，其中哪项用途必需仍为未知：{kinds}",
        )
        notes.append(Note("unknown", text, name))
    return [{"practice.id": id, **facts} for id, facts in found.items()], any_shared


def _ticked(
    answers: Answers, types: dict[str, list[dict[str, str]]], name: str, notes: list[Note]
) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """The kinds of data that are ticked. Usage rows of a kind that is not ticked are left from a draft."""
    ticked = {
        response: line
        for (question, response), (_, line) in answers.items()
        if question.startswith("PSL_DATA_TYPES_") and _yes(answers, question, response)
    }
    for response, line in ticked.items():
        known = types.get(response)
        if known is None:
            text = Text(
                f"unknown kind of data `{response}`: taken over as `other`", f"未知的信息种类 `{response}`，按“其他”导入"
            )
            notes.append(Note("changed", text, name, line))
            known = [{"category": "other", "match": "broad"}]
        yield response, known
    stale = {
        question.split(":")[1] for question, _ in answers if question.startswith(_USAGE) and question.count(":") > 1
    } - set(ticked)
    if stale:
        shown = ", ".join(sorted(stale))
        text = Text(
            f"answers for kinds of data that are not ticked were left out: {shown}",
            f"未勾选的信息种类，其填写内容未导入：{shown}",
        )
        notes.append(Note("skipped", text, name))


def _purposes_of(answers: Answers, usage: str, purposes: dict[str, list[dict[str, str]]]) -> list[tuple[str, bool]]:
    """Purposes of collecting or sharing, and whether data is shared for them, in the order of the form."""
    found = []
    for purpose in purposes:
        collected = _yes(answers, f"{usage}:DATA_USAGE_COLLECTION_PURPOSE", purpose)
        shared = _yes(answers, f"{usage}:DATA_USAGE_SHARING_PURPOSE", purpose)
        if collected or shared:
            found.append((purpose, bool(shared)))
    return found


def _kind_facts(answers: Answers, usage: str, known: list[dict[str, str]]) -> Facts:
    facts: Facts = {"practice.data": tuple(dict.fromkeys(row["category"] for row in known))}
    broad = tuple(dict.fromkeys(row["category"] for row in known if row["match"] in ("broad", "narrows")))
    if broad:
        facts["practice.data_broad"] = broad
    ephemeral = _yes(answers, f"{usage}:PSL_DATA_USAGE_EPHEMERAL")
    if ephemeral is not None:
        facts["practice.ephemeral"] = ephemeral
    for response, necessity in (("OPTIONAL", "optional"), ("REQUIRED", "required")):
        if _yes(answers, f"{usage}:DATA_USAGE_USER_CONTROL", f"PSL_DATA_USAGE_USER_CONTROL_{response}"):
            facts["practice.necessity"] = necessity
    return facts
