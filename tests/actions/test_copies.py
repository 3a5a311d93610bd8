"""Copies of an office: put back, moved, opened twice. Each story from the copy to DKUM's word and back."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.actions import applications, copies, decisions, devices, trust
from desktop_app.actions.backup import make_backup, restore_backup
from desktop_app.actions.checking import check_office
from desktop_app.actions.continuing import continue_city, end_stream
from desktop_app.actions.export import make_file
from desktop_app.actions.fork_proofs import forks
from desktop_app.actions.importing import open_file
from desktop_app.actions.issuing import seal_key
from desktop_app.actions.kept_answers import newest_answer
from desktop_app.actions.rewriting import sign_again, waiting_steps
from desktop_app.actions.standing import require_granted, standing
from desktop_app.errors import Refused, SyncRefused
from desktop_app.keys import machine
from desktop_app.office import Office, open_office
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE
from tests.town import ME, Town, doubled, put_back


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    found = Town(tmp_path)
    yield found
    found.close()


def locked(one: Office, folder: Path) -> bool:
    """Neither files nor seal."""
    codes: list[str] = []
    for step in (lambda: make_file(one, folder), lambda: seal_key(one), lambda: require_granted(one)):
        try:
            step()
        except Refused as error:
            codes.append(error.code)
    return codes == ["copy_waits"] * 3


def test_an_old_backup_goes_on_and_gets_back_what_it_lacks(town: Town) -> None:
    first = town.type(town.kukusan, 1)
    copy = make_backup(town.kukusan, town.folder / "cadangan").path
    second = town.type(town.kukusan, 2)
    town.send(town.kukusan)
    town.answer(town.kukusan)
    town.kukusan.close()

    again = town.restored(copy, "pulih")
    typed = town.type(again, 3)
    assert locked(again, town.folder)
    view = trust.look_at_request(town.ask(again), town.dkum).again
    assert view is not None and "dipulihkan dari cadangan" in view.sentence
    assert view.held > view.told > 0 and view.granted is None
    town.grant(again)
    assert standing(again) is None and seal_key(again)
    town.answer(again)
    assert offices.row(again, second).status == "submitted", "back from DKUM's answer"
    town.send(again)
    assert {offices.row(town.dkum, each).status for each in (first, second, typed)} == {"submitted"}


def test_of_two_copies_of_one_backup_only_the_chosen_one_sends(town: Town) -> None:
    town.type(town.kukusan, 1)
    town.send(town.kukusan)
    copy = make_backup(town.kukusan, town.folder / "cadangan").path
    one, other = town.restored(copy, "satu"), town.restored(copy, "dua")
    assert len({each.device.fingerprint for each in (town.kukusan, one, other)}) == 3
    late = town.ask(other)
    with pytest.raises(Refused) as caught:
        trust.grant(town.dkum, late, town.folder, fingerprint=one.device.fingerprint)
    assert caught.value.code == "fingerprint"
    town.grant(one)
    mine = town.type(one, 2)
    town.send(one)
    assert offices.row(town.dkum, mine).status == "submitted"

    town.type(other, 3)
    assert locked(other, town.folder)
    view = trust.look_at_request(late, town.dkum).again
    assert view is not None and view.granted is not None
    answer = make_file(town.dkum, town.folder, to=KUKUSAN).paths[0]
    with pytest.raises(SyncRefused) as refused:
        open_file(other, answer)
    assert refused.value.code == "E_RCPT"
    assert "salinan lain" in refused.value.next_step


def test_a_folder_on_another_computer_waits(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.type(town.kukusan, 1)
    town.send(town.kukusan)
    town.kukusan.close()
    epoch = town.kukusan.info.ep
    same = town.opened(KUKUSAN)
    assert same.info.ep == epoch
    same.close()
    monkeypatch.setattr(machine, "name", lambda: "komputer lain")
    moved = town.opened(KUKUSAN)
    assert moved.info.ep > epoch and "komputer lain" in (standing(moved) or pytest.fail()).sentence
    assert locked(moved, town.folder)
    town.type(moved, 2)
    town.grant(moved)
    town.send(moved)
    moved.close()
    again = town.opened(KUKUSAN)
    assert standing(again) is None, "the new computer is known from now on"
    assert "komputer lain" not in again.home.joinpath("office.json").read_text(encoding="utf-8")


def test_a_copy_before_the_first_grant_asks_like_any_office(tmp_path: Path) -> None:
    dkum = offices.office(tmp_path / "dkum", "dkum", name="Hendra Wijaya")
    one = offices.office(tmp_path / "kukusan")
    offices.enter(one, offices.persons(1))
    copy = make_backup(one, tmp_path).path
    one.close()
    restore_backup(copy, tmp_path / "pulih", ME, PASSPHRASE)
    again = open_office(tmp_path / "pulih", ME, PASSPHRASE, clock=offices.Clock())
    offices.enrol(dkum, again, tmp_path)
    (record,) = offices.enter(again, offices.persons(1, seed=2))
    open_file(dkum, make_file(again, tmp_path).paths[0])
    assert offices.row(dkum, record).status == "submitted"
    for each in (dkum, again):
        each.close()


def test_only_a_copy_of_that_office_may_ask_for_it(town: Town) -> None:
    """The proof is a key DKUM knows; whoever lacks it cannot ask in that office's name."""
    copy = make_backup(town.kukusan, town.folder / "cadangan").path
    again = town.restored(copy, "pulih")
    stranger = again.device.renewed().renewed()
    again.put_device(type(stranger)(stranger.dev, stranger.signing_key, stranger.identities, b"", ()))
    with pytest.raises(SyncRefused) as caught:
        copies.look(town.dkum, trust.enrolment.read_request(town.ask(again)))
    assert caught.value.code == "E_KEY"


