"""The workshop of a forger: a city whose devices' real keys are in the wrong hands, and the tools."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import select

from desktop_app.actions import trust
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.domain.op import ZERO_ID, decode, encode, op_id
from desktop_app.keys import age
from desktop_app.keys.device import DeviceKeys
from desktop_app.keys.signing import HEADER_TYPE
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.sync.container import LENGTHS, U32, open_body, open_header
from desktop_app.sync.directory import sign_directory
from desktop_app.sync.enrolment import EnrolRequest, make_grant, make_request, read_request
from desktop_app.sync.manifest import (
    MAGIC,
    Core,
    Header,
    Section,
    StreamRange,
    pack,
)
from desktop_app.sync.parts import Stream
from desktop_app.sync.sections import (
    Signed,
    UserSignature,
    encode_op,
    encode_usigs,
)
from desktop_app.sync.writer import build_parts, make_core, packed_section, raw_section
from tests import offices
from tests.badfiles import DKUM, Forger, Place
from tests.offices import CURUG, KUKUSAN, PASSPHRASE

LAPTOP: Final = "laptop"
NEW: Final = "baru"
GRANT, ACCEPT, FILE = "grant", "accept", "file"
Part = tuple[Section, bytes]


@dataclass(frozen=True)
class Forgery:
    """A file, the class that must meet it, the office where, and by which door it comes."""

    name: str
    code: str
    data: bytes
    office: str = DKUM
    door: str = FILE


class Workshop(Forger):
    """A city with one more computer than it trusts, and all of its keys in the wrong hands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        dkum, kelurahan = offices.city(folder, KUKUSAN, CURUG)
        super().__init__(dkum, kelurahan[KUKUSAN])
        self.curug = kelurahan[CURUG]
        self.laptop = offices.office(folder / LAPTOP, "lapangan", name="Budi Hartono")
        self.new = offices.office(folder / NEW, code="3276021010")
        self.usb = folder / "flash disk"
        self.usb.mkdir()
        offices.enrol(dkum, self.laptop, folder)
        self._live()
        self.ops, self.usigs = self.stream()

    def _live(self) -> None:
        """Some applicants; DKUM holds the first, Kukusan knows it, and one is still to be sent."""
        one, two, three = offices.persons(3)
        offices.enter(self.laptop, offices.persons(1, seed=5))
        offices.verify(self.kukusan, offices.enter(self.kukusan, [one]))
        self.sent = make_file(self.kukusan, self.usb).paths[0].read_bytes()
        open_file(self.dkum, self.put(self.sent))
        open_file(self.kukusan, make_file(self.dkum, self.usb, to=KUKUSAN).paths[0])
        self.kukusan.enter("Ratna Puspita", PASSPHRASE)
        offices.verify(self.kukusan, offices.enter(self.kukusan, [two]))
        (self.foreign,) = offices.enter(self.curug, [{**three, "kelurahan_kode": CURUG}])
        open_file(self.dkum, make_file(self.curug, self.usb).paths[0])

    def put(self, data: bytes) -> Path:
        path = self.usb / "palsu.dks"
        path.write_bytes(data)
        return path

    @property
    def homes(self) -> dict[str, Office]:
        """The open offices by the name of their folder."""
        return {DKUM: self.dkum, KUKUSAN: self.kukusan, CURUG: self.curug, LAPTOP: self.laptop, NEW: self.new}

    def close(self) -> None:
        """Close all of them."""
        for office in self.homes.values():
            office.close()

    def open(self, forgery: Forgery) -> object:
        """Bring it to its office as a person there would."""
        path, office = self.put(forgery.data), self.homes[forgery.office]
        if forgery.door == GRANT:
            return trust.grant(office, path, self.usb, fingerprint=self.new.device.fingerprint)
        if forgery.door == ACCEPT:
            return trust.accept_grant(office, path, fingerprint=self.directory.root_fingerprints()[0])
        return open_file(office, path)

    # ---- the forger's tools

    def core(self, by: Office | None = None, **changes: Any) -> Core:
        """A core as the device makes it, then changed."""
        made = make_core(
            (by or self.kukusan).device, kind="data", ep=1, kelurahan=KUKUSAN, no=9,
            recipients=self.recipients(), app="0.1.0", directory=1,
        )  # fmt: skip
        return msgspec.structs.replace(made, **changes)

    def sealed(
        self,
        sections: Sequence[Part] = (),
        *,
        core: Core | None = None,
        by: DeviceKeys | None = None,
        to: Sequence[str] = (),
        **body: Any,
    ) -> bytes:
        """An authentic file with these sections."""
        one = core or self.core()
        return self.enveloped(pack(one), body_of(pack(one), sections, **body), by=by, to=to)

    def enveloped(
        self,
        core: bytes,
        plain: bytes,
        *,
        by: DeviceKeys | None = None,
        to: Sequence[str] = (),
        age_file: bytes | None = None,
        header: bytes | None = None,
        sign_as: str = HEADER_TYPE,
        key: str = "",
    ) -> bytes:
        """Any core and any inside, described and signed as it should be."""
        device = by or self.kukusan.device
        body = age_file if age_file is not None else age.encrypt(plain, to or self.recipients())
        true = Header(msgspec.Raw(core), len(body), hashlib.sha256(body).hexdigest(), key)
        said = header if header is not None else msgspec.json.encode(true)
        name = HEADER_TYPE.encode()
        start = MAGIC + LENGTHS.pack(1, len(name), len(said)) + name + said
        return start + device.key_id + device.sign(sign_as, said) + body

    def next_op(self, **changes: Any) -> bytes:
        """The next op of Kukusan's stream."""
        return Place(self.kukusan, len(self.ops) + 1, op_id(self.ops[-1]).hex()).op(**changes)

    def with_op(self, *, usigs: dict[bytes, list[UserSignature]] | None = None, **changes: Any) -> bytes:
        """The whole stream and one op more."""
        return self.file([*self.ops, self.next_op(**changes)], {**self.usigs, **(usigs or {})})

    def ranged(self, ops: Sequence[bytes], streams: Sequence[StreamRange], **body: Any) -> bytes:
        """Ops under ranges that say something else."""
        section = packed_section("ops", b"".join(map(encode_op, ops)))
        usigs = raw_section("usigs", encode_usigs(each for found in self.usigs.values() for each in found))
        return self.sealed([usigs, section], streams=streams, **body)

    def range(self, **changes: Any) -> StreamRange:
        """The true range of Kukusan's stream, changed."""
        true = StreamRange(self.kukusan.info.dev, 1, 1, len(self.ops), ZERO_ID, op_id(self.ops[-1]).hex())
        return msgspec.structs.replace(true, **changes)

    def relinked(self, ops: Sequence[bytes], **changes: Any) -> list[bytes]:
        """Ops whose places and links were made right again, as one can who holds the device's keys."""
        made: list[bytes] = []
        for seq, each in enumerate(ops, 1):
            prev = op_id(made[-1]).hex() if made else ZERO_ID
            made.append(encode(msgspec.structs.replace(decode(each), seq=seq, prev=prev, **changes)))
        return made

    # ---- pieces of files

    def down(self) -> Core:
        ids = [age.recipient_id(self.kukusan.device.recipient)]
        return self.core(self.dkum, kind="reply", rcpt=ids)

    def to_kukusan(self) -> list[str]:
        return [self.kukusan.device.recipient]

    def taken(self, kelurahan: str) -> str:
        """The id of a file of that office which DKUM has taken in."""
        file = tables.sync_file.c
        with self.dkum.reading() as connection:
            found = select(file.file_id).where(file.direction == "in", file.peer == kelurahan)
            return connection.execute(found).scalars().first().hex()

    def core_of(self, data: bytes) -> bytes:
        return open_header(self.put(data), self.directory.sender).core_bytes

    def inside(self, data: bytes) -> bytes:
        opened = open_header(self.put(data), self.directory.sender)
        secrets = trust.identities(self.dkum)
        open_body(opened, secrets)
        return age.decrypt(bytes(opened.body), secrets)

    def of(self, office: Office) -> Found:
        return Found(office.info.dev, Forger(self.dkum, office).stream()[0])

    def relayed(self, found: Found, statements: Sequence[Signed]) -> bytes:
        stream = Stream(found.dev, 1, 1, decode(found.ops[0]).prev, found.ops)
        parcel = self.parcel([stream], statements=statements)
        return next(build_parts(parcel, self.kukusan.device))[1]

    def request(self, device: DeviceKeys, **changes: Any) -> bytes:
        made = EnrolRequest(
            dev=device.dev, kind="kelurahan", kelurahan="3276021010", sign_key=device.public_key.hex(),
            age=self.new.device.recipient, people=[], csr="", made=1,
        )  # fmt: skip
        core = make_core(
            device, kind="enrol-request", ep=1, kelurahan="3276021010", no=0, recipients=(), app="0.1.0",
            directory=0,
        )  # fmt: skip
        section = raw_section("request", pack(msgspec.structs.replace(made, **changes)))
        plain = body_of(pack(core), [section])
        return self.enveloped(pack(core), b"", by=device, age_file=plain, key=device.public_key.hex())

    def answered(self, office: Office) -> Any:
        _, data = make_request(
            office.device, kind="kelurahan", kelurahan=KUKUSAN, people=[], csr=b"", made=1, app="0.1.0"
        )
        return read_request(self.put(data))

    def grant(self, answered: Any, by: DeviceKeys, root: Any) -> bytes:
        from desktop_app.sync.directory import read

        newer = msgspec.structs.replace(
            self.directory.content, version=self.directory.version + 5,
            roots=[root.public_key().public_bytes_raw().hex()],
        )  # fmt: skip
        directory = read(sign_directory(newer, [root]), None)
        return make_grant(by, answered, directory, seal_pem="", rules=b"[]", no=1, app="0.1.0")[1]


