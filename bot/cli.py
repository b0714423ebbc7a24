"""`lawlint ask` and `lawlint chat`: questions on the command line. Exit codes as of the engine's commands."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..engine.cli import guarded, wanted_language
from ..engine.cli_messages import BROKEN, OK, complain, deliver, ready_streams
from ..engine.cli_parser import PARSERS
from ..engine.declaration.schema import is_date
from ..engine.text import reason, said
from ..engine.wording import in_language

if TYPE_CHECKING:
    from .answer.ask import Asker, Judged
    from .answer.document import Answer
    from .model import Model

LONGEST = 100_000
"""Characters of one question that are taken; of those the first 4,000 are read."""


def add_parsers(commands: argparse._SubParsersAction[Any], say: Callable[[str], str]) -> None:
    """The subcommands of the chat, for this module and for the help page of the whole command."""
    ask = commands.add_parser("ask", help=say("ask a question in your own words"))
    ask.add_argument("words", nargs="*", metavar="TEXT", help=say("the question; - or nothing reads standard input"))
    _options(ask, say)
    ask.add_argument("--each", action="store_true", help=say("one question a line in, one JSON object a line out"))
    ask.add_argument("--format", choices=("text", "json", "markdown"), default="text", help=say("form of the answer"))
    counted = say("count the facts that the model reads in the question, instead of only showing them")
    ask.add_argument("--accept-model-facts", action="store_true", help=counted)
    chat = commands.add_parser("chat", help=say("talk about a case, one question at a time"))
    _options(chat, say)


def _options(command: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    laws = say("only these laws or regions (gdpr, pipl, eu, us-ca, cn)")
    command.add_argument("--law", default="", metavar="LAW,...", help=laws)
    command.add_argument("--as-of", metavar="DATE", help=say("judge by the law of this day (2026-03-01)"))
    own = say("add a company's own laws and rules")
    command.add_argument("--rules", action="append", default=[], metavar="DIR", help=own)
    command.add_argument("--lang", choices=("en", "zh"), help=say("language of the output"))
    index = say("folder of the search index (default: the user's cache)")
    command.add_argument("--index", metavar="DIR", help=index)
    model = say("a language model for the wording (openai:NAME, ollama:NAME ...); none leaves it out")
    command.add_argument("--model", metavar="NAME", help=model)


def main(argv: Sequence[str] | None = None) -> int:
    """Run `ask` or `chat`; the exit code."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    if argv is None:
        ready_streams()
    lang = wanted_language(arguments)

    def work() -> int:
        top = PARSERS[lang](prog="lawlint")
        add_parsers(top.add_subparsers(dest="command", required=True), lambda template: in_language(said(template), lang))
        try:
            return run(top.parse_args(arguments), lang)
        except ModuleNotFoundError as error:
            help = said("install the chat: `pip install 'lawlint[chat]'`")
            return complain(said("`{}` is not installed", error.name or ""), help, lang)

    return guarded(work, lang)


def command() -> int:
    """The `lawlint ask` and `lawlint chat` commands: `main`, then a quick end."""
    code = main()
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    os._exit(code)


def run(options: argparse.Namespace, lang: str) -> int:
    """Answer; `options` as parsed. Raises Faults for a faulty folder of rules."""
    if options.as_of is not None and not is_date(options.as_of):
        return complain(said("`{}` is not a date", options.as_of), said("write it like 2026-03-01"), lang)
    from .model import Model

    try:
        asker = opened(options)
    except KeyError as error:
        word, help = error.args
        return complain(said("unknown law `{}`", word), help, lang)
    model = Model.configured(options.model, asker.book)
    if options.command == "chat":
        from .chat import run_chat

        return run_chat(options, asker, lang, model)
    if isinstance(sys.stdin, io.TextIOWrapper) and not sys.stdin.isatty():
        # As files are read elsewhere; a byte that is no UTF-8 is told with the question it stands in.
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
    if options.each:
        return _each(options, asker, sys.stdin, model)
    text = " ".join(options.words)
    if not options.words or text == "-":
        text = sys.stdin.read(LONGEST + 1)
    if _unreadable(text):
        return complain(said("the question is not UTF-8"), said("save it as UTF-8, or type it in"), lang)
    if not text.strip():
        return complain(said("no question was asked"), said('like: lawlint ask "may a flashlight app read contacts?"'), lang)
    accept = options.accept_model_facts
    if model is not None and options.format == "text":
        _told(asker, text[:LONGEST], options.lang, model, accept)
    else:
        deliver([answered(asker, text[:LONGEST], options.format, options.lang, model, accept)])
    return OK


