"""What is kept for ever names nobody: refused where it is written, named after an erasure where it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from desktop_app.actions import devices, extracting, issued, naming, rosters, rulebooks, training
from desktop_app.actions.extracting import MakeExtract
from desktop_app.actions.rosters import RosterWish
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.actions.status_extract import save_status
from desktop_app.actions.sweeping_left import left_behind
from desktop_app.actions.training import SaveTraining
from desktop_app.cli import main
from desktop_app.domain.bookwords import LABELS
from desktop_app.domain.contradictions import contradictions
from desktop_app.domain.entities import ENTITIES
from desktop_app.domain.erasing import ERASABLE
from desktop_app.domain.kept_texts import FEW, TEXTS, holds_nik, require_no_name, require_no_nik
from desktop_app.domain.receivers import Receiver
from desktop_app.domain.rulebook import default_rules
from desktop_app.domain.said_names import names_somebody
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.work import new_id
from resources.i18n import tr
from tests import offices
from tests.actions.test_rulebooks import carry
from tests.asking import erase
from tests.carrying import exchange
from tests.issuing import issue_many
from tests.kept_texts import lines, plant
from tests.offices import KUKUSAN, PASSPHRASE, City, filled

NIK = "3276061509900012"
CIVIL = Receiver(
    code="dukcapil", name="Disdukcapil Kota Depok", purpose="Pemadanan NIK", columns=("nama", "status"),
    statuses=("submitted",), by="kelurahan",
)  # fmt: skip


@pytest.mark.parametrize("ent", sorted(TEXTS))
@pytest.mark.parametrize(
    "nik",
    [NIK, "3276 0615 0990 0012", "3276.0615.0990.0012", "327606-150990-0012", "32.76.06.150990.0012",
     "327606 1509900012", "3276 06 150990 0012", "3276-061509-900012", "32 76 06 15 09 90 0012",
     "3276\u00a00615\u00a00990\u00a00012", "3276  0615  0990  0012", "3276 - 0615 - 0990 - 0012",
     "３２７６０６１５０９９０００１２", "3276/06/150990/0012", "32.76.06-150990-0012",
     "32.76.06-15.09.90-0012", "3276\u20110615\u20110990\u20110012",
     "32760615\u200b09900012", "3 3276 0615 0990 0012",
     "012 3276 0615 0990 0012", f"0812 {NIK}", f"0812 3456 7890 {NIK}", "0812 3456 7890 3276 0615 0990 0012"],
)  # fmt: skip
def test_a_whole_nik_is_refused_in_every_text_that_is_kept(ent: str, nik: str) -> None:
    for field in TEXTS[ent]:
        with pytest.raises(Refused) as caught:
            require_no_nik(ent, {field: f"Susulan untuk {nik}, lanjutan"})
        assert caught.value.code == "names_somebody" and caught.value.next_step
        assert NIK[:6] not in caught.value.message
        require_no_nik(ent, {field: "Surat 500/12 tanggal 20-11-2026, HP 0812-3456-7890"})
        require_no_nik(ent, {field: "Gelombang 20-11-2026 21-11-2026, 08.00 12.00 13.00 16.00"})


@pytest.mark.parametrize(
    "text",
    ["Sesi 08.00-12.00 13.00-16.00 di aula", "Hub. 0812-3456-7890 0813-4567-8901",
     "rek. BJB 0123456789012345", "500.3.7.2-0123-2026.11.27-3276",
     "Gelombang 12-11-2026 05-12-2026", "12-11-2026 - 05-12-2026", "12 11 2026 05 12 2026",
     "12112026-05122026", "11.10-17.30 - 0816 9198 7410",
     "0812 1201 5512 0813 4567 8901", "62 812 1201 5512 0813 4567 8901",
     "2026-11-12 2026-12-05", "Sesi 11.15-12.30 12.45-13.30", "Rp 12.500.000 dari 3.276.000.000",
     "BRI 0387-01-012345-50-9 dan 1270012345678", "0812 3456 7890 0813 4567 8901", "021-7720123 021-77201234",
     "470/12/3276/KB/2026, 503/118/2026", "12/05/2026/3276/0012", "rek. 127-00-1234567-8"],
)  # fmt: skip
def test_other_numbers_are_no_nik(text: str) -> None:
    require_no_nik("training", {"keterangan": text})


_DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
_PHONES = st.from_regex(r"08[1-9][0-9] ?[0-9]{4} ?[0-9]{3,4}", fullmatch=True)
_LETTERS = st.builds(
    "{}/{}/{}/{}".format, st.sampled_from(("470", "500.3", "503")), st.integers(1, 999),
    st.sampled_from(("KB", "XI", "Kel")), st.integers(2020, 2035),
)  # fmt: skip
_AMOUNTS = st.integers(1000, 10**10).map(lambda money: f"Rp {money:,}".replace(",", "."))


@given(
    st.lists(st.sampled_from(("%d-%m-%Y", "%d %m %Y", "%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y")), max_size=3),
    _DAYS, _DAYS, st.lists(st.one_of(_PHONES, _LETTERS, _AMOUNTS), max_size=3),
    st.sampled_from((" ", ", ", " - ")),
)  # fmt: skip
def test_dates_phones_letters_and_amounts_side_by_side_are_no_nik(
    forms: list[str], one: date, two: date, more: list[str], between: str
) -> None:
    dates = [day.strftime(form) for form in forms for day in (one, two)]
    assert not holds_nik(between.join([*dates, *more]))


def test_a_month_or_a_street_is_nobody_unless_it_is_addressed() -> None:
    require_no_name("extract", "alasan", "Laporan penetapan bulan April 2026", ["April"])
    for said in ("Pengaduan Sdr. April", "surat a.n. APRIL", "Ibu April, RT 3"):
        with pytest.raises(Refused, match="menyebut nama orang") as caught:
            require_no_name("extract", "alasan", said, ["April"])
        assert "april" in caught.value.message.casefold()


@pytest.mark.parametrize("said", ["Pengaduan Suharti", "SUHARTI, RT 3", "Jl. Melati 3, rumah suharti"])
def test_a_name_of_one_word_is_refused_where_few_are_meant_and_the_word_is_told(said: str) -> None:
    """Many have one name only. Where the text is about many people any word may be somebody's name."""
    word = next(each for each in said.replace(",", "").split() if each.casefold() == "suharti")
    with pytest.raises(Refused) as caught:
        require_no_name("extract", "alasan", said, ["Dewi Lestari", "Suharti"], few=True)
    assert caught.value.code == "names_somebody"
    assert f"({word})" in caught.value.message and f"Jl. {word}" in caught.value.next_step
    require_no_name("extract", "alasan", said, ["Dewi Lestari", "Suharti"])
    require_no_name("extract", "alasan", "Pengaduan warga", ["Suharti"], few=True)
    require_no_name("extract", "alasan", said, ["Suhar", "Har", "Su"], few=True)


