"""What lies in an office folder beside its database: seen before it is opened, or where it cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import Connection, select

from desktop_app import card
from desktop_app.actions.backup_places import Place
from desktop_app.actions.backup_places import step as step_elsewhere
from desktop_app.actions.check_kept import check_erasures, check_kept, check_returned, pending_rescue
from desktop_app.actions.check_report import Finding, Part, finding
from desktop_app.actions.safekeeping import BackupState, is_gone, looked
from desktop_app.actions.sweeping_left import Left
from desktop_app.domain.moments import wib
from desktop_app.errors import Unavailable, WiraError
from desktop_app.keys import returned, slots, twin
from desktop_app.keys.age import AgeError, decrypt
from desktop_app.office import Office
from desktop_app.storage import access, archive, highwater, remembered, tables
from desktop_app.sync.posted import PUBLIC_DIRECTORY
from resources.i18n import tr, trn

_ASIDE: Final = "*-tak-terbaca-*"
"""How files are named that could not be read and were kept."""
_KEPT_AGE: Final = ("files/refused.age", "files/boxes.age")
"""Small notes of this computer, encrypted to its key."""


@dataclass(frozen=True, slots=True)
class Before:
    """What is seen of a folder before it is opened: opening puts some of it right by itself."""

    findings: tuple[Finding, ...] = ()
    directory: bytes | None = None
    mark: highwater.Mark | None = None
    drafts: bool = True
    erasures: bool = True
    """Whether the list of erasures lay there: opening writes one anew."""
    fresh: bool = False
    """Nobody has opened it since it was put there."""
    spoilt: bool = False
    """Whether one of the two lines that say where the access log stood was damaged; coming in wrote both."""


def look_before(home: Path) -> Before:
    """See the small files of `home`. Reads only, and never raises."""
    told: list[Finding] = []
    for name, found in (
        (card.CARD, card.states(home)),
        (slots.FILE_NAME, slots.states(home / slots.FILE_NAME)),
    ):
        told += _twins(home, name, *found)
    try:
        directory = (home / PUBLIC_DIRECTORY).read_bytes()
    except OSError:
        directory = None
    told += pending_rescue(home)
    mark = high_water(home)
    drafts = (home / "drafts.db").exists()
    fresh = not drafts and not (home / "high-water").exists()
    return Before(
        tuple(told), directory, mark, drafts, (home / remembered.NAME).exists(), fresh,
        highwater.spoilt(home / access.FILE, access.LINES),
    )  # fmt: skip


def high_water(home: Path) -> highwater.Mark | None:
    """Where this computer's stream stood by the word beside the database."""
    return highwater.read(home / "high-water")


def _twins(home: Path, name: str, first: twin.State, second: twin.State) -> list[Finding]:
    """A file that is put back from its copy loses nothing; where both are gone the office stays shut."""
    good = {"whole", "plain"}
    if first in good and second in good:
        return []
    if first in good:
        sentence = (
            tr("Salinan kedua {berkas} belum ada.", berkas=name)
            if second == "lost"
            else tr("Salinan kedua {berkas} tidak cocok lagi.", berkas=name)
        )
        return [Finding("twin", sentence, tr("Wira membuatnya lagi saat kantor dibuka."), (name,), note=True)]
    if second in good:
        lost = first == "lost"
        sentence = (
            tr("{berkas} hilang; Wira memakai salinan keduanya.", berkas=name)
            if lost
            else tr("{berkas} rusak; Wira memakai salinan keduanya.", berkas=name)
        )
        step = (
            tr("Berkas itu dipasang kembali saat kantor dibuka.")
            if lost
            else tr("Berkas itu dipasang kembali saat kantor dibuka; yang rusak disimpan di sampingnya.")
        )
        return [Finding("twin_used", sentence, step, (name,), note=True)]
    sentence = tr("{berkas} tidak dapat dibaca, begitu pula salinan keduanya.", berkas=name)
    return [Finding("file_lost", sentence, _keys_back(home), (name,))]


