"""The list of who came back by an older copy (`keys.returned`), once it was altered, lost or is unreadable.

It holds no names, and nobody knows any more whom it named: somebody has to look who can come in. Only an
admin of the office says that this was done, and the journal keeps it; nothing else ends what the check tells.

What the list is stands among the files that are kept (`kept_files`) and, from the first coming in after it
was put there, in the database: who has no key makes no other one of it unseen, whichever files they take.
"""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from typing import Any, Final

from sqlalchemy.exc import DBAPIError

from desktop_app.actions.access import given
from desktop_app.actions.kept_files import is_as_noted, let_go, note_kept
from desktop_app.actions.people import require_admin
from desktop_app.domain.access import RETURNED
from desktop_app.errors import Refused, Unavailable, WiraError
from desktop_app.keys import returned
from desktop_app.office import Office
from desktop_app.storage import settings
from resources.i18n import tr

_KNOWN: Final = "came_back"
"""The local setting of what the list is: the epoch in which it was looked at, and its SHA-256 (hex), "" where
there is none."""
_PUT_THERE: Final = frozenset({"restored", "moved"})
"""Why an office is in a new epoch (`actions.standing.REASONS`) in which its list may be another one."""


def in_doubt(office: Office) -> bool:
    """Whether the list is not what was written down of it, or cannot be read. In any thread."""
    path = office.home / returned.NAME
    if returned.unreadable(office.home) or not is_as_noted(office, path):
        return True
    known = _known(office)
    return known is not None and not _anew(office, known) and known["digest"] != _digest(office)


def learn(office: Office) -> None:
    """Know from now on what the list is, where a restore or a move has just put it there. Raises Refused or
    Unavailable as a save does."""
    known = _known(office)
    due = (office.home / returned.NAME).exists() if known is None else _anew(office, known)
    if due and not in_doubt(office):
        _write_down(office)


def _write_down(office: Office) -> None:
    value = {"ep": office.info.ep, "digest": _digest(office)}
    office.do(lambda work: settings.put_json(work.connection, _KNOWN, value))


def _known(office: Office) -> dict[str, Any] | None:
    """What the database says of the list; None where that is nothing, or it cannot be asked."""
    with suppress(WiraError, DBAPIError), office.database.reading() as connection:
        return settings.get_json(connection, _KNOWN)
    return None


def _anew(office: Office, known: dict[str, Any]) -> bool:
    """Whether an older copy or a move came after the list was looked at."""
    return known["ep"] != office.info.ep and office.info.why in _PUT_THERE


def _digest(office: Office) -> str:
    try:
        return sha256((office.home / returned.NAME).read_bytes()).hexdigest()
    except OSError:
        return ""


def sentence() -> str:
    """What is wrong then."""
    return tr("Daftar petugas yang dapat masuk lagi sejak pemulihan hilang, berubah, atau tidak terbaca.")


def step() -> str:
    """What to do about it."""
    return tr(
        "Lihat di Pengaturan, Petugas, siapa yang dapat masuk, dan berhentikan yang tidak bertugas lagi; "
        "sesudah itu admin kantor menekan Sudah diperiksa di sana."
    )


def settled() -> str:
    """That it was done, and what became of the list."""
    return tr(
        "Tercatat bahwa petugas yang dapat masuk sudah diperiksa. Yang masih terbaca di daftarnya tetap "
        "disebut sampai diurus."
    )


def settle(office: Office) -> None:
    """The admin who is in has looked who can come in: what can be read of the list and still waits is written
    anew and noted, and the journal tells who said so.

    Cut before the end, the list is in doubt as before. Raises Refused (no admin of the office, a list that is
    as it was) or Unavailable (the disk does not take it).
    """
    require_admin(office, tr("Hanya admin kantor yang menyatakan petugas yang kembali sudah diperiksa."))
    if not in_doubt(office):
        raise Refused(
            tr("Daftar petugas yang kembali tidak rusak, jadi tidak ada yang perlu dinyatakan."),
            next_step=tr("Yang masih disebut di Pemeriksaan diberhentikan atau diberi kata sandi baru."),
            code="returned_whole",
        )
    path = office.home / returned.NAME
    given(office, deed=RETURNED)
    try:
        (note_kept if returned.renew(office.home, office.slots) else let_go)(office, [path])
    except OSError as error:
        raise _unwritten() from error
    _write_down(office)
    if in_doubt(office):  # the list of what is kept could not be written
        raise _unwritten()


def _unwritten() -> Unavailable:
    return Unavailable(
        tr("Daftar petugas yang kembali tidak dapat ditulis ke folder kantor."),
        next_step=tr("Periksa ruang kosong dan izin menulis di folder kantor, lalu ulangi."),
        code="folder_readonly",
    )
