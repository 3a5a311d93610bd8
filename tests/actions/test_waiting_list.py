"""Daftar Tunggu as a paper: who waits by DKUM's decision, as plain SQL counts, issued and posted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import applications, cancelling, data_requests, rosters, waiting_list
from desktop_app.actions.issued import document_pdf
from desktop_app.actions.standings import standings, without_rank
from desktop_app.actions.waiting_list import WaitingWish
from desktop_app.cli import main
from desktop_app.documents.waiting_list import public
from desktop_app.errors import Refused
from desktop_app.queries.documents import register
from tests.cli.beside import saved_beside
from tests.documents.reading import everything_inside, lies, page_texts
from tests.flows.test_second_round import EARLIER, QUOTA, SAME_DAY, Both, rows
from tests.offices import PASSPHRASE

WISH = WaitingWish("WUB", 2026)
DIAN = "Dian Lestari"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Three have a place and three wait, by one decision; nothing has moved since."""
    made = Both(tmp_path_factory.mktemp("tunggu"))
    made.verified(QUOTA + 3, SAME_DAY, seed=1)
    made.kukusan.enter(DIAN, PASSPHRASE)
    with pytest.raises(Refused) as early:
        waiting_list.draft_waiting(made.kukusan, WISH)
    assert early.value.code == "nobody" and early.value.next_step
    made.up()
    made.decide()
    made.down()
    made.kukusan.enter(DIAN, PASSPHRASE)
    yield made
    for office in (made.dkum, made.kukusan):
        office.close()


def told(pdf: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page_texts(pdf)))


def test_it_names_who_waits_with_number_and_reason_and_the_board_masks_them(both: Both) -> None:
    waits = rows(
        both.kukusan,
        "SELECT nomor_pendaftaran, nama, nik, hp, alamat FROM application WHERE status = 'waitlisted'"
        " ORDER BY peringkat",
    )
    men = rows(
        both.kukusan, "SELECT count(*) FROM application WHERE status = 'waitlisted' AND jenis_kelamin = 'L'"
    )[0][0]
    placed = rows(both.kukusan, "SELECT nomor_pendaftaran FROM application WHERE status = 'accepted'")
    for edition in rosters.EDITIONS:
        made = waiting_list.draft_waiting(both.kukusan, replace(WISH, edisi=edition))
        text, inside = told(made.pdf), everything_inside(made.pdf)
        assert (made.people, made.decision) == (len(waits), "0001") and len(waits) == 3
        assert f"Jumlah seluruhnya: 3 orang ({men} laki-laki, {3 - men} perempuan)" in text
        assert "Menurut putusan DKUM nomor 0001 tanggal" in text and "DRAF" in text
        for place, (number, name, nik, phone, street) in enumerate(waits, 1):
            assert f"{place} {number} {name} " in text and f"Daftar Tunggu nomor {place}" in text
            assert (nik in text) == (edition == "arsip")
            assert (f"{nik[:6]}XXXXXXXXXX" in text) == (edition == "papan")
            hidden = [phone, street] + [nik] * (edition == "papan")
            assert not any(secret.encode() in inside for secret in hidden if secret)
        assert not any(number in text for (number,) in placed)
    reason = "Rekomendasi PEKKA-nya terverifikasi. Berkas lengkap 02-01-2026. Tidak ada tempat tersisa."
    assert public(reason) == "Berkas lengkap 02-01-2026. Tidak ada tempat tersisa."


