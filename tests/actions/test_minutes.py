"""Berita Acara Verifikasi: told by what was done, counted as plain SQL counts, DRAF until it is sealed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import applications, minutes, rosters
from desktop_app.actions.applications import SaveApplication
from desktop_app.actions.issued import document_pdf
from desktop_app.actions.minutes import MinutesWish
from desktop_app.cli import main
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries.documents import register
from tests import offices
from tests.cli.beside import saved_beside
from tests.documents.reading import lies, page_texts

DAY, NEXT = date(2026, 11, 24), date(2026, 11, 25)
WISH = MinutesWish("WUB", 2026)


@pytest.fixture(scope="module")
def kukusan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Six applications: two verified on one day; one more, one returned and one rejected on the next; the
    first of all corrected since, and one never examined."""
    dkum, kelurahan = offices.city(tmp_path_factory.mktemp("minutes"))
    one = kelurahan[offices.KUKUSAN]
    records = offices.enter(one, [{**person, "program": "WUB"} for person in offices.persons(6)])
    offices.verify(one, records[:2])
    one.clock.forward(days=1)  # type: ignore[attr-defined]
    offices.verify(one, records[2:3])
    applications.give_back(one, records[3], "Foto KTP belum terbaca.")
    applications.reject(one, records[4], "Bukan penduduk Kota Depok.")
    one.enter("Ratna Puspita", offices.PASSPHRASE)
    applications.save(one, SaveApplication({"nama": "Nama Dibetulkan"}, records[0]))
    one.enter("Dian Lestari", offices.PASSPHRASE)
    yield one
    one.close()
    dkum.close()


def told(office: Office, wish: MinutesWish) -> str:
    return " ".join(page_texts(minutes.draft_minutes(office, wish).pdf))


def test_what_it_says_is_what_was_done_in_its_period(kukusan: Office) -> None:
    whole = told(kukusan, WISH)
    with kukusan.reading() as connection:
        steps = connection.exec_driver_sql(
            "SELECT count(DISTINCT op.record_id) FROM op JOIN application a ON a.id = op.record_id"
            " WHERE op.kind = 'status' AND (a.status IN ('verified', 'returned', 'rejected') OR a.stale)"
        ).scalar_one()
        rows = connection.exec_driver_sql("SELECT nomor_pendaftaran, nama, status FROM application").all()
    assert steps == 5
    assert "Jumlah seluruhnya: 5 orang (3 Terverifikasi, 1 Dikembalikan, 1 Ditolak)" in whole
    assert "Rabu, tanggal dua puluh lima bulan November tahun dua ribu dua puluh enam (25-11-2026)" in whole
    assert "sejak awal pendaftaran sampai dengan tanggal 25 November 2026" in whole
    assert "Dikembalikan, 1 berkas: Foto KTP belum terbaca." in whole
    assert "masih ada 2 (dua) berkas yang menunggu pemeriksaan" in whole
    assert whole.count("menunggu diperiksa lagi") == 1, "the one that was corrected"
    for number, name, status in rows:
        seen = number in whole
        assert seen == (name in whole) == (status != "submitted" or name == "Nama Dibetulkan")
    first = told(kukusan, replace(WISH, last=DAY))
    assert "Jumlah seluruhnya: 2 orang (2 Terverifikasi)" in first and "sampai dengan tanggal 24 Nov" in first
    second = told(kukusan, replace(WISH, first=NEXT))
    assert "pada tanggal 25 November 2026" in second and "3 orang (1 Terverifikasi" in second
    assert "Dian Lestari" in second and "3276" not in second.replace("327606", "", 1), "no NIK is printed"


def test_what_was_examined_stays_told_when_it_moves_to_another_year(tmp_path: Path) -> None:
    dkum, kelurahan = offices.city(tmp_path)
    one = kelurahan[offices.KUKUSAN]
    records = offices.enter(one, [{**person, "program": "WUB"} for person in offices.persons(2)])
    offices.verify(one, records)
    one.enter("Ratna Puspita", offices.PASSPHRASE)
    applications.save(one, SaveApplication({"tahun": 2027}, records[0]))
    whole = told(one, WISH)
    assert "Jumlah seluruhnya: 2 orang (2 Terverifikasi)" in whole
    assert whole.count("Sesudah diperiksa pindah program, tahun, atau kelurahan.") == 1
    with pytest.raises(Refused):
        told(one, replace(WISH, tahun=2027))
    one.close()
    dkum.close()


