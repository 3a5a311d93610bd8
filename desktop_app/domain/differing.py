"""Differences: fields of which two heads say different things, told alike for every kind of record.

What a difference is, the fold says (`merge.State.conflicts`). Here stands what a person needs beside it:
which values there are and who said each first, whether one has been told to wait or has been opened again,
how a field is called and read, and what may be typed instead of choosing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal, cast

import msgspec

from desktop_app.domain import (
    business,
    data_requests,
    entities,
    field_words,
    fields,
    outcome,
    people,
    registered,
    training,
    values,
)
from desktop_app.domain.fields import Choice, Field
from desktop_app.domain.identity import nip_display
from desktop_app.domain.merge import (
    DIFFERENCE,
    STATUS,
    Entry,
    State,
    comparable,
    decided_of,
    is_decision,
    order,
    shown,
)
from desktop_app.domain.problem import Problem
from desktop_app.domain.reasons import reworded
from desktop_app.domain.status import status_label
from resources.i18n import mark, tr

LATER: Final = "tunda"
OPENED: Final = "buka"
YES_NO: Final = (Choice("ya", mark("Ya")), Choice("tidak", mark("Tidak")))

DECISIVE: Final = fields.DECISIVE | {STATUS}
"""Fields of an application whose difference holds up verification and decision."""


@dataclass(frozen=True, slots=True)
class Version:
    """One of the values. `entry` says it now; `origin` said it first, perhaps on another computer."""

    value: Any
    entry: Entry
    origin: Entry


class Note(msgspec.Struct, frozen=True):
    """What was said about a difference: that it waits (`LATER`) or was opened again (`OPENED`), why, and of
    which heads."""

    langkah: str
    alasan: str = ""
    kepala: list[str] = msgspec.field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class Said:
    """A note with the op that holds it."""

    note: Note
    entry: Entry


def versions(state: State, name: str) -> list[Version]:
    """The different values of a field in conflict, the one that is shown first."""
    first = shown(state, name) if name != STATUS else ""
    heads = [state.by_id[head] for head in state.heads.get(name, ())]
    if name == STATUS:
        heads = [head for head in heads if is_decision(head)]
    found: dict[Any, Version] = {}
    best: dict[Any, tuple[bool, int, str]] = {}
    for entry in heads:
        value = decided_of(entry) if name == STATUS else entry.op.set[name]
        key = repr(comparable(value))
        now = (entry.id == first or value == _shown_decision(state, name), entry.op.n, entry.id)
        if key not in best or now > best[key]:
            best[key] = now
            found[key] = Version(value, entry, _origin(state, name, value, entry))
    return [found[key] for key in sorted(found, key=lambda key: best[key], reverse=True)]


def _shown_decision(state: State, name: str) -> object:
    """What the shown decision says; nothing a value could be equal to for any other field."""
    if name != STATUS:
        return _NOTHING
    heads = [state.by_id[head] for head in state.heads[STATUS] if is_decision(state.by_id[head])]
    here = [head for head in heads if head.op.set[STATUS] == state.status]
    return decided_of(max(here, key=lambda head: (head.op.n, head.id))) if here else _NOTHING


_NOTHING: Final = object()


def _origin(state: State, name: str, value: Any, entry: Entry) -> Entry:
    """Who said this value first, of the ops that count."""
    if name == STATUS:
        return entry
    key = comparable(value)
    for one in order(state.by_id.values()):
        if name in one.op.set and one.id not in state.void and comparable(one.op.set[name]) == key:
            return one
    return entry


def waits(state: State, name: str) -> Said | None:
    """Who told this difference to wait; nobody once another value has come or somebody took it up again."""
    found = _said(state, name)
    if found is None or found.note.langkah != LATER:
        return None
    return found if sorted(found.note.kepala) == sorted(state.heads.get(name, ())) else None


def opened(state: State, name: str) -> Said | None:
    """Who opened a decided difference again, and why."""
    found = _said(state, name)
    return found if found is not None and found.note.langkah == OPENED else None


def _said(state: State, name: str) -> Said | None:
    key = DIFFERENCE + name
    if not state.values.get(key):
        return None
    entry = state.by_id[shown(state, key)]
    try:
        return Said(msgspec.convert(entry.op.set[key], Note), entry)
    except msgspec.ValidationError:
        return None  # a later version may say more


def lost(state: State, decision: Entry, name: str) -> list[Version]:
    """The other values among which a `resolve` op chose, the last said first."""
    seen = [state.by_id[head] for head in decision.op.base.get(name, ()) if head in state.by_id]
    taken = {repr(comparable(decision.op.set[name]))}
    found: list[Version] = []
    for entry in sorted(seen, key=lambda each: (each.op.n, each.id), reverse=True):
        key = repr(comparable(entry.op.set.get(name)))
        if name in entry.op.set and key not in taken:
            taken.add(key)
            found.append(Version(entry.op.set[name], entry, _origin(state, name, entry.op.set[name], entry)))
    return found


def settled(state: State, decision: Entry) -> list[str]:
    """The fields that a `resolve` op decided: of which it replaced heads that said different things."""
    if STATUS in decision.op.set:
        return [STATUS]
    found: list[str] = []
    for name in sorted(decision.op.set):
        said = [
            state.by_id[head].op.set.get(name)
            for head in decision.op.base.get(name, ())
            if head in state.by_id and head not in state.void
        ]
        if len({repr(comparable(value)) for value in said}) > 1 and not name.startswith(DIFFERENCE):
            found.append(name)
    return found


# ---- words and reading -------------------------------------------------------------------------------

ENT_LABELS: Final = {
    "application": mark("Data pendaftar"),
    "person": mark("Petugas"),
    "office": mark("Kop surat kantor"),
    "document": mark("Dokumen"),
    "decision": mark("Usulan keputusan DKUM"),
    "access_mark": mark("Letak catatan akses"),
}
_APPLICATION_LABELS: Final = {
    STATUS: mark("Putusan DKUM"),
    "rekomendasi": mark("Padanan surat rekomendasi"),
}
_LABELS: Final = {
    "nama": mark("Nama"), "nomor": mark("Nomor"), "nip": mark("NIP"), "hp": mark("Nomor HP"),
    "jabatan": mark("Jabatan"), "berhenti": mark("Berhenti bertugas"), "mentor": mark("Pendamping"),
    "wilayah": mark("Wilayah"), "mulai": mark("Mulai"), "selesai": mark("Selesai"),
    "application": mark("Pendaftar"), "tanggal": mark("Tanggal"), "tempat": mark("Tempat"),
    "pokok": mark("Pokok bahasan"), "masalah": mark("Masalah"), "saran": mark("Saran"),
    "langkah": mark("Langkah berikutnya"), "batal": mark("Dibatalkan"), "judul": mark("Judul tugas"),
    "diberikan": mark("Diberikan pada"), "tenggat": mark("Tenggat"), "diserahkan": mark("Diserahkan pada"),
    "catatan": mark("Catatan"), "program": mark("Program"), "tahun": mark("Tahun"), "versi": mark("Versi"),
    "isi": mark("Isi"), "penerima": mark("Penerima"), "keperluan": mark("Keperluan"),
    "alasan": mark("Alasan"), "aturan": mark("Versi aturan"), "kolom": mark("Kolom"),
    "status_isi": mark("Status yang dikirim"), "nik_isi": mark("Isi NIK"), "jumlah": mark("Jumlah"),
    "bentuk": mark("Bentuk berkas"), "sidik": mark("Sidik berkas"), "jenis": mark("Jenis"),
    "penyelenggara": mark("Penyelenggara"), "hari": mark("Hari"), "keterangan": mark("Keterangan"),
    "tutup": mark("Sudah tutup"), "training": mark("Pelatihan"), "kapasitas": mark("Kapasitas"),
    "minimal": mark("Kehadiran minimal"), "wave": mark("Gelombang"), "surat": mark("Surat"),
    "baris": mark("Baris"), "nik": mark("NIK"), "tanggal_lahir": mark("Tanggal lahir"),
    "alamat": mark("Alamat"), "kategori": mark("Kategori"), "cara": mark("Cara dipadankan"),
    "bukan": mark("Bukan orangnya"), "dicabut_nomor": mark("Nomor surat pencabutan"),
    "dicabut_tanggal": mark("Tanggal surat pencabutan"), "kop": mark("Kop surat"),
    "signatories": mark("Penandatangan"), "tembusan": mark("Tembusan"), "logo": mark("Lambang"),
    "roles": mark("Peran"), "active": mark("Masih bertugas"), "cutoff": mark("Batas perubahan yang diterima"),
    "key": mark("Kunci petugas"), "office": mark("Kantor"), "state": mark("Keadaan"),
    "decided": mark("Waktu diputuskan"), "rows": mark("Baris dokumen"),
    "masuk": mark("Diterima pada"), "dijawab": mark("Dijawab pada"), "dicabut": mark("Dicabut pada"),
    "dasar": mark("Dasar penghapusan"), "jatuh_tempo": mark("Dihapus mulai"),
    "atas": mark("Atas permintaan"), "untuk": mark("Pendaftaran yang diminta"),
    "juga": mark("Pendaftaran lain orang ini"), "peminta": mark("Pencatat permintaan"),
    "tanda": mark("Tanda tangan pencatat"),
}  # fmt: skip
Kind = Literal["text", "date", "int", "choice", "none"]


def ent_label(ent: str) -> str:
    """What a kind of record is called."""
    plain = entities.find(ent)
    return tr(plain.label if plain is not None else ENT_LABELS.get(ent, mark("Catatan")))


def label(ent: str, name: str) -> str:
    """What a field of a record is called."""
    if ent == "application" and name in _APPLICATION_LABELS:
        return tr(_APPLICATION_LABELS[name])
    if name in training.DAY_FIELDS:
        return tr("Kehadiran hari ke-{n}", n=training.DAY_FIELDS.index(name) + 1)
    if (ent, name) in field_words.OF_ENTITY:
        return tr(field_words.OF_ENTITY[ent, name])
    field = field_of(ent, name)
    if field is not None:
        return tr(field.label)
    return tr(_LABELS.get(name) or field_words.LABELS.get(name, name))


def kinds(ent: str) -> frozenset[str]:
    """The kinds of op that tell a plain entity; none for other records."""
    plain = entities.find(ent)
    return plain.kinds if plain is not None else frozenset()


def field_of(ent: str, name: str) -> Field | None:
    """How a field is read and shown; None for what nobody types (lists, ids, what the program says)."""
    known: Mapping[str, Field] = _READ_AS.get(ent, MappingProxyType({}))
    if name in known:
        return known[name]
    plain = entities.find(ent)
    found = next((each for each in plain.fields if each.name == name), None) if plain is not None else None
    return _read_as(found) if found is not None else None


def _read_as(field: entities.EntityField) -> Field | None:
    title = _LABELS.get(field.name) or field_words.LABELS.get(field.name, field.name)
    match field.kind:
        case "text":
            return Field(field.name, title, "text", "usaha", entities.MAX_TEXT, parse=_plain_text)
        case "date":
            return Field(field.name, title, "date", "usaha", 10)
        case "int":
            return Field(field.name, title, "int", "usaha", 9)
        case "flag":
            return Field(field.name, title, "yesno", "usaha", 5, YES_NO)
        case "mark":
            choices = tuple(Choice(code, words) for code, words in training.MARKS.items())
            return Field(field.name, title, "choice", "usaha", 5, choices)
        case _:
            return None


def _plain_text(raw: object) -> tuple[str, Problem | None]:
    return values.parse_text(raw, entities.MAX_TEXT)


_READ_AS: Final[Mapping[str, Mapping[str, Field]]] = MappingProxyType({
    "application": fields.FIELDS, "business": business.FIELDS, "outcome": outcome.FIELDS,
    "data_request": data_requests.FIELDS,
})  # fmt: skip


def typed_as(ent: str, name: str) -> Kind:
    """What may be typed instead of choosing: a text, a day, a number, one of the field's words, nothing."""
    field = field_of(ent, name)
    if field is None or field.kind == "dict" or (ent == "application" and not field.typed):
        return "none"
    if field.choices:
        return "choice"
    return "date" if field.kind == "date" else "int" if field.kind in ("int", "rupiah") else "text"


