"""A small invented city for the exchange: DKUM, Kukusan's computer and a stranger, with fixed keys."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from random import Random

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_app.domain.op import ZERO_ID, Op, encode, op_id
from desktop_app.keys.device import DeviceKeys
from desktop_app.keys.person import PersonKey
from desktop_app.sync.directory import (
    AdminKey,
    Device,
    Directory,
    SignKey,
    TrustedDirectory,
    read,
    sign_directory,
)
from desktop_app.sync.parts import Stream
from desktop_app.sync.writer import Parcel

KUKUSAN = "3276061003"
BEJI = "3276061001"
CITY = "3276"
MADE = 1_795_000_000_000

# age secrets made for these tests only
SECRETS = {
    "dkum": "AGE-SECRET-KEY-1TAKEJCHXNQQ3YUEMV2GM655EVXWHNE3K44GKDJ7LWXKXUCQSPNRS8ZQYUM",
    "kukusan": "AGE-SECRET-KEY-1RLVGXXPCWL5XTVPWC2PPSQ0SGPH8PVHF5NM7FMKFDK0SDHCWJLMQS2F8DN",
    "laptop": "AGE-SECRET-KEY-1T5YDULVEGVNYH9SLXXL4FQTN5XCEWC2LQARYC099L596H8PG5M5Q88N29E",
    "stranger": "AGE-SECRET-KEY-1UTSVFZS68388VM7KJ3WFEXHEWSVKZN2Q2L8K5LD4KFGV469Q2GXQ3EUG09",
    "inbox": "AGE-SECRET-KEY-15NU5Y7ES4AM8Z89FUDYNRHDUXMREJGCSTTZZQUW2V9V7RRHCZA8SYFUJAV",
}


def fixed(label: str) -> bytes:
    return hashlib.sha256(b"wira tests " + label.encode()).digest()


def signing_key(label: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(fixed(label))


def uuid7(label: str) -> str:
    tail = hashlib.sha256(label.encode()).hexdigest()
    return f"019a0000{tail[:4]}7{tail[4:7]}8{tail[7:22]}"


def keys(label: str) -> DeviceKeys:
    return DeviceKeys(uuid7(label), signing_key(label), (SECRETS[label],))


DKUM = keys("dkum")
OFFICE = keys("kukusan")
LAPTOP = keys("laptop")
STRANGER = keys("stranger")
INBOX = keys("inbox")
ROOT = signing_key("root")
ROOT_PUBLIC = ROOT.public_key().public_bytes_raw()
SITI = PersonKey(uuid7("siti"), signing_key("siti"))


def listed(device: DeviceKeys, kind: str, kelurahan: str) -> Device:
    key = SignKey(device.public_key.hex(), MADE)
    return Device(device.dev, kind, kelurahan, [key], [device.recipient])  # type: ignore[arg-type]


def content(version: int = 1, **changes: object) -> Directory:
    made = Directory(
        version=version,
        made=MADE,
        city=CITY,
        roots=[ROOT_PUBLIC.hex()],
        next_roots=[],
        devices=[
            listed(DKUM, "dkum", CITY),
            listed(OFFICE, "kelurahan", KUKUSAN),
            listed(LAPTOP, "lapangan", KUKUSAN),
        ],
        admins=[AdminKey(KUKUSAN, SITI.person, SITI.public_key.hex())],
        inbox=[INBOX.recipient],
        recovery=[],
        ca="",
    )
    return msgspec.structs.replace(made, **changes)


def directory(version: int = 1, **changes: object) -> TrustedDirectory:
    return read(sign_directory(content(version, **changes), [ROOT]), [ROOT_PUBLIC])


@cache
def city() -> TrustedDirectory:
    return directory()


def chain(count: int, device: DeviceKeys = OFFICE, *, noise: int = 0) -> list[bytes]:
    """A stream of saves, each on the one before; `noise` bytes each that do not pack."""
    ops: list[bytes] = []
    prev = ZERO_ID
    random = Random(noise)
    for seq in range(1, 1 + count):
        op = Op(
            v=1,
            crit=False,
            dev=device.dev,
            ep=1,
            seq=seq,
            prev=prev,
            salt=fixed(f"salt {seq}").hex()[:32],
            chg=uuid7(f"chg {seq}"),
            user=SITI.person,
            wall=MADE + seq,
            rec=uuid7(f"rec {seq}"),
            ent="application",
            kind="set",
            set={
                "nama": f"Siti Marlina {seq}",
                "nik": f"327606520394{seq:04d}",
                "tahun": 2026,
                "catatan": random.randbytes(noise).hex(),
            },
            base={},
            n=1,
        )
        ops.append(encode(op))
        prev = op_id(ops[-1]).hex()
    return ops


def parcel(ops: Sequence[bytes] = (), *, device: DeviceKeys = OFFICE, **changes: object) -> Parcel:
    made = Parcel(
        kind="data",
        ep=1,
        seq=len(ops),
        kelurahan=KUKUSAN,
        no=1,
        recipients=[INBOX.recipient, OFFICE.recipient],
        app="0.1.0",
        dir=1,
        streams=[Stream(device.dev, 1, 1, ZERO_ID, ops)] if ops else [],
    )
    return replace(made, **changes)
