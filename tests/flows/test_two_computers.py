"""An office with two computers and a field laptop: handing over, DKUM's answer to all, nothing altered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import cast

import msgspec
import pytest
from sqlalchemy import Connection, select

from desktop_app.actions import attachments, decisions, export, issued, rosters, trust
from desktop_app.actions import people as staff
from desktop_app.actions.arrivals import waiting_files
from desktop_app.actions.backup import make_backup, restore_backup
from desktop_app.actions.carrying import carry_account, take_account
from desktop_app.actions.checking import check_office
from desktop_app.actions.export import make_file
from desktop_app.actions.going import Going
from desktop_app.actions.handing import hand_over
from desktop_app.actions.importing import open_file
from desktop_app.actions.keeping import FileReport
from desktop_app.actions.peers import peer_of
from desktop_app.actions.rosters import RosterWish
from desktop_app.actions.statements import put_have
from desktop_app.actions.taking import without_effect
from desktop_app.actions.trust import identities
from desktop_app.domain.op import Op, decode, encode
from desktop_app.errors import Refused, SyncRefused
from desktop_app.keys.age import decrypt
from desktop_app.office import Office, open_office
from desktop_app.queries.documents import register
from desktop_app.queries.exchange import exchange_view
from desktop_app.queries.home import home
from desktop_app.queries.status import delivery, office_status
from desktop_app.sample.scans import id_card
from desktop_app.storage import tables
from desktop_app.sync.container import LENGTHS
from desktop_app.sync.parts import Stream
from desktop_app.sync.writer import build_parts, seal
from tests import offices
from tests.issuing import issue_many
from tests.offices import KUKUSAN, PASSPHRASE


@dataclass
class Office3:
    """DKUM, two computers of Kelurahan Kukusan, and its laptop; all enrolled."""

    folder: Path
    dkum: Office
    one: Office
    two: Office
    laptop: Office
    made: list[Path] = field(default_factory=list[Path])

    def carry(self, sender: Office, *receivers: Office, to: str = "") -> list[FileReport]:
        """A file from one to others."""
        made = make_file(sender, self.folder, to=to)
        self.made += made.paths
        return [open_file(each, path) for each in receivers for path in made.paths]

    @property
    def every(self) -> tuple[Office, ...]:
        return self.dkum, self.one, self.two, self.laptop


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Office3]:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    one = kelurahan[KUKUSAN]
    clock = offices.Clock(one.clock())
    two = offices.office(tmp_path / "dua", clock=clock, name="Rahmat Hidayat")
    laptop = offices.office(tmp_path / "laptop", "lapangan", clock=clock, name="Yusuf Maulana")
    offices.enrol(dkum, two, tmp_path)
    offices.enrol(dkum, laptop, tmp_path)
    found = Office3(tmp_path, dkum, one, two, laptop)
    found.carry(dkum, one, two, laptop, to=KUKUSAN)  # who the others are
    yield found
    for each in found.every:
        each.close()


def state(one: Office) -> dict[str, tuple[bytes, str | None, str | None]]:
    """Everything both sides may see, without local row numbers."""
    record, app = tables.record.c, tables.application.c
    with one.reading() as connection:
        rows = connection.execute(
            select(record.uuid, record.heads, app.status, app.nama)
            .outerjoin(tables.application, app.id == record.id)
            .where(record.scope.in_(("", KUKUSAN)))
        )
        return {row.uuid.hex(): (row.heads, row.status, row.nama) for row in rows}


def test_a_laptop_hands_over_and_the_answer_reaches_every_computer(three: Office3) -> None:
    invented = offices.persons(2)
    people = offices.enter(three.laptop, invented)
    attachments.attach(three.laptop, people[0], "ktp", id_card(invented[0]))
    (scan,) = three.laptop.blobs.names()
    (report,) = three.carry(three.laptop, three.one)
    assert (report.fresh_records, report.void, report.blobs) == (3, {}, 1)  # two people and who entered them
    offices.verify(three.one, people)
    mine = offices.enter(three.two, offices.persons(1, seed=7))
    (from_two,) = three.carry(three.two, three.one, to=KUKUSAN)
    assert from_two.fresh_records == 3
    numbers = {offices.row(three.one, each).nomor_pendaftaran[:13] for each in people + mine}
    assert len(numbers) == 2  # one series for each computer
    three.carry(three.one, three.dkum)  # its own, the laptop's, the second computer's
    proposal = decisions.propose(three.dkum, decisions.ProposeDecision("WUB", 2026, KUKUSAN))
    three.dkum.enter("Sari Utami", PASSPHRASE)
    decisions.approve(three.dkum, proposal.record)
    reports = three.carry(three.dkum, three.one, three.two, three.laptop, to=KUKUSAN)
    assert all(not each.void for each in reports)
    assert {offices.row(each, person).status for each in three.every for person in people} == {"accepted"}
    assert {offices.row(each, mine[0]).status for each in three.every} == {"submitted"}
    assert state(three.one) == state(three.two) == state(three.laptop) == state(three.dkum)
    with three.laptop.reading() as connection:
        told = delivery(connection, three.laptop.info)
    assert (told.waiting, told.unsent) == (0, 0)
    assert three.dkum.blobs.has(scan) and not three.two.blobs.has(scan)
    three.carry(three.two, three.one, to=KUKUSAN)  # asks for it
    three.carry(three.one, three.two, to=KUKUSAN)
    assert three.two.blobs.has(scan)
    for one in three.every:
        assert check_office(one).sound


def test_a_letter_number_that_both_computers_used_is_told_on_both_until_one_is_cancelled(
    three: Office3,
) -> None:
    """Each issued its roster before it had heard of the other's."""
    people = [dict(person) | {"program": "WUB"} for person in offices.persons(1)]
    offices.verify(three.one, offices.enter(three.one, people))
    wish = RosterWish("WUB", 2026, "arsip", "700 / 1", three.one.today())
    arsip, papan = (one.document for one in rosters.seal_editions(three.one, wish))
    (twin,) = issue_many(three.two, 1)  # bears 700/1 as well

    def told(one: Office) -> tuple[set[str], dict[str, set[str]], int]:
        with one.reading() as connection:
            lines = register(connection, one.context)
            steps = home(connection, one).letters_twice
            counted = office_status(connection, one.info).letters_twice
        return {each.record for each in steps}, {each.record: set(each.twins) for each in lines}, counted

    assert told(three.one) == (set(), {arsip: set(), papan: set()}, 0), "nothing is known yet"
    three.carry(three.one, three.two, to=KUKUSAN)
    three.carry(three.two, three.one, to=KUKUSAN)
    three.carry(three.one, three.dkum)
    for each in (three.one, three.two):
        (latest,), twins, counted = told(each)
        assert latest in (arsip, papan, twin) and counted == 1
        assert twins == {arsip: {twin}, twin: {arsip}, papan: set()}, "the archive's roster was issued twice"
    steps, twins, counted = told(three.dkum)
    assert (steps, counted) == (set(), 0) and twins[arsip] == {twin}, "DKUM sees it and is not asked"
    issued.cancel_document(three.two, twin, "Nomornya sudah dipakai")
    three.carry(three.two, three.one, to=KUKUSAN)
    for each in (three.one, three.two):
        steps, twins, counted = told(each)
        assert not steps and not any(twins.values()) and not counted


