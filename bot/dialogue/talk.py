"""A conversation about one case: what was said, what it came to, what to ask next, what a change would change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ...engine.assess import Assessment, Assessor
from ...engine.declaration.load import load_text
from ...engine.declaration.model import Declaration, Value
from ...engine.evaluate.reference import Reference
from ...engine.reading import Faults
from ..understand.question import Question, understand, understand_after
from .case import value_of
from .pasted import Reported, is_json, reports
from .turn import TINY, agreed, asks, heard, is_short, length, reply, suited

if TYPE_CHECKING:
    from ..answer.ask import Asker, Judged

MOST_UNDONE = 50
"""Changes that can be taken back."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a what-if changes: the verdicts before and after, and the rules whose finding went or came."""

    before: str | None
    after: str | None
    gone: tuple[str, ...]
    come: tuple[str, ...]


@dataclass(slots=True)
class Turn:
    """One turn and what came of it.

    `kind` is question, answer, unknown, what_if, accepted, place, elsewhere (a place whose law is not held), dropped, further,
    missed (no answer, and nothing else that was understood), undone, aside (small talk, a request to certify or to leave the
    rules), declaration, report, thanks, faulty or nothing. `judged` is the case as it stands (for a what-if: as it would
    stand; for elsewhere and aside: the turn alone). `unheard` says of a what-if that it supposes nothing that was understood.
    """

    said: str
    kind: str
    judged: Judged | None = None
    difference: Difference | None = None
    assessment: Assessment | None = None
    faults: Faults | None = None
    dropped: tuple[str, ...] = ()
    fresh: bool = False
    unheard: bool = False
    reported: tuple[Reported, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """A case as it stood before a turn, to go back to."""

    question: Question | None
    known: dict[str, Value]
    unknown: frozenset[str]
    asked: str
    order: tuple[tuple[str, ...], ...]
    last: Judged | None


@dataclass(slots=True)
class Talk:
    """The state of a conversation. Nothing is in `known` that a person did not say."""

    asker: Asker
    question: Question | None = None
    known: dict[str, Value] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    asked: str = ""
    order: list[tuple[str, ...]] = field(default_factory=list)
    """The facts that each turn stated, latest last."""
    declaration: Declaration | None = None
    turns: list[Turn] = field(default_factory=list)
    _last: Judged | None = None
    _before: list[State] = field(default_factory=list)
    _supposed: tuple[Question, dict[str, Value]] | None = None

    def hear(self, text: str) -> Turn:
        """Take a turn. Never raises for what people type."""
        state = self._state()
        turn = self._turn(text)
        if turn.judged is not None and turn.kind not in ("what_if", "aside", "elsewhere"):
            self._hold(turn.judged, state)
        self.turns.append(turn)
        return turn

    def undo(self) -> Turn:
        """Take the last turn that changed the case back; a turn of kind nothing where there is none."""
        if not self._before:
            return Turn("", "nothing")
        state = self._before.pop()
        self.question, self.known, self.unknown = state.question, state.known, {*state.unknown}
        self.asked, self.order, self._last, self._supposed = state.asked, [*state.order], state.last, None
        turn = Turn("", "undone", self._last)
        self.turns.append(turn)
        return turn

    def again(self) -> Turn:
        """Judge the case as it stands once more, after the day or the laws were changed."""
        turn = self._again("", "further")
        if turn.judged is not None:
            self._last, self.asked = turn.judged, self._next(turn.judged)
        self.turns.append(turn)
        return turn

    def _state(self) -> State:
        return State(self.question, {**self.known}, frozenset(self.unknown), self.asked, tuple(self.order), self._last)

    def _hold(self, judged: Judged, before: State) -> None:
        self._last = judged
        self.asked = self._next(judged)
        if before.question is not None:
            self._before.append(before)
            del self._before[:-MOST_UNDONE]

    def stated(self) -> Mapping[str, Value]:
        """Every fact that was stated, by the names rules use."""
        return {} if self._last is None else self._last.case.stated

    def set(self, name: str, value: Value | None) -> Turn:
        """Set or, with None, drop a fact by hand. Raises ValueError for an unknown fact or a value that does not suit it."""
        state = self._state()
        if value is None:
            self._forget([name])
        else:
            self.known[name] = suited(name, value)
            self.order.append((name,))
        turn = self._again("", "further")
        if turn.judged is not None:
            self._hold(turn.judged, state)
        self.turns.append(turn)
        return turn

    def _turn(self, text: str) -> Turn:
        if not text.strip():
            return Turn(text, "nothing")
        pasted = self._pasted(text)
        if pasted is not None:
            return pasted
        question, kinds = understand(text), heard(text)
        if (
            self.question is not None
            and not question.markets
            and kinds & {"what_if", "forget", "further"}
            and not kinds & {"elsewhere", "partly"}
        ):
            # Another place, or a yes with a reserve, is no more than its own words.
            question = understand_after(text, self.question.text)
        if self._supposed is not None and ("accept" in kinds or (agreed(text, kinds) and not question.facts)):
            self.question, self.known = self._supposed
            self._supposed = None
            return self._again(text, "accepted")
        self._supposed = None
        if self.question is None or "fresh" in kinds:
            return self._fresh(text, question)
        if "thanks" in kinds and not question.facts and is_short(text):
            return Turn(text, "thanks")
        if "certify" in question.wishes or ({"small_talk", "outside"} & {*question.wishes} and not question.facts):
            return Turn(text, "aside", self.asker.judge(question))
        if "forget" in kinds:
            return self._correct(text, question)
        if "what_if" in kinds:
            return self._what_if(text, question)
        if self.asked:
            answer = reply(text, self.asked, question, kinds)
            if answer is not None:
                return self._answered(text, question, answer.value)
        return self._beside(text, question, kinds)

    def _beside(self, text: str, question: Question, kinds: frozenset[str]) -> Turn:
        """A turn that answers nothing: another place, an addition, words that were not understood, or a new question."""
        assert self.question is not None
        short = is_short(text)
        if question.markets and not question.facts and short:
            self.question = replace(self.question, markets=question.markets)
            return self._again(text, "place")
        if "elsewhere" in kinds and not question.facts and not question.markets and short:
            asked = replace(question, wishes=(*question.wishes, "foreign_law"))
            return Turn(text, "elsewhere", self.asker.judge(asked))
        told = short and not asks(text, kinds)
        anew = "app.type" in question.facts or (question.markets and question.facts)
        if ("further" in kinds and (question.facts or question.markets)) or (told and question.facts and not anew):
            self._add(question)
            return self._again(text, "further")
        lost = self.asked or length(text) <= TINY or "partly" in kinds or agreed(text, kinds) is not None
        # "Maybe" states nothing, which is no wish for a clause here.
        wishes = {*question.wishes} - ({"clause"} if kinds & {"partly", "unknown"} else set())
        if told and not question.facts and not wishes and (lost or "unknown" in kinds):
            return Turn(text, "missed")
        return self._fresh(text, question)

    def _fresh(self, text: str, question: Question) -> Turn:
        before = self.question is not None
        self.question, self.known, self.unknown, self.order, self.declaration = (
            question,
            {},
            set(),
            [tuple(question.facts)],
            None,
        )
        return Turn(text, "question", self.asker.judge(question), fresh=before)

    def _again(self, text: str, kind: str) -> Turn:
        if self.question is None:
            return Turn(text, "nothing")
        return Turn(text, kind, self.asker.judge(self.question, self.known))

    def _answered(self, text: str, question: Question, value: Value | None) -> Turn:
        if value is None:
            self.unknown.add(self.asked)
            return self._again(text, "unknown")
        self._add(question)
        self.known[self.asked] = value
        self.order.append((self.asked,))
        return self._again(text, "answer")

    def _add(self, question: Question) -> None:
        assert self.question is not None
        for name, one in question.facts.items():
            self.known[name] = value_of(name, one.value)
            self.unknown.discard(name)
        if question.facts:
            self.order.append(tuple(question.facts))
        # What was added is part of what the library is asked for.
        text = f"{self.question.text} {question.text}" if question.facts else self.question.text
        self.question = replace(self.question, text=text, markets=question.markets or self.question.markets)

    def _correct(self, text: str, question: Question) -> Turn:
        """What the last turn stated is dropped, and what this one says instead holds."""
        while self.order and not self.order[-1]:
            self.order.pop()
        overlap = any(set(question.facts) & set(names) for names in self.order)
        last = self.order[-1] if self.order and not overlap else ()
        self._forget(last)
        self._add(question)
        turn = self._again(text, "dropped")
        turn.dropped = tuple(last)
        turn.unheard = not last and not question.facts
        return turn

    def _forget(self, names: Iterable[str]) -> None:
        for name in names:
            self.known.pop(name, None)
            self.order = [kept for group in self.order if (kept := tuple(one for one in group if one != name))]
            if self.question is not None and name in self.question.facts:
                facts = {key: one for key, one in self.question.facts.items() if key != name}
                self.question = replace(self.question, facts=facts)

    def _what_if(self, text: str, question: Question) -> Turn:
        """Judged on a copy; the case stays as it was until the person says so."""
        assert self.question is not None
        if not question.facts and not question.markets:
            return Turn(text, "what_if", self._last, unheard=True)
        supposed = replace(self.question, markets=question.markets or self.question.markets)
        known = {**self.known, **{name: value_of(name, one.value) for name, one in question.facts.items()}}
        judged = self.asker.judge(supposed, known)
        self._supposed = (supposed, known)
        before = self._last
        turn = Turn(text, "what_if", judged)
        turn.difference = Difference(
            before.verdict if before else None,
            judged.verdict,
            tuple(sorted(_failing(before) - _failing(judged))),
            tuple(sorted(_failing(judged) - _failing(before))),
        )
        return turn

    def _next(self, judged: Judged) -> str:
        """The fact to ask for: the most decisive one that was not asked before; empty when nothing would change."""
        from ..answer.document import rule_path

        asked = self.unknown | set(judged.case.stated)
        for one in judged.focus:
            if one.kind not in ("open", "review"):
                continue
            for path in one.finding.missing:
                if rule_path(path) not in asked:
                    return rule_path(path)
        return ""

    def _pasted(self, text: str) -> Turn | None:
        plain = text.lstrip()
        if not (plain.startswith("declaration:") or "\ndeclaration:" in text or is_json(text)):
            return None
        if '"findings"' in text and '"verdict"' in text:
            found = reports(text)
            return Turn(text, "report", reported=found or ())
        try:
            declaration = load_text(text, "-", as_json=is_json(text))
        except Faults as error:
            return Turn(text, "faulty", faults=error)
        law = self.asker.law(())
        self.declaration = declaration
        return Turn(text, "declaration", assessment=Assessor(law, Reference(law)).assess(declaration))


def _failing(judged: Judged | None) -> set[str]:
    return set() if judged is None else {one.rule.id for one in judged.focus if one.kind == "fail" and one.stated}
