"""The Data safety export of the Play Console (CSV) to a declaration.

World: half closed. The form asks about every kind of data, but leaves out what stays on the device or is encrypted end to
end, and transfers to service providers; so "not ticked" and "not shared" never become `no`, and neither list is complete.
What was answered with no, and contradicts nothing else in the form, is stated as no, with a note.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..declaration.model import Declaration, Facts
from ..reading import decode, read_bytes
from ..text import Said, said
from . import play_form as ids
from .base import Imported, unique_id
from .play_form import Form, Row

KIND = "play-data-safety"
_RECIPIENT = "third_parties"


def sniff(head: bytes, name: str) -> bool:
    """Whether the file starts with the first column of the export, or bears the name exports have."""
    bare = name.lower().replace("_", "").replace("-", "")
    return head.lstrip(b'\xef\xbb\xbf"').startswith(ids.HEADER[0].encode()) or ("datasafety" in bare and bare.endswith(".csv"))


def read(path: Path, name: str | None = None) -> Imported:
    """The import of an export. Raises Faults: another header, rows of another form, ids the form does not have."""
    name = name or str(path)
    form = Form(name)
    form.note(
        "unknown",
        said(
            "the form does not ask about service providers, data that stays on the device, legal bases, consent, "
            "retention, countries or purposes in detail: all of that stays unknown, and the lists are not complete"
        ),
    )
    ids.read_form(decode(read_bytes(path, name), name), form)
    app: Facts = {"app.platforms": ("android",), "meta.derived_from": (KIND,)}
    _accounts(form, app)
    _deletion(form, app)
    encrypted = form.yes(ids.ENCRYPTED)
    if encrypted is not None:
        app["security.encryption_in_transit"] = encrypted
    if form.yes(ids.REVIEWED):
        app["security.independent_review"] = True
    practices = _practices(form)
    _tell_the_rest(form, app, practices)
    declaration = Declaration(app=app, practices=practices or None, file=name)
    if any("practice.recipients" in row for row in practices):
        declaration.recipients = [{"recipient.id": _RECIPIENT}]
    return Imported(KIND, "half_closed", declaration, form.notes)


def _accounts(form: Form, app: Facts) -> None:
    """Whether users can register an account."""
    methods = form.ticked(ids.ACCOUNTS)
    outside = form.yes(ids.OUTSIDE)
    none = ids.NO_ACCOUNTS in methods
    if none and len(methods) > 1:
        form.note(
            "contradiction",
            said("the form names ways to create an account and says that none can be created: `app.accounts` stays unknown"),
            form.line(ids.ACCOUNTS),
        )
    elif methods and not none:
        app["app.accounts"] = True
    elif none and outside is False:
        app["app.accounts"] = False
    elif none or outside:
        form.note(
            "unknown",
            said("no account can be created in the app, but accounts made elsewhere may be used: `app.accounts` stays unknown"),
            form.line(ids.OUTSIDE) or form.line(ids.ACCOUNTS),
        )


def _deletion(form: Form, app: Facts) -> None:
    """Whether users can have their data deleted, and close their account."""
    link = form.words(ids.ACCOUNT_LINK)
    if link and not link.value.lower().startswith(("http://", "https://")):
        text = said("`{}` is no web address: whether accounts can be closed stays unknown", link.value[:80])
        form.note("unknown", text, link.line)
        link = None
    if link:
        app["rights.account_cancellation.available"] = True
    answers = {response == "DATA_DELETION_YES" for response in form.ticked(ids.DELETION)}
    old = form.yes(ids.OLD_DELETION)
    answers |= set() if old is None else {old}
    if len(answers) > 1:
        form.note(
            "contradiction",
            said(
                "the form says both that data can be deleted on request and that it cannot: whether deletion is offered "
                "stays unknown"
            ),
            form.line(ids.DELETION) or form.line(ids.OLD_DELETION),
        )
    elif link and answers == {False}:
        form.note(
            "contradiction",
            said(
                "the form says that data cannot be deleted on request and links to the deletion of accounts: whether "
                "deletion is offered stays unknown"
            ),
            link.line,
        )
    elif answers:
        app["rights.deletion.available"] = answers.pop()
    if form.yes(ids.DELETION, "DATA_DELETION_NO_AUTO_DELETED"):
        form.note(
            "unknown",
            said(
                "the form says that data is deleted by itself within 90 days, but not of which practice: `retention` stays "
                "unknown"
            ),
            form.line(ids.DELETION),
        )


def _tell_the_rest(form: Form, app: Facts, practices: list[Facts]) -> None:
    """Notes on answers that became `no`, and on those that fill no fact."""
    names = dict.fromkeys(fact for facts in (app, *practices) for fact, value in facts.items() if value is False)
    said_no = [name.replace("practice.", "practices[].") for name in names]
    if said_no:
        form.note("assumed", said("answered with no, in the words of the form; confirm it: {}", said_no))
    if form.yes(ids.FAMILY) is not None:
        form.note(
            "unknown",
            said(
                "the question on the families policy is answered, which is put to apps for children: "
                "`app.audience.directed_to_children` stays unknown, state it"
            ),
            form.line(ids.FAMILY),
        )
    rest = [
        question
        for question in dict.fromkeys(question for question, _ in form.answers)
        if question in ids.QUESTIONS and question not in form.used
    ]
    if rest:
        form.note("skipped", said("answers that fill no fact: {}", rest))


def _practices(form: Form) -> list[Facts]:
    """One practice per ticked kind of data and purpose."""
    found: dict[str, Facts] = {}
    about = _About(form)
    for kind, known in _ticked(form):
        usage = f"{ids.USAGE}:{kind}"
        why = _why(form, usage, kind, about)
        for purpose, shared in why:
            facts = _handled(form, usage, known, kind, about)
            if facts.get("practice.necessity") == "required" and len(why) > 1:
                # The form asks once per kind of data whether it can be declined: which of several purposes forces it is not said.
                del facts["practice.necessity"]
                about.add("mixed", kind)
            stated = _purpose(purpose, kind, about)
            if stated:
                facts["practice.purpose"] = stated
            if shared:
                facts["practice.recipients"] = (_RECIPIENT,)
            short = "-".join(one.removeprefix("PSL_").lower() for one in (kind, purpose) if one)
            found[unique_id(short, found)] = facts
    about.tell()
    return [{"practice.id": id, **facts} for id, facts in found.items()]


def _ticked(form: Form) -> Iterator[tuple[str, list[Row]]]:
    """The kinds of data that are ticked. Usage rows of a kind that is not ticked are left from a draft."""
    ticked = [
        (question, kind) for question in dict.fromkeys(one for one, _ in form.answers) if question.startswith(ids.TYPES)
        for kind in form.ticked(question)
    ]  # fmt: skip
    if form.yes(ids.COLLECTS) is False:
        if ticked:
            text = said(
                "the form says that no data is collected or shared, yet has kinds of data ticked; the list of practices "
                "stays unknown: {}",
                [kind for _, kind in ticked],
            )
        else:
            text = said(
                "the form says that no data it asks about is collected or shared; it does not ask about all data, so the "
                "list of practices stays unknown"
            )
        form.note("contradiction" if ticked else "unknown", text, form.line(ids.COLLECTS))
        return
    for question, kind in ticked:
        known = ids.kinds().get((question, kind))
        if known is None:
            text = said("unknown kind of data `{}`: taken over as `other`", kind)
            form.note("changed", text, form.answers[question, kind].line)
            known = [{"category": "other", "match": "broad"}]
        yield kind, known
    stale = {asked.split(":")[1] for asked, _ in form.answers if asked.startswith(f"{ids.USAGE}:")} - {one for _, one in ticked}
    if stale:
        form.note("skipped", said("answers for kinds of data that are not ticked were left out: {}", sorted(stale)))


def _why(form: Form, usage: str, kind: str, about: _About) -> list[tuple[str, bool]]:
    """The purposes of one kind of data, and whether it is shared for each; an empty purpose is one that is not answered."""
    collected, shared = (form.yes(f"{usage}:{ids.HANDLING}", one) for one in (ids.COLLECTED, ids.SHARED))
    for_collecting = form.ticked(f"{usage}:{ids.WHY_COLLECTED}")
    for_sharing = form.ticked(f"{usage}:{ids.WHY_SHARED}")
    if not collected and not shared:
        about.add("unhandled", kind)
    elif not shared and for_sharing:
        about.add("stale", kind)
        for_sharing = []
    elif not collected and for_collecting:
        about.add("stale", kind)
        for_collecting = []
    order = [*ids.purposes(), *for_collecting, *for_sharing]
    found = [
        (one, bool(shared) and one in for_sharing) for one in dict.fromkeys(order) if one in (*for_collecting, *for_sharing)
    ]
    nothing_for_sharing = bool(shared) and not for_sharing
    if nothing_for_sharing or (bool(collected) and not for_collecting) or not found:
        about.add("purposeless", kind)
        found.append(("", nothing_for_sharing))
    return found


def _purpose(purpose: str, kind: str, about: _About) -> str:
    """Our purpose for a purpose of the form; an empty text where the form's answer may be one of several."""
    own = ids.purposes().get(purpose, [])
    if len(own) == 1:
        if own[0]["match"] != "exact":
            about.add("near", kind, purpose)
        return own[0]["purpose"]
    if purpose:
        about.add("wide", kind, purpose)
    return ""


