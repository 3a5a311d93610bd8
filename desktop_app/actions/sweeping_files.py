"""After an erasure: the sync files of this office that still hold an entry or a paper of the person."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

from sqlalchemy import Connection, select

from desktop_app.actions.exchange_settings import REFUSED, exchange_settings
from desktop_app.actions.fork_proofs import COPY_OF_PROOF, PROOF_FILE, forks
from desktop_app.actions.kept_answers import kept_folder
from desktop_app.actions.kept_files import let_go
from desktop_app.actions.trust import identities
from desktop_app.domain.erasing import ERASE, stub_of
from desktop_app.domain.op import Op, decode, decode_usual, op_id
from desktop_app.errors import SyncRefused, WiraError
from desktop_app.office import Office
from desktop_app.storage import erasures, tables
from desktop_app.storage.erasures import Pending
from desktop_app.storage.receive import known_ids
from desktop_app.sync.container import Body, SignedFile, open_body, open_header, peek

Stray = Literal["refused", "waiting", "proof", "settled"]
"""Why a sync file lies here that was not taken in; `settled` is a proof that nobody needs any more."""
_HALF_S: Final = 86_400
_HALVES: Final = (".dks.part", ".age.part", ".tar.part", ".pdf.part", ".json.part")


def drop_files(office: Office, pending: Pending) -> tuple[int, set[str]]:
    """Remove sync files, made or taken in here, that still hold an entry of these records, or a paper: what
    others lack is made again, with stubs. What was not opened yet stays; it is opened first. So does an
    answer of DKUM's that is still the only one here with its own words (`kept_answers`): returned are how
    many went, and the records and papers whose answers wait for DKUM's next one, which says all again.
    """
    if office.directory is None or not pending:
        return 0, set()
    gone, answers = 0, dict[Path, set[str]]()
    kept = kept_folder(office)
    for path in _files(office):
        with suppress(OSError, WiraError):
            about = _told_in(office, path, pending) if _is_done(office, path) else set[str]()
            if about and path.parent == kept:
                answers[path] = about
            elif about:
                let_go(office, [path])
                path.unlink()
                gone += 1
    held: set[str] = set()
    if answers:
        clean = said_by_dkum(office, (path for path in sorted(kept.glob("*.dks")) if path not in answers))
        for path, about in answers.items():
            with suppress(OSError, WiraError):
                if said_by_dkum(office, [path]) <= clean:
                    let_go(office, [path])
                    path.unlink()
                    gone += 1
                else:
                    held |= about
    return gone, held


def said_by_dkum(office: Office, paths: Iterable[Path]) -> set[tuple[int, int]]:
    """Which of DKUM's own words (epoch, seq) these answers hold."""
    assert office.directory is not None
    found: set[tuple[int, int]] = set()
    for path in paths:
        with suppress(OSError, WiraError):
            opened = open_header(path, office.directory.sender)
            for each in open_body(opened, identities(office)).manifest.streams:
                if each.dev == opened.core.dev:
                    found.update((each.ep, seq) for seq in range(each.first, each.last + 1))
    return found


def _files(office: Office) -> list[Path]:
    """In the office folder and the watched ones, and where files are put away."""
    with office.reading() as connection:
        wish = exchange_settings(connection)
    folders = [office.home / "files", *(Path(each) for each in (wish.inbox, wish.outbox) if each)]
    found: list[Path] = []
    for folder in folders:
        for place, _folders, names in os.walk(folder):
            found += (Path(place, name) for name in names if name.endswith(".dks"))
    return sorted(set(found))


def note_told_again(connection: Connection, ops: Iterable[Op]) -> None:
    """An old file that comes after an erasure holds what the log holds no more: it is swept like the others.
    The connection is a work's."""
    if erasures.erased_mark(connection):
        records = {op.rec for op in ops if op.kind != ERASE}
        erasures.note_records(connection, erasures.erased_among(connection, records))


