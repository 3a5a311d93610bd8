"""DP3AP2KB's letters in the demo city: two lists, names matched and to be looked at, one taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Row, select

from desktop_app.actions import recommendations
from desktop_app.actions.recommendations import LetterWish, Withdraw
from desktop_app.domain import fields, region
from desktop_app.domain.values import show_date
from desktop_app.intake import mapping, sheet
from desktop_app.intake.recommendations import FIELDS, RECOMMENDATIONS
from desktop_app.intake.workbook import Page, write
from desktop_app.office import Office
from desktop_app.queries import recommendations as queries
from desktop_app.storage import tables
from resources.i18n import tr

FIRST, SECOND, BACK = "463/118/DP3AP2KB", "463/131/DP3AP2KB", "463/140/DP3AP2KB"
_COLUMNS: Final = ("nama", "nik", "tanggal_lahir", "alamat", "kelurahan", "kecamatan", "kategori")
_STRANGERS: Final = (
    ("Nurhayati Contoh", "3276065107889301", "1988-07-11", "cerai_mati"),
    ("Sulastri Contoh", "", "1979-02-23", "cerai_hidup"),
    ("Mulyani Contoh", "3276024904919302", "1991-04-09", "belum_menikah"),
)
"""Women of the letters who have not applied."""


def recommend(dkum: Office, folder: Path, tahun: int) -> int:
    """Import two letters of DP3AP2KB and take one name back; returns how many names there are."""
    app = tables.application.c
    with dkum.reading() as connection:
        women = connection.execute(
            select(tables.application)
            .where(app.program == "PP", app.tahun == tahun, app.pekka == "ya")
            .order_by(app.kelurahan_kode, app.nomor_pendaftaran)
        ).all()
    places = list(dict.fromkeys(row.kelurahan_kode for row in women))
    known = [_line(row, at) for at, row in enumerate(women) if at % 4 != 3]
    strangers = [
        _cells(nama, nik, born, "", places[at % len(places)], kind)
        for at, (nama, nik, born, kind) in enumerate(_STRANGERS)
        if places
    ]
    cut = len(known) * 3 // 4
    day = dkum.today()
    letters = ((FIRST, 40, [*known[:cut], *strangers[:2]]), (SECOND, 12, [*known[cut:], *strangers[2:]]))
    made = [_take(dkum, folder, each, tahun, (day - timedelta(days=ago)).isoformat(), rows)
            for each, ago, rows in letters if rows]  # fmt: skip
    if made and known:
        with dkum.reading() as connection:
            found = next((row for row in queries.every_name(connection) if row.state == "padan"), None)
        if found is not None:
            wish = Withdraw(found.letter, BACK, (day - timedelta(days=3)).isoformat(), (found.record,))
            recommendations.withdraw(dkum, wish)
    return len(known) + len(strangers)


def _line(row: Row[Any], at: int) -> Sequence[str]:
    """Every fifth name comes without its NIK and in capitals, as lists are typed."""
    bare = at % 5 == 4
    nama = row.nama.upper() if bare else row.nama
    return _cells(nama, "" if bare else row.nik, row.tanggal_lahir, row.alamat or "", row.kelurahan_kode,
                  row.pekka_kategori or "cerai_hidup")  # fmt: skip


def _cells(nama: str, nik: str, born: str, alamat: str, code: str, kind: str) -> Sequence[str]:
    place = region.by_code(code)
    assert place is not None
    return (
        nama,
        nik,
        show_date(born),
        alamat,
        place.name,
        place.kecamatan,
        fields.show("pekka_kategori", kind),
    )


def _take(
    dkum: Office, folder: Path, nomor: str, tahun: int, tanggal: str, rows: Sequence[Sequence[str]]
) -> str:
    data = write([Page(tr("Rekomendasi"), [tr(FIELDS[name].label) for name in _COLUMNS], rows)])
    path = folder / f"rekomendasi-{nomor.replace('/', '-')}.xlsx"
    path.write_bytes(data)
    read = sheet.read(data, RECOMMENDATIONS)
    wish = LetterWish(path.name, nomor, tanggal, "PP", tahun)
    return recommendations.import_list(dkum, read, mapping.guess(read.columns, RECOMMENDATIONS), wish).letter
