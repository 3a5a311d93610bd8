"""Checking papers: by what this office trusts, or before anyone has come in by what it kept for that.

DKUM's directory holds no names and is signed, so a copy of it lies beside the database; with it a paper is
checked without a sign-in, without a network and without the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

from cryptography import x509
from sqlalchemy import select

from desktop_app.actions.progress import Progress, no_progress
from desktop_app.actions.tte import ROOTS, TIMES, UNREAD, chosen_roots, read_limited
from desktop_app.documents.certificates import key_fingerprint, load_certificates, to_pem
from desktop_app.documents.verdict import KIND_WORDS, Cause, Verdict, shortened
from desktop_app.documents.verdict_words import SENTENCES, STEPS, said
from desktop_app.documents.verify import SealStanding
from desktop_app.domain.documenting import CALLED_OFF, ERASED, erased_on, erased_words
from desktop_app.domain.moments import moment_of
from desktop_app.domain.values import show_date
from desktop_app.errors import Refused, WiraError
from desktop_app.keys import pins
from desktop_app.office import Office, read_info
from desktop_app.storage import tables
from desktop_app.storage.log import state_of
from desktop_app.storage.replacing import replaced
from desktop_app.sync.directory import Device, TrustedDirectory
from desktop_app.sync.posted import public_directory
from desktop_app.verifying.apart import Apart
from desktop_app.verifying.inspect import Anchors, Inspected, inspect_apart, unread
from desktop_app.verifying.pages import PageKey, PagesVerdict, judge_sheets
from desktop_app.verifying.ready import load
from resources.i18n import mark, tr, trn

MOST_BYTES: Final = 64 * 1024 * 1024
"""A larger file is no paper."""
MOST_FILES: Final = 200
MOST_TOGETHER: Final = 512 * 1024 * 1024
"""Bytes of all files of one check: they stay in memory while they are shown."""


Unsure = Literal["", "unasked", "unlisted"]
"""Whether the register was not asked, or does not have the paper; "" where it was and has."""
UNSURE_WORDS: Final[Mapping[Unsure, str]] = {
    "unasked": mark("Segel sah, register belum ditanya"),
    "unlisted": mark("Segel sah, tidak ada di register ini"),
}
"""What a sound seal says where nobody looked whether its paper was called off."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer on one file. `pages` is what the codes on its pages say, where they count.

    `data` are the bytes that were judged; `register` says what the register knows of a sealed paper, and
    `unsure` why it does not tell whether that was called off.
    """

    file: Inspected
    pages: PagesVerdict | None = None
    data: bytes = b""
    register: str = ""
    unsure: Unsure = ""

    @property
    def unread(self) -> bool:
        """Whether the file was out of reach."""
        return self.file.code == UNREAD

    @property
    def headline(self) -> str:
        """The verdict in few words, the same in window and command; it claims no more than was looked at."""
        if self.file.verdict is None:
            return ""
        return tr(UNSURE_WORDS[self.unsure] if self.unsure else KIND_WORDS[self.file.verdict.kind])

    @property
    def ok(self) -> bool:
        """Whether it is *sah*: nothing but a signature makes a paper that."""
        return self.file.verdict is not None and self.file.verdict.ok


@dataclass(frozen=True, slots=True)
class CheckedFiles:
    """Every file, and the scans among them as one paper. `told` says by what they were judged, where that is
    no open office."""

    files: tuple[Checked, ...]
    pages: PagesVerdict | None = None
    told: str = ""

    @property
    def ok(self) -> bool:
        """Whether every one of them is *sah*."""
        return all(one.ok for one in self.files)

    @property
    def unread(self) -> bool:
        """Whether nothing is wrong with any of them, but one or more were out of reach."""
        return self._sound() and any(one.unread for one in self.files)

    @property
    def to_compare(self) -> bool:
        """Whether nothing is wrong with any of them, but a person has yet to compare scans with a code."""
        return self.pages is not None and self._sound() and not any(one.unread for one in self.files)

    def _sound(self) -> bool:
        scans = [one for one in self.files if one.file.verdict is None and one.file.sheets]
        coded = self.pages is None or self.pages.sound
        return coded and all(one.ok or one.unread or one in scans for one in self.files)


# ---- what is trusted ---------------------------------------------------------------------------------


def office_anchors(office: Office) -> Anchors:
    """What an open office trusts: DKUM's directory, its own computer's keys, the authorities it chose."""
    place = frozenset[str]() if office.info.kind == "dkum" else frozenset({office.info.scope})
    own = PageKey(office.device.signing_key.public_key().public_bytes_raw(), place)
    if office.directory is None:
        return Anchors(keys=(own,), register=_register(office))
    found = _anchors(office.directory)
    called_off, erased = _out(office)
    chosen, times = (
        b"".join(to_pem(root) for root in chosen_roots(office, which)) for which in (ROOTS, TIMES)
    )
    # what the directory says of the own key goes before
    keys = (own, *found.keys)
    return Anchors(
        found.authorities, found.seals, keys, chosen, times,
        issued=issued_papers(office, found.seals), called_off=called_off, newer=_newer(office),
        erased=erased, register=_register(office),
    )  # fmt: skip


def _out(office: Office) -> tuple[dict[str, str], dict[str, str]]:
    """The issued and the signed files of documents in the register that count no more, and why; and of those
    whose papers were erased with somebody's data, and what is said of it."""
    document = tables.document.c
    called_off: dict[str, str] = {}
    erased: dict[str, str] = {}
    with office.reading() as connection:
        query = select(document.uuid, document.state, document.pdf, document.signed, document.digest)
        for row in connection.execute(query.where(document.state.in_((*CALLED_OFF, *ERASED)))).all():
            found = state_of(connection, office.context, row.uuid)
            if found is None:
                continue
            files, state = _names(row.pdf, row.signed, row.digest), found[2]
            if row.state in CALLED_OFF:
                called_off |= dict.fromkeys(files, str(state.values["batal"].get("alasan") or ""))
            if (when := erased_on(state)) is not None:
                erased |= dict.fromkeys(files, erased_words(when))
    return called_off, erased


