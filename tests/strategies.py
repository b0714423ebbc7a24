"""Hypothesis strategies: declarations of every type of fact, and texts that nearly are declarations."""

from __future__ import annotations

from hypothesis import strategies as st
from lawlint.engine.declaration.model import Declaration, JudgementAnswer, Subject, Waiver
from lawlint.engine.declaration.schema import Fact, schema
from lawlint.engine.declaration.vocabulary import categories

_ids = st.from_regex(r"[a-z][a-z0-9_-]{0,8}", fullmatch=True)
_texts = st.text(min_size=1, max_size=20).map(lambda text: text.replace("\r", " ").strip()).filter(bool)
_plain_texts = _texts.filter(lambda text: text.lower() not in ("unknown", "null", "~") and text.isprintable())
_CATEGORIES = sorted(categories().all)
_PLACES = ("CN", "DE", "NO", "US-CA", "EU", "EEA")
_DURATIONS = ("P30D", "P6M", "P3Y", "indefinite", "until_account_closed")


def _one(fact: Fact) -> st.SearchStrategy[object]:
    if fact.type == "tri":
        return st.booleans()
    if fact.type == "enum":
        return st.sampled_from(fact.values)
    if fact.type == "int":
        return st.integers(0, 10**12)
    if fact.type == "number":
        return st.integers(0, 10**9).map(float)
    if fact.type == "share":
        return st.floats(1e-6, 1) | st.integers(0, 100).map(lambda percent: percent / 100)
    if fact.type == "date":
        return st.dates().map(lambda day: day.isoformat())
    if fact.type == "duration":
        return st.sampled_from(_DURATIONS)
    if fact.type == "place":
        return st.sampled_from(_PLACES)
    if fact.type == "lang":
        return st.sampled_from(("en", "zh-Hans", "de"))
    if fact.type == "category":
        return st.sampled_from(_CATEGORIES)
    if fact.type == "permission":
        return st.sampled_from(("android.permission.CAMERA", "ohos.permission.READ_CONTACTS"))
    return _plain_texts


def values(fact: Fact) -> st.SearchStrategy[object]:
    """A typed value of a fact."""
    if fact.type == "map":
        return st.dictionaries(_ids, _texts.filter(str.isprintable), min_size=1, max_size=2)
    one = _one(fact)
    if fact.many:
        return st.lists(one, max_size=3, unique=True).map(tuple)
    if fact.by_law:
        return one | st.dictionaries(st.sampled_from(("gdpr", "pipl", "xborder")), one, min_size=1)
    return one | st.just("") if fact.type == "text" else one


def facts(scope: str, without: tuple[str, ...] = ()) -> st.SearchStrategy[dict[str, object]]:
    """Some facts of a scope."""
    usable = [
        fact
        for fact in schema().of_scope(scope)
        if fact.name not in without
        and fact.type not in ("recipient", "practice")
        and fact.name not in ("declaration", f"{scope}.id")
    ]
    return st.lists(st.sampled_from(usable), max_size=8, unique=True).flatmap(
        lambda chosen: st.fixed_dictionaries({fact.name: values(fact) for fact in chosen})
    )


@st.composite
def declarations(draw: st.DrawFn, defaults: bool = True) -> Declaration:
    """A declaration that a file can hold: ids unique, references not dangling, broad categories among the data."""
    found = Declaration(app=draw(facts("app")))  # type: ignore[arg-type]
    recipients = draw(st.none() | st.lists(_ids, max_size=3, unique=True))
    if recipients is not None:
        found.recipients = [{"recipient.id": id, **draw(facts("recipient"))} for id in recipients]  # type: ignore[dict-item]
    practices = draw(st.none() | st.lists(_ids, max_size=3, unique=True))
    if practices is not None:
        broad = ("practice.data_broad",)
        if defaults and practices:
            found.practice_defaults = draw(facts("practice", (*broad, "practice.data")))  # type: ignore[assignment]
        found.practices, found.stated_practices = [], []
        for id in practices:
            stated = {"practice.id": id, **draw(facts("practice", broad))}
            if recipients and draw(st.booleans()):
                stated["practice.recipients"] = tuple(draw(st.lists(st.sampled_from(recipients), unique=True, max_size=2)))
            found.stated_practices.append(stated)  # type: ignore[arg-type]
            found.practices.append({**found.practice_defaults, **stated})  # type: ignore[dict-item]
        if practices and draw(st.booleans()):
            found.judgements.append(
                JudgementAnswer(
                    "rule-x", Subject(practice=practices[0]), "pass", "A B", "2026-01-02", draw(_plain_texts), "ab12"
                )
            )
            found.waivers.append(Waiver("rule-y", Subject(), draw(_plain_texts), "owner", "2026-12-31"))
    return found


@st.composite
def mangled(draw: st.DrawFn, text: str) -> str:
    """A text with a few characters or lines cut, doubled or replaced."""
    for _ in range(draw(st.integers(1, 4))):
        if not text:
            break
        start = draw(st.integers(0, len(text) - 1))
        end = min(len(text), start + draw(st.integers(0, 40)))
        middle = draw(
            st.sampled_from(
                (
                    "",
                    text[start:end] * 2,
                    "\n",
                    ": ",
                    "- ",
                    "[",
                    "{",
                    "&a ",
                    "*a",
                    "\t",
                    "'",
                    '"',
                    "#",
                    "\x00",
                    "yes",
                    "…",
                    "!!x ",
                )
            )
        )
        text = text[:start] + middle + text[end:]
    return text