def _keys_back(home: Path) -> str:
    """The next step where nobody can come in: which copy holds the files that are gone."""
    found = last_good(home)
    if found is None:
        return tr(
            "Jangan hapus folder ini. Pasang kembali kartu dan kuncinya dari cadangan di flash disk Anda; "
            "tanpa cadangan, hubungi DKUM."
        )
    path, listed = found
    return tr(
        "Jangan hapus folder ini. Pasang kembali kartu dan kuncinya dari cadangan utuh yang terakhir di "
        "sini: {berkas}, dari {waktu}. Datanya tidak diganti.",
        berkas=path.name,
        waktu=f"{wib(listed.made):%d-%m-%Y %H.%M}",
    )


def check_files(
    office: Office, connection: Connection, before: Before | None, mark: highwater.Mark | None
) -> Part:
    """The small files, unsaved typing, what stands beside: `before` is what was seen before opening, `mark`
    the high-water mark as it stood then, or before the state of `connection`."""
    told = list(before.findings) if before is not None else []
    if before is None:
        now = ((card.CARD, card.states(office.home)),
               (slots.FILE_NAME, slots.states(office.home / slots.FILE_NAME)))  # fmt: skip
        told = [each for name, found in now for each in _twins(office.home, name, *found)]
    told += _drafts(office, before)
    told += _mark(office, connection, mark)
    told += _directory(office, before)
    told += _notes(office)
    told += check_kept(office, connection)
    told += check_erasures(office, connection, listed=before.erasures if before is not None else None)
    aside = sorted(each.name for each in office.home.glob(_ASIDE))
    if aside:
        told.append(
            finding(
                "aside",
                trn("{n} berkas yang tidak terbaca disimpan di samping yang baru.",
                    "{n} berkas yang tidak terbaca disimpan di samping yang baru.", len(aside)),
                tr("Tidak mengganggu. Bila tidak ada yang dicari lagi di dalamnya, boleh dihapus."),
                aside,
                note=True,
            )
        )  # fmt: skip
    return Part("files", tr("Kartu kantor, kunci, ketikan, tanda urutan, daftar DKUM, dan berkas kiriman."),
                tuple(told))  # fmt: skip


def _drafts(office: Office, before: Before | None) -> list[Finding]:
    if office.drafts.set_aside is not None:
        sentence = tr("Berkas ketikan yang belum disimpan tidak terbaca, jadi dimulai yang baru.")
        step = tr("Ketik ulang formulir yang belum sempat disimpan; semua yang sudah disimpan ada.")
        return [Finding("drafts", sentence, step, (office.drafts.set_aside.name,))]
    if before is not None and not before.drafts and not before.fresh:
        sentence = tr("Berkas ketikan yang belum disimpan hilang, jadi dimulai yang baru.")
        step = tr("Ketik ulang formulir yang belum sempat disimpan; semua yang sudah disimpan ada.")
        return [Finding("drafts", sentence, step, ("drafts.db",))]
    return []


def _mark(office: Office, connection: Connection, mark: highwater.Mark | None) -> list[Finding]:
    """The mark is written after every save; one that is gone only means that a put-back goes unnoticed.
    One that is ahead of the database, now or when it was opened, means that saves are lost."""
    stream = tables.stream.c
    own = connection.execute(
        select(stream.seq).where(stream.dev == bytes.fromhex(office.info.dev), stream.ep == office.info.ep)
    ).scalar()
    ahead = mark.seq - (own or 0) if mark is not None and mark.ep == office.info.ep else 0
    lost = max(office.behind, ahead)
    if lost > 0:
        step = tr("Yang pernah sampai di DKUM kembali lewat jawabannya; selebihnya diketik ulang.")
        return [Finding("behind", behind_sentence(lost), f"{step} {newest_sentence(office.home)}")]
    if mark is not None or not own:
        return []
    sentence = tr("Tanda urutan catatan di luar basis data hilang atau tidak terbaca.")
    step = tr("Wira menulisnya lagi pada simpanan berikutnya; tidak ada data yang hilang.")
    return [Finding("high_water", sentence, step, ("high-water",), note=True)]


def _directory(office: Office, before: Before | None) -> list[Finding]:
    if office.directory is None:
        return []
    found = before.directory if before is not None else _bytes(office.home / PUBLIC_DIRECTORY)
    if found == office.directory.data:
        return []
    sentence = tr("Daftar DKUM di luar basis data hilang atau berubah.")
    step = tr("Wira memasang yang benar saat kantor dibuka; tidak ada data yang hilang.")
    return [Finding("directory", sentence, step, (PUBLIC_DIRECTORY,), note=True)]