def _newer(office: Office) -> dict[str, str]:
    """The issued and the signed files of documents that a newer one took the place of, and which one."""
    document, found = tables.document.c, dict[str, str]()
    with office.reading() as connection:
        instead = replaced(connection)
        if not instead:
            return found
        query = select(
            document.uuid, document.nomor, document.tanggal, document.pdf, document.signed, document.digest
        )  # fmt: skip
        rows = {row.uuid: row for row in connection.execute(query)}
    for older, newer in instead.items():
        row = rows.get(older)
        if row is not None and newer in rows:
            words = tr("Diganti nomor {nomor}, {tanggal}.", nomor=rows[newer].nomor,
                       tanggal=show_date(rows[newer].tanggal))  # fmt: skip
            found |= dict.fromkeys(_names(row.pdf, row.signed, row.digest), words)
    return found


def _names(pdf: bytes | None, signed: bytes | None, digest: str | None) -> list[str]:
    """By what a paper of the register is known: its issued and its signed file, and the digest that its page
    codes bear."""
    return [*(data.hex() for data in (pdf, signed) if data), *([digest] if digest else [])]


def _register(office: Office) -> frozenset[str]:
    document = tables.document.c
    with office.reading() as connection:
        rows = connection.execute(select(document.pdf, document.signed, document.digest)).all()
    return frozenset(name for row in rows for name in _names(row.pdf, row.signed, row.digest))


def issued_papers(office: Office, seals: Mapping[str, SealStanding]) -> frozenset[str]:
    """SHA-256 (hex) of the papers in the register: what a device wrote before it was revoked still counts,
    later words of it are void. Asked only where a seal was revoked."""
    if not any(standing.revoked_at is not None for standing in seals.values()):
        return frozenset()
    with office.reading() as connection:
        return frozenset(pdf.hex() for pdf in connection.execute(select(tables.document.c.pdf)).scalars())


