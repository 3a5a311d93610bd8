"""The attachment to DKUM's decree: who was accepted, as plain SQL counts, under the decree's number."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import data_requests, decree, letterhead, rosters
from desktop_app.actions.decree import DecreeWish
from desktop_app.actions.issued import document_pdf
from desktop_app.cli import main
from desktop_app.domain import region
from desktop_app.errors import Refused
from desktop_app.queries.documents import register
from tests.cli.beside import saved_beside
from tests.documents.reading import everything_inside, page_texts
from tests.mentors import HENDRA, MentorCity, reopened
from tests.offices import KUKUSAN, PASSPHRASE

WISH = DecreeWish("WUB", 2026, nomor="188.4/77", tanggal=date(2026, 11, 23))
SARI = "Sari Utami"


@pytest.fixture
def city(mentor_city: Path, tmp_path: Path) -> Iterator[MentorCity]:
    made = reopened(mentor_city, tmp_path)
    made.dkum.enter(HENDRA, PASSPHRASE)
    letterhead.save_letterhead(
        made.dkum,
        letterhead.SaveLetterhead(
            "PEMERINTAH KOTA DEPOK",
            "",
            "DINAS",
            "Jalan Contoh",
            tempat="Cimanggis",
            signatories=(
                letterhead.Signer("Budi Raharjo", jabatan="Kepala Dinas"),
                letterhead.Signer("Wati Kusuma", "contoh 2", "Sekretaris Dinas", "Pembina"),
            ),
        ),
    )
    made.dkum.enter(SARI, PASSPHRASE)
    yield made
    made.close()


def test_it_names_the_accepted_with_rank_number_and_decision_and_no_secret(city: MentorCity) -> None:
    made = decree.draft_decree(city.dkum, WISH)
    told = re.sub(r"\s+", " ", " ".join(page_texts(made.pdf)))
    with city.dkum.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT nomor_pendaftaran, nama, nik, alamat, hp, putusan FROM application"
            " WHERE status = 'accepted' AND program = 'WUB'"
        ).all()
        men = connection.exec_driver_sql(
            "SELECT count(*) FROM application WHERE status = 'accepted' AND jenis_kelamin = 'L'"
        ).scalar_one()
    count = f"{len(rows)} orang ({men} laki-laki, {len(rows) - men} perempuan)"
    assert made.people == len(rows) == 3
    assert f"Jumlah seluruhnya: {count} di 1 kelurahan" in told
    assert f", Kecamatan Beji: {count}" in told
    assert "Surat Penetapan nomor 188.4/77 · tanggal 23 November 2026 · Kota Depok" in told
    assert "Cimanggis, 23 November 2026" in told, "the town of the letterhead"
    inside = everything_inside(made.pdf)
    for number, name, nik, address, phone, decision in rows:
        assert number in told and name in told and f"putusan DKUM nomor {decision} tanggal" in told
        assert f"{nik[:6]}XXXXXXXXXX" in told
        assert not any(secret.encode() in inside for secret in (nik, address, phone) if secret)
    assert made.held == 0
    city.dkum.enter(HENDRA, PASSPHRASE)
    asked = data_requests.RecordRequest(city.accepted[0], "pembatasan", "dkum")
    data_requests.record_request(city.dkum, asked)
    city.dkum.enter(SARI, PASSPHRASE)
    again = decree.draft_decree(city.dkum, WISH)
    assert (again.people, again.held) == (3, 1), "the attachment tells whom the decision was about"
    own = decree.draft_decree(city.dkum, replace(WISH, kelurahan=KUKUSAN))
    assert own.people == 3 and "Jumlah seluruhnya" in " ".join(page_texts(own.pdf))


def test_one_decree_has_an_attachment_for_the_city_and_one_for_a_kelurahan(city: MentorCity) -> None:
    whole = decree.seal_decree(city.dkum, WISH)
    with pytest.raises(Refused, match="bertanggal 23") as other:
        decree.seal_decree(city.dkum, replace(WISH, kelurahan=KUKUSAN, tanggal=date(2026, 11, 25)))
    assert other.value.code == "tanggal" and other.value.next_step
    own = decree.seal_decree(city.dkum, replace(WISH, kelurahan=KUKUSAN))
    with pytest.raises(Refused) as again:
        decree.seal_decree(city.dkum, WISH)
    assert again.value.code == "nomor"
    newer = decree.seal_decree(city.dkum, replace(WISH, nomor="188.4/78"))
    said = " ".join(page_texts(document_pdf(city.dkum, newer.document)))
    assert "Menggantikan nomor 188.4/77 tanggal 23-11-2026. Isinya tetap." in said
    assert "Menggantikan" not in " ".join(page_texts(document_pdf(city.dkum, own.document)))
    with city.dkum.reading() as connection:
        lines = {line.record: line for line in register(connection, city.dkum.context)}
    assert (lines[whole.document].scope, lines[own.document].scope) == (region.DEPOK, KUKUSAN)
    assert [lines[one.document].newer is not None for one in (whole, own, newer)] == [True, False, False]
    pdf = document_pdf(city.dkum, own.document)
    verdict = rosters.verify_pdf(city.dkum, pdf)
    assert verdict.ok and verdict.number == "188.4/77", verdict.sentence
    city.down()
    with city.kukusan.reading() as connection:
        got = {line.record for line in register(connection, city.kukusan.context)}
    assert own.document in got and whole.document not in got, "names of strangers stay at DKUM"
    assert document_pdf(city.kukusan, own.document) == pdf


def test_it_is_refused_in_sentences(city: MentorCity) -> None:
    for office, wish, code in (
        (city.kukusan, WISH, "place"),
        (city.dkum, replace(WISH, program="PP"), "nobody"),
        (city.dkum, replace(WISH, kelurahan="9999"), "kelurahan"),
        (city.dkum, replace(WISH, nomor=" "), "nomor"),
    ):
        with pytest.raises(Refused) as refused:
            decree.seal_decree(office, wish)
        assert refused.value.code == code and refused.value.next_step
    city.dkum.enter(HENDRA, PASSPHRASE)
    with pytest.raises(Refused) as refused:
        decree.seal_decree(city.dkum, WISH)
    assert refused.value.code == "role"


def test_by_command_line(
    city: MentorCity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    home = city.dkum.home
    city.close()
    words = ["paper", "decree", "--year", "2026", "--home", str(home), "--user", SARI, "--json"]
    words += ["--out", str(tmp_path), "--number", "188.4/9", "--date", "23-11-2026"]

    def drafted() -> Any:
        assert main(words) == 0
        return json.loads(capsys.readouterr().out)

    made = saved_beside(drafted)
    assert made["people"] == 3 and "Budi Raharjo" in " ".join(page_texts(Path(made["file"]).read_bytes()))
    for name in ("2", "wati kusuma"):
        assert main([*words, "--signatory", name, "--place", "Sukmajaya"]) == 0
        text = " ".join(page_texts(Path(json.loads(capsys.readouterr().out)["file"]).read_bytes()))
        assert "Sekretaris Dinas, Wati Kusuma Pembina, NIP contoh 2" in text
        assert "Sukmajaya, 23 November 2026" in text and "Budi Raharjo" not in text
    for place in ([], ["--kelurahan", KUKUSAN]):
        assert main([*words, "--seal", *place]) == 0
        assert Path(json.loads(capsys.readouterr().out)["file"]).exists()
    assert main(["document", "list", *words[4:8]]) == 0
    told = capsys.readouterr().out.splitlines()
    assert "  seluruh kota  " in told[1] and "  Kukusan, Kec. Beji  " in told[0], "whose each is"
    assert main(["document", "show", told[0].split()[0], *words[4:8]]) == 0
    assert "Wilayah: Kukusan, Kec. Beji" in capsys.readouterr().out
    assert main(["roster", "--issued", "188.4/9", *words[4:11]]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    assert len(set(files)) == 2, "two papers of one minute have two names"
