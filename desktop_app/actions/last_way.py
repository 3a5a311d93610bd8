"""DKUM's recovery file: the last way into an office whose passphrases and sheet are all lost.

    office  ask      without opening anything: a passphrase is chosen, a request file is written
    DKUM    look     who asks; the fingerprint is compared by telephone or on paper
            answer   opens the office's recovery slot and names the admin; journaled as an op of DKUM
    office  enter    opens the office with that answer and the passphrase chosen when it was asked

Whoever opens it does so as a passing person of their own, whom DKUM's op admits: that person gives the named
admin a new key (or admits them), and is dismissed by them at once. So everything is signed, nobody becomes
somebody else, and who typed an applicant still cannot verify them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar

from desktop_app.actions import people as staff
from desktop_app.actions.fingerprint_sheets import save_sheet
from desktop_app.actions.known_files import words_of
from desktop_app.actions.trust import authority, require_admin
from desktop_app.card import OfficeInfo, require_info
from desktop_app.documents.data import long_date
from desktop_app.documents.fingerprint_sheet import FingerprintSheet, write_fingerprint_sheet
from desktop_app.domain import people, region
from desktop_app.domain.moments import milliseconds, wib
from desktop_app.errors import Refused, SyncRefused, Unavailable
from desktop_app.keys import twin
from desktop_app.keys.age import AgeError, new_identity, recipient_of
from desktop_app.keys.attempts import Attempts
from desktop_app.keys.passphrase import require_strong
from desktop_app.keys.person import PersonKey
from desktop_app.keys.signing import key_id, same_fingerprint
from desktop_app.keys.slots import DEFAULT_COST, Cost, KeySlots, Opened, new_dek, open_recovery
from desktop_app.office import DEVICE_SECRET, Clock, Office, open_with, system_clock
from desktop_app.sync import rescue
from desktop_app.sync.directory import accept
from desktop_app.sync.rescue import RescueAnswer, RescueContent, RescueRequest
from desktop_app.sync.writer import free_path, write_file
from resources.i18n import tr

PENDING: Final = "pemulihan.json"
"""Where an office folder keeps the keys of its request, wrapped by the passphrase chosen for it."""
GOOD_FOR: Final = timedelta(days=30)
_IDENTITY: Final = "age"
_NAME: Final = people.PASSING
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that was written: the file, and the fingerprint to be read out."""

    path: Path
    fingerprint: str


@dataclass(frozen=True, slots=True)
class RescueView:
    """What a person at DKUM compares before answering. `serving` are those known to serve there."""

    office: str
    kind: str
    tag: str
    made: datetime
    fingerprint: str
    serving: tuple[str, ...]
    path: Path


# ---- at the office -----------------------------------------------------------------------------------


def ask(
    home: Path, passphrase: str, folder: Path, *, clock: Clock = system_clock, cost: Cost = DEFAULT_COST
) -> Asked:
    """Write a request into `folder`, without opening the office. From then on the answer to an earlier one
    opens nothing: ask first where `asked_since` tells of one.

    Raises Refused (DKUM's own office, one that DKUM cannot open, weak passphrase), Unavailable, SyncRefused;
    where it or the file cannot be kept, no file is left and an earlier request waits as before.
    """
    info = require_info(home)
    slots = KeySlots.load(home / "keyslots.json")
    _require_recoverable(info, slots)
    require_strong(passphrase, [])
    now, key, identity, wrapping = clock(), PersonKey.generate(), new_identity(), new_dek()
    request = RescueRequest(
        id=key.person,
        dev=info.dev,
        kind=info.kind,
        kelurahan=info.scope,
        ep=info.ep,
        key=key.public_key.hex(),
        age=recipient_of(identity),
        slot=slots.recovery,
        made=milliseconds(now),
    )
    path = free_path(folder, f"pemulihan-permintaan_{info.scope}_{_tag(info.dev)}{rescue.SUFFIX}")
    write_file(path, rescue.request_bytes(request, key.signing_key))
    try:
        KeySlots.anew(home / PENDING).add_slot(
            _NAME, passphrase, dek=wrapping, key=key, person=key.person, now=now, cost=cost,
            secrets={_IDENTITY: identity.encode()},
        )  # fmt: skip
    except BaseException:  # no key would ever open an answer to it
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise
    return Asked(path, request.fingerprint)


