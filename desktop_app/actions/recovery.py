"""The recovery sheet: eight words on paper that open this computer's office when a passphrase is forgotten.

It lets in the admin who made it, with their own key, so whatever is done with it is signed as ever. It is
good for once: who comes in by it chooses a new passphrase, and the words open nothing any more. They also go
when that person gets a new passphrase from a colleague, or is dismissed.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from desktop_app.actions.access import given
from desktop_app.actions.people import require_admin, require_passphrase
from desktop_app.documents.data import long_date
from desktop_app.documents.fingerprint_sheet import FingerprintSheet, write_fingerprint_sheet
from desktop_app.domain import access, region
from desktop_app.domain.moments import milliseconds, wib
from desktop_app.errors import Refused, WiraError
from desktop_app.keys.attempts import Attempts
from desktop_app.keys.passphrase import paper_words, require_strong, words_problem
from desktop_app.keys.person import PersonKey
from desktop_app.keys.slots import DEFAULT_COST, Cost, KeySlots, Opened, SlotInfo
from desktop_app.office import Clock, Office, open_with, system_clock
from resources.i18n import tr


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What is written or printed once: whom it lets in, since when, and the words."""

    nama: str
    made: datetime
    words: str = field(repr=False)


def sheet_of(office: Office) -> tuple[str, datetime] | None:
    """Whom the sheet of this computer lets in, and when it was made; None where there is none."""
    found = office.slots.sheet
    return None if found is None else (found.name, datetime.fromisoformat(found.created))


def make_sheet(office: Office, passphrase: str) -> RecoverySheet:
    """New words for the admin who is in, told by the journal; an earlier sheet opens nothing any more.

    Raises Refused (no admin, wrong passphrase) or Unavailable.
    """
    require_admin(office, tr("Hanya admin kantor yang dapat membuat lembar pemulihan."))
    require_passphrase(office, passphrase)
    words = paper_words()
    slot = office.put_sheet(words)
    given(office, deed=access.SHEET)
    return RecoverySheet(slot.name, datetime.fromisoformat(slot.created), words)


def sheet_page(office: Office, sheet: RecoverySheet) -> bytes:
    """The sheet as a page to print; it is never written to the disk by Wira."""
    return write_fingerprint_sheet(
        FingerprintSheet(
            title="Lembar Pemulihan",
            owner=office.info.name,
            facts=[
                ("Membuka sebagai", sheet.nama),
                ("Komputer", region.device_tag(bytes.fromhex(office.info.dev))),
                ("Dibuat", long_date(wib(sheet.made).date())),
            ],
            fingerprint=sheet.words,
            steps=[
                "Simpan dalam amplop tertutup di lemari terkunci, jauh dari komputer ini.",
                "Bila kata sandi lupa: di layar masuk pilih Lupa kata sandi, lalu ketik kedelapan kata ini "
                "berurutan dari kiri ke kanan.",
                "Kata-kata ini berlaku satu kali. Sesudah dipakai, buat lembar baru.",
                "Siapa pun yang memegangnya dapat membuka kantor. Bila hilang, segera buat lembar baru.",
            ],
            hands=("Disimpan oleh", "Tanggal"),
            sample=office.info.sample,
        ),
        now=office.clock(),
    )


def open_by_sheet(
    home: Path,
    words: str,
    passphrase: str,
    *,
    clock: Clock = system_clock,
    attempts: Attempts | None = None,
    cost: Cost = DEFAULT_COST,
) -> Office:
    """Open the office in `home` by its sheet's `words`; `passphrase` is the new one of whom it lets in.

    Raises Refused (no sheet, wrong words, weak passphrase, dismissed meanwhile) or Unavailable; then the
    sheet is as good as before.
    """
    office = open_with(
        home,
        lambda slots, tries: _opened(slots, tries, words, passphrase),
        clock=clock,
        attempts=attempts,
        cost=cost,
    )
    try:
        _renew(office, office.session.name, office.session.key, passphrase)
    except BaseException:
        office.close()
        raise
    return office


def enter_by_sheet(office: Office, words: str, passphrase: str) -> None:
    """The same where the office is open and the screen locked; who was in has left then.

    Raises likewise; then nobody new is in.
    """
    opened = _opened(office.slots, office.attempts, words, passphrase)
    _renew(office, opened.info.name, office.require_active(opened), passphrase)
    office.admit(opened)


def _opened(slots: KeySlots, tries: Attempts, words: str, passphrase: str) -> Opened:
    name = _require(slots).name
    problem = words_problem(words)
    if problem:
        raise Refused(problem, next_step=tr("Cocokkan dengan kertasnya, huruf demi huruf."), code="words")
    require_strong(passphrase, [name])
    try:
        return slots.open_sheet(" ".join(words.casefold().split()), attempts=tries)
    except Refused as error:
        if error.code == "passphrase_early":
            raise
        told = tr("Kata-kata itu bukan dari lembar pemulihan yang berlaku.")
        raise Refused(told, next_step=error.next_step, code=error.code) from None


def _renew(office: Office, name: str, key: PersonKey, passphrase: str) -> None:
    """The new passphrase instead of the sheet: both in one writing."""
    office.give_slot(name, passphrase, key, replace=True)
    office.attempts.forgive(key.person)
    now = milliseconds(office.clock())
    office.access.note(now, key.person, office.info.dev, access.PASSPHRASE, about=access.AT_SHEET)
    with suppress(WiraError):
        office.keep_access()


def _require(slots: KeySlots) -> SlotInfo:
    found = slots.sheet
    if found is None:
        raise Refused(
            tr("Kantor ini tidak mempunyai lembar pemulihan yang berlaku."),
            next_step=tr("Minta admin kantor memberi kata sandi baru, atau hubungi DKUM."),
            code="no_sheet",
        )
    return found