def test_an_answer_lies_on_a_computers_disk_once(three: Office3) -> None:
    """For the other computers and for a DKUM that was put back alike."""
    folder = three.one.home / "files"

    def kept() -> list[bytes]:
        return [path.read_bytes() for path in folder.rglob("*.dks") if "requests" not in path.parts]

    assert kept() == [three.made[0].read_bytes()]
    for place, name in {"answers": "01-00001_p01.dks", "dkum": "1-2_1764000000_0011_p01.dks"}.items():
        (folder / place).mkdir(
            exist_ok=True
        )  # as earlier programs kept them, the second for longer than is due
        (folder / place / name).write_bytes(b"lama")
    people = offices.enter(three.one, offices.persons(1))
    offices.verify(three.one, people)
    three.carry(three.one, three.dkum)
    three.carry(three.dkum, three.one, to=KUKUSAN)
    second = three.made[-1]
    assert open_file(three.one, second).repeated
    assert kept().count(second.read_bytes()) == 1
    decisions.propose(three.dkum, decisions.ProposeDecision("WUB", 2026, KUKUSAN))
    three.carry(three.dkum, three.one, to=KUKUSAN)
    newest = three.made[-1].read_bytes()
    assert sorted(kept()) == sorted([three.made[0].read_bytes(), second.read_bytes(), newest])
    _made, handed = hand_over(three.one, three.folder)
    assert [path.read_bytes() for path in handed] == [newest]


