"""One applicant as the detail pane shows it: masked values, findings, papers, and what happened."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, select

from desktop_app.actions.access import note as note_access
from desktop_app.actions.authorship import where_written, who_wrote
from desktop_app.actions.erasing_plan import kept_until
from desktop_app.actions.holds import held_since
from desktop_app.actions.knowledge import known_about, rules_in_force
from desktop_app.domain import (
    access,
    alone,
    differing,
    fields,
    findings,
    recommending,
    region,
    registered,
    status,
    values,
)
from desktop_app.domain.authority import REQUEST, Ending, ending_proposed, judge, void_sentence
from desktop_app.domain.disclosure import masked, on_screen
from desktop_app.domain.erasing import ERASE, words_of
from desktop_app.domain.finding import NOTHING_KNOWN, Finding
from desktop_app.domain.merge import DIFFERENCE, RULES, STATUS, Entry, State, apply, order
from desktop_app.domain.moments import moment_of
from desktop_app.domain.op import Op
from desktop_app.domain.reasons import reworded
from desktop_app.domain.rulebook import ProgramRules, Rules
from desktop_app.domain.shape import ATTACHMENT, fits
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries import data_requests
from desktop_app.queries.applicants import business, is_proposed
from desktop_app.queries.data_requests import DataRequest
from desktop_app.queries.judged import Judged, judged_by
from desktop_app.storage import log, tables
from desktop_app.storage.context import Context
from resources.i18n import tr, trn

_SEEN: Final = ("ada", "asli_dilihat")
_app = tables.application.c


@dataclass(frozen=True, slots=True)
class Attachment:
    """One kept picture or PDF: its id and blob (hex), `size` in bytes, `added` in ms since 1970."""

    id: str
    jenis: str
    mime: str
    size: int
    sha256: str
    added: int


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of the checklist: its state (a code, "" unknown) and what is attached of it."""

    code: str
    label: str
    state: str
    required: bool
    attachments: tuple[Attachment, ...]

    @property
    def there(self) -> bool:
        """Whether the office has seen it."""
        return self.state in _SEEN


