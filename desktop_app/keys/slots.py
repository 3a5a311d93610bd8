"""keyslots.json: how each person's passphrase opens the one key of the office's database.

    passphrase --Argon2id(salt, cost)--> 32 bytes --HKDF(label)--> key that wraps, AES-256-GCM,
        the database key (DEK)            label "wira keyslot dek v1"
        the person's signing key          label "wira keyslot person v1"
    DEK --HKDF("wira secret <name> v1")--> key that wraps the device's private keys and others

The associated data of a slot's two wraps is its header, byte for byte as it stands in the file, so a
header cannot be exchanged or softened. The cost stands in the header: it may be raised later.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desktop_app.errors import Refused, Unavailable
from desktop_app.keys import age, twin
from desktop_app.keys.attempts import CHANGING, NOBODY, Attempts, Inside, wrong_passphrase
from desktop_app.keys.person import PersonKey
from resources.i18n import tr

FILE_NAME: Final = "keyslots.json"
FORMAT: Final = "wira-keyslots"
VERSION: Final = 1
DEK_BYTES: Final = 32
_NONCE: Final = 12
_DEV_BYTES: Final = 16
_DEK_LABEL: Final = b"wira keyslot dek v1"
_PERSON_LABEL: Final = b"wira keyslot person v1"

SHEET: Final = "sheet"
"""Under which sign the tries at the recovery sheet are counted."""

SlotKind = Literal["person", "sheet"]


class Cost(msgspec.Struct, frozen=True):
    """Argon2id: memory in KiB, passes, lanes. The limits keep a broken file from taking the computer."""

    memory_kib: Annotated[int, msgspec.Meta(ge=8, le=1024 * 1024)] = 64 * 1024
    passes: Annotated[int, msgspec.Meta(ge=1, le=64)] = 3
    lanes: Annotated[int, msgspec.Meta(ge=1, le=64)] = 4


DEFAULT_COST: Final = Cost()


class SlotInfo(msgspec.Struct, frozen=True):
    """A slot's header, readable without any passphrase. `kind` "sheet" is a printed recovery sheet: its words
    open the office as the person who made it."""

    person: Annotated[str, msgspec.Meta(min_length=32, max_length=32)]
    name: str
    created: str
    salt: bytes
    cost: Cost
    kind: SlotKind = "person"
    kdf: Literal["argon2id"] = "argon2id"


class _Slot(msgspec.Struct):
    header: msgspec.Raw
    dek: bytes
    key: bytes = b""

    @property
    def info(self) -> SlotInfo:
        return msgspec.json.decode(self.header, type=SlotInfo)


class _File(msgspec.Struct):
    format: str = FORMAT
    v: int = VERSION
    slots: list[_Slot] = msgspec.field(default_factory=list[_Slot])
    secrets: dict[str, bytes] = msgspec.field(default_factory=dict[str, bytes])
    recovery: bytes = b""


@dataclass(frozen=True)
class Opened:
    """What a passphrase opened. `key` is None where a slot lets in without signing; none is made so now."""

    info: SlotInfo
    dek: bytes = field(repr=False)
    key: PersonKey | None = field(repr=False)


def new_dek() -> bytes:
    """A new random database key."""
    return secrets.token_bytes(DEK_BYTES)


def no_longer_serves(name: str) -> Refused:
    """The refusal of a person whose slot opens and who has been dismissed."""
    return Refused(
        tr("{name} sudah tidak bertugas di kantor ini.", name=name),
        next_step=tr("Masuk dengan nama petugas lain."),
        code="dismissed",
    )


class KeySlots:
    """The key slots of one office folder. Every change is on the disk when the method returns."""

    def __init__(self, path: Path, content: _File) -> None:
        self._path = path
        self._file = content

    @classmethod
    def create(cls, path: Path) -> KeySlots:
        """An empty file that is not written before its first slot. Raises Refused if one exists."""
        if path.exists():
            raise Refused(
                tr("Folder ini sudah berisi kunci kantor."),
                next_step=tr("Pilih folder lain, atau masuk dengan kata sandi Anda."),
                code="keyslots_exist",
            )
        return cls(path, _File())

    @classmethod
    def anew(cls, path: Path) -> KeySlots:
        """An empty file that takes the place of one that may be there, with its first slot and not before."""
        return cls(path, _File())

    @classmethod
    def load(cls, path: Path) -> KeySlots:
        """From the file or, where that is lost or damaged, from its second copy.

        Raises Unavailable where neither is good, Refused when a newer program wrote it."""
        try:
            data = twin.read(path, _decoded)
        except (OSError, ValueError, msgspec.MsgspecError) as error:
            raise _unreadable() from error
        if data is None:
            raise _unreadable()
        content = _decoded(data)
        if content.v > VERSION:
            raise Refused(
                tr("Folder kantor ini dibuat oleh aplikasi yang lebih baru."),
                next_step=tr("Perbarui aplikasi dahulu."),
                code="newer",
            )
        return cls(path, content)

    def people(self) -> list[SlotInfo]:
        """The slots of people in the order they were added."""
        return [info for slot in self._file.slots if (info := slot.info).kind == "person"]

    @property
    def sheet(self) -> SlotInfo | None:
        """Whom the recovery sheet lets in, and since when; None where there is none."""
        found = self._sheet()
        return found.info if found else None

    def _sheet(self) -> _Slot | None:
        return next((slot for slot in self._file.slots if slot.info.kind == "sheet"), None)

    def put_sheet(
        self, words: str, *, name: str, dek: bytes, key: PersonKey, now: datetime, cost: Cost = DEFAULT_COST
    ) -> SlotInfo:
        """The one recovery sheet of this folder: `words` open it as `key`'s person. An earlier one opens
        nothing any more. Raises Unavailable when the disk does not take it."""
        slot = _make(name, words, dek, key, key.person, now.isoformat(timespec="seconds"), cost, "sheet")
        self._save(slots=[*(each for each in self._file.slots if each.info.kind == "person"), slot])
        return slot.info

    def open_sheet(self, words: str, *, attempts: Attempts | None = None) -> Opened:
        """What the words of the recovery sheet open. Raises like `open_slot`."""
        return self._try(self._sheet(), SHEET, words, attempts)

    def find(self, name: str) -> SlotInfo | None:
        """The slot of a person by name (case and spacing do not matter) or by person id."""
        slot = self._find(name)
        return slot.info if slot else None

    def add_slot(
        self,
        name: str,
        passphrase: str,
        *,
        dek: bytes,
        key: PersonKey | None,
        person: str,
        now: datetime,
        cost: Cost = DEFAULT_COST,
        kind: SlotKind = "person",
        replace: bool = False,
        secrets: Mapping[str, bytes] | None = None,
    ) -> SlotInfo:
        """Give a person a slot; with `replace`, a new passphrase and key to one who has one. A recovery sheet
        of that person is good no longer. `secrets` are kept with it in one write, each as by `put_secret`.

        The strength of the passphrase is the caller's to check (`passphrase.require_strong`).
        Raises Refused when the name is taken, Unavailable when the disk does not take it.
        """
        found = self._find(name) or self._find(person)
        if found and not replace:
            raise Refused(
                tr("Nama petugas {name} sudah dipakai di kantor ini.", name=name.strip()),
                next_step=tr("Pakai nama lain, misalnya dengan nama belakang."),
                code="name_taken",
            )
        slot = _make(name, passphrase, dek, key, person, now.isoformat(timespec="seconds"), cost, kind)
        wrapped = {each: _kept_secret(each, data, dek) for each, data in (secrets or {}).items()}
        self._save(slots=[*self._without(found, person), slot], secrets=self._file.secrets | wrapped)
        return slot.info

    def open_slot(
        self, name: str, passphrase: str, *, attempts: Attempts | None = None, asked: Inside | None = None
    ) -> Opened:
        """The database key and the person's key.

        With `attempts` a miss is remembered, with what it was `asked` for, and the next try has to wait.
        Raises Refused (``passphrase``) when it does not fit, came too early, or nobody has that name: the
        same sentence after the same work.
        """
        slot = self._find(name)
        stranger = NOBODY if attempts is None else attempts.stranger(_folded(name))  # the same work for all
        who = stranger if slot is None else slot.info.person
        return self._try(slot, who, passphrase, attempts, asked)

    def _try(
        self,
        slot: _Slot | None,
        who: str,
        passphrase: str,
        attempts: Attempts | None,
        asked: Inside | None = None,
    ) -> Opened:
        if attempts is not None:
            attempts.count(who, asked)
        try:
            opened = self._open(slot, passphrase)
        except InvalidTag:
            raise (wrong_passphrase(0) if attempts is None else attempts.missed(who)) from None
        if attempts is not None:
            attempts.passed(who)
        return opened

    def _open(self, slot: _Slot | None, passphrase: str) -> Opened:
        """Raises InvalidTag. For a name that nobody has, the work is that of the slot made last."""
        if slot is not None:
            return _open(slot, slot.info, passphrase)
        if self._file.slots:
            _argon2(passphrase, self._file.slots[-1].info)
        raise InvalidTag

    def change_passphrase(
        self,
        name: str,
        old: str,
        new: str,
        *,
        cost: Cost = DEFAULT_COST,
        attempts: Attempts | None = None,
    ) -> None:
        """The same person, keys and date under another passphrase. Raises like `open_slot`."""
        opened = self.open_slot(name, old, attempts=attempts, asked=CHANGING)
        info = opened.info
        fresh = _make(info.name, new, opened.dek, opened.key, info.person, info.created, cost, info.kind)
        old_slot = self._find(name)
        self._save(slots=[fresh if slot is old_slot else slot for slot in self._file.slots])

    def remove_slot(self, name: str) -> None:
        """Take a person's access away. Raises Refused for the last person: nobody could come in."""
        slot = self._find(name)
        if slot is None:
            return
        rest = self._without(slot, slot.info.person)
        if not any(each.info.kind == "person" for each in rest):
            raise Refused(
                tr("{name} adalah petugas terakhir yang dapat membuka kantor ini.", name=slot.info.name),
                next_step=tr("Tambahkan petugas lain dahulu."),
                code="last_person",
            )
        self._save(slots=rest)

    def keep_only(self, persons: Collection[str]) -> None:
        """Take away the recovery sheet and the slots of everybody but these people."""
        infos = [(each, each.info) for each in self._file.slots]
        self._save(slots=[each for each, info in infos if info.kind == "person" and info.person in persons])

    def _without(self, slot: _Slot | None, person: str) -> list[_Slot]:
        """All slots but `slot` and the sheet of `person`."""
        return [
            each
            for each in self._file.slots
            if each is not slot and not (each.info.kind == "sheet" and each.info.person == person)
        ]

    def put_secret(self, name: str, data: bytes, dek: bytes) -> None:
        """Keep private bytes, such as the device's keys, under a key derived from the DEK."""
        self._save(secrets=self._file.secrets | {name: _kept_secret(name, data, dek)})

    def has_secret(self, name: str) -> bool:
        """Whether something is kept under that name."""
        return name in self._file.secrets

    def secret_names(self) -> tuple[str, ...]:
        """Under which names something is kept."""
        return tuple(self._file.secrets)

    def get_secret(self, name: str, dek: bytes) -> bytes:
        """Inverse of `put_secret`. Raises Unavailable when it is missing or damaged."""
        try:
            return _unwrap(_derive(dek, _secret_label(name)), self._file.secrets[name], name.encode())
        except (KeyError, InvalidTag) as error:
            raise _unreadable() from error

    def set_recovery(self, dek: bytes, recipients: Sequence[str], dev: bytes = b"") -> None:
        """Let DKUM's recovery key open this office: age(DEK, then the id of the computer it is of) to its
        recipients (AgeError on a bad one)."""
        self._save(recovery=age.encrypt(dek + dev, recipients) if recipients else b"")

    @property
    def has_recovery(self) -> bool:
        """Whether DKUM's recovery key could open this office."""
        return bool(self._file.recovery)

    @property
    def recovery(self) -> bytes:
        """The slot itself, for DKUM to open (`open_recovery`)."""
        return self._file.recovery

    def _find(self, name: str) -> _Slot | None:
        wanted = _folded(name)
        for slot in self._file.slots:
            info = slot.info
            if info.kind == "person" and (_folded(info.name) == wanted or info.person == name):
                return slot
        return None

    def _save(
        self,
        *,
        slots: list[_Slot] | None = None,
        secrets: dict[str, bytes] | None = None,
        recovery: bytes | None = None,
    ) -> None:
        """Write first, remember afterwards: a full disk leaves both as they were."""
        old = self._file
        fresh = _File(
            slots=old.slots if slots is None else slots,
            secrets=old.secrets if secrets is None else secrets,
            recovery=old.recovery if recovery is None else recovery,
        )
        try:
            twin.write(self._path, msgspec.json.encode(fresh))
        except OSError as error:
            raise Unavailable(
                tr("Kunci kantor tidak dapat disimpan ke disk."),
                next_step=tr("Periksa ruang kosong dan izin menulis di folder kantor, lalu ulangi."),
                code="disk",
            ) from error
        self._file = fresh


