"""Words the invented people are made of: names, streets, businesses. Written for this program."""

from __future__ import annotations

from typing import Final, NamedTuple


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


WOMEN: Final = _words(
    """Siti Nurhayati Sri Dewi Ratna Wati Yuni Lestari Kartika Indah Putri Ayu Rina Rini Nina Lina Maya Fitri
    Nurul Aisyah Fatimah Khadijah Zahra Salma Halimah Aminah Maryam Rahma Laila Hani Sinta Santi Susi Yanti
    Yulia Yuliana Tuti Tini Titin Tri Endang Eni Erna Elis Euis Neneng Imas Iis Ida Ika Irma Inayah Mimin
    Mira Mila Mega Melati Mawar Melinda Novi Nova Nita Okta Priska Puspa Rosa Rosmiati Rohani Sarah Sari
    Sekar Sulastri Sumarni Sumiati Suryani Tiara Umi Utami Vina Wahyuni Widya Winarti Wulan Yeni Zubaidah
    Anisa Astuti Bunga Citra Dian Diah Desi Eka Farida Gita Hesti Intan Juwita Komariah Leni Marlina"""
)

MEN: Final = _words(
    """Ahmad Muhammad Abdul Agus Budi Bambang Bayu Joko Slamet Sugeng Supri Suparman Suryadi Sutrisno Tono
    Toni Teguh Tatang Asep Ujang Dadang Deden Dedi Didin Encep Endin Cecep Iwan Irfan Ilham Ibrahim Ismail
    Iqbal Hasan Husein Hadi Hendra Heri Herman Gilang Galih Fajar Fahmi Farhan Faisal Fikri Eko Edi Erwin
    Dimas Dani Darma Candra Catur Bagas Bachtiar Aris Arif Ardi Andi Anton Anwar Adi Aditya Akbar Ali Amir
    Rahmat Ramdani Rudi Rizki Rizal Ridwan Reza Rendi Rangga Raka Putra Pandu Panji Oki Nanang Mulyadi
    Maman Lukman Krisna Kurnia Karim Jamal Jaka Wahyu Wawan Yusuf Yoga Yanto Zaenal Zulkifli"""
)

FAMILY: Final = _words(
    """Hidayat Santoso Wibowo Nugroho Saputra Pratama Ramadhan Setiawan Kurniawan Gunawan Hermawan Darmawan
    Irawan Firmansyah Maulana Hakim Rahman Fauzi Syahputra Mahendra Wijaya Kusuma Susanto Susilo Prasetyo
    Purnomo Raharjo Sudrajat Suhendar Supriatna Sutisna Permana Pamungkas Nurdin Nasution Siregar Harahap
    Lubis Simanjuntak Hutapea Sihombing Situmorang Panjaitan Manurung Ginting Tarigan Sembiring Pasaribu
    Sinaga Simbolon Tampubolon Rangkuti Matondang Batubara Tanjung Chaniago Piliang Koto Sikumbang Jambak
    Malik Basri Effendi Iskandar Usman Yunus Zulkarnain Mustofa Mubarok Muslim Hamdani Jaelani Suherman
    Suhardi Sukardi Sumantri Sunarto Suwarno Suyanto Tarmizi Triyono Utomo Wahyudi Wicaksono Widodo
    Wirawan Yulianto Achmadi Alamsyah Anggara Ardiansyah Aryanto Asmara Budiman Cahyono Dharmawan Fadillah
    Febrian Haryanto Herlambang Indrawan Junaedi Kartasasmita Laksana Mansyur Natawijaya Oktavian Perdana
    Rosadi Rustandi Sanjaya Sasmita Subagja Suganda Tirtayasa Wiguna"""
)

FAMILY_WOMEN: Final = _words(
    """Lestari Wulandari Handayani Rahayu Rahmawati Puspita Puspitasari Anggraini Maharani Oktaviani Safitri
    Permatasari Kusumawati Setyowati Purwanti Mulyani Suryati Nurjanah Nuraini Khasanah Hasanah Fauziah
    Pertiwi Ningrum Ningsih Ningtyas Astuti Utami Amelia Dewanti Sulastri Kartini Herawati Hartati"""
)

BIRTHPLACES: Final = (
    ("Depok", 46), ("Jakarta", 18), ("Bogor", 12), ("Bandung", 4), ("Bekasi", 3), ("Tangerang", 2),
    ("Cirebon", 2), ("Tegal", 2), ("Solo", 2), ("Semarang", 2), ("Yogyakarta", 2), ("Surabaya", 1),
    ("Medan", 2), ("Padang", 1), ("Palembang", 1),
)  # fmt: skip

