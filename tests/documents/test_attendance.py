"""The attendance list: a form with a code on every page, never DRAF, and read back from what is printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_app.documents import qr
from desktop_app.documents.attendance import AttendanceList, AttendanceRow, write_attendance
from desktop_app.documents.render import page_sizes
from desktop_app.domain.training import parse_sheet_code
from tests.documents import people
from tests.documents.reading import everything_inside, page_code, page_texts

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def attendance(count: int, days: int, *, blank: int = 5) -> AttendanceList:
    """A wave of Kukusan; the seventh participant is no longer accepted."""
    rows = tuple(
        AttendanceRow(number=row.rank, nama=row.nama, nomor_pendaftaran=row.nomor_pendaftaran,
                      gone="penetapan dibatalkan" if row.rank == 7 else "")
        for row in people.rows(count)
    )  # fmt: skip
    return AttendanceList(
        training="Pelatihan Dasar Wirausaha Baru",
        wave="Gelombang 1",
        code="K7QX3M",
        organiser="DKUM Kota Depok",
        venue="Aula Kelurahan Kukusan",
        days=tuple((n, f"2026-11-{16 + n}") for n in range(1, days + 1)),
        rows=rows,
        blank=blank,
        number="500.3/12",
        date=date(2026, 11, 16),
        office_code="3276061002",
        letterhead=people.KUKUSAN,
        signatory=people.LURAH,
        sample=True,
    )


@pytest.mark.parametrize(("count", "days"), [(1, 1), (27, 3), (60, 8)])
def test_every_page_names_wave_days_and_page_for_a_person_and_for_a_reader(count: int, days: int) -> None:
    listed = attendance(count, days)
    paper = write_attendance(listed, qr.QrKey.of(KEY), now=people.NOW)
    texts = page_texts(paper.pdf)
    assert len(texts) == len(paper.codes)
    assert paper == write_attendance(listed, qr.QrKey.of(KEY), now=people.NOW)
    seen: dict[tuple[int, int], list[int]] = {}
    for page, (text, code) in enumerate(zip(texts, paper.codes, strict=True)):
        assert (
            "DRAF" not in text and "KELURAHAN KUKUSAN" in text and "Gelombang 1" in text and str(code) in text
        )
        assert f"Hari {code.first}" in text and f"Hari {code.last}" in text
        content = qr.decode(page_code(paper.pdf, page, 130), [KEY.public_key().public_bytes_raw()])
        assert (content.kind, parse_sheet_code(content.number)) == ("daftar_hadir", code)
        assert content.page == code.page <= content.pages
        numbers = [number for number, _name in content.rows]
        assert all(name == "" for _number, name in content.rows)
        seen.setdefault((code.first, code.last), []).extend(numbers)
        for number in numbers:
            assert listed.rows[number - 1].nomor_pendaftaran in text
    assert all(numbers == list(range(1, count + 1)) for numbers in seen.values())
    assert sorted(seen) == ([(1, 6), (7, 8)] if days == 8 else [(1, days)])
    assert "Lurah Kukusan" in texts[-1] and "Petugas pencatat kehadiran" in texts[-1]
    assert ("penetapan dibatalkan" in " ".join(texts)) == (count >= 7)


def test_the_shape_follows_the_days_unless_it_is_wished() -> None:
    def wide(listed: AttendanceList) -> bool:
        pdf = write_attendance(listed, qr.QrKey.of(KEY), now=people.NOW).pdf
        [(across, down), *_rest] = page_sizes(pdf)
        return across > down

    assert [wide(attendance(3, days)) for days in (1, 2, 3)] == [False, False, True]
    assert wide(replace(attendance(3, 1), shape="lanskap")) and not wide(
        replace(attendance(3, 3), shape="potret")
    )


def test_the_file_holds_no_more_than_the_page() -> None:
    listed = attendance(3, 1)
    inside = everything_inside(write_attendance(listed, qr.QrKey.of(KEY), now=people.NOW).pdf)
    assert b"K7QX3M" in inside and b"3276067" not in inside
    empty = write_attendance(replace(listed, rows=(), blank=10), qr.QrKey.of(KEY), now=people.NOW)
    assert len(empty.codes) == 1
