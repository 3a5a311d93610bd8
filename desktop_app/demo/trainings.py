"""Trainings of the demo city: a catalogue, a wave of the city and one of a kelurahan, attendance keyed."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from desktop_app.actions import attendance, training
from desktop_app.actions.training import SaveTraining, SaveWave
from desktop_app.office import Office
from desktop_app.queries import training as questions

CATALOGUE: Final = (
    SaveTraining("Pelatihan Dasar Wirausaha", "program", "DKUM Kota Depok", 3, "Bagi yang baru ditetapkan"),
    SaveTraining("Pemasaran digital untuk usaha mikro", "dea", "Digital Entrepreneurship Academy", 2),
    SaveTraining("Layanan publik berbasis data", "gta", "Government Transformation Academy", 2),
    SaveTraining("Fotografi produk dengan ponsel", "ta", "Thematic Academy", 1),
)
_BEGAN, _NEXT = 9, 5
"""Days before the demo's day on which the first waves began; days after it on which the next one does."""
_ENTRIES: Final = (("1-18", "5a", "11i"), ("1-18", "7s", "5a"), ("1-9", "10-15", "4i"))
"""Keyed for the first three days of a wave of eighteen people."""
_SEATS: Final = 18


def plan(dkum: Office) -> str:
    """DKUM's catalogue, its first wave with people of every kelurahan, and the next one, still empty; returns
    the first wave's record."""
    with dkum.work() as work:
        first, *_others = [training.save_training_in(work, wish) for wish in CATALOGUE]
        began = dkum.today() - timedelta(days=_BEGAN)
        days = tuple((began + timedelta(days=n)).isoformat() for n in range(3))
        wish = SaveWave(first, "Gelombang 1", days, 40, "Balai Rakyat Depok", 2)
        wave = training.save_wave_in(work, wish)
        later = dkum.today() + timedelta(days=_NEXT)
        coming = tuple((later + timedelta(days=n)).isoformat() for n in range(3))
        training.save_wave_in(work, SaveWave(first, "Gelombang 2", coming, 40, "Balai Rakyat Depok", 2))
    with dkum.reading() as connection:
        people = questions.uninvited(connection)
    by_place: dict[str, list[str]] = {}
    for line in people:
        by_place.setdefault(line.kelurahan, []).append(line.record)
    chosen = [record for records in by_place.values() for record in records[:6]][:_SEATS]
    training.invite(dkum, wave, chosen)
    return wave


def hold(office: Office) -> int:
    """The kelurahan holds a wave of two days and keys them; returns how many took part."""
    with office.reading() as connection:
        catalogue = {line.nama: line.record for line in questions.trainings(connection)}
        people = [line.record for line in questions.uninvited(connection, kelurahan=office.info.scope)]
    began = office.today() - timedelta(days=4)
    days = (began.isoformat(), (began + timedelta(days=1)).isoformat())
    wish = SaveWave(catalogue[CATALOGUE[1].nama], "Gelombang kelurahan", days, 20, "Aula kelurahan")
    wave = training.save_wave(office, wish).record
    numbers = training.invite(office, wave, people[:14]).numbers
    many = len(numbers)
    if many:
        attendance.attend(office, wave, 1, f"1-{many}" if many < 4 else f"1-2 3a 4-{many}")
        attendance.attend(office, wave, 2, "+" if many < 6 else f"1-4 5s 6-{many}")
    return many


def key(dkum: Office, wave: str) -> None:
    """What DKUM keys of its own wave: each day from the sheet that came back."""
    with dkum.reading() as connection:
        last = len(questions.participants(connection, wave=wave))
    for day, entries in enumerate(_ENTRIES, 1):
        for entry in entries:
            fits = [piece for piece in entry.split() if int(piece.split("-")[-1].rstrip("ias")) <= last]
            if fits:
                attendance.attend(dkum, wave, day, " ".join(fits))