def read(ent: str, name: str, raw: object) -> tuple[Any, Problem | None]:
    """The value to store for what was typed, and what stands against it, as where the record is entered.

    Raises KeyError for a field nobody types.
    """
    field = field_of(ent, name)
    if field is None or typed_as(ent, name) == "none":
        raise KeyError(name)
    value, problem = fields.read(name, raw) if ent == "application" else fields.read_as(field, raw)
    plain = entities.find(ent)
    known = next((each for each in plain.fields if each.name == name), None) if plain is not None else None
    if problem is not None or known is None:
        return value, problem
    if known.kind == "flag":
        value = None if value is None else value == "ya"
    if not known.fits(value):
        return value, Problem("bentuk", tr("Isian ini tidak dapat dipakai"), tr("Periksa, lalu tulis lagi."))
    return value, None


def may_unite(values_: Iterable[Any]) -> bool:
    """Whether the values are lists of entries that can stand together (papers, reasons)."""
    return all(value is None or isinstance(value, dict) for value in values_)


def united(found: Iterable[Any]) -> dict[str, Any]:
    """All entries of all values; where two say something else of one entry, the first."""
    whole: dict[str, Any] = {}
    for value in found:
        for key, item in cast("dict[str, Any]", value or {}).items():
            whole.setdefault(key, item)
    return whole


