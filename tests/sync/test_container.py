"""The envelope: whole and ours, or refused with its class, at every byte."""

from __future__ import annotations

import hashlib
import os
import struct
from pathlib import Path

import msgspec
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import SyncRefused
from desktop_app.keys import age
from desktop_app.keys.signing import HEADER_TYPE, verify
from desktop_app.sync.container import Body, open_body, open_enrolment, open_header, open_plain_body, peek
from desktop_app.sync.enrolment import read_request
from desktop_app.sync.manifest import (
    MAGIC,
    MAX_BLOB,
    MAX_FILE,
    MAX_HEADER,
    MAX_MANIFEST,
    MAX_RAW,
    MAX_WHOLE,
    Core,
    Head,
    Header,
    Section,
    heads_digest,
    pack,
)
from desktop_app.sync.parts import Blob
from desktop_app.sync.sections import RAW, ZSTD, Checkpoint, UserSignature, encode_op, sign_statement
from desktop_app.sync.writer import body_bytes, build_parts, make_core, packed_section, raw_section, seal
from tests.sync.city import DKUM, INBOX, KUKUSAN, OFFICE, SITI, STRANGER, chain, city, directory, parcel

HEADER_AT = 16 + len(HEADER_TYPE)


def put(tmp_path: Path, data: bytes, name: str = "a.dks") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def code_of(path: Path, identities: tuple[str, ...] = INBOX.identities) -> str:
    """Read everything there is; the class of the refusal, or ""."""
    try:
        body = open_body(open_header(path, city().sender), identities)
        read_all(body)
    except SyncRefused as refused:
        assert refused.message and refused.next_step
        return refused.code
    return ""


def read_all(body: Body) -> None:
    body.directory()
    body.statements()
    body.usigs()
    for _ in body.ops():
        pass
    for _ in body.blobs():
        pass


def one(ops: int = 3, **changes: object) -> bytes:
    ((_, data),) = build_parts(parcel(chain(ops), **changes), OFFICE)
    return data


def sealed(sections: list[tuple[Section, bytes]], **changes: object) -> bytes:
    """A file that is authentic but says whatever the sender made it say."""
    core = msgspec.structs.replace(core_of(), **changes)
    return seal(OFFICE, core, body_bytes(core, sections), [INBOX.recipient])


def core_of() -> Core:
    return make_core(
        OFFICE,
        kind="data",
        ep=1,
        kelurahan=KUKUSAN,
        no=1,
        recipients=[INBOX.recipient],
        app="0.1.0",
        directory=1,
    )


def enveloped(core: Core, plain: bytes, **header: object) -> bytes:
    """Like `seal`, with a header that does not fit."""
    body = age.encrypt(plain, [INBOX.recipient])
    true = Header(msgspec.Raw(pack(core)), len(body), hashlib.sha256(body).hexdigest())
    return signed(msgspec.json.encode(msgspec.structs.replace(true, **header)), body)


def signed(header: bytes, body: bytes) -> bytes:
    name = HEADER_TYPE.encode()
    start = MAGIC + struct.pack("<HHI", 1, len(name), len(header)) + name + header
    return start + OFFICE.key_id + OFFICE.sign(HEADER_TYPE, header) + body


def test_everything_comes_back(tmp_path: Path) -> None:
    ops = chain(50)
    ids = [hashlib.sha256(op).digest() for op in ops]
    usigs = {ids[3]: [UserSignature(ids[3], SITI.key_id, SITI.sign_op(ops[3]))]}
    mark = sign_statement(OFFICE.signing_key, Checkpoint(OFFICE.dev, 1, 50, ids[-1].hex(), 5))
    picture = os.urandom(5000)
    have = {f"{DKUM.dev}/1": Head(7, "ab" * 32)}
    sent = parcel(
        ops,
        usigs=usigs,
        statements=[mark],
        directory=city().data,
        blobs=[Blob(hashlib.sha256(picture).hexdigest(), len(picture), lambda: picture)],
        have=have,
        want=["cd" * 32],
        extra={"report": b"{}"},
    )
    ((core, data),) = build_parts(sent, OFFICE)
    path = put(tmp_path, data)
    opened = open_header(path, city().sender)
    assert opened.sha256 == hashlib.sha256(data).hexdigest()
    for identities in (INBOX.identities, OFFICE.identities):
        body = open_body(opened, identities)
        assert body.core == core == peek(path)
        assert list(body.ops()) == ops
        assert list(body.ops()) == ops, "sections can be read again"
        assert body.usigs() == usigs[ids[3]]
        assert body.statements() == [mark]
        assert body.directory() == city().data
        assert list(body.blobs()) == [(hashlib.sha256(picture).digest(), picture)]
        assert body.section("report") == b"{}"
        assert body.section("other") is None
        assert body.manifest.have == have
        assert body.manifest.want == ["cd" * 32]
        assert body.manifest.digest == heads_digest(have)
        (stream,) = body.manifest.streams
        assert (stream.first, stream.last, stream.head) == (1, 50, ids[-1].hex())
    checkpoint = mark.checkpoint()
    assert checkpoint is not None and checkpoint.seq == 50 and mark.receipt() is None
    assert verify(*mark.to_verify(OFFICE.public_key))