def test_both_editions_are_issued_under_one_number_and_stand_in_the_register(both: Both) -> None:
    wish = replace(WISH, nomor="500.3/41", tanggal=date(2026, 11, 24))
    seen = [waiting_list.draft_waiting(both.kukusan, replace(WISH, edisi=one)).content
            for one in rosters.EDITIONS]  # fmt: skip
    with pytest.raises(Refused) as changed:
        waiting_list.seal_waiting(both.kukusan, wish, seen=(seen[0], "0" * 64))
    assert changed.value.code == "changed" and register_lines(both) == {}, "both or none"
    made = waiting_list.seal_waiting(both.kukusan, wish, seen=seen)
    with pytest.raises(Refused) as again:
        waiting_list.seal_waiting(both.kukusan, wish)
    assert again.value.code == "nomor"
    for one in made:
        verdict = rosters.verify_pdf(both.kukusan, document_pdf(both.kukusan, one.document))
        assert verdict.ok and verdict.number == "500.3/41", verdict.sentence
    lines = register_lines(both)
    assert [(lines[one.document].edisi, lines[one.document].jumlah) for one in made] == [
        ("arsip", 3), ("papan", 3),
    ]  # fmt: skip
    with pytest.raises(Refused) as city:
        waiting_list.draft_waiting(both.dkum, WISH)
    assert city.value.code == "place", "the places are the kelurahan's"


def register_lines(both: Both) -> dict[str, Any]:
    with both.kukusan.reading() as connection:
        found = register(connection, both.kukusan.context)
    return {line.record: line for line in found if line.jenis == "daftar_tunggu"}


