"""DKUM's own keys: the copy kept outside the office, the next root, and the ways out when a key is lost.

Three ways, the first that is there: the copy of all keys (`export_keys`, `restore_keys`); the next root that
every office knows already (`announce_root`, `adopt_root`); and, with neither, new keys whose fingerprint each
office compares on paper once more (`begin_anew`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from desktop_app.actions.access import given
from desktop_app.actions.trust import (
    authority,
    fresh_authority,
    keep_next,
    put_authority,
    require_admin,
)
from desktop_app.domain.access import KEYS, KEYS_OUT
from desktop_app.domain.moments import milliseconds, wib
from desktop_app.errors import Refused, Unavailable
from desktop_app.keys import age
from desktop_app.keys.atomic import write_atomic
from desktop_app.keys.authority import AuthorityKeys
from desktop_app.keys.passphrase import paper_words, words_problem
from desktop_app.keys.signing import fingerprint
from desktop_app.office import Office
from desktop_app.storage import settings
from desktop_app.storage.work import Changes
from desktop_app.sync import registry
from desktop_app.sync.directory import Directory, read, sign_directory
from desktop_app.sync.refusal import io_refusal
from resources.i18n import tr

_LARGEST: Final = 64 * 1024
_LAST_COPY: Final = "authority_copy"
"""Setting of this computer: when all keys were last written to a file, and what they were by then."""


class _Copy(msgspec.Struct, frozen=True):
    """The public halves of the keys in the last copy; `made` in ms."""

    made: int
    keys: list[str]


class _Kept(msgspec.Struct, frozen=True, tag_field="kind", tag="wira-dkum"):
    """The content of such a file. `what`: every key of DKUM, or the next root alone."""

    what: Literal["all", "root"]
    data: Annotated[bytes, msgspec.Meta(max_length=_LARGEST)]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file to be kept outside the office, and the words that open it, shown once and written on paper."""

    path: Path
    words: str = field(repr=False)
    fingerprint: str


@dataclass(frozen=True, slots=True)
class KeysStanding:
    """How DKUM's keys stand. Fingerprints of the roots, `next_root` empty before one is announced.

    `held`: the private keys are here and can be read. `copy_made` (ms): the last copy that this computer
    wrote, None before one; `copy_fits`: it still holds every key of today.
    """

    held: bool
    root: str
    next_root: str
    copy_made: int | None
    copy_fits: bool


def standing_of_keys(office: Office, connection: Connection) -> KeysStanding:
    """Whether the keys are here, and whether the copy in the safe still fits. Raises Refused elsewhere."""
    keys = held(office)
    content = _content(office)
    raw = settings.get(connection, _LAST_COPY)
    copy = msgspec.json.decode(raw, type=_Copy) if raw is not None else None
    return KeysStanding(
        held=keys is not None,
        root=fingerprint(bytes.fromhex(content.roots[0])),
        next_root=fingerprint(bytes.fromhex(content.next_roots[0])) if content.next_roots else "",
        copy_made=copy.made if copy is not None else None,
        copy_fits=copy is not None and copy.keys == _publics(content),
    )


def ways_out() -> tuple[str, ...]:
    """What to do when the root key is lost, in this order: the first way that is open."""
    return (
        tr(
            "Salinan kunci dan delapan katanya ada: kembalikan dari salinan itu. "
            "Kantor lain tidak perlu berbuat apa-apa."
        ),
        tr(
            "Hanya kunci akar berikutnya yang ada: pakai kunci itu. Kantor mengenalnya dari daftar perangkat "
            "dan ikut beralih lewat balasan DKUM."
        ),
        tr(
            "Keduanya hilang: buat kunci serba baru. Cetak lembar sidik kuncinya; setiap kantor menyimpan "
            "permintaan lagi, mencocokkan lembar itu, dan mempercayai kunci yang baru."
        ),
    )


def held(office: Office) -> AuthorityKeys | None:
    """DKUM's private keys, None where they are lost. Raises Refused at any other office."""
    try:
        return authority(office)
    except Unavailable:
        return None


def _publics(content: Directory) -> list[str]:
    """What a copy has to hold the private halves of."""
    return [*content.roots, *content.inbox, *content.recovery]


