"""The code on every issued page: what the page says, signed by the office's device.

Format 1, final: the text is ``WIRA1:`` and the base45 form of a zlib stream, which holds one COSE_Sign1
(CBOR tag 18; RFC 9052) with

- protected header ``{1: -8 (EdDSA), 4: kid}``, kid = first 8 bytes of SHA-256(raw public key);
- an empty unprotected header;
- payload: a CBOR map with keys 1 kind, 2 number, 3 office code, 4 date (ISO), 5 page, 6 pages,
  7 rows ``[[rank, name], ...]``, 8 digest (32 bytes: SHA-256 of the edition's canonical data);
- an Ed25519 signature over the COSE Sig_structure, no external data.

It holds only what the page prints. It proves its own content; that the printed text agrees is seen by
comparing the two.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar

import cbor2
import msgspec
import segno
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta

from desktop_app.errors import Refused
from resources.i18n import tr

_T = TypeVar("_T")

PREFIX = "WIRA1:"
_COSE_SIGN1 = 18
_EDDSA = -8
_ALGORITHM, _KID = 1, 4
_LIMIT = 64 * 1024
_MOST: Final = 2**31
_LONGEST: Final = 4_296
"""Letters of the largest QR symbol."""
_FITS: Final = 3_391
"""Letters of the largest symbol at error level M, which `runs` draws."""
_BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE45 = {char: value for value, char in enumerate(_BASE45)}


@dataclass(frozen=True, slots=True)
class QrPage:
    """What one page code says. `date` is ISO, `digest` 32 bytes, `kid` the 8-byte key id."""

    kind: str
    number: str
    office: str
    date: str
    page: int
    pages: int
    rows: tuple[tuple[int, str], ...]
    digest: bytes
    kid: bytes = b""


_Text = Annotated[str, Meta(max_length=400)]
_Rows = Annotated[tuple[tuple[Annotated[int, Meta(ge=0, lt=_MOST)], _Text], ...], Meta(max_length=1_000)]
_Count = Annotated[int, Meta(ge=1, lt=_MOST)]
_SHAPE: Any = tuple[
    _Text, _Text, _Text, _Text, _Count, _Count, _Rows, Annotated[bytes, Meta(min_length=32, max_length=32)]
]
"""Of what a code says: no page prints more, so a longer one is shown nowhere."""


@dataclass(frozen=True, slots=True)
class QrKey:
    """A device's signing key: the raw 32-byte public key and a function that signs bytes."""

    public_key: bytes
    sign: Callable[[bytes], bytes]

    @classmethod
    def of(cls, private_key: Ed25519PrivateKey) -> QrKey:
        """The key around `private_key`."""
        return cls(private_key.public_key().public_bytes_raw(), private_key.sign)


def key_id(public_key: bytes) -> bytes:
    """The 8-byte key id of a raw Ed25519 public key."""
    return hashlib.sha256(public_key).digest()[:8]


def encode(page: QrPage, key: QrKey) -> str:
    """The signed text of `page`; its `kid` is taken from `key`. Raises Refused (``QR_FULL``) for a page whose
    texts are longer than a code may say or than a symbol holds."""
    said = (page.kind, page.number, page.office, page.date, page.page, page.pages, page.rows, page.digest)
    try:
        msgspec.convert(said, _SHAPE, builtin_types=(bytes,))
    except msgspec.ValidationError as wrong:
        raise _full(page) from wrong
    payload = _dumps(
        {
            1: page.kind,
            2: page.number,
            3: page.office,
            4: page.date,
            5: page.page,
            6: page.pages,
            7: [[rank, name] for rank, name in page.rows],
            8: page.digest,
        }
    )
    protected = _dumps({_ALGORITHM: _EDDSA, _KID: key_id(key.public_key)})
    signature = key.sign(_to_be_signed(protected, payload))
    message = _dumps(cbor2.CBORTag(_COSE_SIGN1, [protected, {}, payload, signature]))
    text = PREFIX + base45_encode(zlib.compress(message, 9))
    if len(text) > _FITS:
        raise _full(page)
    return text


def decode(text: str, keys: Iterable[bytes]) -> QrPage:
    """The page that `text` vouches for; `keys` are raw Ed25519 public keys of known devices.

    Raises Refused with code ``QR_FORMAT``, ``QR_KEY`` (unknown device) or ``QR_SIGNATURE``.
    """
    protected, payload, signature = _open(text)
    header = _mapping(protected)
    kid = header.get(_KID)
    if header.get(_ALGORITHM) != _EDDSA or not isinstance(kid, bytes):
        raise _no_code()
    known = [key for key in keys if key_id(key) == kid]
    if not known:
        raise Refused(
            tr("Kode halaman ini dibuat perangkat yang tidak dikenal kantor ini."),
            next_step=tr("Minta daftar perangkat terbaru dari DKUM, lalu baca kodenya sekali lagi."),
            code="QR_KEY",
        )
    if not any(_signed(key, signature, _to_be_signed(protected, payload)) for key in known):
        raise Refused(
            tr("Isi kode halaman ini telah berubah sejak dibuat."),
            next_step=tr("Jangan pakai halaman ini; minta salinan baru dari kantor penerbit."),
            code="QR_SIGNATURE",
        )
    return _page(_mapping(payload), kid)


