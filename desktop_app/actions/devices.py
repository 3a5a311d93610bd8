"""DKUM's list of devices: who writes, since when, how far it counts; revoking, taking back, new keys.

A change is the next version of the directory. It reaches the offices with DKUM's answers and grants; what
they hold is judged anew by it, so it does not matter what came first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, func, select

from desktop_app.actions import copies
from desktop_app.actions.access import given
from desktop_app.actions.standing import require_granted
from desktop_app.actions.trust import (
    APP,
    NEXT_DEVICE,
    asked_keys,
    authority,
    keep_next,
    put_authority,
    require_admin,
    signed,
    take_asked_keys,
)
from desktop_app.domain import kept_texts, people, reasons, region
from desktop_app.domain.access import DEVICE_IN, DEVICE_OUT
from desktop_app.domain.moments import WIB, milliseconds
from desktop_app.domain.values import as_date, parse_date
from desktop_app.errors import Refused
from desktop_app.keys.session import IDLE_MINUTES, IDLE_RANGE
from desktop_app.keys.signing import fingerprint as fingerprint_of
from desktop_app.keys.signing import same_fingerprint
from desktop_app.office import Office
from desktop_app.storage import received, tables
from desktop_app.storage.work import Changes
from desktop_app.sync import enrolment, registry
from desktop_app.sync.directory import Device, Directory, SignKey, TrustedDirectory
from resources.i18n import tr

KEY_AGE: Final = timedelta(days=365)
"""A device asks for new keys once a year (exchange design, section 9)."""
MOST_WORDS: Final = 200


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A device of the directory. Moments are ms since 1970 UTC; `last_file` is None where none came."""

    dev: str
    tag: str
    office: str
    area: str
    kind: people.OfficeKind
    since: int
    key_since: int
    last_file: int | None
    revoked: int | None
    why: str
    fingerprint: str
    own: bool
    good: tuple[tuple[int, int], ...]
    """After a revocation: the last seq that counts, by epoch."""


def listed(office: Office) -> tuple[DeviceLine, ...]:
    """Every device of the directory, by office and age; empty before DKUM's grant."""
    with office.reading() as connection:
        return lines(office, connection)


def lines(office: Office, connection: Connection) -> tuple[DeviceLine, ...]:
    """`listed` from one committed state."""
    directory = office.directory
    if directory is None:
        return ()
    came = _last_files(connection)
    found = [_line(office, device, came.get(device.dev)) for device in directory.content.devices]
    return tuple(sorted(found, key=lambda line: (line.area, line.since, line.dev)))


def by_tag(office: Office, typed: str) -> DeviceLine:
    """The device whose id, short sign or fingerprint begins with what was typed. Raises Refused."""
    wanted = "".join(typed.split()).casefold()
    found = [
        line
        for line in listed(office)
        if wanted
        and (
            line.dev.startswith(wanted)
            or line.tag.casefold() == wanted
            or line.fingerprint.replace(" ", "").casefold().startswith(wanted)
        )
    ]
    if len(found) == 1:
        return found[0]
    raise Refused(
        tr("Ada beberapa perangkat seperti itu.") if found else tr("Perangkat itu tidak ada di daftar DKUM."),
        next_step=tr("Lihat daftarnya di Pengaturan, Perangkat & izin, lalu sebutkan sidik kuncinya."),
        code="unknown_device",
    )


def revoke(
    office: Office,
    dev: str,
    *,
    why: str,
    fingerprint: str,
    since: date | None = None,
    retired: bool = False,
) -> Changes:
    """Take a device out: its files are refused; what it wrote counts as far as DKUM had it.

    `since`: the first day (in Depok) from which nothing of it counts, such as the day a laptop was lost;
    None keeps all that has come. `fingerprint` is compared with the office's printed sheet. `retired`: it was
    never in other hands, so its seals and page codes stay as good as they are. Raises Refused.
    """
    require_admin(office)
    directory = _directory(office)
    device = registry.found(directory.content, dev)
    words = " ".join(why.split())
    if dev == office.info.dev:
        raise Refused(
            tr("Komputer DKUM ini tidak dapat mencabut dirinya sendiri."),
            next_step=tr("Pakai komputer DKUM yang lain, atau ganti kuncinya."),
            code="own_device",
        )
    if not words or len(words) > MOST_WORDS:
        raise Refused(
            tr("Alasan pencabutan masih kosong atau terlalu panjang."),
            next_step=tr("Tulis alasannya paling banyak {n} huruf, tanpa nama orang.", n=MOST_WORDS),
            code="reason",
        )
    reasons.given(words)
    kept_texts.refuse_nik(tr("Alasan pencabutan"), words)
    _require_compared(device, fingerprint)
    with office.reading() as connection:
        good = last_good(connection, dev, since)
    now = milliseconds(office.clock())
    given(office, deed=DEVICE_OUT, about=region.device_tag(bytes.fromhex(dev)))
    return _change(office, lambda content: registry.revoked(content, dev, good, words, now, retired=retired))