def export_keys(office: Office, folder: Path) -> KeptFile:
    """Write all of DKUM's keys to one encrypted file. Raises Refused, SyncRefused for the medium."""
    require_admin(office)
    keys = authority(office)
    kept = _write(office, folder, "wira-kunci-dkum", _Kept("all", keys.to_bytes()), keys.root_public)
    copy = _Copy(milliseconds(office.clock()), _publics(_content(office)))
    office.do(lambda work: settings.put(work.connection, _LAST_COPY, msgspec.json.encode(copy)))
    return kept


def restore_keys(office: Office, path: Path, typed: str) -> Changes:
    """Put the keys of such a file back where they are lost.

    Raises Refused for another city's file, and for one written before the root key changed: what its root
    signs no office accepts any more.
    """
    require_admin(office)
    kept = _read(path, typed)
    if kept.what == "root":
        raise Refused(
            tr("Berkas ini hanya memuat kunci akar berikutnya."),
            next_step=tr(
                "Pilih salinan kunci DKUM, atau pakai kunci akar berikutnya di Pengaturan, Kunci DKUM."
            ),
            record=path.name,
            code="other_kind",
        )
    keys = AuthorityKeys.from_bytes(kept.data)
    content = _content(office)
    if keys.ca_pem.decode("ascii") not in content.ca:
        raise Refused(
            tr("Kunci di berkas itu bukan kunci kota ini, atau lebih baru daripada data di komputer ini."),
            next_step=tr(
                "Pilih berkas kunci kota ini. Bila DKUM dipulihkan dari cadangan yang lama, pulihkan dahulu "
                "cadangan terbaru."
            ),
            record=path.name,
            code="other_city",
        )
    if keys.root_public.hex() not in (*content.roots, *content.next_roots):
        raise Refused(
            tr("Salinan kunci ini dibuat sebelum kunci akar DKUM diganti, jadi tidak berlaku lagi."),
            next_step=tr(
                "Pilih salinan yang dibuat sesudah penggantian itu. Bila tidak ada, pakai kunci akar "
                "berikutnya; bila itu pun hilang, buat kunci serba baru."
            ),
            record=path.name,
            code="old_root",
        )
    present = held(office)
    if present is not None:  # what came since the copy is still read
        first, second = keys.inbox, present.inbox
        if present.root_public == keys.root_public:
            first, second, keys = second, first, present
        keys = replace(keys, inbox=tuple(dict.fromkeys((*first, *second))))
    put_authority(office, keys)
    office.set_recovery(list(content.recovery))
    now = milliseconds(office.clock())
    if keys.root_public.hex() not in content.roots:
        return _change(office, keys, lambda old: _under(old, keys.root_public, now))
    if keys.inbox_recipient in content.inbox:
        given(office, deed=KEYS)
        return Changes()
    return _change(office, keys, lambda old: registry.changed(old, now, inbox=[keys.inbox_recipient]))


def announce_root(office: Office, folder: Path) -> KeptFile:
    """Make the next root: its private half goes into the file alone, its public half to every office.

    From then on a directory signed with it is accepted, so it is the second root, kept offline.
    """
    require_admin(office)
    keys = authority(office)
    root = Ed25519PrivateKey.generate()
    public = root.public_key().public_bytes_raw()
    kept = _write(office, folder, "wira-akar-berikutnya", _Kept("root", root.private_bytes_raw()), public)
    now = milliseconds(office.clock())
    try:
        _change(office, keys, lambda old: registry.changed(old, now, next_roots=[public.hex()]))
    except BaseException:
        kept.path.unlink(missing_ok=True)
        raise
    return kept


def adopt_root(office: Office, path: Path, typed: str) -> Changes:
    """Go on under the announced root; the old one signs no more. Where DKUM's other keys are lost as well,
    they are made anew under it. Raises Refused for a root nobody announced."""
    require_admin(office)
    kept = _read(path, typed)
    if kept.what != "root":
        raise Refused(
            tr("Berkas ini memuat semua kunci DKUM, bukan kunci akar berikutnya saja."),
            next_step=tr(
                "Pilih berkas akar berikutnya, atau kembalikan kunci dari salinan ini di "
                "Pengaturan, Kunci DKUM."
            ),
            record=path.name,
            code="other_kind",
        )
    root = Ed25519PrivateKey.from_private_bytes(kept.data)
    content, now = _content(office), milliseconds(office.clock())
    public = root.public_key().public_bytes_raw()
    if public.hex() not in content.next_roots:
        raise Refused(
            tr("Kunci akar di berkas itu tidak diumumkan di daftar perangkat."),
            next_step=tr("Pilih berkas akar berikutnya yang terbaru."),
            record=path.name,
            code="other_city",
        )
    old = held(office)
    if old is None:
        keys = fresh_authority(office.clock()).with_root(root)
        put_authority(office, keys)
        return _change(office, keys, lambda before: _under(_with_new_keys(before, keys), public, now))
    keys = old.with_root(root)
    put_authority(office, keys)
    return _change(office, keys, lambda before: _under(before, public, now), also=old.root)


