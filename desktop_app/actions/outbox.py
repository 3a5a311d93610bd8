"""Kotak keluar: files made without being asked, once there is something new for a receiver.

New are changes it has not been sent, papers it asked for, and the news that its own changes came in. A file
that brings nothing of the sort is not answered, so two offices never answer each other for ever. A file is
made whole on this computer first and copied then; only its last step gives it its name in the folder.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import Connection, func, select

from desktop_app.actions.arrivals import claim
from desktop_app.actions.box_notes import BoxNote, Delivered, Sent
from desktop_app.actions.export import WANTED, MadeFile, make_file
from desktop_app.actions.handing import hand_over
from desktop_app.actions.kept_files import let_go, note_kept
from desktop_app.actions.peers import Peer, delivered, mates_of, peer_of, sends
from desktop_app.actions.progress import Progress, no_progress
from desktop_app.domain import region
from desktop_app.domain.moments import milliseconds
from desktop_app.errors import SyncRefused, Unavailable
from desktop_app.keys.atomic import write_atomic
from desktop_app.office import Office
from desktop_app.storage import settings, tables
from desktop_app.sync.manifest import stream_name
from desktop_app.sync.refusal import io_refusal
from desktop_app.sync.writer import write_file
from resources.i18n import tr

_QUIET_MS: Final = 3 * 60_000
_LONGEST_MS: Final = 30 * 60_000
_BETWEEN_MS: Final = 10 * 60_000
_UNANSWERED_MS: Final = 3 * 24 * 60 * 60_000
_UP: Final = "dkum"


@dataclass
class Outbox:
    """What waits for whom. `news` keeps, by receiver, what was new, since when, and since when unchanged."""

    office: Office
    note: BoxNote
    news: dict[str, tuple[Sent, int, int]] = field(default_factory=dict[str, tuple[Sent, int, int]])

    def due(self, *, at_once: bool = False) -> list[str]:
        """The receivers for whom a file is to be made now: after three quiet minutes, half an hour of typing
        at most, and ten minutes after the last file; `at_once` waits for nothing."""
        now = milliseconds(self.office.clock())
        ready: list[str] = []
        if self.office.directory is None:
            return []
        with self.office.reading() as connection:
            for to in self._receivers():
                sent = self._new_for(connection, to, now)
                if sent is None:
                    self.news.pop(to, None)
                    continue
                was, first, _changed = before = self.news.get(to, (sent, now, now))
                changed = before[2] if was == sent else now
                self.news[to] = (sent, first, changed)
                calm = now - changed >= _QUIET_MS or now - first >= _LONGEST_MS
                last = self.note.sent.get(to, Sent()).at
                if at_once or (calm and now - last >= _BETWEEN_MS):
                    ready.append(to)
        return ready

    def make(self, to: str, *, progress: Progress = no_progress) -> MadeFile:
        """Make the file for `to` on this computer; `deliver` brings it to the folder.

        One that was still waiting to be brought is replaced. Raises as `make_file`.
        """
        now = milliseconds(self.office.clock())
        with self.office.reading() as connection:
            sent = self._state(connection, self._peer(to), Sent())
        self.news[to] = (sent, now, now)  # if it fails, it is tried again after three minutes
        folder = self._ready() / (to or _UP)
        before = [path for path in folder.glob("*") if not _is_request(path)]
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise io_refusal(error, record=folder.name, writing=True) from error
        if to and to == self.office.info.scope:
            made, _answers = hand_over(self.office, folder, progress=progress)
        else:
            made = make_file(self.office, folder, to=to, progress=progress)
        note_kept(self.office, [path for path in folder.glob("*") if path not in before])
        let_go(self.office, before)
        for path in before:
            with suppress(OSError):
                path.unlink()
        self.note.sent[to] = msgspec.structs.replace(sent, at=now)
        self.note.made, self.note.made_at = made.paths[0].name, now
        self.news.pop(to, None)
        return made

    def ask(self, request: Path) -> None:
        """Let the request for what is missing go out with the next files."""
        core = claim(request)
        to = core.kelurahan if core is not None and self.office.info.kind == "dkum" else ""
        with suppress(OSError):  # it stays where it was made, and the page offers it
            folder = self._ready() / (to or _UP)
            folder.mkdir(parents=True, exist_ok=True)
            write_atomic(folder / request.name, request.read_bytes())
            note_kept(self.office, [folder / request.name])

    def deliver(self, folder: Path) -> int:
        """Copy what is ready into the folder, each file whole or not at all; returns how many.

        Then our earlier files for the same receiver are taken away: the new one holds all they held. Raises
        Unavailable naming file, cause and next step; what is ready stays ready.
        """
        count = 0
        for place in sorted(self._ready().glob("*")):
            files = sorted(path for path in place.iterdir() if path.suffix != ".part")
            to = "" if place.name == _UP else place.name
            new = [self._copied(path, self._target(folder, to), folder) for path in files]
            if not new:
                continue
            old = self.note.delivered.get(to, [])
            if all(map(_is_request, files)):  # a request holds no data: nothing is replaced by it
                new += [each for each in old if each not in new]
            self.note.delivered[to] = new
            for each in old:
                if each not in new:
                    _take_away(folder / each.path, each.sha256)
            let_go(self.office, files)
            for path in files:
                with suppress(OSError):  # copied again next time, and found there
                    path.unlink()
            count += len(files)
        return count

    # ---- what is new ---------------------------------------------------------------------------------

    def _receivers(self) -> list[str]:
        office = self.office
        if office.info.kind != "dkum":
            mates = office.info.kind == "kelurahan" and bool(mates_of(office))
            return ["", office.info.scope] if mates else [""]
        assert office.directory is not None
        return sorted({
            each.kelurahan for each in office.directory.content.devices
            if each.kind == "kelurahan" and each.revoked is None
        })  # fmt: skip

    def _peer(self, to: str) -> Peer:
        assert self.office.directory is not None
        return peer_of(self.office, self.office.directory, to, request=False)

    def _new_for(self, connection: Connection, to: str, now: int) -> Sent | None:
        """What a file made now would hold beyond the last one; None where that is nothing."""
        peer, last = self._peer(to), self.note.sent.get(to, Sent())
        state = self._state(connection, peer, last)
        unanswered = False
        if last.at and now - last.at >= _UNANSWERED_MS:
            unanswered = bool(self._state(connection, peer, Sent()).streams)  # no word that all arrived
        if state.streams != last.streams or unanswered or self._answers(connection, peer, last.incoming):
            return state
        self.note.sent[to] = msgspec.structs.replace(last, incoming=state.incoming)
        return None

    def _state(self, connection: Connection, peer: Peer, last: Sent) -> Sent:
        """How far each stream goes that the receiver may see, never behind what `last` says."""
        op, record, file = tables.op.c, tables.record.c, tables.sync_file.c
        streams = dict(last.streams)
        for row in connection.execute(select(tables.stream)):
            dev = row.dev.hex()
            if not sends(self.office, peer, dev, self._area(dev)):
                continue
            name = stream_name(dev, row.ep)
            known = max(last.streams.get(name, 0), min(row.seq, delivered(connection, peer, row)))
            query = select(func.max(op.seq)).where(
                op.stream_id == row.id, op.seq > known, record.id == op.record_id
            )
            if peer.down:
                query = query.where(record.scope.in_(("", peer.scope)))
            newest = connection.execute(query).scalar()
            if newest is not None:
                streams[name] = newest
        incoming = connection.execute(select(func.max(file.id)).where(file.direction == "in")).scalar()
        return Sent(streams, incoming or 0)

    def _area(self, dev: str) -> str:
        return self.office.context.places.get(dev, ("", ""))[1]

    def _answers(self, connection: Connection, peer: Peer, since: int) -> bool:
        """Whether something came from the receiver that it should know has come, or that asks for papers."""
        file = tables.sync_file.c
        senders = {peer.scope, *((self.office.info.scope,) if peer.only_own else ())}
        rows = connection.execute(
            select(file.report, file.kind).where(
                file.direction == "in", file.id > since, file.peer.in_(senders)
            )
        ).all()
        asked = bool(rows) and any(
            self.office.blobs.has(name)
            for reader in peer.readers
            for device in reader
            for name in settings.get_json(connection, WANTED + device.dev, [])
        )
        return asked or any(row.kind == "request" or _brought(row.report) for row in rows)

    # ---- the folder ----------------------------------------------------------------------------------

    def _ready(self) -> Path:
        return self.office.home / "files" / "outbox"

    def _target(self, folder: Path, to: str) -> Path:
        """DKUM's files lie in a folder for each kelurahan, so that it can be shared with that one alone."""
        place = region.by_code(to) if self.office.info.kind == "dkum" else None
        return folder / f"{place.code} {place.name}" if place is not None else folder

    def _copied(self, path: Path, target: Path, folder: Path) -> Delivered:
        try:
            if (
                target != folder and folder.is_dir()
            ):  # never the box itself: a stick that is out has no folder
                target.mkdir(exist_ok=True)
            data = path.read_bytes()
            there = target / path.name
            with suppress(OSError):
                if there.read_bytes() == data:
                    return Delivered(there.relative_to(folder).as_posix(), _digest(there))
            digest = write_file(there, data)
        except OSError as error:
            raise _not_there(path, io_refusal(error, record=path.name, writing=True)) from error
        except SyncRefused as error:
            raise _not_there(path, error) from error
        return Delivered(there.relative_to(folder).as_posix(), digest)


