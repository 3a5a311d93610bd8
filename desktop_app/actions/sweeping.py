"""After an erasure: what this computer holds of the person outside the log goes too.

The log itself has stubs by then (`storage.erasures`), in the same transaction that took the erasing op in.
What remains is noted there until it is done, so a power cut in between costs nothing: papers, unsaved typing,
reports of imports, steps that wait for a signature, sync files that are in already, and at last every page of
the database that held any of it.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import msgspec
import zstandard
from sqlalchemy import ColumnElement, Connection, delete, or_, select

from desktop_app.actions.access import forget_searches
from desktop_app.actions.backup import STAMPED, name_of
from desktop_app.actions.backup_places import copies_in, earlier_folders
from desktop_app.actions.sweeping_aside import mark_aside
from desktop_app.actions.sweeping_files import drop_files, drop_strays
from desktop_app.actions.sweeping_reasons import note_reasons
from desktop_app.card import OfficeInfo
from desktop_app.domain.documenting import ERASED
from desktop_app.domain.erasing import ERASE, STUB, papers
from desktop_app.domain.op import decode
from desktop_app.domain.shape import WITH_BLOBS, blob_names
from desktop_app.errors import WiraError
from desktop_app.office import BEFORE_MIGRATION, Office
from desktop_app.storage import archive, erasures, remembered, settings, tables
from desktop_app.storage.drafts import Draft
from desktop_app.storage.erasures import Pending
from desktop_app.storage.work import Work

_COMPACT: Final = "erased_compact"
"""Setting: pages that held what was erased are still in the file."""
_REPORTS: Final = "%:imports:%"
_REWRITING: Final = ("rewriting", "cut:%")
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_STAYING: Final = frozenset({"outcome", "kelurahan"})
"""Parts of a report's row that are codes and name nobody."""
_GONE: Final = "(dihapus)"
_WHOLE_NIK: Final = 16
_TOLD_NIK: Final = 12
"""Digits of a NIK that say where and when somebody was born."""
_PHONE: Final = re.compile(r"(?:00?62|62|0)?0?(8\d{8,11})")


@dataclass(frozen=True, slots=True)
class Swept:
    """How many of each went: papers, unsaved forms, sync files. `whole`: nothing is left to do here."""

    papers: int = 0
    forms: int = 0
    files: int = 0
    whole: bool = True


def sweep(office: Office) -> Swept:
    """Do what is noted, if anything is. Raises Unavailable where the disk does not take it; then it is done
    at the next start."""
    with office.reading() as connection:
        pending = erasures.load(connection)
        compact = settings.get(connection, _COMPACT) is not None
    if not pending:
        return Swept(whole=not compact or _compact(office))
    office.keep_access()  # what was searched for and waits to be written is forgotten with the rest
    dropped = _drop_papers(office, pending)
    forms = office.drafts.forget(lambda draft: _in_draft(draft, pending))
    files, held = drop_files(office, pending)
    mark_aside(office.home)
    with office.work() as work:
        _redact(work, pending)
        note_reasons(work.connection, pending)
        for number in sorted(pending.numbers):
            forget_searches(office, work, number)
        blob = tables.blob.c
        for name in sorted(pending.papers):
            if not office.blobs.has(name):
                work.connection.execute(delete(tables.blob).where(blob.sha256 == bytes.fromhex(name)))
        erasures.done(work.connection, pending, held)
        if pending.numbers or pending.names or held != pending.records | pending.papers:
            erasures.note_erased(work.connection)
            settings.put_json(work.connection, _COMPACT, 1)
    files += drop_strays(office)
    return Swept(dropped, forms, files, _compact(office) and not held)


# ---- papers ------------------------------------------------------------------------------------------


def _drop_papers(office: Office, pending: Pending) -> int:
    """Remove the files that nothing else here names."""
    gone = 0
    with office.database.reading() as connection:
        for name in sorted(pending.papers):
            if office.blobs.has(name) and not _is_named(connection, bytes.fromhex(name)):
                office.blobs.drop(name)
                gone += 1
    return gone


def _is_named(connection: Connection, name: bytes) -> bool:
    document, attachment = tables.document.c, tables.attachment.c
    named = or_(document.pdf == name, document.data == name, document.signed == name)
    paper = select(document.id).where(named, document.state.not_in(ERASED))
    scan = select(attachment.uuid).where(attachment.sha256 == name)
    return any(connection.execute(query.limit(1)).first() is not None for query in (paper, scan))