def asked_since(home: Path) -> datetime | None:
    """Since when a request waits for DKUM's answer; None where there is none, or none that an answer could
    still open."""
    if not twin.exists(home / PENDING):
        return None
    try:
        asked = KeySlots.load(home / PENDING).people()
    except Unavailable:  # `wira check` says that it is damaged
        return None
    return datetime.fromisoformat(asked[0].created) if asked else None


def waiting_words(since: datetime) -> tuple[str, str]:
    """Before a request is written while that of `since` waits: what becomes of it, and what is better."""
    return (
        tr(
            "Permintaan tanggal {tanggal} masih menunggu jawaban DKUM. Sesudah permintaan baru dibuat, "
            "jawaban untuk yang lama tidak membuka apa pun.",
            tanggal=long_date(wib(since).date()),
        ),
        tr("Bila kata sandi yang dipilih waktu itu masih Anda ingat, cukup kirim lagi berkasnya ke DKUM."),
    )


def save_asked_sheet(home: Path, asked: Asked, folder: Path, *, now: datetime) -> Path:
    """The request's fingerprint as a page for DKUM. Raises SyncRefused."""
    info = require_info(home)
    data = write_fingerprint_sheet(
        FingerprintSheet(
            title="Lembar Permintaan Pemulihan",
            owner=info.name,
            facts=[
                ("Jenis", tr(people.OFFICE_LABELS[info.kind])),
                ("Perangkat", _tag(info.dev)),
                ("Dicetak", long_date(wib(now).date())),
            ],
            fingerprint=asked.fingerprint,
            steps=[
                "Berikan berkas permintaan kepada DKUM, bersama surat lurah yang menyebut admin kantornya.",
                "DKUM mencocokkan setiap kelompok lewat telepon atau dengan lembar ini sebelum menjawab.",
                "Jawaban DKUM hanya terbuka di komputer ini, dengan kata sandi yang dipilih saat meminta.",
            ],
            hands=("Diserahkan oleh", "Tanggal"),
            sample=info.sample,
        ),
        now=now,
    )
    return save_sheet(data, folder, f"pemulihan-sidik_{info.scope}")


def enter(
    home: Path,
    path: Path,
    passphrase: str,
    *,
    clock: Clock = system_clock,
    attempts: Attempts | None = None,
    cost: Cost = DEFAULT_COST,
) -> Office:
    """Open the office in `home` with DKUM's answer, as the admin it names, whose passphrase is the one chosen
    for the request.

    Raises Refused (another office's or an earlier request's answer, no DKUM this office knows, a computer
    taken out, wrong passphrase), Unavailable or SyncRefused; then the request waits as before.
    """
    info = require_info(home)
    found = _read(rescue.read_answer, path)
    pending = _pending(home)
    _require_for(info, pending, found.answer, path)
    told: list[RescueContent] = []

    def key(slots: KeySlots, tries: Attempts) -> Opened:
        opened = pending.open_slot(found.answer.request, passphrase, attempts=tries)
        content = _content(pending, opened, found.answer, slots, path)
        require_strong(passphrase, [content.nama])
        told.append(content)
        return Opened(opened.info, content.dek, opened.key)

    office = open_with(home, key, clock=clock, attempts=attempts, cost=cost)
    try:
        _require_dkum(office, told[0], found.key, path)
        _hand_over(office, told[0], passphrase)
    except BaseException:
        office.close()
        raise
    _discard(home)
    return office


