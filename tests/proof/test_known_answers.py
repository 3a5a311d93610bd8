"""Answers that others published, against the code that opens and signs our files. Their origin stands in
tests/files/known/README.md."""

from __future__ import annotations

import base64
import hashlib
import json
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from desktop_app.keys import age
from desktop_app.keys.signing import pae, verify_bytes

KNOWN = Path(__file__).parent.parent / "files" / "known"


# ---- age: the test kit of C2SP --------------------------------------------------------------------------


class Vector(NamedTuple):
    name: str
    expect: str
    payload: str
    identities: list[str]
    ours: bool
    """Bytes, to an X25519 key: the only kind that we make and open."""
    body: bytes


def vectors() -> Iterator[Vector]:
    with tarfile.open(KNOWN / "age-testkit.tar.xz") as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is None:
                continue
            head, _, body = file.read().partition(b"\n\n")
            facts = [line.split(": ", 1) for line in head.decode().splitlines()]
            first = dict(reversed(facts))  # type: ignore[arg-type]
            identities = [value for name, value in facts if name == "identity"]
            other = "armored" in first or "passphrase" in first or any("-PQ-" in each for each in identities)
            yield Vector(
                member.name.rpartition("/")[2], first["expect"], first.get("payload", ""), identities,
                not other,
                zlib.decompress(body) if first.get("compressed") == "zlib" else body,
            )  # fmt: skip


def answer(vector: Vector) -> str:
    """What our door says: the hash of the content, "no match", or "damaged"."""
    try:
        return hashlib.sha256(age.decrypt(vector.body, vector.identities)).hexdigest()
    except age.NotForUs:
        return "no match"
    except age.AgeError:
        return "damaged"


def test_the_age_test_kit() -> None:
    found = list(vectors())
    assert (len(found), sum(each.ours for each in found)) == (143, 67)
    for vector in found:
        expected = {"success": vector.payload, "no match": "no match"}.get(vector.expect, "damaged")
        if vector.ours:
            assert answer(vector) == expected, vector.name
        else:  # letters, passphrases and hybrid keys: nothing of ours, and never opened by mistake
            assert answer(vector) in ("no match", "damaged"), vector.name


# ---- Ed25519: RFC 8032 ------------------------------------------------------------------------------------


RFC8032 = json.loads((KNOWN / "rfc8032.json").read_text())


@pytest.mark.parametrize("vector", RFC8032, ids=lambda vector: vector["name"])
def test_ed25519_of_rfc_8032(vector: dict[str, str]) -> None:
    secret, public, message, signature = (
        bytes.fromhex(vector[name]) for name in ("secret", "public", "message", "signature")
    )
    key = Ed25519PrivateKey.from_private_bytes(secret)
    assert key.public_key().public_bytes_raw() == public
    assert key.sign(message) == signature
    assert verify_bytes(public, message, signature)
    for at in (0, 31, 32, 63):
        wrong = signature[:at] + bytes([signature[at] ^ 1]) + signature[at + 1 :]
        assert not verify_bytes(public, message, wrong)
    assert not verify_bytes(public, message + b"\0", signature)


def test_there_are_all_five() -> None:
    assert [len(vector["message"]) // 2 for vector in RFC8032] == [0, 1, 2, 1023, 64]


# ---- DSSE: the example of its protocol --------------------------------------------------------------------


def test_the_example_of_dsse() -> None:
    """Its signature is ECDSA; what is signed is what our `pae` makes."""
    x = 46950820868899156662930047687818585632848591499744589407958293238635476079160
    y = 5640078356564379163099075877009565129882514886557779369047442380624545832820
    sent = "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="
    raw = base64.b64decode(sent)
    signature = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    message = pae("http://example.com/HelloWorld", b"hello world")
    assert message == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    key.verify(signature, message, ec.ECDSA(SHA256()))  # raises where it does not fit
