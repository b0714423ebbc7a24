"""AndroidManifest.xml (source form) to a declaration.

World: open. The file lists what an app may ask for; it does not say whether, when or why. A permission never proves
collection and its absence never disproves it; libraries add permissions when the app is built. So the import states the
permissions with the kind of data they open, and leaves everything else unknown.
Format: Android developer documentation, "App manifest overview" and "Manage manifest files"; quirks in the tests.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from ..declaration.model import Declaration, Facts
from ..declaration.schema import PERMISSION
from ..declaration.vocabulary import rows
from ..foreign import passed_on
from ..reading import Fault, Faults, read_bytes
from ..text import Said, said
from .base import Imported, Note, unique_id

KIND = "android-manifest"
MAX_BYTES = 2_000_000
MAX_DEPTH = 100
_ANDROID = "http://schemas.android.com/apk/res/android "
_TOOLS = "http://schemas.android.com/tools "
_BINARY_XML = b"\x03\x00\x08\x00"
_PACKAGES = (".apk", ".apks", ".xapk", ".aab")
_USES = ("uses-permission", "uses-permission-sdk-23", "uses-permission-sdk-m")
_DEFINES = ("permission", "permission-tree")
_READ = ("manifest", "application", "service", *_USES, *_DEFINES)
_REMOVED = ("remove", "removeAll")
_BOUND = "android.permission.BIND_"
_OWN_PLACEHOLDERS = ("${applicationId}", "${packageName}")
_APP_ID = re.compile(r"\w+(\.\w+)+")
_BACKGROUND = {
    "android.permission.ACCESS_BACKGROUND_LOCATION": ("access_fine_location", "access_coarse_location"),
    "android.permission.BODY_SENSORS_BACKGROUND": ("body_sensors",),
    "android.permission.health.READ_HEALTH_DATA_IN_BACKGROUND": (),
}
"""Permissions that only say "also in the background", and the practices they say it of; of none when it may be any."""

Table = dict[str, list[dict[str, str]]]


class _Element(NamedTuple):
    name: str
    attributes: dict[str, str]
    line: int
    depth: int

    def android(self, name: str) -> str | None:
        return self.attributes.get(_ANDROID + name)

    def tools(self, name: str) -> str | None:
        return self.attributes.get(_TOOLS + name)


class _Notes:
    """Collects the notes of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.all: list[Note] = []

    def add(self, kind: str, text: Said, line: int = 0) -> None:
        self.all.append(Note(kind, text, self.file, line))


def sniff(head: bytes, name: str) -> bool:
    """Whether the file is an Android manifest, as source or in binary form, or the package that holds one."""
    return (
        head.startswith(_BINARY_XML)
        or (b"<manifest" in head and b"schemas.android.com" in head)
        or name.endswith("AndroidManifest.xml")
        or name.lower().endswith(_PACKAGES)
    )


def read(path: Path, name: str | None = None) -> Imported:
    """The import of a manifest. Raises Faults: not XML, a DTD, the binary form, another root."""
    name = name or str(path)
    if path.name.lower().endswith(_PACKAGES):
        raise Faults([Fault(name, 0, 0, said("this is a package, not a manifest"), _decode_help())])
    elements = _elements(read_bytes(path, name, MAX_BYTES), name)
    root = elements[0] if elements else None
    if root is None or root.name != "manifest":
        what = root.name if root else ""
        raise Faults([Fault(name, root.line if root else 0, 1, said("the root element is `{}`, not `manifest`", what))])
    notes = _Notes(name)
    notes.add(
        "unknown",
        said(
            "the manifest says what the app may ask for, not whether, when or why it does; libraries add permissions "
            "when the app is built, so this is a lower bound"
        ),
    )
    app: Facts = {"app.platforms": ("android",), "meta.derived_from": (KIND,)}
    package = root.attributes.get("package", "").strip()
    if _APP_ID.fullmatch(package):
        app["app.id"] = package
        notes.add(
            "assumed",
            said("`app.id` is taken from `package`: `{}`; the build may set another one (applicationId)", package),
            root.line,
        )
    practices = _practices(elements, package, notes)
    _cleartext(elements, notes)
    # A manifest that opens no personal data leaves the practices unknown: an empty list would say that there are none.
    return Imported(KIND, "open", Declaration(app=app, practices=practices or None, file=name), notes.all)


