"""The rows of a Play Data safety export as answers: its columns, its ids, and what is wrong with either.

One row per possible answer, not per given answer. Rows are matched by their two id columns, because labels are translated
and question sets differ in length. Format as exported from 2022 on.
"""

from __future__ import annotations

import csv
import io
from functools import cache
from typing import NamedTuple

from ..declaration.vocabulary import rows
from ..foreign import passed_on
from ..reading import Fault, Faults
from ..text import Said, said
from .base import Note

HEADER = (
    "Question ID (machine readable)",
    "Response ID (machine readable)",
    "Response value",
    "Answer requirement",
    "Human-friendly question label",
)
COLLECTS = "PSL_DATA_COLLECTION_COLLECTS_PERSONAL_DATA"
ENCRYPTED = "PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT"
OLD_DELETION = "PSL_DATA_COLLECTION_USER_REQUEST_DELETE"
DELETION = "PSL_SUPPORT_DATA_DELETION_BY_USER"
ACCOUNT_LINK = "PSL_ACCOUNT_DELETION_URL"
ACCOUNTS = "PSL_SUPPORTED_ACCOUNT_CREATION_METHODS"
NO_ACCOUNTS = "PSL_ACM_NONE"
OUTSIDE = "PSL_HAS_OUTSIDE_APP_ACCOUNTS"
REVIEWED = "PSL_INDEPENDENTLY_VALIDATED"
FAMILY = "PSL_DATA_COLLECTION_COMPLIES_FAMILY_POLICY"
TEXTS = ("PSL_ACM_SPECIFY", ACCOUNT_LINK, "PSL_DATA_DELETION_URL", "PSL_OUTSIDE_APP_ACCOUNT_TYPE_SPECIFY")
"""Questions answered in words; all others with true or false."""

QUESTIONS = {
    **dict.fromkeys((COLLECTS, ENCRYPTED, OLD_DELETION, FAMILY, REVIEWED, "PSL_UPI_BADGE_OPT_IN", OUTSIDE, *TEXTS), ("",)),
    ACCOUNTS: (
        "PSL_ACM_USER_ID_PASSWORD", "PSL_ACM_USER_ID_OTHER_AUTH", "PSL_ACM_USER_ID_PASSWORD_OTHER_AUTH", "PSL_ACM_OAUTH",
        "PSL_ACM_OTHER", NO_ACCOUNTS,
    ),
    DELETION: ("DATA_DELETION_YES", "DATA_DELETION_NO", "DATA_DELETION_NO_AUTO_DELETED"),
    "PSL_OUTSIDE_APP_ACCOUNT_TYPES": (
        "PSL_LOGIN_WITH_OUTSIDE_APP_ID", "PSL_LOGIN_THROUGH_EMPLOYMENT_OR_ENTERPRISE_ACCOUNT",
        "PSL_OUTSIDE_APP_ACCOUNT_TYPE_OTHER",
    ),
}  # fmt: skip
"""Questions on the app as a whole with their answer ids, of every question set since 2022."""

TYPES = "PSL_DATA_TYPES_"
USAGE = "PSL_DATA_USAGE_RESPONSES"
HANDLING = "PSL_DATA_USAGE_COLLECTION_AND_SHARING"
COLLECTED, SHARED = "PSL_DATA_USAGE_ONLY_COLLECTED", "PSL_DATA_USAGE_ONLY_SHARED"
EPHEMERAL = "PSL_DATA_USAGE_EPHEMERAL"
CONTROL = "DATA_USAGE_USER_CONTROL"
OPTIONAL, REQUIRED = "PSL_DATA_USAGE_USER_CONTROL_OPTIONAL", "PSL_DATA_USAGE_USER_CONTROL_REQUIRED"
WHY_COLLECTED, WHY_SHARED = "DATA_USAGE_COLLECTION_PURPOSE", "DATA_USAGE_SHARING_PURPOSE"

Row = dict[str, str]


