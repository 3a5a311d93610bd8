"""A key on a card or token, reached through the maker's PKCS#11 driver; the key never leaves the card."""

from __future__ import annotations

import platform
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

import pkcs11
from cryptography import x509
from pkcs11 import Attribute, Mechanism, ObjectClass, TokenFlag, exceptions
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.pkcs11 import find_token, select_pkcs11_signing_params

from desktop_app.documents.pades import KeySigner, algorithm_of
from desktop_app.errors import Refused, Unavailable
from desktop_app.signing.fitness import commits, require_fit
from resources.i18n import tr

_DRIVERS: Final = {
    "Linux": (
        "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/libeToken.so",
    ),
    "Windows": (
        r"C:\Windows\System32\eTPKCS11.dll",
        r"C:\Program Files\OpenSC Project\OpenSC\pkcs11\opensc-pkcs11.dll",
        r"C:\Windows\System32\eps2003csp11.dll",
    ),
}
"""Where makers' drivers usually are; a person may name another file."""


def usual_driver() -> Path | None:
    """The first driver that is installed here."""
    known = map(Path, _DRIVERS.get(platform.system(), ()))
    return next((path for path in known if path.is_file()), None)


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A key on an open card; of use only inside `open_token`. `pin` is kept only for a key that wants it with
    every signature."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    handle: Any = field(repr=False)
    raw: bool
    pin: str | None = field(default=None, repr=False)

    def sign(self, data: bytes) -> bytes:
        """The signature that the card makes on `data`. Raises Unavailable where the card has gone."""
        mechanism = KeySigner(self).get_signature_mechanism_for_digest("sha256")
        spec = select_pkcs11_signing_params(mechanism, "sha256", use_raw_mechanism=self.raw, sign_kwargs={})
        ready = spec.pre_sign_transform(data) if spec.pre_sign_transform else data
        try:
            made: bytes = self.handle.sign(ready, pin=self.pin, **spec.sign_kwargs)
        except exceptions.PKCS11Error as gone:
            raise _gone() from gone
        return spec.post_sign_transform(made) if spec.post_sign_transform else made


Tries = Literal["", "few", "last", "none"]
"""How many wrong PINs a card still bears, as far as it tells: it never gives the number."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A card that is in now: its name, and whether wrong PINs were typed before."""

    label: str
    tries: Tries = ""


def seen(driver: Path) -> tuple[Seen, ...]:
    """The cards that are in now. Raises Unavailable where the driver does not load."""
    return tuple(Seen(str(token.label), tries(token.flags)) for token in _tokens(driver))


def tries(flags: TokenFlag) -> Tries:
    """What a card's flags say of its PIN."""
    if TokenFlag.USER_PIN_LOCKED in flags:
        return "none"
    if TokenFlag.USER_PIN_FINAL_TRY in flags:
        return "last"
    return "few" if TokenFlag.USER_PIN_COUNT_LOW in flags else ""


@contextmanager
def open_token(
    driver: Path,
    pin: str,
    *,
    now: datetime,
    label: str = "",
    trusted: Iterable[x509.Certificate] = (),
    others: Iterable[x509.Certificate] = (),
) -> Generator[TokenKey]:
    """The signing key of a card, open until the block ends.

    Raises Unavailable: ``token_driver``, ``token_none``, ``token_gone``. Raises Refused: ``token_which`` for
    several cards without `label` and ``token_same`` for several of that name, ``token_pin``,
    ``token_pin_empty``, ``token_locked``, ``token_empty``, and what `require_fit` says of its certificate. A
    card that is locked is not asked, and none is asked with an empty PIN: it would count as a wrong one.
    """
    if not pin:
        raise Refused(
            tr("PIN kartu belum diketik."),
            next_step=tr("Ketik PIN kartu; PIN kosong dihitung kartu sebagai PIN yang salah."),
            code="token_pin_empty",
        )
    token = _chosen(driver, label)
    if tries(token.flags) == "none":
        raise _locked()
    session = _session(token, pin)
    try:
        key = _signing_key(session, token, now, list(trusted), list(others))
        yield replace(key, pin=pin) if _wants_pin(key.handle) else key
    finally:
        with suppress(exceptions.PKCS11Error):  # the card was taken out: there is nothing left to close
            session.close()


def _tokens(driver: Path) -> Sequence[Any]:
    # The card's maker wrote the driver; whatever it answers while it is loaded means that it is not usable.
    try:
        slots = pkcs11.lib(str(driver)).get_slots(token_present=True)
    except (exceptions.PKCS11Error, OSError, RuntimeError) as wrong:
        raise Unavailable(
            tr("Driver kartu {name} tidak dapat dipakai.", name=driver.name),
            next_step=tr("Pasang driver dari pembuat kartu, lalu pilih berkas driver yang benar."),
            code="token_driver",
        ) from wrong
    found: list[Any] = []
    for slot in slots:
        with suppress(
            exceptions.PKCS11Error
        ):  # a card of another kind, or one just taken out, hides no other
            found.append(slot.get_token())
    return [token for token in found if str(token.label).strip()]


