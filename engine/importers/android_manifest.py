"""AndroidManifest.xml (source form) to a declaration.

World: open. The file lists what an app may ask for; it does not say whether, when or why. A permission never proves
collection and its absence never disproves it; libraries add permissions when the app is built. So the import states the
permissions with the kind of data they open, and leaves everything else unknown.
Format: Android developer documentation, "App manifest overview"; quirks in the tests.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from ..declaration.model import Declaration, Facts
from ..declaration.schema import PERMISSION
from ..declaration.vocabulary import rows
from ..reading import Fault, Faults, read_bytes
from ..text import Text, said
from .base import Imported, Note, unique_id

KIND = "android-manifest"
_ANDROID = "http://schemas.android.com/apk/res/android "
_TOOLS = "http://schemas.android.com/tools "
_BINARY_XML = b"\x03\x00\x08\x00"
_USES = ("uses-permission", "uses-permission-sdk-23", "uses-permission-sdk-m")
_SERVICES = ("android.permission.BIND_ACCESSIBILITY_SERVICE", "android.permission.BIND_NOTIFICATION_LISTENER_SERVICE")
_BACKGROUND = "android.permission.ACCESS_BACKGROUND_LOCATION"
_MAX_DEPTH = 100


class _Element(NamedTuple):
    name: str
    attributes: dict[str, str]
    line: int

    def android(self, name: str) -> str | None:
        return self.attributes.get(_ANDROID + name)

    def tools(self, name: str) -> str | None:
        return self.attributes.get(_TOOLS + name)


def sniff(head: bytes, name: str) -> bool:
    """Whether the file is an Android manifest, as source or in binary form."""
    return (
        head.startswith(_BINARY_XML)
        or (b"<manifest" in head and b"schemas.android.com" in head)
        or name == "AndroidManifest.xml"
    )


def read(path: Path, name: str | None = None) -> Imported:
    """The import of a manifest. Raises Faults: not XML, a DTD, the binary form, another root."""
    name = name or str(path)
    elements = _elements(read_bytes(path, name), name)
    root = elements[0] if elements else None
    if root is None or root.name != "manifest":
        what = root.name if root else ""
        raise Faults([Fault(name, root.line if root else 0, 1, said("the root element is `{}`, not `manifest`", what))])
    notes = [
        Note(
            "unknown",
            Text(
                "the manifest says what the app may ask for, not whether, when or why it does; "
                "libraries add permissions when the app is built, so this is a lower bound",
                "清单只说明应用可能申请的权限，不说明是否、何时、为何使用；构建时依赖库还会增加权限，因此这里只是下限",
            ),
            name,
        )
    ]
    app: Facts = {"app.platforms": ("android",), "meta.derived_from": (KIND,)}
    package = root.attributes.get("package", "")
    if package and "${" not in package:
        app["app.id"] = package
    practices = _practices(elements, package, name, notes)
    _application(elements, name, notes)
    return Imported(KIND, "open", Declaration(app=app, practices=practices, file=name), notes)


def _elements(data: bytes, name: str) -> list[_Element]:
    """Every element with its attributes and line. A DTD is refused, so no entity of the file's own is ever expanded."""
    if data.startswith(_BINARY_XML):
        help = said("take the manifest from the source tree, or decode it with apkanalyzer or aapt2")
        raise Faults([Fault(name, 0, 0, said("this is a manifest in binary form, as it stands in an APK"), help)])
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
        if depth > _MAX_DEPTH:
            place = (parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
            raise Faults([Fault(name, *place, said("nested more than {} levels deep", _MAX_DEPTH))])
        found.append(_Element(element, attributes, parser.CurrentLineNumber))

    def end(_element: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    if not data.strip():
        raise Faults([Fault(name, 0, 0, said("the file is empty"))])
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        message = expat.errors.messages.get(error.code, "not well-formed")
        raise Faults([Fault(name, error.lineno, error.offset + 1, said("not valid XML: {}", message))]) from None
    except (ValueError, LookupError) as error:
        raise Faults([Fault(name, 1, 1, said("not valid XML: {}", str(error).lower()))]) from None
    return found


def _practices(elements: list[_Element], package: str, file: str, notes: list[Note]) -> list[Facts]:
    """One practice per permission that opens personal data; the names no table knows share one."""
    own = {
        element.android("name") for element in elements if element.name in ("permission", "permission-tree", "permission-group")
    }
    table: dict[str, list[dict[str, str]]] = {}
    for row in rows("android_permissions"):
        table.setdefault(row["permission"], []).append(row)
    practices: dict[str, Facts] = {}
    unlisted: list[str] = []
    harmless: list[str] = []
    for permission, line in _asked(elements, package, own, file, notes).items():
        known = table.get(permission)
        if known is None:
            unlisted.append(permission)
        elif not any(row["category"] for row in known):
            harmless.append(permission)
        else:
            _add(practices, permission, known, file, line)
    _background(practices, file, notes)
    if harmless:
        shown = ", ".join(one.rpartition(".")[2] for one in harmless)
        notes.append(
            Note(
                "skipped",
                Text(f"permissions that open no personal data by themselves: {shown}", f"以下权限本身不涉及个人信息：{shown}"),
                file,
            )
        )
    if unlisted:
        practices[unique_id("unlisted_permissions", practices)] = {"practice.permission": tuple(unlisted)}
        shown = ", ".join(unlisted)
        notes.append(
            Note(
                "unknown",
                Text(
                    f"permissions that are not in the table, kept together in one practice with unknown data: {shown}",
                    f"以下权限不在对照表中，合并为一项处理活动，信息种类未知：{shown}",
                ),
                file,
            )
        )
    return [{"practice.id": id, **facts} for id, facts in practices.items()]


def _asked(elements: list[_Element], package: str, own: set[str | None], file: str, notes: list[Note]) -> dict[str, int]:
    """The permissions asked for, each once, with the line of the first; what is left out is noted."""
    found: dict[str, int] = {}
    own_names: list[str] = []
    for element in elements:
        if element.name == "service" and element.android("permission") in _SERVICES:
            found.setdefault(str(element.android("permission")), element.line)
        if element.name not in _USES:
            continue
        written = element.android("name") or ""
        permission = written.strip()
        if not permission:
            notes.append(Note("skipped", Text("a permission without a name", "一项权限没有名称"), file, element.line))
            continue
        if not PERMISSION.fullmatch(permission):
            text = Text(f"`{permission[:80]}` is not the name of a permission", f"`{permission[:80]}` 不是权限名称")
            notes.append(Note("skipped", text, file, element.line))
            continue
        if element.tools("node") in ("remove", "removeAll"):
            text = Text(f"`{permission}` is removed when the app is built", f"`{permission}` 在构建时被移除")
            notes.append(Note("skipped", text, file, element.line))
            continue
        if permission != written:
            text = Text(f"blanks around `{permission}` were left out", f"已去除 `{permission}` 前后的空格")
            notes.append(Note("changed", text, file, element.line))
        if "${" in permission or permission in own or (package and permission.startswith(f"{package}.")):
            own_names.append(permission)
            continue
        if limit := element.android("maxSdkVersion"):
            text = Text(
                f"`{permission}` is asked for only up to Android API level {limit}",
                f"`{permission}` 仅在 API {limit} 及以下申请",
            )
            notes.append(Note("assumed", text, file, element.line))
        if "neverForLocation" in (element.android("usesPermissionFlags") or ""):
            text = Text(f"`{permission}` is declared not to be used for location", f"`{permission}` 声明不用于定位")
            notes.append(Note("assumed", text, file, element.line))
        found.setdefault(permission, element.line)
    if own_names:
        shown = ", ".join(dict.fromkeys(own_names))
        notes.append(Note("skipped", Text(f"permissions of the app's own: {shown}", f"应用自定义的权限：{shown}"), file))
    return found


def _add(practices: dict[str, Facts], permission: str, known: list[dict[str, str]], _file: str, _line: int) -> None:
    id = unique_id(permission.rpartition(".")[2].lower(), practices)
    facts: Facts = {"practice.data": tuple(row["category"] for row in known if row["category"])}
    broad = tuple(row["category"] for row in known if row["category"] and row["match"] in ("broad", "narrows"))
    if broad:
        facts["practice.data_broad"] = broad
    facts["practice.permission"] = (permission,)
    practices[id] = facts


def _background(practices: dict[str, Facts], file: str, notes: list[Note]) -> None:
    """Background location is a modifier of the other location permissions, not a practice of its own beside them."""
    modifier = practices.get("access_background_location")
    located = [practices[id] for id in ("access_fine_location", "access_coarse_location") if id in practices]
    if modifier is None:
        return
    for facts in located or [modifier]:
        facts["practice.timing"] = "background"
        if facts is not modifier:
            facts["practice.permission"] = (*facts["practice.permission"], _BACKGROUND)  # type: ignore[misc]
    if located:
        del practices["access_background_location"]
    text = Text(
        "background location is asked for: timing is taken to be `background`, confirm it",
        "申请了后台定位权限：收集时机按“后台”填写，请核实",
    )
    notes.append(Note("assumed", text, file))


def _application(elements: list[_Element], file: str, notes: list[Note]) -> None:
    for element in elements:
        if element.name == "application" and element.android("usesCleartextTraffic") == "true":
            text = Text(
                "unencrypted traffic is allowed; whether any is sent is not known, so `security.encryption_in_transit` stays unknown",
                "允许明文流量；是否实际发送明文未知，`security.encryption_in_transit` 仍为未知",
            )
            notes.append(Note("unknown", text, file, element.line))
