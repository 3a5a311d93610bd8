"""Trust over years, by files alone: a lost laptop, new keys, a new root, lost keys, people who leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop_app.actions import city_keys, city_staff, devices, people, trust
from desktop_app.actions.checking import check_office
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.cli.advice import typed
from desktop_app.domain.outcome import record_of
from desktop_app.errors import Refused, SyncRefused, Unavailable
from desktop_app.keys import age
from desktop_app.keys.passphrase import PAPER_WORDS, words_problem
from desktop_app.keys.signing import fingerprint
from desktop_app.keys.slots import open_recovery
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.sync.container import peek
from tests import offices
from tests.offices import CURUG, KUKUSAN


@dataclass
class Town:
    """DKUM and Kukusan, and where their files lie."""

    folder: Path
    dkum: Office
    kukusan: Office

    def up(self, office: Office | None = None) -> Path:
        """The office's file for DKUM, not yet opened there."""
        return make_file(office or self.kukusan, self.folder).paths[0]

    def down(self, to: str = KUKUSAN) -> Path:
        """DKUM's answer."""
        return make_file(self.dkum, self.folder, to=to).paths[0]

    def enter(self, count: int, seed: int) -> list[str]:
        self.kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
        return offices.enter(self.kukusan, offices.persons(count, seed=seed))

    def own(self) -> str:
        return self.kukusan.info.dev

    def counted(self) -> int:
        """Applications at DKUM; the database is as a rebuild would make it."""
        assert check_office(self.dkum).sound
        with self.dkum.reading() as connection:
            return connection.execute(select(func.count()).select_from(tables.application)).scalar_one()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    dkum, found = offices.city(tmp_path)
    yield Town(tmp_path, dkum, found[KUKUSAN])
    dkum.close()
    found[KUKUSAN].close()


def refused(code: str, call: object, *args: object, **more: object) -> None:
    with pytest.raises((Refused, SyncRefused)) as caught:
        call(*args, **more)  # type: ignore[operator]
    assert caught.value.code == code
    assert caught.value.next_step


def test_a_lost_computer_is_revoked_and_counts_as_far_as_was_said(town: Town) -> None:
    town.enter(2, 1)
    clock = town.dkum.clock
    open_file(town.dkum, town.up())
    assert town.counted() == 2
    clock.forward(days=3)  # type: ignore[attr-defined]
    lost = clock().date()
    town.enter(1, 2)
    open_file(town.dkum, town.up())
    town.enter(1, 3)
    late = town.up()
    mark, dev = town.kukusan.device.fingerprint, town.own()
    refused("fingerprint", devices.revoke, town.dkum, dev, why="hilang", fingerprint="0000")
    refused("reason", devices.revoke, town.dkum, dev, why="  ", fingerprint=mark)
    refused("own_device", devices.revoke, town.dkum, town.dkum.info.dev, why="x", fingerprint=mark)
    refused("place", devices.revoke, town.kukusan, dev, why="hilang", fingerprint=mark)
    assert town.counted() == 3
    devices.revoke(town.dkum, dev, why="laptop hilang", fingerprint=mark)
    assert town.counted() == 3, "what had come is good"
    with pytest.raises(SyncRefused) as caught:
        open_file(town.dkum, late)
    assert caught.value.code == "E_REVOKED" and "Kukusan" in str(caught.value)
    assert "laptop hilang" in str(caught.value) and caught.value.record == late.name
    refused("unknown_office", make_file, town.dkum, town.folder, to=KUKUSAN)
    devices.readmit(town.dkum, dev, fingerprint=mark)
    devices.revoke(town.dkum, dev, why="laptop hilang", fingerprint=mark, since=lost)
    assert town.counted() == 2, "what came from the day it was lost does not count"
    (line,) = [each for each in devices.listed(town.dkum) if each.dev == dev]
    assert line.revoked is not None and line.why == "laptop hilang" and line.good[0][0] == 1
    assert town.dkum.directory is not None
    refused("E_REVOKED", trust.grant, town.dkum, trust.make_request(town.kukusan, town.folder), town.folder,
            fingerprint=mark)  # fmt: skip
    devices.readmit(town.dkum, dev, fingerprint=mark)
    open_file(town.dkum, late)
    assert town.counted() == 4
    refused("nothing", devices.readmit, town.dkum, dev, fingerprint=mark)


