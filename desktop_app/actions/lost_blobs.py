"""Attachments and issued papers that are lost or damaged here, put back from a copy of the office, which is
otherwise left alone.

The live database says which files have to be here (`check_papers.expected`); what was erased is none of them,
however old the copy. Each is opened by the keys of this computer or those it had when the copy was made, is
what its name says, and is encrypted to the present key. No epoch begins: nothing that was saved changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_app.actions.access import given
from desktop_app.actions.backup import claimed_by, foreign, is_whole, slots_of
from desktop_app.actions.check_papers import Owner, expected, harmed, owners
from desktop_app.actions.check_report import finding
from desktop_app.actions.people import require_admin
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.domain.access import BLOBS
from desktop_app.errors import Refused, Unavailable, WiraError
from desktop_app.keys.device import DeviceKeys
from desktop_app.office import DEVICE_SECRET, Office
from desktop_app.storage import archive
from desktop_app.storage.blobs import again, opened
from resources.i18n import tr, trn


@dataclass(frozen=True, slots=True)
class PutBack:
    """How many files are whole again, and how many still are not; `back` and `left` say whose those are, by
    registration number and kind, or letter number. `scans`: some of those left can be attached again;
    `decided`: some are of applicants who were decided, and cannot. `hindered` is what stopped it on its way;
    what came before that stays. `damaged`: something in the copy is, so no office can be restored from it."""

    files: int = 0
    lacking: int = 0
    back: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    scans: bool = False
    decided: bool = False
    hindered: WiraError | None = None
    damaged: bool = False

    def told(self, say: Callable[[str], str] = str) -> list[str]:
        """The same in whole sentences, with what to do about those left; `say` gives a step the form that it
        has there."""
        return [*self.facts(say), *filter(None, [say(self.step())])]

    def facts(self, say: Callable[[str], str] = str) -> list[str]:
        """The same but for the last step."""
        told: list[str] = []
        if not self.files and not self.lacking:
            told.append(
                tr("Tidak ada lampiran atau dokumen terbit yang hilang, jadi tidak ada yang diambil.")
            )
        if self.files:
            told.append(
                trn(
                    "{n} berkas diambil dari cadangan dan cocok isinya: {milik}.",
                    "{n} berkas diambil dari cadangan dan cocok isinya: {milik}.",
                    self.files,
                    milik=_line(self.back),
                )
            )
        if self.hindered is not None:
            told.append(f"{self.hindered.message} {say(self.hindered.next_step)}".strip())
        if self.lacking:
            told.append(
                trn(
                    "{n} berkas masih hilang atau rusak: {milik}.",
                    "{n} berkas masih hilang atau rusak: {milik}.",
                    self.lacking,
                    milik=_line(self.left),
                )
            )
        if self.damaged:
            told.append(
                tr(
                    "Cadangan itu sendiri rusak sebagian, jadi kantor tidak dapat dipulihkan darinya. "
                    "Buat cadangan baru."
                )
            )
        return told

    def step(self) -> str:
        """What to do about those left; "" where none is."""
        if not self.lacking:
            return ""
        told = [tr("Ulangi dengan cadangan lain dari kantor ini.")]
        if self.scans:
            told.append(again())
        if self.decided:
            told.append(
                tr(
                    "Lampiran pendaftar yang sudah diputuskan tidak dapat dilampirkan lagi: bila tidak ada "
                    "cadangan yang memuatnya, simpan kertas aslinya dan beri tahu DKUM."
                )
            )
        return " ".join(told)


def _line(names: Iterable[str]) -> str:
    return finding("blobs", "", records=names).about()


def put_back_blobs(office: Office, path: Path, progress: Progress = no_progress) -> PutBack:
    """Put back from the backup `path` of this office what is lost or damaged here; the journal says so.

    Of a copy that is damaged elsewhere, what is whole comes too: each is proved by its own name, and the copy
    is this office's where its keys open what the slots in it keep.

    In any thread: whoever saves meanwhile waits for nothing. Raises Refused (no admin of the office, another
    office's copy, or one whose list or keys are damaged) or Unavailable (it cannot be read, the disk takes
    nothing); then nothing has changed.
    """
    require_admin(office, tr("Hanya admin kantor yang mengambil berkas dari cadangan."))
    info = claimed_by(path)
    if info.dev != office.info.dev:
        raise foreign(info)
    identities = _identities(office, path)
    damaged = not is_whole(path)
    with office.database.reading() as connection:
        wanted = expected(connection)
    lacking = harmed(office.blobs, wanted, progress)
    back: list[str] = []
    hindered: WiraError | None = None
    try:
        for number, (name, sealed) in enumerate(archive.blobs(path, lacking), 1):
            progress(number, len(lacking), tr("Mengambil berkas dari cadangan"))
            data = opened(name, sealed, identities)
            if data is not None:  # damaged in the copy as well: it stays among those left
                office.blobs.put(data)
                back.append(name)
    except WiraError as error:
        if not back:
            raise
        hindered = error
    finally:
        wanted = _without_erased(office, wanted, back)
        back = [name for name in back if name in wanted]
        if back:
            given(office, deed=BLOBS, count=len(back))
    return replace(_put_back(wanted, back, lacking, hindered), damaged=damaged)


def _identities(office: Office, path: Path) -> tuple[str, ...]:
    """The keys that open what is in the copy: this computer's, and those of when it was made. They differ
    where the office was put back from an older copy and went on with keys of its own."""
    try:
        theirs = DeviceKeys.from_bytes(office.get_secret(DEVICE_SECRET, slots_of(path)))
    except Unavailable as error:
        if error.code not in ("keyslots", "keys"):
            raise
        raise Refused(
            tr("Kunci kantor ini tidak membuka cadangan itu."),
            next_step=tr("Pakai cadangan lain dari kantor ini; tidak ada yang diubah."),
            record=path.name,
            code="backup_key",
        ) from error
    return tuple(dict.fromkeys((*office.device.identities, *theirs.identities)))


def _without_erased(office: Office, wanted: Mapping[str, Owner], back: Iterable[str]) -> dict[str, Owner]:
    """What still has to be here. Of what was erased since this began, nothing that was put back stays."""
    with office.database.reading() as connection:
        now = expected(connection)
    for name in back:
        if name not in now:
            office.blobs.drop(name)
    return {name: about for name, about in wanted.items() if name in now}


def _put_back(
    wanted: dict[str, Owner], back: list[str], lacking: Iterable[str], hindered: WiraError | None
) -> PutBack:
    left = [name for name in lacking if name in wanted and name not in set(back)]
    return PutBack(
        len(back), len(left), tuple(owners(back, wanted)), tuple(owners(left, wanted)),
        any(wanted[name].kind == "scan" for name in left),
        any(wanted[name].kind == "decided" for name in left), hindered,
    )  # fmt: skip