def renew_recovery(office: Office) -> str:
    """A new recovery key for the offices' databases; the secret to be written down, shown once."""
    require_admin(office)
    keys = authority(office).with_new_recovery()
    put_authority(office, keys)
    now = milliseconds(office.clock())
    _change(office, keys, lambda old: registry.changed(old, now, recovery=[keys.recovery_recipient]))
    office.set_recovery([keys.recovery_recipient])
    return keys.recovery


def begin_anew(office: Office, *, sure: bool) -> str:
    """The last way: all keys are lost, so DKUM makes new ones. Returns the new root's fingerprint.

    No office accepts them before its people have compared that fingerprint with DKUM's printed sheet.
    """
    require_admin(office)
    if not sure:
        raise Refused(
            tr("Kunci baru memaksa setiap kantor mencocokkan sidik kunci DKUM sekali lagi."),
            next_step=tr("Cari dahulu berkas kunci yang disimpan; bila memang hilang, nyatakan itu."),
            code="sure",
        )
    keys = fresh_authority(office.clock())
    put_authority(office, keys)
    now = milliseconds(office.clock())
    _change(office, keys, lambda old: _under(_with_new_keys(old, keys), keys.root_public, now))
    office.set_recovery([keys.recovery_recipient])
    return fingerprint(keys.root_public)


def _under(content: Directory, root: bytes, now: int) -> Directory:
    return registry.changed(content, now, roots=[root.hex()], next_roots=[])


def _with_new_keys(content: Directory, keys: AuthorityKeys) -> Directory:
    """Old certificates stay: seals made under them are still judged by them."""
    return msgspec.structs.replace(
        content,
        inbox=[keys.inbox_recipient],
        recovery=[keys.recovery_recipient],
        ca=content.ca + keys.ca_pem.decode("ascii"),
    )


def _content(office: Office) -> Directory:
    assert office.directory is not None
    return office.directory.content


def _change(
    office: Office,
    keys: AuthorityKeys,
    change: Callable[[Directory], Directory],
    *,
    also: Ed25519PrivateKey | None = None,
) -> Changes:
    """Keep the next directory. A root that hands over signs too, for offices that missed the announcement."""
    content = change(_content(office))
    given(office, deed=KEYS)
    roots = [keys.root, *([also] if also is not None else [])]
    following = read(sign_directory(content, roots), [keys.root_public])
    return office.do(lambda work: keep_next(work, office, following))


def _write(office: Office, folder: Path, name: str, kept: _Kept, public: bytes) -> KeptFile:
    chosen = paper_words()
    given(office, deed=KEYS_OUT)
    path = folder / f"{name}_{wib(office.clock()):%Y%m%d-%H%M%S}.age"
    try:
        write_atomic(path, age.encrypt_with_words(msgspec.json.encode(kept), chosen))
    except OSError as error:
        raise io_refusal(error, record=path.name, writing=True) from error
    return KeptFile(path, chosen, fingerprint(public))


def _read(path: Path, typed: str) -> _Kept:
    problem = words_problem(typed)
    if problem:
        raise Refused(
            problem,
            next_step=tr("Cocokkan dengan kertasnya, huruf demi huruf."),
            record=path.name,
            code="words",
        )
    try:
        with open(path, "rb") as file:
            data = file.read(2 * _LARGEST)
    except OSError as error:
        raise io_refusal(error, record=path.name) from error
    try:
        plain = age.decrypt_with_words(data, " ".join(typed.casefold().split()))
        return msgspec.json.decode(plain, type=_Kept)
    except (age.AgeError, msgspec.MsgspecError) as error:
        raise Refused(
            tr("Berkas kunci itu tidak terbuka dengan kata-kata yang Anda ketik."),
            next_step=tr("Ketik kedelapan kata dari kertasnya, dan pastikan berkasnya benar."),
            record=path.name,
            code="words",
        ) from error
