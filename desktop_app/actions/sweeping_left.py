"""What an erasure could not take away on this computer: where it lies, until when, and who does what.

A state that a restore set aside is kept whole, since somebody may still look for something in it. Like a
backup it is not kept longer than ninety days once somebody was erased whom it may hold, and it never goes
before a newer copy of the office is proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from desktop_app.actions.backup import LAST_OUTSIDE
from desktop_app.actions.backup_places import earlier_folders
from desktop_app.actions.sweeping import backup_folders, copies_of_before
from desktop_app.actions.sweeping_aside import KEPT_ASIDE, aside_folders, counted_from, is_ours
from desktop_app.actions.sweeping_files import brings_others, strays, tells_of_erased
from desktop_app.actions.sweeping_reasons import naming_reasons, naming_texts
from desktop_app.domain.values import show_date
from desktop_app.office import Office
from desktop_app.storage import erasures, settings
from resources.i18n import tr, trn


@dataclass(frozen=True, slots=True)
class Left:
    """Something that may still hold an erased person: what it is, what becomes of it, which files or folders.
    `code` is stable; `until` is the day from which it goes by itself, None where no day is set."""

    code: str
    sentence: str
    next_step: str
    names: tuple[str, ...]
    until: date | None = None

    @property
    def line(self) -> str:
        """All of it in one line, for a list."""
        return f"{self.sentence} {self.next_step} ({', '.join(self.names)})"


def left_behind(office: Office, connection: Connection) -> list[Left]:
    """Everything of that kind, nothing where nobody was ever erased here. Only reads."""
    erased = erasures.erased_mark(connection)
    if not erased:
        return []
    return [
        *_aside(office),
        *_copies(office, connection, erased),
        *_answers(connection),
        *_reasons(connection),
        *_strays(office),
        *_unread(office),
    ]


# ---- folders that were set aside ---------------------------------------------------------------------


def _aside(office: Office) -> Iterator[Left]:
    for folder in aside_folders(office.home):
        counted = counted_from(folder)
        if counted is None:
            continue
        sentence = tr(
            "Keadaan kantor sebelum pemulihan masih disisihkan dan mungkin memuat yang sudah dihapus."
        )
        if is_ours(office, folder):
            until = (office.today() if counted == date.min else counted) + KEPT_ASIDE
            step = tr(
                "Wira menghapusnya mulai {tanggal}, begitu cadangan baru selesai. Bila tidak ada yang dicari "
                "di dalamnya, hapus foldernya sekarang.",
                tanggal=show_date(until.isoformat()),
            )
            yield Left("left_aside", sentence, step, (folder.name,), until)
        else:
            step = tr(
                "Tidak pasti milik kantor ini, jadi tidak dihapus sendiri. Periksa, lalu hapus foldernya."
            )
            yield Left("left_aside", sentence, step, (folder.name,))


# ---- the rest ----------------------------------------------------------------------------------------


def _copies(office: Office, connection: Connection, erased: str) -> Iterator[Left]:
    """Backups from before, which go once a newer one in their folder is proved."""
    copies = [copies_of_before(office, folder) for folder in backup_folders(office)]
    unsure = [path.name for each in copies for path in each.unsure]
    sentence = tr("Cadangan yang tidak terbaca atau dari keadaan lain mungkin memuat yang sudah dihapus.")
    step = tr("Periksa apakah masih diperlukan; bila tidak, hapus berkas itu.")
    yield from _where_any("left_unsure", unsure, sentence, step)
    names = [path.name for each in copies for path in each.older]
    sentence = trn(
        "{n} cadangan dari sebelum penghapusan terakhir masih ada.",
        "{n} cadangan dari sebelum penghapusan terakhir masih ada.",
        len(names),
    )
    step = tr("Cadangan itu dihapus sendiri begitu yang baru di folder yang sama selesai diperiksa.")
    yield from _where_any("left_copies", names, sentence, step)
    earlier = earlier_folders(office, connection)
    kept: dict[str, str] | None = settings.get_json(connection, LAST_OUTSIDE)
    folder = Path(kept["folder"]) if kept else None
    if (
        kept
        and folder
        and folder not in earlier
        and kept.get("erased", "") != erased
        and not _reached(folder)
    ):
        sentence = tr("Folder cadangan di luar tidak terjangkau; isinya mungkin memuat yang sudah dihapus.")
        step = tr("Sambungkan lagi: sesudah cadangan baru di sana selesai, yang lama dihapus sendiri.")
        yield Left("left_outside", sentence, step, (str(folder),))
    yield from _earlier(office, earlier)


def _earlier(office: Office, folders: Sequence[Path]) -> Iterator[Left]:
    """Folders that the daily copy does not go to: nothing there goes by itself."""
    there = [each for each in folders if _reached(each)]
    old = [str(path) for each in there for found in copies_of_before(office, each) for path in found]
    sentence = trn(
        "{n} cadangan di folder lain mungkin memuat yang sudah dihapus.",
        "{n} cadangan di folder lain mungkin memuat yang sudah dihapus.",
        len(old),
    )
    step = tr(
        "Wira tidak menghapus di folder lain. Hapus sendiri berkas itu, atau pilih lagi folder itu di "
        "Pengaturan, Cadangan."
    )
    yield from _where_any("left_earlier", old, sentence, step)
    away = [str(each) for each in folders if each not in there]
    sentence = tr("Folder lain dengan cadangan tidak terjangkau, jadi belum dilihat.")
    step = tr(
        "Sambungkan, lalu hapus cadangan dari sebelum penghapusan. Folder yang sudah tidak ada: nyatakan itu "
        "di Pengaturan, Cadangan."
    )
    yield from _where_any("left_earlier_away", away, sentence, step)


def _where_any(code: str, names: Sequence[str], sentence: str, step: str) -> Iterator[Left]:
    """One line for all of these, none where there are none."""
    if names:
        yield Left(code, sentence, step, tuple(names))


def _reached(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError:
        return False


def _answers(connection: Connection) -> Iterator[Left]:
    """What a sweep had to leave until DKUM's next answer (`sweeping_files.drop_files`)."""
    pending = erasures.load(connection)
    if pending:
        sentence = tr("Jawaban DKUM yang lama masih disimpan karena belum ada yang menggantikannya.")
        step = tr("Buka jawaban DKUM berikutnya; yang lama lalu dihapus sendiri.")
        yield Left("left_answers", sentence, step, (tr("jawaban DKUM"),))