@cache
def kinds() -> dict[tuple[str, str], list[Row]]:
    """The kinds of data the form asks about: question and answer id to the rows of the vocabulary."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows("play_data_types"):
        found.setdefault((row["question_id"], row["response_id"]), []).append(row)
    return found


@cache
def purposes() -> dict[str, list[Row]]:
    """The purposes the form offers, in its order: answer id to the rows of the vocabulary."""
    found: dict[str, list[Row]] = {}
    for row in rows("purposes"):
        if row["scheme"] == "play":
            found.setdefault(row["foreign_term"], []).append(row)
    return found


@cache
def _usage() -> dict[str, tuple[str, ...]]:
    """What is asked of each kind of data, with its answer ids."""
    return {
        HANDLING: (COLLECTED, SHARED),
        EPHEMERAL: ("",),
        CONTROL: (OPTIONAL, REQUIRED),
        WHY_COLLECTED: tuple(purposes()),
        WHY_SHARED: tuple(purposes()),
    }


class Answer(NamedTuple):
    """The value of an answered row (`true`, `false` or words; empty where the file contradicts itself) and its line."""

    value: str
    line: int


class Form:
    """The answered rows of one export, and the notes on it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.answers: dict[tuple[str, str], Answer] = {}
        self.used: set[str] = set()
        self.notes: list[Note] = []

    def note(self, kind: str, text: Said, line: int = 0) -> None:
        """Record something the reader of the import should know."""
        self.notes.append(Note(kind, text, self.file, line))

    def words(self, question: str) -> Answer | None:
        """What was written in answer to a question, or None."""
        self.used.add(question)
        return self.answers.get((question, ""))

    def yes(self, question: str, response: str = "") -> bool | None:
        """True or False where the form was answered so; None where it was not."""
        self.used.add(question)
        found = self.answers.get((question, response))
        return {"true": True, "false": False}.get(found.value) if found else None

    def ticked(self, question: str) -> list[str]:
        """The answers to a question that are ticked, in the order of the file."""
        self.used.add(question)
        return [response for (asked, response), answer in self.answers.items() if asked == question and answer.value == "true"]

    def line(self, question: str) -> int:
        """The line of the first answer to a question, 0 when there is none."""
        return min((answer.line for (asked, _), answer in self.answers.items() if asked == question), default=0)


def read_form(text: str, form: Form) -> None:
    """Read every answered row into `form`. Blank values are no answers; ids that no question set has are noted.

    Raises Faults: another header, not CSV, and a file of which most ids do not exist.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    strange: dict[str, int] = {}
    known = unknown = 0
    try:
        header = next(reader, [])
        _check_header(header, form.file)
        for row in reader:
            if not row:
                continue
            if len(row) < 3:
                message = said("a row has {} columns, not {}", len(row), len(header))
                raise Faults([Fault(form.file, reader.line_num, 1, message)])
            question, response, value = row[0].strip(), row[1].strip(), row[2].strip()
            missing = _missing_id(question, response)
            if missing:
                unknown += 1
                strange.setdefault(missing, reader.line_num)
            else:
                known += 1
            if value and (not missing or question.startswith((TYPES, USAGE))):
                _take(form, question, response, Answer(value, reader.line_num))
    except csv.Error as error:
        raise Faults([Fault(form.file, reader.line_num, 1, said("not valid CSV: {}", passed_on(str(error))))]) from None
    again = said("export the file from the store console again")
    if not known and not unknown:
        raise Faults([Fault(form.file, 0, 0, said("no row of the form was found"), again)])
    if unknown > known:
        raise Faults(
            [Fault(form.file, line, 1, said("the form has no `{}`", id), again) for id, line in list(strange.items())[:5]]
        )
    for id, line in strange.items():
        form.note("unknown", said("the form has no `{}`, as far as known", id), line)


def _check_header(header: list[str], file: str) -> None:
    """The first three columns byte for byte; some tools drop the other two, which only people read."""
    if not header:
        raise Faults([Fault(file, 0, 0, said("the file is empty"))])
    again = said("export the file from the store console again")
    for position, (wanted, got) in enumerate(zip(HEADER[: max(len(header), 3)], [*header, "", "", ""], strict=False), 1):
        if got != wanted:
            message = said("this is no Data safety export: column {} is `{}`, not `{}`", position, got[:60], wanted)
            raise Faults([Fault(file, 1, 1, message, again)])
    if len(header) > len(HEADER):
        raise Faults([Fault(file, 1, 1, said("this is no Data safety export: it has {} columns, not 5", len(header)))])


def _missing_id(question: str, response: str) -> str:
    """What no question set has in a row's two ids; an empty text when both are known."""
    response = response[:80]
    if question.startswith(f"{USAGE}:"):
        kind, _, about = question[len(USAGE) + 1 :].partition(":")
        if about not in _usage():
            return f"{USAGE}:...:{about[:80]}"
        if response not in _usage()[about]:
            return f"{about} {response}"
        return "" if any(kind == known for _, known in kinds()) else f"{USAGE}:{kind[:80]}"
    if question.startswith(TYPES):
        return "" if (question, response) in kinds() else f"{question[:80]} {response}"
    if response in QUESTIONS.get(question, ()):
        return ""
    return f"{question} {response}" if question in QUESTIONS else question[:80]


def _take(form: Form, question: str, response: str, answer: Answer) -> None:
    """Keep an answer. One that is neither true nor false is none, and two rows that differ decide nothing."""
    asked = f"{question} {response}".strip()
    if question not in TEXTS:
        lower = answer.value.lower()
        if lower not in ("true", "false"):
            text = said("`{}` is neither true nor false: `{}` stays unknown", answer.value[:40], asked)
            form.note("unknown", text, answer.line)
            lower = ""
        answer = Answer(lower, answer.line)
    first = form.answers.setdefault((question, response), answer)
    if first.value != answer.value:
        text = said("`{}` is answered differently on line {}: it stays unknown", asked, first.line)
        form.note("contradiction", text, answer.line)
        form.answers[question, response] = Answer("", first.line)