def tells_of_erased(office: Office, path: Path) -> bool | None:
    """Whether a file says something of somebody who was erased here; None where it cannot be opened."""
    with office.reading() as connection:
        if office.directory is None or not erasures.erased_mark(connection):
            return False
    try:
        records = set(_records_in(open_body(open_header(path, office.directory.sender), identities(office))))
    except (OSError, WiraError):
        return None
    with office.reading() as connection:
        return bool(erasures.erased_among(connection, records))


def strays(office: Office) -> Iterator[tuple[Path, Stray]]:
    """Sync files that lie here and were never taken in: refused ones, those that wait for an earlier one, and
    proofs of a doubled computer, until DKUM has acted on them and after."""
    proofs = {each.file: each.ordered for each in forks(office)}
    for path in _files(office):
        if path.parent.name == REFUSED:
            yield path, "refused"
        elif path.parent.name == "waiting":
            yield path, "waiting"
        elif path.name.endswith(PROOF_FILE) or COPY_OF_PROOF in path.name:
            with suppress(OSError, WiraError):
                yield path, "settled" if proofs.get(peek(path).id, True) else "proof"


def drop_halves(office: Office) -> None:
    """Where somebody was erased here, files that a power cut left half written go once they are a day old:
    by then nobody is writing them. In the outbox, where other programs write too, only our own sync files;
    not in the inbox, where others write."""
    with office.reading() as connection:
        wish = exchange_settings(connection)
        if not erasures.erased_mark(connection):
            return
    before = office.clock().timestamp() - _HALF_S
    halves = [path for path in office.home.rglob("*.part") if path.name.endswith(_HALVES)]
    halves += Path(wish.outbox).glob("*.dks.part") if wish.outbox else ()
    for path in halves:
        with suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink()


def drop_strays(office: Office) -> int:
    """Remove those that nobody needs any more and that tell of somebody erased; returns how many. A refused
    one that alone holds entries about others stays until they are here, and is named (`sweeping_left`)."""
    gone = 0
    with office.reading() as connection:
        if not erasures.erased_mark(connection):
            return 0
    for path, kind in list(strays(office)):
        if kind in ("refused", "settled") and tells_of_erased(office, path):
            if kind == "refused" and brings_others(office, path):
                continue
            let_go(office, [path])
            with suppress(OSError):
                path.unlink()
                gone += 1
    return gone


def brings_others(office: Office, path: Path) -> bool:
    """Whether a file holds an entry that is not here, about a record that was not erased here."""
    if office.directory is None:
        return False
    try:
        body = open_body(open_header(path, office.directory.sender), identities(office))
        said = {op_id(data): record for data in body.ops() if (record := _told_of(data))}
    except (OSError, WiraError):
        return False
    with office.reading() as connection:
        lacking = said.keys() - known_ids(connection, list(said))
        records = {said[each] for each in lacking}
        return bool(records - erasures.erased_among(connection, records))


def _is_done(office: Office, path: Path) -> bool:
    """Whether this office made the file or has taken it in."""
    core, file = peek(path), tables.sync_file.c
    with office.reading() as connection:
        query = select(file.id).where(file.file_id == bytes.fromhex(core.id), file.part == core.part)
        return connection.execute(query.limit(1)).first() is not None


def _told_in(office: Office, path: Path, pending: Pending) -> set[str]:
    """Of which of these records a file holds an entry, and which of these papers; the word that erases them
    names nobody."""
    assert office.directory is not None
    opened: SignedFile = open_header(path, office.directory.sender)
    body = open_body(opened, identities(office))
    found = set(_records_in(body)) & pending.records
    named = {name.hex() for name, _paper in body.blobs()} if pending.papers else set[str]()
    return found | (named & pending.papers)


def _records_in(body: Body) -> Iterator[str]:
    """Whose records the entries of a file that say something are of."""
    return map(_told_of, body.ops())


def _told_of(data: bytes) -> str:
    """Whose record an op says something of; "" for a stub or one that erases."""
    return _record_of(data) if len(data) > 32 and stub_of(data) is None else ""


def _record_of(data: bytes) -> str:
    """Whose record an op that says something is of; "" for one that erases."""
    usual = decode_usual([data])
    try:
        op = usual[0] if usual else decode(data)
    except SyncRefused:
        return ""
    return "" if op.kind == ERASE else op.rec