@pytest.mark.parametrize(
    ("said", "name"),
    [("Laporan bulan April 2026", "April"),
     ("Cetak ulang 3 Mei 2026", "Mei"), ("Alamat Jl. Melati 3", "Melati"),
     ("Rapat di Gedung Dewi", "Dewi"), ("Warga Beji", "Beji"), ("Data keliru", "Data"), ("RT 3", "Rt")],
)  # fmt: skip
def test_a_month_a_place_and_what_such_texts_are_made_of_is_nobody(said: str, name: str) -> None:
    require_no_name("document", "batal", said, [name], few=True)


def test_no_text_of_a_kept_record_is_forgotten() -> None:
    """A new field of a record that outlives people is looked at, or stands here with its reason."""
    else_than_words = {
        "erasure": {"dasar"}, "training": {"jenis"}, "recommendation": {"program"},
        "extract": {"penerima", "nama", "program", "bentuk", "sidik", "nik_isi", "kolom", "status_isi"},
        "rulebook": {"program", "isi"},  # what is worded within: `texts_of`
        "wave": {"wilayah"},
        # about a mentor, who is no applicant
        "mentor": {"nama", "nomor", "nip", "hp", "jabatan"}, "mentor_area": {"wilayah"},
    }  # fmt: skip
    found = {
        name: {each.name for each in ent.fields if each.kind in ("text", "json", "names")}
        for name, ent in ENTITIES.items()
        if name not in ERASABLE
    }
    for name, texts in found.items():
        assert texts == set(TEXTS.get(name, ())) | else_than_words.get(name, set()), name