def claimed(text: str) -> QrPage:
    """The page that `text` says it is, whoever signed it: where something else vouches for the code itself.

    Raises Refused with code ``QR_FORMAT``.
    """
    protected, payload, _signature = _open(text)
    kid = _mapping(protected).get(_KID)
    if not isinstance(kid, bytes):
        raise _no_code()
    return _page(_mapping(payload), kid)


def runs(text: str) -> tuple[int, list[tuple[int, int, int]]]:
    """The QR symbol (error level M) of `text`: its side in modules and its dark runs (x, y, length)."""
    # Compressed, signed data is even enough for any mask; scoring all eight costs most of the page.
    matrix = segno.make(text, error="m", mask=3, micro=False, boost_error=False).matrix
    dark: list[tuple[int, int, int]] = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                dark.append((start, y, x - start))
            x += 1
    return len(matrix), dark


def base45_encode(data: bytes) -> str:
    """RFC 9285."""
    chars: list[str] = []
    for i in range(0, len(data) - 1, 2):
        rest, low = divmod(data[i] * 256 + data[i + 1], 45)
        high, middle = divmod(rest, 45)
        chars += (_BASE45[low], _BASE45[middle], _BASE45[high])
    if len(data) % 2:
        high, low = divmod(data[-1], 45)
        chars += (_BASE45[low], _BASE45[high])
    return "".join(chars)


def base45_decode(text: str) -> bytes:
    """RFC 9285; ValueError for anything that no encoder writes."""
    try:
        values = [_VALUE45[char] for char in text]
    except KeyError as wrong:
        raise ValueError("not base45") from wrong
    out = bytearray()
    for i in range(0, len(values), 3):
        group = values[i : i + 3]
        number = sum(value * 45**power for power, value in enumerate(group))
        size = len(group) - 1
        if size < 1 or number >= 256**size:
            raise ValueError("not base45")
        out += number.to_bytes(size, "big")
    return bytes(out)


def _open(text: str) -> tuple[bytes, bytes, bytes]:
    """Protected header, payload and signature; one sentence for everything malformed."""
    if not text.startswith(PREFIX) or len(text) > _LONGEST:
        raise _no_code()
    try:
        unpacker = zlib.decompressobj()
        message = unpacker.decompress(base45_decode(text[len(PREFIX) :]), _LIMIT)
    except (ValueError, zlib.error) as wrong:
        raise _no_code() from wrong
    if not unpacker.eof or unpacker.unused_data:
        raise _no_code()
    tagged = _loads(message)
    if not isinstance(tagged, cbor2.CBORTag) or tagged.tag != _COSE_SIGN1:
        raise _no_code()
    protected, _, payload, signature = _shaped(tagged.value, tuple[bytes, dict[int, Any], bytes, bytes])
    return protected, payload, signature


def _page(content: dict[int, Any], kid: bytes) -> QrPage:
    parts: Any = _shaped([content.get(key) for key in range(1, 9)], _SHAPE)
    found = QrPage(*parts, kid=kid)
    if found.page > found.pages:
        raise _no_code()
    return found


def _shaped(value: Any, shape: type[_T]) -> _T:
    """`value` where it has exactly this shape, else the one sentence for everything malformed."""
    try:
        return msgspec.convert(value, shape, builtin_types=(bytes,))
    except msgspec.ValidationError as wrong:
        raise _no_code() from wrong


def _mapping(encoded: bytes) -> dict[int, Any]:
    return _shaped(_loads(encoded), dict[int, Any])


def _loads(encoded: bytes) -> Any:
    """Exactly one CBOR item."""
    source = io.BytesIO(encoded)
    try:
        value = cbor2.load(source)
    except (cbor2.CBORDecodeError, ValueError, TypeError) as wrong:
        raise _no_code() from wrong
    if source.read(1):
        raise _no_code()
    return value


def _dumps(value: Any) -> bytes:
    return cbor2.dumps(value, canonical=True)


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    return _dumps(["Signature1", protected, b"", payload])


def _signed(key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _full(page: QrPage) -> Refused:
    return Refused(
        tr(
            "Halaman {n} belum dapat dibuat karena nama di halaman itu terlalu panjang untuk kode "
            "halamannya.",
            n=page.page,
        ),
        next_step=tr(
            "Pendekkan nama yang paling panjang di halaman itu, atau pilih kertas lanskap, yang memuat lebih "
            "sedikit nama tiap halaman."
        ),
        record=page.number,
        code="QR_FULL",
    )


def _no_code() -> Refused:
    return Refused(
        tr("Kode ini bukan kode halaman Wira atau tidak terbaca utuh."),
        next_step=tr("Pindai halaman itu sekali lagi dengan ketajaman 200 dpi, rata dan terang."),
        code="QR_FORMAT",
    )