STREETS: Final = _words(
    """Kenanga Melur Anyelir Kemuning Cempaka Dahlia Flamboyan Bugenvil Seruni Teratai Wijayakusuma Rambutan
    Belimbing Jambu Kecapi Duku Manggis Sawo Nangka Salak Merpati Kutilang Kepodang Cendrawasih Perkutut
    Jalak Gelatik Merak Damai Rukun Mufakat Sejahtera Barokah Swadaya"""
)


class Trade(NamedTuple):
    """A line of business: what people write, its KBLI 2025 code, names with ``{}`` for the owner's name,
    and sales of a usual year in millions of rupiah (low, high)."""

    jenis: str
    kbli: str
    names: tuple[str, ...]
    sales: tuple[int, int]


TRADES: Final = (
    Trade("Warung sembako", "47112", ("Warung {}", "Toko Sembako {}", "Warung Bu {}"), (60, 360)),
    Trade("Warung nasi", "56102", ("Warung Nasi {}", "Nasi Uduk {}", "Warteg {}"), (72, 300)),
    Trade("Rumah makan", "56101", ("Dapur {}", "Saung {}", "Soto {}"), (120, 600)),
    Trade("Gerobak minuman", "56306", ("Es {}", "Kopi Keliling {}", "Jus {}"), (36, 150)),
    Trade("Katering", "56210", ("Katering {}", "Dapur {} Katering"), (90, 480)),
    Trade("Kedai kopi", "56303", ("Kopi {}", "Kedai {}"), (80, 420)),
    Trade("Kue basah", "10792", ("Kue {}", "Jajanan Pasar {}", "Dapur Kue {}"), (30, 180)),
    Trade("Roti dan kue kering", "10710", ("{} Bakery", "Roti {}", "Kue Kering {}"), (40, 240)),
    Trade("Keripik dan kerupuk", "10794", ("Keripik {}", "Rempeyek {}", "Kerupuk {}"), (30, 160)),
    Trade("Tempe", "10307", ("Tempe {}", "Perajin Tempe {}"), (60, 260)),
    Trade("Frozen food", "10750", ("Beku {}", "Frozen Food {}"), (40, 220)),
    Trade("Sambal dan bumbu", "10779", ("Sambal {}", "Bumbu {}"), (24, 140)),
    Trade("Jamu", "10797", ("Jamu {}", "Jamu Gendong {}"), (20, 100)),
    Trade("Isi ulang air minum", "11052", ("Depot Air {}", "Tirta {}"), (60, 220)),
    Trade("Penjahit", "14120", ("Penjahit {}", "Modiste {}"), (24, 150)),
    Trade("Konfeksi", "14111", ("Konfeksi {}", "{} Busana"), (90, 540)),
    Trade("Kain batik", "13133", ("Batik {}", "Rumah Batik {}"), (48, 300)),
    Trade("Kerajinan", "32903", ("Kriya {}", "{} Craft"), (20, 130)),
    Trade("Anyaman bambu", "16291", ("Anyaman {}", "Bambu {}"), (20, 110)),
    Trade("Mebel kayu", "31011", ("Mebel {}", "Kusen {}"), (90, 480)),
    Trade("Sabun rumahan", "20231", ("Sabun {}", "{} Wangi"), (20, 120)),
    Trade("Percetakan", "18111", ("Percetakan {}", "Sablon {}"), (60, 320)),
    Trade("Toko pakaian", "47711", ("Butik {}", "Hijab {}", "Toko Baju {}"), (60, 360)),
    Trade("Jual sayur", "47213", ("Sayur {}", "Tukang Sayur {}"), (50, 200)),
    Trade("Jual gas elpiji", "47772", ("Pangkalan {}", "Gas {}"), (90, 400)),
    Trade("Servis ponsel", "95102", ("{} Cell", "Servis HP {}"), (40, 200)),
    Trade("Bengkel motor", "95320", ("Bengkel {}", "{} Motor"), (60, 300)),
    Trade("Laundry", "96100", ("Laundry {}", "{} Laundry"), (48, 220)),
    Trade("Pangkas rambut", "96210", ("Pangkas Rambut {}", "Salon {}"), (30, 150)),
    Trade("Rias pengantin", "96220", ("Rias {}", "Sanggar Rias {}"), (40, 240)),
    Trade("Budi daya lele", "03221", ("Lele {}", "Kolam {}"), (40, 200)),
    Trade("Tanaman hias", "47762", ("Taman {}", "Kebun {}"), (24, 160)),
    Trade("Bimbingan belajar", "85595", ("Bimbel {}", "Rumah Belajar {}"), (24, 180)),
    Trade("Desain grafis", "74192", ("Studio {}", "{} Desain"), (36, 200)),
)
