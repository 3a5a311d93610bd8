"""History and journal speak of every kind of record in words: no field's name, no code, no day as stored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from sqlalchemy import select

from desktop_app.demo.cast import City
from desktop_app.demo.city import build_city
from desktop_app.domain import differing, documenting, field_words, shape
from desktop_app.domain.access import DEEDS
from desktop_app.domain.entities import ENTITIES
from desktop_app.domain.ranking import Binds
from desktop_app.domain.status import STATUSES
from desktop_app.office import Office, open_office
from desktop_app.queries import journal
from desktop_app.queries.applicant import Change
from desktop_app.queries.journal import JournalFilter
from desktop_app.queries.journal_lines import page
from desktop_app.queries.record_history import record_history
from desktop_app.storage import tables
from resources.i18n import LANGUAGES, spoken
from tests import offices

ISSUED = (
    "edisi", "kelurahan_kode", "putusan", "rules", "atas_nama", "penandatangan", "halaman", "pendamping",
    "bulan", "gelombang", "periode", "rows", "scope",
)  # fmt: skip
"""What `issue` says of a document beyond its shape."""
PROPOSED = ("tersedia", "batas", "pagu", "biaya", "prioritas", "cadangan", "aturan_versi")
MORE = {"document": ISSUED, "decision": PROPOSED, "access_mark": ("nomor", "rantai", "awal", "awal_rantai")}
UNNAMED = {"scope"}
"""No field: whose the record is."""


def fields_of() -> dict[str, set[str]]:
    """The fields of every kind of record, as they are stored."""
    found = {ent: {each.name for each in plain.fields} for ent, plain in ENTITIES.items()}
    for ent, known in shape._SHAPES.items():  # pyright: ignore[reportPrivateUsage]
        if ent != "application":  # its steps are told by its form
            found[ent] = set(known.known)
    for ent, more in MORE.items():
        found[ent] = found.get(ent, set()) | set(more) - UNNAMED
    return found


def codes_of() -> set[str]:
    """Every code that is stored in a field."""
    tables_ = field_words._CODES.values()  # pyright: ignore[reportPrivateUsage]
    found = {code for table in tables_ for code in table} | set(STATUSES) | set(DEEDS) | set(get_args(Binds))
    found |= {code for plain in ENTITIES.values() for each in plain.fields for code in each.codes}
    return found - {"2025", "2020"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_every_record_has_a_name_in_words(language: Any) -> None:
    fields = fields_of()
    assert {"document", "decision", "person", "office", "wave", "erasure"} <= set(fields)
    with spoken(language):
        bare = {
            (ent, name)
            for ent, names in fields.items()
            for name in names
            if differing.label(ent, name) == name
        }
    assert not bare


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_a_document_and_a_decision_has_words(language: Any) -> None:
    with spoken(language):
        for name, codes in (("jenis", documenting.KIND_WORDS), ("state", documenting.STATE_WORDS)):
            for code in codes:
                assert differing.words("document", name, code) not in ("", code)
        for code in get_args(Binds):
            assert differing.words("decision", "batas", code) not in ("", code)


def test_periods_months_stamps_and_places_are_told_in_words() -> None:
    told = differing.words
    assert told("document", "periode", "2026-11-02/2026-11-27") == "02-11-2026 sampai 27-11-2026"
    assert told("document", "periode", "/2026-11-27") == "sampai 27-11-2026"
    assert told("document", "periode", "daftar 0123456789abcdef") == "Orang yang dipilih"
    assert told("document", "bulan", "2026-11") == "11-2026"
    stamp = {"oleh": "Penanda Contoh", "pada": 1_795_770_229_765}
    assert told("document", "waktu", [stamp]) == "Penanda Contoh, 27-11-2026 16.03"
    assert told("document", "batal", {"alasan": "Salah cetak"}) == "Salah cetak"
    assert told("mentor_area", "wilayah", "327606") == "Kec. Beji"
    assert told("document", "jenis", "dari_versi_depan") == "dari_versi_depan", "a later version's"


def test_what_a_document_is_comes_before_what_else_is_said_of_it() -> None:
    told = ["halaman", "jenis", "nomor", "digest", "edisi", "dari_versi_depan"]
    assert field_words.in_order("document", told) == [
        "jenis", "edisi", "nomor", "halaman", "digest", "dari_versi_depan",
    ]  # fmt: skip
    assert field_words.in_order("visit", ["tempat", "tanggal", "pokok"]) == ["tanggal", "tempat", "pokok"]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    folder = tmp_path_factory.mktemp("kata") / "demo"
    return build_city(folder, applicants=26, seed=7, clock=offices.Clock(), cost=offices.CHEAP)


@pytest.fixture(params=["dkum", offices.KUKUSAN])
def seeing(city: City, request: pytest.FixtureRequest) -> Iterator[Office]:
    """An office of it with somebody in who sees everything."""
    name = request.param
    for person in city.people[name]:
        office = open_office(city.homes[name], person, city.passphrase, clock=offices.Clock())
        if office.person.roles & journal.SEE_ALL:
            break
        office.close()
    yield office
    office.close()


def histories(office: Office) -> dict[str, list[Change]]:
    """Every step of every record, by kind."""
    found: dict[str, list[Change]] = {}
    with office.reading() as connection:
        for row in connection.execute(select(tables.record.c.uuid, tables.record.c.ent)).all():
            found.setdefault(row.ent, []).extend(record_history(connection, office, row.uuid.hex()))
    return found


_STORED = re.compile(r"\b[a-z]+_[a-z_]+\b|\b\d{4}-\d\d-\d\d\b|\b[0-9a-f]{32,}\b|\b3276\d{6}\b|\b179\d{10}\b")
"""A name or code with an underscore, a day, an id or digest, a kelurahan's code, a moment."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_history_and_journal_of_the_whole_city_show_nothing_as_it_is_stored(
    seeing: Office, language: Any
) -> None:
    names, codes = {name for fields in fields_of().values() for name in fields}, codes_of()
    wrong: set[tuple[str, str]] = set()

    def look(about: str, *words: str) -> None:
        wrong.update((about, each) for each in words if _STORED.search(each) or each in codes)

    with spoken(language):
        told = histories(seeing)
        with seeing.reading() as connection:
            lines = page(connection, seeing, list(journal.ids(connection, seeing, JournalFilter())))
    for ent, steps in told.items():
        for step in steps:
            look(ent, step.title, step.reason)
            assert all(each.before or each.after for each in step.fields), "filled with nothing"
            for each in step.fields:
                if each.label not in ("Sumber data", "Source of the data"):  # the name of a sheet
                    look(f"{ent}, {each.label}", each.label, each.before, each.after)
                if each.label in names:
                    wrong.add((ent, each.label))
    for line in lines:
        assert line is not None
        look(f"jurnal {line.ent}", line.title, line.subject, *line.detail.split(", "))
    assert not wrong
    expected = {"application", "document", "person", "office", "business", "participant", "training", "wave",
                "mentor", "visit", "task", "outcome", "data_request", "rulebook"}  # fmt: skip
    assert expected <= set(told), "the city has one of each"
    assert len(lines) > 200


@pytest.mark.parametrize("far", [10**15, -(10**15), 2**63 - 1])
def test_a_moment_that_no_calendar_has_is_told_as_it_is(far: int) -> None:
    """The shape of an op does not bound it, so a history may have to tell it."""
    assert differing.words("decision", "decided", far) == str(far)
    assert differing.words("document", "waktu", [{"oleh": "BSrE", "pada": far}]) == f"BSrE, {far}"
    assert "2026" in differing.words("decision", "decided", 1_790_000_000_000)