@dataclass(frozen=True, slots=True)
class ApplicantDetail:
    """What may stand on a screen. Numbers are masked; texts are ready to be shown, "" where unknown. `held`
    says why and since when the data stand still, `held_kind` is the kind of request that holds them."""

    id: int
    record: str
    nomor: str
    nomor_daring: str
    nama: str
    umur: int | None
    kelamin: str
    status: str
    shown: str
    stale: bool
    conflicts: tuple[str, ...]
    pekka: str
    pekka_kind: str
    proposed: bool
    program: str
    tahun: int | None
    nik: str
    no_kk: str
    lahir: str
    alamat: str
    kelurahan: str
    hp: str
    usaha: str
    kbli: str
    rekomendasi: str
    tanggal_lengkap: str
    judged: Judged
    alone: str
    alasan: str
    putusan: str
    peringkat: int | None
    permintaan: str
    kembali: str
    ending: Ending | Literal[""]
    persetujuan: str
    wali: str
    simpan: str
    requests: tuple[DataRequest, ...]
    held: str
    held_kind: str
    findings: tuple[Finding, ...]
    papers: tuple[Paper, ...]
    ops: int
    changed: int


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field from what to what; numbers and private values are masked."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One Save: what happened, who, when (WIB), on which computer, and the fields.

    `void` is the reason why an authentic step had no effect; `reason` what the person wrote; `file` the sync
    file that brought it, "" for what was written here. `op` is its id (hex).
    """

    title: str
    who: str
    when: datetime
    where: str
    fields: tuple[FieldChange, ...]
    reason: str = ""
    void: str = ""
    file: str = ""
    op: str = ""


@dataclass(frozen=True, slots=True)
class Revealed:
    """What F8 shows for thirty seconds."""

    nik: str
    no_kk: str
    hp: str


def detail(
    connection: Connection, context: Context, one: int, *, today: date | None = None
) -> ApplicantDetail | None:
    """The applicant with the local number `one`; None when it is gone."""
    row = connection.execute(select(tables.application).where(_app.id == one)).first()
    if row is None:
        return None
    entries = log.entries_of(connection, context, one)
    state = log.fold_entries(entries)
    rules = rules_in_force(connection)
    return _detail(connection, context, row, state, rules, len(entries), today)


def history(connection: Connection, context: Context, one: int) -> list[Change]:
    """Every Save of the record, the latest first; steps without effect with their reason."""
    found: list[Change] = []
    state = State()
    decisive = log.decisive_of("application")
    for entry in order(log.entries_of(connection, context, one)):
        before, first = dict(state.values), state.first is None
        apply(state, entry, decisive=decisive, judge=judge)
        void = state.void.get(entry.id, "")
        found.append(_change(context, entry, before, first, void_sentence(void) if void else ""))
    found.reverse()
    return found


def reveal(office: Office, one: int) -> Revealed:
    """The numbers in full, which the access log notes. Raises Refused when the applicant is gone."""
    with office.reading() as connection:
        row = connection.execute(
            select(_app.nik, _app.no_kk, _app.hp, _app.uuid).where(_app.id == one)
        ).first()
    if row is None:
        raise Refused(
            tr("Catatan itu tidak ada di kantor ini."),
            next_step=tr("Segarkan daftar, lalu pilih lagi."),
            code="unknown_record",
        )
    note_access(office, access.REVEAL, row.uuid.hex())
    return Revealed(*(fields.show(name, row[at]) for at, name in enumerate(("nik", "no_kk", "hp"))))


# ---- the pane --------------------------------------------------------------------------------------


def _detail(
    connection: Connection, context: Context, row: Row[Any], state: State, rules: Rules, ops: int,
    today: date | None,
) -> ApplicantDetail:  # fmt: skip
    given = state.values
    birth, held = values.as_date(given.get("tanggal_lahir")), held_since(connection, row.uuid)
    place = region.by_code(row.kelurahan_kode or "")
    found, known = list[Finding](), NOTHING_KNOWN
    if today is not None:
        known = known_about(connection, context, given, record=row.id, today=today)
        stage = "draft" if row.status == "draft" else "submitted"
        found = findings.check(given, stage=stage, rules=rules, known=known)
    return ApplicantDetail(
        id=row.id,
        record=row.uuid.hex(),
        nomor=row.nomor_pendaftaran,
        nomor_daring=row.nomor_daring or "",
        nama=row.nama or "",
        umur=values.age_on(birth, today) if birth is not None and today is not None else None,
        kelamin=fields.show("jenis_kelamin", row.jenis_kelamin),
        status=row.status,
        shown=status.shown(row.status, row.submitted),
        stale=bool(row.stale),
        conflicts=tuple(differing.label("application", name) for name in sorted(state.conflicts)),
        pekka=_pekka(row),
        pekka_kind=fields.show("pekka_kategori", row.pekka_kategori) if row.pekka == "ya" else "",
        proposed=is_proposed(connection, row.uuid),
        program=row.program or "",
        tahun=row.tahun,
        nik=masked("nik", row.nik),
        no_kk=masked("no_kk", row.no_kk),
        lahir=", ".join(filter(None, (row.tempat_lahir, fields.show("tanggal_lahir", row.tanggal_lahir)))),
        alamat=_address(row),
        kelurahan=place.display if place else "",
        hp=masked("hp", row.hp),
        usaha=business(row),
        kbli=tr("{kode} · edisi {edisi}", kode=row.kbli_kode, edisi=row.kbli_edisi or "-")
        if row.kbli_kode and row.punya_usaha == "ya"
        else "",
        rekomendasi=_recommendation(row, known.letter),
        tanggal_lengkap=fields.show("tanggal_lengkap", row.tanggal_lengkap),
        judged=judged_by(connection, row, given, rules, known),
        alone=alone.sentence(row.satu_petugas or ""),
        alasan=row.alasan or "",
        putusan=row.putusan or "",
        peringkat=row.peringkat,
        permintaan=row.permintaan or "",
        kembali=row.usul_kembali or "",
        ending=ending.outcome if (ending := ending_proposed(state)) else "",
        persetujuan=_consent(row, rules.of(row.program, row.tahun)),
        wali=_guardian(row),
        simpan=_kept(row, rules),
        requests=data_requests.requests(connection, application=row.id),
        held=held.sentence if held is not None else "",
        held_kind=held.kind if held is not None else "",
        findings=tuple(item for item in found if item.record or (item.level != "info" and not item.noted)),
        papers=_papers(connection, row.id, given, rules.of(row.program, row.tahun)),
        ops=ops,
        changed=row.changed,
    )


def _consent(row: Row[Any], rules: ProgramRules) -> str:
    """How consent was given: of which notice, when, how, and where its proof is; "" where nobody said."""
    version, now = row.persetujuan_versi, rules.notice_version
    if not (row.persetujuan_waktu or version):
        return ""
    told = tr("Versi {versi}", versi=version) if version else ""
    if version and version != now:
        told = tr("Versi {versi} (yang berlaku {baru})", versi=version, baru=now)
    parts = [
        told,
        fields.show("persetujuan_waktu", row.persetujuan_waktu),
        fields.show("persetujuan_cara", row.persetujuan_cara).lower(),
        row.persetujuan_bukti or "",
    ]
    return ", ".join(filter(None, parts))


def _kept(row: Row[Any], rules: Rules) -> str:
    """Until when the rule book has a decided application kept; "" for one that nobody decided about."""
    until = kept_until(rules, row.status, row.putusan, row.program, row.tahun)
    return values.show_date(until.isoformat()) if until is not None else ""


def _guardian(row: Row[Any]) -> str:
    """Who consented for a child: name, relation, whether, and where the proof is."""
    if not row.wali_nama and not row.persetujuan_wali:
        return ""
    agreed = tr("setuju") if row.persetujuan_wali == "ya" else tr("belum setuju")
    relation = fields.show("wali_hubungan", row.wali_hubungan).lower()
    return ", ".join(filter(None, (row.wali_nama or "-", relation, agreed, row.wali_bukti or "")))


def _pekka(row: Row[Any]) -> str:
    if row.pekka != "ya":
        return ""
    kind = fields.show("pekka_kategori", row.pekka_kategori)
    return tr("PEKKA, {kategori}", kategori=kind[:1].lower() + kind[1:]) if kind else tr("PEKKA")


def _address(row: Row[Any]) -> str:
    parts = [row.alamat or ""]
    if row.rt:
        parts.append(tr("RT {rt}", rt=row.rt).replace(" ", "\u00a0"))  # never torn apart
    if row.rw:
        parts.append(tr("RW {rw}", rw=row.rw).replace(" ", "\u00a0"))
    return ", ".join(filter(None, parts))


def _recommendation(row: Row[Any], letter: Mapping[str, object] | None) -> str:
    """What DKUM says of DP3AP2KB's letters; else what the applicant says, which is a claim."""
    said = json.loads(row.rekomendasi) if row.rekomendasi else letter
    if said:
        return recommending.words(said)
    if not (row.rekomendasi_no or row.rekomendasi_tanggal):
        return ""
    day = fields.show("rekomendasi_tanggal", row.rekomendasi_tanggal)
    told = ", ".join(filter(None, (row.rekomendasi_no, day)))
    return tr("Menurut pendaftar: {surat}. Belum ada di daftar DP3AP2KB.", surat=told)


