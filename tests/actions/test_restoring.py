"""A backup that takes the place of an office: what was there is set aside; a cut leaves one of both."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from desktop_app.actions import people
from desktop_app.actions.backup import make_backup, require_opens, restore_backup, restore_over
from desktop_app.actions.check_folder import check_keys
from desktop_app.actions.export import make_file
from desktop_app.actions.moving import prepare_move
from desktop_app.actions.recovery import make_sheet
from desktop_app.actions.replacing import Newer, Unseen, look_beside, weigh
from desktop_app.actions.rescue import rescue
from desktop_app.card import holds_office, read_info
from desktop_app.cli import main
from desktop_app.errors import Refused, Unavailable
from desktop_app.keys import swapping, twin
from desktop_app.keys.attempts import FILE_NAME, Attempts
from desktop_app.keys.returned import NAME, Returned
from desktop_app.keys.slots import KeySlots
from desktop_app.office import Office, open_office, take_lock
from desktop_app.queries.journal import JournalFilter, ids
from desktop_app.queries.journal_lines import page
from desktop_app.queries.status import delivery
from tests import offices
from tests.actions.test_backup import seen
from tests.carrying import put_back
from tests.town import Town

ME = "Ratna Puspita"


class Scene:
    """An office with three applicants, and a copy of it from when it had one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home, self.clock = folder, folder / "kantor", offices.Clock()
        office = offices.office(self.home, clock=self.clock)
        offices.enter(office, offices.persons(1))
        self.copy = make_backup(office, folder / "flash").path
        offices.enter(office, offices.persons(2, seed=7))
        office.close()

    def over(self, words: str = offices.PASSPHRASE, path: Path | None = None) -> Path:
        return restore_over(path or self.copy, self.home, ME, words, self.clock()).aside

    def applicants(self, home: Path | None = None) -> int:
        office = open_office(home or self.home, ME, offices.PASSPHRASE, clock=self.clock)
        with office.reading() as connection:
            found = connection.exec_driver_sql("SELECT count(*) FROM application").scalar_one()
        office.close()
        return int(found)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def test_what_was_there_is_set_aside_whole(scene: Scene) -> None:
    before = seen(scene.home)
    aside = scene.over()
    assert aside.name == "kantor-disisihkan-20261124-090000"
    after = seen(aside)
    after.pop("wira.lock", None), before.pop("wira.lock", None)
    assert after == before
    info = read_info(scene.home)
    assert info is not None and info.ep > 1 and info.why == "restored"
    assert (scene.applicants(), scene.applicants(aside)) == (1, 3)
    assert sorted(each.name for each in scene.home.parent.iterdir()) == ["flash", "kantor", aside.name]


@pytest.mark.parametrize("harm", ["database", "card", "both cards"])
def test_a_damaged_office_is_replaced_too_and_never_overwritten(scene: Scene, harm: str) -> None:
    cards = [scene.home / "office.json", scene.home / "salinan" / "office.json"]
    harmed = {"database": [scene.home / "wira.db"], "card": cards[:1], "both cards": cards}[harm]
    for path in harmed:
        if path.exists():
            path.write_bytes(b"rusak" * 1000)
    aside = scene.over()
    assert (aside / harmed[0].relative_to(scene.home)).read_bytes().startswith(b"rusak")
    assert scene.applicants() == 1


