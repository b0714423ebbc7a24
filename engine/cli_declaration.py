"""`lawlint import`, `lawlint facts` and `lawlint schema`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from .cli_messages import OK, UNUSABLE, complain
from .declaration.schema import Fact, schema, type_in_words
from .reports.layout import wrap
from .text import said
from .wording import in_brackets, in_language


def run_import(options: argparse.Namespace) -> int:
    """Other formats in, one declaration out; what the source could not say goes to standard error."""
    from .declaration.dump import dump
    from .foreign import passed_on
    from .importers.base import import_files

    imported = import_files(options.kind, [Path(name) for name in options.files])
    text = dump(imported.declaration)
    if options.output:
        try:
            Path(options.output).write_text(text, "utf-8")
        except OSError as error:
            why = passed_on(error.strerror or str(error))
            return complain(said("cannot write `{}`: {}", options.output, why), "", options.lang)
    else:
        sys.stdout.write(text)
    for note in imported.notes:
        place = f"{note.file}:{note.line}: " if note.line else f"{note.file}: " if note.file else ""
        print("\n".join(wrap(place + note.text.of(options.lang), 80, "  ", "    ")), file=sys.stderr)
    return OK


def run_facts(options: argparse.Namespace) -> int:
    """The facts that match every word, in the order of the table; exit code 2 when none does."""
    words = [word.lower() for word in options.words]
    found = [fact for fact in schema().facts if all(word in _haystack(fact) for word in words)]
    if options.format == "json":
        sys.stdout.write(json.dumps([_data(fact) for fact in found], ensure_ascii=False, indent=2) + "\n")
        return OK if found else UNUSABLE
    if not found:
        return complain(said("no fact holds `{}`", " ".join(options.words)), "", options.lang)
    for fact in found:
        print("\n".join(_described(fact, options.lang)))
    return OK


def run_schema(_options: argparse.Namespace) -> int:
    """The JSON Schema of declarations."""
    from .declaration.jsonschema import json_schema

    sys.stdout.write(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")
    return OK


def _haystack(fact: Fact) -> str:
    return " ".join([fact.path, *fact.label, *fact.question, *fact.laws, *fact.values]).lower()


def _described(fact: Fact, lang: str) -> Iterator[str]:
    """A fact for a person: where it stands, what is written there, its question, the words to choose from, the law."""
    yield from wrap(in_brackets(fact.path, in_language(type_in_words(fact), lang), lang), 80, "", "    ")
    yield from wrap(fact.question.of(lang), 80, "    ", "    ")
    for text in (", ".join(fact.values), " ".join(fact.laws)):
        if text:
            yield from wrap(text, 80, "    ", "    ")


def _data(fact: Fact) -> dict[str, object]:
    return {
        "path": fact.path,
        "scope": fact.scope,
        "type": f"list({fact.type})" if fact.many else fact.type,
        "values": list(fact.values),
        "bad_when": fact.bad_when,
        "judgement": fact.judgement,
        "by_law": fact.by_law,
        "label": fact.label._asdict(),
        "question": fact.question._asdict(),
        "laws": list(fact.laws),
    }
