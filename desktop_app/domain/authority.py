"""Whether an authentic op may have an effect: roles, sides of a case, transitions.

An op that is authentic but not allowed is stored, marked void with one of the codes below, and
listed; the rest of its file applies (exchange design, section 4).
"""

from __future__ import annotations

from typing import Any, Final, Literal, NamedTuple, cast

from desktop_app.domain import alone, documenting, entities, erasing, fields, people, shape, status, values
from desktop_app.domain.entities import Entity
from desktop_app.domain.merge import (
    CONFIRMED,
    DECIDED_WITH,
    DIFFERENCE,
    LATER_LEARNT,
    RULES,
    STATUS,
    Entry,
    State,
    decided_of,
    is_decision,
    shown,
    status_of,
    weight_of,
)
from desktop_app.domain.op import Op, scope_of
from desktop_app.domain.status import Transition
from resources.i18n import mark, tr

VOID_SENTENCES: Final = {
    "person": mark("Petugas ini belum dikenal oleh kantornya, atau sudah diberhentikan."),
    "foreign": mark("Catatan ini milik kantor lain, jadi kantor yang menulisnya tidak berwenang."),
    "subject": mark("Catatan ini tentang pendaftar kantor lain."),
    "mentee": mark("Orang ini bukan dampingan pendamping yang mencatatnya."),
    "revoked": mark(
        "Ditulis perangkat yang dicabut atau terduplikasi, sesudah catatan terakhirnya yang diakui."
    ),
    "unsigned": mark("Tanda tangan petugas pada langkah ini bukan dari kunci miliknya."),
    "role": mark("Peran petugas ini tidak mengizinkan langkah tersebut."),
    "place": mark("Langkah ini hanya boleh dilakukan oleh kantor lain."),
    "transition": mark("Status pendaftar tidak memungkinkan langkah tersebut."),
    "own_entry": mark("Anda yang mengetik data ini, jadi verifikator lain yang memeriksanya."),
    "alone": mark("Buku aturan tidak mengizinkan satu petugas memeriksa isiannya sendiri di kelurahan ini."),
    "conflict": mark("Data pendaftar ini masih berbeda dan menunggu keputusan."),
    "changed": mark("Data pendaftar berubah setelah Anda membukanya."),
    "same_person": mark("Pengusul dan penyetuju keputusan harus dua orang yang berbeda."),
    "no_proposal": mark("Keputusan ini tidak menunjuk usulan yang sah."),
    "reason": mark("Langkah ini memerlukan alasan."),
    "outcome": mark("Keputusan ini berbeda dengan usulan yang disetujuinya."),
    "leap": mark("Nomor urut perubahan ini tidak wajar."),
    "incomplete": mark("Catatan ini tidak memuat isian yang wajib, atau isinya tidak terbaca."),
    "issued": mark("Dokumen yang sudah terbit tidak dapat diubah."),
    "erased": mark("Data orang ini sudah dihapus oleh DKUM."),
    "unasked": mark("Penghapusan ini tidak membawa permintaan yang ditandatangani orang lain."),
}

_WRITERS: Final[frozenset[str]] = frozenset({people.OPERATOR, people.VERIFIKATOR, people.PETUGAS_DKUM})
_ADMINS: Final[frozenset[str]] = frozenset({people.ADMIN_KANTOR, people.ADMIN_DKUM})
_APPROVER: Final[frozenset[str]] = frozenset({people.PENYETUJU_DKUM})
_PROPOSER: Final[frozenset[str]] = frozenset({people.PETUGAS_DKUM})

_DECISION_FIELDS: Final = frozenset(
    {"usul", "usulan", "peringkat", "putusan", "undian", "undian_benih", "rekomendasi"}
)
"""What only DKUM says about an application (exchange design, section 4)."""
_NUMBER: Final = "nomor_pendaftaran"
_WRITING: Final = frozenset({"set", "attach", "note", "resolve", "status"})
"""Kinds of op that say what an office says of its applicants: every field but DKUM's and the request."""
REQUEST: Final = "permintaan"
"""An office's wish to cancel an acceptance ({"alasan"}), and DKUM's refusal ({"jawaban"} beside it)."""
PROPOSAL: Final = "usul"
"""What a petugas of DKUM proposed about one application."""
_SAYS: Final = {
    "request": frozenset({REQUEST}),
    "propose": frozenset({PROPOSAL}),
    "decide": _DECISION_FIELDS - {PROPOSAL, "rekomendasi"} | {STATUS, "alasan", RULES},
    "link": frozenset({"rekomendasi"}),
}
"""Which fields of an application the other kinds of op may set. A kind that is not here, perhaps a later
version's, may set only fields that nobody here knows."""
_KINDS: Final = {
    "person": ("user", "resolve"),
    "document": ("issue", "sign", "annul"),
    "decision": ("propose", "decide", "resolve"),
}
"""What these records are told by: kinds that carry the person's own signature."""