def test_one_person_signs_in_on_both_computers_and_stays_one(three: Office3) -> None:
    """The account is carried; who typed on one computer cannot verify on the other."""
    with pytest.raises(Refused, match="Kata sandi"):
        carry_account(three.one, three.folder, "bukan kata sandi ini")
    cast(offices.Clock, three.one.clock).forward(minutes=1)
    path = carry_account(three.one, three.folder, PASSPHRASE)
    assert b"Ratna" not in path.read_bytes() and "Ratna" not in path.name
    with pytest.raises(Refused) as caught:  # the second computer has not heard of her yet
        take_account(three.two, path, PASSPHRASE)
    assert caught.value.code == "unknown_person"
    three.one.enter("Ratna Puspita", PASSPHRASE)
    people = offices.enter(three.one, offices.persons(1))
    three.carry(three.one, three.two, to=KUKUSAN)
    with pytest.raises(Refused) as caught:
        take_account(three.two, path, "melati kuda gunung batu hijau")
    assert caught.value.code == "passphrase"
    with pytest.raises(Refused) as caught:
        take_account(three.dkum, path, PASSPHRASE)
    assert caught.value.code == "E_RCPT"
    large = three.folder / "lain.bin"
    large.write_bytes(bytes(70_000))
    with pytest.raises(Refused) as caught:
        take_account(three.two, large, PASSPHRASE)
    assert caught.value.code == "E_RCPT", "no account file, whatever the passphrase"
    take_account(three.two, path, PASSPHRASE)
    session = three.two.enter("Ratna Puspita", PASSPHRASE)
    assert session.user == three.one.session.user
    with pytest.raises(Refused) as caught:
        offices.verify(three.two, people, "Ratna Puspita")
    assert caught.value.code == "own_entry"
    mine = offices.enter(three.two, offices.persons(1, seed=6))
    three.carry(three.two, three.one, to=KUKUSAN)
    assert offices.row(three.one, mine[0]).created_by.hex() == session.user


def test_what_dkum_has_and_what_a_mate_has_are_two_things(three: Office3) -> None:
    people = offices.enter(three.one, offices.persons(2))
    three.carry(three.one, three.dkum)
    three.carry(three.dkum, three.one, to=KUKUSAN)
    with three.one.reading() as connection:
        assert delivery(connection, three.one.info).waiting == 0
    made = make_file(three.one, three.folder, to=KUKUSAN)
    assert made.ops > 2  # DKUM has it all, the second computer nothing of it
    reports = [open_file(each, made.paths[0]) for each in (three.two, three.laptop)]
    assert [each.fresh_records for each in reports] == [5, 5]  # with its officers and its letterhead
    offices.enter(three.one, offices.persons(1, seed=3))
    three.carry(three.two, three.one, to=KUKUSAN)  # a mate's word is no receipt of DKUM
    three.carry(three.laptop, three.one)
    with three.one.reading() as connection:
        assert delivery(connection, three.one.info).unsent > 0
    small = make_file(three.one, three.folder, to=KUKUSAN)
    assert small.ops < made.ops  # what both have by their own word does not go again
    assert open_file(three.two, small.paths[0]).new == 2  # one applicant, and who works at the laptop
    receipts = three.carry(three.one, three.laptop, to=KUKUSAN)
    assert not receipts[0].void
    offices.enter(three.laptop, offices.persons(1, seed=4))
    changed = offices.row(three.laptop, people[0])
    assert changed.status == "submitted"
    three.carry(three.laptop, three.one)
    three.carry(three.one, three.dkum)
    answer = make_file(three.dkum, three.folder, to=KUKUSAN)
    with three.dkum.reading() as connection:
        streams = connection.execute(select(tables.stream.c.id, tables.stream.c.dev)).all()
        has = {
            row.dev.hex(): delivered_to(connection, three.laptop.info.dev, row.id)
            for row in streams
            if row.dev.hex() in (three.laptop.info.dev, three.one.info.dev)
        }
    assert all(has.values())  # told by the laptop, brought by the office, never written to DKUM
    open_file(three.one, answer.paths[0])
    three.carry(three.one, three.laptop, to=KUKUSAN)  # DKUM's receipt reaches it by its office
    with three.laptop.reading() as connection:
        assert delivery(connection, three.laptop.info).waiting == 0


