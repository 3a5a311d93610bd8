"""A training with a wave of the city and a wave of the kelurahan, in the city with mentors."""

from __future__ import annotations

from desktop_app.actions import training
from desktop_app.actions.training import SaveTraining, SaveWave
from tests.mentors import HENDRA, RATNA, MentorCity
from tests.offices import PASSPHRASE

DAYS = ("2026-11-17", "2026-11-18", "2026-11-19")
TODAY = "2026-11-24"


def city_wave(city: MentorCity, *, name: str = "Gelombang 1", capacity: int = 30, minimal: int = 2,
              days: tuple[str, ...] = DAYS) -> str:  # fmt: skip
    """DKUM lists a training, unless it is there, and plans a wave of it; returns the wave's record."""
    city.dkum.enter(HENDRA, PASSPHRASE)
    with city.dkum.reading() as connection:
        found = connection.exec_driver_sql("SELECT lower(hex(uuid)) FROM training").scalar()
    if found is None:
        wish = SaveTraining("Pelatihan Dasar WUB", "program", "DKUM Kota Depok", 3)
        found = training.save_training(city.dkum, wish).record
    wave = SaveWave(found, name, days, capacity, "Balai Kota", minimal)
    return training.save_wave(city.dkum, wave).record


def own_wave(city: MentorCity, training_record: str, *, capacity: int = 30) -> str:
    """Kukusan plans a wave for itself."""
    city.kukusan.enter(RATNA, PASSPHRASE)
    wish = SaveWave(training_record, "Gelombang Kukusan", DAYS[:2], capacity, "Aula kelurahan")
    return training.save_wave(city.kukusan, wish).record
