"""What may still hold an erased person is named, with its day, and goes when it may."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.actions import erasing, erasing_after, rosters, safekeeping
from desktop_app.actions.backup import make_backup
from desktop_app.actions.backup_places import forget_place
from desktop_app.actions.checking import check_office
from desktop_app.actions.continuing import end_stream
from desktop_app.actions.exchange_settings import REFUSED, ExchangeSettings, set_exchange
from desktop_app.actions.export import make_file
from desktop_app.actions.fork_proofs import open_forks
from desktop_app.actions.importing import open_file
from desktop_app.actions.rosters import RosterWish
from desktop_app.actions.sweeping import sweep
from desktop_app.actions.sweeping_left import left_behind
from desktop_app.errors import SyncRefused
from desktop_app.office import Office
from desktop_app.storage import erasures
from tests import offices
from tests.asking import asked, erase
from tests.bytesearch import hits, pages
from tests.carrying import exchange, put_anew, put_over
from tests.offices import KUKUSAN, PASSPHRASE, City, filled
from tests.town import Town, doubled, with_mate


def both_know(city: City) -> tuple[str, str]:
    """Two applicants that Kukusan and DKUM have, each by the other's word; Kukusan's admin is in."""
    dkum, kelurahan, folder = city
    one = kelurahan[KUKUSAN]
    record, other = filled(one, 2)
    exchange(one, dkum, folder)
    exchange(dkum, one, folder)
    one.enter("Ratna Puspita", PASSPHRASE)
    return record, other


def set_aside(city: City, stamped: datetime | None = None) -> tuple[tuple[str, str], Path]:
    """Those two, and where Kukusan's state lies that a restore set aside at `stamped`, else now."""
    records, one = both_know(city), city[1][KUKUSAN]
    copy = make_backup(one, city[2] / "stick").path
    city[1][KUKUSAN], aside = put_over(one, copy, at=stamped)
    return records, aside


def watched(city: City) -> Path:
    """The folder of refused files beside DKUM's watched one."""
    dkum, _kelurahan, folder = city
    box = folder / "kotak"
    (box / REFUSED).mkdir(parents=True)
    set_exchange(dkum, ExchangeSettings(str(box), str(folder / "keluar")))
    return box / REFUSED


def left(one: Office) -> dict[str, Any]:
    with one.reading() as connection:
        return {each.code: each for each in left_behind(one, connection)}


def noted(one: Office) -> set[str]:
    report = check_office(one)
    assert report.sound
    return {each.code for part in report.parts for each in part.findings if each.code.startswith("left_")}


def test_a_copy_during_which_somebody_was_erased_takes_no_other_away(city: City) -> None:
    """What was proved is then itself from before; so nothing goes until the next one."""
    _dkum, kelurahan, _folder = city
    one = kelurahan[KUKUSAN]
    filled(one, 1)
    one.enter("Ratna Puspita", PASSPHRASE)
    one.do(lambda work: erasures.note_erased(work.connection))
    first = safekeeping.daily_backup(one)
    one.do(lambda work: erasures.note_erased(work.connection))
    one.clock.forward(minutes=1)  # type: ignore[attr-defined]
    second = safekeeping.daily_backup(one)
    assert first is not None and second is not None
    assert not first.path.exists() and second.path.exists()
    one.do(lambda work: erasures.note_erased(work.connection))
    safekeeping._drop_older(one, second.path.parent, second)
    assert second.path.exists()


def test_a_copy_of_a_state_that_is_not_known_is_named_and_stays(city: City) -> None:
    """An older copy was put back by mistake and erases again: the newer one, with work that is nowhere else,
    is not from before."""
    dkum, kelurahan, folder = city
    one = kelurahan[KUKUSAN]
    record, _other = both_know(city)
    stick = folder / "stick"
    stick.mkdir()
    safekeeping.set_backup(one, safekeeping.BackupSettings(str(stick)))
    old = make_backup(one, stick).path
    dkum.enter("Sari Utami", PASSPHRASE)
    erase(dkum, record, "permintaan")
    one.clock.forward(days=1)  # type: ignore[attr-defined]
    exchange(dkum, one, folder)
    newer, clock = make_backup(one, stick).path, one.clock
    clock.forward(days=1)  # type: ignore[attr-defined]
    one = kelurahan[KUKUSAN] = put_anew(one, old)
    sweep(one)
    clock.forward(days=1)  # type: ignore[attr-defined]
    assert safekeeping.daily_backup(one) is not None
    assert newer.exists() and not old.exists()
    assert newer.name in left(one)["left_unsure"].names