def test_a_file_that_comes_too_early_asks_the_computer_it_came_from(three: Office3) -> None:
    offices.enter(three.one, offices.persons(1))
    first = make_file(three.one, three.folder, to=KUKUSAN)
    three.carry(three.two, three.one, to=KUKUSAN)
    open_file(three.laptop, first.paths[0])
    three.carry(three.laptop, three.one)
    with three.one.work() as work:  # as if the second computer had said that it has the file
        for row in work.connection.execute(select(tables.stream)).all():
            put_have(work, bytes.fromhex(three.two.info.dev), row.id, row.seq, row.head)
    offices.enter(three.one, offices.persons(1, seed=2))
    early = make_file(three.one, three.folder, to=KUKUSAN)
    with pytest.raises(SyncRefused) as caught:
        open_file(three.two, early.paths[0])
    assert caught.value.code == "E_GAP"
    asked = caught.value.request
    assert asked is not None
    assert open_file(three.one, asked).kind == "request"
    three.carry(three.one, three.two, to=KUKUSAN)
    assert not waiting_files(three.two)
    assert state(three.two).keys() >= state(three.one).keys()


def test_an_office_can_neither_change_nor_leave_out_what_it_hands_on(three: Office3) -> None:
    """A program at the office that alters the laptop's ops, with the office's own keys to seal with."""
    offices.enter(three.laptop, offices.persons(2))
    three.carry(three.laptop, three.one)
    before = state(three.dkum)
    for spoil in (edited, dropped, reordered, shortened, lifted):
        path = forged(three, spoil)
        with pytest.raises(SyncRefused) as caught:
            open_file(three.dkum, path)
        assert caught.value.code == ("E_BIND" if spoil is lifted else "E_OPS"), spoil.__name__
        assert state(three.dkum) == before
    assert open_file(three.dkum, forged(three, lambda stream: stream)).fresh_records > 0


def edited(stream: Stream) -> Stream:
    """One name is another, and every hash after it fits again."""
    ops = [decode(each) for each in stream.ops]
    at = next(n for n, op in enumerate(ops) if op.ent == "application")
    ops[at] = msgspec.structs.replace(ops[at], set={**ops[at].set, "nama": "Orang Lain"})
    return relinked(stream, ops)


def dropped(stream: Stream) -> Stream:
    """One op is gone and those after it have moved up."""
    ops = [decode(each) for each in stream.ops]
    return relinked(stream, [*ops[:1], *ops[2:]])


def reordered(stream: Stream) -> Stream:
    ops = [decode(each) for each in stream.ops]
    return relinked(stream, [ops[0], ops[2], ops[1], *ops[3:]])


def shortened(stream: Stream) -> Stream:
    """The last op is held back."""
    return replace(stream, ops=[*stream.ops][:-1], cuts=None)


def lifted(stream: Stream) -> Stream:
    """As it is; its body goes into another file's envelope."""
    return stream


def relinked(stream: Stream, ops: list[Op]) -> Stream:
    prev, made = stream.prev, list[bytes]()
    for seq, op in enumerate(ops, stream.first):
        made.append(encode(msgspec.structs.replace(op, seq=seq, prev=prev)))
        prev = sha256(made[-1]).hexdigest()
    return replace(stream, ops=made, cuts=None)


def forged(three: Office3, spoil: Callable[[Stream], Stream]) -> Path:
    """What the office's own program would send, but for the laptop's stream."""
    office, directory = three.one, three.one.directory
    assert directory is not None
    peer = peer_of(office, directory, "", request=False)
    with office.reading() as connection:
        parcel = export._parcel(  # pyright: ignore[reportPrivateUsage]
            office, connection, directory, peer, (99, 99), Going(office), full=False
        )
        streams = [spoil(each) if each.dev == three.laptop.info.dev else each for each in parcel.streams]
        parcel = replace(parcel, streams=streams)
        ((core, data),) = build_parts(parcel, office.device)
    if spoil is lifted:
        plain = decrypt(data[len(data) - peek_length(data) :], [*identities(three.dkum)])
        other = msgspec.structs.replace(core, no=core.no + 1)
        data = seal(office.device, other, plain, parcel.recipients)
    path = three.folder / f"{spoil.__name__.strip('<>')}-{core.no}.dks"
    path.write_bytes(data)
    return path