def _papers(
    connection: Connection, one: int, given: Mapping[str, Any], rules: ProgramRules
) -> tuple[Paper, ...]:
    kept = tables.attachment.c
    attached: dict[str, list[Attachment]] = {}
    for row in connection.execute(
        select(tables.attachment).where(kept.application_id == one).order_by(kept.added)
    ):
        attached.setdefault(row.jenis, []).append(
            Attachment(row.uuid.hex(), row.jenis, row.mime, row.size, row.sha256.hex(), row.added)
        )
    states: Mapping[str, str] = given.get("dokumen") or {}
    wanted = {*rules.documents, *states, *attached}
    return tuple(
        Paper(
            choice.code,
            tr(choice.label),
            str(states.get(choice.code, "")),
            choice.code in rules.documents,
            tuple(attached.get(choice.code, ())),
        )
        for choice in fields.DOCUMENTS
        if choice.code in wanted
    )


# ---- what happened ---------------------------------------------------------------------------------


def _change(context: Context, entry: Entry, before: Mapping[str, Any], first: bool, void: str) -> Change:
    op = entry.op
    readable = op.ent == "application" and fits(op)
    moved = tuple(moved_fields(op.set, before)) if readable else ()
    return Change(
        title=op_title(entry, before, first, moved, draft=before.get(STATUS, "draft") == "draft")
        if readable
        else tr("Perubahan yang tidak terbaca"),
        who=who_wrote(context, entry),
        when=moment_of(op.wall),
        where=where_written(context, entry),
        fields=moved,
        reason=_reason(op) if readable else "",
        void=void,
        op=entry.id,
    )