def _decode_help() -> Said:
    return said("take the manifest from the source tree, or decode it with apkanalyzer or aapt2")


def _elements(data: bytes, name: str) -> list[_Element]:
    """The elements that say something, the root first. A DTD is refused, so no entity of the file's own is ever expanded."""
    if data.startswith(_BINARY_XML):
        raise Faults([Fault(name, 0, 0, said("this is a manifest in binary form, as it stands in an APK"), _decode_help())])
    if not data.strip():
        raise Faults([Fault(name, 0, 0, said("the file is empty"))])
    found: list[_Element] = []
    depth = 0
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def refuse(*_arguments: object) -> None:
        place = (parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
        raise Faults([Fault(name, *place, said("a document type declaration is not allowed"), said("remove the DOCTYPE"))])

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            place = (parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
            raise Faults([Fault(name, *place, said("nested more than {} levels deep", MAX_DEPTH))])
        if depth == 1 or element in _READ:
            found.append(_Element(element, attributes, parser.CurrentLineNumber, depth))

    def end(_element: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        message = passed_on(expat.errors.messages.get(error.code, str(error)))
        raise Faults([Fault(name, error.lineno, error.offset + 1, said("not valid XML: {}", message))]) from None
    except (ValueError, LookupError) as error:
        raise Faults([Fault(name, 1, 1, said("not valid XML: {}", passed_on(str(error))))]) from None
    return found


def _practices(elements: list[_Element], package: str, notes: _Notes) -> list[Facts]:
    """One practice per permission that opens personal data; the names no table knows share one."""
    table: Table = {}
    for row in rows("android_permissions"):
        table.setdefault(row["permission"], []).append(row)
    practices: dict[str, Facts] = {}
    unlisted: list[str] = []
    harmless: list[str] = []
    for permission in dict.fromkeys((*_asked(elements, package, notes), *_bound_services(elements, table, notes))):
        known = table.get(permission)
        if known is None:
            unlisted.append(permission)
        elif not any(row["category"] for row in known):
            harmless.append(permission)
        else:
            practices[unique_id(permission.rpartition(".")[2].lower(), practices)] = _opened(permission, known)
    for permission, modified in _BACKGROUND.items():
        _background(practices, permission, modified, notes)
    if harmless:
        short = [*dict.fromkeys(one.rpartition(".")[2] for one in harmless)]
        notes.add("skipped", said("permissions that open no personal data by themselves: {}", short))
    if unlisted:
        practices[unique_id("unlisted_permissions", practices)] = {"practice.permission": tuple(unlisted)}
        notes.add(
            "unknown",
            said("permissions that are not in the table, kept together in one practice with unknown data: {}", unlisted),
        )
    return [{"practice.id": id, **facts} for id, facts in practices.items()]


def _opened(permission: str, known: list[dict[str, str]]) -> Facts:
    """The kinds of data a permission opens; those that only hint at the data are marked broad."""
    facts: Facts = {"practice.data": tuple(row["category"] for row in known if row["category"])}
    broad = tuple(row["category"] for row in known if row["category"] and row["match"] in ("broad", "narrows"))
    if broad:
        facts["practice.data_broad"] = broad
    facts["practice.permission"] = (permission,)
    return facts


def _asked(elements: list[_Element], package: str, notes: _Notes) -> list[str]:
    """The permissions asked for, each once; what is left out, and what narrows a request, is noted."""
    own = {element.android("name") for element in elements if element.name in _DEFINES}
    found: dict[str, None] = {}
    own_names: dict[str, None] = {}
    for element in elements:
        if element.name not in _USES:
            continue
        permission = _named(element, notes)
        if permission is None:
            continue
        if permission.startswith(_OWN_PLACEHOLDERS) or permission in own or (package and permission.startswith(f"{package}.")):
            own_names[permission] = None
            continue
        if "${" in permission:
            notes.add(
                "unknown",
                said("`{}` holds a placeholder that only the build fills in: which permission it is stays unknown", permission),
                element.line,
            )
            continue
        _limits(element, permission, notes)
        found[permission] = None
    if own_names:
        notes.add("skipped", said("permissions of the app's own: {}", [*own_names]))
    return list(found)


def _named(element: _Element, notes: _Notes) -> str | None:
    """The name of the permission an element asks for; None, with a note, when it asks for none."""
    written = element.android("name") or ""
    permission = written.strip()
    node, line = element.tools("node"), element.line
    if node == "removeAll":
        notes.add("skipped", said("all permissions that libraries ask for are removed when the app is built"), line)
    elif not permission:
        notes.add("skipped", said("a permission without a name"), line)
    elif not PERMISSION.fullmatch(permission):
        notes.add("skipped", said("`{}` is not the name of a permission", permission[:80]), line)
    elif node == "remove":
        if selector := element.tools("selector"):
            text = said("`{}` is removed where `{}` asks for it, when the app is built", permission, selector)
        else:
            text = said("`{}` is removed when the app is built", permission)
        notes.add("skipped", text, line)
    elif element.depth != 2:
        notes.add(
            "skipped",
            said("`{}` does not stand directly below `manifest`: Android does not read it there", permission),
            line,
        )
    else:
        if permission != written:
            notes.add("changed", said("blanks around `{}` were left out", permission), line)
        return permission
    return None


def _limits(element: _Element, permission: str, notes: _Notes) -> None:
    """Notes on the attributes that narrow a request, and on one that does not though it looks so."""
    if limit := element.android("maxSdkVersion"):
        notes.add("assumed", said("`{}` is asked for only up to Android API level {}", permission, limit), element.line)
    if "neverForLocation" in (element.android("usesPermissionFlags") or ""):
        notes.add("assumed", said("`{}` is declared not to be used for location", permission), element.line)
    if element.android("required") is not None:
        notes.add(
            "skipped",
            said("`required` on `{}` has no effect: it belongs to `uses-feature`", permission),
            element.line,
        )


def _bound_services(elements: list[_Element], table: Table, notes: _Notes) -> list[str]:
    """What services may see that only the system can bind: the screen, notifications, typed text, traffic.

    Such a service stands behind a permission of the system's (`BIND_ACCESSIBILITY_SERVICE`) that the app does not ask for;
    the user turns it on in the settings. Other permissions on a component only guard it and open nothing.
    """
    found: list[str] = []
    for element in elements:
        permission = (element.android("permission") or "").strip()
        if element.name != "service" or not permission.startswith(_BOUND) or permission not in table:
            continue
        service = (element.android("name") or "")[:80]
        if element.tools("node") in _REMOVED:
            notes.add(
                "skipped",
                said("the service `{}` (`{}`) is removed when the app is built", service, permission),
                element.line,
            )
            continue
        if permission in found:
            continue
        found.append(permission)
        notes.add(
            "assumed",
            said("`{}` stands on the service `{}`: once the user turns it on it may see such data", permission, service),
            element.line,
        )
    return found


def _background(practices: dict[str, Facts], permission: str, modified: tuple[str, ...], notes: _Notes) -> None:
    """A background permission is a modifier of others; only where none of those is asked for is it a practice of its own."""
    own = next((id for id, facts in practices.items() if facts["practice.permission"] == (permission,)), None)
    if own is None:
        return
    targets = [id for id in modified if id in practices]
    for id in targets or [own]:
        practices[id]["practice.timing"] = "background"
        if id != own:
            asked = practices[id]["practice.permission"]
            practices[id]["practice.permission"] = (*asked, permission)  # type: ignore[misc]
    if targets:
        del practices[own]
    text = said("`{}` is asked for: the timing of {} is taken to be `background`, confirm it", permission, targets or [own])
    notes.add("assumed", text)


def _cleartext(elements: list[_Element], notes: _Notes) -> None:
    """What the manifest says of unencrypted traffic; never enough to state how data travels."""
    for element in elements:
        if element.name != "application" or element.android("usesCleartextTraffic") != "true":
            continue
        if config := element.android("networkSecurityConfig"):
            text = said(
                "unencrypted traffic is allowed (`{}` may narrow it); whether any is sent is not known, so "
                "`security.encryption_in_transit` stays unknown",
                config,
            )
        else:
            text = said(
                "unencrypted traffic is allowed; whether any is sent is not known, so `security.encryption_in_transit` "
                "stays unknown"
            )
        notes.add("unknown", text, element.line)