@dataclass(frozen=True)
class Found:
    dev: str
    ops: list[bytes]

    @property
    def head(self) -> str:
        return op_id(self.ops[-1]).hex()


def body_of(core: bytes, sections: Sequence[Part], **body: Any) -> bytes:
    """Length, manifest, sections, whatever the sizes are; `body_bytes` would refuse some."""
    manifest = {
        "core": msgspec.Raw(core), "streams": [], "have": {}, "want": [], "digest": "0" * 64,
        "sections": [section for section, _ in sections], **body,
    }  # fmt: skip
    text = pack(manifest)
    return U32.pack(len(text)) + text + b"".join(data for _, data in sections)


def with_tail(plain: bytes, tail: bytes) -> bytes:
    (size,) = U32.unpack_from(plain)
    return U32.pack(size + len(tail)) + plain[4 : 4 + size] + tail + plain[4 + size :]


def renamed(plain: bytes, old: bytes, new: bytes) -> bytes:
    (size,) = U32.unpack_from(plain)
    text = plain[4 : 4 + size].replace(old, new)
    assert len(text) != size
    return U32.pack(len(text)) + text + plain[4 + size :]


def key_at(data: bytes) -> int:
    _, type_len, header_len = LENGTHS.unpack_from(data, len(MAGIC))
    return len(MAGIC) + LENGTHS.size + type_len + header_len


def malleable(data: bytes) -> bytes:
    """The same signature with the order of the curve's group added to its second half."""
    order = 2**252 + 27742317777372353535851937790883648493
    at = key_at(data) + 32 + 32
    number = int.from_bytes(data[at : at + 32], "little") + order
    return data[:at] + number.to_bytes(32, "little") + data[at + 32 :]


def swapped_body(data: bytes, other: bytes) -> bytes:
    """A body of the length that the header names, and of another file."""
    start, end = key_at(data) + 96, key_at(other) + 96
    want = len(data) - start
    return data[:start] + (other[end:] + bytes(want))[:want]


def armored(body: bytes) -> bytes:
    import base64

    text = base64.encodebytes(body).decode()
    return f"-----BEGIN AGE ENCRYPTED FILE-----\n{text}-----END AGE ENCRYPTED FILE-----\n".encode()