def test_the_layout_is_the_agreed_one() -> None:
    """Read with nothing but `struct`, as another program would."""
    data = one()
    assert data[:8] == bytes.fromhex("89444b530d0a1a0a")
    version, type_len, header_len = struct.unpack_from("<HHI", data, 8)
    assert (version, data[16 : 16 + type_len]) == (1, b"application/vnd.dksync.header.v1+json")
    at = 16 + type_len
    header = msgspec.json.decode(data[at : at + header_len])
    at += header_len
    assert data[at : at + 32] == hashlib.sha256(OFFICE.public_key).digest()
    body = data[at + 96 :]
    assert body.startswith(b"age-encryption.org/v1\n")
    assert header["body_len"] == len(body)
    assert header["body_sha256"] == hashlib.sha256(body).hexdigest()
    plain = age.decrypt(body, INBOX.identities)
    (size,) = struct.unpack_from("<I", plain)
    manifest = msgspec.json.decode(plain[4 : 4 + size])
    assert manifest["core"] == header["core"]
    assert set(manifest) == {"core", "streams", "have", "want", "digest", "state", "sections"}
    assert set(manifest["streams"][0]) == {"dev", "ep", "from", "to", "prev", "head"}
    assert set(manifest["sections"][0]) == {"name", "codec", "len", "raw", "sha256"}
    ops = zstandard.ZstdDecompressor().decompressobj().decompress(plain[4 + size :])
    (length,) = struct.unpack_from("<I", ops)
    assert ops[4 : 4 + length] == chain(1)[0]
    assert b"3276065203940001" not in data


def test_cut_at_every_byte_is_not_copied_completely(tmp_path: Path) -> None:
    data = one()
    boundary = HEADER_AT + 1500
    for end in [*range(min(boundary, len(data))), len(data) - 1]:
        assert code_of(put(tmp_path, data[:end])) == "E_TRUNC", end


def test_something_behind_is_refused(tmp_path: Path) -> None:
    assert code_of(put(tmp_path, one() + b"\0")) == "E_FORMAT"
    assert code_of(put(tmp_path, b"%PDF-1.7")) == "E_FORMAT"
    assert code_of(put(tmp_path, bytes(MAX_FILE + 1))) == "E_FORMAT"


GOOD = one()
HEADER_LEN = struct.unpack_from("<I", GOOD, 12)[0]
SIGNED_END = HEADER_AT + HEADER_LEN


@pytest.mark.parametrize(
    ("at", "codes"),
    [
        (0, {"E_FORMAT"}),
        (7, {"E_FORMAT"}),
        (8, {"E_VERSION", "E_FORMAT"}),
        (9, {"E_VERSION"}),
        (10, {"E_FORMAT"}),
        (12, {"E_SIG", "E_KEY", "E_TRUNC"}),
        (15, {"E_LIMIT"}),
        (16, {"E_FORMAT"}),
        (HEADER_AT, {"E_SIG"}),
        (SIGNED_END - 1, {"E_SIG"}),
        (SIGNED_END, {"E_KEY"}),
        (SIGNED_END + 31, {"E_KEY"}),
        (SIGNED_END + 32, {"E_SIG"}),
        (SIGNED_END + 95, {"E_SIG"}),
        (SIGNED_END + 96, {"E_BIND"}),
        (-1, {"E_BIND"}),  # counted from the end: the length differs from run to run
    ],
)
def test_a_flipped_bit_in_each_region(tmp_path: Path, at: int, codes: set[str]) -> None:
    for bit in range(8):
        bad = bytearray(GOOD)
        bad[at] ^= 1 << bit
        assert code_of(put(tmp_path, bytes(bad))) in codes


