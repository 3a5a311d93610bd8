"""The last way into an office nobody can open: a request made without opening it, and DKUM's answer.

    request  the recovery slot of the office (age(DEK) to DKUM's recovery key), a key for reading and a key
             for signing that were made for this request alone; signed with that key, whose fingerprint
             people compare. No age layer, no personal data.
    answer   the DEK and whom DKUM names as admin, encrypted to the request's reading key; signed by a device
             of DKUM, which the root-signed directory inside must list.

Neither is a sync file: no office takes them in, and they hold no op.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Meta

from desktop_app.errors import Refused, SyncRefused
from desktop_app.keys import age
from desktop_app.keys.age import AgeError, check_recipient
from desktop_app.keys.device import DeviceKeys
from desktop_app.keys.signing import RESCUE_TYPE, fingerprint, sign, verify
from desktop_app.sync.directory import DeviceKind, Moment, PublicKey
from desktop_app.sync.manifest import Area, Count, Id16, Sig64, pack, parse
from desktop_app.sync.refusal import io_refusal
from resources.i18n import tr

SUFFIX: Final = ".pulih"
_LARGEST: Final = 8 * 1024 * 1024
"""An answer brings the directory along."""
_Sealed = Annotated[bytes, Meta(min_length=1, max_length=_LARGEST)]


class RescueRequest(msgspec.Struct, frozen=True, kw_only=True, tag="permintaan"):
    """What an office asks that nobody can open. `id` is also the person in whose name it will be opened,
    `key` that person's signing key, `age` the one-time key for the answer, `slot` the office's recovery
    slot."""

    id: Id16
    dev: Id16
    kind: DeviceKind
    kelurahan: Area
    ep: Count
    key: PublicKey
    age: Annotated[str, Meta(max_length=512)]
    slot: Annotated[bytes, Meta(min_length=1, max_length=64 * 1024)]
    made: Moment

    @property
    def fingerprint(self) -> str:
        """To compare with what the office reads out; its key signed all the rest."""
        return fingerprint(bytes.fromhex(self.key))


class RescueAnswer(msgspec.Struct, frozen=True, kw_only=True, tag="jawaban"):
    """DKUM's answer as it travels; `request` and `dev` say for which request of which computer."""

    request: Id16
    dev: Id16
    kelurahan: Area
    key: PublicKey
    made: Moment
    sealed: _Sealed


class RescueContent(msgspec.Struct, frozen=True, kw_only=True):
    """What only the one-time key reads. `label` names the passing person who opens, `nama` the new admin."""

    dek: Annotated[bytes, Meta(min_length=32, max_length=32)]
    nama: Annotated[str, Meta(min_length=1, max_length=200)]
    label: Annotated[str, Meta(min_length=1, max_length=300)]
    directory: bytes


class _Signed(msgspec.Struct):
    format: Literal["wira-pemulihan"]
    v: Count
    body: str
    sig: Sig64


@dataclass(frozen=True)
class SignedAnswer:
    """An answer that is as its sender made it. Whose `key` that is, the directory inside says."""

    answer: RescueAnswer
    key: bytes = field(repr=False)


T = TypeVar("T", RescueRequest, RescueAnswer)


def request_bytes(request: RescueRequest, key: Ed25519PrivateKey) -> bytes:
    """A request as a file."""
    return _signed(pack(request), sign(key, RESCUE_TYPE, pack(request)))


def read_request(path: Path) -> RescueRequest:
    """A request that is as its sender made it. Raises Refused (another file, altered), SyncRefused for the
    medium."""
    request, body, sig = _read(path, RescueRequest)
    try:
        check_recipient(request.age)
    except AgeError as error:
        raise _other_file(path) from error
    if not verify(bytes.fromhex(request.key), RESCUE_TYPE, body, sig):
        raise _altered(path)
    return request


def answer_bytes(request: RescueRequest, content: RescueContent, device: DeviceKeys, made: int) -> bytes:
    """An answer as a file, signed by this device of DKUM."""
    answer = RescueAnswer(
        request=request.id,
        dev=request.dev,
        kelurahan=request.kelurahan,
        key=device.public_key.hex(),
        made=made,
        sealed=age.encrypt(pack(content), [request.age]),
    )
    return _signed(pack(answer), device.sign(RESCUE_TYPE, pack(answer)))


def read_answer(path: Path) -> SignedAnswer:
    """An answer that is as its sender made it. Raises like `read_request`."""
    answer, body, sig = _read(path, RescueAnswer)
    key = bytes.fromhex(answer.key)
    if not verify(key, RESCUE_TYPE, body, sig):
        raise _altered(path)
    return SignedAnswer(answer, key)


def open_content(answer: RescueAnswer, identity: str) -> RescueContent:
    """What the one-time key reads of it. Raises AgeError."""
    try:
        return msgspec.json.decode(age.decrypt(answer.sealed, [identity]), type=RescueContent)
    except msgspec.MsgspecError as error:
        raise AgeError("content") from error


def kind_of(path: Path) -> str:
    """``permintaan`` or ``jawaban`` for a file that claims to be one of these, else empty."""
    try:
        with open(path, "rb") as file:
            envelope = parse(file.read(2 * _LARGEST), _Signed)
        found = msgspec.json.decode(envelope.body, type=RescueRequest | RescueAnswer)
    except (OSError, SyncRefused, msgspec.MsgspecError):
        return ""
    return "permintaan" if isinstance(found, RescueRequest) else "jawaban"


def _signed(body: bytes, sig: bytes) -> bytes:
    return pack(_Signed("wira-pemulihan", 1, body.decode(), sig.hex()))


def _read(path: Path, kind: type[T]) -> tuple[T, bytes, bytes]:
    try:
        with open(path, "rb") as file:
            data = file.read(2 * _LARGEST)
    except OSError as error:
        raise io_refusal(error, record=path.name) from error
    try:
        envelope = parse(data, _Signed)
    except SyncRefused as error:
        raise _other_file(path) from error
    if envelope.v > 1:
        raise Refused(
            tr("Berkas pemulihan ini dibuat oleh aplikasi yang lebih baru."),
            next_step=tr("Perbarui aplikasi di komputer ini, lalu buka lagi."),
            record=path.name,
            code="newer",
        )
    body = envelope.body.encode()
    try:
        found = msgspec.json.decode(body, type=RescueRequest | RescueAnswer)
    except msgspec.MsgspecError as error:
        raise _other_file(path) from error
    if not isinstance(found, kind):
        asks = isinstance(found, RescueRequest)
        raise Refused(
            tr("Berkas ini permintaan pemulihan, bukan jawaban DKUM.")
            if asks
            else tr("Berkas ini jawaban DKUM, bukan permintaan pemulihan."),
            next_step=tr("Berikan berkas ini kepada DKUM, lalu buka berkas jawabannya.")
            if asks
            else tr("Berikan berkas ini kepada kantor yang memintanya."),
            record=path.name,
            code="other_kind",
        )
    return found, body, bytes.fromhex(envelope.sig)


def _other_file(path: Path) -> Refused:
    return Refused(
        tr("Ini bukan berkas pemulihan."),
        next_step=tr("Pilih berkas yang namanya berakhir dengan {akhir}.", akhir=SUFFIX),
        record=path.name,
        code="format",
    )


def _altered(path: Path) -> Refused:
    return Refused(
        tr("Isi berkas pemulihan ini telah berubah."),
        next_step=tr("Jangan pakai berkas ini. Salin ulang dari pembuatnya."),
        record=path.name,
        code="altered",
    )
