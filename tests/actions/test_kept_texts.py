"""What is kept for ever names nobody: refused where it is written, named after an erasure where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.actions import extracting, rulebooks, training
from desktop_app.actions.extracting import MakeExtract
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.actions.sweeping_left import left_behind
from desktop_app.actions.training import SaveTraining
from desktop_app.cli import main
from desktop_app.domain.kept_texts import TEXTS, require_no_name, require_no_nik
from desktop_app.domain.receivers import Receiver
from desktop_app.domain.rulebook import default_rules
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.storage.work import new_id
from tests import offices
from tests.actions.test_exchange import City, filled
from tests.actions.test_rulebooks import carry
from tests.asking import erase
from tests.carrying import exchange
from tests.offices import KUKUSAN, PASSPHRASE

NIK = "3276061509900012"
CIVIL = Receiver(
    code="dukcapil", name="Disdukcapil Kota Depok", purpose="Pemadanan NIK", columns=("nama", "status"),
    statuses=("submitted",), by="kelurahan",
)  # fmt: skip


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    yield dkum, kelurahan, tmp_path
    for one in (dkum, *kelurahan.values()):
        one.close()


@pytest.mark.parametrize("ent", sorted(TEXTS))
@pytest.mark.parametrize(
    "nik", [NIK, "3276 0615 0990 0012", "3276.0615.0990.0012", "327606-150990-0012", "32.76.06.150990.0012"]
)
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
     "rek. BJB 0123456789012345", "500.3.7.2-0123-2026.11.27-3276"],
)  # fmt: skip
def test_other_numbers_are_no_nik(text: str) -> None:
    require_no_nik("training", {"keterangan": text})


def test_a_month_or_a_street_is_nobody_unless_it_is_addressed() -> None:
    require_no_name("extract", "alasan", "Laporan penetapan bulan April 2026", ["April"])
    for said in ("Pengaduan Sdr. April", "surat a.n. APRIL", "Ibu April, RT 3"):
        with pytest.raises(Refused, match="menyebut nama orang"):
            require_no_name("extract", "alasan", said, ["April"])


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


VALUES = {
    "training": {"nama": "Pelatihan {}", "jenis": "program"},
    "wave": {"nama": "Susulan {}", "hari": ["2026-11-17"], "kapasitas": 3, "minimal": 1},
}
"""Of each kind one record with a text in it; wave needs its training."""


def test_what_names_somebody_who_was_erased_is_named_after_it(city: City) -> None:
    """A program of before took any text; what is on the log stays there, at both offices."""
    dkum, kelurahan, folder = city
    one = kelurahan[KUKUSAN]
    record, _other = filled(one, 2)
    name = str(offices.persons(1)[0]["nama"])
    dkum.enter("Hendra Wijaya", PASSPHRASE)
    made = {ent: new_id() for ent in VALUES}
    with dkum.work() as work:
        for ent, values in VALUES.items():
            said = {key: each.format(name.upper()) if isinstance(each, str) else each
                    for key, each in values.items()}  # fmt: skip
            more = {"training": made["training"]} if ent == "wave" else {}
            work.put(made[ent], ent, "set", said | more, scope="", new=True)
        other = {"nama": "Pelatihan lain", "jenis": "program"}
        work.put(new_id(), "training", "set", other, scope="", new=True)
    exchange(one, dkum, folder)
    exchange(dkum, one, folder)
    done = erase(dkum, record, "permintaan")
    told = next(each for each in done.left if each.code == "left_texts")
    assert len(told.names) == 2 and {each[:8] for each in made.values()} == {
        word.rstrip(":") for each in told.names for word in each.split() if word.endswith(":")
    }
    assert name.casefold() not in told.line.casefold() and told.next_step
    exchange(dkum, one, folder)
    for each in (dkum, one):
        assert sorted(_left(each)) == sorted(told.names)


def _left(one: Office) -> tuple[str, ...]:
    with one.reading() as connection:
        return next(each.names for each in left_behind(one, connection) if each.code == "left_texts")