@settings(max_examples=300)
@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_no_changed_byte_ever_passes(tmp_path_factory: pytest.TempPathFactory, at: int, mask: int) -> None:
    bad = bytearray(GOOD)
    bad[at] ^= mask
    path = tmp_path_factory.getbasetemp() / "changed.dks"
    path.write_bytes(bad)
    assert code_of(path)


def test_who_sent_it(tmp_path: Path) -> None:
    ((_, foreign),) = build_parts(parcel(chain(1)), STRANGER)
    assert code_of(put(tmp_path, foreign)) == "E_KEY"
    ours = put(tmp_path, GOOD)
    gone = [
        msgspec.structs.replace(each, revoked=5) if each.dev == OFFICE.dev else each
        for each in city().content.devices
    ]
    with pytest.raises(SyncRefused) as caught:
        open_header(ours, directory(2, devices=gone).sender)
    assert caught.value.code == "E_REVOKED"
    other = sealed([], dev=DKUM.dev)
    assert code_of(put(tmp_path, other)) == "E_KEY", "one device cannot speak as another"


def test_who_may_read_it(tmp_path: Path) -> None:
    path = put(tmp_path, GOOD)
    assert code_of(path, STRANGER.identities) == "E_RCPT"
    assert code_of(path, (*STRANGER.identities, *OFFICE.identities)) == ""
    lying = msgspec.structs.replace(core_of(), rcpt=[age.recipient_id(STRANGER.recipient)])
    data = seal(OFFICE, lying, body_bytes(lying, []), [INBOX.recipient])
    assert code_of(put(tmp_path, data), STRANGER.identities) == "E_RCPT"


def test_a_newer_reader_is_asked_for_before_anything_newer_is_parsed(tmp_path: Path) -> None:
    assert code_of(put(tmp_path, sealed([], min_reader=9))) == "E_VERSION"
    core = pack(core_of()).replace(b'"min_reader":1', b'"min_reader":9').replace(b'"data"', b'"v2kind"')
    body = age.encrypt(b"", [INBOX.recipient])
    header = msgspec.json.encode(Header(msgspec.Raw(core), len(body), hashlib.sha256(body).hexdigest()))
    assert code_of(put(tmp_path, signed(header, body))) == "E_VERSION"


def test_unknown_fields_are_tolerated_and_bound(tmp_path: Path) -> None:
    core = pack(core_of())[:-1] + b',"later":1}'
    manifest = pack({"core": msgspec.Raw(core), "streams": [], "have": {}, "want": [], "digest": "0" * 64})
    manifest = manifest[:-1] + b',"sections":[],"later":{}}'
    plain = struct.pack("<I", len(manifest)) + manifest
    body = age.encrypt(plain, [INBOX.recipient])
    header = msgspec.json.encode(Header(msgspec.Raw(core), len(body), hashlib.sha256(body).hexdigest()))
    assert code_of(put(tmp_path, signed(header[:-1] + b',"later":[]}', body))) == ""
    inner = plain.replace(b'"later":1', b'"later":2')
    body = age.encrypt(inner, [INBOX.recipient])
    header = msgspec.json.encode(Header(msgspec.Raw(core), len(body), hashlib.sha256(body).hexdigest()))
    assert code_of(put(tmp_path, signed(header, body))) == "E_BIND"


def test_inner_and_outer_core_must_be_equal(tmp_path: Path) -> None:
    core = core_of()
    other = msgspec.structs.replace(core, no=2)
    data = seal(OFFICE, core, body_bytes(other, []), [INBOX.recipient])
    assert code_of(put(tmp_path, data)) == "E_BIND"


def test_header_lengths_and_hash(tmp_path: Path) -> None:
    core = core_of()
    plain = body_bytes(core, [])
    assert code_of(put(tmp_path, enveloped(core, plain))) == ""
    assert code_of(put(tmp_path, enveloped(core, plain, body_sha256="0" * 64))) == "E_BIND"
    assert code_of(put(tmp_path, enveloped(core, plain, body_len=10**9))) == "E_TRUNC"
    assert code_of(put(tmp_path, enveloped(core, plain, body_len=5))) == "E_FORMAT"
    assert code_of(put(tmp_path, signed(b"[]", b""))) == "E_OPS"
    assert code_of(put(tmp_path, signed(b" " * (MAX_HEADER + 1), b""))) == "E_LIMIT"


