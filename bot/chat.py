"""`lawlint chat`: the conversation in a terminal, or through a pipe."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ..engine.cli_check import colour, columns
from ..engine.cli_messages import OK, deliver, print_faults
from ..engine.declaration.model import Value
from ..engine.declaration.schema import is_date
from ..engine.phrase import fact_label, value_text
from ..engine.reports.layout import Paint, wrap
from ..engine.text import Said, said
from ..engine.wording import in_language
from .answer.ask import Asker
from .answer.document import Answer, Writer, carrying
from .answer.markdown import markdown
from .answer.text import text
from .chat_pasted import declared, reported
from .chat_proof import Line, difference, why
from .dialogue.durable import disagreements, installed
from .dialogue.pasted import gather
from .dialogue.talk import Talk, Turn
from .dialogue.turn import TINY, length
from .history import history, keep
from .understand.question import language
from .understand.words import normalised

if TYPE_CHECKING:
    from .model import Model
    from .model.extract import Proposal
    from .understand.question import Question

_YES = re.compile(
    r"(?:yes|yep|yeah|y|sure|correct|right|true|ok|okay|是|是的|对|对的|没错|好|好的|嗯|确认|属实)[\s,.!，。！]*", re.I
)
_NO = re.compile(r"(?:no|nope|n|wrong|false|不|不是|不对|否|没有|不用|不要)[\s,.!，。！]*", re.I)
"""Plain answers to what a model understood: anything longer is a turn of its own, and leaves it out."""


def run_chat(options: argparse.Namespace, asker: Asker, lang: str, model: Model | None = None) -> int:
    """Talk until the person leaves; the exit code."""
    chat = Chat(asker, options.lang, lang, model)
    interactive = sys.stdin.isatty()
    typed = history() if interactive else None
    if interactive:
        chat.put(said("Ask about what an app does with people's data. /help shows what else there is, /quit ends."))
        if typed:
            chat.put(said("What you type is remembered in {}; delete the file to forget it.", str(typed)))
    chat.announce()

    def more(prompt: str = "") -> str | None:
        if interactive:
            try:
                return input(prompt)
            except (EOFError, KeyboardInterrupt):
                return None
        line = sys.stdin.readline()
        return line.rstrip("\n") if line else None

    held: str | None = None
    while True:
        line = held if held is not None else more("> ")
        if line is None:
            if interactive:
                deliver(["\n"])
            break
        whole, held = gather(line, more, peek=not interactive)
        if not chat.take(whole):
            break
    if typed:
        keep(typed)
    return OK


class Chat:
    """What is shown for each line that is typed."""

    def __init__(self, asker: Asker, wanted: str | None, lang: str, model: Model | None = None) -> None:
        self.talk = Talk(asker)
        self.model = model
        self.offered: list[Proposal] = []
        """Facts that the model read in the last question and nobody has said yes to."""
        self.asker, self.wanted, self.lang = asker, wanted, lang
        self.paint = Paint(colour())
        self.checks = installed()
        self.transcript: list[str] = []
        self.answer: Answer | None = None
        self.commands: dict[str, Callable[[str], bool]] = {
            "help": self._help, "facts": self._facts, "why": self._why, "sources": self._sources, "law": self._law,
            "date": self._date, "lang": self._lang, "new": self._new, "export": self._export, "undo": self._undo,
            "quit": self._quit, "exit": self._quit,
        }  # fmt: skip

    def announce(self) -> None:
        """Say once where durable_rules is missing."""
        if not self.checks:
            self.put(said("durable_rules is not installed: this conversation uses the reference evaluator."))

    def put(self, sentence: Said | str, first: str = "", *styles: str) -> None:
        """Show a sentence in the conversation's language."""
        lines = wrap(in_language(sentence, self.lang), columns(), first, " " * len(first))
        deliver([self.paint(line, *styles) + "\n" for line in lines])

    def take(self, line: str) -> bool:
        """Answer one line; whether to go on."""
        if line.startswith("/"):
            name, _, rest = line[1:].partition(" ")
            known = self.commands.get(name.lower())
            if known is None:
                from ..engine.reading import nearest

                self.put(said("unknown command `/{}`", name))
                if near := nearest(name, self.commands):
                    self.put(near)
                return True
            return known(rest.strip())
        if self.offered and self._taken(line):
            return True
        turn = self.talk.hear(line)
        if turn.kind not in ("nothing", "declaration", "report", "faulty") and (
            len(self.talk.turns) == 1 or length(line) > TINY
        ):
            # A turn of a word or two, "是" or "no", says nothing about the language of the answers.
            self.lang = self.wanted or language(normalised(line))
        if self.model is not None and turn.kind == "question" and turn.judged is not None:
            self._read(self.model, turn.judged.question)
        self._show(turn)
        self._offer()
        return True

    def _read(self, model: Model, question: Question) -> None:
        """Let the model read the question; what it finds is offered, and what the lexicon heard otherwise is told."""
        from .model.show import proposed

        found = proposed(model, self.asker, question)
        self.offered = [one for one in found if not one.differs]
        for one in found:
            if one.differs:
                self.put(said("Read differently by {}: {}", model.name, one.shown(self.lang)))
        if model.note is not None:
            self.put(said("{} read no facts in the question: {}", model.name, model.note), "", "dim")

    def _offer(self) -> None:
        """Ask whether what the model read is so."""
        if not self.offered or self.model is None:
            return
        deliver(["\n"])
        self.put(said("{} also understood (not counted yet):", self.model.name), "", "bold")
        for one in self.offered:
            self.put(one.shown(self.lang), "  - ")
        self.put(said("Is that so? “yes” counts it, “no” leaves it out."))

    def _taken(self, line: str) -> bool:
        """Take a yes or no to what was offered; whether the line was that. Any other line leaves it out."""
        offered, self.offered = self.offered, []
        if _NO.fullmatch(line.strip()):
            self.put(said("Left out."))
            if self.talk.asked:
                self.put(self._question(self.talk.asked))
            return True
        if not _YES.fullmatch(line.strip()):
            return False
        turns = [self.talk.set(one.fact, one.value) for one in offered]
        if self.talk.asked in {one.fact for one in offered}:
            self.talk.asked = ""
        self.put(said("Taken into the case."))
        self._show(turns[-1])
        return True

    def _show(self, turn: Turn) -> None:
        if turn.kind == "nothing":
            return
        if turn.faults is not None:
            print_faults(turn.faults.faults, self.lang, sys.stdout)
            return
        if turn.kind == "thanks":
            self.put(said("You are welcome. /quit ends the conversation."))
            return
        if turn.kind == "report":
            self._lines(reported(turn.reported, self.asker.book, self.lang))
            return
        if turn.assessment is not None:
            self._lines(declared(turn.assessment, self.asker.book, self.asker.day, self.lang))
            return
        self._said_first(turn)
        judged = turn.judged
        if judged is None or turn.unheard:
            return
        if self.checks and (faults := disagreements(self.asker.law(judged.regions), judged.case, carrying(judged))):
            self.put(said("The two evaluators differ, so there is no verdict: {}", faults), "", "red")
            return
        answer = Writer(self.asker.book, self.asker.day, self.lang).answer(judged)
        self.answer = answer
        self._asked_in(answer, turn)
        if self.model is None:
            deliver([text(answer, self.paint, columns())])
            self.transcript += [f"> {turn.said}", "", markdown(answer)]
            return
        from .model.show import tell, with_words

        worded = tell(answer, self.model, self.paint, columns(), lambda part: deliver([part]))
        self.transcript += [f"> {turn.said}", "", with_words(answer, worded.text if worded.used else "", self.model)]

    def _asked_in(self, answer: Answer, turn: Turn) -> None:
        """One question at a time, none a second time, and none about a case that is only supposed."""
        beside = turn.kind in ("what_if", "aside", "elsewhere")
        # What the model understood is asked first.
        asked = "" if beside or self.offered else self.talk.asked
        if answer.verdict == "depends" and answer.question and not asked:
            answer.scope = in_language(said("What is still open decides."), self.lang)
        answer.question, answer.question_fact = self._question(asked), asked

    def _lines(self, lines: Iterable[Line]) -> None:
        for sentence, first, styles in lines:
            self.put(sentence, first, *styles)

    def _question(self, name: str) -> str:
        from ..engine.declaration.schema import schema

        known = schema().resolve(name)
        return known[0].question.of(self.lang) if known else ""

    def _said_first(self, turn: Turn) -> None:
        if turn.fresh:
            self.put(said("A new question: the case before it is put aside."))
        if turn.kind == "unknown":
            self.put(said("That stays open."))
        if turn.kind == "missed":
            self.put(said("I did not take that as an answer; the case stays as it was."))
            if self.talk.asked:
                self.put(self._question(self.talk.asked))
            else:
                self.put(said("Nothing is being asked. Say a fact in a sentence, ask with a question mark, or /new."))
        if turn.kind == "elsewhere":
            self.put(said("The case stays as it was; its place is not changed."))
        if turn.kind == "undone":
            self.put(said("The last change is taken back."))
        if turn.kind == "what_if" and turn.unheard:
            self.put(said("I heard no fact in that, so nothing can be supposed. Say what would be different in other words."))
        if turn.kind == "dropped" and turn.unheard:
            self.put(said("Nothing was stated that could be dropped."))
        if turn.kind == "dropped" and turn.dropped:
            self.put(said("No longer stated: {}", [fact_label(name, self.lang) for name in turn.dropped]))
        if turn.kind == "accepted":
            self.put(said("Taken into the case."))
        if turn.difference is not None:
            self._lines(difference(turn.difference, self.asker.book, self.lang))

    def _help(self, _: str) -> bool:
        self.put(
            said("Type a question or an answer, “what if ...”, “and in California?”, “forget that”, or paste a declaration.")
        )
        self.put(said("/facts, /facts set PATH VALUE, /facts drop PATH: what was said, and how to change it"))
        self.put(said("/why: the proof; /sources: the clauses; /law LAW,...; /date DATE; /lang en or zh"))
        self.put(
            said("/undo: take the last change back; /new: start over; /export FILE.md: write the conversation down; /quit")
        )
        return True

    def _facts(self, rest: str) -> bool:
        parts = rest.split(maxsplit=2)
        if parts[:1] in (["set"], ["drop"]) and len(parts) > 1:
            try:
                value = None if parts[0] == "drop" else _typed(parts[2] if len(parts) > 2 else "")
                self._show(self.talk.set(parts[1], value))
            except ValueError as error:
                self.put(said("`{}` cannot be set so: {}", parts[1], error.args[0] if error.args else ""))
            return True
        judged = self.talk.stated()
        if not judged:
            self.put(said("Nothing was stated yet."))
        for name, value in judged.items():
            self.put(said("{} [{}]: {}", fact_label(name, self.lang), name, value_text(name, value, self.lang)), "- ")
        return True

    def _why(self, _: str) -> bool:
        last = next((turn.judged for turn in reversed(self.talk.turns) if turn.judged is not None), None)
        self._lines(why(last, self.answer, self.asker.book, self.lang))
        return True

    def _sources(self, _: str) -> bool:
        if self.answer is None or not self.answer.citations:
            self.put(said("No clause is cited yet."))
            return True
        for cite in self.answer.citations:
            self.put(f"{cite.form} [{cite.id}]", "", "bold")
            self.put(cite.summary, "  ")
            self.put(f"{cite.edition}. {cite.address}", "  ")
        return True

    def _law(self, rest: str) -> bool:
        from ..engine.rulebook.in_force import select_laws

        try:
            laws = select_laws(self.asker.book, rest.replace(",", " ").split())
        except KeyError as error:
            self.put(said("unknown law `{}`", error.args[0]))
            return True
        return self._reopen(self.asker.day, laws if rest else ())

    def _date(self, rest: str) -> bool:
        if not is_date(rest):
            self.put(said("`{}` is not a date", rest))
            return True
        return self._reopen(rest, self.asker.laws)

    def _reopen(self, day: str, laws: tuple[str, ...]) -> bool:
        self.asker = Asker(self.asker.book, self.asker.library, day, laws)
        self.talk.asker = self.asker
        self.put(said("Law as of {}: {}", day, list(laws) or said("all laws")))
        if self.talk.question is not None:
            self._show(self.talk.again())
        return True

    def _undo(self, _: str) -> bool:
        turn = self.talk.undo()
        if turn.kind == "nothing":
            self.put(said("There is nothing to take back."))
        self._show(turn)
        return True

    def _lang(self, rest: str) -> bool:
        if rest not in ("en", "zh"):
            self.put(said("there is no language `{}` here: en or zh", rest))
            return True
        self.wanted = self.lang = rest
        self.put(said("Answers are in English.") if self.lang == "en" else said("Answers are in Chinese."))
        return True

    def _new(self, _: str) -> bool:
        self.offered = []
        self.talk = Talk(self.asker)
        self.put(said("A fresh case."))
        return True

    def _export(self, rest: str) -> bool:
        if not rest:
            self.put(said("name a file: /export conversation.md"))
            return True
        if not rest.isprintable():
            self.put(said("`{}` is no name for a file", rest))
            return True
        try:
            with Path(rest).open("x", encoding="utf-8") as file:
                file.write("\n".join(self.transcript))
        except FileExistsError:
            self.put(said("`{}` exists already: name another file", rest))
        except OSError as error:
            from ..engine.foreign import passed_on

            self.put(said("cannot write `{}`: {}", rest, passed_on(error.strerror or str(error))))
        else:
            self.put(said("Written to {}.", rest))
        return True

    def _quit(self, _: str) -> bool:
        return False


def _typed(word: str) -> Value:
    flags = {"yes": True, "no": False, "是": True, "否": False}
    return flags.get(word.lower(), word)
