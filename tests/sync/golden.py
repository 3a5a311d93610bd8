"""Files of every released version; they open for ever. `python -m tests.sync.golden 0.1.0` adds a new set.

Existing files are never written again: a change that can no longer read them is a mistake. The files of
a version that is still to come (`python -m tests.sync.golden newer`) were written the same way, once.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

import msgspec

from desktop_app.domain.op import ZERO_ID
from desktop_app.keys import age
from desktop_app.keys.signing import HEADER_TYPE
from desktop_app.sync.container import LENGTHS, U32
from desktop_app.sync.enrolment import make_grant, make_request, read_request
from desktop_app.sync.manifest import MAGIC, Head, Section, pack
from desktop_app.sync.parts import Blob
from desktop_app.sync.sections import Checkpoint, UserSignature, encode_op, sign_statement
from desktop_app.sync.writer import build_parts, make_core, packed_section, raw_section
from tests.sync.city import DKUM, INBOX, KUKUSAN, MADE, OFFICE, SITI, chain, city, parcel

FILES = Path(__file__).parent.parent / "files" / "sync"
NEWER = FILES.with_name("sync-newer")
BLOB = b"golden blob"


def golden_parcel_bytes() -> bytes:
    ops = chain(5)
    ids = [hashlib.sha256(op).digest() for op in ops]
    sent = parcel(
        ops,
        usigs={ids[0]: [UserSignature(ids[0], SITI.key_id, SITI.sign_op(ops[0]))]},
        statements=[sign_statement(OFFICE.signing_key, Checkpoint(OFFICE.dev, 1, 5, ids[-1].hex(), MADE))],
        directory=city().data,
        blobs=[Blob(hashlib.sha256(BLOB).hexdigest(), len(BLOB), lambda: BLOB)],
        have={f"{DKUM.dev}/1": Head(7, "ab" * 32)},
        want=["cd" * 32],
    )
    ((_, data),) = build_parts(sent, OFFICE)
    return data


def write(version: str) -> None:
    folder = FILES / version
    folder.mkdir(parents=True)
    (folder / "data.dks").write_bytes(golden_parcel_bytes())
    _, request = make_request(
        OFFICE,
        kind="kelurahan",
        kelurahan=KUKUSAN,
        people=[(SITI.person, SITI.public_key)],
        csr=b"",
        made=MADE,
        app="0.1.0",
    )
    (folder / "request.dks").write_bytes(request)
    answered = read_request(folder / "request.dks")
    _, grant = make_grant(DKUM, answered, city(), seal_pem="PEM", rules=b"rules", no=1, app="0.1.0")
    (folder / "grant.dks").write_bytes(grant)


def write_newer() -> None:
    """What a later version might send: in `kept` all that this one passes on, in the others what it must be
    updated for."""
    NEWER.mkdir(parents=True)
    good = golden_parcel_bytes()
    (NEWER / "container.dks").write_bytes(good[:8] + b"\2\0" + good[10:])
    made = make_core(
        OFFICE, kind="data", ep=1, kelurahan=KUKUSAN, no=1, recipients=[INBOX.recipient], app="9.0.0",
        directory=1,
    )  # fmt: skip
    core = msgspec.json.decode(pack(made))
    newer = {**core, "min_reader": 9, "kind": "stream", "part": "whole"}
    (NEWER / "reader.dks").write_bytes(_file(newer, []))
    grant = {**core, "min_reader": 9, "kind": "enrol-grant"}
    (NEWER / "grant.dks").write_bytes(_file(grant, [], key=OFFICE.public_key.hex()))
    packed, data = packed_section("ops", b"".join(map(encode_op, chain(5))))
    section = msgspec.structs.replace(packed, codec="zstd2")
    (NEWER / "codec.dks").write_bytes(_file(core, [(section, data)]))
    ops = newer_ops()
    for name, sent in (("critical", ops), ("kept", ops[:-1])):
        last = hashlib.sha256(sent[-1]).hexdigest()
        streams = [
            {"dev": OFFICE.dev, "ep": 1, "from": 1, "to": len(sent), "prev": ZERO_ID, "head": last, "more": 1}
        ]
        told = [
            {"type": "application/vnd.dksync.later.v1+json", "body": "{}", "key": "ab" * 32, "sig": "cd" * 64}
        ]
        sections = [
            packed_section("ops", b"".join(map(encode_op, sent))),
            packed_section("checkpoints", pack(told)),
            raw_section("later", b"what this version does not know"),
        ]
        (NEWER / f"{name}.dks").write_bytes(
            _file({**core, "later": [1]}, sections, streams=streams, later={"a": 1})
        )


def newer_ops() -> list[bytes]:
    """The first as today's, one of a kind nobody knows with a field more, and at last a critical one."""
    (first,) = chain(1)
    ops = [first]
    for changes in ({"v": 2, "kind": "later", "later": {"a": [1]}}, {"v": 2, "kind": "later", "crit": True}):
        op = {
            **msgspec.json.decode(first),
            "seq": len(ops) + 1,
            "prev": hashlib.sha256(ops[-1]).hexdigest(),
            **changes,
        }
        ops.append(pack(op))
    return ops


def _file(
    core: dict[str, Any], sections: list[tuple[Section, bytes]], *, key: str = "", **more: Any
) -> bytes:
    """An authentic file with whatever a later version puts into its header, core and manifest."""
    manifest = {
        "core": core, "streams": [], "have": {}, "want": [], "digest": "0" * 64,
        "sections": [section for section, _ in sections], **more,
    }  # fmt: skip
    text = pack(manifest)
    body = age.encrypt(U32.pack(len(text)) + text + b"".join(data for _, data in sections), [INBOX.recipient])
    said = {"core": core, "body_len": len(body), "body_sha256": hashlib.sha256(body).hexdigest(), "more": 1}
    header = pack({**said, "key": key} if key else said)
    name = HEADER_TYPE.encode()
    start = MAGIC + LENGTHS.pack(1, len(name), len(header)) + name + header
    return start + OFFICE.key_id + OFFICE.sign(HEADER_TYPE, header) + body


if __name__ == "__main__":
    if sys.argv[1] == "newer":
        write_newer()
    else:
        write(sys.argv[1])
