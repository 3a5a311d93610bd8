"""The catalogue of trainings, their waves, and who is invited.

DKUM keeps the catalogue and the city's waves; a kelurahan holds waves of its own. Who keeps a wave chooses
its people, because only that office knows every number already given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from desktop_app.actions import holds, mentor_facts, training_lists
from desktop_app.actions.mentoring import SHORT, Done, day, text
from desktop_app.actions.naming import in_wave
from desktop_app.actions.training_lists import PARTICIPANT, TRAINING, WAVE, ParticipantLine, WaveLine
from desktop_app.domain import people, region
from desktop_app.domain.kept_texts import require_no_name
from desktop_app.domain.mentoring import kelurahan_of
from desktop_app.domain.status import shown, status_label
from desktop_app.domain.training import (
    DAY_FIELDS,
    INVITED,
    KINDS,
    MOST_DAYS,
    MOST_PEOPLE,
    participant_of,
    too_many_days,
)
from desktop_app.domain.values import show_date
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.work import Changes, Work, new_id
from resources.i18n import tr, trn

LONG: Final = 400


@dataclass(frozen=True, slots=True)
class SaveTraining:
    """A training for the catalogue, or a change where `record` names one. `jenis` is a code of `KINDS`,
    `hari` how many days it usually takes (0: not said)."""

    nama: str
    jenis: str = "program"
    penyelenggara: str = ""
    hari: int = 0
    keterangan: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class SaveWave:
    """A wave to be held, or a change where `record` names one.

    `hari` are days as typed; `minimal` days of presence complete it (0: all of them); `wilayah` are codes of
    kelurahan or kecamatan, none for all. `agreed`: that a change makes people complete it, or complete it no
    more, was told and is meant.
    """

    training: str
    nama: str
    hari: tuple[str, ...]
    kapasitas: int
    tempat: str = ""
    minimal: int = 0
    wilayah: tuple[str, ...] = ()
    record: str = ""
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Invited:
    """Who was invited, with their numbers, and what moved."""

    numbers: dict[str, int]
    changes: Changes


# ---- the catalogue -----------------------------------------------------------------------------------


def save_training(office: Office, wish: SaveTraining) -> Done:
    """Put a training into the catalogue, or change it. Raises Refused."""
    with office.work() as work:
        record = save_training_in(work, wish)
    return Done(record, work.changes)


def save_training_in(work: Work, wish: SaveTraining) -> str:
    """`save_training` within a work that may hold many."""
    if wish.record:
        _training(work.connection, wish.record)
    if wish.jenis not in KINDS:
        raise Refused(
            tr("Jenis pelatihan {jenis} tidak dikenal.", jenis=repr(wish.jenis)),
            next_step=tr("Pilih salah satu: {pilihan}.", pilihan=", ".join(KINDS)),
            code="jenis",
        )
    if not 0 <= wish.hari <= MOST_DAYS:
        raise too_many_days()
    name = text(wish.nama, tr("Nama pelatihan"), SHORT, required=True)
    for row in work.connection.execute(select(TRAINING.c.uuid, TRAINING.c.nama)):
        if row.nama.casefold() == str(name).casefold() and row.uuid.hex() != wish.record:
            raise Refused(
                tr("Pelatihan {nama} sudah ada di katalog.", nama=row.nama),
                next_step=tr("Ubah yang sudah ada, atau pakai nama lain."),
                code="named",
            )
    values: dict[str, Any] = {
        "nama": name,
        "jenis": wish.jenis,
        "penyelenggara": text(wish.penyelenggara, tr("Penyelenggara"), SHORT),
        "hari": wish.hari or None,
        "keterangan": text(wish.keterangan, tr("Keterangan"), LONG),
    }
    record = wish.record or new_id()
    work.put(record, "training", "set", values, scope="", new=not wish.record)
    return record


def close_training(office: Office, record: str, *, closed: bool = True) -> Changes:
    """The training is held no more, or (`closed` false) again; its waves stay. Raises Refused."""
    with office.work() as work:
        _training(work.connection, record)
        work.put(record, "training", "set", {"tutup": closed})
    return work.changes


# ---- waves -------------------------------------------------------------------------------------------


def save_wave(office: Office, wish: SaveWave) -> Done:
    """Plan a wave, or change one that this office keeps. Raises Refused."""
    with office.work() as work:
        record = save_wave_in(work, wish)
    return Done(record, work.changes)


def save_wave_in(work: Work, wish: SaveWave) -> str:
    """`save_wave` within a work that may hold many."""
    work.flush_if_needed()
    row = _training(work.connection, wish.training)
    if row.tutup and not wish.record:
        raise Refused(
            tr("Pelatihan {nama} tidak diadakan lagi.", nama=row.nama),
            next_step=tr("Pilih pelatihan lain, atau minta DKUM membukanya kembali."),
            code="closed",
        )
    days = _days(wish.hari)
    minimal = wish.minimal or len(days)
    if not 1 <= minimal <= len(days):
        raise Refused(
            tr("Syarat hadir {n} hari tidak cocok dengan {hari} hari pelatihan.", n=minimal, hari=len(days)),
            next_step=tr("Isi 1 sampai {hari}.", hari=len(days)),
            code="minimal",
        )
    if not 1 <= wish.kapasitas <= MOST_PEOPLE:
        raise Refused(
            tr("Kapasitas {n} orang tidak mungkin.", n=wish.kapasitas),
            next_step=tr("Isi 1 sampai {n}.", n=MOST_PEOPLE),
            code="kapasitas",
        )
    scope = work.context.scope
    values: dict[str, Any] = {
        "training": wish.training,
        "nama": text(wish.nama, tr("Nama gelombang"), SHORT, required=True),
        "tempat": text(wish.tempat, tr("Tempat"), SHORT),
        "hari": list(days),
        "kapasitas": wish.kapasitas,
        "minimal": minimal,
        "wilayah": _areas(wish.wilayah, scope),
    }
    if wish.record:
        before = _own_wave(work, wish.record)
        _require_keeps(work.connection, before, days, wish.kapasitas)
        for name in ("nama", "tempat"):
            if values[name] != getattr(before, name):  # a street is called like somebody who came later
                there = in_wave(work.connection, wish.record)
                require_no_name("wave", name, str(values[name] or ""), there)
        if not wish.agreed:
            _require_same_outcomes(work.connection, before, minimal)
    _refuse_same_name(work.connection, wish, str(values["nama"]), scope)
    record = wish.record or new_id()
    work.put(record, "wave", "set", values, scope=scope, new=not wish.record)
    return record


def cancel_wave(office: Office, record: str, *, cancelled: bool = True) -> Changes:
    """The wave is not held, or (`cancelled` false) after all; nothing of it is lost. Raises Refused."""
    with office.work() as work:
        _own_wave(work, record)
        work.put(record, "wave", "set", {"batal": cancelled})
    return work.changes


# ---- who takes part ----------------------------------------------------------------------------------


def invite(office: Office, wave: str, applications: Sequence[str]) -> Invited:
    """Take accepted people into a wave, each under the next number; who was taken off it gets the old one.

    Raises Refused, naming the first person for whom it cannot be; then nothing is changed.
    """
    with office.work() as work:
        numbers = invite_in(office, work, wave, applications)
    return Invited(numbers, work.changes)


def invite_in(office: Office, work: Work, wave: str, applications: Sequence[str]) -> dict[str, int]:
    """`invite` within a work that may hold more."""
    line = _own_wave(work, wave)
    if line.batal:
        raise not_held(line)
    if office.info.kind == "lapangan":
        raise Refused(
            tr("Peserta dipilih di kantor kelurahan, supaya nomornya tidak kembar."),
            next_step=tr("Kirim berkas laptop ini, lalu undang orangnya di kelurahan."),
            code="place",
        )
    known = training_lists.participants(work.connection, wave=wave, removed=True)
    once = list(dict.fromkeys(applications))
    if len(once) > line.free:
        raise Refused(
            trn(
                "Gelombang ini tinggal memuat {n} orang.", "Gelombang ini tinggal memuat {n} orang.",
                line.free,
            ),
            next_step=tr("Pilih lebih sedikit orang, besarkan kapasitasnya, atau buat gelombang lain."),
            code="full",
        )  # fmt: skip
    following = 1 + max((one.nomor for one in known), default=0)
    numbers: dict[str, int] = {}
    for application in once:
        row = _invitable(office, work, line, application)
        held = next((one for one in known if one.application == application), None)
        if held is not None and not held.batal:
            raise Refused(
                tr("Pendaftar ini sudah menjadi peserta nomor {n} di gelombang ini.", n=held.nomor),
                next_step=tr("Pilih orang lain."),
                record=row.nomor_pendaftaran,
                code="invited",
            )
        if held is not None:
            work.put(held.record, "participant", "set", {"batal": False})
            numbers[application] = held.nomor
            continue
        values = {"wave": wave, "application": application, "nomor": following}
        record = participant_of(wave, application)
        work.put(record, "participant", "set", values, scope=row.kelurahan_kode)
        numbers[application] = following
        following += 1
    return numbers


def remove(office: Office, participant: str) -> Changes:
    """Take somebody off a wave, invited by mistake; the number stays theirs. Raises Refused."""
    with office.work() as work:
        values = work.state(participant).values
        wave = str(values.get("wave") or "")
        _own_wave(work, wave)
        if all(one.record != participant for one in writable(office, work.connection, wave)):
            raise unknown()
        if any(values.get(name) for name in DAY_FIELDS):
            raise Refused(
                tr("Peserta nomor {n} sudah mempunyai tanda kehadiran.", n=values.get("nomor")),
                next_step=tr("Hapus dahulu tandanya dengan k, misalnya {n}k.", n=str(values.get("nomor"))),
                code="marked",
            )
        work.put(participant, "participant", "set", {"batal": True})
    return work.changes


# ---- within ------------------------------------------------------------------------------------------


def known_wave(connection: Connection, record: str) -> WaveLine:
    """A wave this office knows. Raises Refused."""
    found = training_lists.waves(connection, wave=record)
    if not found:
        raise Refused(
            tr("Gelombang itu tidak ada di kantor ini."),
            next_step=tr("Buka berkas terakhir dari DKUM, lalu pilih lagi."),
            code="no_wave",
        )
    return found[0]


def own_people(office: Office, connection: Connection) -> frozenset[str] | None:
    """The applications a mentor's own account may write about; None for everybody else's account."""
    if not people.sees_only_own(office.person.roles):
        return None
    held = mentor_facts.assignments(connection)
    return frozenset(one.application for one in held if one.mentor == office.person.mentor and one.span.real)


def writable(office: Office, connection: Connection, wave: str) -> list[ParticipantLine]:
    """The people of a wave about whom this person may write."""
    own = own_people(office, connection)
    lines = training_lists.participants(connection, wave=wave)
    return [line for line in lines if own is None or line.application in own]


def unknown() -> Refused:
    """The refusal for somebody who is not here, or about whom this person may not write."""
    return Refused(
        tr("Catatan itu tidak ada di kantor ini."),
        next_step=tr("Segarkan daftar, lalu pilih lagi."),
        code="unknown_record",
    )


def keeps(scope: str, line: WaveLine) -> bool:
    """Whether the office with this scope keeps the wave: changes it, and chooses its people."""
    return line.scope == scope


def not_held(line: WaveLine) -> Refused:
    """The refusal for a wave that was cancelled."""
    return Refused(
        tr("{gelombang} dibatalkan.", gelombang=line.full_name),
        next_step=tr("Pilih gelombang lain, atau batalkan pembatalannya."),
        code="cancelled",
    )


def _own_wave(work: Work, record: str) -> WaveLine:
    work.flush_if_needed()
    line = known_wave(work.connection, record)
    if not keeps(work.context.scope, line):
        raise Refused(
            tr("{gelombang} diatur oleh kantor lain.", gelombang=line.full_name),
            next_step=tr("Peserta dan harinya diubah oleh kantor yang membuatnya."),
            code="foreign",
        )
    return line


def _training(connection: Connection, record: str) -> Row[Any]:
    try:
        wanted = bytes.fromhex(record)
    except ValueError:  # typed by a person
        wanted = b""
    row = connection.execute(select(TRAINING).where(TRAINING.c.uuid == wanted)).first()
    if row is None:
        raise Refused(
            tr("Pelatihan itu tidak ada di katalog kantor ini."),
            next_step=tr("Buka berkas terakhir dari DKUM, lalu pilih lagi."),
            code="no_training",
        )
    return row


def _invitable(office: Office, work: Work, line: WaveLine, application: str) -> Row[Any]:
    app, record = tables.application.c, tables.record.c
    row: Any = work.connection.execute(
        select(app.id, app.nomor_pendaftaran, app.status, app.submitted, app.kelurahan_kode)
        .join(tables.record, record.id == app.id)
        .where(record.uuid == bytes.fromhex(application))
    ).first()
    own = own_people(office, work.connection)
    if row is None or (own is not None and application not in own):
        raise unknown()
    if row.status not in INVITED:
        raise Refused(
            tr("Pendaftar ini berstatus {status}, belum dapat diundang.",
               status=tr(status_label(shown(row.status, row.submitted)))),
            next_step=tr("Peserta pelatihan dipilih dari yang sudah ditetapkan DKUM."),
            record=row.nomor_pendaftaran,
            code="status",
        )  # fmt: skip
    holds.refuse_held(work.connection, application, row.nomor_pendaftaran)
    if line.wilayah and row.kelurahan_kode not in line.wilayah:
        raise Refused(
            tr("Gelombang ini tidak diadakan untuk kelurahan pendaftar ini."),
            next_step=tr("Pilih gelombang lain, atau tambahkan kelurahannya pada gelombang ini."),
            record=row.nomor_pendaftaran,
            code="area",
        )
    return row


def _days(typed: Sequence[str]) -> tuple[str, ...]:
    """Days in their order. Raises Refused for none, too many, or one named twice."""
    found = [str(day(one, tr("Hari pelatihan"))) for one in typed if one.strip()]
    if not 1 <= len(found) <= MOST_DAYS:
        raise too_many_days()
    for one in found:
        if found.count(one) > 1:
            raise Refused(
                tr("Hari {hari} disebut dua kali.", hari=show_date(one)),
                next_step=tr("Sebut tiap hari satu kali."),
                code="days",
            )
    return tuple(sorted(found))


def _areas(codes: Sequence[str], scope: str) -> list[str] | None:
    """The kelurahan a wave is for. A kelurahan's own wave is always for itself."""
    if scope:
        return [scope]
    found: set[str] = set()
    for code in codes:
        kelurahan = kelurahan_of(region.normal_code(code))
        if not kelurahan:
            raise Refused(
                tr("Wilayah {kode} tidak ada di Kota Depok.", kode=repr(code)),
                next_step=tr("Pilih kelurahan (10 angka) atau kecamatan (6 angka)."),
                code="wilayah",
            )
        found.update(kelurahan)
    return sorted(found) or None


