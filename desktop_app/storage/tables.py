"""The tables of an office database.

Three groups. *Log*: streams, records and ops; the ops are the truth. *Projections*: what the ops say,
rebuilt from them at any time and then equal to themselves. *Local*: what only this computer knows
(keys, files made and opened, what others have received).

The columns of `application` follow the one table of fields (`desktop_app.domain.fields`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BLOB,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

from desktop_app.domain import entities, fields
from desktop_app.domain.entities import Entity, EntityField

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# ---- log -------------------------------------------------------------------------------------------

stream = Table(
    "stream",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dev", BLOB, nullable=False),
    Column("ep", Integer, nullable=False),
    Column("seq", Integer, nullable=False, comment="the last seq held"),
    Column("head", BLOB, nullable=False, comment="the op id at seq"),
    UniqueConstraint("dev", "ep"),
)

record = Table(
    "record",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uuid", BLOB, nullable=False, unique=True),
    Column("ent", Text, nullable=False),
    Column("scope", Text, nullable=False, comment="10-digit kelurahan code, or '' for the whole city"),
    Column("heads", BLOB, nullable=False, comment="msgpack {op id: fields, [] meaning all it sets}"),
    Index("ix_record_scope_ent", "scope", "ent"),
)

op = Table(
    "op",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hash", BLOB, nullable=False, unique=True),
    Column("stream_id", Integer, ForeignKey("stream.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("record_id", Integer, ForeignKey("record.id"), nullable=False, index=True),
    Column("user", BLOB, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", BLOB, nullable=False, comment="the op's bytes, verbatim, or its stub (`domain.erasing`)"),
    Column("usig", BLOB, comment="key id (32) and Ed25519 signature (64) of the person"),
    Column("void", Text, comment="why this authentic op has no effect"),
    UniqueConstraint("stream_id", "seq"),
)
_VOID = op.c.void.is_not(None)
Index("ix_op_void", op.c.user, sqlite_where=_VOID, postgresql_where=_VOID)
_RESOLVE = op.c.kind == "resolve"
Index("ix_op_resolve", op.c.id, sqlite_where=_RESOLVE, postgresql_where=_RESOLVE)
_GIVES = op.c.kind == "user"
Index("ix_op_user", op.c.id, sqlite_where=_GIVES, postgresql_where=_GIVES)

# ---- projections -----------------------------------------------------------------------------------

_TYPES: dict[str, type[TypeEngine[Any]]] = {"int": Integer, "rupiah": Integer}

APPLICATION_FIELDS: tuple[str, ...] = tuple(
    field.name for field in fields.ALL if field.name not in ("nomor_pendaftaran", "status")
)
"""The fields that have a column of their own, in the order of the form."""


def _field_columns() -> list[Column[Any]]:
    return [Column(name, _TYPES.get(fields.FIELDS[name].kind, Text)) for name in APPLICATION_FIELDS]


application = Table(
    "application",
    metadata,
    Column("id", Integer, ForeignKey("record.id"), primary_key=True),
    Column("uuid", BLOB, nullable=False),
    Column("nomor_pendaftaran", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("stale", Integer, nullable=False, comment="decided or verified about data changed since"),
    Column("conflicts", Integer, nullable=False),
    Column("rev", Text, nullable=False),
    Column("authors", Text, nullable=False, comment="user ids (hex) of the decisive values, by space"),
    *_field_columns(),
    Column("alasan", Text, comment="reason of the last return, rejection, withdrawal or cancellation"),
    Column("peringkat", Integer, comment="rank in the decision that placed it"),
    Column("putusan", Text, comment="number of that decision"),
    Column("aturan_versi", Integer, comment="version of the rules that judged it last"),
    Column("attachments", Integer, nullable=False),
    Column("created", Integer, nullable=False, comment="claimed time of the first op, ms since 1970"),
    Column("created_by", BLOB, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("submitted", Integer),
    Column("verified", Integer),
    Column("permintaan", Text, comment="why the office asks DKUM to cancel, while DKUM has not answered"),
    Column(
        "usul_kembali", Text, comment="why DKUM proposes to return or reject it, while nobody has approved"
    ),
    Column("rekomendasi", Text, comment="what DKUM says of DP3AP2KB's letters, JSON"),
    Column("padan", Integer, comment="1: DKUM has found the applicant in a letter that holds"),
    Column(
        "aturan_lihat", Integer, comment="rules in force: 1 warn, 2 block where those that judged did not"
    ),
    Column("satu_petugas", Text, comment="the rule book by which one person typed and judged it"),
)
_ALONE = application.c.satu_petugas.is_not(None)
Index("ix_application_satu_petugas", application.c.satu_petugas, sqlite_where=_ALONE, postgresql_where=_ALONE)
_DARING = application.c.nomor_daring.is_not(None)
Index(
    "ix_application_nomor_daring", application.c.nomor_daring, sqlite_where=_DARING, postgresql_where=_DARING
)
_LOOK = application.c.aturan_lihat.is_not(None)
Index("ix_application_aturan_lihat", application.c.aturan_lihat, sqlite_where=_LOOK, postgresql_where=_LOOK)
Index(
    "ix_application_permintaan", application.c.permintaan, sqlite_where=application.c.permintaan.is_not(None)
)
Index(
    "ix_application_usul_kembali",
    application.c.usul_kembali,
    sqlite_where=application.c.usul_kembali.is_not(None),
)
Index("ix_application_nik", application.c.nik, application.c.program, application.c.tahun)
Index("ix_application_no_kk", application.c.no_kk)
Index("ix_application_hp", application.c.hp)
# One index for each order of the list, with everything its filters ask: counts and ids never read a row.
_FILTERS = tuple(application.c[name] for name in ("tahun", "program", "status", "pekka", "kelurahan_kode"))
Index("ix_application_changed", application.c.changed, application.c.id, *_FILTERS)
Index("ix_application_nama", application.c.nama, application.c.id, *_FILTERS)
Index("ix_application_nomor", application.c.nomor_pendaftaran, application.c.id, *_FILTERS)
Index(
    "ix_application_status",
    application.c.status,
    application.c.changed,
    application.c.id,
    *(column for column in _FILTERS if column is not application.c.status),
)
Index(
    "ix_application_place",
    application.c.program,
    application.c.tahun,
    application.c.kelurahan_kode,
    application.c.status,
)

attachment = Table(
    "attachment",
    metadata,
    Column("application_id", Integer, ForeignKey("record.id"), primary_key=True),
    Column("uuid", BLOB, primary_key=True),
    Column("jenis", Text, nullable=False),
    Column("mime", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", BLOB, nullable=False),
    Column("added", Integer, nullable=False),
)

conflict = Table(
    "conflict",
    metadata,
    Column("record_id", Integer, ForeignKey("record.id"), primary_key=True),
    Column("field", Text, primary_key=True),
    Column("heads", BLOB, nullable=False),
)

clash = Table(
    "clash",
    metadata,
    Column("application_id", Integer, ForeignKey("record.id"), primary_key=True),
    Column("other_id", Integer, ForeignKey("record.id"), primary_key=True, index=True),
    Column("kind", Text, primary_key=True, comment="nik, nomor: what two live applications have in common"),
)

person = Table(
    "person",
    metadata,
    Column("id", Integer, ForeignKey("record.id"), primary_key=True),
    Column("uuid", BLOB, nullable=False),
    Column("office", Text, nullable=False, comment="10-digit kelurahan code, or '' for DKUM"),
    Column("nama", Text, nullable=False),
    Column("nip", Text),
    Column("jabatan", Text),
    Column("roles", Text, nullable=False, comment="role codes held now, by space"),
    Column("roles_ever", Text, nullable=False, comment="role codes ever granted, by space"),
    Column("cutoff", Text, comment="after dismissal: {dev-ep: last seq accepted}, JSON"),
    Column("key", BLOB, nullable=False, comment="raw Ed25519 public key"),
    Column("active", Integer, nullable=False),
    Column("mentor", BLOB, comment="record id of the mentor who uses the account"),
)

office = Table(
    "office",
    metadata,
    Column("id", Integer, ForeignKey("record.id"), primary_key=True),
    Column("scope", Text, nullable=False),
    Column("settings", Text, nullable=False, comment="letterhead, signatories and choices, JSON"),
)

document = Table(
    "document",
    metadata,
    Column("id", Integer, ForeignKey("record.id"), primary_key=True),
    Column("uuid", BLOB, nullable=False),
    Column("scope", Text, nullable=False),
    Column("jenis", Text, nullable=False),
    Column("edisi", Text, nullable=False),
    Column("nomor", Text, nullable=False),
    Column("tanggal", Text, nullable=False),
    Column("program", Text),
    Column("tahun", Integer),
    Column("jumlah", Integer, nullable=False),
    Column("state", Text, nullable=False, comment="a key of documenting.STATE_WORDS"),
    Column("digest", Text, nullable=False, comment="SHA-256 of the edition's canonical data, hex"),
    Column("pdf", BLOB, nullable=False, comment="SHA-256 of the frozen PDF"),
    Column("data", BLOB, comment="SHA-256 of the machine-readable copy, where there is one"),
    Column("issued", Integer, nullable=False),
    Column("issued_by", BLOB, nullable=False),
    Column("replaces", BLOB, comment="record id of the document that this one takes the place of"),
    Column("signed", BLOB, comment="SHA-256 of the PDF that came back signed"),
)
_REPLACES = document.c.replaces.is_not(None)
Index("ix_document_replaces", document.c.replaces, sqlite_where=_REPLACES, postgresql_where=_REPLACES)

document_row = Table(
    "document_row",
    metadata,
    Column("document_id", Integer, ForeignKey("record.id"), primary_key=True),
    Column("rank", Integer, primary_key=True),
    Column("application", BLOB, nullable=False, comment="record id of the application"),
    Index("ix_document_row_application", "application"),
)

decision = Table(
    "decision",
    metadata,
    Column("id", Integer, ForeignKey("record.id"), primary_key=True),
    Column("uuid", BLOB, nullable=False),
    Column("scope", Text, nullable=False),
    Column("program", Text, nullable=False),
    Column("tahun", Integer, nullable=False),
    Column("kuota", Integer, nullable=False),
    Column("seed", Text, nullable=False),
    Column("state", Text, nullable=False, comment="proposed, approved"),
    Column("nomor", Text),
    Column("jumlah", Integer, nullable=False),
    Column("proposed_by", BLOB, nullable=False),
    Column("proposed", Integer, nullable=False),
    Column("decided", Integer),
)

_ENTITY_TYPES: dict[str, type[TypeEngine[Any]]] = {
    "int": Integer, "flag": Integer, "moment": Integer, "id": BLOB,
}  # fmt: skip


def _entity_column(field: EntityField) -> Column[Any]:
    kind = _ENTITY_TYPES.get(field.kind, Text)
    return Column(field.name, kind, nullable=not field.required, index=field.indexed)


def _entity_table(entity: Entity) -> Table:
    """The table of a plain entity: whose it is, its fields, who wrote it first and when it last moved."""
    return Table(
        entity.name,
        metadata,
        Column("id", Integer, ForeignKey("record.id"), primary_key=True),
        Column("uuid", BLOB, nullable=False, unique=True),
        Column("scope", Text, nullable=False, index=True),
        *map(_entity_column, entity.fields),
        Column("created", Integer, nullable=False, comment="claimed time of the first op, ms since 1970"),
        Column("created_by", BLOB, nullable=False),
        Column("changed", Integer, nullable=False),
    )


PLAIN: dict[str, Table] = {name: _entity_table(entity) for name, entity in entities.ENTITIES.items()}
"""The table of each plain entity (`desktop_app.domain.entities`)."""

Index("ix_business_open", PLAIN["business"].c.scope, PLAIN["business"].c.tutup)

PROJECTIONS = (
    *PLAIN.values(),
    application,
    attachment,
    conflict,
    clash,
    person,
    office,
    document,
    document_row,
    decision,
)

# ---- local -----------------------------------------------------------------------------------------

setting = Table(
    "setting",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BLOB, nullable=False),
)

peer_have = Table(
    "peer_have",
    metadata,
    Column("peer", BLOB, primary_key=True, comment="device id of the other side"),
    Column("stream_id", Integer, ForeignKey("stream.id"), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("head", BLOB, nullable=False),
    Column("received", Integer, nullable=False, comment="when the other side says it had it, ms"),
)

sync_file = Table(
    "sync_file",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("direction", Text, nullable=False, comment="in, out"),
    Column("file_id", BLOB, nullable=False),
    Column("kind", Text, nullable=False),
    Column("dev", BLOB, nullable=False),
    Column("ep", Integer, nullable=False),
    Column("peer", Text, nullable=False, comment="kelurahan code of the other side, or '' for DKUM"),
    Column("no", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", BLOB, nullable=False),
    Column("upto", Integer, nullable=False, comment="last seq of the sender's own stream inside"),
    Column("ops", Integer, nullable=False),
    Column("made", Integer, nullable=False),
    Column("receipt", Integer, comment="when the other side says it received it, ms"),
    Column("report", Text, nullable=False, comment="counts and refused or void records, JSON"),
    Column("op_from", Integer, comment="first op row it brought"),
    Column("op_to", Integer, comment="last op row it brought"),
    UniqueConstraint("direction", "file_id", "part"),
)

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("stream_id", Integer, ForeignKey("stream.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("signer", BLOB, primary_key=True, comment="device id: the stream's own, or DKUM's for a receipt"),
    Column("body", BLOB, nullable=False),
    Column("sig", BLOB, nullable=False),
)

reapplied = Table(
    "reapplied",
    metadata,
    Column("hash", BLOB, primary_key=True, comment="id of an op that erases"),
    Column("body", BLOB, nullable=False),
    Column("usig", BLOB, nullable=False),
    comment="erasures from before this database was put back, until the log has them again",
)

blob = Table(
    "blob",
    metadata,
    Column("sha256", BLOB, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("held", Integer, nullable=False, comment="0 while only its name has arrived"),
)

access = Table(
    "access",
    metadata,
    Column("id", Integer, primary_key=True, comment="its number in the chain, from 1"),
    Column("at", Integer, nullable=False, index=True, comment="ms since 1970"),
    Column("user", BLOB, nullable=False, index=True),
    Column("dev", BLOB, nullable=False),
    Column("deed", Text, nullable=False, index=True, comment="a code of domain.access"),
    Column("record", BLOB, comment="record id of whom or what it was about"),
    Column("about", Text, nullable=False, comment="a code: which paper, list or receiver"),
    Column("count", Integer, nullable=False, comment="how many records it was about"),
    Column("seal", BLOB, comment="SHA-256 of salt and digest; stays when these are forgotten"),
    Column("digest", BLOB, comment="keyed digest of the NIK that was searched for"),
    Column("salt", BLOB),
    Column("mac", BLOB, nullable=False),
)
for _name in ("record", "digest"):
    _has = access.c[_name].is_not(None)
    Index(f"ix_access_{_name}", access.c[_name], sqlite_where=_has, postgresql_where=_has)
