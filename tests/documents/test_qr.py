"""The page code: read back from the rendered page, refused when anything in it changed."""

from __future__ import annotations

import zlib
from dataclasses import replace

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.documents import qr
from desktop_app.documents.qr import QrKey, QrPage, base45_decode, base45_encode, decode, encode
from desktop_app.documents.roster import write_roster
from desktop_app.errors import Refused
from tests.documents.people import NOW, long_roster, roster
from tests.documents.reading import page_code

PAGE = QrPage(
    kind="nominatif.arsip",
    number="500.3/118/Kel.Kks/2026",
    office="3276061003",
    date="2026-11-24",
    page=1,
    pages=1,
    rows=((1, "Anisa Maharani"), (2, "Zoë Ćirić")),
    digest=bytes(range(32)),
)


def refusal(text: str, keys: list[bytes]) -> str:
    with pytest.raises(Refused) as refused:
        decode(text, keys)
    return refused.value.code


def reopened(text: str) -> list[object]:
    """The four parts of the COSE message, to be tampered with."""
    return list(cbor2.loads(zlib.decompress(base45_decode(text.removeprefix(qr.PREFIX)))).value)


def closed(parts: object, tag: int = 18) -> str:
    return qr.PREFIX + base45_encode(zlib.compress(cbor2.dumps(cbor2.CBORTag(tag, parts))))


def signed(said: dict[int, object], key: QrKey) -> str:
    """A code that says whatever its maker wants, signed by `key`."""
    payload, protected = cbor2.dumps(said), cbor2.dumps({1: -8, 4: qr.key_id(key.public_key)})
    signature = key.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
    return closed([protected, {}, payload, signature])


def forged(page: QrPage, key: QrKey) -> str:
    """The code of a page that no office writes."""
    rows = [list(row) for row in page.rows]
    parts = (page.kind, page.number, page.office, page.date, page.page, page.pages, rows, page.digest)
    return signed(dict(enumerate(parts, 1)), key)


@pytest.mark.parametrize("dpi", [150, 300])
def test_every_page_is_read_back_from_its_picture(dpi: int, qr_key: QrKey) -> None:
    made = roster(60)
    paper = write_roster(made, state="segel", now=NOW, key=qr_key)
    pages = [decode(page_code(paper.pdf, n, dpi), [qr_key.public_key]) for n in range(paper.pages)]
    assert [(page.page, page.pages) for page in pages] == [(1, 3), (2, 3), (3, 3)]
    assert [row for page in pages for row in page.rows] == [(row.rank, row.nama) for row in made.rows]
    for page in pages:
        assert (page.kind, page.number, page.office, page.date) == (
            "nominatif.arsip",
            made.number,
            made.kelurahan_kode,
            "2026-11-24",
        )
        assert page.digest.hex() == paper.digest
        assert page.kid == qr.key_id(qr_key.public_key)


def test_long_names_make_a_bigger_code_that_is_still_read(qr_key: QrKey) -> None:
    made = long_roster()
    crowd = tuple(replace(made.rows[1], rank=n, nama=f"{made.rows[1].nama} {n}") for n in range(1, 40))
    paper = write_roster(replace(made, rows=crowd), state="segel", now=NOW, key=qr_key)
    names = [
        name
        for n in range(paper.pages)
        for _, name in decode(page_code(paper.pdf, n, 200), [qr_key.public_key]).rows
    ]
    assert names == [row.nama for row in crowd]


def test_a_page_whose_names_do_not_fit_its_code_is_refused_by_name(qr_key: QrKey) -> None:
    """Rather than drawn as a code that nobody reads, or ended by an error of the library."""
    known = [qr_key.public_key]
    crowd = tuple(
        (n, "".join(chr(0x4E00 + (n * 997 + at * 31) % 20_000) for at in range(100))) for n in range(120)
    )
    for rows, number in ((crowd, "1"), (((1, "A" * 401),), "1"), (PAGE.rows, "5" * 401)):
        with pytest.raises(Refused, match="Halaman 3 ") as refused:
            encode(replace(PAGE, page=3, pages=4, rows=rows, number=number), qr_key)
        assert (refused.value.code, refused.value.record) == ("QR_FULL", number)
        assert refused.value.next_step
    some = 1  # the largest that is written is drawn and read
    while True:
        try:
            text = encode(replace(PAGE, rows=crowd[: some + 1]), qr_key)
        except Refused:
            break
        some += 1
    assert qr.runs(text)[0] <= 177 and decode(text, known).rows == crowd[:some]


