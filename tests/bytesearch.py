"""Looking for somebody's data in the bytes of an office: pages decrypted, blobs and sync files opened."""

from __future__ import annotations

import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import zstandard
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import select

from desktop_app.actions.trust import identities
from desktop_app.errors import WiraError
from desktop_app.keys.age import AgeError, decrypt
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.sync.container import open_body, open_header
from tests.documents.reading import page_texts

PAGE, RESERVE = 4096, 80
"""SQLCipher 4: AES-256-CBC, the last 80 bytes of a page hold its IV and HMAC."""


def pages(path: Path, key: bytes) -> Iterator[bytes]:
    """Every page of an encrypted database and of its log, in clear, whether in use or not."""
    data = path.read_bytes()
    for at in range(0, len(data), PAGE):
        yield _clear(data[at : at + PAGE], key, first=at == 0)
    log = path.with_name(path.name + "-wal")
    data = log.read_bytes() if log.exists() else b""
    for at in range(32, len(data) - PAGE - 23, PAGE + 24):  # a header of 32 bytes, then frames
        number = int.from_bytes(data[at : at + 4], "big")
        yield _clear(data[at + 24 : at + 24 + PAGE], key, first=number == 1)


def _clear(page: bytes, key: bytes, *, first: bool) -> bytes:
    start, end = 16 if first else 0, PAGE - RESERVE
    iv = page[end : end + 16]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return decryptor.update(page[start:end]) + decryptor.finalize()


def readable(office: Office, *folders: Path) -> Iterator[tuple[str, bytes]]:
    """Everything that whoever has the office's keys can read: what it is, and its bytes in clear."""
    key = office._dek  # pyright: ignore[reportPrivateUsage]
    yield from _in_home(office, office.home, key)
    yield from _reports(office)
    for folder in folders:
        yield from _files(office, folder)
    for path in sorted(path for folder in (office.home, *folders) for path in folder.rglob("*.tar")):
        with tempfile.TemporaryDirectory() as place, tarfile.open(path) as archive:
            archive.extractall(place, filter="data")
            for what, data in _in_home(office, Path(place), key):
                yield f"{path.name}: {what}", data


def _reports(office: Office) -> Iterator[tuple[str, bytes]]:
    """What the database keeps compressed."""
    with office.reading() as connection:
        kept = connection.execute(select(tables.setting.c.value)).scalars().all()
    for value in kept:
        if value.startswith(b"\x28\xb5\x2f\xfd"):
            yield "report", zstandard.ZstdDecompressor().decompress(value)


def _in_home(office: Office, home: Path, key: bytes) -> Iterator[tuple[str, bytes]]:
    for path in sorted(home.glob("*.db")):
        for number, page in enumerate(pages(path, key)):
            yield f"{path.name} {number}", page
    yield from _files(office, home)


def _files(office: Office, folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix == ".tar":
            continue
        yield path.name, path.name.encode()
        data = path.read_bytes()
        yield path.name, data
        if path.suffix == ".age":
            with suppress(AgeError):
                yield from _paper(path.name, decrypt(data, office.device.identities))
        elif path.suffix in (".zip", ".xlsx"):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path.name}: {name}", archive.read(name)
        elif path.suffix == ".pdf":
            yield from _paper(path.name, data)
        elif path.suffix in (".dks", ".part") and office.directory is not None:
            try:
                body = open_body(open_header(path, office.directory.sender), identities(office))
            except WiraError:  # for others
                continue
            for op in body.ops():
                yield f"{path.name} op", op
            for _name, blob in body.blobs():
                yield from _paper(f"{path.name} blob", blob)


def _paper(what: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """A paper as it is kept, and what a reader of a PDF sees in it."""
    yield what, data
    if data.startswith(b"%PDF"):
        yield what, "\n".join(page_texts(data)).encode()


def hits(
    office: Office, *wanted: str, folders: tuple[Path, ...] = (), parts: tuple[bytes, ...] = ()
) -> list[str]:
    """Where any of these texts stands, as UTF-8, UTF-16 or in hexadecimal digits, and any of these bytes."""
    forms = [text.encode(code) for text in wanted for code in ("utf-8", "utf-16-le", "utf-16-be")]
    forms += [text.casefold().encode() for text in wanted]
    forms += [form for text in wanted for form in _hex(text)]
    forms += parts
    return [what for what, data in readable(office, *folders) if any(form in data for form in forms)]


def _hex(text: str) -> tuple[bytes, bytes]:
    digits = text.encode().hex()
    return digits.encode(), digits.upper().encode()
