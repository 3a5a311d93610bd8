"""Opening a sync file: everything is checked before anything is written, then one transaction.

What is not authentic refuses the whole file and changes nothing. What is authentic but not allowed is
kept, marked void, and listed; the rest goes in. Opening a file again changes nothing.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from desktop_app.actions import known_files
from desktop_app.actions.arrivals import claim, is_enrolment_file, is_taken, note_refusal
from desktop_app.actions.copies import is_ahead
from desktop_app.actions.erasing_after import erase_late
from desktop_app.actions.erasures_list import renew
from desktop_app.actions.explaining import explain
from desktop_app.actions.export import RECEIPTS, FileReceipt, make_file
from desktop_app.actions.fork_proofs import keep_proof
from desktop_app.actions.forks import ends_here
from desktop_app.actions.inspecting import Checked, check, check_space, signatures
from desktop_app.actions.keeping import FileReport, keep, report_of
from desktop_app.actions.kept_files import let_go, note_kept
from desktop_app.actions.peers import mates_of
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.actions.recommendations import match_arrived
from desktop_app.actions.returning_answers import keep_of
from desktop_app.actions.standing import standing
from desktop_app.actions.sweeping import sweep
from desktop_app.actions.trust import identities
from desktop_app.domain.objects import many_objects
from desktop_app.errors import Refused, SyncRefused, Unavailable
from desktop_app.keys.atomic import write_atomic
from desktop_app.keys.signing import key_id
from desktop_app.office import Office
from desktop_app.storage.work import Changes
from desktop_app.sync.chain import chained
from desktop_app.sync.container import SignedFile, open_body, open_header, open_introduced, peek
from desktop_app.sync.directory import Device, TrustedDirectory, accept
from desktop_app.sync.manifest import Core, parse
from desktop_app.sync.refusal import io_refusal, refuse
from resources.i18n import tr

_PASSING: Final = ("E_GAP", "E_SPACE", "E_IO")
"""Refusals that say nothing against the file: it is kept and tried again."""


def open_file(office: Office, path: Path, *, progress: Progress = no_progress) -> FileReport:
    """Open a data, answer or request file and take in what it brings.

    Raises SyncRefused with one of the E_ classes and the file's name as its record, Refused before
    DKUM's grant, Unavailable where another program holds the database; then nothing has changed. A file
    that comes too early (E_GAP) is set aside, a request for what is missing is made (`error.request`),
    and it is applied by itself once the gap is closed.
    """
    try:
        with many_objects():
            report = _open(office, path, progress)
    except SyncRefused as error:
        kind = is_enrolment_file(path) if error.code == "E_KEY" else ""
        if kind:
            raise own_door(kind, path) from error
        explain(office, path, error)
        if error.code == "E_FORK":
            keep_proof(office, path, error)
        if error.code == "E_GAP":
            _set_aside(office, path, error)
        raise
    if not report.new:
        with suppress(Unavailable):  # an old file may tell of somebody who was erased since
            sweep(office)
        return _listed(office, report)
    changes = _apply_waiting(office, report.changes)
    with suppress(Unavailable):  # the file is in; the page offers the matching again
        changes = changes.joined(match_arrived(office))
    with suppress(Unavailable):  # what was erased is out of the log; the rest goes at the next start
        changes = changes.joined(erase_late(office))
        sweep(office)
    return _listed(office, replace(report, changes=changes))


def _listed(office: Office, report: FileReport) -> FileReport:
    """After what DKUM says nothing is missing that a spoilt list of erasures might have held."""
    return replace(report, listed=renew(office)) if report.kind == "reply" else report


def own_door(kind: str, path: Path) -> SyncRefused:
    """Requests and grants are opened where people compare a fingerprint."""
    said, step = known_files.WORDS[kind]
    return SyncRefused(tr(said), next_step=tr(step), record=path.name, code="E_KEY")


def _set_aside(office: Office, path: Path, error: SyncRefused) -> None:
    """Keep the authentic file for later, and ask for what comes before it."""
    waiting = office.home / "files" / "waiting"
    requests = office.home / "files" / "requests"
    core = peek(path)
    try:
        waiting.mkdir(parents=True, exist_ok=True)
        requests.mkdir(parents=True, exist_ok=True)
        data = path.read_bytes()
        kept = waiting / f"{sha256(data).hexdigest()}.dks"
        write_atomic(kept, data)
        note_kept(office, [kept])
    except OSError as failed:
        raise io_refusal(failed, record=path.name, writing=True) from failed
    if office.info.kind != "dkum" and standing(office) is not None:
        error.next_step = tr(
            "Berkas ini disimpan dan diterapkan sendiri nanti. Minta izin DKUM dahulu; permintaan itu "
            "menyebut data yang kurang."
        )
        return
    error.request = make_file(office, requests, to=_asked(office, core), request=True).paths[0]
    note_kept(office, [error.request])
    error.next_step = tr(
        "Berkas ini disimpan dan diterapkan sendiri nanti. Kirim berkas {name} kepada pengirimnya.",
        name=error.request.name,
    )


def _asked(office: Office, core: Core) -> str:
    """Who is asked for what is missing: the sender, DKUM or another computer of this office."""
    if office.info.kind == "dkum":
        return core.kelurahan
    from_mate = any(each.dev == core.dev for each in mates_of(office))
    return office.info.scope if from_mate else ""


def _apply_waiting(office: Office, changes: Changes) -> Changes:
    """Try what was set aside, the oldest first; what still does not fit stays. Adds what it moved."""
    waiting = office.home / "files" / "waiting"
    done: set[Path] = set()
    applied = True
    while applied:
        applied = False
        for path in sorted({*waiting.glob("*.dks")} - done, key=_number):
            try:
                changes = changes.joined(_open(office, path, no_progress).changes)
                applied = True
            except SyncRefused as error:
                if error.code in _PASSING or error.code == "E_VERSION":  # waits for the newer program
                    continue
                note_refusal(office, path, error)  # it was promised to go in by itself
            except Unavailable:  # the file before it is in; this one is tried again with the next
                return changes
            done.add(path)
            let_go(office, [path])
            with suppress(OSError):  # one that cannot be removed says next time that it is known
                path.unlink()
    return changes


def _number(path: Path) -> int:
    core = claim(path)
    return core.no if core is not None else 0


def _open(office: Office, path: Path, progress: Progress) -> FileReport:
    if office.directory is None:
        raise Refused(
            tr("Kantor ini belum mendapat izin DKUM, jadi belum dapat membuka berkas data."),
            next_step=tr("Buka dahulu berkas izin dari DKUM."),
            code="not_enrolled",
        )
    progress(0, 4, tr("Memeriksa pengirim berkas"))
    opened = _opened(office, office.directory, path)
    body = open_body(opened, identities(office))
    brought = body.directory()
    directory = _directory(office.directory, opened, brought, own=office.info.dev)
    sender = _sender(directory, opened)
    if "dkum" not in (office.info.kind, sender.kind) and not sender.ever_served(office.info.scope):
        raise refuse("E_SCOPE", "file_of_another_office", area=sender.kelurahan)  # they go through DKUM
    progress(1, 4, tr("Memeriksa isi berkas"))
    ops = list(chained(body.manifest.streams, body.ops()))
    receipts = parse(body.section(RECEIPTS) or b"[]", list[FileReceipt]) if sender.kind == "dkum" else []
    checked = Checked(
        opened,
        body,
        directory,
        sender,
        ops,
        {},
        body.statements(),
        list(body.blobs()),
        receipts,
        office.info.dev,
        waits=_waits(office, directory),
    )
    with office.reading() as connection:
        if is_taken(connection, opened.core):
            keep_of(office, path, checked)
            return report_of(checked, repeated=True)
        if is_taken(connection, opened.core, from_anybody=True):
            raise refuse("E_OPS")  # the id of a file that another device sent
        check(connection, checked)
        ahead = is_ahead(connection, office, checked.body.manifest, sender)
    progress(2, 4, tr("Memeriksa tanda tangan petugas"))
    checked.usigs = signatures(office, checked)
    check_space(office, checked)
    why = ends_here(office, checked) or ("behind" if ahead else "")
    if why:
        office.begin_epoch(why)  # the file goes in all the same; what is missing comes after the grant
    progress(3, 4, tr("Menyimpan perubahan"))
    report = keep(office, checked)
    keep_of(office, path, checked)
    progress(4, 4, tr("Selesai"))
    return report


def _waits(office: Office, directory: TrustedDirectory) -> bool:
    """Whether words of DKUM's may still be to come: at DKUM only where it was put back, or has computers."""
    cities = sum(each.kind == "dkum" for each in directory.content.devices)
    return office.info.kind != "dkum" or cities > 1 or standing(office) is not None