def test_dkum_put_back_goes_on_once_its_admin_says_so(town: Town) -> None:
    """It learns the newer directory from an office's file before it signs the next one."""
    town.send(town.kukusan)
    copy = make_backup(town.dkum, town.folder / "cadangan").path
    curug = offices.office(town.folder / "curug", code=offices.CURUG, clock=town.kukusan.clock)  # type: ignore[arg-type]
    offices.enrol(town.dkum, curug, town.folder)
    town.answer(town.kukusan)
    town.dkum.close()

    restore_backup(copy, town.folder / "dkum2", "Hendra Wijaya", PASSPHRASE)
    town.dkum = open_office(town.folder / "dkum2", "Hendra Wijaya", PASSPHRASE, clock=town.kukusan.clock)
    town._open += [town.dkum, curug]
    waits = standing(town.dkum)
    assert waits is not None and waits.city and "Buka berkas terakhir" in waits.next_step
    with pytest.raises(Refused) as caught:
        make_file(town.dkum, town.folder, to=KUKUSAN)
    assert caught.value.code == "copy_waits"
    asked = make_file(town.dkum, town.folder, to=KUKUSAN, request=True).paths[0]
    open_file(town.kukusan, asked)
    typed = town.type(town.kukusan, 1)
    town.send(town.kukusan)
    assert town.dkum.directory is not None and town.dkum.directory.device(curug.info.dev) is not None
    continue_city(town.dkum)
    assert standing(town.dkum) is None
    town.answer(town.kukusan)
    assert offices.row(town.dkum, typed).status == "submitted"
    with pytest.raises(Refused):
        continue_city(town.dkum)