@pytest.mark.parametrize("stamped", [datetime(2009, 1, 1, tzinfo=UTC), datetime(2098, 1, 1, tzinfo=UTC)])
def test_a_state_is_kept_its_days_whatever_the_clock_said_when_it_was_set_aside(
    city: City, stamped: datetime
) -> None:
    dkum, kelurahan, folder = city
    (record, _other), aside = set_aside(city, stamped)
    one = kelurahan[KUKUSAN]
    clock = one.clock
    clock.forward(minutes=5)  # type: ignore[attr-defined]
    dkum.enter("Sari Utami", PASSPHRASE)
    erase(dkum, record, "permintaan")
    exchange(dkum, one, folder)
    safekeeping.daily_backup(one)
    assert aside.exists() and "left_aside" in left(one)
    clock.forward(days=89)  # type: ignore[attr-defined]
    safekeeping.daily_backup(one)
    assert aside.exists()
    clock.forward(days=2)  # type: ignore[attr-defined]
    safekeeping.daily_backup(one)
    assert not aside.exists()


@pytest.mark.parametrize("ahead", [timedelta(days=1), timedelta(days=20_000), timedelta()])
def test_a_copy_that_was_just_proved_never_goes_as_one_from_before(city: City, ahead: timedelta) -> None:
    """The clock was ahead when the erasure came, or the copy was made within the same second."""
    dkum, kelurahan, folder = city
    one = kelurahan[KUKUSAN]
    record, _other = both_know(city)
    safekeeping.daily_backup(one)
    (before,) = (one.home / "backups").glob("*.tar")
    dkum.enter("Sari Utami", PASSPHRASE)
    erase(dkum, record, "permintaan")
    one.clock.now += timedelta(days=1) + ahead  # type: ignore[attr-defined]
    exchange(dkum, one, folder)
    one.clock.now -= ahead  # type: ignore[attr-defined]
    made = safekeeping.daily_backup(one)
    assert made is not None and made.path.exists() and not before.exists()
    assert safekeeping.daily_backup(one) is None, "it is today's"
    assert "left_copies" not in left(one)


def test_a_state_that_was_set_aside_is_named_and_goes_after_its_days_and_a_proved_copy(city: City) -> None:
    dkum, kelurahan, folder = city
    (record, other), aside = set_aside(city)
    one, person = kelurahan[KUKUSAN], offices.persons(1)[0]
    stranger = aside.with_name(f"{one.home.name}-disisihkan-20260101-000000")
    stranger.mkdir()
    (stranger / "office.json").write_bytes((dkum.home / "office.json").read_bytes())
    one.clock.forward(minutes=5)  # type: ignore[attr-defined]
    safekeeping.daily_backup(one)
    assert not left(one), "nobody was erased"
    one.clock.forward(minutes=5)  # type: ignore[attr-defined]
    dkum.enter("Sari Utami", PASSPHRASE)
    erase(dkum, record, "permintaan")
    exchange(dkum, one, folder)
    assert person["nik"].encode() in _pages(one, aside)

    day = one.today() + timedelta(days=90)
    with one.reading() as connection:
        told = left_behind(one, connection)
    assert [(each.code, each.names, each.until) for each in told if each.code == "left_aside"] == [
        ("left_aside", (stranger.name,), None), ("left_aside", (aside.name,), day),
    ]  # fmt: skip
    assert noted(one) == {"left_aside", "left_copies"}
    one.clock.forward(minutes=5)  # type: ignore[attr-defined]
    safekeeping.daily_backup(one)
    assert aside.exists() and noted(one) == {"left_aside"}, "ninety days are not over"
    one.clock.forward(days=90)  # type: ignore[attr-defined]
    with one.reading() as connection:
        left_behind(one, connection)
    assert aside.exists(), "no newer copy is proved yet"
    safekeeping.daily_backup(one)
    assert not aside.exists() and stranger.exists() and offices.row(one, other)
    assert left(one)["left_aside"].names == (stranger.name,)


def _pages(one: Office, home: Path) -> bytes:
    return b"".join(pages(home / "wira.db", one._dek))  # pyright: ignore[reportPrivateUsage]


def test_copies_in_folders_used_before_are_named_after_an_erasure_and_never_go_by_themselves(
    city: City,
) -> None:
    dkum, kelurahan, folder = city
    one = kelurahan[KUKUSAN]
    record, _other = both_know(city)
    before, away, now = (folder / name for name in ("dulu", "laci", "kini"))
    for each in (before, away, now):
        each.mkdir()
        safekeeping.set_backup(one, safekeeping.BackupSettings(str(each)))
        make_backup(one, each)
    away.rename(away.with_name("pergi"))
    dkum.enter("Sari Utami", PASSPHRASE)
    erase(dkum, record, "permintaan")
    one.clock.forward(days=1)  # type: ignore[attr-defined]
    exchange(dkum, one, folder)
    assert safekeeping.daily_backup(one) is not None
    assert len(list(now.glob("*.tar"))) == 1, "there the older one went"
    (old,) = before.glob("*.tar")
    assert left(one)["left_earlier"].names == (str(old),)
    assert left(one)["left_earlier_away"].names == (str(away),)
    assert "left_outside" not in left(one) and {"left_earlier", "left_earlier_away"} <= noted(one)
    assert list(before.glob("wira-dihapus_*.json")), "who puts it back all the same does not see the person"
    old.unlink()
    assert "left_earlier" not in left(one)
    forget_place(one, str(away))
    assert not left(one)