def test_the_body_inside(tmp_path: Path) -> None:
    core = core_of()
    plain = body_bytes(core, [raw_section("usigs", bytes(128))])

    def code(inner: bytes) -> str:
        return code_of(put(tmp_path, enveloped(core, inner)))

    assert code(plain) == ""
    assert code(plain + b"\0") == "E_FORMAT"
    assert code(plain[:-1]) == "E_TRUNC"
    assert code(plain[:3]) == "E_TRUNC"
    assert code(b"") == "E_TRUNC"
    assert code(struct.pack("<I", 10**6) + plain[4:]) == "E_TRUNC"
    assert code(struct.pack("<I", MAX_MANIFEST + 1) + plain[4:]) == "E_LIMIT"
    assert code(struct.pack("<I", 2) + b"[]") == "E_OPS"
    assert code(struct.pack("<I", 60_000) + b"[" * 60_000) == "E_OPS"
    not_age = msgspec.json.encode(Header(msgspec.Raw(pack(core)), 4, hashlib.sha256(b"abcd").hexdigest()))
    assert code_of(put(tmp_path, signed(not_age, b"abcd"))) == "E_FORMAT"
    cut = age.encrypt(plain, [INBOX.recipient])[:-1]
    header = msgspec.json.encode(Header(msgspec.Raw(pack(core)), len(cut), hashlib.sha256(cut).hexdigest()))
    assert code_of(put(tmp_path, signed(header, cut))) == "E_BIND"


def test_too_many_recipients(tmp_path: Path) -> None:
    many = [age.recipient_of(age.new_identity()) for _ in range(20)]
    with pytest.raises(SyncRefused) as caught:
        next(build_parts(parcel(recipients=many), OFFICE))
    assert caught.value.code == "E_LIMIT"
    core = msgspec.structs.replace(core_of(), rcpt=[age.recipient_id(each) for each in many])
    assert code_of(put(tmp_path, seal(OFFICE, core, body_bytes(core, []), many))) == "E_LIMIT"
    hidden = seal(OFFICE, core_of(), body_bytes(core_of(), []), [INBOX.recipient, *many])
    assert code_of(put(tmp_path, hidden)) == "E_LIMIT", "also when the header does not say so"


def test_section_tables(tmp_path: Path) -> None:
    twice = [raw_section("usigs", b""), raw_section("usigs", b"")]
    assert code_of(put(tmp_path, sealed(twice))) == "E_OPS"
    section, data = raw_section("usigs", bytes(128))
    wrong = msgspec.structs.replace(section, raw=129)
    assert code_of(put(tmp_path, sealed([(wrong, data)]))) == "E_OPS"
    wrong = msgspec.structs.replace(section, sha256="0" * 64)
    assert code_of(put(tmp_path, sealed([(wrong, data)]))) == "E_BIND"
    wrong = msgspec.structs.replace(section, codec="brotli")
    assert code_of(put(tmp_path, sealed([(wrong, data)]))) == "E_VERSION"
    assert code_of(put(tmp_path, sealed([raw_section("usigs", bytes(127))]))) == "E_OPS"
    assert code_of(put(tmp_path, sealed([raw_section("later", bytes(127))]))) == ""
    assert code_of(put(tmp_path, sealed([packed_section("checkpoints", b"{}")]))) == "E_OPS"


def test_a_zstd_bomb_ends_where_it_was_declared(tmp_path: Path) -> None:
    packed = zstandard.ZstdCompressor(level=3).compress(bytes(64 * 1024 * 1024))
    small = Section("ops", ZSTD, len(packed), 1000, "0" * 64)
    assert code_of(put(tmp_path, sealed([(small, packed)]))) == "E_LIMIT"
    honest = Section("ops", ZSTD, len(packed), MAX_RAW + 1, "0" * 64)
    core = core_of()
    raw_manifest = pack(
        {
            "core": msgspec.Raw(pack(core)),
            "streams": [],
            "have": {},
            "want": [],
            "digest": "0" * 64,
            "sections": [honest],
        }
    )
    plain = struct.pack("<I", len(raw_manifest)) + raw_manifest + packed
    assert code_of(put(tmp_path, enveloped(core, plain))) == "E_LIMIT"