def _notes(office: Office) -> list[Finding]:
    harmed: list[str] = []
    for name in _KEPT_AGE:
        data = _bytes(office.home / name)
        if data is None:
            continue
        try:
            decrypt(data, office.device.identities)
        except AgeError:
            harmed.append(name)
    choices = _bytes(office.home / "ui.json")
    if choices is not None:
        try:
            msgspec.json.decode(choices, type=dict[str, object])
        except (msgspec.MsgspecError, UnicodeError):
            harmed.append("ui.json")
    if not harmed:
        return []
    sentence = tr("Catatan kecil milik komputer ini tidak terbaca; pilihan tampilannya kembali seperti awal.")
    step = tr("Tidak ada data yang hilang; atur lagi tampilannya bila perlu.")
    return [finding("notes", sentence, step, harmed, note=True)]


def check_keys(office: Office) -> Part:
    """The slots as they stand in the file, the secrets they open, and the key of who is in."""
    told: list[Finding] = []
    harmed: list[str] = []
    for name in office.slots.secret_names():
        try:
            office.get_secret(name)
        except Unavailable:
            harmed.append(name)
    if harmed:
        sentence = tr("Kunci komputer ini di keyslots.json rusak.")
        told.append(finding("secret", sentence, tr("Pulihkan dari cadangan, atau hubungi DKUM."), harmed))
    facts = office.context.people.get(office.session.user)
    if facts is not None and facts.key != office.session.key.public_key:
        sentence = tr("Kunci tanda tangan Anda bukan yang tercatat di kantor ini.")
        step = tr("Minta admin kantor memberi Anda kunci baru di Pengaturan, Petugas.")
        told.append(Finding("person_key", sentence, step, (office.session.name,)))
    people = {slot.person: slot.name for slot in office.slots.people() if slot.kind == "person"}
    gone = [name for one, name in people.items()
            if (known := office.context.people.get(one)) is not None and not known.active]  # fmt: skip
    if gone:
        sentence = trn(
            "{n} petugas yang sudah tidak bertugas masih mempunyai kunci di komputer ini.",
            "{n} petugas yang sudah tidak bertugas masih mempunyai kunci di komputer ini.",
            len(gone),
        )
        step = tr("Mereka tidak dapat masuk lagi, jadi tidak ada yang perlu dilakukan.")
        told.append(finding("slot_left", sentence, step, gone, note=True))
    told += [*check_returned(office), *_returned(office)]
    if office.directory is not None and not office.slots.has_recovery and office.info.kind != "dkum":
        sentence = tr("Kunci pemulihan DKUM belum dapat membuka kantor ini.")
        step = tr("Buka jawaban DKUM yang terbaru; kuncinya ikut di sana.")
        told.append(Finding("no_recovery", sentence, step, note=True))
    seen = trn(
        "{n} petugas dapat masuk; kata sandi orang lain tidak dicoba.",
        "{n} petugas dapat masuk; kata sandi orang lain tidak dicoba.",
        len(people) - len(gone),
    )
    return Part("keys", seen, tuple(told))


def _returned(office: Office) -> list[Finding]:
    """Who comes in by a slot of an older copy that was put back, until somebody has looked after it."""
    here = office.context.people
    names = [each.name for each in returned.waiting(office.home, office.slots)
             if each.person not in here or here[each.person].active]  # fmt: skip
    if not names:
        return []
    sentence = trn(
        "{n} petugas dapat masuk dengan kata sandi yang baru berlaku karena cadangan dipulihkan.",
        "{n} petugas dapat masuk dengan kata sandi yang baru berlaku karena cadangan dipulihkan.",
        len(names),
    )
    step = tr(
        "Di Pengaturan, Petugas: berhentikan yang tidak bertugas lagi; kepada yang lain beri kata sandi baru."
    )
    return [replace(finding("slots_returned", sentence, step, names), todo=True)]