def _require_keeps(connection: Connection, line: WaveLine, days: tuple[str, ...], capacity: int) -> None:
    """A change may neither put people out nor move a day that has a mark: marks lie by the day's place in the
    row (`DAY_FIELDS`), so that they would then speak of another date. A mark on a day that the wave has no
    more (keyed elsewhere while it was dropped) may get no new date either."""
    if capacity < line.invited:
        raise Refused(
            tr("{n} orang sudah diundang, lebih banyak daripada kapasitas itu.", n=line.invited),
            next_step=tr("Keluarkan peserta dahulu, atau isi kapasitas yang lebih besar."),
            code="kapasitas",
        )
    for number, field in enumerate(DAY_FIELDS):
        was, wanted = line.hari[number : number + 1], days[number : number + 1]
        if was == wanted:
            continue
        kept = connection.execute(
            select(func.count()).where(
                PARTICIPANT.c.wave == bytes.fromhex(line.record), PARTICIPANT.c[field].is_not(None)
            )
        ).scalar_one()
        if kept:
            raise Refused(
                tr("Hari ke-{n}, {hari}, sudah mempunyai tanda kehadiran.", n=number + 1,
                   hari=show_date((was or wanted)[0])),
                next_step=tr("Biarkan urutan dan tanggal hari itu, hapus dahulu tandanya, atau rencanakan "
                             "gelombang lain."),
                code="kept",
            )  # fmt: skip


