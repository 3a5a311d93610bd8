"""A free text names somebody, or only a street, a place or an everyday word."""

from __future__ import annotations

import pytest

from desktop_app.domain.kept_texts import require_no_name
from desktop_app.domain.said_names import names_somebody
from desktop_app.errors import Refused


@pytest.mark.parametrize(
    ("said", "name"),
    [("Masjid Nurul Huda", "Nurul Huda"), ("Masjid Raya Nurul Huda", "Nurul Huda"),
     ("Masjid Nurul Huda", "Huda"), ("MASJID NURUL HUDA", "Huda"), ("Rapat di Masjid Al-Hidayah", "Hidayah"),
     ("Jl. Siti Aminah No. 3", "Siti Aminah"), ("jln siti aminah 3", "Siti Aminah"),
     ("Jl. H. Naman", "Naman"), ("Jl. KH. Ahmad Dahlan", "Ahmad Dahlan"), ("Jl.Suharti", "Suharti"),
     ("Warung Bu Sari", "Sari"), ("Warung Bu Siti Aminah", "Siti Aminah"), ("warung bu suharti", "Suharti"),
     ("Musala Hidayah", "Hidayah"), ("Musholla Hidayah", "Hidayah"), ("Masjid/Musala Hidayah", "Hidayah"),
     ("Lapangan Suharti", "Suharti"), ("Puskesmas Suharti", "Suharti"),
     ("Yayasan Siti Aminah", "Siti Aminah"),
     ("Hotel Suharti", "Suharti"), ("Bank Suharti", "Suharti"), ("PT Suharti", "Suharti"),
     ("PT. Siti Aminah", "Siti Aminah"), ("CV. Suharti", "Suharti"), ("UD Suharti", "Suharti"),
     ("Toko Suharti", "Suharti"), ("Toko kue Suharti", "Suharti"), ("Kelompok Suharti", "Suharti"),
     ("Kelompok wanita tani Suharti", "Suharti"), ("RT Suharti", "Suharti"), ("SDN 3 Suharti", "Suharti"),
     ("SMP Negeri 2 Suharti", "Suharti"), ("SD Negeri Suharti", "Suharti"), ("Gang II Suharti", "Suharti"),
     ("Universitas Siti Aminah", "Siti Aminah"), ("Pesantren Nurul Huda", "Nurul Huda"),
     ("Koperasi Suharti", "Suharti"), ("Rumah Makan Suharti", "Suharti"), ("Desa Suharti", "Suharti"),
     ("Aula “Siti Aminah”", "Siti Aminah"), ("warga Pasir Putih", "Putih"),
     ("warga Tanah Baru", "Tanah Baru")],
)  # fmt: skip
def test_a_place_is_nobody(said: str, name: str) -> None:
    assert not names_somebody(said, name, few=True)
    assert not names_somebody(said, name)


@pytest.mark.parametrize(
    ("said", "name"),
    [("Pengaduan Siti Aminah", "Siti Aminah"), ("siti aminah", "Siti Aminah"),
     ("Rapat di masjid bersama Siti Aminah", "Siti Aminah"), ("RT 3 Siti Aminah", "Siti Aminah"),
     ("Jl. Melati 3 Siti Aminah", "Siti Aminah"), ("Jl. Melati, Siti Aminah", "Siti Aminah"),
     ("Rapat di aula. Siti Aminah tidak hadir", "Siti Aminah"), ("Blok A3 Siti Aminah", "Siti Aminah"),
     ("Kelurahan Beji Siti Aminah", "Siti Aminah"), ("Warung milik Siti Aminah", "Siti Aminah"),
     ("WARUNG MILIK SITI AMINAH", "Siti Aminah"), ("Toko a.n. Siti Aminah", "Siti Aminah"),
     ("Masjid Nurul Huda, pengaduan Nurul Huda", "Nurul Huda"), ("Kelompok (Siti Aminah)", "Siti Aminah"),
     ("pd Siti Aminah", "Siti Aminah"), ("yang di situ Siti Aminah", "Siti Aminah"),
     ("a.n. Bagus", "Bagus"), ("Ibu Sari", "Sari"), ("Pak Aman, RT 3", "Aman"), ("Ibu Beji", "Beji")],
)  # fmt: skip
def test_beside_a_place_somebody_is_named(said: str, name: str) -> None:
    assert names_somebody(said, name)


@pytest.mark.parametrize(
    ("said", "name", "found"),
    [("hasil cetak kurang bagus", "Bagus", False), ("HASIL CETAK KURANG BAGUS", "Bagus", False),
     ("Bagus hasilnya, tetapi salah", "Bagus", False), ("Salah cetak. Bagus hasilnya", "Bagus", False),
     ("belum aman", "Aman", False), ("demi usaha mandiri", "Mandiri", False),
     ("Pengaduan Bagus", "Bagus", True),
     ("Salah cetak nama, Bagus pindah", "Bagus", True), ("hasil kurang bagus, Bagus pindah", "Bagus", True),
     ("pengaduan suharti", "Suharti", True), ("a.n. DKUM", "Dkum", False), ("a.n. Lurah", "Lurah", False)],
)  # fmt: skip
def test_an_everyday_word_is_a_name_with_a_capital_within_a_sentence(
    said: str, name: str, found: bool
) -> None:
    assert names_somebody(said, name, few=True) == found


@pytest.mark.parametrize(
    ("said", "name", "done"),
    [("Pengaduan Siti Aminah", "Siti Aminah", "Pengaduan Gedung Siti Aminah"),
     ("Pengaduan Suharti", "Suharti", "Pengaduan Jl. Suharti"),
     ("Surau tua Suharti", "Suharti", "Surau tua Gedung Suharti"),
     ("Cetakan Kurang Bagus", "Bagus", "Cetakan Kurang bagus"),
     ("Kunjungan Ibu Sari", "Sari", "Kunjungan Jl. Sari"),
     ("Tempat: Bu Sari", "Sari", "Tempat: Gedung Bu Sari")],
)  # fmt: skip
def test_the_step_that_is_told_can_be_done(said: str, name: str, done: str) -> None:
    with pytest.raises(Refused) as caught:
        require_no_name("extract", "alasan", said, [name], few=True)
    small = "huruf kecil (bagus)" in caught.value.next_step
    assert small == ("bagus" in done) and "Jl." in caught.value.next_step
    if " " in name:
        assert name not in str(caught.value), "no name in full is told on"
    require_no_name("extract", "alasan", done, [name], few=True)