def open_recovery(slot: bytes, identities: Sequence[str]) -> tuple[bytes, bytes]:
    """The database key by one of these recovery secrets, and the id of the computer it is of (empty where an
    earlier Wira made the slot). Raises AgeError: NotForUs where none of them fits."""
    opened = age.decrypt(slot, identities)
    if len(opened) not in (DEK_BYTES, DEK_BYTES + _DEV_BYTES):
        raise age.AgeError("length")
    return opened[:DEK_BYTES], opened[DEK_BYTES:]


def mend(path: Path) -> bool:
    """Put the file back from its second copy where it is lost or damaged; see `keys.twin`. Raises OSError."""
    return twin.mend(path, _decoded)


def states(path: Path) -> tuple[twin.State, twin.State]:
    """How the file and its second copy are."""
    return twin.states(path, _decoded)


def _decoded(data: bytes) -> _File:
    content = msgspec.json.decode(data, type=_File)
    if content.format != FORMAT:
        raise msgspec.ValidationError("format")
    for slot in content.slots:
        _ = slot.info
    return content


def _make(
    name: str,
    passphrase: str,
    dek: bytes,
    key: PersonKey | None,
    person: str,
    created: str,
    cost: Cost,
    kind: SlotKind,
) -> _Slot:
    shown = re.sub(r"\s+", " ", unicodedata.normalize("NFC", name)).strip()
    info = SlotInfo(person, shown, created, secrets.token_bytes(16), cost, kind)
    header = msgspec.json.encode(info)
    master = _argon2(passphrase, info)
    return _Slot(
        msgspec.Raw(header),
        _wrap(_derive(master, _DEK_LABEL), dek, header),
        _wrap(_derive(master, _PERSON_LABEL), key.to_bytes(), header) if key else b"",
    )