def test_keys_are_renewed_and_what_was_on_its_way_still_opens(town: Town) -> None:
    town.enter(1, 1)
    old, before = town.kukusan.device, town.up()
    town.dkum.clock.forward(days=400)  # type: ignore[attr-defined]
    assert devices.key_is_old(town.kukusan)
    request = devices.ask_new_keys(town.kukusan, town.folder)
    assert devices.ask_new_keys(town.kukusan, town.folder) != request, "asked twice: the same keys"
    fresh = trust.asked_keys(town.kukusan)
    assert fresh is not None and fresh.public_key != old.public_key
    assert trust.look_at_request(request).fingerprint == fresh.fingerprint
    assert trust.look_at_request(request, town.dkum).again is None, "the same computer, no copy"
    grant = trust.grant(town.dkum, request, town.folder, fingerprint=fresh.fingerprint)
    town.enter(1, 2)
    between = town.up()  # signed with the old key
    trust.accept_grant(town.kukusan, grant)
    assert town.kukusan.device.public_key == fresh.public_key and not devices.key_is_old(town.kukusan)
    assert trust.asked_keys(town.kukusan) is None
    town.enter(1, 3)
    for path in (before, between, town.up()):
        open_file(town.dkum, path)
    assert town.counted() == 3
    inbox = trust.authority(town.dkum).inbox_recipient
    under_way = town.up()
    devices.renew_own(town.dkum)
    assert trust.authority(town.dkum).inbox_recipient != inbox
    answer = town.down()
    open_file(town.kukusan, answer)  # signed with a key that only the directory inside names
    open_file(town.dkum, under_way)  # encrypted to the inbox of before
    town.enter(1, 4)
    later = town.up()
    assert age.recipient_id(inbox) not in peek(later).rcpt
    open_file(town.dkum, later)
    assert town.counted() == 4
    refused("role", devices.ask_new_keys, _as(town.kukusan, "Dian Lestari"), town.folder)
    refused("place", devices.ask_new_keys, _as(town.dkum, "Hendra Wijaya"), town.folder)


def test_the_root_is_handed_over_and_lost_keys_have_their_ways_out(town: Town) -> None:
    first = trust.authority(town.dkum)
    kept = city_keys.export_keys(town.dkum, town.folder)
    following = city_keys.announce_root(town.dkum, town.folder)
    for each in (kept, following):
        assert len(each.words.split()) == PAPER_WORDS
        assert first.root.private_bytes_raw() not in each.path.read_bytes()
    open_file(town.kukusan, town.down())
    town.dkum.put_secret(trust.AUTHORITY_SECRET, b"")  # the disk has lost them
    with pytest.raises(Unavailable):
        trust.authority(town.dkum)
    refused("words", city_keys.restore_keys, town.dkum, kept.path, "satu dua tiga")
    city_keys.restore_keys(town.dkum, kept.path, kept.words.upper())
    assert trust.authority(town.dkum).root_public == first.root_public
    city_keys.adopt_root(town.dkum, following.path, following.words)
    assert town.dkum.directory is not None
    assert town.dkum.directory.root_fingerprints() == [following.fingerprint]
    open_file(town.kukusan, town.down())
    assert town.kukusan.directory is not None
    assert town.kukusan.directory.root_fingerprints() == [following.fingerprint]
    refused("other_city", city_keys.adopt_root, town.dkum, following.path, following.words)
    secret = city_keys.renew_recovery(town.dkum)
    open_file(town.kukusan, town.down())
    assert len(open_recovery(town.kukusan.slots.recovery, [secret])[0]) == 32
    # nothing is left of the keys: the offices compare once more
    town.dkum.put_secret(trust.AUTHORITY_SECRET, b"")
    refused("sure", city_keys.begin_anew, town.dkum, sure=False)
    printed = city_keys.begin_anew(town.dkum, sure=True)
    refused("E_DIR", open_file, town.kukusan, town.down())
    grant = trust.grant(
        town.dkum, trust.make_request(town.kukusan, town.folder), town.folder,
        fingerprint=town.kukusan.device.fingerprint,
    )  # fmt: skip
    view = trust.look_at_grant(town.kukusan, grant)
    assert view.replaces and view.fingerprints == (printed,)
    refused("E_DIR", trust.accept_grant, town.kukusan, grant, fingerprint=printed)
    refused("fingerprint", trust.accept_grant, town.kukusan, grant, fingerprint=following.fingerprint,
            new_root=True)  # fmt: skip
    trust.accept_grant(town.kukusan, grant, fingerprint=printed, new_root=True)
    open_file(town.kukusan, town.down())
    town.enter(1, 1)
    open_file(town.dkum, town.up())
    assert town.counted() == 1


