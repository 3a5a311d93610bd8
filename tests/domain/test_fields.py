"""The table of fields: complete, consistent, and forgiving about what is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import fields

AGREED = """
nik no_kk nama tempat_lahir tanggal_lahir jenis_kelamin status_kawin hp email
alamat rt rw kode_pos ktp_kabkota kelurahan_kode program tahun angkatan nomor_daring
pekka pekka_kategori rekomendasi_no rekomendasi_tanggal
punya_usaha nama_usaha jenis_usaha kbli_kode kbli_edisi alamat_usaha nib npwp modal omzet_tahunan
tenaga_kerja_l tenaga_kerja_p disabilitas asn kur pernah_bantuan
wali_nama wali_hubungan persetujuan_wali wali_bukti
persetujuan_versi persetujuan_waktu persetujuan_cara persetujuan_bukti
tanggal_lengkap catatan_alasan usaha_terdaftar dokumen nomor_pendaftaran status
""".split()


def test_the_fields_are_those_of_the_format() -> None:
    assert {field.name for field in fields.ALL} == set(AGREED)
    assert len(fields.ALL) == len(AGREED)


def test_what_blocks_while_in_conflict() -> None:
    """NIK, KK, name, birth, sex, address and kelurahan, programme, consent; nothing a verifier fills in."""
    assert (
        set(
            """nik no_kk nama tanggal_lahir jenis_kelamin alamat rt rw ktp_kabkota kelurahan_kode program
            tahun wali_nama wali_hubungan wali_bukti
            persetujuan_wali persetujuan_versi persetujuan_waktu persetujuan_cara persetujuan_bukti
            """.split()
        )
        == fields.DECISIVE
    )


def test_what_stays_out_of_lists() -> None:
    secret = {field.name for field in fields.ALL if field.secret}
    assert {
        "nik",
        "no_kk",
        "hp",
        "alamat",
        "modal",
        "omzet_tahunan",
        "disabilitas",
        "pekka_kategori",
    } <= secret
    assert {"nama", "nomor_pendaftaran", "status", "kelurahan_kode", "program"}.isdisjoint(secret)
    special = {field.name for field in fields.ALL if field.privacy == "khusus"}
    assert special == {"modal", "omzet_tahunan", "kur", "disabilitas", "pekka_kategori"}


def test_no_column_title_means_two_fields() -> None:
    seen: dict[str, str] = {}
    for field in (one for one in fields.ALL if one.typed or one.sheet):
        for header in {field.name, field.label.casefold(), *field.headers}:
            assert seen.setdefault(header, field.name) == field.name, header


def test_choices_are_told_apart() -> None:
    for field in fields.ALL:
        if field.kind == "dict":
            continue
        for choice in field.choices:
            for word in (choice.code, choice.label, choice.label.upper(), *choice.words):
                assert fields.read(field.name, word) == (choice.code, None), (field.name, word)


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("nik", "3276 0652 0394 9102", "3276065203949102"),
        ("tanggal_lahir", "12-03-1994", "1994-03-12"),
        ("jenis_kelamin", "PEREMPUAN", "P"),
        ("status_kawin", "belum kawin", "belum_kawin"),
        ("kelurahan_kode", "Kukusan", "3276061002"),
        ("kelurahan_kode", "32.76.06.1002", "3276061002"),
        ("ktp_kabkota", "Kota Depok", "3276"),
        ("program", "wub", "WUB"),
        ("program", "Perempuan Pengusaha", "PP"),
        ("tahun", "2026", 2026),
        ("punya_usaha", True, "ya"),
        ("punya_usaha", "Belum", "tidak"),
        ("asn", "tidak tahu", "tidak_tahu"),
        ("modal", "Rp1.500.000", 1_500_000),
        ("kbli_edisi", 2025, "2025"),
        ("kbli_kode", 1461.0, "01461"),
        ("rt", "5", "005"),
        ("alamat", "  Jl.  Melati\n No. 5 ", "Jl. Melati No. 5"),
        ("dokumen", {"KTP-el": "Asli dilihat", "kk": "ada"}, {"ktp": "asli_dilihat", "kk": "ada"}),
        ("catatan_alasan", {"nik.wilayah": "pindah"}, {"nik.wilayah": "pindah"}),
        ("nama", "", None),
        ("nama", None, None),
        ("dokumen", {}, None),
    ],
)
def test_what_is_typed_is_stored_one_way(name: str, raw: object, value: object) -> None:
    assert fields.normalise(name, raw) == (value, None)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("kelurahan_kode", "Curug"),
        ("kelurahan_kode", "Bogor"),
        ("ktp_kabkota", "Bogor"),
        ("jenis_kelamin", "x"),
        ("tahun", "26"),
        ("tempat_lahir", "x" * 61),
        ("email", "siapa"),
        ("kbli_kode", "katering"),
        ("dokumen", "ada"),
        ("dokumen", {"ktp": "entah"}),
    ],
)
def test_what_cannot_stand_says_why(name: str, raw: object) -> None:
    _, sentence = fields.normalise(name, raw)
    assert sentence is not None and sentence.endswith(".")
    assert "!" not in sentence


def test_an_ambiguous_name_lists_what_it_may_mean() -> None:
    value, sentence = fields.normalise("kelurahan_kode", "Curug")
    assert value == "Curug"
    assert (
        sentence is not None and "Curug, Kec. Cimanggis" in sentence and "Curug, Kec. Bojongsari" in sentence
    )


def test_an_unknown_field_is_a_defect() -> None:
    with pytest.raises(KeyError):
        fields.read("hobi", "")


@given(
    st.sampled_from([field.name for field in fields.ALL]),
    st.one_of(
        st.none(),
        st.text(max_size=60),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3),
    ),
)
def test_reading_again_changes_nothing(name: str, raw: object) -> None:
    value, problem = fields.read(name, raw)
    if problem is None:
        assert fields.read(name, value) == (value, None)
    fields.show(name, value)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("nik", "3276065203949102", "3276 0652 0394 9102"),
        ("hp", "+6281234567890", "0812-3456-7890"),
        ("tanggal_lahir", "1994-03-12", "12-03-1994"),
        ("modal", 1_500_000, "Rp1.500.000"),
        ("kelurahan_kode", "3276061002", "Kukusan, Kec. Beji"),
        ("ktp_kabkota", "3276", "Kota Depok"),
        ("jenis_kelamin", "P", "Perempuan"),
        ("program", "WUB", "Wirausaha Baru"),
        ("nama", None, ""),
    ],
)
def test_what_people_read(name: str, value: object, shown: str) -> None:
    assert fields.show(name, value) == shown


def test_groups_cover_the_form_once() -> None:
    names = [field.name for group in fields.GROUP_LABELS for field in fields.of_group(group)]
    assert sorted(names) == sorted(AGREED)