def _open(slot: _Slot, info: SlotInfo, passphrase: str) -> Opened:
    master = _argon2(passphrase, info)
    header = bytes(slot.header)
    dek = _unwrap(_derive(master, _DEK_LABEL), slot.dek, header)
    key: PersonKey | None = None
    if slot.key:
        raw = _unwrap(_derive(master, _PERSON_LABEL), slot.key, header)
        key = PersonKey.from_bytes(info.person, raw)
    return Opened(info, dek, key)


def _argon2(passphrase: str, info: SlotInfo) -> bytes:
    """Spaces and Unicode forms are evened out first: the same words on another keyboard still fit."""
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", passphrase)).strip()
    cost = info.cost
    try:
        return hash_secret_raw(
            text.encode("utf-8", "surrogatepass"),
            info.salt,
            time_cost=cost.passes,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=32,
            type=Type.ID,
        )
    except HashingError as error:
        raise Unavailable(
            tr("Memori komputer tidak cukup untuk memeriksa kata sandi."),
            next_step=tr("Tutup program lain, lalu coba lagi."),
            code="memory",
        ) from error


def _derive(master: bytes, label: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=label).derive(master)


def _secret_label(name: str) -> bytes:
    return f"wira secret {name} v1".encode()


def _kept_secret(name: str, data: bytes, dek: bytes) -> bytes:
    return _wrap(_derive(dek, _secret_label(name)), data, name.encode())


def _wrap(key: bytes, data: bytes, header: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, header)


def _unwrap(key: bytes, wrapped: bytes, header: bytes) -> bytes:
    if len(wrapped) < _NONCE + 16:
        raise InvalidTag
    return AESGCM(key).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], header)


def _folded(name: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", name)).strip().casefold()


def _unreadable() -> Unavailable:
    return Unavailable(
        tr("Berkas kunci kantor tidak dapat dibaca."), next_step=put_back_step(), code="keyslots"
    )


def put_back_step() -> str:
    """What helps where the small files are gone without which nobody comes in."""
    return tr(
        "Buka Wira di folder ini, lalu pasang kembali kartu dan kuncinya dari cadangan. Tanpa cadangan, "
        "hubungi DKUM."
    )