def test_a_training_with_a_nik_is_not_kept_by_the_action_nor_the_command(
    city: City, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dkum, _kelurahan, _folder = city
    with pytest.raises(Refused) as caught:
        training.save_training(dkum, SaveTraining("Pelatihan dasar", keterangan=f"permintaan {NIK}"))
    assert "memuat NIK" in caught.value.message and "Keterangan" in caught.value.message
    with dkum.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM training").scalar_one() == 0
    dkum.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    who = ["--home", str(dkum.home), "--user", "Hendra Wijaya"]
    assert main(["training", "add", f"Pelatihan {NIK}", *who]) == 1
    assert "memuat NIK" in capsys.readouterr().err


def test_why_data_are_given_names_nobody_in_the_file(city: City) -> None:
    dkum, kelurahan, folder = city
    book = replace(default_rules("WUB", 2026), extracts=(CIVIL,))
    rulebooks.issue(dkum, IssueRules(book, "188/1", "02-01-2026"))
    one = kelurahan[KUKUSAN]
    carry(dkum, one, folder / "turun")
    person = {**offices.persons(1)[0], "program": "WUB"}
    one.enter("Ratna Puspita", PASSPHRASE)
    offices.enter(one, [person])
    one.enter("Dian Lestari", PASSPHRASE)
    name = str(person["nama"])
    wish = MakeExtract("WUB", 2026, "dukcapil", f"Pengaduan {name.upper()} tanggal 20-11-2026")
    with pytest.raises(Refused) as caught:
        extracting.make_extract(one, wish, folder / "beri")
    assert caught.value.code == "names_somebody" and name not in str(caught.value)
    assert not list((folder / "beri").rglob("*.*"))
    assert extracting.make_extract(one, replace(wish, reason="Surat pengaduan 12"), folder / "beri").rows == 1


def one_word(office: Office, record: str, name: str) -> None:
    """The applicant is called so; a program of before asked nothing else."""
    with office.work() as work:
        work.put(record, "application", "set", {"nama": name}, rev=work.state(record).rev)


@pytest.mark.parametrize(("count", "refused"), [(FEW, True), (FEW + 1, False)])
def test_an_extract_of_few_people_names_none_by_one_word_and_one_of_many_none_in_full(
    city: City, count: int, refused: bool
) -> None:
    dkum, kelurahan, folder = city
    book = replace(default_rules("WUB", 2026), extracts=(CIVIL,))
    rulebooks.issue(dkum, IssueRules(book, "188/1", "02-01-2026"))
    one = kelurahan[KUKUSAN]
    carry(dkum, one, folder / "turun")
    people = [{**each, "program": "WUB"} for each in offices.persons(count)]
    people[0]["nama"] = "Suharti"
    offices.enter(one, people)
    one.enter("Dian Lestari", PASSPHRASE)
    wish = MakeExtract("WUB", 2026, "dukcapil", "Pengaduan suharti, surat 12")
    told = f"Pengaduan {people[1]['nama'].upper()} tanggal 20-11-2026"

    def made(reason: str) -> int:
        return extracting.make_extract(one, replace(wish, reason=reason), folder / "beri").rows

    def listed(reason: str) -> int:
        return save_status(one, folder / "status.csv", reason).rows

    for give in (made, listed):
        with pytest.raises(Refused) as caught:
            give(told)
        assert caught.value.code == "names_somebody"
        with pytest.raises(Refused, match=r"Suharti"):
            give("Pengaduan Sdr. Suharti")
        if refused:
            with pytest.raises(Refused, match="suharti"):
                give(wish.reason)
        else:
            assert give(wish.reason) == count
        assert give("Surat Jl. Suharti 12") == count


def test_of_very_many_those_are_found_whom_reading_every_name_finds(city: City) -> None:
    one = city[1][KUKUSAN]
    one.enter("Ratna Puspita", PASSPHRASE)
    people = offices.persons(60)
    people[0]["nama"], people[1]["nama"], people[2]["nama"] = "Nur'aini Dewi-Sartika", "April", "José Ramos"
    offices.enter(one, people)
    app = tables.application.c
    whole = [app.status == "submitted"]
    texts = [f"Surat {each['nama'].lower()} nomor 12" for each in people[:30]]
    texts += [f"Pengaduan {each['nama'].split()[0]} dan kawan-kawan" for each in people[:30]]
    texts += ["a.n. April", "bulan April 2026", "surat a_n April", "", "12", "JOSÉ  RAMOS", "Nur aini, Dewi"]
    with one.reading() as connection:
        names = connection.execute(select(app.nama)).scalars().all()
        for said in texts:
            for asked in (whole, [app.status == "draft"]):
                there = asked[0].right.value == "submitted" and any(
                    names_somebody(said, each) for each in names
                )
                try:
                    naming.require_nobody(connection, "extract", "alasan", said, asked, 60)
                    found = False
                except Refused:
                    found = True
                assert found == there, said


def test_a_cancelled_paper_and_its_number_name_nobody_in_its_lines(city: City) -> None:
    dkum, kelurahan, _folder = city
    one = kelurahan[KUKUSAN]
    record, other = filled(one, 2)
    one.enter("Ratna Puspita", PASSPHRASE)
    name = str(offices.row(one, other).nama)
    one_word(one, record, "Melati")
    wish = RosterWish(offices.row(one, other).program, 2026, "arsip", "", one.today())
    for number in (f"500/{name}/2026", f"500/{NIK}"):
        with pytest.raises(Refused) as caught:
            rosters.seal_roster(one, replace(wish, nomor=number))
        assert caught.value.code == "nomor" and name not in caught.value.message
    (paper,) = issue_many(one, 1, rows=[(each, offices.row(one, each).rev) for each in (record, other)])
    with pytest.raises(Refused) as caught:
        issued.cancel_document(one, paper, "Melati ternyata pindah")
    assert "(Melati)" in caught.value.message
    with pytest.raises(Refused, match="Dokumen, Nomor memuat NIK"):
        issue_many(one, 1, number=f"500/{NIK}")
    issued.cancel_document(one, paper, "Alamat Jl. Melati keliru")
    assert dkum


@pytest.mark.parametrize(
    ("field", "change"),
    [("conditions", {"conditions": ("Bersedia hadir", f"Hubungi {NIK}")}),
     ("registration", {"registration": f"Loket, {NIK}"}), ("angkatan", {"angkatan": (f"I {NIK}",)}),
     ("extracts", {"extracts": (replace(CIVIL, purpose=f"Pengaduan {NIK}"),)})],
)  # fmt: skip
def test_a_rule_book_with_a_nik_in_its_own_words_is_not_issued_and_the_part_is_named(
    city: City, field: str, change: dict[str, Any]
) -> None:
    dkum = city[0]
    book = replace(default_rules("WUB", 2026), **change)
    (wrong,) = contradictions(book)
    assert wrong.field == field and NIK not in wrong.sentence and tr(LABELS[field]) in wrong.sentence
    with pytest.raises(Refused, match="NIK") as caught:
        rulebooks.issue(dkum, IssueRules(book, "188/1", "02-01-2026"))
    assert caught.value.code == f"rulebook_{field}"
    later = {"dari_versi_nanti": {"hubungi": [NIK]}}
    with pytest.raises(Refused, match="NIK"):
        rulebooks.issue(dkum, IssueRules(default_rules("WUB", 2026), "188/1", "02-01-2026", later))
    with pytest.raises(Refused, match="NIK"):
        rulebooks.issue(dkum, IssueRules(default_rules("WUB", 2026), f"188/{NIK}", "02-01-2026"))
    with dkum.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM rulebook").scalar_one() == 0


def test_why_a_computer_is_revoked_holds_no_nik(city: City) -> None:
    dkum, kelurahan, _folder = city
    device = kelurahan[KUKUSAN].device
    with pytest.raises(Refused, match="memuat NIK"):
        devices.revoke(dkum, device.dev, why=f"Hilang, lapor {NIK}", fingerprint=device.fingerprint)


def test_what_names_somebody_who_was_erased_is_named_after_it(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program of before took any text; what is on the log stays there, at both offices."""
    dkum, kelurahan, folder = city
    one = kelurahan[KUKUSAN]
    record, _other = filled(one, 2)
    name = str(offices.persons(1)[0]["nama"])
    dkum.enter("Hendra Wijaya", PASSPHRASE)
    one.enter("Ratna Puspita", PASSPHRASE)
    made = plant(dkum, one, name.upper(), monkeypatch)
    with dkum.work() as work:
        other = {"nama": "Pelatihan lain", "jenis": "program"}
        work.put(new_id(), "training", "set", other, scope="", new=True)
    exchange(one, dkum, folder)
    exchange(dkum, one, folder)
    done = erase(dkum, record, "permintaan")
    told = next(each for each in done.left if each.code == "left_texts")
    assert sorted(told.names) == sorted(lines(made))
    assert next(each for each in done.left if each.code == "left_reasons").names == ("701/1",)
    assert name.casefold() not in told.line.casefold() and told.next_step
    exchange(dkum, one, folder)
    for each in (dkum, one):
        assert sorted(_left(each)) == sorted(told.names)


def _left(one: Office) -> tuple[str, ...]:
    with one.reading() as connection:
        return next(each.names for each in left_behind(one, connection) if each.code == "left_texts")