def peek_length(data: bytes) -> int:
    _version, type_length, header_length = LENGTHS.unpack_from(data, 8)
    return len(data) - (8 + LENGTHS.size + type_length + header_length + 32 + 64)


def delivered_to(connection: Connection, dev: str, stream_id: int) -> int:
    have = tables.peer_have.c
    asked = select(have.seq).where(have.peer == bytes.fromhex(dev), have.stream_id == stream_id)
    return connection.execute(asked).scalar() or 0


def test_what_only_a_mate_has_of_a_lost_disk_comes_back_to_its_computer(three: Office3) -> None:
    """Put back twice from one backup: of the copy in between DKUM knows nothing, so its word is void, and all
    hear of it alike."""
    copy = make_backup(three.one, three.folder / "cadangan").path

    def back(name: str) -> None:
        three.one.close()
        restore_backup(copy, three.folder / name, "Ratna Puspita", PASSPHRASE)
        three.one = open_office(three.folder / name, "Ratna Puspita", PASSPHRASE, clock=three.two.clock)
        asked = trust.make_request(three.one, three.folder)
        three.dkum.enter("Hendra Wijaya", PASSPHRASE)
        granted = trust.grant(three.dkum, asked, three.folder, fingerprint=three.one.device.fingerprint)
        trust.accept_grant(three.one, granted)
        three.carry(three.dkum, three.one, three.two, to=KUKUSAN)

    back("sekali")
    (record,) = offices.enter(three.one, offices.persons(1))
    three.carry(three.one, three.two, to=KUKUSAN)
    back("dua-kali")
    three.carry(three.two, three.dkum)
    three.carry(three.dkum, three.two, three.laptop, to=KUKUSAN)
    three.carry(three.laptop, three.two)
    three.carry(three.two, three.dkum)  # everybody else says that it has it
    three.carry(three.one, three.dkum)  # which says that it has not
    three.carry(three.dkum, three.one, to=KUKUSAN)

    def said(one: Office) -> list[tuple[str, str | None]]:
        op, known = tables.op.c, tables.record.c
        with one.reading() as connection:
            rows = connection.execute(
                select(op.hash, op.void)
                .join_from(tables.op, tables.record, known.id == op.record_id)
                .where(known.uuid == bytes.fromhex(record))
                .order_by(op.hash)
            )
            return [(row.hash.hex(), row.void) for row in rows]

    assert said(three.one) == said(three.dkum) == said(three.two)
    assert {void for _op, void in said(three.one)} == {"revoked"}


def test_what_a_dismissal_elsewhere_undoes_is_told(three: Office3) -> None:
    """Dian looks after the people here too; Ratna ends her service at another computer, which has not heard
    of what Dian did here since. Those steps stay in the log and count no more: the file says so."""
    one, two = three.one, three.two
    clock = cast("offices.Clock", one.clock)
    (dian,) = [key for key, facts in one.context.people.items() if facts.nama == "Dian Lestari"]
    facts = one.context.people[dian]
    staff.change_person(one, dian, roles=(*facts.roles, "admin_kantor"))
    three.carry(one, two, to=KUKUSAN)
    take_account(two, carry_account(one, three.folder, PASSPHRASE), PASSPHRASE)
    clock.forward(minutes=1)
    one.enter("Dian Lestari", PASSPHRASE)
    offices.add(one, "Putri Anggraini", "operator")
    clock.forward(minutes=1)
    two.enter("Ratna Puspita", PASSPHRASE)
    assert "belum sampai kemari tidak berlaku lagi" in staff.what_ends(two)
    staff.dismiss(two, dian)
    (report,) = three.carry(two, one, to=KUKUSAN)
    assert report.new and not report.void and len(report.undone) == 1
    with one.reading() as connection:
        (line,) = [each for each in exchange_view(connection, one).files if each.void]
    (step,) = line.void
    assert line.direction == "in" and "tidak mengizinkan" in step.reason, step.reason
    assert without_effect([report])[1] == (1, "1 langkah yang sudah ada di sini tidak berlaku lagi.")
