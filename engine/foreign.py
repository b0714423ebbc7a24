"""What other programs say that we pass on: the readers of YAML, JSON, XML and CSV, and the operating system.

Their messages are English. Those that a file of a user's can bring about are listed here, so that they have Chinese in the
catalogue; one that is not listed is passed on as it is.
"""

from __future__ import annotations

from functools import cache

from .text import Said, said


def passed_on(message: str) -> str:
    """A message of another program in our style: one line, lower case, no full stop; with its Chinese where it is known."""
    line = (message.strip().splitlines() or [""])[0].lower().rstrip(" :.")
    # json's messages lead up to a place, which we name in our own way: "unterminated string starting at".
    line = line.removesuffix(" at").removesuffix(" starting")
    return _known().get(line, line)


@cache
def _known() -> dict[str, Said]:
    return {str(one): one for one in (*_yaml(), *_json(), *_xml(), *_csv(), *_system())}


def _yaml() -> tuple[Said, ...]:
    """libyaml, as PyYAML hands its messages on; and PyYAML's own reader where it says the same otherwise."""
    return (
        said("mapping values are not allowed in this context"),
        said("mapping values are not allowed here"),
        said("block sequence entries are not allowed in this context"),
        said("sequence entries are not allowed here"),
        said("could not find expected ':'"),
        said("did not find expected ',' or ']'"),
        said("did not find expected ',' or '}}'"),
        said("did not find expected '-' indicator"),
        said("did not find expected key"),
        said("did not find expected node content"),
        said("did not find expected <document start>"),
        said("did not find expected alphabetic or numeric character"),
        said("did not find expected comment or line break"),
        said("did not find expected hexdecimal number"),
        said("did not find expected whitespace or line break"),
        said("did not find expected tag uri"),
        said("did not find the expected '>'"),
        said("mapping keys are not allowed in this context"),
        said("found character that cannot start any token"),
        said("found a tab character that violates indentation"),
        said("found a tab character where an indentation space is expected"),
        said("found an indentation indicator equal to 0"),
        said("found incompatible yaml document"),
        said("found duplicate %yaml directive"),
        said("found unknown directive name"),
        said("could not find expected directive name"),
        said("found undefined tag handle"),
        said("found unexpected ':'"),
        said("found unexpected document indicator"),
        said("found unexpected end of stream"),
        said("found unknown escape character"),
        said("found invalid unicode character escape code"),
        said("control characters are not allowed"),
        said("special characters are not allowed"),
        said("input is too long"),
    )


def _json() -> tuple[Said, ...]:
    return (
        said("expecting value"),
        said("expecting property name enclosed in double quotes"),
        said("expecting ':' delimiter"),
        said("expecting ',' delimiter"),
        said("illegal trailing comma before end of object"),
        said("illegal trailing comma before end of array"),
        said("unterminated string"),
        said("invalid control character"),
        said("invalid \\escape"),
        said("invalid \\uxxxx escape"),
        said("extra data"),
    )


def _xml() -> tuple[Said, ...]:
    """Expat."""
    return (
        said("syntax error"),
        said("no element found"),
        said("not well-formed (invalid token)"),
        said("unclosed token"),
        said("partial character"),
        said("mismatched tag"),
        said("duplicate attribute"),
        said("junk after document element"),
        said("undefined entity"),
        said("reference to invalid character number"),
        said("xml or text declaration not at start of entity"),
        said("xml declaration not well-formed"),
        said("unknown encoding"),
        said("encoding specified in xml declaration is incorrect"),
        said("unclosed cdata section"),
        said("unbound prefix"),
        said("must not undeclare prefix"),
        said("reserved prefix (xml) must not be undeclared or bound to another namespace name"),
        said("reserved prefix (xmlns) must not be declared or undeclared"),
        said("prefix must not be bound to one of the reserved namespace names"),
    )


def _csv() -> tuple[Said, ...]:
    return (
        said("unexpected end of data"),
        said("',' expected after '\"'"),
        said("field larger than field limit (131072)"),
        said("line contains nul"),
    )


def _system() -> tuple[Said, ...]:
    """The operating system's words for a file that cannot be read or written."""
    return (
        said("no such file or directory"),
        said("permission denied"),
        said("operation not permitted"),
        said("is a directory"),
        said("not a directory"),
        said("file name too long"),
        said("too many levels of symbolic links"),
        said("too many open files"),
        said("no space left on device"),
        said("read-only file system"),
        said("disk quota exceeded"),
        said("bad file descriptor"),
        said("input/output error"),
    )