def _reasons(connection: Connection) -> Iterator[Left]:
    numbers = naming_reasons(connection)
    sentence = trn(
        "{n} alasan pembatalan dokumen menyebut nama atau nomor yang sudah dihapus.",
        "{n} alasan pembatalan dokumen menyebut nama atau nomor yang sudah dihapus.",
        len(numbers),
    )
    step = tr(
        "Alasan itu tetap ada di register dan tidak dapat diubah. Sebutkan dalam jawaban kepada pemohon."
    )
    yield from _where_any("left_reasons", numbers, sentence, step)
    texts = naming_texts(connection)
    sentence = trn(
        "{n} catatan yang tetap disimpan menyebut nama atau nomor yang sudah dihapus.",
        "{n} catatan yang tetap disimpan menyebut nama atau nomor yang sudah dihapus.",
        len(texts),
    )
    step = tr("Tulisan itu tetap ada dan tidak dapat dihapus. Sebutkan dalam jawaban kepada pemohon.")
    yield from _where_any("left_texts", texts, sentence, step)


def _strays(office: Office) -> Iterator[Left]:
    found: dict[str, list[str]] = {}
    for path, kind in strays(office):
        tells = tells_of_erased(office, path)
        if tells is None or (kind == "waiting" and tells):
            found.setdefault("waiting" if kind == "waiting" else "shut", []).append(path.name)
        elif tells and kind == "proof":
            found.setdefault("proof", []).append(path.name)
        elif tells and kind == "refused" and brings_others(office, path):
            found.setdefault("refused", []).append(path.name)
    words = {
        "waiting": (
            tr("Berkas yang menunggu berkas sebelumnya mungkin memuat yang sudah dihapus."),
            tr("Wira menghapusnya setelah berkas yang ditunggu itu dibuka."),
        ),
        "proof": (
            tr("Bukti komputer terduplikasi memuat yang sudah dihapus dan masih diperlukan DKUM."),
            tr("Wira menghapusnya setelah DKUM mengakhiri urutan lama komputer itu."),
        ),
        "refused": (
            tr("Berkas yang ditolak memuat yang sudah dihapus dan catatan lain yang belum ada di sini."),
            tr(
                "Minta pengirim membuat berkas baru. Sesudah itu dibuka, berkas yang ditolak dihapus sendiri."
            ),
        ),
        "shut": (
            tr("Berkas sinkronisasi yang ditolak tidak dapat dibuka di sini, jadi isinya tidak diperiksa."),
            tr("Bila tidak diperlukan lagi, hapus berkas itu."),
        ),
    }
    for kind, names in found.items():
        yield Left(f"left_{kind}", *words[kind], tuple(names))


def _unread(office: Office) -> Iterator[Left]:
    names = sorted(path.name for path in office.home.glob("drafts-tak-terbaca-*.db"))
    sentence = tr("Ketikan lama yang tidak terbaca masih disimpan, jadi isinya tidak dapat diperiksa.")
    step = tr("Bila tidak ada yang dicari di dalamnya, hapus berkas itu.")
    yield from _where_any("left_typing", names, sentence, step)