ADDED: Final = {"sign": frozenset({"ditandatangani", "penanda"}), "annul": frozenset({"batal"})}
"""What is said about a document after it was issued, by kind of op."""
_BESIDE: Final = {"sign": frozenset({"waktu"})}
"""What may be said along with it: the time stamps in the signed copy."""

_LOOKED_AT: Final = frozenset({"rev", "verified_rev", "no_conflict"})
_ACTION_OF: Final = {
    "submitted": "submit",
    "verified": "verify",
    "returned": "return",
    "rejected": "reject",
    "withdrawn": "withdraw",
    "cancelled": "cancel",
}


def asked_reason(state: State) -> str | None:
    """Why the office asks to cancel an acceptance; None unless it asks and DKUM has not answered."""
    asked: dict[str, str] = state.values.get(REQUEST) or {}
    waits = state.status == "accepted" and not asked.get("jawaban")
    return asked.get("alasan") if waits else None


Ending = Literal["returned", "rejected"]
"""What DKUM says of one application by two people's words, outside a ranked list."""


class EndingProposed(NamedTuple):
    """DKUM's open proposal to return or to reject one application: the op that says so, and its reason."""

    op: str
    outcome: Ending
    reason: str


def ending_proposed(state: State) -> EndingProposed | None:
    """What DKUM proposes for this application alone, while nobody has approved it; else None."""
    usul: dict[str, Any] = state.values.get(PROPOSAL) or {}
    outcome = usul.get("hasil")
    if outcome not in ("returned", "rejected") or state.status not in ("verified", "waitlisted"):
        return None
    head = shown(state, PROPOSAL)
    if state.values.get("usulan") == head:
        return None
    return EndingProposed(head, outcome, str(usul.get("alasan") or ""))


def void_sentence(code: str) -> str:
    """The sentence for a void code."""
    return tr(VOID_SENTENCES.get(code, VOID_SENTENCES["role"]))


def judge(entry: Entry, state: State) -> str:
    """Why `entry` has no effect on `state`, the record before it, or ""."""
    if entry.barred:
        return entry.barred
    if not entry.known:
        return "person"
    if entry.op.kind == erasing.ERASE:
        return _judge_erasure(entry, state)
    if state.erased:
        return erasing.STUB
    if _is_foreign(entry, state):
        return "foreign"
    reason = _judge_right(entry, state)
    if reason:
        return reason
    other = state.begun_by(entry).op.ent != entry.op.ent
    if other or not shape.fits(entry.op, first=state.first is None):
        return "incomplete"
    return _judge_about(entry, state)


def _judge_erasure(entry: Entry, state: State) -> str:
    """DKUM erases, by who approves there, on the signed word of somebody else about that person. Of a record
    that goes whole this asks nothing but the op itself; only its writer, who has the record before him, may
    mistake neither its kind nor whose it is (`state` is empty where the op is folded)."""
    op = entry.op
    if entry.place != "dkum":
        return "place"
    if not entry.roles & _APPROVER:
        return "role"
    asking = erasing.asking_of(op.set)
    if asking is None or not any(asking.covers(each) for each in _people_of(op, state, asking)):
        return "unasked"
    if asking.user == op.user:
        return "same_person"
    other = state.origin is not None and erasing.erases(op) and state.ent != op.ent
    if other or not erasing.fits(op):
        return "incomplete"
    return "incomplete" if op.ent == erasing.KEPT and state.first is None else ""


def _people_of(op: Op, state: State, asking: erasing.Asking) -> list[str]:
    """The applications (hex) that what goes is about; that of the request where nothing here says."""
    if op.ent == "application":
        return [op.rec]
    if op.ent == erasing.KEPT and state.first is not None:
        rows: list[list[str]] = state.first.op.set.get("rows") or []
        return [row[0] for row in rows]
    about: Any = state.values.get("application")
    return [about if isinstance(about, str) else asking.application]


