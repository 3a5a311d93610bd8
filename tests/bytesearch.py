"""Looking for somebody's data in the bytes of an office: pages decrypted, blobs and sync files opened."""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from desktop_app.actions.trust import identities
from desktop_app.errors import WiraError
from desktop_app.office import Office
from desktop_app.sync.container import open_body, open_header

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
    for folder in folders:
        yield from _files(office, folder)
    for path in sorted((office.home / "backups").glob("*.tar")):
        with tempfile.TemporaryDirectory() as place, tarfile.open(path) as archive:
            archive.extractall(place, filter="data")
            for what, data in _in_home(office, Path(place), key):
                yield f"{path.name}: {what}", data


def _in_home(office: Office, home: Path, key: bytes) -> Iterator[tuple[str, bytes]]:
    for name in ("wira.db", "drafts.db"):
        if (home / name).exists():
            for number, page in enumerate(pages(home / name, key)):
                yield f"{name} {number}", page
    for path in sorted((home / "blobs").glob("??/*.age")):
        yield path.name, office.blobs.get(path.stem) if home == office.home else path.read_bytes()
    yield from _files(office, home)


def _files(office: Office, folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix in (".age", ".tar"):
            continue
        yield path.name, path.read_bytes()
        if path.suffix == ".dks" and office.directory is not None:
            try:
                body = open_body(open_header(path, office.directory.sender), identities(office))
            except WiraError:  # for others
                continue
            for op in body.ops():
                yield f"{path.name} op", op
            for _name, blob in body.blobs():
                yield f"{path.name} blob", blob


def hits(office: Office, *wanted: str, folders: tuple[Path, ...] = ()) -> list[str]:
    """Where any of these texts stands, as UTF-8 or UTF-16."""
    forms = [text.encode(code) for text in wanted for code in ("utf-8", "utf-16-le", "utf-16-be")]
    forms += [text.casefold().encode() for text in wanted]
    return [what for what, data in readable(office, *folders) if any(form in data for form in forms)]
