"""The recovery sheet: eight words that open an office once, as the admin who made it."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.actions import people, recovery
from desktop_app.cli import main
from desktop_app.domain.people import OfficeKind
from desktop_app.errors import Refused
from desktop_app.keys.attempts import Attempts
from desktop_app.keys.slots import KeySlots
from desktop_app.office import Office, open_office
from tests import offices
from tests.offices import PASSPHRASE

ADMIN = "Ratna Puspita"
NEW = "kapal layar teluk senja merah"


def opened(home: Path, words: str, *, attempts: Attempts | None = None) -> Office:
    return recovery.open_by_sheet(home, words, NEW, attempts=attempts or Attempts(), cost=offices.CHEAP)


def refusal(home: Path, words: str, attempts: Attempts | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        opened(home, words, attempts=attempts)
    return caught.value


@pytest.mark.parametrize("kind", ["kelurahan", "dkum", "lapangan"])
def test_the_only_admin_forgets_and_goes_on_as_the_same_person(tmp_path: Path, kind: OfficeKind) -> None:
    office = offices.office(tmp_path / "kantor", kind)
    sheet = recovery.make_sheet(office, PASSPHRASE)
    me, key = office.session.user, office.session.key.public_key
    assert len(sheet.words.split()) == 8 and sheet.words not in repr(sheet)
    assert recovery.sheet_of(office) == (ADMIN, sheet.made)
    kept = (office.home / "keyslots.json").read_bytes()
    assert not any(word.encode() in kept for word in sheet.words.split() if len(word) > 4)
    page = recovery.sheet_page(office, sheet)
    assert page.startswith(b"%PDF")
    office.close()
    assert [each.name for each in KeySlots.load(office.home / "keyslots.json").people()] == [ADMIN]

    shouted = "  ".join(sheet.words.upper().split())
    back = opened(office.home, shouted)
    assert (back.session.user, back.session.key.public_key) == (me, key)
    offices.add(back, "Dian Lestari", "admin_kantor")  # signed as ever
    assert recovery.sheet_of(back) is None
    back.close()
    assert refusal(office.home, sheet.words).code == "no_sheet"
    open_office(office.home, ADMIN, NEW).close()
    with pytest.raises(Refused):
        open_office(office.home, ADMIN, PASSPHRASE)


def test_wrong_words_wait_like_passphrases_and_leave_the_sheet_good(tmp_path: Path) -> None:
    now = [100.0]
    office = offices.office(tmp_path / "kantor")
    attempts = Attempts.of(office.home, lambda: now[0])
    offices.add(office, "Dian Lestari", "verifikator")
    office.enter("Dian Lestari", PASSPHRASE)
    with pytest.raises(Refused, match="admin kantor yang dapat membuat lembar pemulihan"):
        recovery.make_sheet(office, PASSPHRASE)
    office.enter(ADMIN, PASSPHRASE)
    sheet = recovery.make_sheet(office, PASSPHRASE)
    office.close()
    assert refusal(office.home, "satu dua tiga", attempts).code == "words"
    other = " ".join(reversed(sheet.words.split()))
    for seconds in (5, 10):
        told = refusal(office.home, other, attempts)
        assert told.code == "passphrase" and f"{seconds} detik" in told.next_step
        early = refusal(office.home, sheet.words, attempts)
        assert early.code == "passphrase_early" and f"{seconds} detik" in early.next_step
        assert "Belum diperiksa" in early.message, "these words fit: nothing may say that they do not"
        now[0] += seconds
    with pytest.raises(Refused, match="pendek"):
        recovery.open_by_sheet(office.home, sheet.words, "pendek", attempts=attempts)
    opened(office.home, sheet.words, attempts=attempts).close()


def test_a_sheet_goes_with_the_one_who_made_it(tmp_path: Path) -> None:
    office = offices.office(tmp_path / "kantor")
    offices.add(office, "Dian Lestari", "admin_kantor")
    offices.add(office, "Budi Santosa", "operator")
    first = recovery.make_sheet(office, PASSPHRASE)
    people.change_passphrase(office, PASSPHRASE, NEW)
    assert recovery.sheet_of(office) == (ADMIN, first.made), "for forgetting this one as well"
    ratna = office.session.user
    office.enter("Budi Santosa", PASSPHRASE)
    with pytest.raises(Refused) as caught:
        recovery.make_sheet(office, PASSPHRASE)
    assert caught.value.code == "role"
    office.enter("Dian Lestari", PASSPHRASE)
    with pytest.raises(Refused):
        recovery.make_sheet(office, "bukan kata sandinya")
    people.give_new_key(office, ratna, PASSPHRASE)
    assert recovery.sheet_of(office) is None
    office.attempts.passed(office.session.user)
    recovery.make_sheet(office, PASSPHRASE)
    second = recovery.make_sheet(office, PASSPHRASE)
    office.enter(ADMIN, PASSPHRASE)
    people.dismiss(office, office.slots.find("Budi Santosa").person)  # type: ignore[union-attr]
    assert recovery.sheet_of(office) == ("Dian Lestari", second.made)
    people.dismiss(office, office.slots.find("Dian Lestari").person)  # type: ignore[union-attr]
    assert recovery.sheet_of(office) is None
    office.close()
    assert refusal(office.home, second.words).code == "no_sheet"


def test_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office = offices.office(tmp_path / "kantor")
    office.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr("desktop_app.office.DEFAULT_COST", offices.CHEAP)
    home = ["--home", str(office.home)]
    assert main(["recovery", "show", *home]) == 0
    assert "tidak mempunyai lembar pemulihan yang berlaku" in capsys.readouterr().out
    assert main(["recovery", "sheet", *home]) == 0
    words = capsys.readouterr().out.splitlines()[1]
    assert main(["recovery", "show", *home]) == 0
    assert f"sebagai {ADMIN}" in capsys.readouterr().out
    monkeypatch.delenv("WIRA_PASSPHRASE")
    (tmp_path / "kata.txt").write_text(words)
    (tmp_path / "baru.txt").write_text(NEW)
    command = ["recovery", "open", *home, "--words-file", str(tmp_path / "kata.txt")]
    assert main([*command, "--new-passphrase-file", str(tmp_path / "baru.txt")]) == 0
    assert f"Kata sandi baru {ADMIN} berlaku." in capsys.readouterr().out
    open_office(office.home, ADMIN, NEW).close()
    assert main([*command, "--new-passphrase-file", str(tmp_path / "baru.txt")]) == 1
