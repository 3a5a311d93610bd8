"""Signing many papers with one person's key: asked for once, forgotten after, a line for each paper.

A key in a file is read when the work begins and let go when it ends; a key on a card never leaves it. What
was signed before somebody stopped, or before the card was taken out, stays signed; no file is half written.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, TypeVar

from cryptography import x509
from sqlalchemy import select

from desktop_app.actions import issued, papers, tte
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.actions.signing_settings import signing_settings
from desktop_app.documents.pades import BSRE_FIELD, MENTOR_FIELD, OFFICIAL_FIELD, SEAL_FIELD, SigningKey
from desktop_app.errors import Refused, Unavailable, WiraError
from desktop_app.office import Office
from desktop_app.signing import Role, pkcs12, signer, token
from desktop_app.signing.fitness import common_name, unknown_issuer
from desktop_app.signing.returned import MOST_BYTES
from desktop_app.signing.signer import Wish
from desktop_app.storage import tables
from desktop_app.storage.log import state_of
from desktop_app.storage.saving import save_file
from desktop_app.storage.work import Changes
from desktop_app.verifying.apart import Apart, Stopped
from resources.i18n import tr

Item = TypeVar("Item")
Outcome = Literal["signed", "refused", "not_begun"]
_log = logging.getLogger(__name__)
_ENDS = frozenset({"token_gone", "disk_full", "folder_readonly", "medium"})
"""Troubles that the next paper would meet as well."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A PKCS#12 file and what opens it; `chain` are PEM files with certificates that it lacks."""

    path: Path
    password: str = field(repr=False)
    chain: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A card or token; without `driver` the one that was set or is usual, without `label` the only card."""

    pin: str = field(repr=False)
    label: str = ""
    driver: Path | None = None
    chain: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one paper; `name` is its letter number or file name, `sentence` why it was refused and
    `next_step` what to do about it."""

    name: str
    outcome: Outcome
    sentence: str = ""
    next_step: str = ""
    file: Path | None = None

    @property
    def told(self) -> str:
        """Why it was refused and what to do, as the window tells it."""
        return f"{self.sentence} {self.next_step}".strip()


def refused_line(name: str, error: WiraError) -> Line:
    """The line of a paper that was refused."""
    return Line(name, "refused", error.message, error.next_step)


@dataclass(frozen=True, slots=True)
class Report:
    """A line for each paper asked for, in that order; `unknown` is the issuer that this office has not
    chosen, "" where it knows who vouches for the key."""

    lines: tuple[Line, ...]
    unknown: str = field(default="", kw_only=True)

    def count(self, outcome: Outcome) -> int:
        """How many papers came out so."""
        return sum(line.outcome == outcome for line in self.lines)


@dataclass(frozen=True, slots=True)
class IssuedReport(Report):
    """The same for documents of the register, and what moved."""

    changes: Changes


@dataclass(frozen=True, slots=True)
class SignAs:
    """In which capacity: an empty one is the office's own official, or plainly the mentor.

    `alone`: the mentor closes a paper that the official has not signed and will not sign.
    """

    role: Role = "pejabat"
    capacity: str = ""
    alone: bool = False


Room = Literal["segel", "bsre", "pejabat", "pendamping"]
ROOMS: Final[Mapping[str, Room]] = {
    SEAL_FIELD: "segel", BSRE_FIELD: "bsre", OFFICIAL_FIELD: "pejabat", MENTOR_FIELD: "pendamping",
}  # fmt: skip
"""Who signs where, by the field's name, in the order in which they sign."""


@dataclass(frozen=True, slots=True)
class Signable:
    """How an issued document stands for somebody who wants to sign it.

    `filled` are the rooms that it has, in their order, and whether somebody has signed there; `refused` is
    why this person cannot sign it as wished, None where they can.
    """

    record: str
    filled: Mapping[Room, bool]
    refused: WiraError | None = None

    @property
    def reason(self) -> str:
        """Why not, in words; empty where they can."""
        return str(self.refused) if self.refused is not None else ""


def signable(office: Office, documents: Sequence[str], role: SignAs) -> tuple[Signable, ...]:
    """What signing each of `documents` as `role` would meet, before anybody types a PIN."""
    found: list[Signable] = []
    for record in documents:
        try:
            _require_mine(office, record)
            pdf = issued.document_pdf(office, record)
            fields = signer.fields_of(pdf)
        except WiraError as error:
            found.append(Signable(record, {}, error))
            continue
        rooms: dict[Room, bool] = {
            room: fields.filled[name] for name, room in ROOMS.items() if name in fields.filled
        }
        try:
            signer.require_free(fields, role.role, alone=role.alone)
        except Refused as refused:
            found.append(Signable(record, rooms, refused))
        else:
            found.append(Signable(record, rooms))
    return tuple(found)