def test_a_copy_from_before_the_root_changed_is_refused_and_a_good_one_takes_nothing_away(town: Town) -> None:
    def stands() -> city_keys.KeysStanding:
        with town.dkum.reading() as connection:
            return city_keys.standing_of_keys(town.dkum, connection)

    assert stands().held and not stands().next_root and stands().copy_made is None
    first = city_keys.export_keys(town.dkum, town.folder)
    assert stands().copy_fits
    under_way = town.up()
    devices.renew_own(town.dkum)
    assert stands().copy_made is not None and not stands().copy_fits, "the inbox has another key"
    town.enter(1, 1)
    city_keys.restore_keys(town.dkum, first.path, first.words)  # nothing was lost: the newer key stays
    for path in (under_way, town.up()):
        open_file(town.dkum, path)
    assert town.counted() == 1
    town.dkum.clock.forward(minutes=1)  # type: ignore[attr-defined]
    following = city_keys.announce_root(town.dkum, town.folder)
    assert stands().next_root == following.fingerprint
    city_keys.restore_keys(town.dkum, first.path, first.words)
    city_keys.adopt_root(town.dkum, following.path, following.words)
    before = trust.authority(town.dkum).to_bytes()
    refused("old_root", city_keys.restore_keys, town.dkum, first.path, first.words)
    refused("other_kind", city_keys.restore_keys, town.dkum, following.path, following.words)
    refused("other_kind", city_keys.adopt_root, town.dkum, first.path, first.words)
    assert trust.authority(town.dkum).to_bytes() == before and not stands().copy_fits
    town.dkum.put_secret(trust.AUTHORITY_SECRET, b"")
    assert not stands().held and stands().root == following.fingerprint
    refused("old_root", city_keys.restore_keys, town.dkum, first.path, first.words)
    with pytest.raises(Unavailable) as caught:
        trust.authority(town.dkum)
    assert "Pengaturan, Kunci DKUM" in caught.value.next_step
    assert "wira authority show" in typed(caught.value.next_step), "the command line names its own way"
    other = offices.office(town.folder / "lain", "dkum")
    refused("other_city", city_keys.restore_keys, other, first.path, first.words)
    other.close()


def test_the_words_are_looked_at_before_the_file() -> None:
    assert "5" in words_problem("colek pedal damai taruh cuci")
    assert "3, 5" in words_problem("colek pedal dammai taruh cucci lemas helm letak")
    assert not words_problem(" Colek pedal damai  taruh cuci lemas helm letak ")


