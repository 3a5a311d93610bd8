"""Whether this office may seal and send: not while DKUM has to say which copy of it goes on.

A folder that was put back, moved or copied writes under a new epoch with new keys. Entry and verification
go on at once; what leaves the office waits until DKUM's directory names that epoch and those keys
(exchange design, section 8). So of two copies of one backup only the one that DKUM chose can send.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_app.errors import Refused
from desktop_app.office import Office
from resources.i18n import mark, tr

REASONS: Final = {
    "": mark("Kantor ini dilanjutkan di komputer lain."),
    "restored": mark("Kantor ini dipulihkan dari cadangan."),
    "moved": mark("Folder kantor ini disalin atau dipindahkan dari komputer lain."),
    "stayed": mark("Kantor ini sudah disiapkan pindah, lalu dilanjutkan lagi di komputer ini."),
    "behind": mark("Data di komputer ini lebih lama daripada yang pernah dikirimnya."),
    "forked": mark("Dua salinan kantor ini menulis bersamaan, jadi nomor catatannya bentrok."),
    "ended": mark("DKUM mengakhiri urutan catatan komputer ini."),
    "unlisted": mark("DKUM dipulihkan dari cadangan, dan daftarnya tidak lagi menyebut kunci komputer ini."),
}
"""Why a new epoch was begun; "" where it was not, and another copy goes on instead."""

_CITY: Final = mark("DKUM ini dipulihkan atau dipindahkan, jadi belum tentu yang terbaru.")


@dataclass(frozen=True, slots=True)
class Standing:
    """What waits, and why. `other`: DKUM has meanwhile chosen another copy of this office."""

    why: str
    city: bool = False
    other: bool = False

    @property
    def sentence(self) -> str:
        """What happened."""
        return tr(_CITY) if self.city else tr(REASONS.get(self.why, REASONS["restored"]))

    @property
    def safe(self) -> str:
        """What goes on, and what waits."""
        if self.city:
            return tr("Berkas kantor dapat dibuka; segel, penetapan, dan jawaban menunggu keputusan Anda.")
        if self.other:
            return tr(
                "DKUM sudah mengizinkan salinan lain kantor ini, jadi salinan ini tidak dapat menyegel atau "
                "mengirim."
            )
        return tr("Entri dan verifikasi tetap berjalan; segel dan berkas data menunggu izin DKUM.")

    @property
    def next_step(self) -> str:
        """What to do."""
        if self.city:
            return tr(
                "Buka berkas terakhir tiap kelurahan beserta jawaban DKUM yang ikut di foldernya, lalu "
                "nyatakan di sini bahwa inilah DKUM yang lanjut."
            )
        if self.other:
            return tr("Lanjutkan di komputer yang diizinkan, atau minta izin untuk komputer ini ke DKUM.")
        return tr("Simpan permintaan izin di Sinkronisasi dan bawa ke DKUM, lalu buka berkas izinnya.")


def standing(office: Office) -> Standing | None:
    """What an office that DKUM has admitted waits for; None where it may seal and send, or never asked."""
    directory = office.directory
    own = directory.device(office.info.dev) if directory is not None else None
    if own is None:
        return None
    current = own.ep == office.info.ep and str(own.ep) not in own.last_good
    if current and not is_unlisted(office):
        return None
    device = office.device
    ours = {key.public_key().public_bytes_raw().hex() for key in (device.signing_key, *device.former)}
    other = own.keys[-1].key not in ours
    why = office.info.why if not current or other else "unlisted"
    return Standing(why, city=own.kind == "dkum", other=other)


def is_unlisted(office: Office) -> bool:
    """Whether DKUM's directory names this computer without the key it signs with."""
    own = office.directory.device(office.info.dev) if office.directory is not None else None
    return own is not None and all(each.key != office.device.public_key.hex() for each in own.keys)


def require_granted(office: Office) -> None:
    """Raise Refused while this copy waits for DKUM's word."""
    found = standing(office)
    if found is not None:
        raise Refused(f"{found.sentence} {found.safe}", next_step=found.next_step, code="copy_waits")
