"""Mentors of the demo city: a few listed by DKUM, people given to them, visits and assignments."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import select

from desktop_app.actions import mentoring
from desktop_app.actions.mentoring import AssignMentor, GiveArea, GiveTask, SaveMentor, SaveVisit
from desktop_app.office import Office
from desktop_app.storage import tables

MENTORS: Final = (
    ("Tono Hartono", "P-01", ("3276061002",)),
    ("Wati Lestari", "P-02", ("327606", "3276021008")),
    ("Yanto Saputra", "P-03", ("3276021008",)),
    ("Citra Kirana", "P-04", ("3276111005", "327611")),
)
"""Name, number and areas; a kelurahan has more than one mentor, and a mentor more than one area."""

_VISITS: Final = (
    ("Pembukuan harian", "Kas usaha tercampur kas rumah", "Pisahkan dua dompet", "Bawa buku kas"),
    ("Foto produk", "Foto gelap dan buram", "Potret dekat jendela pada pagi hari", "Kirim lima foto"),
    ("Harga pokok", "Harga jual mengikuti tetangga", "Hitung bahan, upah, dan gas", "Hitung satu resep"),
    ("Izin usaha", "Belum mempunyai NIB", "Daftar NIB di kelurahan", "Siapkan KTP dan nomor HP"),
)
_TASK: Final = "Catat penjualan selama satu minggu"
_BEGAN, _FIRST, _EVERY = 21, 18, 4
"""Days before the demo's day: since when people are accompanied, the first visit, and between two visits."""


def list_mentors(dkum: Office) -> dict[str, str]:
    """DKUM lists the mentors and where they work; returns their records by name."""
    begins = (dkum.today() - timedelta(days=_BEGAN)).isoformat()
    made: dict[str, str] = {}
    with dkum.work() as work:
        for name, number, areas in MENTORS:
            record = mentoring.save_mentor_in(work, SaveMentor(name, nomor=number, jabatan="Pendamping"))
            for area in areas:
                mentoring.give_area_in(work, GiveArea(record, area, begins))
            made[name] = record
    return made


def accompany(office: Office) -> int:
    """Most of the accepted get the kelurahan's mentors in turn, some are visited; returns how many."""
    app, area = tables.application.c, tables.PLAIN["mentor_area"].c
    with office.reading() as connection:
        people = [
            row.uuid.hex()
            for row in connection.execute(
                select(app.uuid).where(app.status == "accepted").order_by(app.nomor_pendaftaran)
            )
        ]
        here = [office.info.scope, office.info.scope[:6]]
        mentors = [
            row.mentor.hex()
            for row in connection.execute(select(area.mentor).where(area.wilayah.in_(here)).order_by(area.id))
        ]
    given = people[: len(people) - len(people) // 6]
    begins = (office.today() - timedelta(days=_BEGAN)).isoformat()
    for number, mentor in enumerate(dict.fromkeys(mentors)):
        share = tuple(given[number :: len(set(mentors))])
        if share:
            mentoring.assign(office, AssignMentor(share, mentor, begins))
    for number, record in enumerate(given[:6]):
        subject, problem, advice, step = _VISITS[number % len(_VISITS)]
        day = (office.today() - timedelta(days=max(_FIRST - number * _EVERY, 0))).isoformat()
        visit = SaveVisit(record, day, subject, "Rumah produksi", problem, advice, step)
        mentoring.save_visit(office, visit)
        if number % 2 == 0:
            task = mentoring.give_task(office, GiveTask(record, _TASK, day))
            if number == 0:
                mentoring.hand_in(office, task.record, office.today().isoformat())
    return len(given)
