"""A line of the journal in words: what was done, with whom or what, by whom, where, and what brought it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Table, select

from desktop_app.actions.authorship import where_written, who_wrote
from desktop_app.domain import access, differing, people, region
from desktop_app.domain.authority import void_sentence
from desktop_app.domain.data_requests import kind_label
from desktop_app.domain.documenting import KIND_WORDS
from desktop_app.domain.entities import ENTITIES
from desktop_app.domain.erasing import ERASE, asking_of, erases, stub_of, words_of
from desktop_app.domain.merge import Entry
from desktop_app.domain.moments import moment_of
from desktop_app.domain.op import Op, decode
from desktop_app.domain.shape import fits
from desktop_app.errors import SyncRefused
from desktop_app.office import Office
from desktop_app.queries.access import Access
from desktop_app.queries.access import access as access_words
from desktop_app.queries.applicant import moved_fields, op_title
from desktop_app.queries.brought import brought_by
from desktop_app.queries.file_words import office_name
from desktop_app.queries.journal import FILE, OP, SEEN, require_reader
from desktop_app.storage import tables
from desktop_app.storage.access import FELL, UNREAD
from resources.i18n import mark, tr, trn

_BOOKS: Final = 4
_PORTION: Final = 500
ABOUT_WORDS: Final[Mapping[str, str]] = {
    "dokumen": mark("dokumen terbit"),
    "draf": mark("draf yang belum terbit"),
    "pernyataan": mark("Surat Pernyataan"),
    "persetujuan": mark("Pemberitahuan dan Persetujuan Data Pribadi"),
    "tanda_terima": mark("Tanda Terima Berkas"),
    "daftar_hadir": mark("Daftar Hadir"),
    "formulir": mark("formulir kosong"),
    "salinan": mark("data pribadi orangnya"),
    "cadangan": mark("cadangan kantor"),
    "pindahan": mark("kantor untuk komputer lain"),
    "jurnal": mark("jurnal kantor"),
    "pin": mark("dengan PIN"),
    access.AT_SHEET: mark("dengan lembar pemulihan"),
}
"""What the access log's codes of papers are called; a receiver's where no name is known stands as it is."""


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One line. `subject` names whom or what it was about, with `record` (hex) and `ent` to go there.

    `detail` says more; `void` why it has no effect; `file` by which sync file it came, "" for what was
    written here.
    """

    key: int
    book: int
    at: datetime | None
    title: str
    subject: str
    who: str
    where: str
    detail: str = ""
    void: str = ""
    file: str = ""
    record: str = ""
    ent: str = ""

    @property
    def number(self) -> int:
        """Its row in its book."""
        return self.key // _BOOKS