def _require_same_outcomes(connection: Connection, line: WaveLine, minimal: int) -> None:
    """Another number of days makes people who were marked complete the wave, or no more: say how many."""
    query = training_lists.taking_part(func.count()).where(
        PARTICIPANT.c.wave == bytes.fromhex(line.record), training_lists.present_days() >= minimal
    )
    more = connection.execute(query).scalar_one() - line.passed
    if more:
        raise Refused(
            trn("Dengan syarat hadir {hari} hari, {n} peserta menjadi tuntas.",
                "Dengan syarat hadir {hari} hari, {n} peserta menjadi tuntas.", more, hari=minimal)
            if more > 0
            else trn("Dengan syarat hadir {hari} hari, {n} peserta tidak lagi tuntas.",
                     "Dengan syarat hadir {hari} hari, {n} peserta tidak lagi tuntas.", -more, hari=minimal),
            next_step=tr("Simpan sekali lagi jika memang demikian. Tidak ada yang berubah."),
            code="outcomes",
        )  # fmt: skip


def _refuse_same_name(connection: Connection, wish: SaveWave, name: str, scope: str) -> None:
    query = select(WAVE.c.uuid, WAVE.c.nama).where(
        WAVE.c.training == bytes.fromhex(wish.training), WAVE.c.scope == scope
    )
    for row in connection.execute(query):
        if row.nama.casefold() == name.casefold() and row.uuid.hex() != wish.record:
            raise Refused(
                tr("Pelatihan ini sudah mempunyai {nama}.", nama=row.nama),
                next_step=tr("Pakai nama lain, misalnya nomor gelombang berikutnya."),
                code="named",
            )


def day_number(line: WaveLine, typed: str) -> int:
    """A day of the wave, as number (from 1) or date. Raises Refused."""
    if typed.strip().isdecimal() and len(typed.strip()) <= 2:
        number = int(typed)
    else:
        iso = day(typed, tr("Hari pelatihan"))
        number = line.hari.index(iso) + 1 if iso in line.hari else 0
    if not 1 <= number <= len(line.hari):
        raise Refused(
            tr("{gelombang} tidak mempunyai hari itu.", gelombang=line.full_name),
            next_step=tr("Harinya: {hari}.", hari=", ".join(map(show_date, line.hari))),
            code="day",
        )
    return number