def test_the_announced_root_alone_brings_everything_back(town: Town) -> None:
    following = city_keys.announce_root(town.dkum, town.folder)
    open_file(town.kukusan, town.down())
    town.dkum.put_secret(trust.AUTHORITY_SECRET, b"")
    city_keys.adopt_root(town.dkum, following.path, following.words)
    assert fingerprint(trust.authority(town.dkum).root_public) == following.fingerprint
    open_file(town.kukusan, town.down())
    town.enter(1, 1)
    open_file(town.dkum, town.up())
    assert town.counted() == 1


def test_people_get_new_keys_and_are_revoked_by_dkum(town: Town) -> None:
    one = town.enter(3, 1)
    offices.verify(town.kukusan, one[:1])
    _as(town.kukusan, "Ratna Puspita")
    dian = next(user for user, facts in town.kukusan.context.people.items() if facts.nama == "Dian Lestari")
    fresh = "apel biru cangkul delima emas"
    people.give_new_key(town.kukusan, dian, fresh)
    refused("passphrase", town.kukusan.enter, "Dian Lestari", offices.PASSPHRASE)
    town.dkum.clock.forward(minutes=1)  # type: ignore[attr-defined]
    offices.verify(town.kukusan, one[1:2], passphrase=fresh)
    open_file(town.dkum, town.up())  # what the old key signed and what the new one signed, in one file
    assert [offices.row(town.dkum, each).status for each in one] == ["verified", "verified", "submitted"]
    refused("role", city_staff.revoke_person, _as(town.dkum, "Sari Utami"), dian, "x")
    _as(town.dkum, "Hendra Wijaya")
    refused("place", city_staff.revoke_person, town.dkum, town.dkum.session.user, "x")
    city_staff.revoke_person(town.dkum, dian, "Pindah tugas")
    offices.verify(town.kukusan, one[2:], passphrase=fresh)
    report = open_file(town.dkum, town.up())
    assert list(report.void.values()) == ["role"], "authentic, kept, listed, without effect"
    assert [offices.row(town.dkum, each).status for each in one] == ["verified", "verified", "submitted"]
    # a later end would bring the third back
    refused("dismissed", city_staff.revoke_person, town.dkum, dian, "lagi")
    assert offices.row(town.dkum, one[2]).status == "submitted"
    open_file(town.kukusan, town.down())
    assert offices.row(town.kukusan, one[2]).status == "submitted"
    refused("dismissed", town.kukusan.enter, "Dian Lestari", fresh)
    assert town.counted() == 3


def test_a_hostile_office_takes_no_outcome_from_another(town: Town) -> None:
    curug = offices.office(town.folder / CURUG, code=CURUG, clock=town.dkum.clock)  # type: ignore[arg-type]
    offices.enrol(town.dkum, curug, town.folder)
    (record,) = offices.enter(curug, offices.persons(1, code=CURUG))
    said = {"application": record, "mulai_usaha": "2026-11-01"}
    with town.kukusan.work() as work:
        lie = {**said, "scope": KUKUSAN, "catatan": "bukan"}
        offices.write_raw(work.connection, town.kukusan.session.user, "outcome", lie, rec=record_of(record))
        work._open_log()  # pyright: ignore[reportPrivateUsage]  what was written behind its back
    assert not open_file(town.dkum, town.up()).void, "whose the application is nobody has heard yet"
    curug.do(lambda work: work.put(record_of(record), "outcome", "set", said, scope=CURUG))
    open_file(town.dkum, town.up(curug))
    curug.do(lambda work: work.put(record_of(record), "outcome", "set", {"pekerja": 2}))
    open_file(town.dkum, town.up(curug))
    with town.dkum.reading() as connection:
        row = connection.execute(select(tables.PLAIN["outcome"])).one()
        void = connection.execute(select(tables.op.c.void).where(tables.op.c.void.is_not(None)))
        assert (row.scope, row.pekerja, row.catatan) == (CURUG, 2, None)
        assert void.scalars().all() in (["subject"], ["foreign"])
    assert check_office(town.dkum).sound
    curug.close()


def _as(office: Office, name: str) -> Office:
    office.enter(name, offices.PASSPHRASE)
    return office
