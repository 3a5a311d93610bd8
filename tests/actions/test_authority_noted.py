"""What DKUM does with its keys and with computers stands in its journal, though it is no applicant's data."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from desktop_app.actions import city_keys, devices
from desktop_app.domain import access
from desktop_app.office import Office
from desktop_app.queries import journal
from desktop_app.queries.journal import JournalFilter
from desktop_app.queries.journal_lines import page
from desktop_app.storage import tables
from tests import offices
from tests.offices import KUKUSAN

NOTED = frozenset({access.KEYS_OUT, access.KEYS, access.DEVICE_IN, access.DEVICE_OUT})


def _deeds(dkum: Office) -> list[tuple[str, str]]:
    dkum.keep_access()
    entry = tables.access.c
    with dkum.reading() as connection:
        rows = connection.execute(select(entry.deed, entry.about).order_by(entry.id)).all()
    return [(row.deed, row.about) for row in rows if row.deed in NOTED]


def test_keys_and_computers_leave_a_line(tmp_path: Path) -> None:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    kukusan = kelurahan[KUKUSAN]
    (line,) = [each for each in devices.listed(dkum) if each.dev == kukusan.info.dev]
    before = _deeds(dkum)
    stick = tmp_path / "stik"
    stick.mkdir()
    city_keys.export_keys(dkum, stick)
    city_keys.announce_root(dkum, stick)
    city_keys.renew_recovery(dkum)
    finger = kukusan.device.fingerprint
    devices.revoke(dkum, kukusan.info.dev, why="Laptop dijual", fingerprint=finger)
    devices.readmit(dkum, kukusan.info.dev, fingerprint=finger)
    assert _deeds(dkum)[len(before) :] == [
        (access.KEYS_OUT, ""),
        (access.KEYS_OUT, ""),
        (access.KEYS, ""),
        (access.KEYS, ""),
        (access.DEVICE_OUT, line.tag),
        (access.DEVICE_IN, line.tag),
    ]
    with dkum.reading() as connection:
        lines = page(connection, dkum, journal.first_ids(connection, dkum, JournalFilter(), 50))
    told = " ".join(f"{each.title} {each.detail}" for each in lines if each is not None)
    assert f"Perangkat dicabut DKUM {line.tag}" in told and "Kunci DKUM disalin ke berkas" in told
    dkum.close()
    kukusan.close()


def test_a_grant_leaves_a_line(tmp_path: Path) -> None:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    before = len(_deeds(dkum))
    two = offices.office(tmp_path / "dua", clock=offices.Clock(dkum.clock()), name="Rahmat Hidayat")
    offices.enrol(dkum, two, tmp_path)
    (line,) = [each for each in devices.listed(dkum) if each.dev == two.info.dev]
    assert _deeds(dkum)[before:] == [(access.DEVICE_IN, line.tag)]
    for one in (two, dkum, *kelurahan.values()):
        one.close()
