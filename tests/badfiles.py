"""One file of every kind that an office must refuse, made by real devices of a small city.

The city is built once in a run and closed; tests open copies of it.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select

from desktop_app.actions import attachments, trust
from desktop_app.actions.explaining import WORDS
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.domain.op import MAX_OP_BYTES, ZERO_ID, Op, decode, encode, op_id
from desktop_app.errors import WiraError
from desktop_app.keys.device import DeviceKeys
from desktop_app.office import Office, open_office
from desktop_app.sample.scans import id_card
from desktop_app.storage import tables
from desktop_app.storage.work import new_id
from desktop_app.sync.directory import Directory, SignKey, TrustedDirectory, read, sign_directory
from desktop_app.sync.parts import Stream
from desktop_app.sync.refusal import SENTENCES
from desktop_app.sync.sections import Holding, UserSignature, encode_op, sign_statement
from desktop_app.sync.writer import Parcel, body_bytes, build_parts, make_core, packed_section, seal
from tests import offices
from tests.offices import CURUG, KUKUSAN, PASSPHRASE

DKUM = "dkum"
PEOPLE = {DKUM: "Hendra Wijaya", KUKUSAN: "Ratna Puspita", CURUG: "Ratna Puspita"}
NOT_COMPARED = ("-shm", "wira.lock", "refused.age", "simpanan.age", "ui.json", ".proof", ".proof.dks")
"""Of an office folder: what reading moves, the note about the refusal itself, the proof of a
duplicated device, and the window's habits."""


@dataclass(frozen=True)
class BadFile:
    """A file, the office that is to refuse it, the class of the refusal, and the cause within it."""

    code: str
    office: str
    path: Path
    cause: str = ""

    def is_told(self, error: WiraError) -> bool:
        """Whether the refusal says what happened and what to do, in the words of its cause."""
        if not self.cause:
            return (error.message, error.next_step) == SENTENCES[self.code]  # type: ignore[index]
        return says(self.cause, error, city=self.office == DKUM)


@dataclass(frozen=True)
class BadFiles:
    """The closed city. `good` is a file that DKUM has not opened yet, with a paper in it."""

    folder: Path
    files: dict[str, BadFile]
    good: Path

    def copied(self, folder: Path) -> Path:
        """The office folders once more, to be opened."""
        for name in PEOPLE:
            shutil.copytree(self.folder / name, folder / name)
        return folder


NAMES = (
    "E_FORMAT letter", "E_FORMAT tail", "E_TRUNC", "E_SIG", "E_BIND", "E_KEY", "E_KEY newer", "E_KEY renewed",
    "E_KEY name", "E_KEY relayed", "E_KEY word", "E_KEY request", "E_REVOKED", "E_REVOKED key", "E_RCPT",
    "E_VERSION reader", "E_VERSION kind", "E_LIMIT header", "E_LIMIT op", "E_OPS gap", "E_OPS json",
    "E_SCOPE", "E_SCOPE office", "E_SCOPE name", "E_SCOPE stream", "E_USIG", "E_GAP", "E_FORK", "E_DIR twin",
    "E_DIR root", "E_DIR spoilt", "E_DIR former", "E_IO absent", "E_IO folder",
)  # fmt: skip
"""The kinds of bad file; the class comes first. A full disk (E_SPACE) is no property of a file."""


def says(cause: str, error: WiraError, *, city: bool) -> bool:
    """Whether an error has the sentence of that cause, with every place in it filled, and its next step."""
    said, at_office, at_city = WORDS[cause]
    pattern = re.sub(r"\\{\w+\\}", r"[^{}?]+", re.escape(said))
    told = re.fullmatch(pattern, error.message) is not None
    return told and error.next_step == (at_city if city else at_office)


def opened(home: Path) -> Office:
    """An office of the copy, its first person in."""
    return open_office(home, PEOPLE[home.name], PASSPHRASE, clock=offices.Clock())


