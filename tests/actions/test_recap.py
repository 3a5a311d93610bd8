"""The recap: its figures are those of the screen and of plain SQL, DRAF until sealed, and nobody is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from desktop_app.actions import editions, outcomes, recap, rosters
from desktop_app.actions.issued import document_pdf
from desktop_app.actions.outcomes import SaveOutcome
from desktop_app.actions.recap import RecapWish
from desktop_app.documents.data import Letterhead, Signatory
from desktop_app.documents.recap import Counts, Recap, RecapRow, write_recap
from desktop_app.errors import Refused
from desktop_app.queries import outcomes as questions
from desktop_app.queries.documents import register
from tests.documents.reading import page_texts
from tests.mentors import HENDRA, RATNA, MentorCity, reopened
from tests.offices import PASSPHRASE

WISH = RecapWish("WUB", 2026)


@pytest.fixture
def city(mentor_city: Path, tmp_path: Path) -> Iterator[MentorCity]:
    made = reopened(mentor_city, tmp_path)
    made.kukusan.clock.forward(days=20)  # type: ignore[attr-defined]
    values = {"mulai_usaha": "01-12-2026", "nib": "9120001234567", "nib_tanggal": "02-12-2026", "pekerja": 4}
    outcomes.save_outcome(made.kukusan, SaveOutcome(made.accepted[0], {**values, "omzet_kelas": "kecil"}))
    outcomes.save_outcome(made.kukusan, SaveOutcome(made.accepted[1], {"mulai_usaha": "2026-12-05"}))
    made.up()
    made.dkum.enter(HENDRA, PASSPHRASE)
    yield made
    made.close()


def words(pdf: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page_texts(pdf)))


def test_what_the_paper_says_is_what_the_screen_and_plain_sql_count(city: MentorCity) -> None:
    for office, pages in ((city.kukusan, 2), (city.dkum, 5)):
        made = recap.draft_recap(office, WISH)
        told = words(made.pdf)
        with office.reading() as connection:
            seen = questions.view(connection, office.info, program="WUB", tahun=2026, today=office.today())
            sql = connection.exec_driver_sql(
                "SELECT (SELECT count(*) FROM application WHERE status = 'accepted'),"
                " (SELECT count(*) FROM outcome WHERE mulai_usaha >= '2026'),"
                " (SELECT total(pekerja) FROM outcome)"
            ).one()
        assert (made.figures, made.pages) == (seen.figures, pages)
        assert (
            tuple(map(int, sql))
            == (seen.figures.accepted, seen.figures.started, seen.figures.jobs)
            == (3, 2, 4)
        )
        whole = "Jumlah seluruhnya" if office is city.kukusan else "Jumlah 1 kelurahan"
        assert f"{whole}: 3 ditetapkan, 0 selesai dilatih, 2 mulai usaha" in told
        assert "DRAF" in told and "putusan 0001" in told
        with office.database.reading() as connection:
            rows = connection.exec_driver_sql("SELECT nama, nik FROM application").all()
        assert not any(name in told or nik in told for name, nik in rows)
        assert "Kecil" not in told
    city_words = words(recap.draft_recap(city.dkum, WISH).pdf)
    assert "2 mulai usaha dari 5.000 yang dijanjikan kota, menurut berkas 1 dari 63 kelurahan" in city_words
    # nothing is known of those that never sent a file, and the paper does not say 0
    assert "menurut berkas 1 dari 63 kelurahan" in city_words.split("Semua tahun")[0]
    assert city_words.count("– – – – – – – belum ada berkas") == 62
    assert "Jumlah halaman ini: belum ada berkas" in city_words
    assert "berkas 0002 dari Kukusan, Kec. Beji (2)" in city_words
    assert "Curug (Cimanggis)" in city_words and "Curug (Bojongsari)" in city_words
    assert "data kantor ini sendiri (2)" in words(recap.draft_recap(city.kukusan, WISH).pdf)


def test_two_programmes_are_never_summed_together() -> None:
    def row(name: str, accepted: int) -> RecapRow:
        return RecapRow(name=name, group="2026", wanted=27, counts=Counts(accepted), decisions="", files="")

    one = Recap(
        program="WUB", tahun=2026, kelurahan_kode="3276061001", kelurahan="Kukusan", kecamatan="Beji",
        number="1", date=date(2026, 12, 31), rule_version="1", wanted=27, total=Counts(3), sources=("",) * 5,
        accepted=(3,) * 12, started=(0,) * 12, rows=(row("Wirausaha Baru", 3),), pledges=(),
        letterhead=Letterhead(government="", parent="", office="", address=""),
        signatory=Signatory(name="", nip="", jabatan=""),
    )  # fmt: skip
    now = datetime(2026, 12, 31, tzinfo=UTC)
    told = words(write_recap(one, state="draf", now=now).pdf)
    assert "REKAP CAPAIAN WIRAUSAHA BARU" in told.upper() and "Jumlah seluruhnya: 3 ditetapkan" in told
    both = replace(one, rows=(*one.rows, row("Perempuan Pengusaha", 2)))
    told = words(write_recap(both, state="draf", now=now).pdf)
    assert "REKAP CAPAIAN WIRAUSAHA BARU" not in told.upper() and "Jumlah seluruhnya" not in told
    assert "Jumlah Wirausaha Baru: 3 ditetapkan" in told
    assert "Jumlah Perempuan Pengusaha: 2 ditetapkan" in told


def test_equal_data_give_equal_bytes_and_the_window_s_language_changes_nothing(city: MentorCity) -> None:
    from resources.i18n import set_language

    one = recap.draft_recap(city.kukusan, WISH).pdf
    set_language("en")
    try:
        assert recap.draft_recap(city.kukusan, WISH).pdf == one
    finally:
        set_language("id")


def test_it_is_sealed_by_who_may_and_stands_in_the_register(city: MentorCity) -> None:
    city.dkum.enter(HENDRA, PASSPHRASE)
    with pytest.raises(Refused) as caught:
        recap.seal_recap(city.dkum, RecapWish("WUB", 2026))
    assert caught.value.code == "nomor"
    issued = recap.seal_recap(city.dkum, RecapWish("WUB", 2026, "500.3/77"))
    pdf = document_pdf(city.dkum, issued.document)
    told = words(pdf)
    assert "DRAF" not in told and "500.3/77" in told
    path = city.folder / "rekap.pdf"
    path.write_bytes(pdf)
    assert rosters.verify_pdf(city.dkum, path).ok
    with city.dkum.reading() as connection:
        assert "rekap_capaian" in {each.jenis for each in register(connection, city.dkum.context)}
    with pytest.raises(Refused) as caught:
        recap.seal_recap(city.dkum, RecapWish("WUB", 2026, "500.3/77"))
    assert caught.value.code == "nomor"
    again = recap.seal_recap(city.dkum, RecapWish("WUB", 2026, "500.3/78"))
    assert "Menggantikan nomor 500.3/77 tanggal" in words(document_pdf(city.dkum, again.document))
    with city.dkum.reading() as connection:
        found = editions.difference(city.dkum, connection, again.document)
    assert found is not None and found.same


def test_nobody_accepted_and_a_mentor_s_account_are_refused(city: MentorCity) -> None:
    with pytest.raises(Refused) as caught:
        recap.draft_recap(city.kukusan, RecapWish("WUB", 2020))
    assert caught.value.code == "nobody"
    city.kukusan.enter(RATNA, PASSPHRASE)
    city.assign(0, 0)
    city.account("Tono", 0)
    with pytest.raises(Refused) as caught:
        recap.draft_recap(city.kukusan, WISH)
    assert caught.value.code == "role"