def test_a_folder_opened_twice_is_settled_and_nothing_typed_is_lost(town: Town) -> None:
    first = town.type(town.kukusan, 1)
    town.send(town.kukusan)
    one, other = doubled(town)
    here, there = town.type(one, 2), town.type(other, 3)
    offices.verify(other, [first])  # by Dian Lestari
    other.enter(ME, PASSPHRASE)
    applications.save(other, applications.SaveApplication({"nama_usaha": "Jahit Melati"}, record=there))
    town.send(one)
    path = make_file(other, town.folder).paths[0]
    with pytest.raises(SyncRefused) as caught:
        open_file(town.dkum, path)
    assert caught.value.code == "E_FORK" and "Buktinya disimpan" in caught.value.next_step
    (fork,) = forks(town.dkum)
    assert fork.path.read_bytes() == path.read_bytes() and not fork.ordered
    assert "terduplikasi" in fork.sentence

    end_stream(town.dkum, fork.dev, fork.ep, fork.seq)
    assert forks(town.dkum)[0].ordered
    later = town.type(one, 4)
    answer = make_file(town.dkum, town.folder, to=KUKUSAN).paths[0]
    for each in (one, other):
        report = open_file(each, answer)
        assert report.again and locked(each, town.folder)
        assert check_office(each).sound
        assert open_file(each, answer).repeated
    assert offices.row(one, later).status == offices.row(one, here).status == "submitted"
    assert offices.row(other, here).status == "submitted", "DKUM's history came in"
    assert offices.row(other, there).nama_usaha == "Jahit Melati", "and its own stands again"
    assert offices.row(other, first).status == "submitted"
    (step,) = waiting_steps(other)
    assert other.context.people[step.user].nama == "Dian Lestari"
    other.enter("Dian Lestari", PASSPHRASE)
    sign_again(other)
    assert offices.row(other, first).status == "verified" and not waiting_steps(other)
    assert check_office(other).sound

    town.grant(one)
    town.send(one)
    other.enter(ME, PASSPHRASE)
    town.grant(other)
    town.send(other)
    for record, status in (
        (first, "verified"),
        (here, "submitted"),
        (there, "submitted"),
        (later, "submitted"),
    ):
        assert offices.row(town.dkum, record).status == status
    assert offices.row(town.dkum, there).nama_usaha == "Jahit Melati"
    assert check_office(town.dkum).sound


def test_an_image_of_the_disk_put_back_is_found_by_dkums_answer(town: Town) -> None:
    """Database and high-water file together: nothing here remembers what was sent."""
    first = town.type(town.kukusan, 1)
    town.send(town.kukusan)
    town.kukusan.close()
    shutil.copytree(town.kukusan.home, town.folder / "citra")
    town.kukusan = town.opened(KUKUSAN)
    lost = town.type(town.kukusan, 2)
    town.send(town.kukusan)
    answer = make_file(town.dkum, town.folder, to=KUKUSAN).paths[0]
    town.kukusan.close()

    old = town.opened("citra")
    assert standing(old) is None
    open_file(old, answer)
    waits = standing(old)
    assert waits is not None and waits.why == "behind" and locked(old, town.folder)
    typed = town.type(old, 3)
    town.grant(old)
    town.answer(old)
    assert {offices.row(old, each).status for each in (first, lost, typed)} == {"submitted"}
    town.send(old)
    assert offices.row(town.dkum, typed).status == "submitted"


