"""SoftHSM, a signing card that is a program. Its driver is loaded once a process, with its settings."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pkcs11 import Attribute, CertificateType, ObjectClass
from pkcs11.util.ec import decode_ec_private_key

from tests.signing import pki
from tests.signing.pki import Holder

DRIVER = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "482913"


@cache
def driver() -> Path:
    """The cards are made, and their driver may be loaded."""
    folder = Path(tempfile.mkdtemp(prefix="wira-softhsm-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "tokens").mkdir()
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    os.environ["SOFTHSM2_CONF"] = str(conf)
    for label in ("lurah", "mentor", "kosong"):
        run("--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "90817263")
    people = pki.shared()
    for label, holder in (("lurah", people.lurah), ("mentor", people.pendamping)):
        put_key(folder, label, holder)
        put_certificates([holder.certificate, *people.authorities], label)
    return DRIVER


@contextmanager
def cards_out() -> Iterator[Callable[[], None]]:
    """The call takes all cards out, as somebody who pulls them; afterwards they are in again."""
    folder = Path(os.environ["SOFTHSM2_CONF"]).parent
    inside, away = folder / "tokens", folder / "away"

    def pull() -> None:
        inside.rename(away)

    try:
        yield pull
    finally:
        if away.exists():
            away.rename(inside)
        pkcs11.lib(str(DRIVER)).reinitialize()  # type: ignore[attr-defined]  # it never looks for them again


@contextmanager
def more(*labels: str) -> Iterator[None]:
    """Further cards are in, for a while."""
    for label in labels:
        run("--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "90817263")
    library = pkcs11.lib(str(DRIVER))
    library.reinitialize()  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for label in labels:
            serials = [one.serial for one in library.get_tokens(token_label=label)]
            run("--delete-token", "--serial", serials[0].decode())
            library.reinitialize()  # type: ignore[attr-defined]


def put_ec_key(holder: Holder, label: str, *, number: int = 1, strict: bool = False) -> None:
    """An EC key; with `strict` the card wants its PIN with every signature."""
    der = holder.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    with pkcs11.lib(str(DRIVER)).get_token(token_label=label).open(user_pin=PIN, rw=True) as session:
        session.create_object(
            decode_ec_private_key(der)
            | {
                Attribute.TOKEN: True,
                Attribute.PRIVATE: True,
                Attribute.SIGN: True,
                Attribute.ALWAYS_AUTHENTICATE: strict,
                Attribute.ID: bytes([number]),
                Attribute.LABEL: "kunci",
            }
        )


def run(*words: str) -> None:
    done = subprocess.run(["softhsm2-util", *words], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def put_key(folder: Path, label: str, holder: Holder) -> None:
    file = folder / f"{label}.pem"
    file.write_bytes(holder.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    run("--import", str(file), "--token", label, "--pin", PIN, "--id", "01", "--label", "kunci")


def put_certificates(
    certificates: list[x509.Certificate], label: str, numbers: Sequence[int] = (1, 2, 3, 4)
) -> None:
    """As the card's maker puts them there, each with the number of its key."""
    token = pkcs11.lib(str(DRIVER)).get_token(token_label=label)
    with token.open(user_pin=PIN, rw=True) as session:
        for number, one in zip(numbers, certificates, strict=False):
            session.create_object(
                {
                    Attribute.CLASS: ObjectClass.CERTIFICATE,
                    Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                    Attribute.TOKEN: True,
                    Attribute.ID: bytes([number]),
                    Attribute.LABEL: f"sertifikat {number}",
                    Attribute.SUBJECT: one.subject.public_bytes(),
                    Attribute.VALUE: one.public_bytes(Encoding.DER),
                }
            )