def _require_mine(office: Office, record: str) -> None:
    """Raise Refused as `issued.require_standing`."""
    with office.reading() as connection:
        uuid = bytes.fromhex(record)
        row = connection.execute(select(tables.document).where(tables.document.c.uuid == uuid)).first()
        state = state_of(connection, office.context, uuid)
    if row is None or state is None:
        raise issued.unknown_document()
    issued.require_standing(office, row, state[2].first)


def nobody_stops() -> bool:
    """Nobody asked to stop."""
    return False


class IssuerUnknown(Refused):
    """The office has not chosen the authority behind a key: it may sign, but no check is sure of it."""

    def __init__(self, issuer: str) -> None:
        super().__init__(
            tr("Penerbit {nama} belum dipilih kantor ini.", nama=issuer),
            next_step=tr(
                "Sampai lurah atau admin kantor memilihnya di Pengaturan, bagian Tanda tangan, pemeriksaan "
                "menyatakan tanda tangan ini tidak dapat dipastikan."
            ),
            code="issuer_unknown",
        )
        self.issuer = issuer


def any_issuer(warning: IssuerUnknown) -> None:
    """Whoever issued the key, sign."""
    del warning


@contextmanager
def opened(office: Office, source: KeyFile | Card) -> Generator[SigningKey]:
    """The key, ready to sign until the block ends. Raises as `pkcs12.load` and `token.open_token`."""
    others = [one for path in source.chain for one in _chain(path)]
    trusted = tte.every_root(office)
    if isinstance(source, KeyFile):
        yield _from_file(source, office.clock(), trusted, others)
        return
    with office.reading() as connection:
        driver = source.driver or signing_settings(connection, office).driver_path()
    if driver is None:
        raise Unavailable(
            tr("Belum ada driver kartu tanda tangan di komputer ini."),
            next_step=tr("Pasang driver dari pembuat kartu, lalu pilih berkas driver itu."),
            code="token_driver",
        )
    with token.open_token(
        driver, source.pin, now=office.clock(), label=source.label, trusted=trusted, others=others
    ) as key:
        yield key


def _chain(path: Path) -> list[x509.Certificate]:
    try:
        return tte.certificates_in(tte.read_limited(path))
    except Refused as refused:
        refused.record = path.name
        raise


def _from_file(
    source: KeyFile, now: datetime, trusted: list[x509.Certificate], others: list[x509.Certificate]
) -> SigningKey:
    data = tte.read_limited(source.path, pkcs12.MOST_BYTES)
    try:
        return pkcs12.load(data, source.password, now=now, trusted=trusted, others=others)
    except Refused as refused:
        refused.record = source.path.name
        raise


def sign_files(
    office: Office,
    files: Sequence[Path],
    folder: Path,
    source: KeyFile | Card,
    role: SignAs,
    *,
    progress: Progress = no_progress,
    stop: Callable[[], bool] = nobody_stops,
    warn: Callable[[IssuerUnknown], object] = any_issuer,
    apart: Apart | None = None,
) -> Report:
    """Sign PDF files; each signed one is a new file in `folder`, beside the old one if that is its folder.

    Nobody vouches for them: before the key is opened each is read in a process of its own (`apart`, or one
    that ends with the work), which a hostile one cannot leave. Raises Refused or Unavailable where the key
    cannot be used; what concerns one file is told in its line. `warn` is called before the first signature
    where this office has not chosen who issued the key, and may raise what it was given to sign nothing.
    """

    with nullcontext(apart) if apart is not None else Apart() as limited:
        sound = _checked(files, role, limited, progress, stop)
    if not sound.keys() >= set(files):  # somebody stopped: no key is opened any more
        return Report(tuple(Line(path.name, "not_begun") for path in files))

    def one(path: Path, key: SigningKey) -> Line:
        found = sound[path]
        if isinstance(found, Line):
            return found
        pdf = tte.read_limited(path)
        if sha256(pdf).digest() != found:
            raise Refused(
                tr("Dokumen ini diubah sejak diperiksa."),
                next_step=tr("Tutup program yang sedang menulisnya, lalu tanda tangani lagi."),
                code="changed_since",
            )
        out = folder / f"{path.stem}-ttd{path.suffix or '.pdf'}"
        if out.exists():
            raise Refused(
                tr("Di folder itu sudah ada berkas bernama {name}.", name=out.name),
                next_step=tr("Pilih folder lain, atau pindahkan berkas itu dahulu."),
                code="file_there",
            )
        return Line(path.name, "signed", file=save_file(out, signer.sign(pdf, key, _wish(office, role, ""))))

    return _each(office, files, source, one, lambda path: path.name, progress, stop, warn)


class _Given(Exception):
    """Somebody asked to stop."""


def _checked(
    files: Sequence[Path], role: SignAs, apart: Apart, progress: Progress, stop: Callable[[], bool]
) -> dict[Path, bytes | Line]:
    """Of each file the SHA-256 of what was found sound, or its line; none once somebody stopped."""

    def check() -> None:
        if stop():
            raise _Given

    found: dict[Path, bytes | Line] = {}
    for number, path in enumerate(files):
        try:
            check()
            progress(number, len(files), tr("Memeriksa {name}", name=path.name))
            found[path] = _sound(path, role, apart, check)
        except _Given:
            break
        except WiraError as error:
            found[path] = refused_line(path.name, error)
        except Exception as defect:  # noqa: BLE001  (as in `_each`)
            _log.warning("a paper could not be checked: %s", type(defect).__name__)
            found[path] = refused_line(path.name, _unexpected())
    return found