def snapshot(home: Path) -> dict[str, str]:
    """Every file of an office folder by its content."""
    return {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file() and not path.name.endswith(NOT_COMPARED)
    }


def build(folder: Path) -> BadFiles:
    """Make the city, let DKUM know Kukusan, and make every file."""
    dkum, kelurahan = offices.city(folder, KUKUSAN, CURUG)
    try:
        return _Maker(folder, dkum, kelurahan[KUKUSAN], kelurahan[CURUG]).all()
    finally:
        for one in (dkum, *kelurahan.values()):
            one.close()


class Forger:
    """Says with Kukusan's real keys whatever is wanted."""

    def __init__(self, dkum: Office, kukusan: Office) -> None:
        self.dkum, self.kukusan = dkum, kukusan

    @property
    def directory(self) -> TrustedDirectory:
        assert self.dkum.directory is not None
        return self.dkum.directory

    def recipients(self) -> list[str]:
        return list(self.directory.content.inbox)

    def signed(self, **changes: Any) -> TrustedDirectory:
        """DKUM's directory, changed and signed by its root."""
        root = trust.authority(self.dkum).root
        content: Directory = msgspec.structs.replace(self.directory.content, **changes)
        return read(sign_directory(content, [root]), [root.public_key().public_bytes_raw()])

    def stream(self) -> tuple[list[bytes], dict[bytes, list[UserSignature]]]:
        """Kukusan's own ops and the signatures beside them."""
        op, stream = tables.op.c, tables.stream.c
        query = (
            select(op.hash, op.body, op.usig)
            .join(tables.stream, stream.id == op.stream_id)
            .where(stream.dev == bytes.fromhex(self.kukusan.info.dev))
            .order_by(op.seq)
        )
        with self.kukusan.reading() as connection:
            rows = connection.execute(query).all()
        usigs = {
            row.hash: [UserSignature(row.hash, row.usig[:32], row.usig[32:])] for row in rows if row.usig
        }
        return [row.body for row in rows], usigs

    def parcel(self, streams: Sequence[Stream], **changes: Any) -> Parcel:
        made = Parcel(
            kind="data", ep=1, seq=1, kelurahan=KUKUSAN, no=9, recipients=self.recipients(), app="0.1.0",
            dir=1, streams=streams,
        )  # fmt: skip
        return replace(made, **changes)

    def file(
        self,
        ops: Sequence[bytes],
        usigs: dict[bytes, list[UserSignature]],
        *,
        first: int = 1,
        prev: str = ZERO_ID,
        by: Office | None = None,
        **changes: Any,
    ) -> bytes:
        """An authentic file of Kukusan's device that says whatever it was made to say."""
        one = by or self.kukusan
        streams = [Stream(one.info.dev, 1, first, prev, ops)] if ops else []
        ((_core, data),) = build_parts(self.parcel(streams, usigs=usigs, **changes), one.device)
        return data