def lost_day(office: Office, typed: str) -> date | None:
    """The day typed as the first from which nothing of a device counts; None where none was typed.

    Raises Refused for what is no day, and for one that has not come yet.
    """
    if not typed.strip():
        return None
    iso, problem = parse_date(typed)
    day = as_date(iso)
    if problem is not None or day is None or day > office.today():
        raise Refused(
            tr("Tanggal {typed} tidak dapat dipakai.", typed=repr(typed)),
            next_step=tr("Tulis seperti 24-11-2026, paling akhir hari ini."),
            code="date",
        )
    return day


def readmit(office: Office, dev: str, *, fingerprint: str) -> Changes:
    """Take a revocation back that was a mistake: everything the device wrote counts again. Raises Refused."""
    require_admin(office)
    device = registry.found(_directory(office).content, dev)
    if device.revoked is None:
        raise Refused(
            tr("Perangkat ini tidak dicabut."), next_step=tr("Tidak ada yang perlu diubah."), code="nothing"
        )
    _require_compared(device, fingerprint)
    now = milliseconds(office.clock())
    given(office, deed=DEVICE_IN, about=region.device_tag(bytes.fromhex(dev)))
    return _change(office, lambda content: registry.readmitted(content, dev, now))


def last_good(connection: Connection, dev: str, since: date | None = None) -> dict[int, int]:
    """By epoch, the last seq of a device that is here; with `since`, that came here before that day began."""
    stream = tables.stream.c
    rows = connection.execute(select(stream.ep, stream.seq).where(stream.dev == bytes.fromhex(dev))).all()
    if since is None:
        return {row.ep: row.seq for row in rows}
    begins = milliseconds(datetime(since.year, since.month, since.day, tzinfo=WIB))
    return {row.ep: min(row.seq, received.before(connection, dev, row.ep, begins)) for row in rows}


# ---- new keys ----------------------------------------------------------------------------------------


def own_key_since(office: Office) -> int | None:
    """Since when (ms) this computer's present key is in the directory; None before the grant."""
    device = office.directory.device(office.info.dev) if office.directory is not None else None
    own = office.device.public_key.hex()
    return next((key.since for key in device.keys if key.key == own), None) if device else None


def key_is_old(office: Office) -> bool:
    """Whether the key is older than a year: worth a word, not a refusal."""
    since = own_key_since(office)
    return since is not None and older(office, since)


def older(office: Office, since: int) -> bool:
    """Whether a key in use `since` (ms) has reached the age at which a device asks for a new one."""
    return milliseconds(office.clock() - KEY_AGE) > since


def ask_new_keys(office: Office, folder: Path) -> Path:
    """Make new keys and save the request for them; the present ones go on until DKUM's grant is opened.

    The request is signed with the present key too, so DKUM sees that it comes from the same computer.
    """
    if people.ADMIN_KANTOR not in office.person.roles:
        raise Refused(
            tr("Hanya admin kantor yang dapat meminta kunci baru."),
            next_step=tr("Minta admin kantor masuk dan melakukannya."),
            code="role",
        )
    if office.info.kind == "dkum":
        raise Refused(
            tr("DKUM mengganti kuncinya sendiri, tanpa permintaan."),
            next_step=tr("Pakai Ganti kunci."),
            code="place",
        )
    if office.directory is None:
        raise Refused(
            tr("Kantor ini belum terdaftar, jadi kuncinya belum perlu diganti."),
            next_step=tr("Simpan dahulu berkas permintaan pendaftaran."),
            code="not_enrolled",
        )
    require_granted(office)
    fresh = asked_keys(office) or office.device.rotated()
    with office.reading() as connection:
        have = copies.have_of(connection)
    office.put_secret(NEXT_DEVICE, fresh.to_bytes())
    core, data = enrolment.make_request(
        fresh,
        kind=office.info.kind,
        kelurahan=office.info.scope,
        people=[],
        csr=b"",
        made=milliseconds(office.clock()),
        app=APP,
        ep=office.context.ep,
        again=enrolment.make_again(
            fresh, copies.proofs(office), ep=office.context.ep, why=copies.RENEWED, have=have
        ),
    )
    return enrolment.save(folder, core, data)