def _directory(
    known: TrustedDirectory, opened: SignedFile, brought: bytes | None, *, own: str
) -> TrustedDirectory:
    """The directory to go on with, never an older one: what an earlier answer brings is judged by ours.

    An earlier answer of DKUM goes in as long as it is of the DKUM that goes on. One of before DKUM was put
    back, or of a copy of it that was not continued, may say other things under the same name.
    """
    older = opened.core.dir < known.version
    if not brought or (opened.core.dev == own and older):
        return known
    device = known.device(opened.core.dev)
    if older and device is not None and device.kind == "dkum" and device.ep != opened.core.ep:
        raise refuse("E_DIR", "list_of_former_dkum")
    return accept(known, brought, ())


def _opened(office: Office, directory: TrustedDirectory, path: Path) -> SignedFile:
    """The file with its sender, whose key only the directory inside may name: DKUM's next one, or the one an
    office got from a DKUM that was put back to an earlier state since."""
    try:
        return open_header(path, directory.sender)
    except SyncRefused as error:
        if error.code == "E_KEY":
            with suppress(SyncRefused):
                opened = open_introduced(path)
                brought = open_body(opened, identities(office)).directory() or b""
                _sender(accept(directory, brought, ()), opened)
                return opened
        raise


def _sender(directory: TrustedDirectory, opened: SignedFile) -> Device:
    """Who sends, by the directory the file itself may have brought. Raises SyncRefused E_KEY, E_REVOKED."""
    found = directory.sender(key_id(opened.sender.public_key))
    device = directory.device(opened.core.dev)
    if found is None or device is None or found.dev != device.dev:
        raise refuse("E_KEY", "stranger")
    if found.revoked:
        raise refuse("E_REVOKED", "revoked", dev=device.dev, ended=device.revoked, why=device.why)
    return device