def _handled(form: Form, usage: str, known: list[Row], kind: str, about: _About) -> Facts:
    """What the form says of one kind of data whatever the purpose."""
    facts: Facts = {"practice.data": tuple(dict.fromkeys(row["category"] for row in known))}
    broad = tuple(dict.fromkeys(row["category"] for row in known if row["match"] in ("broad", "narrows")))
    if broad:
        facts["practice.data_broad"] = broad
        about.add("broad", kind)
    ephemeral = form.yes(f"{usage}:{ids.EPHEMERAL}")
    if ephemeral is not None:
        facts["practice.ephemeral"] = ephemeral
    control = form.ticked(f"{usage}:{ids.CONTROL}")
    if len(control) > 1:
        about.add("undecided", kind)
    elif control in ([ids.OPTIONAL], [ids.REQUIRED]):
        facts["practice.necessity"] = "optional" if control == [ids.OPTIONAL] else "required"
    return facts


class _About:
    """Gathers the kinds of data that one and the same note is about."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.found: dict[tuple[str, str], dict[str, None]] = {}

    def add(self, what: str, kind: str, purpose: str = "") -> None:
        """Remember that something is to be said of a kind of data, and of a purpose of it."""
        self.found.setdefault((what, purpose), {})[kind] = None

    def tell(self) -> None:
        """Write the notes."""
        for (what, purpose), those in self.found.items():
            self.form.note(*_sentence(what, purpose, [*those]))


def _sentence(what: str, purpose: str, kinds: list[str]) -> tuple[str, Said]:
    """The kind of a note and its text."""
    own = [row["purpose"] for row in ids.purposes().get(purpose, ())]
    if what == "purposeless":
        return "unknown", said("ticked without all of its purposes; what is not answered stays unknown: {}", kinds)
    if what == "unhandled":
        return "unknown", said("ticked, but neither as collected nor as shared; recipients stay unknown: {}", kinds)
    if what == "stale":
        return "skipped", said("purposes of what is not ticked as collected, or as shared, were left out: {}", kinds)
    if what == "mixed":
        return "unknown", said("required, and collected for several purposes: for which of them stays unknown: {}", kinds)
    if what == "undecided":
        return "contradiction", said("both required and optional, so `necessity` stays unknown: {}", kinds)
    if what == "broad":
        return "assumed", said("one answer for several kinds of data, or a vague one, marked in `data_broad`: {}", kinds)
    if what == "near":
        return "assumed", said("`{}` is taken to be `{}`, though it may be wider: {}", purpose, own[0], kinds)
    if own:
        return "unknown", said("`{}` may be {}, so the purpose stays unknown: {}", purpose, own, kinds)
    return "unknown", said("`{}` is a purpose that is not in the table and stays unknown: {}", purpose, kinds)