def lock_minutes(office: Office) -> int:
    """After how many idle minutes the screen locks: as DKUM's directory says, within the agreed range."""
    low, high = IDLE_RANGE
    said = office.directory.content.lock_minutes if office.directory is not None else IDLE_MINUTES
    return min(max(said, low), high)


def set_lock_minutes(office: Office, minutes: int) -> Changes:
    """After how many idle minutes the screens of all offices lock; it travels with the directory. Raises
    Refused."""
    require_admin(office)
    low, high = IDLE_RANGE
    if not low <= minutes <= high:
        raise Refused(
            tr("Layar terkunci sesudah {sedikit} sampai {banyak} menit.", sedikit=low, banyak=high),
            next_step=tr("Pilih angka di antaranya."),
            code="lock_minutes",
        )
    now = milliseconds(office.clock())
    return _change(office, lambda content: registry.changed(content, now, lock_minutes=minutes))


def locks_itself(minutes: int) -> str:
    """What is told of it."""
    return tr("Layar terkunci sendiri sesudah {n} menit tanpa ketikan atau klik.", n=minutes)


def renew_own(office: Office) -> Changes:
    """DKUM's own yearly change: new keys of this computer and a new inbox; the old reading keys stay.

    Its answers bring the key they are signed with and the directory that lists it.
    """
    require_admin(office)
    keys = authority(office)
    fresh = office.device.rotated()
    inbox = keys.with_new_inbox()
    put_authority(office, inbox)  # first: nothing may be encrypted to an inbox that cannot be read
    office.put_secret(NEXT_DEVICE, fresh.to_bytes())
    now = milliseconds(office.clock())

    def renew(content: Directory) -> Directory:
        own = registry.found(content, office.info.dev)
        entry = Device(
            dev=own.dev,
            kind=own.kind,
            kelurahan=own.kelurahan,
            keys=[SignKey(fresh.public_key.hex(), now)],
            age=[fresh.recipient],
            ep=own.ep,
        )
        listed_now = registry.admitted(content, entry, [], now)
        return registry.changed(listed_now, now, version=content.version + 1, inbox=[inbox.inbox_recipient])

    changes = _change(office, renew)
    take_asked_keys(office)
    return changes


# ---- within ------------------------------------------------------------------------------------------


def _change(office: Office, change: Callable[[Directory], Directory]) -> Changes:
    keys, content = authority(office), _directory(office).content
    following = signed(keys, change(content))
    return office.do(lambda work: keep_next(work, office, following))


def _directory(office: Office) -> TrustedDirectory:
    assert office.directory is not None  # DKUM has one from its founding on
    return office.directory


def _require_compared(device: Device, fingerprint: str) -> None:
    if not same_fingerprint(fingerprint, bytes.fromhex(device.keys[-1].key)):
        raise Refused(
            tr("Sidik kunci itu berbeda dengan sidik kunci perangkat yang Anda pilih."),
            next_step=tr("Cocokkan dengan lembar sidik kunci kantor itu, lalu pilih perangkat yang benar."),
            code="fingerprint",
        )


def _last_files(connection: Connection) -> dict[str, int]:
    file = tables.sync_file.c
    rows = connection.execute(
        select(file.dev, func.max(file.made)).where(file.direction == "in").group_by(file.dev)
    )
    return {row[0].hex(): row[1] for row in rows}


def _line(office: Office, device: Device, last_file: int | None) -> DeviceLine:
    return DeviceLine(
        dev=device.dev,
        tag=region.device_tag(bytes.fromhex(device.dev)),
        office=region.office_of(device.kelurahan),
        area=device.kelurahan,
        kind=device.kind,
        since=device.keys[0].since,
        key_since=device.keys[-1].since,
        last_file=last_file,
        revoked=device.revoked,
        why=device.why,
        fingerprint=fingerprint_of(bytes.fromhex(device.keys[-1].key)),
        own=device.dev == office.info.dev,
        good=tuple(sorted((int(ep), seq) for ep, seq in device.last_good.items())),
    )