def _reason(op: Op) -> str:
    """What the person wrote: at a step, in a request, or in DKUM's answer to one; of a decision its words, of
    an erasure why and how much."""
    if op.kind == ERASE:
        return words_of(op)
    asked: dict[str, str] = op.set.get(REQUEST) or {}
    for name, note in op.set.items():
        if name.startswith(DIFFERENCE):
            said: dict[str, Any] = note or {}
            return str(said.get("alasan") or "")
    if recommending.FIELD in op.set:
        return recommending.words(op.set[recommending.FIELD])
    return reworded(str(op.set.get("alasan") or "")) or str(asked.get("jawaban") or asked.get("alasan") or "")


def op_title(
    entry: Entry, before: Mapping[str, Any], first: bool, moved: tuple[FieldChange, ...], *, draft: bool
) -> str:
    """What one step of an application was, in words; `draft`: it had not been submitted yet."""
    op = entry.op
    code: Any = op.set.get(STATUS)
    if op.kind == ERASE:
        return tr("Data dihapus")
    if op.kind == "decide":
        return tr("Keputusan DKUM: {status}", status=tr(status.status_label(code)) if code else "-")
    if op.kind == "propose":
        return tr("Diusulkan untuk keputusan DKUM")
    if op.kind == "link" and recommending.FIELD in op.set:
        return (
            tr("Rekomendasi DP3AP2KB dipadankan DKUM")
            if recommending.is_verified(op.set[recommending.FIELD])
            else tr("Rekomendasi DP3AP2KB tidak berlaku lagi")
        )
    if op.kind == "request":
        answered = "jawaban" in (op.set.get(REQUEST) or {})
        return tr("Permintaan pembatalan ditolak DKUM") if answered else tr("Pembatalan diminta ke DKUM")
    if first and code in (None, "draft"):
        return tr("Draf dibuat di lapangan") if entry.place == "lapangan" else tr("Draf dibuat")
    if code and code != before.get(STATUS):
        label = tr(status.status_label(status.shown(code, None if draft else True)))
        return tr("{status}, oleh yang mengisi sendiri", status=label) if op.set.get(alone.MARK) else label
    for name, value in op.set.items():
        if name.startswith(ATTACHMENT):
            told: dict[str, Any] = value or before.get(name) or {}
            label = _document(str(told.get("jenis", "")))
            return (
                tr("{dokumen} dilampirkan", dokumen=label)
                if value
                else tr("{dokumen} dilepas", dokumen=label)
            )
    if op.kind == "resolve":
        return tr("Data berbeda diputuskan")
    about = [name.removeprefix(DIFFERENCE) for name in op.set if name.startswith(DIFFERENCE)]
    if about:
        labels = ", ".join(differing.label("application", name) for name in about)
        if op.kind != "note":
            return tr("Data berbeda dibuka lagi: {isian}", isian=labels)
        if all(op.set[DIFFERENCE + name] for name in about):
            return tr("Keputusan data berbeda ditunda: {isian}", isian=labels)
        return tr("Keputusan data berbeda tidak ditunda lagi: {isian}", isian=labels)
    if RULES in op.set and code is None:
        return tr("Dinilai ulang menurut aturan versi {versi}", versi=op.set[RULES])
    if len(moved) == 1:
        return tr("{isian} diubah", isian=moved[0].label)
    return trn("{n} isian diubah", "{n} isian diubah", len(moved))


def moved_fields(given: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[FieldChange]:
    """Each field that a step of an application changed, from what to what, masked."""
    for name in fields.FIELDS:
        if name not in given or name in (STATUS, "nomor_pendaftaran"):
            continue
        old, new = before.get(name), given[name]
        if old == new:
            continue
        if fields.FIELDS[name].kind == "dict":
            yield from _entries(name, old or {}, new or {})
        else:
            yield FieldChange(_label(name), on_screen(name, old), on_screen(name, new))


def _entries(name: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[FieldChange]:
    """A dict field, entry by entry."""
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) == new.get(key):
            continue
        if name == "dokumen":
            yield FieldChange(_document(key), _state(old.get(key)), _state(new.get(key)))
        elif name == registered.FIELD:
            was, now = (registered.verdict_words(each.get(key, "")) for each in (old, new))
            yield FieldChange(_label(name), was, now)
        else:
            yield FieldChange(_label(name), old.get(key, ""), new.get(key, ""))


def _label(name: str) -> str:
    return tr(fields.FIELDS[name].label) if name in fields.FIELDS else tr("Lampiran")


def _document(code: str) -> str:
    return next((tr(choice.label) for choice in fields.DOCUMENTS if choice.code == code), tr("Lampiran"))


def _state(code: str | None) -> str:
    return next((tr(choice.label) for choice in fields.DOCUMENT_STATES if choice.code == code), code or "")