def kept_anchors(home: Path) -> Anchors:
    """What the office in `home` trusts, before anyone has come in. Raises Refused where it has no grant, and
    as `public_directory`."""
    directory = public_directory(home)
    if directory is None:
        raise no_root()
    words = tr("Diperiksa dengan daftar DKUM di folder kantor, versi {n}, sidik akar {sidik}.",
               n=directory.version, sidik=", ".join(directory.root_fingerprints()))  # fmt: skip
    info = read_info(home)
    if info is not None and info.sample:  # nothing is noted of it: it is gone tomorrow
        words += " " + tr("Ini kantor contoh: jangan dipakai untuk memeriksa dokumen yang sungguhan.")
    elif pins.known(home) is None:
        words += " " + tr(
            "Akun komputer ini belum pernah masuk di sini: cocokkan sidiknya dengan lembar DKUM."
        )
    return replace(_anchors(directory), told=words)


def root_anchors(path: Path) -> Anchors:
    """A certificate file of DKUM's authority; page codes cannot be judged with it. Raises Refused or
    Unavailable."""
    data = read_file(path)
    try:
        load_certificates(data)
    except Refused as wrong:
        raise Refused(
            tr("Berkas ini bukan sertifikat."),
            next_step=tr("Pilih berkas .pem, .crt, atau .cer dari penerbit sertifikat."),
            record=path.name,
            code=wrong.code,
        ) from wrong
    return Anchors(data)


def seal_standings(directory: TrustedDirectory) -> dict[str, SealStanding]:
    """Every seal of the directory by the fingerprint of its key."""
    found: dict[str, SealStanding] = {}
    for device in directory.content.devices:
        for seal in device.seals:
            certificate = x509.load_pem_x509_certificate(seal.pem.encode())
            found[key_fingerprint(certificate)] = SealStanding(
                device.kelurahan, directory.version, _moment(seal.revoked), _moment(seal.until)
            )
    return found


def no_root() -> Refused:
    """There is nothing to judge a seal by."""
    return Refused(
        tr("Belum ada sertifikat DKUM untuk memeriksa dokumen."),
        next_step=tr("Buka berkas izin DKUM dahulu."),
        code="no_root",
    )


def _anchors(directory: TrustedDirectory) -> Anchors:
    keys = [key for device in directory.content.devices for key in _page_keys(device)]
    return Anchors(directory.content.ca.encode(), seal_standings(directory), tuple(keys))


def _page_keys(device: Device) -> list[PageKey]:
    offices = frozenset[str]() if device.kind == "dkum" else frozenset({device.kelurahan, *device.served})
    gone = _moment(device.revoked)
    if device.keys[-1].until is not None:  # it was only retired
        return [
            PageKey(bytes.fromhex(key.key), offices, None, _moment(key.revoked) or gone)
            for key in device.keys
        ]
    # an earlier key of a device ends (`revoked`) where later ones took its place, see `sync.registry`
    return [PageKey(bytes.fromhex(key.key), offices, gone, _moment(key.revoked)) for key in device.keys]


def _moment(milliseconds: int | None) -> datetime | None:
    return moment_of(milliseconds) if milliseconds is not None else None


# ---- checking ----------------------------------------------------------------------------------------