def keep_out(connection: Connection, names: Iterable[str]) -> list[str]:
    """Which of these papers, just come, belong only to what was erased."""
    erased = erased_papers(connection)
    return [name for name in names if name in erased and not _is_named(connection, bytes.fromhex(name))]


def erased_papers(connection: Connection) -> set[str]:
    """The papers that every erasing op here names, those of entries that came after one, and all that was
    ever added to a document whose papers went. Asked with every file that brings papers: what was erased is
    found by its stubs, which have an index of their own, never along the whole log."""
    op, document = tables.op.c, tables.document.c
    late = (op.void == STUB, op.kind.in_(WITH_BLOBS))
    records = set(connection.execute(select(op.record_id).where(op.void == STUB)).scalars())
    lines = set(connection.execute(select(document.id).where(document.state.in_(ERASED))).scalars())
    found: set[str] = set()
    for body in connection.execute(select(op.body).where(*late)).scalars():
        found.update(blob_names(decode(body)))
    for body in _said_of(connection, records | lines, op.kind == ERASE, op.void.is_(None)):
        found.update(papers(decode(body)))
    for body in _said_of(connection, lines, op.kind.in_(WITH_BLOBS)):
        found.update(blob_names(decode(body)))
    return found


def _said_of(connection: Connection, records: Iterable[int], *where: ColumnElement[bool]) -> Iterator[bytes]:
    """The ops about these records of which that holds."""
    numbers = sorted(records)
    for start in range(0, len(numbers), 500):
        few = tables.op.c.record_id.in_(numbers[start : start + 500])
        yield from connection.execute(select(tables.op.c.body).where(few, *where)).scalars()


# ---- typing and local notes --------------------------------------------------------------------------


def _in_draft(draft: Draft, pending: Pending) -> bool:
    """Whether a form is of an erased record or about the person: by the whole NIK wherever it stands, else,
    where none is typed yet that is another's, by their own name with a number of theirs. Relatives share the
    KK, the phone and the guardian, strangers the name."""
    text = draft.form_id + msgspec.json.encode([draft.values, draft.where]).decode()
    if any(each in text for each in pending.records):
        return True
    nik = _digits(str(draft.values.get("nik") or ""))
    typed = list(_leaves(draft.values))
    if any(each in _digits(leaf) for each in pending.niks for leaf in typed):
        return True
    if len(nik) >= _WHOLE_NIK:
        return nik in pending.numbers
    if nik and pending.niks and not any(each.startswith(nik) for each in pending.niks):
        return False
    about = {name: value for name, value in draft.values.items() if name != "wali_nama"}
    named = any(_folded(each) in pending.own for each in _leaves(about))
    begun = len(nik) >= _TOLD_NIK and any(each.startswith(nik) for each in pending.niks)
    return named and (begun or _has_number(typed, pending))


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isdigit())


def _dialled(text: str) -> str:
    """The digits of a number; of a mobile phone from the 8 on, whatever code stands before it."""
    number = _digits(text)
    found = _PHONE.fullmatch(number)
    return found[1] if found else number


def _has_number(typed: Iterable[str], pending: Pending) -> bool:
    """Whether one of these texts is a number of theirs, in any of the ways it is written."""
    numbers = {_dialled(each) for each in pending.numbers}
    return any(_dialled(each) in numbers for each in typed)


def _redact(work: Work, pending: Pending) -> None:
    """Reports of imports say no longer who it was; steps about an erased record wait for nobody."""
    setting = tables.setting.c
    rows = work.connection.execute(select(tables.setting).where(setting.name.like(_REPORTS))).all()
    for row in rows:
        raw = zstandard.ZstdDecompressor().decompress(row.value) if row.value.startswith(_ZSTD) else row.value
        told = msgspec.json.decode(raw)
        if _redacted(told, pending):
            packed = zstandard.ZstdCompressor(level=3).compress(msgspec.json.encode(told))
            settings.put(work.connection, row.name, packed)
    for pattern in _REWRITING if pending.records else ():
        for row in work.connection.execute(select(tables.setting).where(setting.name.like(pattern))).all():
            kept = msgspec.json.decode(row.value)
            if isinstance(kept, list):
                settings.put_json(work.connection, row.name, _others(cast("list[str]", kept), pending))
            elif isinstance(kept, dict) and "ops" in kept:
                kept = cast("dict[str, Any]", kept)
                settings.put_json(work.connection, row.name, {**kept, "ops": _others(kept["ops"], pending)})