def test_who_leaves_moves_the_others_up_and_the_newer_list_says_so(
    both: Both, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    waits = rows(
        both.kukusan, "SELECT uuid, nama FROM application WHERE status = 'waitlisted' ORDER BY peringkat"
    )
    both.kukusan.enter("Ratna Puspita", PASSPHRASE)
    applications.withdraw(both.kukusan, waits[0][0].hex(), "Pindah")
    both.kukusan.enter(DIAN, PASSPHRASE)
    text = told(waiting_list.draft_waiting(both.kukusan, WISH).pdf)
    assert waits[0][1] not in text and "Semula Daftar Tunggu nomor 2" in text
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    words = ["paper", "waiting", "--year", "2026", "--edition", "semua", "--paper", "F4", "--json"]
    words += ["--direction", "potret", "--home", str(both.kukusan.home), "--user", DIAN]
    both.kukusan.close()

    def drafted() -> Any:
        assert main([*words, "--out", str(tmp_path)]) == 0
        return json.loads(capsys.readouterr().out)

    assert len(saved_beside(drafted)["files"]) == 2
    assert main([*words, "--seal", "--number", "500.3/42", "--out", str(tmp_path)]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["people"] == 2 and len(made["files"]) == 2
    for path in made["files"]:
        pdf = Path(path).read_bytes()
        assert lies(pdf) == "F4 potret" and "Menggantikan nomor 500.3/41 tanggal 24-11-2026." in told(pdf)
        assert "Keluar 1 orang" in told(pdf)


def test_it_says_what_dkum_decided_and_neither_a_newcomer_nor_a_free_place_moves_anybody(
    tmp_path: Path,
) -> None:
    both = Both(tmp_path)
    both.verified(QUOTA + 3, SAME_DAY, seed=1)
    both.up()
    both.decide()
    both.down()
    decided = rows(
        both.kukusan,
        "SELECT nomor_pendaftaran, nama, alasan FROM application WHERE status = 'waitlisted'"
        " ORDER BY peringkat",
    )

    def as_decided(free: str) -> None:
        both.kukusan.enter(DIAN, PASSPHRASE)
        text = told(waiting_list.draft_waiting(both.kukusan, WISH).pdf)
        for place, (number, name, reason) in enumerate(decided, 1):
            assert f"{place} {number} {name} " in text and without_rank(reason) in text
            assert reason.endswith(f"Daftar Tunggu nomor {place}.")
        assert len(re.findall(r"Daftar Tunggu nomor \d", text)) == len(decided)
        for forecast in ("Semula", "Masuk", "mendapat tempat,", "berganti nomor", "Sejak putusan"):
            assert forecast not in text, forecast
        assert re.findall(r"\S+ tempat kosong belum", text) == (
            [f"{free} tempat kosong belum"] if free else []
        )

    both.verified(1, EARLIER, seed=3)  # would stand before everybody who waits
    as_decided("")
    given = rows(both.kukusan, "SELECT uuid FROM application WHERE status = 'accepted'")[0][0].hex()
    both.kukusan.enter("Ratna Puspita", PASSPHRASE)
    cancelling.request_withdrawal(both.kukusan, given, "Pindah")
    both.up()
    cancelling.cancel(both.dkum, given, "Pindah")
    both.down()
    as_decided("1")
    both.kukusan.enter("Ratna Puspita", PASSPHRASE)
    applications.withdraw(both.kukusan, both.record(decided[0][0]), "Pindah")
    both.kukusan.enter(DIAN, PASSPHRASE)
    text = told(waiting_list.draft_waiting(both.kukusan, WISH).pdf)
    assert "Sejak putusan itu 1 orang tidak menunggu lagi, 2 berganti nomor." in text
    for place, (number, name, _reason) in enumerate(decided[1:], 1):
        assert f"{place} {number} {name} " in text
        moved = f"Daftar Tunggu nomor {place + 1}. Semula Daftar Tunggu nomor {place + 1}: 1 orang di atasnya"
        assert f"{moved} tidak menunggu lagi." in text
    for office in (both.dkum, both.kukusan):
        office.close()


def test_whose_data_stand_still_keeps_the_number_on_a_line_without_a_name(tmp_path: Path) -> None:
    """And nobody else is told that this one waits no more, on the paper or in the window's order."""
    both = Both(tmp_path)
    both.verified(QUOTA + 3, SAME_DAY, seed=1)
    both.up()
    both.decide()
    both.down()
    waits = rows(
        both.kukusan,
        "SELECT lower(hex(uuid)), nomor_pendaftaran, nama, nik FROM application WHERE status = 'waitlisted'"
        " ORDER BY peringkat",
    )
    both.kukusan.enter("Ratna Puspita", PASSPHRASE)
    asked = data_requests.record_request(
        both.kukusan, data_requests.RecordRequest(waits[1][0], "pembatasan", "loket")
    )
    both.kukusan.enter(DIAN, PASSPHRASE)
    for edition in rosters.EDITIONS:
        made = waiting_list.draft_waiting(both.kukusan, replace(WISH, edisi=edition))
        text, inside = told(made.pdf), everything_inside(made.pdf)
        assert f"1 {waits[0][1]} {waits[0][2]} " in text and f"3 {waits[2][1]} {waits[2][2]} " in text
        assert "2 - (ditahan)" in text and "Nomornya di Daftar Tunggu tetap." in text
        assert made.people == 3 and "tidak menunggu lagi" not in text and "Semula" not in text
        assert not any(word.encode() in inside or word in text for word in waits[1][1:])
    with both.kukusan.reading() as connection:
        view = standings(connection, both.kukusan, "WUB", 2026, both.kukusan.info.scope)
    assert {each.nomor_pendaftaran: each.reason for each in view.moves} == {
        waits[1][1]: "Pemrosesan datanya dibatasi atas permintaannya.",
        waits[2][1]: "1 orang di atasnya tetap menunggu, datanya ditahan.",
    }
    wish = replace(WISH, nomor="500.3/43", tanggal=date(2026, 11, 24))
    (issued,) = waiting_list.seal_waiting(both.kukusan, wish, ("arsip",))
    listed = "SELECT d.jenis FROM document_row JOIN document d ON d.id = document_id WHERE application = ?"
    assert ("daftar_tunggu",) not in rows(both.kukusan, listed, bytes.fromhex(waits[1][0]))
    assert register_lines(both)[issued.document].jumlah == 2
    data_requests.lift(both.kukusan, asked.record, "Sudah dibetulkan")
    text = told(waiting_list.draft_waiting(both.kukusan, WISH).pdf)
    assert f"2 {waits[1][1]} {waits[1][2]} " in text and "ditahan" not in text
    for office in (both.dkum, both.kukusan):
        office.close()