def _is_request(path: Path) -> bool:
    core = claim(path)
    return core is not None and core.kind == "request"


def _brought(report: str) -> bool:
    found = msgspec.json.decode(report)
    return bool(found.get("new") or found.get("blobs"))


def _digest(path: Path) -> str:
    with open(path, "rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _take_away(path: Path, sha256: str) -> None:
    """Remove a file of ours that a newer one replaces, and nothing that is not ours to the byte."""
    with suppress(OSError):
        if _digest(path) == sha256:
            path.unlink()


def _not_there(path: Path, error: SyncRefused) -> Unavailable:
    """The file is made and kept here; its copy is tried again at every look."""
    if error.code == "E_SPACE":
        return Unavailable(
            tr("Kotak keluar penuh. Berkasnya sudah dibuat dan tersimpan di komputer ini."),
            next_step=tr("Kosongkan ruang di folder itu; Wira menyalin berkasnya sendiri sesudah itu."),
            record=path.name,
            code="outbox_full",
        )
    return Unavailable(
        tr(
            "Kotak keluar tidak ada, tidak boleh ditulis, atau bermasalah. Berkasnya sudah dibuat dan "
            "tersimpan di komputer ini."
        ),
        next_step=tr(
            "Sambungkan lagi folder bersama atau flash disknya, atau pilih folder lain di Pengaturan; Wira "
            "menyalin berkasnya sendiri sesudah itu."
        ),
        record=path.name,
        code="outbox_gone",
    )