def _hand_over(office: Office, content: RescueContent, passphrase: str) -> None:
    """The passing person comes in, lets the named admin in, and goes. A step that was done before the mains
    failed is done again."""
    passing, scope = office.session, office.info.scope
    values = _values(content.label, passing.key.public_key, scope)
    office.do(lambda work: work.put(passing.user, "person", "user", values, scope=scope))
    slot = office.slots.find(content.nama)
    facts = office.context.people.get(slot.person) if slot is not None else None
    if slot is not None and facts is not None and facts.active:
        if people.ADMIN_KANTOR not in facts.roles:
            staff.change_person(office, slot.person, roles=(*sorted(facts.roles), people.ADMIN_KANTOR))
        staff.give_new_key(office, slot.person, passphrase)
    else:
        staff.add_person(office, staff.AddPerson(content.nama, (people.ADMIN_KANTOR,), passphrase))
    office.enter(content.nama, passphrase)
    staff.dismiss(office, passing.user)


def _require_recoverable(info: OfficeInfo, slots: KeySlots) -> None:
    if info.kind == "dkum":
        raise Refused(
            tr("Kantor DKUM dibuka dengan lembar pemulihannya sendiri."),
            next_step=tr("Pakai lembar itu, atau pulihkan DKUM dari cadangan yang kata sandinya diketahui."),
            code="place",
        )
    if not slots.has_recovery:
        raise Refused(
            tr("Kantor ini belum terdaftar di DKUM, jadi DKUM tidak dapat membukanya."),
            next_step=tr("Pakai lembar pemulihan, atau pulihkan dari cadangan yang kata sandinya diketahui."),
            code="no_recovery",
        )


def _pending(home: Path) -> KeySlots:
    if not twin.exists(home / PENDING):
        raise Refused(
            tr("Komputer ini tidak menunggu jawaban pemulihan dari DKUM."),
            next_step=tr("Buat permintaan pemulihan di komputer ini, lalu minta DKUM menjawabnya."),
            code="no_request",
        )
    return KeySlots.load(home / PENDING)


def _require_for(info: OfficeInfo, pending: KeySlots, answer: RescueAnswer, path: Path) -> None:
    if answer.dev != info.dev:
        raise Refused(
            tr("Jawaban ini untuk {kantor}, perangkat {tanda}.", kantor=region.office_of(answer.kelurahan),
               tanda=_tag(answer.dev)),
            next_step=tr("Pilih jawaban DKUM untuk komputer ini, perangkat {tanda}.", tanda=_tag(info.dev)),
            record=path.name,
            code="office",
        )  # fmt: skip
    if pending.find(answer.request) is None:
        raise Refused(
            tr("Jawaban ini untuk permintaan yang lama; sesudah itu komputer ini membuat permintaan baru."),
            next_step=tr("Minta DKUM menjawab berkas permintaan yang terakhir."),
            record=path.name,
            code="old_request",
        )


def _content(
    pending: KeySlots, opened: Opened, answer: RescueAnswer, slots: KeySlots, path: Path
) -> RescueContent:
    """What DKUM answered, where it is this office's database key."""
    try:
        content = rescue.open_content(answer, pending.get_secret(_IDENTITY, opened.dek).decode())
        slots.get_secret(DEVICE_SECRET, content.dek)
    except (AgeError, Unavailable) as error:
        raise Refused(
            tr("Jawaban ini tidak membuka kantor ini."),
            next_step=tr("Minta DKUM memeriksa permintaannya dan membuat jawaban yang baru."),
            record=path.name,
            code="wrong_key",
        ) from error
    return content


def _require_dkum(office: Office, content: RescueContent, sender: bytes, path: Path) -> None:
    """The sender is a device of the DKUM whose root this office trusts, as its own database says."""
    assert office.directory is not None
    try:
        directory = accept(office.directory, content.directory, ())
    except SyncRefused as error:
        raise _stranger(path) from error
    found = directory.key(key_id(sender))
    if found is None or found[0].kind != "dkum":
        raise _stranger(path)
    own = directory.device(office.info.dev)
    if found[0].revoked is not None or found[1].revoked is not None or own is None or own.revoked is not None:
        raise Refused(
            tr("Perangkat ini atau perangkat DKUM yang menjawab sudah dicabut dari daftar DKUM."),
            next_step=tr("Hubungi DKUM di nomor yang Anda kenal."),
            record=path.name,
            code="revoked",
        )