def page(connection: Connection, office: Office, keys: Sequence[int]) -> list[JournalLine | None]:
    """The lines of `keys`, in that order; None for one that is gone, or that whoever reads may not see."""
    own = require_reader(office).own
    rows = {book: [key // _BOOKS for key in keys if key % _BOOKS == book] for book in (OP, SEEN, FILE)}
    found: dict[int, JournalLine] = {}
    found |= _op_lines(connection, office, rows[OP])
    found |= _access_lines(connection, office, rows[SEEN], own)
    found |= _file_lines(connection, office, rows[FILE])
    return [found.get(key) for key in keys]


def csv_titles() -> list[str]:
    """The headings of the journal as a table."""
    return [tr("Waktu"), tr("Tindakan"), tr("Tentang"), tr("Rincian"), tr("Petugas"), tr("Komputer"),
            tr("Berkas"), tr("Tidak berlaku"), tr("Kode catatan")]  # fmt: skip


def csv_row(line: JournalLine) -> list[str]:
    """One line of it."""
    at = f"{line.at:%Y-%m-%d %H:%M:%S}" if line.at else ""
    return [
        at,
        line.title,
        line.subject,
        line.detail,
        line.who,
        line.where,
        line.file,
        line.void,
        line.record,
    ]


def csv_rows(
    connection: Connection, office: Office, keys: Sequence[int], check: Callable[[], object] = lambda: None
) -> Iterator[list[str]]:
    """The journal's headings, then the lines of `keys`. `check` may raise to stop."""
    yield csv_titles()
    for start in range(0, len(keys), _PORTION):
        check()
        for line in page(connection, office, keys[start : start + _PORTION]):
            if line is not None:
                yield csv_row(line)


# ---- ops -------------------------------------------------------------------------------------------


def _op_lines(connection: Connection, office: Office, numbers: Sequence[int]) -> dict[int, JournalLine]:
    op, record = tables.op.c, tables.record.c
    query = (
        select(op.id, op.hash, op.body, op.void, op.record_id, record.uuid, record.ent)
        .join_from(tables.op, tables.record, record.id == op.record_id)
        .where(op.id.in_(numbers))
    )
    rows = connection.execute(query).all()
    thrown = _never_submitted(connection, {row.record_id for row in rows if row.ent == "application"})
    subjects = subjects_of(connection, {row.uuid: row.ent for row in rows}, gone=True)
    files = brought_by(connection, [row.id for row in rows])
    found: dict[int, JournalLine] = {}
    for row in rows:
        key = row.id * _BOOKS + OP
        try:
            entry = office.context.entry(row.hash.hex(), decode(row.body))
        except (SyncRefused, ValueError):  # erased, or of a later program
            gone = stub_of(row.body) is not None
            title = tr("Perubahan yang sudah dihapus") if gone else tr("Perubahan yang tidak terbaca")
            subject = unnamed(row.uuid) if gone else ""
            left = tr("isinya dihapus bersama data orangnya; hanya sidiknya tersisa") if gone else ""
            found[key] = JournalLine(key, OP, None, title, subject, "", "", left, record=row.uuid.hex())
            continue
        title, detail = op_words(entry, draft=row.record_id in thrown)
        if erases(entry.op):
            detail = ", ".join((_erased_words(row.uuid, row.ent), detail))
        found[key] = JournalLine(
            key, OP, moment_of(entry.op.wall), title, subjects.get(row.uuid, "") or _asked_for(entry.op),
            who_wrote(office.context, entry), where_written(office.context, entry), detail,
            void_sentence(row.void) if row.void else "", files.get(row.id, ""), row.uuid.hex(), row.ent,
        )  # fmt: skip
    return found


def _never_submitted(connection: Connection, numbers: Collection[int]) -> frozenset[int]:
    app = tables.application.c
    query = select(app.id).where(app.id.in_(numbers), app.submitted.is_(None))
    return frozenset(connection.execute(query).scalars())


def op_words(entry: Entry, *, draft: bool = False) -> tuple[str, str]:
    """What an op did, by itself and without what stood before, and the fields it names; `draft`: it is about
    an application that was never submitted."""
    op = entry.op
    first = op.n == 1
    if op.kind == ERASE:
        return _plain_title(op, first=first), words_of(op)
    if op.ent == "application" and fits(op):
        moved = tuple(moved_fields(op.set, {}))
        labels = list(dict.fromkeys(each.label for each in moved))
        detail = ", ".join(labels) if len(labels) > 1 else ""
        return op_title(entry, {}, first, moved, draft=draft), detail
    title = _plain_title(op, first=first)
    if _is_kept_answer(op):
        day = f"{moment_of(op.set['masuk']):%d-%m-%Y}"
        return title, tr(
            "{jenis}, diterima {tanggal}", jenis=kind_label(str(op.set.get("jenis"))), tanggal=day
        )
    named = [differing.label(op.ent, name) for name in op.set if name not in _SAID_BY_ITSELF]
    return title, ", ".join(dict.fromkeys(named)) if op.ent in ENTITIES and not first else ""


def _is_kept_answer(op: Op) -> bool:
    """A request that was recorded together with its answer: what an erasure leaves of one."""
    said = op.set
    return op.n == 1 and op.ent == "data_request" and bool(said.get("dijawab")) and bool(said.get("masuk"))


def unnamed(record: bytes) -> str:
    """How a record is told whose name and number are gone: by the end of its id."""
    return tr("Catatan …{kode}", kode=record.hex()[-6:])


def _erased_words(record: bytes, ent: str) -> str:
    """What an erasing op took away: one erasure has such an op for each record about the person, and each
    says which it is."""
    words = differing.ent_label(ent).lower()
    return words if ent == "application" else tr("{jenis} …{kode}", jenis=words, kode=record.hex()[-6:])


def _asked_for(op: Op) -> str:
    """The application for whose person a record was erased; "" for any other op."""
    asking = asking_of(op.set) if erases(op) else None
    return unnamed(bytes.fromhex(asking.application)) if asking is not None else ""


_SAID_BY_ITSELF: Final = frozenset(("scope", "application", "office"))


def _plain_title(op: Op, *, first: bool) -> str:
    if op.kind == ERASE:
        return tr("Isi dokumen dihapus") if op.ent == "document" else tr("Data dihapus")
    match op.ent:
        case "person":
            return _person_title(op, first=first)
        case "office":
            return tr("Pengaturan kantor diubah")
        case "document":
            return {"issue": tr("Dokumen diterbitkan"), "sign": tr("Dokumen ditandatangani"),
                    "annul": tr("Dokumen dibatalkan")}.get(op.kind, tr("Dokumen diubah"))  # fmt: skip
        case "decision":
            return tr("Keputusan diusulkan") if op.kind == "propose" else tr("Keputusan disetujui")
        case _:
            label = differing.ent_label(op.ent)
            if op.set.get("batal"):
                return tr("{jenis}: dibatalkan", jenis=label)
            if _is_kept_answer(op):
                return tr("{jenis}: jawaban disimpan", jenis=label)
            return tr("{jenis}: dicatat", jenis=label) if first else tr("{jenis}: diubah", jenis=label)


def _person_title(op: Op, *, first: bool) -> str:
    if first:
        return tr("Petugas ditambahkan")
    if op.set.get("active") is False:
        return tr("Petugas diberhentikan")
    if op.set.get("active"):
        return tr("Petugas dipulihkan")
    if "key" in op.set:
        return tr("Petugas diberi kunci baru")
    return tr("Peran petugas diubah") if "roles" in op.set else tr("Data petugas diubah")


def subjects_of(
    connection: Connection, records: Mapping[bytes, str], *, gone: bool = False
) -> dict[bytes, str]:
    """Whom or what records (by id, with their kind) are about: a name and a number, never a NIK. `gone`: of
    somebody who was erased, the end of the application's id."""
    found: dict[bytes, str] = {}
    app, doc, person = tables.application.c, tables.document.c, tables.person.c
    people_of: dict[bytes, bytes] = {}
    for ent in {*records.values()} & {*tables.PLAIN}:
        found |= _plain_subjects(connection, ent, _of(records, ent), people_of)
    wanted = [*_of(records, "application"), *people_of.values()]
    names = {
        row.uuid: tr("{nama}, {nomor}", nama=row.nama or tr("Belum bernama"), nomor=row.nomor_pendaftaran)
        for row in _rows(connection, tables.application, wanted, app.nama, app.nomor_pendaftaran)
    }
    found |= {uuid: names[uuid] for uuid in _of(records, "application") if uuid in names}
    found |= {uuid: names[one] for uuid, one in people_of.items() if one in names}
    if gone:
        found |= {uuid: unnamed(one) for uuid, one in people_of.items() if one not in names}
    for row in _rows(connection, tables.document, _of(records, "document"), doc.jenis, doc.nomor):
        found[row.uuid] = f"{tr(KIND_WORDS.get(row.jenis, row.jenis))} {row.nomor}".strip()
    for row in _rows(connection, tables.person, _of(records, "person"), person.nama):
        found[row.uuid] = row.nama
    return found


def _rows(
    connection: Connection, table: Table, uuids: Sequence[bytes], *columns: ColumnElement[Any]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Rows of a table by record id, found by the records' own index: the table has none."""
    if not uuids:
        return ()
    record = tables.record.c
    query = select(record.uuid, *columns).join_from(tables.record, table, table.c.id == record.id)
    return connection.execute(query.where(record.uuid.in_(uuids))).all()


def _plain_subjects(
    connection: Connection, ent: str, uuids: Sequence[bytes], people_of: dict[bytes, bytes]
) -> dict[bytes, str]:
    table = tables.PLAIN[ent].c
    names = [name for name in ("application", "nama", "penerima", "judul", "nomor") if name in table]
    if not names:
        return {}
    found: dict[bytes, str] = {}
    query = select(table.uuid, *(table[name] for name in names)).where(table.uuid.in_(uuids))
    for row in connection.execute(query):
        if names[0] == "application" and row.application:
            people_of[row.uuid] = row.application
        else:
            found[row.uuid] = next((str(row[at]) for at in range(1, len(names) + 1) if row[at]), "")
    return found


def _of(records: Mapping[bytes, str], ent: str) -> list[bytes]:
    return [uuid for uuid, one in records.items() if one == ent]


# ---- looks and files ---------------------------------------------------------------------------------


def _access_lines(
    connection: Connection, office: Office, numbers: Sequence[int], own: bytes | None
) -> dict[int, JournalLine]:
    entry, record = tables.access.c, tables.record.c
    query = (
        select(tables.access, record.ent.label("ent"))
        .outerjoin(tables.record, record.uuid == entry.record)
        .where(entry.id.in_(numbers))
    )
    if own is not None:
        query = query.where(entry.user.in_((own, b"")))
    rows = connection.execute(query).all()
    subjects = subjects_of(connection, {row.record: row.ent for row in rows if row.record and row.ent})
    found: dict[int, JournalLine] = {}
    for row in rows:
        said = access_words(office.context, row)
        key = row.id * _BOOKS + SEEN
        missed = said.deed == access.MISSED
        subject = _tried(said) if missed else subjects.get(row.record, "")
        found[key] = JournalLine(
            key, SEEN, said.when, said.title, subject, "" if missed else said.who, said.where,
            access_detail(said.deed, _shown_about(said, row.ent, subject), said.count),
            record=said.record, ent=row.ent or "",
        )  # fmt: skip
    return found


def _shown_about(said: Access, ent: str | None, subject: str) -> str:
    """The entry's about; none of a receiver's code where their name is told."""
    return "" if ent == "extract" and subject else said.about


def _tried(said: Access) -> str:
    """At whom or what somebody tried in vain: nobody knows who that was."""
    sign = said.about.partition(" ")[0]
    if sign == access.NO_NAME:
        return tr("nama yang tidak ada di kantor ini")
    return tr("lembar pemulihan") if sign == access.AT_SHEET else said.who


def _misses(about: str, count: int) -> str:
    since = about.partition(" ")[2]
    times = trn("{n} kali", "{n} kali", count)
    if not since:
        return ", ".join(filter(None, (times, tr(ABOUT_WORDS[about]) if about in ABOUT_WORDS else "")))
    return tr("{kali}, sejak {waktu}", kali=times, waktu=f"{moment_of(int(since)):%d-%m-%Y %H.%M}")


def access_detail(deed: str, about: str, count: int) -> str:
    """What an entry of the access log says beyond its deed; "" where that is all."""
    if deed == access.MISSED:
        return _misses(about, count)
    if deed in (access.LOST, access.RESTORE):
        if about in (FELL, UNREAD):
            return tr("Tanda akhirnya hilang atau tidak terbaca; belum tentu ada catatan yang hilang.")
        if not count:
            return ""  # none, or nobody knows
        return trn("{n} catatan akses tidak ada lagi.", "{n} catatan akses tidak ada lagi.", count)
    if deed == access.BLOBS:
        return trn("{n} berkas", "{n} berkas", count)
    words = tr(ABOUT_WORDS[about]) if about in ABOUT_WORDS else about
    if count > 1:
        lines = trn("{n} baris", "{n} baris", count)
        return f"{words}, {lines}" if words else lines
    return words


def _file_lines(connection: Connection, office: Office, numbers: Sequence[int]) -> dict[int, JournalLine]:
    found: dict[int, JournalLine] = {}
    for row in connection.execute(select(tables.sync_file).where(tables.sync_file.c.id.in_(numbers))):
        key = row.id * _BOOKS + FILE
        out = row.direction == "out"
        title = tr("Berkas sinkronisasi dibuat") if out else tr("Berkas sinkronisasi dibuka")
        found[key] = JournalLine(
            key, FILE, moment_of(row.made), title, _file_subject(row), "", _computer(office, row.dev),
            _file_detail(row),
        )  # fmt: skip
    return found


def _file_subject(row: Row[Any]) -> str:
    no, kantor = f"{row.no:04d}", office_name(row.peer)
    if row.direction == "out":
        return tr("{no} untuk {kantor}", no=no, kantor=kantor)
    return tr("Berkas {kantor} {no}", kantor=kantor, no=no)


def _file_detail(row: Row[Any]) -> str:
    told: dict[str, Any] = json.loads(row.report) if row.report else {}
    said = [trn("{n} perubahan", "{n} perubahan", row.ops)]
    if row.parts > 1:
        said.append(tr("bagian {ada} dari {semua}", ada=row.part, semua=row.parts))
    if row.direction == "in" and told.get("void"):
        said.append(trn("{n} tidak berlaku", "{n} tidak berlaku", len(told["void"])))
    return ", ".join(said)


def _computer(office: Office, dev: bytes) -> str:
    tag = region.device_tag(dev)
    if dev.hex() == office.info.dev:
        return tr("komputer ini ({tanda})", tanda=tag)
    kind: Any = office.context.places.get(dev.hex(), ("", ""))[0]
    words = tr(people.OFFICE_LABELS[kind]) if kind else tr("kantor lain")
    return tr("{tempat} ({tanda})", tempat=words, tanda=tag)