def _is_foreign(entry: Entry, state: State) -> bool:
    """Whether the device never served the office whose record this is, or the op says it is another's.

    DKUM's devices serve every office. Moving an application is DKUM's own step and no field of the form.
    """
    scope = scope_of(state.begun_by(entry).op)
    plain = entities.find(entry.op.ent)
    if entry.areas is not None and scope not in entry.areas:
        return plain is None or entry.place in plain.writers  # else "place" says it better
    name = {"application": "kelurahan_kode", "person": "office"}.get(entry.op.ent)
    return name is not None and entry.op.set.get(name, scope) != scope


def about_difference(op: Op) -> bool:
    """Whether an op only says something about a difference: that it waits (a note, without a signature)."""
    return op.kind == "note" and all(name.startswith(DIFFERENCE) for name in op.set)


def _judge_right(entry: Entry, state: State) -> str:
    """Whether this person may do this; what is said may still be of any shape."""
    op = entry.op
    if op.kind not in _KINDS.get(op.ent, (op.kind,)) and not about_difference(op):
        return "role"
    if op.ent == "application":
        return _judge_application(entry, state)
    if op.ent == "person":
        return _judge_person(entry, state)
    if op.ent == "office":
        return "" if entry.roles & people.LETTERHEAD_ROLES else "role"
    if op.ent == "document":
        return _judge_document(entry, state)
    if op.ent == "decision":
        return _judge_proposal(entry, state)
    plain = entities.find(op.ent)
    return "" if plain is None else _judge_plain(plain, entry, state)


def _judge_plain(entity: Entity, entry: Entry, state: State) -> str:
    """An entity of the one table: its writers, its place, its kinds of op, and what its row needs."""
    op = entry.op
    roles = entity.writers.get(entry.place)
    if roles is None:
        return "place"
    if op.kind not in entity.kinds and op.kind != "resolve" and not about_difference(op):
        return "role"
    if not entry.roles & roles:
        return "role"
    first = state.first is None
    if first and entity.place != "either" and (op.set.get("scope") == "") != (entity.place == "city"):
        return "place"
    begun = state.first.op.set if state.first is not None else None
    if entity.fault(op.rec, op.set, begun):
        return "incomplete"
    return "incomplete" if entity.rule and entity.rule(state.values, op.set, op.wall) else ""


def _judge_about(entry: Entry, state: State) -> str:
    """What other records say of the application this one is about: whose it is, and whose mentee.

    Asked last, because only what nothing else speaks against is judged again when more is known. An
    application nobody here has heard of is anybody's until it comes; a mentee is nobody's until given.
    """
    entity, about = entities.find(entry.op.ent), (state.first or entry).about
    if about is None or entity is None or not entity.about_application:
        return ""
    roles = entity.writers.get(entry.place, frozenset[people.Role]())
    if about.scope is not None and about.scope != scope_of(state.begun_by(entry).op):
        return "subject"
    if (entry.roles & roles) - {people.PENDAMPING}:
        return ""
    own = people.mentors_among(entry.roles)
    if own.isdisjoint(about.mentors):
        return "mentee"
    said = entry.op.set.get("mentor")
    return "mentee" if said is not None and said not in own else ""


def _judge_document(entry: Entry, state: State) -> str:
    """Issued once; then the office that issued it adds a signed copy, or says that it counts no more."""
    op, first = entry.op, state.first
    decides = (first or entry).op.set.get("jenis") in documenting.DKUM_ONLY
    if entry.place == "lapangan" or (decides and entry.place != "dkum"):
        return "place"  # a laptop holds no seal
    if not entry.roles & (people.DECIDING_ROLES if decides else people.ISSUING_ROLES):
        return "role"
    if erasing.WHY in op.set:
        return "place"  # only DKUM's word of erasure says so, and that is not judged here
    if (first is None) != (op.kind == "issue"):
        return "incomplete" if first is None else "issued"
    if first is None:
        return ""
    if entry.place != first.place:
        return "place"
    said = ADDED.get(op.kind)
    if said is None:  # a note, such as that somebody looks at a difference later
        return "" if op.set and about_difference(op) else "incomplete"
    if any(shape.knows(op.ent, name) for name in op.set.keys() - said - _BESIDE.get(op.kind, frozenset())):
        return "issued"
    if not said <= op.set.keys():
        return "incomplete"
    batal: Any = op.set.get("batal")
    return "reason" if isinstance(batal, dict) and not cast("dict[str, Any]", batal).get("alasan") else ""


