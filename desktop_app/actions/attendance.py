"""Attendance keyed by number: each entry is checked whole, saved at once, and can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop_app.actions import holds, training_lists
from desktop_app.actions.training import known_wave, not_held, unknown, writable
from desktop_app.actions.training_lists import ParticipantLine, WaveLine
from desktop_app.actions.verifying import office_anchors
from desktop_app.attachments.image import pictures
from desktop_app.documents import qr
from desktop_app.documents.attendance import KIND
from desktop_app.domain import training
from desktop_app.domain.training import DAY_FIELDS, SheetCode, parse_marks, parse_sheet_code, settle
from desktop_app.domain.values import show_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage.work import Changes, Work
from desktop_app.verifying.pages import read_codes, read_page
from resources.i18n import tr


@dataclass(frozen=True, slots=True)
class Attended:
    """What an entry did: the marks it set by number, and what stood there before by participant record, so
    that it can be taken back (`take_back`). `held` is the date the day had then (ISO)."""

    day: int
    held: str
    marks: Mapping[int, str]
    before: Mapping[str, str]
    changes: Changes = field(default_factory=Changes)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of an attendance list that was read: the wave, its days (from 1) and the page; `numbers` are
    those on the page, none where the code was typed."""

    wave: WaveLine
    days: tuple[int, ...]
    page: int
    numbers: tuple[int, ...] = ()


def attend(office: Office, wave: str, day: int, typed: str) -> Attended:
    """Give marks for one day (from 1) to the numbers that were `typed` (`domain.training.parse_marks`).

    Raises Refused for what cannot be read, a number that is not on the list, somebody whose data stand
    still (`actions.holds`), or a day that has not come; then nothing is changed. A range, or all others,
    passes over whoever is not marked.
    """
    keyed = parse_marks(typed)
    with office.work() as work:
        line = _open_wave(office, work, wave, day)
        lines, held = writable(office, work.connection, wave), holds.held(work.connection)
        by_number: dict[int, ParticipantLine] = {}
        still: dict[int, ParticipantLine] = {}
        for one in lines:
            if one.counts:
                free = bytes.fromhex(one.application) not in held
                (by_number if free else still).setdefault(one.nomor, one)
        gone = frozenset(one.nomor for one in lines) - by_number.keys()
        for piece in keyed:
            if piece.first == piece.last and piece.first in gone:
                one = still.get(piece.first)
                raise _gone(piece.first) if one is None else _held(one, held)
        marks = settle(keyed, {number: _mark(one, day) for number, one in by_number.items()}, gone)
        for number in marks:
            if by_number[number].twin:
                raise _twins(number, line)
        before = _put(work, day, {by_number[number]: sign for number, sign in marks.items()})
    return Attended(day, line.hari[day - 1], marks, before, work.changes)


def mark_one(office: Office, participant: str, day: int, sign: str) -> Attended:
    """Give one person (record id) a mark for one day, "" takes it away. Raises Refused."""
    if sign and sign not in training.MARKS:
        raise Refused(
            tr("Tanda {isian} tidak dikenal.", isian=repr(sign)),
            next_step=tr("Pakai h, i, s, atau a."),
            code="marks",
        )
    with office.work() as work:
        wave = str(work.state(participant).values.get("wave") or "")
        line = _open_wave(office, work, wave, day)
        lines = writable(office, work.connection, wave)
        one = next((each for each in lines if each.record == participant), None)
        if one is None:
            raise unknown()
        if not one.counts:
            raise _gone(one.nomor)
        if sign:
            holds.refuse_held(work.connection, one.application, one.nomor_pendaftaran)
        before = _put(work, day, {one: sign})
    return Attended(day, line.hari[day - 1], {one.nomor: sign}, before, work.changes)


def take_back(office: Office, entry: Attended) -> Changes:
    """Put the marks back that stood before `entry`, all of them or none.

    Raises Refused where one was changed since, its day moved, or the person is not one's own any more.
    """
    with office.work() as work:
        _require_untouched(office, work, entry)
        for record, sign in entry.before.items():
            work.put(record, "participant", "set", {DAY_FIELDS[entry.day - 1]: sign or None})
    return work.changes


# ---- sheets ------------------------------------------------------------------------------------------


def find_sheet(office: Office, typed: str) -> Sheet:
    """The page whose printed code somebody typed, or whose QR code a scanner typed. Raises Refused."""
    if typed.strip().startswith(qr.PREFIX):
        return _signed_sheet(office, typed.strip())
    return _sheet(office, parse_sheet_code(typed), ())


