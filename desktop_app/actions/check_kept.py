"""What an office keeps beside its database until it is needed: sync files, small notes, lists of its own."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, select

from desktop_app.actions import came_back
from desktop_app.actions.check_report import Finding, finding
from desktop_app.actions.erasures_list import next_step
from desktop_app.actions.kept_files import NAME, Shelf, shelf
from desktop_app.actions.last_way import PENDING
from desktop_app.keys import returned, slots
from desktop_app.office import Office
from desktop_app.storage import remembered, tables
from desktop_app.storage.erasures import erased_mark
from resources.i18n import tr, trn


def check_kept(office: Office, connection: Connection) -> list[Finding]:
    """The sync files below `files` are there, and what they were when they came or were made."""
    kept = shelf(office)
    sync = [name for name in kept.altered if name != returned.NAME]
    return [*_exchanged(office, connection, sync), *_gone(kept)]


def check_returned(office: Office) -> list[Finding]:
    """Where an older copy was put back, the list of whose slots it brought back is as it was."""
    if not came_back.in_doubt(office):
        return []
    step = came_back.step()
    return [Finding("returned", came_back.sentence(), step, (returned.NAME,), todo=True)]


def pending_rescue(home: Path) -> list[Finding]:
    """A request for rescue that waits for DKUM's answer has two copies as well."""
    first, second = slots.states(home / PENDING)
    if {first, second} <= {"whole", "plain"} or (first, second) == ("lost", "lost"):
        return []
    if {first, second} & {"whole", "plain"}:
        sentence = tr("Satu dari dua salinan permintaan pemulihan hilang atau rusak; Wira memakai yang lain.")
        step = tr("Jawaban DKUM tetap dapat dibuka; tidak ada yang perlu dilakukan.")
        return [Finding("rescue", sentence, step, (PENDING,), note=True)]
    sentence = tr("Permintaan pemulihan di komputer ini rusak, jadi jawaban DKUM tidak dapat dibuka.")
    step = tr("Buat permintaan pemulihan yang baru, lalu kirim kepada DKUM.")
    return [Finding("rescue", sentence, step, (PENDING,), todo=True)]


def check_erasures(office: Office, connection: Connection, *, listed: bool | None) -> list[Finding]:
    """The list of erasures beside the database: it matters only where an older copy is put back. `listed`:
    whether it lay there before the office was opened, None where nobody looked."""
    there = listed if listed is not None else (office.home / remembered.NAME).exists()
    if not there and erased_mark(connection):
        sentence = tr("Daftar penghapusan di samping basis data hilang.")
        again = tr("Wira menulisnya lagi saat kantor dibuka; tidak ada data yang hilang.")
        return [Finding("erasures_lost", sentence, again, (remembered.NAME,), note=True)]
    step = next_step(office, connection)
    if remembered.unreadable(office.home):
        sentence = tr("Daftar penghapusan di samping basis data tidak terbaca.")
        return [Finding("erasures_unreadable", sentence, step, (remembered.NAME,), todo=True)]
    many = remembered.sealed_out(connection, office.home, office.access.seal_word)
    if not many:
        return _spoilt(office, connection)
    sentence = trn(
        "{n} penghapusan di samping basis data tidak dijalankan: tidak bersegel kantor ini.",
        "{n} penghapusan di samping basis data tidak dijalankan: tidak bersegel kantor ini.",
        many,
    )
    return [Finding("erasures_sealed_out", sentence, step, (remembered.NAME,), todo=True)]


def _spoilt(office: Office, connection: Connection) -> list[Finding]:
    """What is known here and would not be believed by an older copy, here or in the lists beside backups."""
    lists = [office.home / remembered.NAME, *(office.home / "backups").glob(f"{remembered.BESIDE}*.json")]
    harmed = [path.name for path in lists if remembered.spoilt(connection, path, office.access.seal_word)]
    if not harmed:
        return []
    sentence = tr("Daftar penghapusan di samping basis data atau cadangan berubah di luar Wira.")
    step = tr("Hapus berkas itu; Wira menulisnya lagi saat kantor dibuka atau dicadangkan.")
    return [finding("erasures_spoilt", sentence, step, harmed, note=True)]


def _exchanged(office: Office, connection: Connection, altered: Sequence[str]) -> list[Finding]:
    """Sync files that lie in the folder are what they were when they came or were made."""
    file = tables.sync_file.c
    known: dict[str, bytes] = {}
    for row in connection.execute(select(file.name, file.file_id, file.part, file.sha256)):
        known[row.name] = known[f"{row.file_id.hex()}_p{row.part:02d}"] = row.sha256
    harmed = [Path(name).name for name in altered]
    for path in sorted((office.home / "files").rglob("*.dks")):
        try:
            digest = sha256(path.read_bytes()).digest()
        except OSError:
            continue
        waits = path.parent.name == "waiting" and path.stem != digest.hex()
        kept = known.get(path.name) or known.get("_".join(path.stem.split("_")[-2:]))
        if (waits or (kept is not None and kept != digest)) and path.name not in harmed:
            harmed.append(path.name)
    if not harmed:
        return []
    sentence = trn(
        "{n} berkas sinkronisasi di folder kantor rusak.",
        "{n} berkas sinkronisasi di folder kantor rusak.",
        len(harmed),
    )
    return [finding("exchanged", sentence, tr("Minta dikirim ulang, atau buat lagi; data tidak terganggu."),
                    harmed, note=True)]  # fmt: skip


def _gone(kept: Shelf) -> list[Finding]:
    """What was kept and is not there any more: no data of this office are in it alone."""
    if kept.unlisted:
        sentence = tr("Daftar berkas yang disimpan di folder kantor belum ada, hilang, atau tidak terbaca.")
        step = tr("Wira menulisnya lagi bersama berkas berikutnya; tidak ada data yang hilang.")
        return [Finding("kept_list", sentence, step, (Path(NAME).name,), note=True)]
    words = {
        "dkum": (
            tr("Jawaban DKUM yang disimpan di folder kantor hilang."),
            tr("Data kantor tidak berkurang. Minta jawaban baru bila komputer lain memerlukannya."),
        ),
        "waiting": (
            tr("Berkas yang disimpan untuk menunggu berkas sebelumnya hilang dari folder kantor."),
            tr("Buka lagi berkas itu dari tempat datangnya, atau minta pengirimnya mengirim ulang."),
        ),
        "requests": (
            tr("Permintaan kiriman ulang yang disimpan di folder kantor hilang."),
            tr("Buka lagi berkas yang datang terlalu awal; permintaannya dibuat lagi."),
        ),
        "forks": (
            tr("Bukti komputer terduplikasi yang disimpan di folder kantor hilang."),
            tr("Buka lagi berkas yang ditolak itu; buktinya disimpan lagi."),
        ),
        "outbox": (
            tr("Berkas yang menunggu disalin ke kotak keluar hilang dari folder kantor."),
            tr("Buat berkasnya lagi di Sinkronisasi, lalu kirim."),
        ),
        "": (
            tr("Catatan kecil milik komputer ini hilang dari folder kantor."),
            tr("Tidak ada data yang hilang; berkas yang pernah ditolak tidak disebut lagi."),
        ),
    }
    found: dict[str, list[str]] = {}
    for name in set(kept.gone) - {returned.NAME}:
        kind = name.split("/")[1]
        found.setdefault(kind if kind in words else "", []).append(Path(name).name)
    return [finding("kept_gone", *words[kind], names, note=True) for kind, names in found.items()]