def _judge_proposal(entry: Entry, state: State) -> str:
    """A decision as a whole: proposed, given up, or approved by another person."""
    if entry.place != "dkum":
        return "place"
    if entry.op.kind == "propose":
        return "" if entry.roles & _PROPOSER else "role"
    if about_difference(entry.op):
        return "" if entry.roles & (_PROPOSER | _APPROVER) else "role"
    if not entry.roles & _APPROVER:
        return "role"
    same = state.first is not None and state.first.op.user == entry.op.user
    return "same_person" if same else ""


def _judge_person(entry: Entry, state: State) -> str:
    """The first person of an office admits himself; every later word about people is an admin's."""
    first = entry.op.user == entry.op.rec and state.first is None
    return "" if first or entry.roles & _ADMINS else "role"


def _judge_application(entry: Entry, state: State) -> str:
    op = entry.op
    if op.kind == "resolve" and STATUS in op.set:
        return _judge_choice(entry, state)
    if entry.place != "dkum" and not _DECISION_FIELDS.isdisjoint(op.set):
        return "place"
    if _NUMBER in op.set and (_NUMBER in op.base or (op.n > 1 and state.first is not None)):
        return "transition"  # given at the first Save and never changed
    if STATUS in op.set and op.kind not in ("status", "decide") and not _begins(entry):
        return "transition"
    if "rekomendasi" in op.set and not (entry.roles & _PROPOSER and _links(entry, state)):
        return "role"
    if not _says_its_own(op):
        return "role"
    if op.kind == "decide":
        return _judge_decision(entry, state)
    if op.kind == "propose":
        if entry.place != "dkum":
            return "place"
        if not entry.roles & _PROPOSER:
            return "role"
        return "" if op.rev else "incomplete"
    if op.kind == "status" and STATUS in op.set:
        return _judge_status(entry, state)
    if op.kind == "status" and any(shape.knows(op.ent, name) for name in op.set):
        return "transition"
    if op.kind == "request":
        return _judge_request(entry, state)
    if op.kind in _WRITING and op.kind != "status":
        return "" if entry.roles & _WRITERS else "role"
    return "" if entry.place == "dkum" else "place"


def _says_its_own(op: Op) -> bool:
    """Whether the op sets only what its kind is for; what a later version made up passes."""
    known = {name for name in op.set if shape.knows(op.ent, name)}
    if op.kind in _WRITING:
        said = known - {"rekomendasi"} if op.kind == "resolve" else known
        marked = alone.MARK in known and not (op.kind == "status" and STATUS in op.set)
        return said.isdisjoint(_DECISION_FIELDS) and REQUEST not in known and not marked
    return known <= _SAYS.get(op.kind, frozenset())


def _begins(entry: Entry) -> bool:
    """Whether the op only makes the application a draft, which replaces no status."""
    return status_of(entry) == "draft" and not entry.op.base.get(STATUS)


def _prior(entry: Entry, state: State) -> str:
    """The status the writer saw, told from the heads named in `base`."""
    seen = entry.op.base.get(STATUS, [])
    if not seen:
        return "draft"
    decides = entry.op.kind == "decide"
    known = [state.by_id[head] for head in seen if head in state.by_id and _stood(state, head, decides)]
    top = max(known, key=lambda head: (weight_of(head), head.op.n, head.id), default=None)
    if decides and top is not None and _verified_as_seen(entry, top):
        return "verified"  # what an office changed meanwhile flags the decision and does not undo it
    if seen == state.heads.get(STATUS):
        return state.status
    return status_of(top) if top is not None else "draft"


def _stood(state: State, head: str, decides: bool) -> bool:
    """Whether a step counts as the ground of the next one.

    For DKUM's decision also one that lost its own ground later, as when its writer is dismissed by a computer
    that had not heard of all he did: the decision stays, holds its place, and is flagged.
    """
    reason = state.void.get(head, "")
    return not reason or (decides and reason in LATER_LEARNT)


def _verified_as_seen(entry: Entry, head: Entry) -> bool:
    """Whether `head` verified just the data that `entry` looked at."""
    return status_of(head) == "verified" and bool(entry.op.rev) and head.op.rev == entry.op.rev


