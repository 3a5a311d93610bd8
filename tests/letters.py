"""A letter of DP3AP2KB for tests: invented women, and a list that means some of them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from desktop_app.actions import recommendations
from desktop_app.actions.recommendations import Imported, LetterWish
from desktop_app.intake.mapping import guess
from desktop_app.intake.recommendations import RECOMMENDATIONS
from desktop_app.intake.sheet import Sheet, read
from desktop_app.office import Office
from desktop_app.queries import recommendations as queries
from desktop_app.queries.recommendations import Filter, NameRow
from desktop_app.sample.people import Person
from tests import offices

TITLES = ("No", "Nama Lengkap", "NIK", "Tempat, Tanggal Lahir", "Alamat", "Kelurahan", "Kec.", "Kategori")
NOMOR, TANGGAL = "463/101/DP3AP2KB", "05-11-2026"


def women(n: int, code: str = offices.KUKUSAN, seed: int = 1) -> list[Person]:
    """Invented applicants of Perempuan Pengusaha who say they are PEKKA and have no letter typed."""
    found = [one for one in offices.persons(n * 12 + 20, code=code, seed=seed) if one["program"] == "PP"]
    assert len(found) >= n
    unsaid = {"rekomendasi_no": None, "rekomendasi_tanggal": None}
    return [{**one, **unsaid, "pekka": "ya", "pekka_kategori": "suami_tidak_mampu"} for one in found[:n]]


def line(person: Person, **otherwise: Any) -> tuple[Any, ...]:
    """A row of the list about `person`, with other values where they are given."""
    one = {**person, "kelurahan": "", "kec": "", "kategori": "Cerai mati", **otherwise}
    day = str(one["tanggal_lahir"])
    born = f"Depok, {day[8:]}-{day[5:7]}-{day[:4]}" if day else ""
    return (1, one["nama"], one["nik"], born, one["alamat"], one["kelurahan"], one["kec"], one["kategori"])


def data(rows: Sequence[Sequence[Any]], titles: Sequence[str] = TITLES) -> bytes:
    """The list as XLSX, with the heading of the letter above it."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    page = book.add_worksheet()
    page.write_row(0, 0, ["DAFTAR PEREMPUAN KEPALA KELUARGA YANG DIREKOMENDASIKAN"])
    for number, row in enumerate((titles, *rows), 2):
        page.write_row(number, 0, row)
    book.close()
    return target.getvalue()


def sheet(rows: Sequence[Sequence[Any]], titles: Sequence[str] = TITLES) -> Sheet:
    """The same as it is read."""
    return read(data(rows, titles), RECOMMENDATIONS)


def take(dkum: Office, read_: Sheet, nomor: str = NOMOR, tanggal: str = TANGGAL) -> Imported:
    """Import a list."""
    wish = LetterWish("rekomendasi.xlsx", nomor, tanggal)
    return recommendations.import_list(dkum, read_, guess(read_.columns, RECOMMENDATIONS), wish)


def names(office: Office, **asked: Any) -> list[NameRow]:
    """The names that are here."""
    with office.reading() as connection:
        return list(queries.view(connection, Filter(**asked)).names)


def states(office: Office) -> dict[str, str]:
    """How each name stands."""
    return {row.nama: row.state for row in names(office)}