def test_what_does_not_fit_changes_nothing(scene: Scene) -> None:
    other = offices.office(scene.folder / "lain", name="Dian Lestari")
    theirs = make_backup(other, scene.folder / "flash").path
    other.close()
    damaged = scene.folder / "flash" / "rusak.tar"
    damaged.write_bytes(scene.copy.read_bytes()[:5000])
    before = seen(scene.folder)
    for words, path, code in (
        (offices.PASSPHRASE, theirs, "backup_other"),
        (offices.PASSPHRASE, damaged, "backup_damaged"),
        ("bukan kata sandinya", scene.copy, "passphrase"),
    ):
        with pytest.raises(Refused) as caught:
            scene.over(words, path)
        assert caught.value.code == code
        (scene.home / FILE_NAME).unlink(missing_ok=True)  # the try itself is remembered, see below
        assert seen(scene.folder) == before
    office = open_office(scene.home, ME, offices.PASSPHRASE, clock=scene.clock)
    with pytest.raises(Unavailable) as locked:
        scene.over()
    assert locked.value.code == "home_locked"
    office.close()
    with pytest.raises(Refused) as empty:
        restore_over(scene.copy, scene.folder / "kosong", ME, offices.PASSPHRASE, scene.clock())
    assert empty.value.code == "no_office" and not (scene.folder / "kosong").exists()


def test_a_wrong_passphrase_for_a_copy_counts_like_one_at_the_door(scene: Scene) -> None:
    """Else a copy that lies at hand would be the place to guess a colleague's."""
    asked = Attempts.of(scene.home)
    with pytest.raises(Refused):
        require_opens(scene.copy, ME, "bukan kata sandinya", asked)
    for again in (
        lambda: require_opens(scene.copy, ME, offices.PASSPHRASE, asked),
        scene.over,
        lambda: open_office(scene.home, ME, offices.PASSPHRASE),
    ):
        with pytest.raises(Refused) as early:
            again()
        assert early.value.code == "passphrase_early"


def test_only_who_is_on_duty_and_may_replaces_an_office(scene: Scene) -> None:
    """By what the copy itself says: whose slot is still in it may have been dismissed at another computer."""
    office = open_office(scene.home, ME, offices.PASSPHRASE, clock=scene.clock, cost=offices.CHEAP)
    offices.add(office, "Dian Lestari", "operator")
    operators = make_backup(office, scene.folder / "flash").path
    slots = scene.home / "keyslots.json"
    kept = slots.read_bytes()
    people.dismiss(office, next(u for u, f in office.context.people.items() if f.nama == "Dian Lestari"))
    office.close()
    twin.twin_of(slots).unlink()
    slots.write_bytes(kept)
    office = open_office(scene.home, ME, offices.PASSPHRASE, clock=scene.clock)
    scene.clock.forward(days=1)
    dismissed = make_backup(office, scene.folder / "flash").path
    office.close()
    before = seen(scene.folder)
    for path, damaged, code in (
        (operators, False, "role"), (dismissed, False, "dismissed"), (dismissed, True, "dismissed")
    ):  # fmt: skip
        with pytest.raises(Refused) as caught:
            restore_over(path, scene.home, "Dian Lestari", offices.PASSPHRASE, scene.clock(), damaged=damaged)
        assert caught.value.code == code
        assert seen(scene.folder) == before
    with pytest.raises(Refused) as caught:
        restore_backup(dismissed, scene.folder / "baru", "Dian Lestari", offices.PASSPHRASE)
    assert caught.value.code == "dismissed" and not (scene.folder / "baru").exists()
    with pytest.raises(Refused) as caught:  # also where the present office is said to be damaged
        rescue(operators, scene.home, "Dian Lestari", offices.PASSPHRASE, clock=scene.clock)
    assert caught.value.code == "dismissed" and seen(scene.folder) == before


def test_a_lost_sheet_opens_nothing_again_by_an_older_copy(scene: Scene) -> None:
    office = open_office(scene.home, ME, offices.PASSPHRASE, clock=scene.clock, cost=offices.CHEAP)
    lost = make_sheet(office, offices.PASSPHRASE).words
    copy = make_backup(office, scene.folder / "flash").path
    make_sheet(office, offices.PASSPHRASE)  # the first one was lost
    office.close()
    done = restore_over(copy, scene.home, ME, offices.PASSPHRASE, scene.clock())
    assert done.returned.sheet and "Lembar pemulihan" in " ".join(done.returned.told())
    slots = KeySlots.load(scene.home / "keyslots.json")
    assert slots.sheet is None and slots.find(ME) is not None
    with pytest.raises(Refused):
        slots.open_sheet(lost)