def test_what_was_refused_or_half_written_goes_and_what_cannot_be_opened_is_named(city: City) -> None:
    dkum, kelurahan, folder = city
    one = kelurahan[KUKUSAN]
    (record,) = filled(one, 1)
    box = watched(city)
    (sent,) = make_file(one, folder).paths
    open_file(dkum, sent)
    one.enter("Dian Lestari", PASSPHRASE)
    asked(one, record)
    (again,) = make_file(one, folder).paths
    refused = box / again.name
    shutil.copy2(again, refused)  # put there when it did not fit
    shut = box / "dks_rusak.dks"
    shut.write_bytes(again.read_bytes()[:-40])
    (dkum.home / "files").mkdir()
    half = dkum.home / "files" / f"{sent.name}.part"
    shutil.copy2(sent, half)
    before = dkum.clock().timestamp() - 2 * 86_400
    os.utime(half, (before, before))
    open_file(dkum, again)
    dkum.enter("Sari Utami", PASSPHRASE)
    done = erasing.erase(dkum, record, "permintaan")
    assert [(each.code, each.names) for each in done.left] == [("left_shut", (shut.name,))]
    erasing_after.attend(dkum)
    assert not refused.exists() and not half.exists() and noted(dkum) == {"left_shut"}


def test_a_refused_file_with_others_entries_is_named_and_goes_when_they_are_here(city: City) -> None:
    dkum, kelurahan, folder = city
    one = kelurahan[KUKUSAN]
    (record,) = filled(one, 1)
    box = watched(city)
    exchange(one, dkum, folder)
    one.enter("Dian Lestari", PASSPHRASE)
    asked(one, record)
    offices.enter(one, offices.persons(3)[1:])
    (again,) = make_file(one, folder).paths
    refused = box / again.name
    shutil.copy2(again, refused)  # it did not fit, and nobody opened it
    dkum.enter("Sari Utami", PASSPHRASE)
    erase(dkum, record, "permintaan")
    erasing_after.attend(dkum)
    assert refused.exists() and left(dkum)["left_refused"].names == (refused.name,)
    open_file(dkum, again)
    erasing_after.attend(dkum)
    assert not refused.exists() and not left(dkum)


def test_the_reason_of_a_cancelled_paper_that_names_the_person_is_named(city: City) -> None:
    """A program of before took any reason; what is on the log stays there."""
    dkum, kelurahan, folder = city
    one = kelurahan[KUKUSAN]
    record, _other = filled(one, 2)
    name = offices.persons(1)[0]["nama"]
    one.enter("Ratna Puspita", PASSPHRASE)
    reasons = {"500.3/1": f"salah: {name.upper()}, ganti", "500.3/2": "Salah cetak tanggal"}
    for number, reason in reasons.items():
        wish = RosterWish(offices.row(one, record).program, 2026, "arsip", number, one.today())
        paper = rosters.seal_roster(one, wish).document
        with one.work() as work:
            work.put(paper, "document", "annul", {"batal": {"alasan": reason}})
    exchange(one, dkum, folder)
    done = erase(dkum, record, "permintaan", day=one.today() + timedelta(days=5000))
    assert {each.code: each.names for each in done.left}["left_reasons"] == ("500.3/1",)
    exchange(dkum, one, folder)
    for each in (dkum, one):
        assert left(each)["left_reasons"].names == ("500.3/1",) and "left_reasons" in noted(each)


def test_a_proof_of_a_doubled_computer_stays_until_dkum_has_acted_and_goes_then(tmp_path: Path) -> None:
    town = Town(tmp_path)
    try:
        mate = with_mate(town)
        record = town.type(town.kukusan, 1)
        town.send(town.kukusan)
        one, other = doubled(town)
        town.type(one, 2), town.type(other, 3)
        open_file(mate, make_file(one, town.folder, to=KUKUSAN).paths[0])
        stray = make_file(other, town.folder, to=KUKUSAN).paths[0]
        refused(mate, stray)
        told = (offices.persons(1)[0]["nik"],)
        erase(town.dkum, record, "permintaan")
        town.answer(mate)
        erasing_after.attend(mate)
        assert left(mate)["left_proof"].names and all(".proof.dks" in each for each in hits(mate, *told))

        made = make_file(mate, town.folder)
        open_file(town.dkum, made.paths[0])
        refused(town.dkum, made.proofs[0])
        town.dkum.enter("Hendra Wijaya", PASSPHRASE)
        (fork,) = open_forks(town.dkum)
        end_stream(town.dkum, fork.dev, fork.ep, fork.seq)
        town.answer(mate)
        for each in (mate, town.dkum):
            erasing_after.attend(each)
            assert hits(each, *told) == [] and not left(each) and open_forks(each)
    finally:
        town.close()


def refused(one: Office, path: Path) -> None:
    with pytest.raises(SyncRefused) as caught:
        open_file(one, path)
    assert caught.value.code == "E_FORK"