def check_backups(
    home: Path,
    left: Sequence[Left] = (),
    state: BackupState | None = None,
    now: datetime | None = None,
    places: Sequence[Place] = (),
) -> Part:
    """Every copy in the office's own folder is whole, and by `state` a good one elsewhere is not too old;
    copies elsewhere are not read. `left` is what may still hold somebody who was erased, `places` are other
    folders with copies. Where an office cannot be opened there is none of these."""
    harmed: list[str] = []
    found = 0
    for path in sorted((home / "backups").glob("*.tar")):
        found += 1
        try:
            archive.look(path)
        except WiraError:
            harmed.append(path.name)
    told: list[Finding] = []
    if harmed:
        sentence = trn(
            "{n} cadangan di folder kantor rusak.", "{n} cadangan di folder kantor rusak.", len(harmed)
        )
        step = tr("Buat cadangan baru, sebaiknya di flash disk; yang rusak jangan diandalkan.")
        told.append(finding("backup_damaged", sentence, step, harmed))
    told += [finding(each.code, each.sentence, each.next_step, each.names, note=True) for each in left]
    if places:
        sentence = tr("Cadangan kantor ini ada, atau pernah dibuat, di folder lain.")
        told.append(
            finding(
                "backup_places",
                sentence,
                step_elsewhere(),
                (each.told() for each in places),
                note=True,
            )
        )
    told += _lacking(home, found - len(harmed), state, now)
    seen = (
        trn(
            "{n} cadangan di folder kantor dibaca ulang.",
            "{n} cadangan di folder kantor dibaca ulang.",
            found,
        )
        if found
        else tr("Tidak ada cadangan di folder kantor.")
    )
    return Part("backups", seen, tuple(told))


def _lacking(home: Path, good: int, state: BackupState | None, now: datetime | None) -> list[Finding]:
    """What a stolen or dead computer would take along."""
    if state is None or now is None:
        if good:
            return []
        step = tr("Cari cadangan kantor ini di flash disk atau folder awan, dan jangan hapus folder ini.")
        return [Finding("no_backup", tr("Tidak ada cadangan utuh di folder kantor."), step, todo=True)]
    step = tr("Colokkan flash disk, lalu buat cadangan di Pengaturan, Cadangan.")
    if state.sample:
        return []
    state = looked(state)
    known = [each for each in (state.last, state.outside) if each and not is_gone(each)]
    if not good and not any(Path(each.folder) != home / "backups" for each in known):
        sentence = tr("Kantor ini belum punya cadangan yang utuh.")
        return [Finding("no_backup", sentence, step, todo=True)]
    if state.lost is not None:
        return [Finding("backup_gone", state.sentence(now), step, todo=True)]
    if state.overdue(now):
        return [Finding("backup_old", state.sentence(now), step, todo=True)]
    return []


def behind_sentence(count: int) -> str:
    """That this many changes which were saved are not there any more."""
    return trn(
        "{n} perubahan terakhir yang sudah disimpan hilang: data di folder ini lebih lama daripada yang "
        "pernah ditulis di sini.",
        "{n} perubahan terakhir yang sudah disimpan hilang: data di folder ini lebih lama daripada yang "
        "pernah ditulis di sini.",
        count,
    )


def newest_sentence(home: Path) -> str:
    """Which copy in the office's own folder is the newest, by what it says of itself."""
    found: list[tuple[Path, archive.Listed]] = []
    for path in (home / "backups").glob("*.tar"):
        with suppress(WiraError):
            found.append((path, archive.listing(path)))
    if not found:
        return tr("Tidak ada cadangan di folder kantor.")
    path, listed = max(found, key=lambda each: each[1].made)
    return tr(
        "Cadangan terakhir di folder kantor: {berkas}, dari {waktu}, {n} pendaftar.",
        berkas=path.name,
        waktu=f"{wib(listed.made):%d-%m-%Y %H.%M}",
        n=listed.applications,
    )


def last_good(home: Path) -> tuple[Path, archive.Listed] | None:
    """The newest whole copy in the office's own folder."""
    found: list[tuple[Path, archive.Listed]] = []
    for path in (home / "backups").glob("*.tar"):
        try:
            found.append((path, archive.look(path)))
        except WiraError:
            continue
    return max(found, key=lambda each: each[1].made, default=None)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
