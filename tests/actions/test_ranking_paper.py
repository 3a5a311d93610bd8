"""The order on paper: PRAKIRAAN before the decision, afterwards the Daftar Tunggu with its own reasons."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.actions import applications
from desktop_app.actions.ranking_paper import ranking_paper
from desktop_app.actions.standings import standings, without_rank
from desktop_app.errors import Refused
from tests.documents.reading import page_texts
from tests.flows.test_second_round import QUOTA, SAME_DAY, Both
from tests.offices import KUKUSAN, PASSPHRASE


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    made = Both(tmp_path)
    yield made
    for office in (made.dkum, made.kukusan):
        office.close()


def test_a_forecast_then_the_waiting_list_then_a_forecast_of_what_changed(both: Both) -> None:
    with pytest.raises(Refused) as caught:
        ranking_paper(both.kukusan, "WUB", 2026, KUKUSAN)
    assert caught.value.code == "nobody"
    both.verified(QUOTA + 3, SAME_DAY, seed=1)
    made = ranking_paper(both.kukusan, "WUB", 2026, KUKUSAN)
    text = " ".join(page_texts(made.pdf))
    assert made.forecast and made.rows == QUOTA + 3
    assert made.stem == f"prakiraan-WUB-2026-{KUKUSAN}"
    assert "PRAKIRAAN, belum diputuskan DKUM" in text and "PRAKIRAAN PERINGKAT WIRAUSAHA BARU" in text
    assert "Prakiraan, tidak disegel." in text and "DRAF" not in text
    assert "Dalam garis" in text and text.count("Daftar Tunggu nomor 3") == 2, "the state, and why"
    assert "Kuota 3 tempat, 0 terisi" in text
    assert "tanda undiannya di dalam kurung" in text and "Nomor urut dihitung" not in text

    both.up()
    listed = both.decide()
    both.down()
    made = ranking_paper(both.kukusan, "WUB", 2026, KUKUSAN)
    text = " ".join(page_texts(made.pdf))
    assert (made.forecast, made.rows, made.title) == (False, 3, "Daftar Tunggu Wirausaha Baru Tahun 2026")
    assert "PRAKIRAAN" not in text and "menurut putusan DKUM 0001" in text
    assert "3 orang sudah ditetapkan" in text
    assert "nomor 1 sampai 3 dipegang 3 orang yang sudah ditetapkan" in text, "why the list begins with 4"
    words = text.split()
    for row in listed["rows"][QUOTA:]:
        assert row["nomor_pendaftaran"] in text
        told = without_rank(row["reason"])
        assert told != row["reason"] and set(told.split()) <= set(words), "the decision's reason, no new one"
    for row in listed["rows"][:QUOTA]:
        assert row["nomor_pendaftaran"] not in text

    both.kukusan.enter("Ratna Puspita", PASSPHRASE)
    waits = both.record(listed["rows"][QUOTA]["nomor_pendaftaran"])
    applications.withdraw(both.kukusan, waits, "Pindah")
    made = ranking_paper(both.kukusan, "WUB", 2026, KUKUSAN)
    text = " ".join(page_texts(made.pdf))
    assert made.forecast and made.rows == 2
    assert "PRAKIRAAN sesudah putusan DKUM 0001" in text and "belum diputuskan" not in text
    assert "Semula Daftar Tunggu nomor 2" in text and "3 orang yang sudah ditetapkan tidak berpindah." in text
    with both.kukusan.reading() as connection:
        seen = standings(connection, both.kukusan, "WUB", 2026, KUKUSAN)
    assert [row.waiting for row in seen.rows if row.status == "waitlisted"] == [1, 2]
    assert ranking_paper(both.kukusan, "WUB", 2026, KUKUSAN, only=[seen.rows[-1].record]).rows == 1
