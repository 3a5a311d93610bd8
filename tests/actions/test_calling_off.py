"""One letter is called off in one step, both its editions; what they replaced counts again and is named."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from desktop_app.actions import issued, rosters
from desktop_app.actions.rosters import RosterWish
from desktop_app.cli import main
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries.documents import register
from tests import offices
from tests.issuing import issue_many

DAY = date(2026, 11, 24)


def both(one: Office, number: str) -> tuple[str, str]:
    """Both editions of a roster under one number."""
    arsip, papan = rosters.seal_editions(one, RosterWish("WUB", 2026, "arsip", number, DAY))
    return arsip.document, papan.document


def standing(one: Office) -> dict[tuple[str, str], str]:
    """How each edition stands: its state, or the number that counts instead."""
    with one.reading() as connection:
        rows = register(connection, one.context)
    return {(each.nomor, each.edisi): each.newer.nomor if each.newer else each.state for each in rows}


def following(one: Office, record: str, *, together: bool = True) -> tuple[list[str], str]:
    with one.reading() as connection:
        found = issued.calling_off(connection, one, record, together=together)
    return [row.edisi for row in found.editions], found.again_words


def test_both_editions_of_a_letter_go_together_and_what_they_replaced_counts_again(kukusan: Office) -> None:
    both(kukusan, "500.3/1")
    arsip, papan = both(kukusan, "500.3/2")
    assert standing(kukusan)["500.3/1", "papan"] == "500.3/2"
    assert following(kukusan, arsip) == (["papan"], "500.3/1, 24-11-2026")
    assert following(kukusan, papan) == (["arsip"], "500.3/1, 24-11-2026")
    changes = issued.cancel_document(kukusan, arsip, "Nomor surat keliru", together=True)
    assert len(changes.ids["document"]) == 2, "one step"
    assert standing(kukusan) == {
        ("500.3/1", "arsip"): "sealed", ("500.3/1", "papan"): "sealed",
        ("500.3/2", "arsip"): "cancelled", ("500.3/2", "papan"): "cancelled",
    }  # fmt: skip
    with pytest.raises(Refused, match="sudah dibatalkan"):
        issued.cancel_document(kukusan, papan, "Nomor surat keliru", together=True)


def test_one_edition_alone_leaves_the_other_and_revives_its_own(kukusan: Office) -> None:
    both(kukusan, "500.3/1")
    arsip, papan = both(kukusan, "500.3/2")
    assert following(kukusan, papan, together=False) == (["arsip"], "500.3/1, 24-11-2026")
    issued.cancel_document(kukusan, papan, "Papan salah cetak")
    assert standing(kukusan) == {
        ("500.3/1", "arsip"): "500.3/2", ("500.3/1", "papan"): "sealed",
        ("500.3/2", "arsip"): "sealed", ("500.3/2", "papan"): "cancelled",
    }  # fmt: skip
    assert following(kukusan, arsip) == ([], "500.3/1, 24-11-2026"), "the other one is gone already"


def test_what_was_replaced_again_meanwhile_does_not_count_again(kukusan: Office) -> None:
    both(kukusan, "500.3/1")
    second, _papan = both(kukusan, "500.3/2")
    both(kukusan, "500.3/3")
    assert following(kukusan, second) == (["papan"], ""), "the third counts instead of both before it"


def test_a_letter_of_another_computer_under_the_same_number_stays(kukusan: Office) -> None:
    first, second = issue_many(kukusan, 1)[0], issue_many(kukusan, 1)[0]
    assert following(kukusan, first) == ([], "")
    issued.cancel_document(kukusan, first, "Nomor kembar", together=True)
    with kukusan.reading() as connection:
        states = {each.record: each.state for each in register(connection, kukusan.context)}
    assert (states[first], states[second]) == ("cancelled", "issued")


def test_the_command_means_the_letter_by_its_number_and_one_edition_by_its_name(
    kukusan: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    both(kukusan, "500.3/1")
    arsip, papan = both(kukusan, "500.3/2")
    arsip3, papan3 = both(kukusan, "500.3/3")
    who = ["--home", str(kukusan.home), "--user", "Dian Lestari"]
    kukusan.close()

    def cancel(*words: str) -> dict[str, Any]:
        assert main(["document", "cancel", *words, "--reason", "Salah cetak", "--json", *who]) == 0
        return json.loads(capsys.readouterr().out)

    found = cancel("500.3/3", "--edition", "papan")
    assert (found["document"], found["together"], found["standing"]) == (papan3, [], [arsip3])
    assert found["again"] == [papan], "its own edition"
    assert main(["document", "cancel", "500.3/3", "--reason", "Salah cetak", *who]) == 0
    told = capsys.readouterr().out
    assert "Dokumen nomor 500.3/3 dibatalkan." in told and "Berlaku lagi: nomor 500.3/2, 24-11-2026." in told
    found = cancel("500.3/2")
    assert {found["document"], *found["together"]} == {arsip, papan} and len(found["again"]) == 2
    assert main(["document", "cancel", "500.3/1", "--reason", "Salah cetak", *who]) == 0
    assert "2 dokumen nomor 500.3/1 dibatalkan." in capsys.readouterr().out
    assert main(["document", "cancel", "500.3/1", "--reason", "Salah cetak", *who]) == 1
    assert "Ada 2 dokumen" in capsys.readouterr().err
