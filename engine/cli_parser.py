"""An argument parser that speaks the user's language, in the tone and at the width of the rest of the product.

argparse has headings and complaints of its own, in English. Here the headings are put into the user's language, help is
wrapped by what characters take on a screen (Chinese ones take two columns), and complaints are said in our words.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from typing import Any, NoReturn

from .cli_messages import UNUSABLE
from .text import Said, said
from .wording import in_language, labelled

_USAGE = "usage:"
"""As wide as its Chinese form, so that argparse indents the lines that follow it alike."""


class Help(argparse.HelpFormatter):
    """Writes `--help`. What argparse breaks lines with counts characters; this counts columns."""

    lang = "en"

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """The first lines: how the command is called."""
        ours = _USAGE + (" " if self.lang == "en" else "")
        super().add_usage(usage, actions, groups, prefix=ours if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        """A section; the two that argparse names itself get our names."""
        ours = {"positional arguments": said("arguments"), "options": said("options")}
        super().start_section(in_language(ours.get(heading or "", heading or ""), self.lang))

    def format_help(self) -> str:
        """The whole help, with the punctuation of the language."""
        text = super().format_help()
        if self.lang == "zh":
            text = re.sub(r"(?m)^(\S+):$", r"\1：", text)
            text = f"{in_language(said('usage:'), self.lang)}{text.removeprefix(_USAGE)}" if text.startswith(_USAGE) else text
        return text

    def _split_lines(self, text: str, width: int) -> list[str]:
        from .reports.layout import wrap

        return wrap(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        from .reports.layout import wrap

        return "\n".join(wrap(text, width, indent, indent))


class Parser(argparse.ArgumentParser):
    """The command line in English. The parsers of its subcommands are of the same class."""

    lang = "en"
    help_class: type[Help] = Help

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"formatter_class": self.help_class, **options, "add_help": False})
        self.add_argument("-h", "--help", action="help", help=in_language(said("show this help and exit"), self.lang))

    def error(self, message: str) -> NoReturn:
        """Ends the program with one complaint and where help is."""
        complaint, help = _ours(message, f"{self.prog} --help")
        mend = labelled(in_language(said("help"), self.lang), in_language(help, self.lang), self.lang)
        self.exit(UNUSABLE, f"{self.prog}: {in_language(complaint, self.lang)}\n  {mend}\n")


class ChineseHelp(Help):
    """`--help` in Chinese."""

    lang = "zh"


class ChineseParser(Parser):
    """The command line in Chinese."""

    lang = "zh"
    help_class = ChineseHelp


PARSERS: dict[str, type[Parser]] = {"en": Parser, "zh": ChineseParser}

_CHOICE = re.compile(r"argument (?P<name>\S+): invalid choice: '?(?P<word>.*?)'? \(choose from (?P<known>.*)\)", re.DOTALL)
_MISSING = re.compile(r"the following arguments are required: (.*)")
_UNKNOWN = re.compile(r"unrecognized arguments: (.*)", re.DOTALL)
_NO_VALUE = re.compile(r"argument (.*): expected (?:one|at least one) argument")
_EXTRA_VALUE = re.compile(r"argument (.*): ignored explicit argument '?(.*?)'?")
_AMBIGUOUS = re.compile(r"ambiguous option: (\S+) could match (.*)")


def _ours(message: str, help_command: str) -> tuple[str, Said]:
    """A complaint of argparse in our words, and a help line; one we do not know stays as it is."""
    see = said("see `{}`", help_command)
    if match := _CHOICE.fullmatch(message):
        return _wrong_choice(match["name"], match["word"], re.findall(r"[^\s',]+", match["known"]))
    if match := _MISSING.fullmatch(message):
        return said("{} is missing", match[1]), see
    if match := _UNKNOWN.fullmatch(message):
        return said("unknown argument `{}`", match[1]), see
    if match := _NO_VALUE.fullmatch(message):
        return said("`{}` needs a value", match[1]), see
    if match := _EXTRA_VALUE.fullmatch(message):
        return said("`{}` takes no value, but is given `{}`", match[1], match[2]), see
    if match := _AMBIGUOUS.fullmatch(message):
        return said("`{}` may mean {}", match[1], match[2].split(", ")), see
    return message, see


def _wrong_choice(name: str, word: str, known: list[str]) -> tuple[Said, Said]:
    from .reading import nearest_word

    near = nearest_word(word, known)
    help = said("did you mean `{}`?", near) if near else said("one of {}", known)
    if name.isupper():
        return said("unknown command `{}`", word), help
    return said("`{}` is no value of `{}`", word, name), help
