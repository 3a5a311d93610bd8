"""Files that somebody with a real device, real keys and the real writer makes to deceive.

Each says which class must meet it, and at which office. Nothing here breaks a signature or a hash: an
attacker recomputes them with whatever keys are his.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterator
from typing import Any

import msgspec
import pyrage
import zstandard

from desktop_app.actions import trust
from desktop_app.actions.export import make_file
from desktop_app.domain.op import MAX_OP_BYTES, ZERO_ID, decode, op_id
from desktop_app.keys import age
from desktop_app.keys.device import DeviceKeys
from desktop_app.keys.signing import CHECKPOINT_TYPE
from desktop_app.office import Office
from desktop_app.storage.work import new_id
from desktop_app.sync.container import U32
from desktop_app.sync.directory import sign_directory
from desktop_app.sync.enrolment import read_request
from desktop_app.sync.manifest import (
    MAX_BLOB,
    MAX_FILE,
    MAX_HEADER,
    MAX_MANIFEST,
    MAX_OPS,
    MAX_RAW,
    MAX_WHOLE,
    Header,
    Section,
    StreamRange,
    pack,
)
from desktop_app.sync.sections import (
    RAW,
    WITHHELD_BYTES,
    ZSTD,
    Checkpoint,
    Receipt,
    Signed,
    UserSignature,
    encode_blob,
    encode_op,
    encode_statements,
    sign_statement,
)
from desktop_app.sync.writer import build_parts, packed_section, raw_section
from tests.badfiles import Place
from tests.offices import CURUG, KUKUSAN
from tests.proof.forging import (
    ACCEPT,
    GRANT,
    NEW,
    Forgery,
    Found,
    Workshop,
    armored,
    body_of,
    key_at,
    malleable,
    renamed,
    swapped_body,
    with_tail,
)


class Forge(Workshop):
    """The forgeries, in groups."""

    def all(self) -> Iterator[Forgery]:
        """Every one, made when asked for: some are 64 MiB."""
        for group in (
            self.envelopes, self.senders, self.receivers, self.bodies, self.formats, self.limits, self.chains,
            self.relays, self.scopes, self.signatures, self.statements, self.directories, self.enrolments,
            self.revoked,
        ):  # fmt: skip
            yield from group()

    def envelopes(self) -> Iterator[Forgery]:
        good = self.file(self.ops, self.usigs)
        plain = self.inside(good)
        core = self.core()
        yield Forgery("bytes behind the body", "E_FORMAT", good + b"\0")
        yield Forgery("a second file behind the first", "E_FORMAT", good + good)
        yield Forgery("the end is missing", "E_TRUNC", good[:-1])
        yield Forgery(
            "signature made for another kind of statement", "E_SIG",
            self.enveloped(pack(core), plain, sign_as=CHECKPOINT_TYPE),
        )  # fmt: skip
        other = self.enveloped(pack(core), plain)
        at = other.index(b"age-encryption.org")
        yield Forgery("signature of another file", "E_SIG", good[: good.index(b"age-encryption.org") - 64]
                      + other[at - 64 : at] + good[good.index(b"age-encryption.org") :])  # fmt: skip
        yield Forgery("signature with its number changed by the group's order", "E_SIG", malleable(good))
        yield Forgery("body of another file under this header", "E_BIND", swapped_body(good, other))
        low = msgspec.structs.replace(core, min_reader=9)
        yield Forgery(
            "outer core asks for an older reader than the inner one", "E_BIND",
            self.enveloped(pack(core), body_of(pack(low), [])),
        )  # fmt: skip
        yield Forgery(
            "inner core of another number", "E_BIND",
            self.enveloped(pack(core), body_of(pack(msgspec.structs.replace(core, no=10)), [])),
        )  # fmt: skip
        yield Forgery(
            "body lifted from another office's file, under one's own core", "E_BIND",
            self.enveloped(pack(self.core(self.curug)), plain, by=self.curug.device),
        )  # fmt: skip

    def senders(self) -> Iterator[Forgery]:
        stranger = DeviceKeys.generate()
        yield Forgery("device nobody knows", "E_KEY", next(build_parts(self.parcel([]), stranger))[1])
        named = DeviceKeys(self.kukusan.info.dev, stranger.signing_key, stranger.identities)
        yield Forgery("unknown key under a known device's name", "E_KEY",
                      next(build_parts(self.parcel([]), named))[1])  # fmt: skip
        good = self.file(self.ops, self.usigs)
        core, plain = self.core_of(good), self.inside(good)
        yield Forgery("core and body lifted whole by another office", "E_KEY",
                      self.enveloped(core, plain, by=self.curug.device))  # fmt: skip
        at = good.index(b"age-encryption.org") - 96
        reply = self.core(kind="reply", no=99_999)
        yield Forgery(
            "an answer in DKUM's place", "E_OPS", self.enveloped(pack(reply), body_of(pack(reply), []))
        )
        yield Forgery("key id of another office, signature one's own", "E_SIG",
                      good[:at] + self.curug.device.key_id + good[at + 32 :])  # fmt: skip
        yield from self._introduced(stranger)
        used = msgspec.structs.replace(self.core(), id=self.taken(CURUG))
        yield Forgery("under the id of a file that another office sent", "E_OPS", self.sealed(core=used))
        key = self.kukusan.device.public_key.hex()
        yield Forgery("data under the kind of an enrolment", "E_KEY", self.enveloped(
            pack(self.core(kind="enrol-grant")), body_of(pack(self.core(kind="enrol-grant")), []), key=key
        ))  # fmt: skip

    def _introduced(self, stranger: DeviceKeys) -> Iterator[Forgery]:
        """Answers under a key that nobody knows, as DKUM's are after it has changed its own."""
        root = stranger.signing_key
        own = sign_directory(
            msgspec.structs.replace(
                self.directory.content, version=99, roots=[root.public_key().public_bytes_raw().hex()]
            ),
            [root],
        )
        for name, inside in (
            ("without a directory", []),
            ("with DKUM's directory", [packed_section("directory", self.directory.data)]),
            ("with a directory of its own", [packed_section("directory", own)]),
        ):
            core = pack(msgspec.structs.replace(self.down(), dev=stranger.dev))
            plain = body_of(core, inside)
            key = stranger.public_key.hex()
            data = self.enveloped(core, plain, by=stranger, to=self.to_kukusan(), key=key)
            yield Forgery(f"answer of a key that introduces itself {name}", "E_KEY", data, KUKUSAN)
        as_dkum = pack(self.down())
        data = self.enveloped(
            as_dkum, body_of(as_dkum, []), by=stranger, to=self.to_kukusan(), key=stranger.public_key.hex()
        )
        yield Forgery("answer under DKUM's name and a key of one's own", "E_KEY", data, KUKUSAN)

    def receivers(self) -> Iterator[Forgery]:
        reply = make_file(self.dkum, self.usb, to=CURUG).paths[0].read_bytes()
        yield Forgery("answer to another office, brought here", "E_RCPT", reply, KUKUSAN)
        to_curug = self.core(rcpt=[age.recipient_id(self.curug.device.recipient)])
        yield Forgery("an office's data, sent to another office", "E_SCOPE", self.ranged(
            self.ops, [self.range()], core=to_curug, to=[self.curug.device.recipient]), CURUG)  # fmt: skip
        lied = self.core(self.dkum, kind="reply", rcpt=[age.recipient_id(self.kukusan.device.recipient)])
        yield Forgery("says it is for us and is encrypted to another", "E_RCPT", self.sealed(
            core=lied, by=self.dkum.device, to=[self.curug.device.recipient]), KUKUSAN)  # fmt: skip
        secret = self.enveloped(
            pack(self.core()), b"", age_file=bytes(pyrage.passphrase.encrypt(b"x" * 40, "melati kuda"))
        )
        yield Forgery("encrypted with a passphrase instead of to a key", "E_RCPT", secret)
        letters = armored(age.encrypt(body_of(pack(self.core()), []), self.recipients()))
        yield Forgery("age in letters instead of bytes", "E_FORMAT",
                      self.enveloped(pack(self.core()), b"", age_file=letters))  # fmt: skip
        cut = age.encrypt(body_of(pack(self.core()), []), self.recipients())
        yield Forgery("encryption cut, its new length and hash signed", "E_BIND",
                      self.enveloped(pack(self.core()), b"", age_file=cut[:-1]))  # fmt: skip
        turned = cut[:-1] + bytes([cut[-1] ^ 1])
        yield Forgery("encryption changed, its new hash signed", "E_BIND",
                      self.enveloped(pack(self.core()), b"", age_file=turned))  # fmt: skip

    def formats(self) -> Iterator[Forgery]:
        core = pack(self.core())
        yield Forgery("asks for a newer reader", "E_VERSION", self.sealed(core=self.core(min_reader=9)))
        yield Forgery("asks for reader nought", "E_OPS", self.sealed(core=self.core(min_reader=0)))
        good = self.file(self.ops, self.usigs)
        yield Forgery("newer container", "E_VERSION", good[:8] + b"\2\0" + good[10:])
        yield Forgery("container nought", "E_FORMAT", good[:8] + b"\0\0" + good[10:])
        yield Forgery("part 2 of 1", "E_OPS", self.sealed(core=self.core(part=2)))
        yield Forgery("a kind that there is not", "E_OPS",
                      self.enveloped(core.replace(b'"data"', b'"date"'), b""))  # fmt: skip
        twice = core[:-1] + b',"no":8}'
        yield Forgery("a name twice in the core", "E_OPS", self.enveloped(twice, body_of(twice, [])))
        body = age.encrypt(body_of(core, []), self.recipients())
        said = msgspec.json.encode(Header(msgspec.Raw(core), len(body), hashlib.sha256(body).hexdigest()))
        doubled = said[:-1] + b',"body_len":' + str(len(body)).encode() + b"}"
        yield Forgery("a name twice in the header", "E_OPS",
                      self.enveloped(core, b"", age_file=body, header=doubled))  # fmt: skip
        yield Forgery("a header that is no UTF-8", "E_OPS", self.enveloped(
            core, b"", age_file=body, header=said.replace(b'"wira', b'"w\xffra').replace(b'"0.1', b'"\xff.1')
        ))  # fmt: skip
        yield Forgery("bytes behind the header's JSON", "E_OPS",
                      self.enveloped(core, b"", age_file=body, header=said + b"{}"))  # fmt: skip
        yield Forgery("a number that is none", "E_OPS", self.enveloped(
            core.replace(b'"no":9', b'"no":1e400'), b"", header=None))  # fmt: skip

    def bodies(self) -> Iterator[Forgery]:
        core = pack(self.core())
        plain = body_of(core, [raw_section("later", b"x" * 8)])

        def inside(data: bytes) -> bytes:
            return self.enveloped(core, data)

        yield Forgery("bytes behind the last section", "E_FORMAT", inside(plain + b"\0"))
        yield Forgery("a section longer than what is there", "E_TRUNC", inside(plain[:-1]))
        yield Forgery("manifest longer than what is there", "E_TRUNC", inside(U32.pack(99_999) + plain[4:]))
        yield Forgery("manifest length beyond all reason", "E_LIMIT", inside(U32.pack(2**32 - 1) + plain[4:]))
        yield Forgery(
            "bytes behind the manifest's JSON", "E_OPS", inside(with_tail(body_of(core, []), b" x"))
        )
        yield Forgery("a name twice in the manifest", "E_OPS",
                      inside(renamed(body_of(core, []), b'"want":[]', b'"want":[],"want":[]')))  # fmt: skip
        section, data = raw_section("usigs", bytes(128))
        for name, changes, code in (
            ("a section's hash of something else", {"sha256": "0" * 64}, "E_BIND"),
            ("a section packed in an unknown way", {"codec": "brotli"}, "E_VERSION"),
            ("a plain section of two sizes", {"raw": 127}, "E_OPS"),
        ):
            wrong = msgspec.structs.replace(section, **changes)
            yield Forgery(name, code, self.sealed([(wrong, data)]))
        yield Forgery("the same section twice", "E_OPS", self.sealed([(section, data), (section, data)]))
        yield Forgery("user signatures cut in the middle", "E_OPS",
                      self.sealed([raw_section("usigs", bytes(127))]))  # fmt: skip
        picture = encode_blob(b"scan")
        yield Forgery("a paper under the name of another", "E_BIND",
                      self.sealed([raw_section("blobs", bytes(32) + picture[32:])]))  # fmt: skip
        yield Forgery("a paper twice", "E_OPS", self.sealed([raw_section("blobs", picture * 2)]))
        yield Forgery("a paper longer than what is there", "E_OPS",
                      self.sealed([raw_section("blobs", picture[:-1])]))  # fmt: skip
        yield Forgery("papers packed", "E_VERSION", self.sealed([packed_section("blobs", picture)]))
        yield from self._bombs()

    def _bombs(self) -> Iterator[Forgery]:
        def packed(data: bytes, raw: int, sha256: str = "0" * 64) -> bytes:
            return self.sealed([(Section("ops", ZSTD, len(data), raw, sha256), data)])

        bomb = zstandard.ZstdCompressor(level=3).compress(bytes(MAX_RAW))
        framed = b"".join(map(encode_op, self.ops))
        small = zstandard.ZstdCompressor(level=3).compress(framed)
        wide = zstandard.ZstdCompressor(
            compression_params=zstandard.ZstdCompressionParameters(window_log=25)
        ).compressobj()
        yield Forgery("zstd bomb under a small size", "E_LIMIT", packed(bomb, 1000))
        yield Forgery("unpacks to more than it says", "E_LIMIT", packed(small, len(framed) - 1))
        yield Forgery("unpacks to less than it says", "E_BIND",
                      packed(small, len(framed) + 1, hashlib.sha256(framed).hexdigest()))  # fmt: skip
        yield Forgery("zstd window of 32 MiB", "E_LIMIT", packed(wide.compress(framed) + wide.flush(), 10**6))
        yield Forgery("junk behind the packed ops", "E_OPS", packed(small + b"junk", len(framed)))
        yield Forgery("ops that are not packed at all", "E_OPS", packed(b"not zstd at all", 100))
        large = MAX_WHOLE + 1
        zeros = zstandard.ZstdCompressor(level=3).compress(bytes(large))
        section = Section("checkpoints", ZSTD, len(zeros), large, hashlib.sha256(bytes(large)).hexdigest())
        yield Forgery("bomb where statements are read at once", "E_LIMIT", self.sealed([(section, zeros)]))

    def limits(self) -> Iterator[Forgery]:
        good = self.file(self.ops, self.usigs)
        core = pack(self.core())
        yield Forgery("file over 64 MiB", "E_LIMIT", good + bytes(MAX_FILE + 1 - len(good)))
        yield Forgery("header over 64 KiB", "E_LIMIT", self.enveloped(
            core, b"", age_file=b"", header=b'{"core":' + core + b"}" + b" " * MAX_HEADER))  # fmt: skip
        wide = body_of(core, [], want=["ab" * 32] * (MAX_MANIFEST // 67 + 1))
        yield Forgery("manifest over 1 MiB", "E_LIMIT", self.enveloped(core, wide))
        yield Forgery("33 sections", "E_OPS",
                      self.sealed([raw_section("s" * (n % 16 + 1), b"") for n in range(33)]))  # fmt: skip
        yield Forgery("op over 256 KiB", "E_LIMIT",
                      self.sealed([packed_section("ops", encode_op(b"x" * (MAX_OP_BYTES + 1)))]))  # fmt: skip
        many = packed_section("ops", encode_op(bytes(WITHHELD_BYTES)) * (MAX_OPS + 1))
        span = StreamRange(self.dkum.info.dev, 1, 1, MAX_OPS + 1, ZERO_ID, "0" * 64)
        yield Forgery("more than 200,000 ops", "E_LIMIT", self.sealed(
            [many], core=self.down(), by=self.dkum.device, to=self.to_kukusan(), streams=[span]
        ), KUKUSAN)  # fmt: skip
        declared = Section("ops", ZSTD, 4, MAX_RAW + 1, "0" * 64)
        yield Forgery("declares more than 256 MiB", "E_LIMIT", self.sealed([(declared, b"abcd")]))
        halves = [Section(name, RAW, 0, MAX_RAW // 2 + 1, "0" * 64) for name in ("ops", "blobs")]
        yield Forgery("two sections that are too large together", "E_LIMIT",
                      self.sealed([(each, b"") for each in halves]))  # fmt: skip
        paper = hashlib.sha256(b"x").digest() + struct.pack("<I", MAX_BLOB + 1) + b"x"
        yield Forgery("paper over 8 MiB", "E_LIMIT", self.sealed([raw_section("blobs", paper)]))
        many_to = [age.recipient_of(age.new_identity()) for _ in range(17)]
        names = [age.recipient_id(each) for each in [*self.recipients(), *many_to]]
        yield Forgery("more than 16 receivers named", "E_LIMIT",
                      self.sealed(core=self.core(rcpt=names), to=[*self.recipients(), *many_to]))  # fmt: skip
        yield Forgery("more than 16 receivers hidden in the encryption", "E_LIMIT",
                      self.sealed(to=[*self.recipients(), *many_to]))  # fmt: skip

    def chains(self) -> Iterator[Forgery]:
        ops, usigs = self.ops, self.usigs
        edited = [*ops[:-1], ops[-1].replace(b'"wall":1', b'"wall":2')]
        assert edited != ops
        yield Forgery("last op edited", "E_OPS", self.ranged(edited, [self.range()]))
        middle = [ops[0], ops[1].replace(b'"wall":1', b'"wall":2'), *ops[2:]]
        yield Forgery("an op edited in the middle", "E_OPS", self.file(middle, usigs))
        yield Forgery("an op taken out", "E_OPS", self.file([*ops[:2], *ops[3:]], usigs))
        yield Forgery("two ops exchanged", "E_OPS", self.file([*ops[:2], ops[3], ops[2], *ops[4:]], usigs))
        yield Forgery("an op twice", "E_OPS", self.file([*ops[:3], ops[2], *ops[3:]], usigs))
        yield Forgery("last op left out, range as before", "E_OPS", self.ranged(ops[:-1], [self.range()]))
        yield Forgery("an op beyond the range", "E_OPS", self.ranged([*ops, self.next_op()], [self.range()]))
        yield Forgery("no op at all under a range", "E_OPS", self.ranged([], [self.range()]))
        yield Forgery("range of nine quadrillion ops", "E_OPS",
                      self.ranged(ops, [self.range(last=2**53 - 1)]))  # fmt: skip
        yield Forgery("range that ends before it begins", "E_OPS",
                      self.ranged(ops, [self.range(first=len(ops) + 1, last=1)]))  # fmt: skip
        yield Forgery("range with another head", "E_OPS", self.ranged(ops, [self.range(head="ab" * 32)]))
        yield Forgery("range of another epoch", "E_OPS", self.ranged(ops, [self.range(ep=2)]))
        yield Forgery("one stream in two ranges", "E_OPS", self.ranged(
            ops, [self.range(last=2, head=op_id(ops[1]).hex()),
                  self.range(first=3, prev=op_id(ops[1]).hex())]))  # fmt: skip
        twin = self.relinked([*ops[:1], self.next_op(set={"nama": "Siti"})])
        yield Forgery("another op in a place that we hold", "E_FORK", self.file(twin, {}))
        held = decode(ops[1])
        beside = Place(self.kukusan, 3, "ab" * 32).op(set={"nama": "Siti"}, rec=held.rec)
        yield Forgery("joins an op that we do not hold there", "E_FORK",
                      self.file([beside], {}, first=3, prev="ab" * 32))  # fmt: skip
        orphan = Place(self.laptop, 1, "ab" * 32).op(set={"nama": "Siti", "kelurahan_kode": KUKUSAN})
        yield Forgery("a stream whose first op names one before it", "E_OPS", self.file(
            [orphan], {}, prev="ab" * 32, by=self.laptop))  # fmt: skip
        yield from self._odd_ops()

    def _odd_ops(self) -> Iterator[Forgery]:
        def end(op: bytes) -> bytes:
            return self.file([*self.ops, op], self.usigs)

        op = self.next_op(set={"nama": "Siti", "kelurahan_kode": KUKUSAN})
        yield Forgery("an op that is no JSON", "E_OPS", end(b"{" * 40))
        yield Forgery("a name twice in an op", "E_OPS", end(op[:-1] + b',"kind":"erase"}'))
        yield Forgery("a name twice in what an op sets", "E_OPS",
                      end(op.replace(b'"nama":"Siti"', b'"nama":"Siti","nama":"Sita"')))  # fmt: skip
        yield Forgery("an op that is no UTF-8", "E_OPS", end(op.replace(b"Siti", b"S\xfft\xff")))
        yield Forgery("an op with half a letter", "E_OPS", end(op.replace(b"Siti", b"\\ud800")))
        yield Forgery("an op with NUL in a text", "E_OPS", end(op.replace(b"Siti", b"\\u0000")))
        yield Forgery(
            "an op that is bottomless", "E_OPS", end(op.replace(b'"Siti"', b"[" * 900 + b"]" * 900))
        )
        yield Forgery(
            "an op with a number beyond 64 bits", "E_OPS", end(op.replace(b'"Siti"', b"1" + b"0" * 30))
        )
        yield Forgery("an op from the year 287396", "E_OPS",
                      end(re.sub(rb'"wall":\d+', b'"wall":%d' % (2**53 - 1), op)))  # fmt: skip
        yield Forgery("an op with a number of nought", "E_OPS", end(op.replace(b'"n":1', b'"n":0')))
        yield Forgery("an op with capital letters in an id", "E_OPS",
                      end(op.replace(b'"salt":"0000', b'"salt":"AB00')))  # fmt: skip
        yield Forgery("bytes behind an op's JSON", "E_OPS", end(op + b" {}"))
        yield Forgery("a kind that must be understood and is not", "E_VERSION",
                      self.with_op(crit=True, kind="later"))  # fmt: skip

    def relays(self) -> Iterator[Forgery]:
        laptop = self.of(self.laptop)
        yield Forgery("a laptop's ops without its word how far they go", "E_OPS", self.relayed(laptop, []))
        word = Checkpoint(laptop.dev, 1, len(laptop.ops), laptop.head, 5)
        own = sign_statement(self.kukusan.device.signing_key, word)
        yield Forgery("a laptop's word signed by the office", "E_SIG", self.relayed(laptop, [own]))
        short = msgspec.structs.replace(word, seq=1)
        signed = sign_statement(self.laptop.device.signing_key, short)
        yield Forgery("a laptop's ops beyond its word", "E_OPS", self.relayed(laptop, [signed]))
        lied = sign_statement(self.laptop.device.signing_key, word)
        lied = msgspec.structs.replace(lied, body=lied.body.replace('"wall":5', '"wall":6'))
        yield Forgery("a laptop's word changed by the office", "E_SIG", self.relayed(laptop, [lied]))
        for name, office in (("another office", self.curug), ("DKUM", self.dkum)):
            found = self.of(office)
            point = Checkpoint(found.dev, 1, len(found.ops), found.head, 5)
            word_of = sign_statement(office.device.signing_key, point)
            yield Forgery(f"ops of {name} in Kukusan's file", "E_SCOPE", self.relayed(found, [word_of]))
        stranger = Place(self.kukusan, 1, ZERO_ID).op(dev=new_id())
        nobody = Found(decode(stranger).dev, [stranger])
        yield Forgery("ops of a device nobody knows", "E_KEY", self.relayed(nobody, []))
        alien = self.next_op(dev=self.laptop.info.dev, set={"nama": "Siti"})
        yield Forgery("an op of another device in one's own stream", "E_OPS",
                      self.file([*self.ops, alien], self.usigs))  # fmt: skip
        hidden = op_id(self.next_op(set={"nama": "Siti"}))
        yield Forgery("an op hidden by an office", "E_OPS", self.file([*self.ops, hidden], self.usigs))

    def scopes(self) -> Iterator[Forgery]:
        alien = {"nama": "Siti Marlina", "kelurahan_kode": CURUG}
        yield Forgery("a file under another office's name", "E_SCOPE",
                      self.file(self.ops, self.usigs, kelurahan=CURUG))  # fmt: skip
        yield Forgery("an applicant of another office", "E_SCOPE", self.with_op(set=alien))
        yield Forgery("a change of another office's record", "E_SCOPE",
                      self.with_op(set={"nama": "Siti"}, rec=self.foreign, n=9))  # fmt: skip
        yield Forgery("another office's record said to be one's own", "E_SCOPE", self.with_op(
            set={"nama": "Siti", "kelurahan_kode": KUKUSAN}, rec=self.foreign, n=9))  # fmt: skip
        yield Forgery("the city's record by an office", "E_SCOPE",
                      self.with_op(ent="office", set={"scope": "", "kop": {"a": "b"}}))  # fmt: skip

    def signatures(self) -> Iterator[Forgery]:
        forged = {
            op: [UserSignature(op, each.key, each.signature[:40] + bytes(24)) for each in found]
            for op, found in self.usigs.items()
        }
        yield Forgery("a person's signature changed", "E_USIG", self.file(self.ops, forged))
        yield Forgery("a person's signatures left out", "E_USIG", self.file(self.ops, {}))
        ops = packed_section("ops", b"".join(map(encode_op, self.ops)))
        name = "DKUM's answer without them, which says it has more of us than we have"
        yield Forgery(name, "E_USIG", self.sealed(
            [ops], core=self.down(), by=self.dkum.device, to=self.to_kukusan(), streams=[self.range()],
            have={f"{self.kukusan.info.dev}/1": [999, "ab" * 32]},
        ), KUKUSAN)  # fmt: skip
        ids = list(self.usigs)
        last = {**self.usigs, ids[-1]: [UserSignature(ids[-1], self.usigs[ids[0]][0].key,
                                                     self.usigs[ids[0]][0].signature)]}  # fmt: skip
        yield Forgery("a person's signature lifted from another op", "E_USIG", self.file(self.ops, last))
        key = self.curug.session.key
        body = {op_id(each): each for each in self.ops}
        alien = {op: [UserSignature(op, key.key_id, key.sign_op(body[op]))] for op in self.usigs}
        yield Forgery("signed by somebody else than the op names", "E_USIG", self.file(self.ops, alien))

    def statements(self) -> Iterator[Forgery]:
        def saying(*statements: Signed) -> bytes:
            return self.sealed([packed_section("checkpoints", encode_statements(statements))])

        dev, head = self.kukusan.info.dev, op_id(self.ops[-1]).hex()
        key = self.kukusan.device.signing_key
        receipt = sign_statement(key, Receipt(dev, 1, 2, head, 5))
        yield Forgery("DKUM's receipt written by an office", "E_SIG", saying(receipt))
        point = Checkpoint(self.curug.info.dev, 1, 2, head, 5)
        yield Forgery("another device's word", "E_SIG", saying(sign_statement(key, point)))
        own = sign_statement(key, Checkpoint(dev, 1, 2, head, 5))
        yield Forgery(
            "a word of a key nobody knows", "E_KEY", saying(msgspec.structs.replace(own, key="ab" * 32))
        )
        yield Forgery("a word of no sense", "E_OPS", saying(msgspec.structs.replace(own, body="{}")))
        turned = msgspec.structs.replace(own, type=receipt.type)
        yield Forgery("an office's word relabelled as a receipt", "E_SIG", saying(turned))

    def directories(self) -> Iterator[Forgery]:
        here = self.directory.content
        root = trust.authority(self.dkum).root
        stranger = DeviceKeys.generate().signing_key

        def brought(data: bytes, by: Office | None = None) -> bytes:
            one = by or self.dkum
            core = self.down() if one is self.dkum else self.core()
            to = self.to_kukusan() if one is self.dkum else self.recipients()
            return self.sealed([packed_section("directory", data)], core=core, by=one.device, to=to)

        def signed(key: Any = root, **changes: Any) -> bytes:
            return sign_directory(msgspec.structs.replace(here, **changes), [key])

        newer = here.version + 1
        for name, data in (
            ("this directory's number with other devices", signed(devices=here.devices[:1])),
            ("a directory signed by another root", signed(stranger, version=newer)),
            ("a directory that names its own root",
             signed(stranger, version=newer, roots=[stranger.public_key().public_bytes_raw().hex()])),
            ("a directory with a device twice",
             signed(version=newer, devices=[*here.devices, here.devices[0]])),
            ("a directory with a receiver that is none", signed(version=newer, inbox=["age1none"])),
            ("a directory that is none", b'{"body":"{}","sigs":{}}'),
            ("a directory changed after its signature",
             signed(version=newer).replace(b'\\"version\\":' + str(newer).encode(), b'\\"version\\":99')),
        ):  # fmt: skip
            yield Forgery(name, "E_DIR", brought(data), KUKUSAN)
        own = signed(self.kukusan.device.signing_key, version=newer)
        yield Forgery("a directory signed by an office and sent to DKUM", "E_DIR", brought(own, self.kukusan))

    def enrolments(self) -> Iterator[Forgery]:
        request = trust.make_request(self.new, self.usb)
        true = request.read_bytes()
        answered = read_request(request)
        yield Forgery("request at the door for data", "E_KEY", true)
        other = DeviceKeys.generate()
        at = key_at(true)
        yield Forgery("request under another's key id", "E_KEY", true[:at] + other.key_id + true[at + 32 :],
                      door=GRANT)  # fmt: skip
        stolen = DeviceKeys(self.new.info.dev, other.signing_key, self.new.device.identities)
        mixed = self.request(stolen, sign_key=self.new.device.public_key.hex())
        yield Forgery("request for a key that did not sign it", "E_BIND", mixed, door=GRANT)
        moved = self.request(self.new.device, kelurahan=KUKUSAN)
        yield Forgery("request for another office inside than outside", "E_BIND", moved, door=GRANT)
        unreadable = self.request(self.new.device, age="age1none")
        yield Forgery("request nobody can answer", "E_OPS", unreadable, door=GRANT)
        yield Forgery("data file at the door for requests", "E_KEY", self.sent, door=GRANT)
        granted = trust.grant(self.dkum, request, self.usb, fingerprint=self.new.device.fingerprint)
        yield Forgery("grant for another office", "E_RCPT", granted.read_bytes(), KUKUSAN, ACCEPT)
        yield Forgery("grant at the door for data", "E_KEY", granted.read_bytes(), KUKUSAN)
        forged = self.grant(answered, self.kukusan.device, trust.authority(self.dkum).root)
        yield Forgery("grant made by an office", "E_KEY", forged, NEW, ACCEPT)
        again = self.answered(self.kukusan)
        foreign = self.grant(again, self.dkum.device, other.signing_key)
        yield Forgery("grant under another root", "E_DIR", foreign, KUKUSAN, ACCEPT)

    def revoked(self) -> Iterator[Forgery]:
        """The last ones: DKUM revokes the laptop."""
        data = make_file(self.laptop, self.usb).paths[0].read_bytes()
        gone = [
            msgspec.structs.replace(each, revoked=each.keys[-1].since)
            if each.dev == self.laptop.info.dev
            else each
            for each in self.directory.content.devices
        ]
        newer = self.signed(devices=gone, version=self.directory.version + 1)
        self.dkum.do(lambda work: trust.keep_newer(work, self.dkum, newer))
        yield Forgery("file of a device that was revoked", "E_REVOKED", data)
        yield Forgery("new file of a device that was revoked", "E_REVOKED",
                      self.file([], {}, by=self.laptop, no=99))  # fmt: skip
