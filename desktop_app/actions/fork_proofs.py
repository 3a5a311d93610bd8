"""One device, two histories: somebody opened a copy of its folder and both wrote on.

Whoever sees both keeps the proof: the file as it came, signed by its device, and that device's own word about
what was held before. An office hands it on to DKUM beside its next file; DKUM orders a new epoch.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import Connection, select

from desktop_app.actions.kept_files import note_kept
from desktop_app.domain import region
from desktop_app.domain.moments import milliseconds
from desktop_app.errors import SyncRefused
from desktop_app.keys.atomic import write_all_atomic
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.saving import save_file
from desktop_app.sync.container import peek
from desktop_app.sync.directory import Device
from desktop_app.sync.sections import Signed
from resources.i18n import tr, trn

_FOLDER: Final = Path("files", "forks")
_PROOF: Final = ".proof"
PROOF_FILE: Final = ".proof.dks"
"""How the file ends that proves it."""
COPY_OF_PROOF: Final = "-salinan_"
"""In the name of a copy of it for DKUM."""


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
    """A duplicated device, in words. `path` is the file that proves it, of the id `file`; `ordered`: it shall
    begin anew; `granted` is the epoch that DKUM lets go on, `city` whether DKUM reads this."""

    dev: str
    ep: int
    seq: int
    office: str
    tag: str
    at: int
    path: Path
    ordered: bool
    file: str = ""
    granted: int = 0
    city: bool = True

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
        """What to do, at DKUM or at an office."""
        if self.city and self.ordered:
            return tr(
                "Urutan lamanya sudah diakhiri. Buat jawaban untuk kantor itu; kedua salinan lalu meminta "
                "izin, dan Anda memilih satu."
            )
        if self.city:
            return tr(
                "Akhiri urutan lamanya, lalu buat jawaban untuk kantor itu. Yang sudah di DKUM tetap berlaku."
            )
        if self.ordered:
            return tr(
                "DKUM sudah mengakhiri urutan lamanya. Buka jawaban DKUM di kedua salinannya; keduanya lalu "
                "meminta izin, dan DKUM memilih satu. Yang diketik di salinan lain tidak hilang."
            )
        return tr(
            "Mulai sekarang pakai satu salinannya saja. Buat berkas untuk DKUM di komputer ini; buktinya "
            "ikut di sebelahnya, dan DKUM mengakhiri urutan lama komputer itu."
        )

    @property
    def settled(self) -> bool:
        """Whether DKUM has let one of the copies go on."""
        return self.ordered and self.granted != self.ep


def keep_proof(office: Office, path: Path, error: SyncRefused) -> None:
    """Keep the file and what stands against it, and say so in `error`.

    A full disk keeps nothing and hides no refusal.
    """
    city = office.info.kind == "dkum"
    if error.fork is None:
        error.next_step = tr(
            "Berkas ini dari salinan kantor yang belum diizinkan. Minta kantor itu menyimpan permintaan izin."
        )
        if not city:
            error.next_step = tr(
                "Berkas ini dari salinan yang belum diizinkan DKUM. Minta izin DKUM di komputer itu dahulu."
            )
        return
    dev, ep, seq = error.fork
    with office.reading() as connection:
        ours, word = _held(connection, dev, ep, seq)
    proof = _Proof(dev, ep, seq, ours, peek(path).id, milliseconds(office.clock()), path.name, word)
    stem = office.home / _FOLDER / f"{dev}-{ep}"
    with suppress(OSError):
        stem.parent.mkdir(parents=True, exist_ok=True)
        if not stem.with_suffix(_PROOF).exists():  # the first proof stays
            told = msgspec.json.encode(proof)
            file = stem.with_suffix(PROOF_FILE)
            write_all_atomic([(file, path.read_bytes()), (stem.with_suffix(_PROOF), told)])
            note_kept(office, [file, stem.with_suffix(_PROOF)])
    if city:
        error.next_step = tr(
            "Buktinya disimpan. Akhiri urutan lama perangkat itu, lalu buat jawaban untuknya."
        )
        return
    error.next_step = tr("Buktinya disimpan. Buat berkas untuk DKUM; bukti itu ikut di sebelahnya.")
    found = next((each for each in forks(office) if (each.dev, each.ep) == (dev, ep)), None)
    if found is not None:  # the sender only handed on what another computer wrote
        error.message = f"{found.sentence} {tr('Data kantor tidak berubah.')}"


def forks(office: Office) -> tuple[ForkView, ...]:
    """The duplicated devices that are known here, the newest first."""
    found: list[ForkView] = []
    for path in (office.home / _FOLDER).glob(f"*{_PROOF}"):
        with suppress(OSError, msgspec.MsgspecError):
            proof = msgspec.json.decode(path.read_bytes(), type=_Proof)
            device = office.directory.device(proof.dev) if office.directory is not None else None
            if device is not None:
                file = path.with_name(path.name.removesuffix(_PROOF) + PROOF_FILE)
                found.append(_view(proof, device, file, city=office.info.kind == "dkum"))
    return tuple(sorted(found, key=lambda each: each.at, reverse=True))


def open_forks(office: Office) -> tuple[ForkView, ...]:
    """Those of which DKUM has not yet let one copy go on: somebody still has to do something."""
    return tuple(each for each in forks(office) if not each.settled)


def common_in_forks(office: Office) -> dict[tuple[str, int], int]:
    """At an office: the last common seq of streams whose end DKUM has not ordered yet. Our next file tells
    what we hold from there on, whatever its reader says it has."""
    if office.info.kind == "dkum":
        return {}
    return {(each.dev, each.ep): each.seq - 1 for each in forks(office) if not each.ordered}


def hand_on(office: Office, folder: Path) -> tuple[Path, ...]:
    """Copies of the proofs that DKUM has not acted on, beside our file for it: each is a file that DKUM can
    read, as it came. Not its own answers, which it has. Raises Unavailable."""
    made: list[Path] = []
    for each in forks(office):
        with suppress(SyncRefused):  # spoilt on this disk
            if not each.ordered and peek(each.path).kind != "reply":
                name = f"dks_{office.area}_{each.dev[-4:]}_{each.ep}-{each.seq:04d}{COPY_OF_PROOF}p01of01.dks"
                made.append(save_file(folder / name, each.path.read_bytes()))
    return tuple(made)


def proof_words(count: int) -> list[str]:
    """What to say of proofs beside a file, nothing where there are none."""
    if not count:
        return []
    return [
        trn(
            "{n} bukti komputer terduplikasi ikut disalin untuk DKUM. Bawa semuanya.",
            "{n} bukti komputer terduplikasi ikut disalin untuk DKUM. Bawa semuanya.",
            count,
        )
    ]


def _view(proof: _Proof, device: Device, path: Path, *, city: bool) -> ForkView:
    return ForkView(
        dev=proof.dev,
        ep=proof.ep,
        seq=proof.seq,
        office=region.office_of(device.kelurahan),
        tag=region.device_tag(bytes.fromhex(proof.dev)),
        at=proof.at,
        path=path,
        ordered=str(proof.ep) in device.last_good,
        file=proof.theirs,
        granted=device.ep,
        city=city,
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