def check_files(
    paths: Sequence[Path],
    anchors: Anchors,
    *,
    now: datetime,
    progress: Progress = no_progress,
    apart: Apart | None = None,
) -> CheckedFiles:
    """The answer on every file; scans and photographs among them are judged together as pages of one paper.

    It is asked of `apart`, or of a process begun for this and ended after it. A file that cannot be read is
    answered with why, and those after it are read. Raises Refused for too many of them.
    """
    if len(paths) > MOST_FILES:
        raise _too_many(tr("Sekali periksa paling banyak {batas} berkas.", batas=MOST_FILES))
    if apart is None:
        with Apart(first=load) as own:
            return check_files(paths, anchors, now=now, progress=progress, apart=own)
    found: list[tuple[Inspected, bytes]] = []
    size = 0
    for at, path in enumerate(paths):
        name = shortened(path.name)
        progress(at, len(paths), tr("Memeriksa {nama}", nama=name))
        try:
            data = read_file(path)
            size += len(data)
            if size > MOST_TOGETHER:
                raise _too_many(tr("Berkas-berkas ini terlalu besar untuk diperiksa sekaligus."))
        except WiraError as error:
            found.append((unread(name, error), b""))
            continue
        told = _Telling(progress, at, len(paths), name)
        looked = inspect_apart(apart, name, data, anchors, now, told.again, told.read)
        found.append((looked, data))
    progress(len(paths), len(paths), _finished(found))
    scans = [sheet for one, _data in found if one.verdict is None for sheet in one.sheets]
    pages = _pages_registered(judge_sheets(scans, anchors.keys), anchors) if scans else None
    return CheckedFiles(tuple(_checked(one, data, anchors) for one, data in found), pages, anchors.told)


def _finished(found: Sequence[tuple[Inspected, bytes]]) -> str:
    """What ends the progress: a file that could not be read was not checked."""
    unread = sum(one.refused is not None for one, _data in found)
    if not unread:
        return tr("Selesai diperiksa")
    return trn(
        "{n} berkas diperiksa, {m} tidak terbaca.", "{n} berkas diperiksa, {m} tidak terbaca.",
        len(found) - unread, m=unread,
    )  # fmt: skip


def _too_many(words: str) -> Refused:
    return Refused(words, next_step=tr("Pilih sebagian, lalu periksa sisanya."), code="files")


def _checked(one: Inspected, data: bytes, anchors: Anchors) -> Checked:
    pages = _pages_registered(judge_sheets(one.sheets, anchors.keys), anchors) if one.sheets else None
    judged, unsure = _as_registered(one, data, anchors), _unsure(one, data, anchors)
    said = _said_of(one, data, anchors)
    return Checked(_unpromised(judged) if unsure else judged, pages, data, said, unsure)


def _unsure(one: Inspected, data: bytes, anchors: Anchors) -> Unsure:
    verdict = one.verdict
    if verdict is None or not _said_of(one, data, anchors):
        return ""
    if anchors.register is None:
        return "unasked"
    return "unlisted" if anchors.register.isdisjoint(_ends(verdict, data)) else ""


def _unpromised(one: Inspected) -> Inspected:
    """A sealed paper that this register does not know may be cancelled: nothing says that it can be used."""
    verdict = one.verdict
    if verdict is None or verdict.next_step != tr(STEPS["utuh"]):
        return one
    step = tr("Isinya tidak berubah. Sebelum memakainya, pastikan bahwa dokumen ini tidak dibatalkan.")
    return replace(one, verdict=replace(verdict, next_step=step))


def _pages_registered(pages: PagesVerdict, anchors: Anchors) -> PagesVerdict:
    """A code stays genuine when its paper is cancelled: only the register knows of that, also where a page is
    missing or one cannot be read."""
    names = pages.genuine
    if (why := _first(names, anchors.called_off)) is not None:
        return _pages_called_off(pages, why, _first(names, anchors.erased))
    if pages.kind != "kode_sah" or not names:
        return pages
    newer, erased = _first(names, anchors.newer), _first(names, anchors.erased)
    told = [
        pages.next_step,
        *([newer + " " + tr("Pakai dokumen yang baru itu.")] if newer else []),
        *([erased, _before_use()] if erased else [_known(names, anchors)]),
    ]
    return replace(pages, next_step=" ".join(told))


def _pages_called_off(pages: PagesVerdict, why: str, erased: str | None) -> PagesVerdict:
    """As a PDF of that paper is judged; what is wrong with a sheet besides is told too."""
    cause: Cause = "dibatalkan"
    bad = pages.sentence if any(one.kind == "bermasalah" for one in pages.sheets) else ""
    told = " ".join(filter(None, (said(SENTENCES[cause], why or "-", ""), erased, bad)))
    return replace(
        pages, kind="bermasalah", sentence=told, next_step=tr(STEPS[cause]), called_off=True
    )  # fmt: skip