def test_the_format_is_a_cose_sign1_of_ed25519(qr_key: QrKey) -> None:
    text = encode(PAGE, qr_key)
    assert text.startswith("WIRA1:")
    protected, unprotected, payload, signature = reopened(text)
    assert cbor2.loads(protected) == {1: -8, 4: qr.key_id(qr_key.public_key)}  # type: ignore[arg-type]
    assert unprotected == {}
    assert cbor2.loads(payload) == {  # type: ignore[arg-type]
        1: PAGE.kind,
        2: PAGE.number,
        3: PAGE.office,
        4: PAGE.date,
        5: 1,
        6: 1,
        7: [[1, "Anisa Maharani"], [2, "Zoë Ćirić"]],
        8: PAGE.digest,
    }
    public = Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key()
    public.verify(signature, cbor2.dumps(["Signature1", protected, b"", payload]))  # type: ignore[arg-type]


def test_an_unknown_device_is_named_as_such(qr_key: QrKey) -> None:
    other = QrKey.of(Ed25519PrivateKey.generate())
    assert refusal(encode(PAGE, qr_key), []) == "QR_KEY"
    assert refusal(encode(PAGE, qr_key), [other.public_key]) == "QR_KEY"
    assert decode(encode(PAGE, qr_key), [other.public_key, qr_key.public_key]).rows == PAGE.rows


def test_a_changed_payload_is_refused(qr_key: QrKey) -> None:
    parts = reopened(encode(PAGE, qr_key))
    parts[2] = cbor2.dumps({**cbor2.loads(parts[2]), 7: [[1, "Orang Lain"]]})  # type: ignore[arg-type]
    assert refusal(closed(parts), [qr_key.public_key]) == "QR_SIGNATURE"


def test_anything_malformed_is_refused_with_one_sentence(qr_key: QrKey) -> None:
    keys, good = [qr_key.public_key], encode(PAGE, qr_key)
    parts = reopened(good)
    bomb = qr.PREFIX + base45_encode(zlib.compress(bytes(10_000_000)))
    for text in (
        "",
        "https://contoh.id/cek",
        qr.PREFIX,
        good.lower(),
        good[:-6],
        good + "AB",
        qr.PREFIX + "::::",
        qr.PREFIX + base45_encode(b"bukan zlib"),
        bomb,
        closed(parts, tag=17),
        closed(parts[:3]),
        closed([parts[0], {}, "teks", parts[3]]),
        closed([cbor2.dumps({1: -7, 4: b"12345678"}), {}, parts[2], parts[3]]),
        closed([cbor2.dumps([1]), {}, parts[2], parts[3]]),
    ):
        assert refusal(text, keys) == "QR_FORMAT", text[:40]


def test_a_signed_page_of_another_shape_is_refused(qr_key: QrKey) -> None:
    """Nor one that says more than a page prints: nobody waits for a window that lays it out."""
    known = [qr_key.public_key]
    for field in (
        {"rows": ((1, "A" * 401),)},
        {"rows": ((1, "A"),) * 1001},
        {"rows": ((10**5000, "A"),)},
        {"rows": ((-1, "A"),)},
        {"number": "5" * 401},
        {"office": "3" * 401},
        {"date": "2" * 401},
        {"page": 0},
        {"page": 4, "pages": 3},
        {"digest": b"pendek"},
    ):
        assert refusal(forged(replace(PAGE, **field), qr_key), known) == "QR_FORMAT", field  # type: ignore[arg-type]
    assert refusal(signed({1: "nominatif.arsip", 7: "bukan daftar"}, qr_key), known) == "QR_FORMAT"


@given(st.binary(max_size=200))
def test_base45_goes_there_and_back(data: bytes) -> None:
    assert base45_decode(base45_encode(data)) == data


def test_base45_as_in_its_standard() -> None:
    assert base45_encode(b"AB") == "BB8"
    assert base45_encode(b"Hello!!") == "%69 VD92EX0"
    for wrong in ("A", "BB8A", "GGW", "::", "a"):
        with pytest.raises(ValueError, match="base45"):
            base45_decode(wrong)