def _sound(path: Path, role: SignAs, apart: Apart, check: Callable[[], object]) -> bytes:
    """The SHA-256 of a file that can be signed. Raises Refused and Unavailable where it cannot."""
    pdf = tte.read_limited(path)
    if len(pdf) > MOST_BYTES:
        raise Refused(
            tr("Berkas ini terlalu besar untuk ditandatangani."),
            next_step=tr("Minta salinan yang lebih kecil dari kantor penerbit."),
            code="file_large",
        )
    try:
        refused = apart.ask(check, signer.unfit, pdf, role.role, alone=role.alone)
    except Stopped as stopped:
        raise Refused(
            tr("Susunan berkas ini terlalu besar atau terlalu dalam, jadi tidak ditandatangani."),
            next_step=tr("Jangan ditandatangani; minta salinan yang utuh dari kantor penerbit."),
            code="too_complex",
        ) from stopped
    if refused is not None:
        raise refused
    return sha256(pdf).digest()


def sign_issued(
    office: Office,
    documents: Sequence[str],
    source: KeyFile | Card,
    role: SignAs,
    *,
    progress: Progress = no_progress,
    stop: Callable[[], bool] = nobody_stops,
    warn: Callable[[IssuerUnknown], object] = any_issuer,
) -> IssuedReport:
    """Sign issued documents, named by their records; the signed copy is kept beside the issued one.

    Raises as `sign_files`, and Refused (``unknown_document``) for a record that is not here.
    """
    document = tables.document.c
    with office.reading() as connection:
        rows = connection.execute(select(document.uuid, document.nomor))
        known = {row.uuid.hex(): str(row.nomor) for row in rows}
    if not known.keys() >= set(documents):
        raise issued.unknown_document()
    moved: list[Changes] = []

    def one(record: str, key: SigningKey) -> Line:
        before = issued.document_pdf(office, record)
        after = signer.sign(before, key, _wish(office, role, known[record]))
        name = common_name(key.certificate.subject)
        moved.append(issued.add_signed(office, record, after, [name], after=before))
        return Line(known[record], "signed")

    report = _each(office, documents, source, one, lambda record: known[record], progress, stop, warn)
    return IssuedReport(report.lines, reduce(Changes.joined, moved, Changes()), unknown=report.unknown)


def _each(
    office: Office,
    items: Sequence[Item],
    source: KeyFile | Card,
    one: Callable[[Item, SigningKey], Line],
    name: Callable[[Item], str],
    progress: Progress,
    stop: Callable[[], bool],
    warn: Callable[[IssuerUnknown], object],
) -> Report:
    lines: list[Line] = []
    total = len(items)
    with opened(office, source) as key:
        unknown = unknown_issuer(key.certificate, key.chain, tte.every_root(office))
        if unknown:
            warn(IssuerUnknown(unknown))
        for number, item in enumerate(items):
            if stop():
                break
            progress(number, total, tr("Menandatangani {name}", name=name(item)))
            try:
                lines.append(one(item, key))
            except WiraError as error:
                lines.append(refused_line(name(item), error))
                if error.code in _ENDS:
                    break
            except Exception as defect:  # noqa: BLE001  (those signed before it must still be told)
                _log.warning("a paper could not be signed: %s", type(defect).__name__)
                lines.append(refused_line(name(item), _unexpected()))
        progress(len(lines), total, tr("Selesai menandatangani"))
    lines += [Line(name(item), "not_begun") for item in items[len(lines) :]]
    return Report(tuple(lines), unknown=unknown)


def _unexpected() -> Refused:
    return Refused(
        tr("Dokumen ini tidak dapat ditandatangani karena sebab yang tidak dikenal Wira."),
        next_step=tr("Periksa dokumennya, lalu minta salinan baru dari kantor penerbit."),
    )


def _wish(office: Office, role: SignAs, number: str) -> Wish:
    with office.reading() as connection:
        kept = papers.office_settings(connection, office.info.scope)
    capacity = " ".join(role.capacity.split()) or _capacity(office, role.role, kept.get("signatories") or [])
    reason = f"Dokumen {number}" if number else "Persetujuan dokumen"
    return Wish(
        role=role.role, capacity=capacity, reason=reason, place=papers.town(kept), now=office.clock(),
        alone=role.alone,
    )  # fmt: skip


def _capacity(office: Office, role: Role, signatories: Sequence[dict[str, str]]) -> str:
    """What stands under the name: the first signatory's jabatan, as on the print."""
    if role == "pendamping":
        return "Pendamping"
    named = next((each["jabatan"] for each in signatories if each.get("jabatan")), "")
    return named or papers.holder(office)