def test_what_dkum_said_comes_back_to_it_from_an_offices_disk(town: Town) -> None:
    """Its decision reached the office before DKUM's disk died; the backup is older."""
    curug = offices.office(town.folder / "curug", code=offices.CURUG, clock=town.kukusan.clock)  # type: ignore[arg-type]
    offices.add(curug, "Dian Lestari", "verifikator", "operator")
    offices.enrol(town.dkum, curug, town.folder)
    town._open.append(curug)
    people = {one: [{**each, "program": "WUB"} for each in offices.persons(2, code=one.info.scope)]
              for one in (town.kukusan, curug)}  # fmt: skip
    records = {one: offices.enter(one, typed) for one, typed in people.items()}
    for one in people:
        offices.verify(one, records[one])
        town.send(one)
    copy = make_backup(town.dkum, town.folder / "cadangan").path
    for code, one in ((KUKUSAN, town.kukusan), (offices.CURUG, curug)):
        town.dkum.enter("Hendra Wijaya", PASSPHRASE)
        proposal = decisions.propose(town.dkum, decisions.ProposeDecision("WUB", 2026, code))
        town.dkum.enter("Sari Utami", PASSPHRASE)
        decisions.approve(town.dkum, proposal.record)
        open_file(one, make_file(town.dkum, town.folder, to=code).paths[0])
    town.dkum.close()

    restore_backup(copy, town.folder / "dkum2", "Hendra Wijaya", PASSPHRASE)
    town.dkum = open_office(town.folder / "dkum2", "Hendra Wijaya", PASSPHRASE, clock=town.kukusan.clock)
    town._open.append(town.dkum)
    for code, one in ((KUKUSAN, town.kukusan), (offices.CURUG, curug)):
        open_file(one, make_file(town.dkum, town.folder, to=code, request=True).paths[0])
        made = make_file(one, town.folder)
        assert made.answers
        for path in (*made.answers, *made.paths):
            open_file(town.dkum, path)
    for one, own in records.items():
        assert [offices.row(town.dkum, each).status for each in own] == ["accepted", "accepted"]
        assert [offices.row(town.dkum, each).putusan for each in own] == [
            offices.row(one, each).putusan for each in own
        ]
    continue_city(town.dkum)
    assert check_office(town.dkum).sound
    for code, one in ((KUKUSAN, town.kukusan), (offices.CURUG, curug)):
        open_file(one, make_file(town.dkum, town.folder, to=code).paths[0])
        open_file(one, make_file(town.dkum, town.folder, to=code, full=True).paths[0])
        assert check_office(one).sound
        assert not make_file(one, town.folder).answers


def regranted(town: Town) -> tuple[Office, Path]:
    """A copy of DKUM, and Kukusan put back and admitted again afterwards: DKUM's copy knows no such keys."""
    town.type(town.kukusan, 1)
    town.send(town.kukusan)
    early = make_backup(town.dkum, town.folder / "cadangan").path
    copy = make_backup(town.kukusan, town.folder / "cadangan-kukusan").path
    town.kukusan.close()
    again = town.restored(copy, "pulih")
    town.grant(again)
    town.send(again)
    town.answer(again)
    return again, early


def test_dkum_put_back_learns_an_offices_new_keys_from_its_file(town: Town) -> None:
    """The office has DKUM's signed word for them, and brings it once it knows that DKUM lacks it."""
    office, early = regranted(town)
    put_back(town, early)
    typed = town.type(office, 2)
    with pytest.raises(SyncRefused) as caught:
        town.send(office)
    assert caught.value.code == "E_KEY"
    open_file(office, make_file(town.dkum, town.folder, to=KUKUSAN, request=True).paths[0])
    town.send(office)
    assert offices.row(town.dkum, typed).status == "submitted"
    continue_city(town.dkum)
    town.answer(office)
    assert standing(office) is None and check_office(office).sound and check_office(town.dkum).sound


@pytest.mark.parametrize("answered", [False, True])
def test_dkum_put_back_admits_an_office_anew_whose_keys_it_never_heard_of(town: Town, answered: bool) -> None:
    """DKUM went on without hearing of them; what the office signed with before proves that it is the same."""
    office, early = regranted(town)
    put_back(town, early)
    with pytest.raises(Refused) as early_grant:
        town.grant(office)
    assert early_grant.value.code == "copy_waits", "its next directory might be one that offices refuse"
    continue_city(town.dkum)
    typed = town.type(office, 2)
    with pytest.raises(SyncRefused) as caught:
        town.send(office)
    assert caught.value.code == "E_KEY"
    if answered:  # the office learns of it by itself
        town.answer(office)
        assert locked(office, town.folder)
    view = trust.look_at_request(town.ask(office), town.dkum).again
    assert view is not None and view.granted is None
    town.grant(office)
    assert standing(office) is None
    town.answer(office)
    town.send(office)
    assert offices.row(town.dkum, typed).status == "submitted"
    assert check_office(office).sound and check_office(town.dkum).sound


