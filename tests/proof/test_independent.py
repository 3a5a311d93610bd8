"""Tools that know nothing of Wira agree about a real file: Debian's `age`, and twenty lines of Python."""

from __future__ import annotations

import hashlib
import json
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard

from desktop_app.actions.export import make_file
from desktop_app.office import Office
from tests import offices
from tests.offices import KUKUSAN

BY_HAND = Path(__file__).with_name("signature_by_hand.py")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str, str]:
    """A file of an office, its public key, its age secret, and the name of somebody in the file."""
    folder = tmp_path_factory.mktemp("alat")
    dkum, kelurahan = offices.city(folder, KUKUSAN)
    office: Office = kelurahan[KUKUSAN]
    try:
        (person,) = offices.persons(1)
        offices.enter(office, [person])
        path = make_file(office, folder).paths[0]
        return path, office.device.public_key.hex(), office.device.identities[0], str(person["nama"])
    finally:
        dkum.close()
        office.close()


def by_hand(path: Path, public: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-I", str(BY_HAND), str(path), public], capture_output=True, check=False
    )


def test_twenty_lines_check_the_signature(city: tuple[Path, str, str, str], tmp_path: Path) -> None:
    path, public, _, _ = city
    found = by_hand(path, public)
    assert found.returncode == 0, found.stderr
    assert path.read_bytes().endswith(found.stdout)
    assert found.stdout.startswith(b"age-encryption.org/v1\n")
    data = path.read_bytes()
    for at, cause in ((60, b"InvalidSignature"), (-1, b"another body")):
        spoilt = tmp_path / "diubah.dks"
        spoilt.write_bytes(data[:at] + bytes([data[at] ^ 1]) + (data[at + 1 :] if at > 0 else b""))
        refused = by_hand(spoilt, public)
        assert refused.returncode == 1
        assert cause in refused.stderr
    assert b"another sender's key" in by_hand(path, "00" * 32).stderr


def test_the_script_is_short_and_knows_only_one_library() -> None:
    code = BY_HAND.read_text().split('"""', 2)[2]
    assert len([line for line in code.splitlines() if line.strip()]) <= 22
    assert "desktop_app" not in code


@pytest.mark.skipif(
    shutil.which("age") is None, reason="the program `age` is not installed (Debian: apt install age)"
)
def test_the_program_age_opens_the_body(city: tuple[Path, str, str, str], tmp_path: Path) -> None:
    path, public, secret, name = city
    body, identity = tmp_path / "isi.age", tmp_path / "kunci.txt"
    body.write_bytes(by_hand(path, public).stdout)
    identity.write_text(f"{secret}\n")
    opened = subprocess.run(
        ["age", "--decrypt", "--identity", identity, body], capture_output=True, check=False
    )
    assert opened.returncode == 0, opened.stderr
    (length,) = struct.unpack_from("<I", opened.stdout)
    manifest = json.loads(opened.stdout[4 : 4 + length])
    at, found = 4 + length, {}
    for section in manifest["sections"]:
        data = opened.stdout[at : at + section["len"]]
        at += section["len"]
        if section["codec"] == "zstd":
            data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
        assert (len(data), hashlib.sha256(data).hexdigest()) == (section["raw"], section["sha256"])
        found[section["name"]] = data
    assert at == len(opened.stdout)
    assert json.dumps(name).encode() in found["ops"]
    stranger = tmp_path / "lain.txt"
    made = subprocess.run(["age-keygen"], capture_output=True, text=True, check=True)
    stranger.write_text(made.stdout)
    command = ["age", "--decrypt", "--identity", stranger, body]
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0
