"""The list of erasures beside the database where it was spoilt: what it may have told, and what ends that.

What in it is not believed may be an erasure that this database does not know, if it is an older one that was
put back: so the list is written anew only once the office holds every word of DKUM, and somebody is told.
"""

from __future__ import annotations

from sqlalchemy import Connection

from desktop_app.actions.export import CITY_DIRECTORY
from desktop_app.office import Office
from desktop_app.storage import remembered, settings
from resources.i18n import tr


def holds_all(office: Office, connection: Connection) -> bool:
    """Whether no erasure that this office ever knew can be missing from its database: it was never put back,
    or DKUM has answered since it admitted the copy that goes on here, and has said what that one lacked.
    """
    if office.info.ep == 1:
        return True
    own = office.directory.device(office.info.dev) if office.directory is not None else None
    if office.directory is None or own is None or own.ep != office.info.ep:
        return False
    return settings.get_json(connection, CITY_DIRECTORY, 0) >= office.directory.version


def next_step(office: Office, connection: Connection) -> str:
    """What ends it."""
    anew = tr("Hapus berkas itu; Wira menulisnya lagi saat kantor dibuka.")
    whole = holds_all(office, connection)
    if office.info.kind == "dkum":
        return anew if whole else tr("Buka dahulu berkas terakhir semua kelurahan.") + f" {anew}"
    if office.directory is None:
        return anew
    if whole:
        return tr(
            "Buka lagi berkas DKUM yang terbaru, walaupun sudah pernah dibuka: penghapusan yang sah ada di "
            "dalamnya, dan Wira menulis daftar ini lagi."
        )
    return tr(
        "Kantor ini pernah dipulihkan: buat berkas untuk DKUM, lalu buka jawabannya yang baru. Penghapusan "
        "yang sah ada di dalamnya, dan Wira menulis daftar ini lagi."
    )


def renew(office: Office) -> bool:
    """Write a spoilt list anew after a file of DKUM, where nothing can be missing; whether it was. A disk
    that does not take it leaves the list, and `check` goes on telling of it."""
    if office.info.kind == "dkum":
        return False
    seal = office.access.seal_word
    with office.reading() as connection:
        bad = remembered.unreadable(office.home) or remembered.sealed_out(connection, office.home, seal)
        if not bad or not holds_all(office, connection):
            return False
        words = remembered.words_in(connection) | remembered.unknown(connection, office.home, seal)
    return remembered.anew(office.home, remembered.sealed(words, seal))
