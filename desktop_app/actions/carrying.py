"""A person's account on a second computer: the same person and key, so that nobody is two people.

Who types on one computer and verifies on the other must be known to be one; so an account is carried and
not made twice. The file opens only on the office's own computers, and only with the person's passphrase.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from desktop_app.actions.peers import mates_of
from desktop_app.actions.people import dismiss, require_passphrase
from desktop_app.domain import people
from desktop_app.errors import Refused
from desktop_app.keys import age
from desktop_app.keys.person import PersonKey
from desktop_app.office import Office
from desktop_app.storage.saving import save_file
from desktop_app.storage.work import Changes
from desktop_app.sync.manifest import Id16
from desktop_app.sync.refusal import io_refusal
from desktop_app.sync.writer import free_path
from resources.i18n import tr

_LARGEST = 64 * 1024


class _Account(msgspec.Struct, frozen=True):
    person: Id16
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    key: bytes


def carry_account(office: Office, folder: Path, passphrase: str) -> Path:
    """Save the account of the person who is in, for the other computers of this office.

    Raises Refused: wrong passphrase, no other computer; Unavailable when the medium fails.
    """
    recipients = [each.recipient for each in mates_of(office)]
    if not recipients:
        raise Refused(
            tr("Kantor ini baru mempunyai satu komputer."),
            next_step=tr("Daftarkan komputer atau laptop yang lain ke DKUM, lalu buka berkas DKUM."),
            code="no_mates",
        )
    require_passphrase(office, passphrase)
    session = office.session
    content = msgspec.json.encode(_Account(session.user, session.name, session.key.to_bytes()))
    data = age.encrypt(age.encrypt_with_words(content, passphrase), recipients)
    return save_file(free_path(folder, f"akun_{office.area}_{office.info.dev[-4:]}.dka"), data)


def take_account(office: Office, path: Path, passphrase: str) -> Changes:
    """Let a person of this office in on this computer too, with the passphrase they have on the other.

    Who is in under the same name with an account that was made here goes on with the one from the other
    computer, and the account made here is ended; that takes an admin.
    Raises Refused: another office's file, wrong passphrase, a person this computer does not know yet.
    """
    account = _read(office, path, passphrase)
    key = PersonKey.from_bytes(account.person, account.key)
    facts = office.context.people.get(account.person)
    if facts is None or facts.office != office.info.scope or facts.key != key.public_key:
        raise Refused(
            tr("Komputer ini belum mengenal petugas itu."),
            next_step=tr("Buka dahulu berkas dari komputer tempat akunnya dibuat, lalu ulangi."),
            code="unknown_person",
        )
    if not facts.active:
        raise Refused(
            tr("{name} sudah tidak bertugas di kantor ini.", name=facts.nama),
            next_step=tr("Minta admin kantor menambahkan petugas itu lagi."),
            code="dismissed",
        )
    twin = office.slots.find(account.name)
    if twin is None or twin.person == account.person:
        office.give_slot(account.name, passphrase, key, replace=twin is not None)
        return Changes({"person": frozenset()})
    if people.ADMIN_KANTOR not in facts.roles or twin.person != office.session.user:
        raise Refused(
            tr("Di komputer ini sudah ada akun lain bernama {name}.", name=account.name),
            next_step=tr(
                "Minta admin kantor mengakhiri tugas akun itu, atau masuk dengan akun itu, lalu ulangi."
            ),
            code="name_taken",
        )
    office.give_slot(account.name, passphrase, key, replace=True)
    office.enter(account.name, passphrase)
    if office.context.people[twin.person].active:
        return dismiss(office, twin.person)
    return Changes({"person": frozenset()})


def _read(office: Office, path: Path, passphrase: str) -> _Account:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise io_refusal(error, record=path.name) from error
    if len(data) > _LARGEST:
        raise _not_ours(path)
    try:
        sealed = age.decrypt(data, office.device.identities)
    except age.AgeError as error:
        raise _not_ours(path) from error
    try:
        return msgspec.json.decode(age.decrypt_with_words(sealed, passphrase), type=_Account)
    except age.AgeError as error:
        raise Refused(
            tr("Kata sandi itu tidak membuka berkas akun ini."),
            next_step=tr("Ketik kata sandi yang dipakai di komputer asalnya."),
            record=path.name,
            code="passphrase",
        ) from error
    except msgspec.MsgspecError as error:
        raise _not_ours(path) from error


def _not_ours(path: Path) -> Refused:
    return Refused(
        tr("Ini bukan berkas akun untuk komputer ini."),
        next_step=tr("Buat berkas akunnya di komputer asal, sesudah komputer itu mengenal komputer ini."),
        record=path.name,
        code="E_RCPT",
    )