def words(ent: str, name: str, value: Any, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """A value as people read it, in full; `names` are those of records by id."""
    if value is None or value in ("", [], {}):
        return ""
    if ent == "application" and name == STATUS:
        return _decision_words(value)
    if isinstance(value, bool):
        return tr("Ya") if value else tr("Tidak")
    if (told := field_words.said(ent, name, value)) is not None:
        return told
    if isinstance(value, dict):
        return _entries(name, cast("dict[str, Any]", value), names)
    if name == "roles" and isinstance(value, list):
        labels = cast("dict[str, str]", people.ROLE_LABELS)
        return ", ".join(tr(labels.get(each, each)) for each in cast("list[str]", value))
    if isinstance(value, list):
        return "; ".join(names.get(item) or _one(item) if isinstance(item, str) else _one(item)
                         for item in cast("list[Any]", value))  # fmt: skip
    if isinstance(value, str) and value in names:
        return names[value]
    if name == "nip":
        return nip_display(str(value))
    field = field_of(ent, name)
    if isinstance(value, int) and entities.is_moment(ent, name):
        return field_words.moment(value)
    return fields.show_as(field, value) if field is not None else str(value)


def _decision_words(value: Mapping[str, Any]) -> str:
    said = [tr(status_label(str(value.get(STATUS))))]
    if value.get("putusan"):
        said.append(tr("putusan {nomor}", nomor=value["putusan"]))
    if value.get("peringkat"):
        said.append(tr("peringkat {n}", n=value["peringkat"]))
    if value.get("alasan"):
        said.append(reworded(str(value["alasan"])))
    return ", ".join(said)


def _entries(name: str, value: Mapping[str, Any], names: Mapping[str, str]) -> str:
    def said(key: str, item: Any) -> str:
        if name == registered.FIELD:
            return f"{names.get(key, tr('usaha terdaftar'))}: {registered.verdict_words(str(item))}"
        if name == "dokumen":
            papers = {choice.code: tr(choice.label) for choice in fields.DOCUMENTS}
            states = {choice.code: tr(choice.label) for choice in fields.DOCUMENT_STATES}
            return f"{papers.get(key, key)}: {states.get(str(item), item)}"
        return str(item) if name in ("catatan_alasan", "kop") else f"{key}: {item}"

    return "; ".join(said(key, item) for key, item in value.items() if item not in (None, ""))


def _one(item: Any) -> str:
    if isinstance(item, dict):
        return ", ".join(str(each) for each in cast("dict[str, Any]", item).values() if each)
    day = values.as_date(item)
    return values.show_date(item) if day is not None else str(item)


def form_order(ent: str, names: Iterable[str]) -> list[str]:
    """Those of `names` that are fields of the record's form, in its order; what only the program says is left
    out, unless it is DKUM's decision."""
    given = set(names)
    plain = entities.find(ent)
    if ent == "application":
        known = [field.name for field in fields.ALL if field.name not in ("nomor_pendaftaran", STATUS)]
        known = [*known, *(name for name in _APPLICATION_LABELS if name != STATUS)]
        return [name for name in known if name in given]
    if plain is not None:
        return [each.name for each in plain.fields if each.name in given]
    return [name for name in _LABELS if name in given and name not in ("key", "cutoff", "rows")]
