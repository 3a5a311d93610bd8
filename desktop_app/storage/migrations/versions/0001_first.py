"""The first shape of an office database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop_app.storage import dialect

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Every table, and the search index beside them."""
    op.create_table(
        "blob",
        sa.Column("sha256", sa.BLOB(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False, comment="0 while only its name has arrived"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob")),
    )
    op.create_table(
        "record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.BLOB(), nullable=False),
        sa.Column("ent", sa.Text(), nullable=False),
        sa.Column(
            "scope", sa.Text(), nullable=False, comment="10-digit kelurahan code, or '' for the whole city"
        ),
        sa.Column(
            "heads", sa.BLOB(), nullable=False, comment="msgpack {op id: fields, [] meaning all it sets}"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
        sa.UniqueConstraint("uuid", name=op.f("uq_record_uuid")),
    )
    op.create_index("ix_record_scope_ent", "record", ["scope", "ent"], unique=False)
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BLOB(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "stream",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dev", sa.BLOB(), nullable=False),
        sa.Column("ep", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, comment="the last seq held"),
        sa.Column("head", sa.BLOB(), nullable=False, comment="the op id at seq"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stream")),
        sa.UniqueConstraint("dev", "ep", name=op.f("uq_stream_dev_ep")),
    )
    op.create_table(
        "sync_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False, comment="in, out"),
        sa.Column("file_id", sa.BLOB(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("dev", sa.BLOB(), nullable=False),
        sa.Column("ep", sa.Integer(), nullable=False),
        sa.Column(
            "peer", sa.Text(), nullable=False, comment="kelurahan code of the other side, or '' for DKUM"
        ),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.BLOB(), nullable=False),
        sa.Column("upto", sa.Integer(), nullable=False, comment="last seq of the sender's own stream inside"),
        sa.Column("ops", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column(
            "receipt", sa.Integer(), nullable=True, comment="when the other side says it received it, ms"
        ),
        sa.Column("report", sa.Text(), nullable=False, comment="counts and refused or void records, JSON"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_file")),
        sa.UniqueConstraint("direction", "file_id", "part", name=op.f("uq_sync_file_direction_file_id_part")),
    )
    op.create_table(
        "application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.BLOB(), nullable=False),
        sa.Column("nomor_pendaftaran", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column(
            "stale", sa.Integer(), nullable=False, comment="decided or verified about data changed since"
        ),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Text(), nullable=False),
        sa.Column(
            "authors", sa.Text(), nullable=False, comment="user ids (hex) of the decisive values, by space"
        ),
        sa.Column("nik", sa.Text(), nullable=True),
        sa.Column("no_kk", sa.Text(), nullable=True),
        sa.Column("nama", sa.Text(), nullable=True),
        sa.Column("tempat_lahir", sa.Text(), nullable=True),
        sa.Column("tanggal_lahir", sa.Text(), nullable=True),
        sa.Column("jenis_kelamin", sa.Text(), nullable=True),
        sa.Column("status_kawin", sa.Text(), nullable=True),
        sa.Column("hp", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("alamat", sa.Text(), nullable=True),
        sa.Column("rt", sa.Text(), nullable=True),
        sa.Column("rw", sa.Text(), nullable=True),
        sa.Column("kelurahan_kode", sa.Text(), nullable=True),
        sa.Column("kode_pos", sa.Text(), nullable=True),
        sa.Column("ktp_kabkota", sa.Text(), nullable=True),
        sa.Column("punya_usaha", sa.Text(), nullable=True),
        sa.Column("nama_usaha", sa.Text(), nullable=True),
        sa.Column("jenis_usaha", sa.Text(), nullable=True),
        sa.Column("kbli_kode", sa.Text(), nullable=True),
        sa.Column("kbli_edisi", sa.Text(), nullable=True),
        sa.Column("alamat_usaha", sa.Text(), nullable=True),
        sa.Column("nib", sa.Text(), nullable=True),
        sa.Column("npwp", sa.Text(), nullable=True),
        sa.Column("modal", sa.Integer(), nullable=True),
        sa.Column("omzet_tahunan", sa.Integer(), nullable=True),
        sa.Column("tenaga_kerja_l", sa.Integer(), nullable=True),
        sa.Column("tenaga_kerja_p", sa.Integer(), nullable=True),
        sa.Column("program", sa.Text(), nullable=True),
        sa.Column("tahun", sa.Integer(), nullable=True),
        sa.Column("angkatan", sa.Text(), nullable=True),
        sa.Column("pekka", sa.Text(), nullable=True),
        sa.Column("pekka_kategori", sa.Text(), nullable=True),
        sa.Column("rekomendasi_no", sa.Text(), nullable=True),
        sa.Column("rekomendasi_tanggal", sa.Text(), nullable=True),
        sa.Column("disabilitas", sa.Text(), nullable=True),
        sa.Column("asn", sa.Text(), nullable=True),
        sa.Column("kur", sa.Text(), nullable=True),
        sa.Column("pernah_bantuan", sa.Text(), nullable=True),
        sa.Column("wali_nama", sa.Text(), nullable=True),
        sa.Column("persetujuan_wali", sa.Text(), nullable=True),
        sa.Column("persetujuan_versi", sa.Text(), nullable=True),
        sa.Column("persetujuan_waktu", sa.Text(), nullable=True),
        sa.Column("persetujuan_cara", sa.Text(), nullable=True),
        sa.Column("persetujuan_bukti", sa.Text(), nullable=True),
        sa.Column("tanggal_lengkap", sa.Text(), nullable=True),
        sa.Column("dokumen", sa.Text(), nullable=True),
        sa.Column("catatan_alasan", sa.Text(), nullable=True),
        sa.Column(
            "alasan",
            sa.Text(),
            nullable=True,
            comment="reason of the last return, rejection, withdrawal or cancellation",
        ),
        sa.Column("peringkat", sa.Integer(), nullable=True, comment="rank in the decision that placed it"),
        sa.Column("putusan", sa.Text(), nullable=True, comment="number of that decision"),
        sa.Column("attachments", sa.Integer(), nullable=False),
        sa.Column(
            "created", sa.Integer(), nullable=False, comment="claimed time of the first op, ms since 1970"
        ),
        sa.Column("created_by", sa.BLOB(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("submitted", sa.Integer(), nullable=True),
        sa.Column("verified", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
    )
    op.create_index(
        "ix_application_changed",
        "application",
        ["changed", "id", "tahun", "program", "status", "pekka", "kelurahan_kode"],
        unique=False,
    )
    op.create_index("ix_application_hp", "application", ["hp"], unique=False)
    op.create_index("ix_application_nik", "application", ["nik", "program", "tahun"], unique=False)
    op.create_index("ix_application_no_kk", "application", ["no_kk"], unique=False)
    op.create_index(
        "ix_application_nama",
        "application",
        ["nama", "id", "tahun", "program", "status", "pekka", "kelurahan_kode"],
        unique=False,
    )
    op.create_index(
        "ix_application_nomor",
        "application",
        ["nomor_pendaftaran", "id", "tahun", "program", "status", "pekka", "kelurahan_kode"],
        unique=False,
    )
    op.create_index(
        "ix_application_status",
        "application",
        ["status", "changed", "id", "tahun", "program", "pekka", "kelurahan_kode"],
        unique=False,
    )
    op.create_index(
        "ix_application_place", "application", ["program", "tahun", "kelurahan_kode", "status"], unique=False
    )
    op.create_table(
        "attachment",
        sa.Column("uuid", sa.BLOB(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("jenis", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.BLOB(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["record.id"], name=op.f("fk_attachment_application_id")),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_application_id"), "attachment", ["application_id"], unique=False)
    op.create_table(
        "checkpoint",
        sa.Column("stream_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column(
            "signer",
            sa.BLOB(),
            nullable=False,
            comment="device id: the stream's own, or DKUM's for a receipt",
        ),
        sa.Column("body", sa.BLOB(), nullable=False),
        sa.Column("sig", sa.BLOB(), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["stream.id"], name=op.f("fk_checkpoint_stream_id")),
        sa.PrimaryKeyConstraint("stream_id", "seq", "signer", name=op.f("pk_checkpoint")),
    )
    op.create_table(
        "conflict",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("heads", sa.BLOB(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_conflict_record_id")),
        sa.PrimaryKeyConstraint("record_id", "field", name=op.f("pk_conflict")),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.BLOB(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("tahun", sa.Integer(), nullable=False),
        sa.Column("kuota", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="proposed, approved"),
        sa.Column("nomor", sa.Text(), nullable=True),
        sa.Column("jumlah", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.BLOB(), nullable=False),
        sa.Column("proposed", sa.Integer(), nullable=False),
        sa.Column("decided", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.BLOB(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("jenis", sa.Text(), nullable=False),
        sa.Column("edisi", sa.Text(), nullable=False),
        sa.Column("nomor", sa.Text(), nullable=False),
        sa.Column("tanggal", sa.Text(), nullable=False),
        sa.Column("program", sa.Text(), nullable=True),
        sa.Column("tahun", sa.Integer(), nullable=True),
        sa.Column("jumlah", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="sealed, awaiting_bsre"),
        sa.Column(
            "digest", sa.Text(), nullable=False, comment="SHA-256 of the edition's canonical data, hex"
        ),
        sa.Column("pdf", sa.BLOB(), nullable=False, comment="SHA-256 of the frozen PDF"),
        sa.Column(
            "data",
            sa.BLOB(),
            nullable=True,
            comment="SHA-256 of the machine-readable copy, where there is one",
        ),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("issued_by", sa.BLOB(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_table(
        "document_row",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("application", sa.BLOB(), nullable=False, comment="record id of the application"),
        sa.ForeignKeyConstraint(["document_id"], ["record.id"], name=op.f("fk_document_row_document_id")),
        sa.PrimaryKeyConstraint("document_id", "rank", name=op.f("pk_document_row")),
    )
    op.create_index("ix_document_row_application", "document_row", ["application"], unique=False)
    op.create_table(
        "nik_clash",
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["record.id"], name=op.f("fk_nik_clash_application_id")),
        sa.ForeignKeyConstraint(["other_id"], ["record.id"], name=op.f("fk_nik_clash_other_id")),
        sa.PrimaryKeyConstraint("application_id", "other_id", name=op.f("pk_nik_clash")),
    )
    op.create_index(op.f("ix_nik_clash_other_id"), "nik_clash", ["other_id"], unique=False)
    op.create_table(
        "office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False, comment="letterhead, signatories and choices, JSON"),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    op.create_table(
        "op",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.BLOB(), nullable=False),
        sa.Column("stream_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("user", sa.BLOB(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.BLOB(), nullable=False, comment="the op's bytes, verbatim"),
        sa.Column(
            "usig", sa.BLOB(), nullable=True, comment="key id (32) and Ed25519 signature (64) of the person"
        ),
        sa.Column("void", sa.Text(), nullable=True, comment="why this authentic op has no effect"),
        sa.ForeignKeyConstraint(["record_id"], ["record.id"], name=op.f("fk_op_record_id")),
        sa.ForeignKeyConstraint(["stream_id"], ["stream.id"], name=op.f("fk_op_stream_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_op")),
        sa.UniqueConstraint("hash", name=op.f("uq_op_hash")),
        sa.UniqueConstraint("stream_id", "seq", name=op.f("uq_op_stream_id_seq")),
    )
    op.create_index(op.f("ix_op_record_id"), "op", ["record_id"], unique=False)
    op.create_table(
        "peer_have",
        sa.Column("peer", sa.BLOB(), nullable=False, comment="device id of the other side"),
        sa.Column("stream_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.BLOB(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False, comment="when the other side says it had it, ms"),
        sa.ForeignKeyConstraint(["stream_id"], ["stream.id"], name=op.f("fk_peer_have_stream_id")),
        sa.PrimaryKeyConstraint("peer", "stream_id", name=op.f("pk_peer_have")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.BLOB(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False, comment="10-digit kelurahan code, or '' for DKUM"),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("nip", sa.Text(), nullable=True),
        sa.Column("jabatan", sa.Text(), nullable=True),
        sa.Column("roles", sa.Text(), nullable=False, comment="role codes held now, by space"),
        sa.Column("roles_ever", sa.Text(), nullable=False, comment="role codes ever granted, by space"),
        sa.Column(
            "cutoff", sa.Text(), nullable=True, comment="after dismissal: {dev-ep: last seq accepted}, JSON"
        ),
        sa.Column("key", sa.BLOB(), nullable=False, comment="raw Ed25519 public key"),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["record.id"], name=op.f("fk_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.execute(dialect.create_search_sql("application"))