def _chosen(driver: Path, label: str) -> Any:
    found = _tokens(driver)
    if not found:
        raise Unavailable(
            tr("Kartu tanda tangan belum terpasang."),
            next_step=tr("Pasang kartu atau token, tunggu lampunya menyala, lalu coba lagi."),
            code="token_none",
        )
    names = ", ".join(str(token.label) for token in found)
    if not label and len(found) > 1:
        raise Refused(
            tr("Beberapa kartu terpasang: {names}.", names=names),
            next_step=tr("Pilih salah satu, atau cabut yang lain."),
            code="token_which",
        )
    if sum(str(token.label) == (label or names) for token in found) > 1:
        raise Refused(
            tr("Beberapa kartu bernama {name} terpasang.", name=label or names),
            next_step=tr("Cabut kartu yang tidak dipakai, supaya PIN tidak sampai ke kartu orang lain."),
            code="token_same",
        )
    wanted = TokenCriteria(label=label) if label else TokenCriteria(label=str(found[0].label))
    token = find_token([one.slot for one in found], token_criteria=wanted)
    if token is None:
        raise Unavailable(
            tr("Kartu bernama {name} tidak terpasang. Yang terpasang: {names}.", name=label, names=names),
            next_step=tr("Pasang kartu itu, atau pilih yang terpasang."),
            code="token_none",
        )
    return token


def _session(token: Any, pin: str) -> Any:
    try:
        return token.open(user_pin=pin)
    except (exceptions.PinIncorrect, exceptions.PinInvalid, exceptions.PinLenRange) as wrong:
        raise wrong_pin(_left(token)) from wrong
    except exceptions.PinLocked as locked:
        raise _locked() from locked
    except exceptions.PKCS11Error as gone:
        raise _gone() from gone


def _left(token: Any) -> Tries:
    """The same, asked anew: the flags are those of the moment a card was looked at."""
    try:
        return tries(token.slot.get_token().flags)
    except exceptions.PKCS11Error:
        return ""


def wrong_pin(left: Tries) -> Refused:
    """The PIN is wrong, and how dangerous another wrong one is."""
    if left == "none":
        return _locked()
    if left == "last":
        return Refused(
            tr("PIN kartu tidak cocok. Sekali lagi salah, kartu terkunci."),
            next_step=tr("Jangan menebak: tanyakan PIN kepada pemilik kartu dahulu."),
            code="token_pin",
        )
    if left == "few":
        return Refused(
            tr("PIN kartu tidak cocok, dan sisa percobaannya tinggal sedikit."),
            next_step=tr("Pastikan PIN dahulu: kartu terkunci setelah beberapa kali salah."),
            code="token_pin",
        )
    return Refused(
        tr("PIN kartu tidak cocok."),
        next_step=tr("Periksa PIN sebelum mencoba lagi: kartu terkunci setelah beberapa kali salah."),
        code="token_pin",
    )


def _locked() -> Refused:
    return Refused(
        tr("Kartu ini terkunci karena PIN terlalu sering salah."),
        next_step=tr("Minta penerbit kartu membukanya dengan PUK."),
        code="token_locked",
    )


def _signing_key(
    session: Any,
    token: Any,
    now: datetime,
    trusted: Sequence[x509.Certificate],
    others: Sequence[x509.Certificate],
) -> TokenKey:
    try:
        private = list(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.SIGN: True}))
        stored = list(session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}))
        read = [(bytes(one[Attribute.ID]), _parsed(one[Attribute.VALUE])) for one in stored]
        certificates = [(number, one) for number, one in read if one is not None]
        # a renewed certificate often stands beside the old one of the same key
        pairs = [(key, one) for key in private for number, one in certificates if number == key[Attribute.ID]]
        mechanisms = token.slot.get_mechanisms()
    except exceptions.PKCS11Error as gone:
        raise _gone() from gone
    if not pairs:
        raise Refused(
            tr("Kartu ini tidak memuat kunci dengan sertifikatnya."),
            next_step=tr("Minta penerbit mengisi kartu, atau pakai kartu lain."),
            code="token_empty",
        )
    refusal: Refused | None = None
    beside = [one for _number, one in certificates]
    for key, certificate in sorted(pairs, key=lambda pair: not commits(pair[1])):
        try:
            chain = require_fit(certificate, [*beside, *others], trusted, now)
        except Refused as unfit:  # a card often carries a key for e-mail beside the one that signs
            refusal = refusal or unfit
            continue
        raw = _hashes_itself(certificate) not in mechanisms
        return TokenKey(certificate, chain, key, raw)
    assert refusal is not None
    raise refusal


def _wants_pin(handle: Any) -> bool:
    """Whether the card asks for the PIN with every signature of this key, not only when it is opened."""
    try:
        return bool(handle[Attribute.ALWAYS_AUTHENTICATE])
    except exceptions.PKCS11Error:  # a card that does not know the question
        return False


def _hashes_itself(certificate: x509.Certificate) -> Any:
    """The mechanism of a card that hashes and signs in one step."""
    return Mechanism.SHA256_RSA_PKCS if algorithm_of(certificate) == "rsa" else Mechanism.ECDSA_SHA256


def _parsed(value: bytes) -> x509.Certificate | None:
    try:
        return x509.load_der_x509_certificate(bytes(value))
    except ValueError:
        return None


def _gone() -> Unavailable:
    return Unavailable(
        tr("Kartu tidak menjawab lagi."),
        next_step=tr("Pasang kembali kartunya, lalu lanjutkan dengan dokumen yang belum ditandatangani."),
        code="token_gone",
    )