def test_dkum_put_back_to_before_an_offices_yearly_keys(town: Town) -> None:
    """Neither epoch nor data differ: only the key that DKUM's list has lost."""
    office = town.kukusan
    town.type(office, 1)
    town.send(office)
    early = make_backup(town.dkum, town.folder / "cadangan").path
    asked = devices.ask_new_keys(office, town.folder)
    fresh = trust.asked_keys(office)
    assert fresh is not None
    trust.accept_grant(office, trust.grant(town.dkum, asked, town.folder, fingerprint=fresh.fingerprint))
    put_back(town, early)
    continue_city(town.dkum)
    town.answer(office)
    waits = standing(office)
    assert waits is not None and waits.why == "unlisted" and not waits.other and locked(office, town.folder)
    typed = town.type(office, 2)
    view = trust.look_at_request(town.ask(office), town.dkum).again
    assert view is not None and "tidak lagi menyebut kunci" in view.sentence and view.granted is None
    town.grant(office)
    assert standing(office) is None and not office.info.why
    town.send(office)
    assert offices.row(town.dkum, typed).status == "submitted"


def test_dkum_put_back_twice_is_heard_whatever_its_epochs_are(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Epochs are drawn, so the second may be the smaller: what it lacks is news all the same."""
    early = make_backup(town.dkum, town.folder / "cadangan").path
    typed = [town.type(town.kukusan, 1)]
    town.send(town.kukusan)
    town.answer(town.kukusan)
    for seed, drawn, name in ((2, 1000, "Tono Wibowo"), (3, 10, "Wati Lestari")):
        monkeypatch.setattr(secrets, "randbelow", lambda below, drawn=drawn: min(drawn, below - 1))
        put_back(town, early)
        open_file(town.kukusan, make_file(town.dkum, town.folder, to=KUKUSAN, request=True).paths[0])
        town.send(town.kukusan)
        continue_city(town.dkum)
        offices.add(town.dkum, name, "petugas_dkum")
        town.answer(town.kukusan)
        assert {each.number[0] for each in newest_answer(town.kukusan)} == {town.dkum.info.ep}
        typed.append(town.type(town.kukusan, seed))
        town.send(town.kukusan)
        town.answer(town.kukusan)
        assert {offices.row(town.dkum, each).status for each in typed} == {"submitted"}
    assert check_office(town.dkum).sound and check_office(town.kukusan).sound


def test_dkum_put_back_hears_its_own_word_about_somebody_before_the_offices(town: Town) -> None:
    """Its decision comes back to it first; the office's file then says whose the applicant is."""
    early = make_backup(town.dkum, town.folder / "cadangan").path
    record = town.type(town.kukusan, 1)
    offices.verify(town.kukusan, [record])
    town.send(town.kukusan)
    town.dkum.enter("Hendra Wijaya", PASSPHRASE)
    proposal = decisions.propose(town.dkum, decisions.ProposeDecision("WUB", 2026, KUKUSAN))
    town.dkum.enter("Sari Utami", PASSPHRASE)
    decisions.approve(town.dkum, proposal.record)
    answer = make_file(town.dkum, town.folder, to=KUKUSAN).paths[0]
    open_file(town.kukusan, answer)
    put_back(town, early)
    open_file(town.dkum, answer)
    open_file(town.kukusan, make_file(town.dkum, town.folder, to=KUKUSAN, request=True).paths[0])
    town.send(town.kukusan)
    assert offices.row(town.dkum, record).status == "accepted"
    continue_city(town.dkum)
    assert check_office(town.dkum).sound