def test_it_is_refused_in_sentences(kukusan: Office) -> None:
    with kukusan.reading() as connection:
        records = {
            status: uuid.hex()
            for status, uuid in connection.exec_driver_sql("SELECT status, uuid FROM application")
        }
    for wish, code in (
        (replace(WISH, program="PP"), "nobody"),
        (replace(WISH, first=NEXT, last=DAY), "period"),
        (replace(WISH, first=date(2026, 1, 1), last=date(2026, 1, 2)), "nobody"),
        (replace(WISH, last=date(2031, 12, 31)), "period"),
    ):
        with pytest.raises(Refused) as refused:
            minutes.draft_minutes(kukusan, wish)
        assert refused.value.code == code and refused.value.next_step
    with pytest.raises(Refused) as refused:
        minutes.seal_minutes(kukusan, WISH)
    assert refused.value.code == "nomor"
    named = minutes.draft_minutes(kukusan, replace(WISH, records=(records["rejected"],)))
    assert (named.people, named.results) == (1, (("rejected", 1),))
    reasons = " ".join(page_texts(named.pdf))
    assert "Alasan penolakan:" in reasons and "pengembalian" not in reasons, "only what occurred is named"
    assert "Alasan pengembalian dan penolakan:" in told(kukusan, WISH)


def test_sealed_it_stays_beside_those_of_other_periods(kukusan: Office) -> None:
    made = [
        minutes.seal_minutes(kukusan, replace(WISH, nomor=f"500.3/{n}", first=first, last=last)).document
        for n, (first, last) in enumerate(((None, DAY), (NEXT, NEXT), (None, DAY)), 1)
    ]
    pdf = document_pdf(kukusan, made[0])
    verdict = rosters.verify_pdf(kukusan, pdf)
    assert verdict.ok and verdict.number == "500.3/1", verdict.sentence
    assert "DRAF" not in " ".join(page_texts(pdf)) and "Menggantikan" not in " ".join(page_texts(pdf))
    newer = " ".join(page_texts(document_pdf(kukusan, made[2])))
    assert "Menggantikan nomor 500.3/1 tanggal 25-11-2026. Isinya tetap." in newer
    with kukusan.reading() as connection:
        lines = {line.record: line for line in register(connection, kukusan.context)}
    assert [lines[one].newer.nomor if lines[one].newer else "" for one in made] == ["500.3/3", "", ""]  # type: ignore[union-attr]
    assert {line.jumlah for line in lines.values()} == {2, 3}


def test_by_command_line(
    kukusan: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    home = shutil.copytree(kukusan.home, tmp_path / "rumah")
    words = ["paper", "minutes", "--year", "2026", "--to", "24-11-2026", "--paper", "F4", "--json"]
    words += ["--home", str(home), "--user", "Dian Lestari", "--out", str(tmp_path)]

    def drafted() -> Any:
        assert main(words) == 0
        return json.loads(capsys.readouterr().out)

    made = saved_beside(drafted)
    assert (made["people"], made["results"], made["pages"]) == (2, {"verified": 2}, 2)
    hand = ["--date", "26-11-2026", "--place", "Beji", "--signer-name", "Tuti Alawiyah"]
    hand += ["--signer-rank", "Penata", "--signer-nip", "contoh 1", "--signer-position", "Sekretaris Lurah"]
    assert main([*words, *hand]) == 0
    drawn = Path(json.loads(capsys.readouterr().out)["file"]).read_bytes()
    assert lies(drawn) == "F4 potret"
    for said in ("Beji, 26 November 2026", "Mengetahui, a.n. Lurah Kukusan,", "Sekretaris Lurah,",
                 "Tuti Alawiyah", "Penata, NIP contoh 1", "Kamis, tanggal dua puluh enam"):  # fmt: skip
        assert said in " ".join(page_texts(drawn)), said
    for wrong in (["--signer-nip", "1"], ["--signatory", "Nama Lain"], ["--signatory", "1", *hand]):
        assert main([*words, *wrong]) == 1
        assert "enandatangan" in capsys.readouterr().err
    assert main([*words, "--seal", "--number", "500.3/7"]) == 0
    sealed = json.loads(capsys.readouterr().out)
    assert Path(sealed["file"]).name.endswith("500.3.7-segel.pdf") and Path(sealed["file"]).exists()
    assert main([*words, "--from", "99-99-2026"]) == 1
    assert "Tulis seperti" in capsys.readouterr().err


def test_what_is_sealed_is_what_was_seen(kukusan: Office) -> None:
    shown = minutes.draft_minutes(kukusan, WISH).content
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    (fresh,) = offices.persons(1, seed=31)
    offices.verify(kukusan, offices.enter(kukusan, [{**fresh, "program": "WUB"}]))
    kukusan.enter("Dian Lestari", offices.PASSPHRASE)
    wish = replace(WISH, nomor="500.3/9")
    with kukusan.reading() as connection:
        before = register(connection, kukusan.context)
    with pytest.raises(Refused) as refused:
        minutes.seal_minutes(kukusan, wish, seen=shown)
    assert refused.value.code == "changed" and refused.value.next_step
    with kukusan.reading() as connection:
        assert register(connection, kukusan.context) == before
    again = minutes.draft_minutes(kukusan, WISH).content
    assert minutes.seal_minutes(kukusan, wish, seen=again).people == 6, (
        "the number is typed after it was seen"
    )
