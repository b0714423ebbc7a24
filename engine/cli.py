"""The `lawlint` command. Each subcommand is imported only when it runs, so that `check` starts fast.

Exit codes: 0 nothing at or above --fail-on, 1 something is, 2 unusable input or usage, 3 engine error.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from .cli_messages import BROKEN, OK, UNUSABLE, complain, deliver, drop_output, print_faults, ready_streams
from .cli_parser import PARSERS
from .reading import Faults
from .text import reason, said
from .wording import in_language


def default_language() -> str:
    """zh where the environment asks for Chinese, else en."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


AddParsers: TypeAlias = "Callable[[argparse._SubParsersAction[Any], Callable[[str], str]], None]"


def parser(lang: str, command: str = "", more: AddParsers | None = None) -> argparse.ArgumentParser:
    """The command line: whole, or as far as one command needs it. `more` adds the commands of what stands above the engine."""

    def say(template: str) -> str:
        return in_language(said(template), lang)

    top = PARSERS[lang](prog="lawlint", description=say("a linter for what an app does with people's data"))
    from .version import VERSION

    top.add_argument("--version", action="version", version=f"lawlint {VERSION}", help=say("show the version and exit"))
    _language_option(top, say)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True, title=say("commands"))

    check = commands.add_parser("check", help=say("check declarations against the law"))
    check.add_argument("files", nargs="+", metavar="FILE", help=say("declaration files (YAML or JSON); - reads standard input"))
    _law_options(check, say)
    check.add_argument(
        "--severity", choices=("critical", "high", "medium", "low"), default="low", help=say("least severity to report")
    )
    check.add_argument(
        "--fail-on", choices=("fail", "open", "review", "never"), default="fail", help=say("what makes the exit code 1")
    )
    check.add_argument("--all", action="store_true", dest="everything", help=say("show what passed or did not apply, too"))
    check.add_argument("--format", choices=("text", "json", "sarif"), default="text", help=say("form of the report"))
    check.add_argument("--engine", choices=("reference", "durable"), default="reference", help=say("the evaluator to use"))

    imported = commands.add_parser("import", help=say("make a declaration from an app's own files"))
    imported.add_argument("kind", metavar="KIND", help=say("android-manifest, play-data-safety or auto"))
    imported.add_argument("files", nargs="+", metavar="FILE", help=say("files of one app, which become one declaration"))
    imported.add_argument(
        "-o", "--output", metavar="FILE", help=say("where to write the declaration (default: standard output)")
    )

    facts = commands.add_parser("facts", help=say("browse the facts a declaration can state"))
    facts.add_argument(
        "words", nargs="*", metavar="WORD", help=say("only facts whose path, label, question or law holds these words")
    )
    facts.add_argument("--format", choices=("text", "json"), default="text", help=say("form of the output"))

    commands.add_parser("schema", help=say("print the JSON Schema of declarations, for editors"))

    if command in ("check", "import", "facts", "schema"):
        # The rest of the command line is not needed to parse this one, and takes time to build.
        commands.add_parser("rules")
        commands.add_parser("clause")
    else:
        from .cli_rules import add_parsers

        add_parsers(commands, say)
        if more:
            more(commands, say)
    for one in commands.choices.values():
        _language_option(one, say)
    return top


def _language_option(command: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    if not any("--lang" in action.option_strings for action in command._actions):
        command.add_argument("--lang", choices=("en", "zh"), help=say("language of the output"))


def _law_options(command: argparse.ArgumentParser, say: Callable[[str], str]) -> None:
    command.add_argument(
        "--law", default="", metavar="LAW,...", help=say("only these laws or regions (gdpr, pipl, eu, us-ca, cn)")
    )
    command.add_argument("--as-of", metavar="DATE", help=say("judge by the law of this day (2026-03-01)"))
    command.add_argument("--rules", action="append", default=[], metavar="DIR", help=say("add a company's own laws and rules"))


def wanted_language(arguments: Sequence[str]) -> str:
    """The language asked for with --lang, before the rest is parsed; else that of the environment."""
    for position, word in enumerate(arguments):
        if word.startswith("--lang="):
            return "zh" if word.endswith("zh") else "en"
        if word == "--lang" and arguments[position + 1 : position + 2]:
            return "zh" if arguments[position + 1] == "zh" else "en"
    return default_language()


def main(argv: Sequence[str] | None = None, more: AddParsers | None = None) -> int:
    """Run the command line; the exit code. `more` adds commands to its help that are run elsewhere."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    if argv is None:
        # A short run makes no garbage worth collecting; looking for it took a tenth of the time.
        gc.disable()
        ready_streams()
    lang = wanted_language(arguments)

    def work() -> int:
        options = parser(lang, arguments[0] if arguments else "", more).parse_args(arguments)
        options.lang = options.lang or lang
        return _run(options)

    return guarded(work, lang)


def guarded(work: Callable[[], int], lang: str) -> int:
    """Do the work of a command, and say what ends it in words: the exit code. No traceback reaches a user."""
    try:
        code = work()
        deliver()  # what is still on its way may fail to arrive, and then the run has failed
        return code
    except SystemExit as stop:
        deliver()  # the help page, or the version
        return stop.code if isinstance(stop.code, int) else UNUSABLE
    except Faults as error:
        print_faults(error.faults, lang)
        return UNUSABLE
    except BrokenPipeError:
        drop_output()
        return OK
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        # Files are read elsewhere, with messages of their own: this is the output.
        from .foreign import passed_on

        return complain(said("cannot write the output: {}", passed_on(error.strerror or str(error))), "", lang)
    except Exception as error:
        if os.environ.get("LAWLINT_DEBUG"):
            raise
        complain(reason(error), said("set LAWLINT_DEBUG=1 to see where, and please report it"), lang)
        return BROKEN


def command(more: AddParsers | None = None) -> int:
    """The `lawlint` command: `main`, then a quick end. Taking the interpreter apart took a tenth of a short run."""
    code = main(more=more)
    if "subprocess" in sys.modules:
        # The worker of durable_rules is ended by its own clean-up.
        return code
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    os._exit(code)


def _run(options: argparse.Namespace) -> int:
    if options.command == "check":
        from .cli_check import run

        return run(options)
    if options.command in ("import", "facts", "schema"):
        from . import cli_declaration

        return {"import": cli_declaration.run_import, "facts": cli_declaration.run_facts, "schema": cli_declaration.run_schema}[
            options.command
        ](options)
    from .cli_rules import run as run_rules

    return run_rules(options)
