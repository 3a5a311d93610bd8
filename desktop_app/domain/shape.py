"""What an op must say so that its record can be shown: the fields of each kind of record, and their types.

An authentic op that lacks a field or holds a value of another type is void (`authority.judge`), so no
table, list or paper ever meets one. Fields nobody here knows pass: a later version knows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final

import msgspec

from desktop_app.domain import fields
from desktop_app.domain.op import Op

ATTACHMENT: Final = "lampiran:"
"""Prefix of the field that holds one attachment: ``lampiran:<uuid hex>``."""
WITH_BLOBS: Final = ("attach", "issue", "sign")
"""Kinds of op that may name papers."""

_Hex16 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
_Hex32 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
_Word = Annotated[str, msgspec.Meta(pattern=r"^\S+$")]
_Text = str | None
_Number = int | None
_Dict = dict[str, str] | None


def _maybe(kind: Any) -> Any:
    return kind | None


class _Attachment(msgspec.Struct):
    """One attached picture: the blob that holds it, and what is shown of it in lists."""

    sha256: _Hex32
    jenis: str
    mime: str
    size: int
    wall: int


class _Proposed(msgspec.Struct):
    """What a petugas proposed about one application, and in which proposal (`putusan_rec`)."""

    hasil: str
    peringkat: int
    undian: str
    alasan: str
    putusan_rec: _Hex16


class _Recommended(msgspec.Struct):
    """What DP3AP2KB's letters mean for an application, and by which letter (`surat`) and name (`nama`)."""

    state: str
    nomor: str = ""
    tanggal: str = ""
    surat: _Hex16 | None = None
    nama: _Hex16 | None = None
    dicabut_nomor: str = ""
    dicabut_tanggal: str = ""


_APPLICATION: Final[dict[str, Any]] = {
    # a number that cannot be read is kept as it was typed, because a draft always saves
    **{field.name: {"int": int | str | None, "rupiah": int | str | None, "dict": _Dict}.get(field.kind, _Text)
       for field in fields.ALL},
    "nomor_pendaftaran": _Word,
    "status": str,
    "alasan": _Text,
    "aturan_versi": _Number,
    "pemeriksaan": _Dict,
    "permintaan": _Dict,
    "peringkat": _Number,
    "putusan": _Text,
    "rekomendasi": _Recommended | None,
    "satu_petugas": _Text,
    "undian": _Text,
    "undian_benih": _Text,
    "usul": _Proposed | None,
    "usulan": _Text,
}  # fmt: skip
_PERSON: Final[dict[str, Any]] = {
    "nama": str,
    "nip": _Text,
    "jabatan": _Text,
    "office": str,
    "roles": list[_Word],
    "key": _Hex32,
    "active": bool,
    "cutoff": dict[str, int] | None,
    "alasan": _Text,
    "mentor": _maybe(_Hex16),
}
_OFFICE: Final[dict[str, Any]] = {
    "kop": _Dict,
    "signatories": list[dict[str, str]] | None,
    "tembusan": list[str] | None,
    "logo": _maybe(_Hex32),
    "akar_tte": list[str],
    "akar_waktu": list[str],
}


class _Annulled(msgspec.Struct):
    """Why an issued document counts no more; nothing else belongs to it."""

    alasan: str


class _Stamp(msgspec.Struct):
    """A time stamp in a signed copy: the authority's name, and the time it tells (ms since 1970)."""

    oleh: str
    pada: int


_DOCUMENT: Final[dict[str, Any]] = {
    "jenis": str,
    "edisi": str,
    "nomor": str,
    "tanggal": str,
    "program": _Text,
    "tahun": _Number,
    "rows": list[tuple[_Hex16, str]],
    "state": str,
    "digest": str,
    "pdf": _Hex32,
    "data": _maybe(_Hex32),
    "menggantikan": _maybe(_Hex16),
    "ditandatangani": _maybe(_Hex32),
    "penanda": list[str],
    "waktu": list[_Stamp],
    "batal": _Annulled,
}
_DECISION: Final[dict[str, Any]] = {
    "program": str,
    "tahun": int,
    "kelurahan_kode": str,
    "seed": str,
    "kuota": int,
    "terpakai": int,
    "jumlah": int,
    "state": str,
    "nomor": _Text,
    "decided": _Number,
}


@dataclass(frozen=True, slots=True)
class _Shape:
    """`first` are the fields that a record's first op must bring; `type` checks the known ones of any op."""

    first: frozenset[str]
    type: Any
    known: frozenset[str]


def _shape(name: str, known: dict[str, Any], *first: str) -> _Shape:
    made = msgspec.defstruct(name, [(field, kind, msgspec.UNSET) for field, kind in known.items()])
    return _Shape(frozenset(first), made, frozenset(known))


_SHAPES: Final = {
    "application": _shape("Application", _APPLICATION, "nomor_pendaftaran", "kelurahan_kode"),
    "person": _shape("Person", _PERSON, "nama", "key"),
    "office": _shape("Office", _OFFICE),
    "document": _shape("Document", _DOCUMENT, "jenis", "edisi", "nomor", "tanggal", "digest", "pdf"),
    "decision": _shape("Decision", _DECISION, "program", "tahun", "kelurahan_kode", "seed", "kuota",
                       "terpakai", "jumlah"),
}  # fmt: skip


def knows(ent: str, name: str) -> bool:
    """Whether `name` is a field of that kind of record here; a later version may have more."""
    shape = _SHAPES.get(ent)
    if shape is None:
        return False
    return name in shape.known or (ent == "application" and name.startswith(ATTACHMENT))


def fits(op: Op, *, first: bool = False) -> bool:
    """Whether what `op` sets has the types of its kind of record, and all of what the first op must bring.

    A record of a kind that nobody here knows has no table; anything fits.
    """
    shape = _SHAPES.get(op.ent)
    if shape is None:
        return True
    try:
        msgspec.convert(op.set, shape.type)
        if op.ent == "application":
            for name in op.set.keys() - _APPLICATION.keys():
                if name.startswith(ATTACHMENT):
                    msgspec.convert(name.removeprefix(ATTACHMENT), _Hex16)
                    msgspec.convert(op.set[name], _Attachment | None)
    except msgspec.ValidationError:
        return False
    return not first or all(op.set.get(name) is not None for name in shape.first)


def key_of(op: Op) -> bytes | None:
    """The public key (32 bytes) that an op about a person brings; None where it brings none."""
    key = op.set.get("key") if op.ent == "person" and fits(op) else None
    return bytes.fromhex(key) if isinstance(key, str) else None


def blob_names(op: Op) -> list[str]:
    """The blobs an op names: attachments and issued documents."""
    if op.kind not in WITH_BLOBS or not fits(op):
        return []
    if op.ent == "document":
        return [op.set[name] for name in ("pdf", "data", "ditandatangani") if op.set.get(name)]
    if op.ent != "application":
        return []
    return [value["sha256"] for name, value in op.set.items() if name.startswith(ATTACHMENT) and value]