def opened(options: argparse.Namespace) -> Asker:
    """The rulebook and its library, as the options ask. Raises KeyError for an unknown law."""
    from ..engine.cli_check import refuse_faulty
    from ..engine.rulebook.in_force import select_laws
    from ..engine.rulebook.store import rulebook
    from .answer.ask import Asker
    from .retrieve import Library

    book = rulebook([Path(folder) for folder in options.rules])
    refuse_faulty(book)
    wanted = options.law.replace(",", " ").split()
    laws = select_laws(book, wanted) if wanted else ()
    return Asker(book, Library.open(book, Path(options.index) if options.index else None), options.as_of, laws)


def answered(asker: Asker, question: str, form: str, lang: str | None, model: Model | None = None, accept: bool = False) -> str:
    """One question answered in one of the forms, in its own language unless another is asked for.

    With a model, its words are in it where they pass the check; `accept` counts the facts that it read.
    """
    from ..engine.reports.layout import Paint
    from .answer.text import text

    judged, answer = _judged(asker, question, lang, model, accept)
    if form == "text":
        from ..engine.cli_check import colour, columns

        return text(answer, Paint(colour()), columns())
    from .answer.markdown import markdown

    used = False
    if model is None:
        shown = markdown(answer)
    else:
        from .model.show import as_markdown

        shown, used = as_markdown(answer, model)
    if form == "markdown":
        return shown
    from .answer.json import data

    worded_by = model.name if model is not None and used else None
    found = data(judged, answer, asker.law(judged.regions), shown, worded_by)
    return json.dumps(found, ensure_ascii=False) + "\n"


def _judged(asker: Asker, question: str, lang: str | None, model: Model | None, accept: bool) -> tuple[Judged, Answer]:
    from .answer.document import Writer

    notes: list[str] = []
    if model is None:
        judged = asker.ask(question)
    else:
        from .model.show import judged_with

        judged, notes = judged_with(model, asker, question, lang, accept)
    documents = asker.library.corpus.documents
    official = {one.id: text for one in documents for kind, _, text in one.entries if kind == "official"}
    answer = Writer(asker.book, asker.day, lang or judged.question.lang, official).answer(judged)
    answer.notes += notes
    return judged, answer


def _told(asker: Asker, question: str, lang: str | None, model: Model, accept: bool) -> None:
    """The answer for a terminal, with the model's words while they come."""
    from ..engine.cli_check import colour, columns
    from ..engine.reports.layout import Paint
    from .model.show import tell

    _, answer = _judged(asker, question, lang, model, accept)
    tell(answer, model, Paint(colour()), columns(), lambda part: deliver([part]))


def _each(options: argparse.Namespace, asker: Asker, lines: Iterator[str], model: Model | None = None) -> int:
    """A line in, an object out, at once; a line that cannot be answered is an object that says why."""
    code = OK
    for line in lines:
        question = line.rstrip("\r\n")[:LONGEST]
        why = said("not read: the line is not UTF-8") if _unreadable(question) else None
        try:
            out = "" if why else answered(asker, question, "json", options.lang, model, options.accept_model_facts)
        except Exception as error:
            code, why = BROKEN, reason(error)
        if why is not None:
            from .answer.json import failed
            from .understand.question import language
            from .understand.words import normalised

            shown = _shown(question)
            lang = options.lang or language(normalised(shown))
            out = json.dumps(failed(shown, lang, in_language(why, lang)), ensure_ascii=False) + "\n"
        deliver([out])
    return code


def _unreadable(text: str) -> bool:
    """Whether it holds bytes that were no UTF-8: Python keeps them as surrogates, which no encoder takes."""
    return any("\ud800" <= char <= "\udfff" for char in text)


def _shown(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
