"""One device, two histories: somebody opened a copy of its folder and both wrote on.

DKUM keeps the proof (the file as it came, signed by the device, and the device's own word about what DKUM
held before), and orders a new epoch. At the office DKUM's history then counts, and what was written beside
it is written again (`actions.rewriting`).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import Connection, select

from desktop_app.actions.copies import agrees
from desktop_app.actions.inspecting import Checked
from desktop_app.actions.rewriting import put_aside, rewrite
from desktop_app.domain import region
from desktop_app.domain.moments import milliseconds
from desktop_app.errors import SyncRefused
from desktop_app.keys.atomic import write_all_atomic
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.work import Work
from desktop_app.sync.container import peek
from desktop_app.sync.directory import Device
from desktop_app.sync.manifest import stream_name
from desktop_app.sync.sections import Signed
from resources.i18n import tr

_FOLDER: Final = Path("files", "forks")
_PROOF: Final = ".proof"
_FILE: Final = ".proof.dks"


class _Proof(msgspec.Struct, frozen=True):
    """Beside the file: where it differs, the ids, and the device's word about the history held here."""

    dev: str
    ep: int
    seq: int
    ours: str
    theirs: str
    at: int
    name: str
    checkpoint: Signed | None = None


@dataclass(frozen=True, slots=True)
class ForkView:
    """A duplicated device, in words. `path` is the file that proves it; `ordered`: it shall begin anew."""

    dev: str
    ep: int
    seq: int
    office: str
    tag: str
    at: int
    path: Path
    ordered: bool

    @property
    def sentence(self) -> str:
        """What happened."""
        return tr(
            "Komputer {tag} {kantor} terduplikasi: dua salinannya menulis catatan ke-{seq} yang berbeda.",
            tag=self.tag,
            kantor=self.office,
            seq=self.seq,
        )

    @property
    def next_step(self) -> str:
        """What to do."""
        if self.ordered:
            return tr(
                "Urutan lamanya sudah diakhiri. Buat jawaban untuk kantor itu; kedua salinan lalu meminta "
                "izin, dan Anda memilih satu."
            )
        return tr(
            "Akhiri urutan lamanya, lalu buat jawaban untuk kantor itu. Yang sudah di DKUM tetap berlaku."
        )


def keep_proof(office: Office, path: Path, error: SyncRefused) -> None:
    """At DKUM: keep the file and what stands against it. A full disk keeps nothing and hides no refusal."""
    if office.info.kind != "dkum":
        return
    if error.fork is None:
        error.next_step = tr(
            "Berkas ini dari salinan kantor yang belum diizinkan. Minta kantor itu menyimpan permintaan izin."
        )
        return
    dev, ep, seq = error.fork
    with office.reading() as connection:
        ours, word = _held(connection, dev, ep, seq)
    at = milliseconds(office.clock())
    proof = _Proof(dev, ep, seq, ours, peek(path).id, at, path.name, word)
    folder = office.home / _FOLDER
    error.next_step = tr("Buktinya disimpan. Akhiri urutan lama perangkat itu, lalu buat jawaban untuknya.")
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        stem = folder / f"{dev}-{ep}"
        if not stem.with_suffix(_PROOF).exists():  # the first proof stays
            told = msgspec.json.encode(proof)
            write_all_atomic([(stem.with_suffix(_FILE), path.read_bytes()), (stem.with_suffix(_PROOF), told)])


def forks(office: Office) -> tuple[ForkView, ...]:
    """The duplicated devices that are known here, the newest first."""
    found: list[ForkView] = []
    for path in (office.home / _FOLDER).glob(f"*{_PROOF}"):
        with suppress(OSError, msgspec.MsgspecError):
            proof = msgspec.json.decode(path.read_bytes(), type=_Proof)
            device = office.directory.device(proof.dev) if office.directory is not None else None
            if device is not None:
                found.append(_view(proof, device, path.with_name(path.name.removesuffix(_PROOF) + _FILE)))
    return tuple(sorted(found, key=lambda each: each.at, reverse=True))


def _view(proof: _Proof, device: Device, path: Path) -> ForkView:
    return ForkView(
        dev=proof.dev,
        ep=proof.ep,
        seq=proof.seq,
        office=region.office_of(device.kelurahan),
        tag=region.device_tag(bytes.fromhex(proof.dev)),
        at=proof.at,
        path=path,
        ordered=str(proof.ep) in device.last_good,
    )


def _held(connection: Connection, dev: str, ep: int, seq: int) -> tuple[str, Signed | None]:
    """Our op at that place, and what its device signed about it."""
    stream, op, point = tables.stream.c, tables.op.c, tables.checkpoint.c
    number = connection.execute(
        select(stream.id).where(stream.dev == bytes.fromhex(dev), stream.ep == ep)
    ).scalar()
    ours = connection.execute(select(op.hash).where(op.stream_id == number, op.seq == seq)).scalar()
    signed = connection.execute(
        select(point.body)
        .where(point.stream_id == number, point.signer == bytes.fromhex(dev), point.seq >= seq)
        .order_by(point.seq)
        .limit(1)
    ).scalar()
    word = msgspec.json.decode(signed, type=Signed) if signed is not None else None
    return ours.hex() if ours is not None else "", word


# ---- at the office -----------------------------------------------------------------------------------


def ends_here(office: Office, checked: Checked) -> str:
    """Why this computer has to begin a new epoch before DKUM's answer goes in, or ""."""
    own = checked.directory.device(office.info.dev)
    if checked.sender.kind != "dkum" or own is None or own.kind == "dkum":
        return ""
    if (own.dev, office.info.ep) in checked.cuts:
        return "forked"
    return "ended" if str(office.info.ep) in own.last_good else ""


def settle(work: Work, office: Office, checked: Checked) -> None:
    """Where DKUM's answer holds another history of a stream than we do, cut ours; its own ops come next.

    Our own is written again (`rewriting.say_again`); what another computer wrote comes again from it.
    """
    if checked.sender.kind != "dkum" or office.info.kind == "dkum":
        return
    own: dict[int, int] = {}
    for (dev, ep), seq in checked.cuts.items():
        if dev == office.info.dev:
            own[ep] = seq
        else:
            put_aside(work, dev, ep, seq)
    device = checked.directory.device(office.info.dev)
    told = checked.body.manifest.have
    for ep, last in (device.last_good if device is not None else {}).items():
        head = told.get(stream_name(office.info.dev, int(ep)))
        known = int(ep) in own or head is None or agrees(work.connection, office.info.dev, int(ep), head)
        if known:  # else another part of the answer brings where they differ
            own[int(ep)] = min(last, own.get(int(ep), last))
    rewrite(work, office, own)