def read_sheet(office: Office, scanned: bytes) -> Sheet:
    """The page of which `scanned` is a picture or PDF. Raises Refused where no code of ours is on it."""
    for picture in pictures(scanned):
        if found := read_codes(picture):
            return _signed_sheet(office, found[0])
    raise Refused(
        tr("Di gambar ini tidak terbaca kode Daftar Hadir."),
        next_step=tr("Pindai lagi, rata dan terang, atau ketik kode yang tercetak di bawahnya."),
        code="no_code",
    )


def _signed_sheet(office: Office, text: str) -> Sheet:
    page = read_page(text, office_anchors(office).keys)
    if page.kind != KIND:
        raise Refused(
            tr("Kode ini milik dokumen lain, bukan Daftar Hadir."),
            next_step=tr("Pindai lembar Daftar Hadir."),
            code="other_paper",
        )
    return _sheet(office, parse_sheet_code(page.number), tuple(number for number, _name in page.rows))


def _sheet(office: Office, code: SheetCode, numbers: tuple[int, ...]) -> Sheet:
    with office.reading() as connection:
        lines = [line for line in training_lists.waves(connection) if line.code == code.wave]
    if len(lines) != 1 or not 1 <= code.first <= code.last <= len(lines[0].hari):
        raise Refused(
            tr("Lembar {kode} bukan dari gelombang yang dikenal kantor ini.", kode=str(code)),
            next_step=tr("Periksa kodenya, atau buka berkas terakhir dari DKUM."),
            code="sheet_code",
        )
    return Sheet(lines[0], tuple(range(code.first, code.last + 1)), code.page, numbers)


# ---- within ------------------------------------------------------------------------------------------


def _open_wave(office: Office, work: Work, wave: str, day: int) -> WaveLine:
    """The wave, where marks for that day can be written now."""
    work.flush_if_needed()
    line = known_wave(work.connection, wave)
    if line.batal:
        raise not_held(line)
    if not 1 <= day <= len(line.hari):
        raise Refused(
            tr("{gelombang} tidak mempunyai hari itu.", gelombang=line.full_name),
            next_step=tr("Harinya: {hari}.", hari=", ".join(map(show_date, line.hari))),
            code="day",
        )
    if line.hari[day - 1] > office.today().isoformat():
        raise Refused(
            tr("Hari ke-{n} baru tanggal {hari}.", n=day, hari=show_date(line.hari[day - 1])),
            next_step=tr("Periksa harinya; kehadiran dicatat setelah harinya tiba."),
            code="future",
        )
    return line


def _require_untouched(office: Office, work: Work, entry: Attended) -> None:
    """Each mark is still the one that `entry` set, on the same date."""
    if not entry.before:
        return
    wave = str(work.state(next(iter(entry.before))).values.get("wave") or "")  # an entry is about one wave
    line = _open_wave(office, work, wave, entry.day)
    known = {one.record: one for one in writable(office, work.connection, wave)}
    for record in entry.before:
        one = known.get(record)
        if one is None:
            raise unknown()
        moved = line.hari[entry.day - 1] != entry.held or entry.day in one.differs
        if moved or _mark(one, entry.day) != entry.marks.get(one.nomor):
            raise Refused(
                tr("Tanda peserta nomor {n} sudah diubah sesudah isian itu.", n=one.nomor),
                next_step=tr("Periksa tandanya, lalu ketik yang benar. Tidak ada yang berubah."),
                code="changed_since",
            )


def _held(one: ParticipantLine, held: Mapping[bytes, str]) -> Refused:
    return holds.refused(held[bytes.fromhex(one.application)], one.nomor_pendaftaran)


def _gone(number: int) -> Refused:
    """Somebody who is not accepted any more keeps the number, and gets no mark."""
    return Refused(
        tr("Peserta nomor {n} tidak lagi ditetapkan, jadi kehadirannya tidak dicatat.", n=number),
        next_step=tr("Periksa nomor di lembarnya. Tidak ada yang berubah."),
        code="gone",
    )


def _twins(number: int, line: WaveLine) -> Refused:
    return Refused(
        tr("Nomor {n} di {gelombang} dipakai dua peserta.", n=number, gelombang=line.full_name),
        next_step=tr("Pilih orangnya di daftar, lalu tandai di sana. Tidak ada yang berubah."),
        code="twin",
    )


def _mark(line: ParticipantLine, day: int) -> str:
    return line.marks[day - 1]


def _put(work: Work, day: int, marks: Mapping[ParticipantLine, str]) -> dict[str, str]:
    """Write them; what stood there before, by record. A mark in dispute is said again, which settles it."""
    before: dict[str, str] = {}
    for line, sign in marks.items():
        had = _mark(line, day)
        if had == sign and day not in line.differs:
            continue
        work.put(line.record, "participant", "resolve", {DAY_FIELDS[day - 1]: sign or None})
        before[line.record] = had
    return before