def _others(ops: list[str], pending: Pending) -> list[str]:
    return [each for each in ops if decode(b64decode(each)).rec not in pending.records]


def _redacted(told: Any, pending: Pending) -> bool:
    """Take the person out of a report's rows; whether anything was."""
    rows = cast("dict[str, Any]", told).get("rows") if isinstance(told, dict) else None
    found = False
    for row in cast("list[Any]", rows) if isinstance(rows, list) else []:
        if not _in_row(list(_leaves(row)), pending):
            continue
        found = True
        for name in row:
            if name not in _STAYING:
                row[name] = _blank(row[name])
    return found


def _in_row(texts: Sequence[str], pending: Pending) -> bool:
    """Whether a report's row is about the person. A name of one word alone is many people's."""
    named = any(" " in name and name in pending.own for name in map(_folded, texts))
    held = any(number in text for number in pending.numbers for text in texts)
    return named or held or _has_number(texts, pending)


def _blank(value: Any) -> Any:
    if isinstance(value, str):
        return _GONE if value else value
    if isinstance(value, list):
        return []
    return {} if isinstance(value, dict) else value


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in cast("dict[str, Any]", value).values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in cast("list[Any]", value):
            yield from _leaves(each)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


# ---- pages and copies --------------------------------------------------------------------------------


def _compact(office: Office) -> bool:
    """Write the database anew without what was in it, and the list that outlives it; whether all is done. A
    list that is torn waits for who ends that (`erasures_list`): then all words here come into it."""
    with office.database.reading() as connection:
        words = remembered.words_in(connection)
    sealed = remembered.sealed(words, office.access.seal_word)
    listed = remembered.add(office.home / remembered.NAME, sealed)
    with office.database.reading() as connection:
        earlier = earlier_folders(office, connection)
    lay_beside(office, [*backup_folders(office), *(each for each in earlier if copies_in(office, each))])
    office.drafts.compact()
    listed = listed or remembered.torn(office.home)
    if not office.database.compact() or not listed:
        return False  # somebody is reading, or the disk refuses; the next start tries again
    office.do(lambda work: settings.drop(work.connection, _COMPACT))
    return True


def backup_folders(office: Office) -> list[Path]:
    """Where this office's backups go, as far as it can be reached."""
    with office.database.reading() as connection:
        kept: dict[str, Any] = settings.get_json(connection, "backup", {})
    folders = [office.home / "backups", *([Path(kept["folder"])] if kept.get("folder") else [])]
    found: list[Path] = []
    for folder in folders:
        with suppress(OSError):
            found += [folder] if folder.is_dir() else []
    return found


class Copies(NamedTuple):
    """This computer's backups in a folder that may hold somebody erased: `older` ones are from before the
    last erasure here, `unsure` ones cannot be read, or are from a state that this database does not know."""

    older: list[Path]
    unsure: list[Path]


def copies_of_before(office: Office, folder: Path) -> Copies:
    """Daily copies, those of a migration and those for moving, by what is noted in them, whatever their names
    say of the day."""
    with office.database.reading() as connection:
        now, former = erasures.erased_mark(connection), erasures.former_marks(connection)
    own = name_of(office)
    kinds = (own, own.replace("cadangan", "pindahan"), BEFORE_MIGRATION)
    found = Copies([], [])
    for path in sorted(folder.glob("*.tar")):
        kind, _line, stamp = path.stem.rpartition("_")
        if not now or kind not in kinds or not STAMPED.fullmatch(stamp):
            continue
        try:
            listed = archive.listing(path)
            dev = msgspec.json.decode(listed.office, type=OfficeInfo).dev
        except (WiraError, msgspec.MsgspecError):
            found.unsure.append(path)
            continue
        if dev == office.info.dev and listed.erased != now:
            (found.older if listed.erased in former else found.unsure).append(path)
    return found


def lay_beside(office: Office, folders: Sequence[Path]) -> None:
    """Let the list of erasures lie beside the backups too: one that is put back elsewhere needs it."""
    words = remembered.read(office.home / remembered.NAME)
    name = name_of(office).replace("wira-cadangan_", remembered.BESIDE)
    for folder in folders if words else ():
        remembered.add(folder / f"{name}.json", words)