class _Maker(Forger):
    def __init__(self, folder: Path, dkum: Office, kukusan: Office, curug: Office) -> None:
        super().__init__(dkum, kukusan)
        self.folder, self.curug = folder, curug
        self.usb = folder / "flash disk"
        self.usb.mkdir()
        self.files: dict[str, BadFile] = {}

    def all(self) -> BadFiles:
        person, other = offices.persons(2)
        records = offices.enter(self.kukusan, [person])
        offices.verify(self.kukusan, records)
        open_file(self.dkum, make_file(self.kukusan, self.usb).paths[0])
        open_file(self.kukusan, make_file(self.dkum, self.usb, to=KUKUSAN).paths[0])
        self.kukusan.enter("Ratna Puspita", PASSPHRASE)
        (record,) = offices.enter(self.kukusan, [other])
        attachments.attach(self.kukusan, record, "ktp", id_card(other))
        offices.verify(self.kukusan, [record])
        good = make_file(self.kukusan, self.usb).paths[0]
        self.outside(good.read_bytes())
        self.senders()
        self.contents()
        self.streams()
        self.directories()
        self.files["E_IO absent"] = BadFile("E_IO", DKUM, self.usb / "hilang.dks")
        self.files["E_IO folder"] = BadFile("E_IO", DKUM, self.usb)
        assert set(self.files) == set(NAMES)
        return BadFiles(self.folder, self.files, good)

    def put(self, name: str, data: bytes, office: str = DKUM, *, cause: str = "") -> None:
        path = self.usb / f"{name.replace(' ', '-').lower()}.dks"
        path.write_bytes(data)
        self.files[name] = BadFile(name.split()[0], office, path, cause)

    def built(self, device: DeviceKeys, streams: Sequence[Stream] = (), **changes: Any) -> bytes:
        """A file that device makes."""
        return next(build_parts(self.parcel(streams, **changes), device))[1]

    # ---- the envelope

    def outside(self, good: bytes) -> None:
        self.put("E_FORMAT letter", b"Surat ini bukan berkas sinkronisasi. " * 20)
        self.put("E_FORMAT tail", good + b"\0")
        self.put("E_TRUNC", good[:-200])
        at = good.index(b"age-encryption.org") - 1
        self.put("E_SIG", good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        self.put("E_BIND", good[:-1] + bytes([good[-1] ^ 1]))
        self.put("E_LIMIT header", good[:12] + (70_000).to_bytes(4, "little") + good[16:])

    def senders(self) -> None:
        stranger, former = DeviceKeys.generate(), DeviceKeys.generate()
        own, other = self.kukusan.device, self.curug.device
        self.put("E_KEY", self.built(stranger), cause="stranger")
        self.put("E_KEY newer", self.built(stranger, dir=999), cause="newer_list")
        renewed = DeviceKeys(own.dev, stranger.signing_key, own.identities)
        self.put("E_KEY renewed", self.built(renewed), cause="other_key")
        mixed = DeviceKeys(other.dev, own.signing_key, own.identities)
        self.put("E_KEY name", self.built(mixed), cause="name_of_another")
        ops, _usigs = self.stream()
        alien = encode(msgspec.structs.replace(decode(ops[0]), dev=stranger.dev))
        relayed = Stream(stranger.dev, 1, 1, ZERO_ID, [alien])
        self.put("E_KEY relayed", self.built(own, [relayed]), cause="stream_of_stranger")
        word = sign_statement(stranger.signing_key, Holding(own.dev, 1, 1, {}))
        self.put("E_KEY word", self.built(own, statements=[word]), cause="word_of_stranger")
        self.put("E_REVOKED key", self.built(DeviceKeys(own.dev, former.signing_key, own.identities)),
                 cause="key_ended")  # fmt: skip
        self.put("E_KEY request", trust.make_request(self.kukusan, self.usb).read_bytes())
        self.put("E_RCPT", make_file(self.dkum, self.usb, to=KUKUSAN).paths[0].read_bytes(), CURUG)
        self.put("E_REVOKED", make_file(self.curug, self.usb).paths[0].read_bytes(), cause="revoked")
        to_kukusan = {"kelurahan": CURUG, "recipients": [own.recipient]}
        self.put("E_SCOPE office", self.built(other, **to_kukusan), KUKUSAN, cause="file_of_another_office")
        devices = {each.dev: each for each in self.directory.content.devices}
        since = devices[own.dev].keys[-1].since
        devices[other.dev] = msgspec.structs.replace(devices[other.dev], revoked=since, why="laptop hilang")
        ended = SignKey(former.public_key.hex(), since, revoked=since)
        devices[own.dev] = msgspec.structs.replace(devices[own.dev], keys=[ended, *devices[own.dev].keys])
        newer = self.signed(devices=[*devices.values()], version=self.directory.version + 1)
        self.dkum.do(lambda work: trust.keep_newer(work, self.dkum, newer))

    # ---- what an enrolled device says within it

    def contents(self) -> None:
        core = make_core(
            self.kukusan.device, kind="data", ep=1, kelurahan=KUKUSAN, no=9, recipients=self.recipients(),
            app="0.1.0", directory=1,
        )  # fmt: skip
        later = msgspec.structs.replace(core, min_reader=9)
        self.put(
            "E_VERSION reader", seal(self.kukusan.device, later, body_bytes(later, []), self.recipients())
        )
        large = packed_section("ops", encode_op(b"x" * (MAX_OP_BYTES + 1)))
        self.put("E_LIMIT op", seal(self.kukusan.device, core, body_bytes(core, [large]), self.recipients()))

    def streams(self) -> None:
        ops, usigs = self.stream()
        last = decode(ops[-1])
        self.put("E_OPS gap", self.file([*ops[:2], *ops[3:]], usigs))
        self.put("E_OPS json", self.file([*ops, b"{" * 40], usigs))
        place = Place(self.kukusan, len(ops) + 1, op_id(ops[-1]).hex())
        alien = {"nama": "Siti Marlina", "kelurahan_kode": CURUG}
        self.put("E_SCOPE", self.file([*ops, place.op(set=alien)], usigs), cause="record_of_another_office")
        self.put("E_SCOPE name", self.file([], {}, kelurahan=CURUG), cause="name_of_another_office")
        foreign, _ = Forger(self.dkum, self.curug).stream()
        streams = [Stream(self.curug.info.dev, 1, 1, ZERO_ID, foreign[:1])]
        self.put("E_SCOPE stream", self.built(self.kukusan.device, streams), cause="stream_of_another_office")
        self.put("E_VERSION kind", self.file([*ops, place.op(crit=True, kind="later")], usigs))
        forged = {
            op: [UserSignature(op, each.key, each.signature[:40] + bytes(24)) for each in found]
            for op, found in usigs.items()
        }
        self.put("E_USIG", self.file(ops, forged))
        far = Place(self.kukusan, len(ops) + 5, "ab" * 32)
        self.put("E_GAP", self.file([far.op(set={"nama": "Siti"})], {}, first=len(ops) + 5, prev="ab" * 32))
        twin = Place(self.kukusan, 2, decode(ops[1]).prev)
        self.put("E_FORK", self.file([ops[0], twin.op(set=last.set, rec=last.rec)], {}))

    def directories(self) -> None:
        down = {"kind": "reply", "recipients": [self.kukusan.device.recipient]}
        assert self.kukusan.directory is not None
        root = DeviceKeys.generate().signing_key
        other_root = sign_directory(msgspec.structs.replace(self.directory.content, version=99), [root])
        twin = self.signed(version=self.kukusan.directory.version).data
        for name, data, cause, more in (
            ("E_DIR twin", twin, "list_twin", {"dir": self.kukusan.directory.version}),
            ("E_DIR root", other_root, "list_of_another_root", {}),
            ("E_DIR spoilt", b'{"body":"{}","sigs":{}}', "list_spoilt", {}),
            ("E_DIR former", self.signed(version=1).data, "list_of_former_dkum", {"ep": 7}),
        ):
            made = self.file([], {}, by=self.dkum, directory=data, **down, **more)
            self.put(name, made, KUKUSAN, cause=cause)


@dataclass(frozen=True)
class Place:
    """Where the next op of an office stands."""

    office: Office
    seq: int
    prev: str

    def op(self, **changes: Any) -> bytes:
        """An op there, of its device and person."""
        made = Op(
            v=1, crit=False, dev=self.office.info.dev, ep=1, seq=self.seq, prev=self.prev, salt="00" * 16,
            chg=new_id(), user=self.office.session.user, wall=1_795_000_000_000, rec=new_id(),
            ent="application", kind="set", set={}, base={}, n=1,
        )  # fmt: skip
        return encode(msgspec.structs.replace(made, **changes))
