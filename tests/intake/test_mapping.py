"""Columns are guessed from the titles people really use, and can be changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.fields import FIELDS
from desktop_app.errors import Refused
from desktop_app.intake.mapping import PAIRS, Mapping, guess, importable


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("NIK", "nik"),
        ("nik *", "nik"),
        ("No. KTP", "nik"),
        ("Nomor Induk Kependudukan (NIK)", "nik"),
        ("No KK", "no_kk"),
        ("Nama", "nama"),
        ("Nama Lengkap", "nama"),
        ("NAMA LENGKAP (sesuai KTP)", "nama"),
        ("Nama Lenkap", "nama"),
        ("No HP/WA", "hp"),
        ("No. WhatsApp", "hp"),
        ("Tgl Lahir", "tanggal_lahir"),
        ("Tanggal Lahir (dd-mm-yyyy)", "tanggal_lahir"),
        ("Tangal lahir", "tanggal_lahir"),
        ("L/P", "jenis_kelamin"),
        ("Jenis Kelamin (L/P)", "jenis_kelamin"),
        ("RT", "rt"),
        ("RW", "rw"),
        ("RT/RW", "rt+rw"),
        ("RT / RW", "rt+rw"),
        ("Tempat/Tgl Lahir", "tempat_lahir+tanggal_lahir"),
        ("TTL", "tempat_lahir+tanggal_lahir"),
        ("Nama Usaha", "nama_usaha"),
        ("Omset", "omzet_tahunan"),
        ("Kelurahan/Desa", "kelurahan_kode"),
        ("Bidang Usaha", "jenis_usaha"),
    ],
)
def test_usual_titles(title: str, name: str):
    assert guess([title]).columns == {name: 0}


@pytest.mark.parametrize("title", ["No", "No.", "Keterangan", "", "Catatan", "12", "Paraf", "ttd"])
def test_titles_that_are_no_field(title: str):
    assert guess([title]).columns == {}


def test_every_label_and_name_finds_its_own_field():
    for name in importable():
        assert guess([FIELDS[name].label]).columns == {name: 0}
        assert guess([name]).columns == {name: 0}


def test_the_best_title_takes_the_field_and_each_column_serves_once():
    found = guess(["No", "Nama Lenkap", "NIK", "Nama Lengkap", "NIK", "Alamat", "Alamat Usaha"])
    assert found.columns == {"nik": 2, "nama": 3, "alamat": 5, "alamat_usaha": 6}
    assert guess(["RT", "RW", "RT/RW"]).columns == {"rt": 0, "rw": 1}


def test_a_person_can_change_it():
    found = guess(["Kolom A", "NIK"])
    assert found.missing == ("nama",)
    changed = found.assign("nama", 0)
    assert changed.missing == () and changed.name_at(0) == "nama"
    assert changed.assign("alamat", 0).columns == {"nik": 1, "alamat": 0}
    assert changed.assign("nama", None).columns == {"nik": 1}


def test_missing_columns_are_named():
    with pytest.raises(Refused) as caught:
        guess(["NIK", "Alamat"]).require()
    assert "Nama lengkap" in caught.value.message and caught.value.code == "columns_missing"
    Mapping({"nik": 0, "nama": 1}).require()


@given(st.lists(st.one_of(st.text(max_size=30), st.floats(), st.booleans()), max_size=12))
def test_no_title_breaks_it_and_no_field_or_column_is_used_twice(titles: list[str | float | bool]):
    columns = guess(titles).columns
    assert len(set(columns.values())) == len(columns)
    parts = [part for name in columns for part in PAIRS.get(name, (name,))]
    assert len(set(parts)) == len(parts)