def _before_use() -> str:
    """What to do with a copy of a paper that was erased."""
    return tr("Tanyakan kepada kantor penerbit sebelum memakai atau meneruskan salinan ini.")


def _said_of(one: Inspected, data: bytes, anchors: Anchors) -> str:
    """What the register knows of a sealed paper that may be relied upon as a file."""
    verdict = one.verdict
    if verdict is None or not verdict.ok or not any(each.kind == "segel" for each in verdict.details):
        return ""
    return _known(_ends(verdict, data), anchors)


def _known(names: Sequence[str], anchors: Anchors) -> str:
    if anchors.register is None:
        return tr(
            "Register belum ditanya; hanya di sana diketahui apakah dokumen ini sudah dibatalkan. "
            "Masuk, lalu periksa lagi."
        )
    if not any(name in anchors.register for name in names):
        return tr(
            "Register kantor ini tidak memuat dokumen ini, jadi apakah sudah dibatalkan tidak diketahui di "
            "sini. Tanyakan kepada kantor penerbit."
        )
    return tr("Menurut register kantor ini, dokumen ini tidak dibatalkan.")


def _ends(verdict: Verdict, data: bytes) -> list[str]:
    """SHA-256 (hex) of a file, and of what each signature in it was set on."""
    ends = {len(data), *(detail.length for detail in verdict.details if detail.intact)}
    return [sha256(data[:end]).hexdigest() for end in ends]


def _as_registered(one: Inspected, data: bytes, anchors: Anchors) -> Inspected:
    """A file counts no more where the office's register says so of it, or of what was signed in it; of one
    that another took the place of it names that one, and of one whose paper was erased it says so."""
    verdict = one.verdict
    if verdict is None or not (anchors.called_off or anchors.newer or anchors.erased):
        return one
    names = _ends(verdict, data)
    why, newer, erased = (_first(names, each) for each in (anchors.called_off, anchors.newer, anchors.erased))
    if why is not None:
        cause: Cause = "dibatalkan"
        sentence = said(SENTENCES[cause], why or "-", "")
        verdict = replace(
            verdict, kind="tidak_sah", cause=cause, sentence=sentence, next_step=tr(STEPS[cause])
        )
    elif verdict.ok and newer is not None:
        verdict = replace(verdict, next_step=newer + " " + tr("Pakai dokumen yang baru itu."))
    elif verdict.ok and erased is not None:
        verdict = replace(verdict, next_step=_before_use())
    if erased is not None:
        verdict = replace(verdict, sentence=verdict.sentence + " " + erased)
    return replace(one, verdict=verdict)


def _first(names: Sequence[str], told: Mapping[str, str]) -> str | None:
    return next((told[name] for name in names if name in told), None)


class _Telling:
    """How far one file is. `again` says the same once more: it notices that somebody has cancelled."""

    def __init__(self, progress: Progress, done: int, total: int, name: str) -> None:
        self._progress, self._done, self._total, self._name = progress, done, total, name
        self._words = tr("Memeriksa {nama}", nama=name)

    def again(self) -> None:
        self._progress(self._done, self._total, self._words)

    def read(self, sheets: int) -> None:
        self._words = tr("Memeriksa {nama}, lembar {n} terbaca", nama=self._name, n=sheets)
        self.again()


def read_file(path: Path) -> bytes:
    """The bytes of a file somebody hands in. Raises Unavailable, Refused for one that is no paper by size."""
    data = read_limited(path, MOST_BYTES)
    if len(data) > MOST_BYTES:
        raise Refused(
            tr("Berkas {name} terlalu besar untuk sebuah dokumen.", name=shortened(path.name)),
            next_step=tr("Pilih berkas yang diterbitkan atau dipindai, paling besar 64 MB."),
            code="large",
        )
    return data