def _stranger(path: Path) -> Refused:
    return Refused(
        tr("Jawaban ini bukan dari DKUM yang dikenal kantor ini."),
        next_step=tr("Jangan pakai berkas ini. Hubungi DKUM di nomor yang Anda kenal."),
        record=path.name,
        code="stranger",
    )


def _discard(home: Path) -> None:
    for path in (home / PENDING, twin.twin_of(home / PENDING)):
        path.unlink(missing_ok=True)


# ---- at DKUM -----------------------------------------------------------------------------------------


def look(office: Office, path: Path) -> RescueView:
    """What the request says and DKUM knows. Raises Refused for one that is not to be answered."""
    require_admin(office)
    request = _read(rescue.read_request, path)
    _require_listed(office, request, path)
    serving = (
        facts.nama
        for user, facts in office.context.people.items()
        if facts.office == request.kelurahan and facts.active and user != request.id
    )
    return RescueView(
        region.office_of(request.kelurahan),
        tr(people.OFFICE_LABELS[request.kind]),
        _tag(request.dev),
        datetime.fromtimestamp(request.made / 1000, UTC),
        request.fingerprint,
        tuple(sorted(serving)),
        path,
    )


def answer(
    office: Office, path: Path, folder: Path, *, fingerprint: str, nama: str, secrets: Sequence[str] = ()
) -> Path:
    """Answer a request whose fingerprint was compared: `nama` becomes the office's admin. Returns the file.

    `secrets` are recovery keys typed from paper, where DKUM holds the one of that office no more. Raises
    Refused, SyncRefused for the medium.
    """
    require_admin(office)
    assert office.directory is not None
    request = _read(rescue.read_request, path)
    key = bytes.fromhex(request.key)
    _require_listed(office, request, path)
    if not same_fingerprint(fingerprint, key):
        raise Refused(
            tr("Sidik kunci itu berbeda dengan yang ada di berkas permintaan."),
            next_step=tr("Telepon kantor itu dan bacakan sekali lagi; jangan jawab bila tetap berbeda."),
            code="fingerprint",
        )
    name = " ".join(nama.split())
    if not name:
        raise Refused(
            tr("Nama admin kantor itu masih kosong."),
            next_step=tr("Ketik nama lengkapnya seperti di surat kantor itu."),
            code="name",
        )
    people.require_own_name(name)  # whom it lets in is admitted there under it
    dek = _opened_slot(office, request, secrets, path)
    label = f"{_NAME} ({name})"
    values, new = _values(label, key, request.kelurahan), request.id not in office.context.people
    office.do(  # each answer is journaled, also the second one to the same request
        lambda work: work.put(request.id, "person", "user", values, scope=request.kelurahan, new=new)
    )
    content = RescueContent(dek=dek, nama=name, label=label, directory=office.directory.data)
    data = rescue.answer_bytes(request, content, office.device, milliseconds(office.clock()))
    goal = free_path(folder, f"pemulihan-jawaban_{request.kelurahan}_{_tag(request.dev)}{rescue.SUFFIX}")
    write_file(goal, data)
    return goal