def _judge_status(entry: Entry, state: State) -> str:
    """One step of the status table, taken by an office."""
    target = status_of(entry)
    if target == "draft":
        if not _begins(entry):
            return "transition"
        if alone.MARK in entry.op.set:
            return "alone"  # nobody has judged it
        return "" if entry.roles & _WRITERS else "role"
    action = _ACTION_OF.get(target, "")
    step = status.transition(_prior(entry, state), action)
    if step is None:
        return "transition"
    if entry.place == "dkum":
        return "place"
    if action in status.DKUM_ACTIONS:
        return "role"  # DKUM cancels by a decision, which carries the person's own signature
    if not entry.roles & step.roles:
        return "role"
    if "reason" in step.guards and not entry.op.set.get("alasan"):
        return "reason"
    if alone.MARK in entry.op.set:
        if "not_author" not in step.guards or not _may_alone(entry, state):
            return "alone"
    elif "not_author" in step.guards and entry.op.user in state.authors:
        return "own_entry"
    confirmed = entry.op.set.get(CONFIRMED, state.values.get(CONFIRMED))
    if target == "verified" and values.as_date(confirmed) is None:
        return "incomplete"  # the day that ranks is stated at this step
    return _judge_seen(entry, state, step)


def _may_alone(entry: Entry, state: State) -> bool:
    """Whether a rule book lets one person do both where this application is from.

    Of which programme it is can be told only of the data that the person saw: a step on other data does not
    count, whatever others changed meanwhile. The one person looks again.
    """
    book = entry.op.set[alone.MARK]
    if (book, scope_of(state.begun_by(entry).op)) not in entry.alone:
        return False
    return entry.op.rev == state.rev and alone.is_of(book, state.values)


def _judge_seen(entry: Entry, state: State, step: Transition) -> str:
    """A step about the data names the revision its person looked at, and nobody signs an open difference.

    A revision that others have changed meanwhile is no fault of this person: the fold tells it (`stale`).
    """
    if not _LOOKED_AT.intersection(step.guards):
        return ""
    if not entry.op.rev:
        return "incomplete"
    return "conflict" if entry.op.rev == state.rev and state.conflict_in(fields.DECISIVE) else ""


def _judge_request(entry: Entry, state: State) -> str:
    """An accepted person's withdrawal is asked of DKUM, which cancels or answers it."""
    said = entry.op.set.get(REQUEST)
    wanted = cast("dict[str, object]", said) if isinstance(said, dict) else {}
    if entry.place == "dkum":
        if not entry.roles & _PROPOSER:
            return "role"
        return "" if wanted.get("jawaban") else "reason"
    step = status.transition(state.status, "request_withdrawal")
    if step is None:
        return "transition"
    if not entry.roles & step.roles:
        return "role"
    return "" if wanted.get("alasan") and not wanted.get("jawaban") else "reason"


def _judge_decision(entry: Entry, state: State) -> str:
    """Only DKUM decides, and never the person who proposed it."""
    if entry.place != "dkum":
        return "place"
    if not entry.roles & _APPROVER:
        return "role"
    outcome, prior = status_of(entry), _prior(entry, state)
    cancels = outcome == "cancelled"
    step = status.transition(prior, "cancel") if cancels else status.transition(prior, "decide", outcome)
    if step is None:
        return "transition"
    if "reason" in step.guards and not entry.op.set.get("alasan"):
        return "reason"
    if cancels:
        return ""
    proposal = state.by_id.get(str(entry.op.set.get("usulan", "")))
    if proposal is None or proposal.op.kind != "propose" or proposal.id in state.void:
        return "no_proposal"
    if proposal.op.user == entry.op.user:
        return "same_person"
    proposed: Any = proposal.op.set.get("usul") or {}
    if proposed.get("hasil") != outcome:
        return "outcome"
    return _judge_seen(entry, state, step)


def _links(entry: Entry, state: State) -> bool:
    """Whether an op is of the kind that says what a letter means, or chooses between two such words."""
    seen = entry.op.base.get("rekomendasi", ())
    said = [state.by_id[head].op.set.get("rekomendasi") for head in seen if head in state.by_id]
    chooses = entry.op.kind == "resolve" and len(said) > 1 and entry.op.set["rekomendasi"] in said
    return entry.op.kind == "link" or chooses


def _judge_choice(entry: Entry, state: State) -> str:
    """Which of two live decisions holds: DKUM chooses one as it was made, and adds nothing."""
    op = entry.op
    if entry.place != "dkum":
        return "place"
    if not entry.roles & _APPROVER:
        return "role"
    if not op.set.keys() <= DECIDED_WITH | {STATUS}:
        return "role"
    live = [state.by_id[head] for head in op.base.get(STATUS, ()) if head in state.by_id]
    chosen = (each for each in live if each.id not in state.void and is_decision(each))
    same = any(decided_of(each) == decided_of(entry) and each.op.rev == op.rev for each in chosen)
    return "" if same and len(live) > 1 else "outcome"