def test_a_folder_that_another_program_holds_stays_where_it_is(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where a file manager shows it; whichever of both renames is barred."""
    before, real = seen(scene.home), os.rename
    for barred in ("kantor", ".kantor-"):

        def rename(source: Any, target: Any, barred: str = barred) -> None:
            if Path(source).name.startswith(barred) and "disisihkan" not in Path(source).name:
                raise PermissionError(13, "held")
            real(source, target)

        with monkeypatch.context() as held:
            held.setattr(os, "rename", rename)
            with pytest.raises(Unavailable) as caught:
                scene.over()
        assert caught.value.code == "folder_held"
        assert seen(scene.home) == before
        assert sorted(each.name for each in scene.folder.iterdir()) == ["flash", "kantor"]


def test_a_start_between_both_renames_leaves_an_office(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """It makes an empty folder with its lock: whether it lets go in time or not, that is no office."""
    real = os.rename

    def start_between(letting_go: bool) -> None:
        def rename(source: Any, target: Any) -> None:
            real(source, target)
            if Path(source) == scene.home:
                locks.append(take_lock(scene.home))
                if letting_go:
                    locks.pop().release()

        with monkeypatch.context() as patch:
            patch.setattr(swapping, "_LOCK_WAIT_S", 0.1)
            patch.setattr(os, "rename", rename)
            scene.over()

    locks: list[FileLock] = []
    start_between(letting_go=True)
    assert scene.applicants() == 1 and not list(scene.folder.glob(".kantor-*"))

    scene.clock.forward(days=1)
    with pytest.raises(Unavailable) as caught:
        start_between(letting_go=False)
    assert caught.value.code == "swap_unfinished" and "tidak berubah" not in str(caught.value)
    assert read_info(scene.home) is None, "the other one is still at it"
    locks.pop().release()
    first = read_info(scene.home)
    assert first is not None and scene.applicants() == 1 and not list(scene.folder.glob(".kantor-*"))


def test_a_folder_that_goes_neither_way_is_put_in_place_at_the_next_start(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.rename

    def rename(source: Any, target: Any) -> None:
        if Path(target) == scene.home:
            raise PermissionError(13, "scanner")
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", rename)
        with pytest.raises(Unavailable) as caught:
            scene.over()
        assert caught.value.code == "swap_unfinished"
        assert read_info(scene.home) is None
        take_lock(scene.home).release()  # whoever looked into it meanwhile left an empty folder
    assert holds_office(scene.home) and scene.applicants() == 1
    aside = [each.name for each in scene.folder.iterdir() if "disisihkan" in each.name]
    assert len(aside) == 1 and scene.applicants(scene.folder / aside[0]) == 3


class Mains:
    """The power: from the step `at` on nothing reaches the disk any more, cleaning up neither."""

    STEPS = ("rename", "replace", "unlink", "remove", "mkdir", "rmdir", "fsync")

    def __init__(self, patch: pytest.MonkeyPatch, at: int) -> None:
        self.at, self.seen = at, 0
        for name in self.STEPS:
            patch.setattr(os, name, self._watched(getattr(os, name)))

    def _watched(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*values: Any, **more: Any) -> Any:
            self.seen += 1
            if self.seen >= self.at:
                raise Cut
            return real(*values, **more)

        return step


class Cut(BaseException):
    """The mains fail."""


def test_a_cut_at_any_step_leaves_the_present_office_or_the_restored_one(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the same restore can simply be made again, which clears away what the cut left."""
    shelf = scene.folder / "rak"
    shutil.copytree(scene.home, shelf)
    states: list[int] = []
    done = False
    for at in range(1, 100):
        shutil.rmtree(scene.home)
        shutil.copytree(shelf, scene.home)
        for left in scene.folder.glob("kantor-disisihkan-*"):
            shutil.rmtree(left)
        with monkeypatch.context() as patch:
            mains = Mains(patch, at)
            try:
                scene.over()
            except Cut:
                done = False
            else:
                done = True
        info = read_info(scene.home)  # as any start does
        assert info is not None, mains.seen
        states.append(1 if info.ep > 1 else 3)
        if at % 4 == 0 or states[-2:] == [3, 1]:
            assert scene.applicants() == states[-1]
        if done:
            break
    assert done and states[0] == 3 and states[-1] == 1
    assert states == sorted(states, reverse=True), "once restored, it stays restored"
    scene.clock.forward(days=1)
    scene.over()
    assert not list(scene.folder.glob(".kantor-*"))


def test_the_command_line_replaces_only_when_told_so(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    words = ["restore", str(scene.copy), "--home", str(scene.home), "--user", ME]
    assert main(words) == 1
    assert "sudah berisi kantor" in capsys.readouterr().err
    office = open_office(scene.home, ME, offices.PASSPHRASE, clock=scene.clock)
    office.drafts.put("entri", {"nama": "Belum Tersimpan"}, {}, now=scene.clock())
    office.close()
    before = seen(scene.home)
    assert main([*words, "--over", "--look"]) == 0
    told = capsys.readouterr().out
    assert "1 formulir belum disimpan; tidak ada di cadangan ini dan ikut disisihkan." in told
    assert seen(scene.home) == before and "3 pendaftar" in told and "Yang mencatat: Ratna Puspita." in told
    monkeypatch.setattr("sys.stdin", Terminal("tidak\n"))
    assert main([*words, "--over"]) == 1
    assert "tidak ada yang diubah" in capsys.readouterr().err and seen(scene.home) == before
    monkeypatch.setattr("sys.stdin", io.StringIO("ya\n"))  # a pipe: nobody who could be asked
    assert main([*words, "--over"]) == 1
    assert "--yes" in capsys.readouterr().err and seen(scene.home) == before
    monkeypatch.setattr("sys.stdin", Terminal("ya\n"))
    assert main([*words, "--over"]) == 0
    told = capsys.readouterr()
    assert "2 perubahan tidak ada di cadangan ini: 2 data, 2 di antaranya pendaftar." in told.err
    assert "disisihkan utuh" in told.out
    assert scene.applicants() == 1
    monkeypatch.setattr("sys.stdin", io.StringIO())
    for aside in scene.folder.glob("kantor-disisihkan-*"):  # of the same second
        shutil.rmtree(aside)
    assert main([*words, "--over", "--yes"]) == 0


def test_what_is_newer_is_told_to_who_may_restore_today(tmp_path: Path) -> None:
    """An old backup does not give back the right that somebody had when it was made; its admin may."""
    one = offices.office(tmp_path / "k")
    for name in ("Dian Lestari", "Bayu Pratama"):
        offices.add(one, name, "admin_kantor")
    copy = make_backup(one, tmp_path / "flash").path
    one.enter(ME, offices.PASSPHRASE)
    users = {facts.nama: user for user, facts in one.context.people.items()}
    people.dismiss(one, users["Dian Lestari"])
    people.change_person(one, users["Bayu Pratama"], roles=("operator",))
    offices.enter(one, offices.persons(2))
    one.close()
    for name, code in (("Dian Lestari", "dismissed"), ("Bayu Pratama", "role")):
        with pytest.raises(Refused) as caught:
            weigh(copy, one.home, name, offices.PASSPHRASE)
        assert caught.value.code == code
    told = weigh(copy, one.home, ME, offices.PASSPHRASE)
    assert isinstance(told, Newer) and told.applicants == 2


def test_tries_to_come_in_are_told_after_a_restore_too(scene: Scene) -> None:
    tries = Attempts.of(scene.home, scene.clock.ticks, scene.clock)
    with pytest.raises(Refused):
        open_office(scene.home, ME, "bukan ini", clock=scene.clock, attempts=tries)
    scene.clock.forward(minutes=6)
    assert tries.untold()
    scene.over()
    office = open_office(scene.home, ME, offices.PASSPHRASE, clock=scene.clock)
    office.keep_access()
    with office.reading() as connection:
        asked = JournalFilter(kind="entered")
        lines = [
            line for line in page(connection, office, ids(connection, office, asked)) if line is not None
        ]
    office.close()
    assert [line.title for line in lines].count("Percobaan masuk tidak cocok") == 1
    assert not Attempts.of(scene.home).untold()


def test_who_comes_in_again_by_an_older_copy_is_named_until_it_is_looked_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody dismissed since, and somebody with a new passphrase: before, after, and in the check."""
    office, fresh = offices.office(tmp_path / "kantor"), "kapal layar teluk senja merah"
    offices.add(office, "Dian Lestari", "verifikator")
    offices.add(office, "Wati Rahayu", "operator")
    dian, wati = (each.person for each in office.slots.people()[1:])
    copy, home = make_backup(office, tmp_path / "flash").path, office.home
    assert look_beside(office, copy)[1] == Newer(0)
    people.dismiss(office, dian)
    people.give_new_key(office, wati, fresh)
    newer = look_beside(office, copy)[1]
    assert newer is not None and newer.returned == Returned(("Dian Lestari",), ("Wati Rahayu",))
    office.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    who = ["--home", str(home), "--user", ME]
    assert main(["restore", str(copy), "--over", "--yes", *who]) == 0
    told = capsys.readouterr()
    for text in (told.err, told.out):  # before it is done, and after
        assert (
            "dengan cadangan ini dapat: Dian Lestari. Bila sudah tidak bertugas" in text
            and "`wira user --dismiss`" in text
        )
        assert "yang berlaku: Wati Rahayu." in text
    assert "Dian" not in (home / NAME).read_text()

    office = open_office(home, ME, offices.PASSPHRASE, cost=offices.CHEAP)
    try:
        assert named(office) == ("Dian Lestari", "Wati Rahayu")
        people.dismiss(office, dian)
        assert named(office) == ("Wati Rahayu",)
        people.give_new_key(office, wati, fresh)
        assert named(office) == ()
    finally:
        office.close()


def test_who_was_hired_between_two_restores_is_not_said_to_have_been_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The office that is here does not know them, and they are not told what it holds; nor is it called
    unreadable."""
    office = offices.office(tmp_path / "kantor")
    first = make_backup(office, tmp_path / "flash").path
    office.clock.forward(days=1)  # type: ignore[attr-defined]
    offices.add(office, "Dian Lestari", "admin_kantor")
    later = make_backup(office, tmp_path / "flash").path
    office.enter(ME, offices.PASSPHRASE)
    office = put_back(office, first)
    newer = look_beside(office, later)[1]
    assert newer is not None and newer.returned == Returned(fresh=("Dian Lestari",))
    office.close()
    assert weigh(later, office.home, "Dian Lestari", offices.PASSPHRASE) is Unseen.STRANGER
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    words = ["restore", str(later), "--over", "--yes", "--home", str(office.home)]
    assert main([*words, "--look", "--user", "Dian Lestari"]) == 0
    told = capsys.readouterr().out
    assert "tidak mengenal Dian Lestari" in told and "tidak dapat dibaca" not in told
    assert main([*words, "--user", ME]) == 0
    told = capsys.readouterr().out
    assert "Hanya dikenal di cadangan ini, dan dengan cadangan ini dapat masuk: Dian Lestari." in told
    assert "Tanpa cadangan ini tidak dapat masuk" not in told


def test_who_came_back_is_still_told_after_a_backup_of_it_is_put_back_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By another backup, a move, or keys that are put back; a copy from before that was told is read too."""
    office = offices.office(tmp_path / "kantor")
    offices.add(office, "Dian Lestari", "verifikator")
    (dian,) = (each.person for each in office.slots.people()[1:])
    first = make_backup(office, tmp_path / "flash").path
    people.dismiss(office, dian)
    office = put_back(office, first)
    assert named(office) == ("Dian Lestari",)
    again = make_backup(office, tmp_path / "lagi").path
    moved = prepare_move(office, tmp_path / "pindah").path
    clock = office.clock
    office.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    for number, copy in enumerate((again, moved)):
        home = tmp_path / f"lain{number}"
        assert main(["restore", str(copy), "--home", str(home), "--user", ME]) == 0
        assert "belum diurus: Dian Lestari." in capsys.readouterr().out
        other = open_office(home, ME, offices.PASSPHRASE, clock=clock, cost=offices.CHEAP)
        assert named(other) == ("Dian Lestari",)
        people.dismiss(other, dian)
        assert named(other) == ()
        other.close()
    home = tmp_path / "lain0"
    assert main(["restore", str(again), "--over", "--yes", "--home", str(home), "--user", ME]) == 0
    for each in ("keyslots.json", "salinan/keyslots.json", NAME):
        (home / each).unlink()
    saved = rescue(again, home, ME, offices.PASSPHRASE, clock=clock)
    assert saved.keys is not None and named(saved.office) == ("Dian Lestari",)
    saved.office.close()
    (home / "wira.db").write_bytes(b"rusak" * 1000)
    saved = rescue(first, home, ME, offices.PASSPHRASE, clock=clock)
    assert saved.returned == Returned() and named(saved.office) == ("Dian Lestari",)
    saved.office.close()


def named(office: Office) -> tuple[str, ...]:
    """Whom the check names as having come back."""
    part = check_keys(office)
    assert part.state in ("todo", "whole", "note")
    return next((each.records for each in part.findings if each.code == "slots_returned"), ())


class Terminal(io.StringIO):
    """A person at the terminal."""

    def isatty(self) -> bool:
        return True


def test_what_a_copy_lacks_is_told_by_what_becomes_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Received by DKUM, in a file without a receipt, in none, and brought by files: each by its number. An
    office that was put back still says what DKUM had of it."""
    town = Town(tmp_path)
    town.type(town.kukusan, 1)
    copy, theirs = (make_backup(one, tmp_path / "flash").path for one in (town.kukusan, town.dkum))
    assert look_beside(town.kukusan, copy)[1] == Newer(1)
    town.type(town.kukusan, 2)
    town.send(town.kukusan)
    town.answer(town.kukusan)
    town.type(town.kukusan, 3)
    make_file(town.kukusan, tmp_path)
    town.type(town.kukusan, 4)
    (info, newer), (_, city) = look_beside(town.kukusan, copy), look_beside(town.dkum, theirs)
    assert info.applications == 1 and newer is not None and city is not None
    assert (newer.present, newer.records, newer.applicants) == (4, 6, 3)
    assert (newer.changes, newer.received, newer.filed, newer.kept, newer.brought) == (6, 1, 1, 1, 3)
    assert newer.people == ("Hendra Wijaya", ME)
    assert (city.present, city.applicants, city.kept, city.filed) == (2, 2, 0, 0)
    assert city.brought == city.changes == 5
    assert "3 datang lewat berkas dan kembali bila berkas itu dibuka lagi." in newer.told()
    assert look_beside(town.kukusan, theirs)[1] is None
    with town.kukusan.reading() as connection:
        known = delivery(connection, town.kukusan.info)
    late = make_backup(town.kukusan, tmp_path / "kemudian").path
    town.close()
    restore_backup(late, tmp_path / "baru", ME, offices.PASSPHRASE)
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    assert main(["status", "--home", str(tmp_path / "baru"), "--user", ME]) == 0
    written = known.received + known.waiting + known.unsent
    assert 0 < known.received < written and known.earlier == 0
    told = (
        f"Dari sebelum pemulihan, pindah, atau izin baru: {known.received} dari {written} perubahan sudah "
        "sampai di DKUM."
    )
    assert told in capsys.readouterr().out