def _require_listed(office: Office, request: RescueRequest, path: Path) -> None:
    """The computer is one of that office that DKUM still knows, and the request is no old one."""
    device = office.directory.device(request.dev) if office.directory is not None else None
    tag, place = _tag(request.dev), region.office_of(request.kelurahan)
    step = tr("Telepon kantor itu di nomor yang Anda kenal, dan tanyakan siapa yang membuat berkas ini.")
    if device is None:
        raise Refused(
            tr("Perangkat {tanda}, menurut berkas ini dari {kantor}, tidak ada di daftar DKUM.", tanda=tag,
               kantor=place),
            next_step=step, record=path.name, code="unknown_device",
        )  # fmt: skip
    if device.revoked is not None:
        raise Refused(
            tr("Perangkat {tanda} dari {kantor} sudah dicabut, jadi tidak dibuka lagi.", tanda=tag,
               kantor=place),
            next_step=tr(
                "Bila pencabutannya keliru, terima kembali dahulu. Bila tidak, kantor itu membuat kantor "
                "baru dan menerima datanya dari DKUM."
            ),
            record=path.name, code="revoked",
        )  # fmt: skip
    if device.kelurahan != request.kelurahan or device.kind != request.kind:
        raise Refused(
            tr("Menurut daftar DKUM perangkat {tanda} milik {benar}, bukan {kantor}.", tanda=tag,
               benar=region.office_of(device.kelurahan), kantor=place),
            next_step=step, record=path.name, code="office",
        )  # fmt: skip
    facts = office.context.people.get(request.id)
    if facts is not None and not (facts.nama.startswith(_NAME) and facts.key.hex() == request.key):
        raise Refused(
            tr("Permintaan ini memakai tanda pengenal petugas yang sudah dikenal, jadi tidak dijawab."),
            next_step=step, record=path.name, code="known_person",
        )  # fmt: skip
    if facts is not None and not facts.active:
        raise Refused(
            tr("Permintaan ini sudah pernah dijawab dan dipakai."),
            next_step=tr("Minta kantor itu membuat permintaan baru."),
            record=path.name, code="used",
        )  # fmt: skip
    made = datetime.fromtimestamp(request.made / 1000, UTC)
    if request.ep < device.ep or office.clock() - made > GOOD_FOR:
        raise Refused(
            tr("Permintaan ini dari salinan kantor yang lama.")
            if request.ep < device.ep
            else tr("Permintaan ini dibuat {tanggal}, lebih dari 30 hari yang lalu.",
                    tanggal=long_date(wib(made).date())),
            next_step=tr("Minta kantor itu membuat permintaan baru di komputer yang dipakainya sekarang."),
            record=path.name, code="old_request",
        )  # fmt: skip


def _opened_slot(office: Office, request: RescueRequest, typed: Sequence[str], path: Path) -> bytes:
    keys = authority(office)
    secrets = ["".join(each.split()) for each in typed if each.strip()]
    try:
        dek, dev = open_recovery(request.slot, [*secrets, keys.recovery, *keys.former])
    except AgeError as error:
        raise Refused(
            tr("Kantor itu memakai kunci pemulihan yang tidak dipegang DKUM di komputer ini."),
            next_step=tr("Ketik kunci pemulihan yang lama dari kertasnya."),
            record=path.name,
            code="recovery_key",
        ) from error
    if not dev:  # whose it is cannot be told, and a database key never changes
        raise Refused(
            tr("Kunci di berkas ini dibuat Wira yang lama, tanpa tanda perangkat."),
            next_step=tr("Kantor itu membuat kantor baru dan menerima datanya dari DKUM."),
            record=path.name,
            code="unbound",
        )  # fmt: skip
    if dev.hex() != request.dev:
        raise Refused(
            tr("Kunci di berkas ini milik perangkat lain, bukan perangkat {tanda}.", tanda=_tag(request.dev)),
            next_step=tr("Jangan jawab permintaan ini. Telepon kantor itu di nomor yang Anda kenal."),
            record=path.name,
            code="office",
        )
    return dek


# ---- both --------------------------------------------------------------------------------------------


def _values(label: str, key: bytes, scope: str) -> dict[str, object]:
    """What DKUM and the office both say of the passing person, word for word. Not that they serve: the office
    ends that at once, and may do so before it hears of DKUM's op."""
    return {"nama": label, "roles": [people.ADMIN_KANTOR], "key": key.hex(), "office": scope}


def _read(read: Callable[[Path], T], path: Path) -> T:
    """A recovery file; another known one is told as what it is. Raises like `rescue.read_request`."""
    try:
        return read(path)
    except Refused as error:
        elsewhere = words_of(path, "pemulihan") if error.code == "format" else None
        if elsewhere is None:
            raise
        raise Refused(elsewhere[0], next_step=elsewhere[1], record=path.name, code="format") from error


def _tag(dev: str) -> str:
    return region.device_tag(bytes.fromhex(dev))