def test_a_section_that_is_read_at_once_is_small(tmp_path: Path) -> None:
    """A bomb that is honest about its size, in a file that anybody may write."""
    packed = zstandard.ZstdCompressor(level=3).compress(bytes(MAX_WHOLE + 1))
    core = msgspec.structs.replace(core_of(), kind="enrol-request", rcpt=[])
    bomb = Section(
        "request", ZSTD, len(packed), MAX_WHOLE + 1, hashlib.sha256(bytes(MAX_WHOLE + 1)).hexdigest()
    )
    manifest = pack(
        {"core": core, "streams": [], "have": {}, "want": [], "digest": "0" * 64, "sections": [bomb]}
    )
    plain = struct.pack("<I", len(manifest)) + manifest + packed
    path = put(tmp_path, seal(STRANGER, core, plain, (), bring_key=True))
    with pytest.raises(SyncRefused) as caught:
        read_request(path)
    assert caught.value.code == "E_LIMIT"
    with pytest.raises(SyncRefused):
        body_bytes(core, [(bomb, packed)])


def test_zstd_windows_junk_and_cuts(tmp_path: Path) -> None:
    op = encode_op(chain(1)[0])
    digest = hashlib.sha256(op).hexdigest()

    def code(packed: bytes, raw: int = len(op)) -> str:
        return code_of(put(tmp_path, sealed([(Section("ops", ZSTD, len(packed), raw, digest), packed)])))

    plain = zstandard.ZstdCompressor().compress(op)
    assert code(plain) == ""
    assert code(plain + b"junk") == "E_OPS"
    assert code(plain[:-3]) in {"E_BIND", "E_OPS"}
    assert code(b"") == "E_OPS"
    assert code(b"not zstd at all") == "E_OPS"
    assert code(plain, len(op) + 1) == "E_BIND"
    assert code(plain, len(op) - 1) == "E_LIMIT"
    wide = zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters(window_log=25)
    ).compressobj()
    assert code(wide.compress(op) + wide.flush()) == "E_LIMIT"


def test_ops_sections(tmp_path: Path) -> None:
    framed = encode_op(chain(1)[0])
    for data, code in (
        (framed, ""),
        (framed[:-1], "E_OPS"),
        (framed + b"\0\0", "E_OPS"),
        (struct.pack("<I", 256 * 1024 + 1) + bytes(100), "E_LIMIT"),
        (encode_op(bytes(32)) * 200_001, "E_LIMIT"),
        (encode_op(bytes(31)), "E_OPS"),
    ):
        assert code_of(put(tmp_path, sealed([packed_section("ops", data)]))) == code


def test_blob_sections(tmp_path: Path) -> None:
    blob = hashlib.sha256(b"scan").digest() + struct.pack("<I", 4) + b"scan"
    for data, code in (
        (blob, ""),
        (blob + blob, "E_OPS"),
        (blob[:-1], "E_OPS"),
        (blob[:35], "E_OPS"),
        (bytes(32) + blob[32:], "E_BIND"),
        (blob[:32] + struct.pack("<I", MAX_BLOB + 1) + b"x", "E_LIMIT"),
    ):
        assert code_of(put(tmp_path, sealed([raw_section("blobs", data)]))) == code
    section, data = raw_section("blobs", blob)
    wrong = msgspec.structs.replace(section, sha256="0" * 64)
    assert code_of(put(tmp_path, sealed([(wrong, data)]))) == "E_BIND"
    assert code_of(put(tmp_path, sealed([packed_section("blobs", blob)]))) == "E_VERSION"


def test_data_files_do_not_pass_through_the_door_for_enrolment(tmp_path: Path) -> None:
    path = put(tmp_path, GOOD)
    with pytest.raises(SyncRefused) as caught:
        open_enrolment(path)
    assert caught.value.code == "E_KEY"
    core = core_of()
    own = seal(STRANGER, core, body_bytes(core, []), [INBOX.recipient], bring_key=True)
    with pytest.raises(SyncRefused) as caught:
        open_enrolment(put(tmp_path, own, "own.dks"))
    assert caught.value.code == "E_KEY"
    with pytest.raises(SyncRefused) as caught:
        open_plain_body(open_header(path, city().sender))
    assert caught.value.code == "E_FORMAT"


def test_a_missing_or_unreadable_file(tmp_path: Path) -> None:
    assert code_of(tmp_path / "none.dks") == "E_IO"
    assert code_of(tmp_path) == "E_IO"


def test_no_plain_text_for_want_of_recipients() -> None:
    with pytest.raises(age.AgeError):
        next(build_parts(parcel(chain(1), recipients=[]), OFFICE))


def test_raw_codec_is_named() -> None:
    assert (RAW, ZSTD) == ("raw", "zstd")
