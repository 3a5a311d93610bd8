"""Files of every released version; they open for ever. `python -m tests.sync.golden` adds a new set.

Existing files are never written again: a change that can no longer read them is a mistake.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from desktop_app.sync.enrolment import make_grant, make_request, read_request
from desktop_app.sync.manifest import Head
from desktop_app.sync.sections import Checkpoint, UserSignature, sign_statement
from desktop_app.sync.writer import Blob, build_parts
from tests.sync.city import DKUM, KUKUSAN, MADE, OFFICE, SITI, chain, city, parcel

FILES = Path(__file__).parent.parent / "files" / "sync"
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


if __name__ == "__main__":
    write(sys.argv[1])
