"""Invented applicants, the same ones for the same seed, in every office of the demo city.

Every record is complete: it can be submitted and verified as it stands. Values are in the form in which
they are stored (ISO dates, ``+62`` numbers), which every path of entry also accepts as typed.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Final
from zlib import crc32

from desktop_app.domain import fields, region
from desktop_app.sample import words

Person = dict[str, fields.Value]

_OFFICES: Final = 63
_SLOTS: Final = 15
"""Serials that one kelurahan may use for one region and birth date; 63 x 15 = 945 fit into 9001-9945."""


def make_people(
    seed: int, kelurahan_kode: str, n: int, *, year: int, today: date | None = None
) -> list[Person]:
    """`n` invented applicants of one kelurahan for the programmes of `year`.

    NIK, No. KK and phone number are unique across the city: each of the 63 kelurahan has its own part of
    the serials from 9001 on. `tanggal_lengkap` lies between 2 January of `year` and `today` (default: the
    last day of the year), with equal dates here and there. Raises ValueError for an unknown kelurahan.
    """
    home = region.by_code(kelurahan_kode)
    if home is None:
        raise ValueError(f"no kelurahan of Depok has the code {kelurahan_kode}")
    maker = _Maker(random.Random(f"wira {seed} {home.code} {year}"), home, year, today)
    return [maker.person(number) for number in range(n)]


class _Maker:
    """The choices of one kelurahan, made in one fixed order."""

    def __init__(self, rng: random.Random, home: region.Kelurahan, year: int, today: date | None) -> None:
        self.rng = rng
        self.home = home
        self.year = year
        self.place = [item.code for item in region.all_kelurahan()].index(home.code)
        self.neighbours = sorted(region.kecamatan_names())
        self.used: dict[tuple[str, str], int] = {}
        self.phone_step = rng.randrange(1, 500_000) * 2 + 1
        while self.phone_step % 5 == 0:
            self.phone_step += 2
        first = date(year, 1, 2)
        last = min(today or date(year, 12, 31), date(year, 12, 31))
        self.first = min(first, last)
        self.days = (last - self.first).days
        self.complete = self.first
        self.names: set[str] = set()

    def chance(self, percent: int) -> bool:
        return self.rng.randrange(100) < percent

    def person(self, number: int) -> Person:
        """The next applicant; `number` counts from 0."""
        woman = self.chance(58)
        program = "PP" if woman and self.chance(20) else "WUB"
        minor = program == "WUB" and number % 61 == 17
        nik, birth = self._nik(woman, minor, program)
        marital = self._marital(birth, program)
        name = self._name(woman)
        street = self._street()
        complete = self._complete()
        record: Person = {
            "nik": nik,
            "no_kk": self._no_kk(birth),
            "nama": name,
            "tempat_lahir": self._weighted(words.BIRTHPLACES),
            "tanggal_lahir": birth.isoformat(),
            "jenis_kelamin": "P" if woman else "L",
            "status_kawin": marital,
            "hp": self._phone(number),
            "alamat": street,
            "rt": f"{self.rng.randint(1, 9):03d}",
            "rw": f"{self.rng.randint(1, 16):03d}",
            "kode_pos": self.home.postal_code,
            "ktp_kabkota": region.DEPOK,
            "kelurahan_kode": self.home.code,
            "program": program,
            "tahun": self.year,
            "disabilitas": "ya" if self.chance(3) else "tidak",
            "asn": "tidak",
            "kur": "tidak",
            "pernah_bantuan": "tidak",
            "tanggal_lengkap": complete.isoformat(),
            "dokumen": self._papers(program),
        }
        record |= self._support(program, marital, complete)
        record |= self._business(name, street, nik, without=minor or (program == "WUB" and self.chance(8)))
        record |= self._consent(complete, minor)
        return record

    def _nik(self, woman: bool, minor: bool, program: str) -> tuple[str, date]:
        """A number nobody has, and the birth date within it."""
        while True:
            where = self.home.kecamatan_code if self.chance(80) else self.rng.choice(self.neighbours)
            birth = self._birth(minor, program)
            day = birth.day + (40 if woman else 0)
            key = where, f"{day:02d}{birth:%m%y}"
            taken = self.used.get(key, 0)
            if taken < _SLOTS:
                self.used[key] = taken + 1
                return f"{where}{key[1]}{self._serial(where + key[1], taken)}", birth

    def _serial(self, number: str, taken: int) -> int:
        """A serial from 9001 to 9945 that, for this region and date, only this kelurahan gives.

        The kelurahan has one remainder modulo 63, another for every region and date, so that the last four
        digits differ from person to person.
        """
        scatter = crc32(number.encode())
        remainder = (self.place + scatter) % _OFFICES
        return 9001 + remainder + _OFFICES * ((scatter // _OFFICES + taken) % _SLOTS)

    def _birth(self, minor: bool, program: str) -> date:
        if minor:  # 17 on every day of the year but the last ones
            return date(self.year - 18, 12, self.rng.randint(2, 28))
        youngest = 21 if program == "PP" else 19
        age = round(self.rng.triangular(youngest, 60, 34))
        return date(self.year - age, 1, 1) + timedelta(days=self.rng.randrange(365))

    def _no_kk(self, birth: date) -> str:
        issued = date(max(birth.year + 18, 2008), 1, 1) + timedelta(days=self.rng.randrange(5000))
        issued = min(issued, date(self.year - 1, 12, 31) - timedelta(days=self.rng.randrange(60)))
        while True:
            key = "kk", f"{issued:%d%m%y}"
            taken = self.used.get(key, 0)
            if taken < _SLOTS:
                self.used[key] = taken + 1
                number = self.home.kecamatan_code + key[1]
                return f"{number}{self._serial(number, taken)}"
            issued -= timedelta(days=1)

    def _phone(self, number: int) -> str:
        scattered = (number * self.phone_step + 271_828) % 1_000_000
        return f"+62890{self.place + 10}{scattered:06d}"

    def _marital(self, birth: date, program: str) -> str:
        if program == "PP":
            return self.rng.choices(("kawin", "cerai_hidup", "cerai_mati"), (60, 25, 15))[0]
        age = self.year - birth.year
        if age < 22:
            return "belum_kawin"
        weights = (55, 43, 2, 0) if age < 28 else (8, 80, 7, 5)
        return self.rng.choices(("belum_kawin", "kawin", "cerai_hidup", "cerai_mati"), weights)[0]

    def _name(self, woman: bool) -> str:
        """One, two or three words; the same name twice in a kelurahan happens, but seldom."""
        name = self._any_name(woman)
        if name in self.names and self.chance(90):
            name = self._any_name(woman)
        self.names.add(name)
        return name

    def _any_name(self, woman: bool) -> str:
        given = self.rng.choice(words.WOMEN if woman else words.MEN)
        shape = self.rng.randrange(100)
        if shape < 4 and len(given) > 5:
            return given
        family = self.rng.choice(words.FAMILY_WOMEN if woman and self.chance(55) else words.FAMILY)
        if shape < 22:
            middle = self.rng.choice(words.WOMEN if woman else words.MEN)
            if middle not in (given, family):
                return f"{given} {middle} {family}"
        return f"{given} {family}" if given != family else given

    def _street(self) -> str:
        street = self.rng.choice(words.STREETS)
        lane = f" Gg. {self.rng.choice(words.STREETS)}" if self.chance(35) else ""
        roman = f" {self.rng.choice(('I', 'II', 'III', 'IV'))}" if not lane and self.chance(25) else ""
        return f"Jl. {street}{roman}{lane} No. {self.rng.randint(1, 98)}"

    def _complete(self) -> date:
        """The day all papers were there; one in six came on the same day as the one before."""
        if not self.chance(17):
            self.complete = self.first + timedelta(days=self.rng.randint(0, self.days))
        return self.complete

    def _papers(self, program: str) -> dict[str, str]:
        papers = {"ktp": "ada", "kk": "asli_dilihat" if self.chance(30) else "ada", "persetujuan": "ada"}
        return papers | ({"rekomendasi": "ada"} if program == "PP" else {})

    def _support(self, program: str, marital: str, complete: date) -> Person:
        """PEKKA and the letter of DP3AP2KB."""
        if program != "PP":
            return {"pekka": "tidak"}
        kinds = {"kawin": ("suami_tidak_mampu", "suami_tidak_tinggal")}.get(marital, (marital,))
        letter: Person = {
            "pekka": "tidak",
            "rekomendasi_no": f"463/{self.rng.randint(100, 899)}/DP3AP2KB",
            "rekomendasi_tanggal": (complete - timedelta(days=self.rng.randint(2, 20))).isoformat(),
        }
        if marital != "kawin" or self.chance(25):
            letter |= {"pekka": "ya", "pekka_kategori": self.rng.choice(kinds)}
        return letter

    def _business(self, name: str, street: str, nik: str, *, without: bool) -> Person:
        if without:
            return {"punya_usaha": "tidak"}
        trade = self.rng.choice(words.TRADES)
        sales = self.rng.randint(*trade.sales)
        record: Person = {
            "punya_usaha": "ya",
            "nama_usaha": self.rng.choice(trade.names).format(name.split()[0]),
            "jenis_usaha": trade.jenis,
            "kbli_kode": trade.kbli,
            "kbli_edisi": "2025",
            "alamat_usaha": street if self.chance(75) else self._street(),
            "modal": self.rng.randint(2, max(3, sales // 3)) * 1_000_000,
            "omzet_tahunan": sales * 1_000_000,
            "tenaga_kerja_l": self.rng.choice((0, 0, 0, 1, 1, 2)),
            "tenaga_kerja_p": self.rng.choice((0, 0, 1, 1, 2, 3)),
        }
        if self.chance(40):
            record["nib"] = f"9{self.rng.randrange(10**12):012d}"
        if self.chance(30):
            record["npwp"] = nik
        return record

    def _consent(self, complete: date, minor: bool) -> Person:
        paper = self.chance(85)
        record: Person = {
            "persetujuan_versi": "1",
            "persetujuan_waktu": complete.isoformat(),
            "persetujuan_cara": "tertulis" if paper else "daring",
            "persetujuan_bukti": "Lembar persetujuan bertanda tangan" if paper else "Pendaftaran daring",
        }
        if minor:
            woman = self.chance(50)
            record |= {
                "wali_nama": self._any_name(woman),
                "wali_hubungan": "ibu" if woman else "ayah",
                "persetujuan_wali": "ya",
                "wali_bukti": "Kartu Keluarga di map pendaftar",
            }
        return record

    def _weighted(self, choices: tuple[tuple[str, int], ...]) -> str:
        return self.rng.choices([item for item, _ in choices], [weight for _, weight in choices])[0]
