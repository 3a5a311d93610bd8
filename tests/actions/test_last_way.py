"""DKUM's recovery file: an office nobody can open is opened again, as the same people, by one answer."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import func, select

from desktop_app.actions import city_keys, devices, last_way, people
from desktop_app.actions.export import make_file
from desktop_app.actions.founding import FoundOffice, found_office
from desktop_app.actions.importing import open_file
from desktop_app.actions.trust import authority
from desktop_app.cli import main
from desktop_app.errors import Refused, SyncUnavailable, Unavailable
from desktop_app.keys import age
from desktop_app.keys.attempts import Attempts
from desktop_app.keys.person import PersonKey
from desktop_app.keys.slots import KeySlots
from desktop_app.office import Office, open_office
from desktop_app.queries.people import city_people, office_people
from desktop_app.storage import tables
from desktop_app.sync import rescue
from tests import offices
from tests.carrying import exchange
from tests.limits import ON_LINUX, full_for
from tests.offices import CURUG, KUKUSAN, PASSPHRASE

RATNA = "Ratna Puspita"
NEW = "kapal layar teluk senja merah"


class Terminal(io.StringIO):
    """A keyboard with a person at it."""

    def isatty(self) -> bool:
        return True


class Town:
    """DKUM and two kelurahan; nobody in Kukusan knows a passphrase any more."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.dkum, kelurahan = offices.city(folder, KUKUSAN, CURUG)
        self.kukusan, self.curug = kelurahan[KUKUSAN], kelurahan[CURUG]
        self.kukusan.enter(RATNA, PASSPHRASE)
        (self.record,) = offices.enter(self.kukusan, offices.persons(1))
        self.clock = self.kukusan.clock
        self.home = self.kukusan.home
        self.open = [self.dkum, self.curug]
        self.kukusan.close()

    def ask(self, home: Path | None = None) -> last_way.Asked:
        return last_way.ask(home or self.home, NEW, self.folder, clock=self.clock, cost=offices.CHEAP)

    def answer(self, asked: last_way.Asked, nama: str = RATNA, **more: object) -> Path:
        return last_way.answer(
            self.dkum,
            asked.path,
            self.folder,
            fingerprint=asked.fingerprint,
            nama=nama,
            **more,  # type: ignore[arg-type]
        )

    def enter(self, path: Path, passphrase: str = NEW, home: Path | None = None) -> Office:
        found = last_way.enter(
            home or self.home, path, passphrase, clock=self.clock, attempts=Attempts(), cost=offices.CHEAP
        )
        self.open.append(found)
        return found

    def refusal(self, step: object, *args: object, **more: object) -> str:
        with pytest.raises(Refused) as caught:
            step(*args, **more)  # type: ignore[operator]
        assert caught.value.next_step and caught.value.message.endswith(".")
        return caught.value.code


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    one = Town(tmp_path)
    yield one
    for each in one.open:
        each.close()


def test_the_admin_comes_in_again_as_the_same_person_and_all_is_journaled(town: Town) -> None:
    before = KeySlots.load(town.home / "keyslots.json").find(RATNA)
    asked = town.ask()
    assert before is not None and last_way.asked_since(town.home) is not None
    written = asked.path.read_bytes() + (town.home / last_way.PENDING).read_bytes()
    assert RATNA.encode() not in written, "no personal data, and no secret"
    view = last_way.look(town.dkum, asked.path)
    assert (view.office, view.fingerprint) == ("Kukusan, Kec. Beji", asked.fingerprint)
    path = town.answer(asked)
    assert path != town.answer(asked), "answered twice, each opens"
    office = town.enter(path)
    assert (office.session.name, office.session.user) == (RATNA, before.person)
    passing = rescue.read_request(asked.path).id
    assert office.context.people[passing].nama == f"Pemulihan DKUM ({RATNA})"
    assert not office.context.people[passing].active and last_way.asked_since(town.home) is None
    assert offices.row(office, town.record).status == "submitted"
    assert office.session.user in offices.row(office, town.record).authors, (
        "who typed it still does not verify"
    )
    people.give_new_key(office, office.slots.find("Dian Lestari").person, PASSPHRASE)  # type: ignore[union-attr]
    first = make_file(office, town.folder).paths[0]
    open_file(town.dkum, first)
    for one in (town.dkum, office):
        with one.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT kind, void FROM op WHERE record_id = (SELECT id FROM record WHERE uuid = ?)",
                (bytes.fromhex(passing),),
            ).all()
        assert rows and all(row == ("user", None) for row in rows)
    with town.dkum.reading() as connection:
        assert not connection.exec_driver_sql("SELECT count(*) FROM op WHERE void IS NOT NULL").scalar()
    assert not town.dkum.context.people[passing].active
    open_file(office, make_file(town.dkum, town.folder, to=KUKUSAN).paths[0])
    with office.reading() as connection:
        assert not connection.exec_driver_sql("SELECT count(*) FROM conflict").scalar()
    assert town.refusal(town.answer, asked) == "used"


def test_dkum_may_name_somebody_new_or_a_colleague_without_that_role(town: Town) -> None:
    office = town.enter(town.answer(town.ask(), "  Budi   Santosa "))
    assert office.session.name == "Budi Santosa" and office.person.roles == {"admin_kantor"}
    office.close()
    office = town.enter(town.answer(town.ask(), "dian lestari"))
    assert office.session.name == "Dian Lestari"
    assert office.person.roles == {"admin_kantor", "operator", "verifikator"}


def test_each_wrong_answer_is_told_and_leaves_the_request_waiting(town: Town, tmp_path: Path) -> None:
    first = town.ask()
    early = town.answer(first)
    asked = town.ask()
    late = town.answer(asked)
    assert town.refusal(town.enter, early) == "old_request"
    assert town.refusal(town.enter, late, "melati kuda gunung batu") == "passphrase"
    assert town.refusal(town.enter, asked.path) == "other_kind"
    town.curug.close()
    there = town.ask(town.curug.home)
    assert town.refusal(town.enter, town.answer(there)) == "office"
    assert town.refusal(town.enter, tmp_path / KUKUSAN / "office.json") == "format"
    spoilt = tmp_path / "rusak.pulih"
    spoilt.write_bytes(late.read_bytes().replace(b'"v":1', b'"v":2'))
    assert town.refusal(town.enter, spoilt) == "newer"
    data = late.read_bytes()
    spoilt.write_bytes(data[:-9] + (b"0" if data[-9:-8] != b"0" else b"1") + data[-8:])
    assert town.refusal(town.enter, spoilt) == "altered"

    other = offices.office(tmp_path / "lain", "dkum", name="Palsu Wijaya")  # a DKUM of its own root
    assert other.directory is not None and town.dkum.directory is not None
    opened = city_keys.authority(town.dkum)
    request = rescue.read_request(asked.path)
    dek, _dev = last_way.open_recovery(request.slot, [opened.recovery])
    content = rescue.RescueContent(dek=dek, nama=RATNA, label="x", directory=other.directory.data)
    spoilt.write_bytes(rescue.answer_bytes(request, content, other.device, 1))
    assert town.refusal(town.enter, spoilt) == "stranger"
    own = msgspec.structs.replace(content, directory=town.dkum.directory.data)
    spoilt.write_bytes(rescue.answer_bytes(request, own, other.device, 1))
    assert town.refusal(town.enter, spoilt) == "stranger"
    wrong = msgspec.structs.replace(own, dek=bytes(32))
    spoilt.write_bytes(rescue.answer_bytes(request, wrong, town.dkum.device, 1))
    assert town.refusal(town.enter, spoilt) == "wrong_key"
    other.close()
    town.enter(late)
    assert town.refusal(town.enter, late) == "no_request"


def offices_ops(office: Office) -> int:
    """How many ops the office has."""
    with office.reading() as connection:
        return connection.execute(select(func.count()).select_from(tables.op)).scalar_one()


def test_each_answer_is_journaled_also_the_second_to_one_request(town: Town) -> None:
    asked, ops = town.ask(), []
    for _each in range(2):
        town.answer(asked)
        ops.append(offices_ops(town.dkum))
    assert ops[1] == ops[0] + 1


def test_dkum_answers_no_stranger_no_old_request_and_nobody_taken_out(town: Town, tmp_path: Path) -> None:
    asked = town.ask()
    request = rescue.read_request(asked.path)
    key = KeySlots.load(town.home / last_way.PENDING).open_slot(request.id, NEW).key
    assert key is not None

    def asks(**changed: object) -> str:
        path = tmp_path / "ubah.pulih"
        path.write_bytes(rescue.request_bytes(msgspec.structs.replace(request, **changed), key.signing_key))
        return town.refusal(town.answer, last_way.Asked(path, asked.fingerprint))

    assert asks(dev="ab" * 16) == "unknown_device"
    assert asks(kelurahan=CURUG) == "office"
    curug = KeySlots.load(town.curug.home / "keyslots.json").recovery
    before = offices_ops(town.dkum)
    for somebody in town.dkum.context.people:
        assert asks(id=somebody) == "known_person", "nobody's own name covers an answer"
    assert offices_ops(town.dkum) == before
    assert asks(slot=curug) == "office", "the key of another computer under this one's name"
    recovery = authority(town.dkum).recovery
    dek, _dev = last_way.open_recovery(curug, [recovery])
    assert asks(slot=age.encrypt(dek, [age.recipient_of(recovery)])) == "unbound", "as an earlier Wira wrote"
    assert asks(slot=b"age-encryption.org/v1\n") == "recovery_key"
    with pytest.raises(Refused) as caught:
        last_way.answer(town.dkum, asked.path, tmp_path, fingerprint="0" * 64, nama=RATNA)
    assert caught.value.code == "fingerprint"
    assert town.refusal(town.answer, asked, " ") == "name"
    town.dkum.enter("Sari Utami", PASSPHRASE)
    assert town.refusal(town.answer, asked) == "role"
    town.dkum.enter("Hendra Wijaya", PASSPHRASE)
    town.clock.forward(days=31)  # type: ignore[attr-defined]
    town.dkum.clock.forward(days=31)  # type: ignore[attr-defined]
    assert town.refusal(town.answer, asked) == "old_request"
    dev = town.kukusan.info.dev
    devices.revoke(town.dkum, dev, why="dicuri", fingerprint=town.kukusan.device.fingerprint)
    assert town.refusal(town.answer, town.ask()) == "revoked"


def test_the_recovery_key_is_lost_and_another_takes_its_place(town: Town, tmp_path: Path) -> None:
    """Offices that have not heard of the new key are opened by the old one, from paper if need be; those that
    have, by the new one alone."""
    first = city_keys.authority(town.dkum).recovery
    second = city_keys.renew_recovery(town.dkum)
    office = town.enter(town.answer(town.ask()))  # DKUM still holds the key before
    open_file(office, make_file(town.dkum, tmp_path, to=KUKUSAN).paths[0])
    office.close()
    slot = KeySlots.load(town.home / "keyslots.json").recovery
    assert last_way.open_recovery(slot, [second])[0]
    with pytest.raises(ValueError):
        last_way.open_recovery(slot, [first])
    town.enter(town.answer(town.ask())).close()
    third = city_keys.authority(town.dkum).with_new_recovery()
    city_keys.put_authority(town.dkum, replace(third, former=()))  # a DKUM that remembers none before it
    asked = town.ask()
    assert town.refusal(town.answer, asked) == "recovery_key"
    spaced = " ".join(second[at : at + 8] for at in range(0, len(second), 8))
    town.enter(town.answer(asked, secrets=[spaced]))


def test_who_cannot_be_helped_is_told_why(tmp_path: Path) -> None:
    alone = offices.office(tmp_path / "sendiri")
    dkum = offices.office(tmp_path / "dkum", "dkum", name="Hendra Wijaya")
    for one, code in ((alone, "no_recovery"), (dkum, "place")):
        one.close()
        with pytest.raises(Refused) as caught:
            last_way.ask(one.home, NEW, tmp_path)
        assert caught.value.code == code and not list(tmp_path.glob("*.pulih"))
    with pytest.raises(Refused):
        last_way.ask(tmp_path / "kosong", NEW, tmp_path)


def test_where_the_answer_is_used_while_the_office_is_open_nothing_happens(town: Town) -> None:
    path = town.answer(town.ask())
    office = open_office(town.home, RATNA, PASSPHRASE)
    with pytest.raises(Unavailable):
        town.enter(path)
    office.close()
    town.enter(path)


def test_from_the_command_line(
    town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("desktop_app.actions.last_way.DEFAULT_COST", offices.CHEAP)
    monkeypatch.setattr("desktop_app.office.DEFAULT_COST", offices.CHEAP)
    kukusan = open_office(town.home, RATNA, PASSPHRASE, clock=town.clock)
    exchange(kukusan, town.dkum, tmp_path / "dikenal")
    kukusan.close()
    town.dkum.close()
    (tmp_path / "baru.txt").write_text(NEW)
    new = ["--new-passphrase-file", str(tmp_path / "baru.txt")]
    home = ["--home", str(town.home)]
    assert main(["recovery", "request", *home, *new, "--out", str(tmp_path)]) == 0
    told = capsys.readouterr().out.splitlines()
    (request,) = tmp_path.glob("pemulihan-permintaan_*.pulih")
    groups = next(line for line in told if len(line.split()) == 16)
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    dkum = ["--home", str(tmp_path / "dkum"), "--user", "Hendra Wijaya"]
    assert main(["recovery", "look", str(request), *dkum]) == 0
    assert "dari Kukusan, Kec. Beji" in capsys.readouterr().out
    wanted = ["recovery", "answer", str(request), *dkum, "--name", RATNA, "--out", str(tmp_path)]
    assert main([*wanted, "--fingerprint", "0000"]) == 1
    misspelt = ["Ratna Puspta" if word == RATNA else word for word in wanted]
    assert main([*misspelt, "--fingerprint", groups]) == 0
    assert "Ratna Puspta belum terdaftar di kantor itu" in capsys.readouterr().out
    (wrong,) = tmp_path.glob("pemulihan-jawaban_*.pulih")
    wrong.unlink()
    assert main([*wanted, "--fingerprint", groups]) == 0
    assert "belum terdaftar" not in capsys.readouterr().out
    (reply,) = tmp_path.glob("pemulihan-jawaban_*.pulih")
    monkeypatch.delenv("WIRA_PASSPHRASE")
    assert main(["recovery", "enter", str(reply), *home, *new]) == 0
    assert f"sebagai {RATNA}" in capsys.readouterr().out
    open_office(town.home, RATNA, NEW).close()


def test_a_request_that_waits_is_asked_about_before_another_takes_its_place(
    town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    first = town.ask()
    reply = town.answer(first)
    (tmp_path / "baru.txt").write_text(NEW)
    wish = ["recovery", "request", "--home", str(town.home), "--out", str(tmp_path)]
    wish += ["--new-passphrase-file", str(tmp_path / "baru.txt")]
    before = (town.home / last_way.PENDING).read_bytes()
    assert main(wish) == 1
    said = capsys.readouterr().err
    assert "masih menunggu jawaban DKUM" in said and "kirim lagi berkasnya" in said and "--yes" in said
    monkeypatch.setattr("sys.stdin", Terminal("tidak\n"))
    assert main(wish) == 1
    assert (town.home / last_way.PENDING).read_bytes() == before
    assert [*tmp_path.glob("pemulihan-permintaan_*")] == [first.path]
    town.enter(reply).close()  # the first answer opens as before


def test_another_request_is_made_by_who_says_yes(
    town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    reply = town.answer(town.ask())
    (tmp_path / "baru.txt").write_text(NEW)
    wish = ["recovery", "request", "--home", str(town.home), "--out", str(tmp_path)]
    wish += ["--new-passphrase-file", str(tmp_path / "baru.txt")]
    assert main([*wish, "--yes"]) == 0
    assert "menunggu" not in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", Terminal("ya\n"))
    assert main(wish) == 0
    assert len([*tmp_path.glob("pemulihan-permintaan_*")]) == 3
    assert town.refusal(town.enter, reply) == "old_request"


def test_a_stick_that_is_gone_leaves_the_earlier_request_waiting(town: Town) -> None:
    reply = town.answer(town.ask())
    with pytest.raises(SyncUnavailable):
        last_way.ask(town.home, NEW, town.folder / "takada", clock=town.clock, cost=offices.CHEAP)
    town.enter(reply)


def test_a_damaged_request_waits_for_nothing(town: Town) -> None:
    town.ask()
    for path in (town.home / last_way.PENDING, town.home / "salinan" / last_way.PENDING):
        path.write_bytes(b"{")
    assert last_way.asked_since(town.home) is None, "nobody is asked about what no answer can open"
    reply = town.answer(town.ask())
    town.enter(reply)


def test_the_list_of_staff_says_what_the_passing_person_was(
    town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    reply = town.answer(town.ask())
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)

    def lines(home: Path, user: str, *more: str) -> list[str]:
        assert main(["user", *more, "--home", str(home), "--user", user]) == 0
        return [each for each in capsys.readouterr().out.splitlines() if "Pemulihan DKUM" in each]

    town.dkum.close()
    (waiting,) = lines(tmp_path / "dkum", "Hendra Wijaya", "--all")
    assert waiting.endswith(
        "Admin kantor. Jalan masuk dari jawaban pemulihan DKUM; pemakaiannya belum tercatat di sini"
    )
    office = town.enter(reply)
    day = f"{office.clock():%d-%m-%Y}"
    with office.reading() as connection:
        (found,) = [each for each in office_people(connection, KUKUSAN, own=office.info.dev) if each.way]
    office.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", NEW)
    (used,) = lines(town.home, RATNA)
    said = f"Jalan masuk dari jawaban pemulihan DKUM; dipakai {day}, tidak berlaku lagi"
    assert used == f"Pemulihan DKUM ({RATNA}): {said}" and found.way == said


@ON_LINUX
def test_a_request_whose_keys_cannot_be_kept_leaves_no_file(town: Town) -> None:
    """No key would ever open an answer to it; the earlier request still waits for its own."""
    first = town.ask()
    before = (town.home / last_way.PENDING).read_bytes()
    files = sorted(town.folder.iterdir())
    full_for(town.home / last_way.PENDING)
    with pytest.raises(Unavailable) as caught:
        town.ask()
    assert caught.value.code == "disk" and caught.value.next_step
    assert sorted(town.folder.iterdir()) == files
    assert (town.home / last_way.PENDING).read_bytes() == before
    assert town.enter(town.answer(first)).session.name == RATNA


def test_nobody_is_admitted_under_the_name_of_dkums_way_in(town: Town, tmp_path: Path) -> None:
    for name in (f"Pemulihan DKUM ({RATNA})", "pemulihan  dkum", "PEMULIHAN-DKUM Kukusan", "Ｐemulihan DKUM"):
        wish = people.AddPerson(name, ("petugas_dkum",), PASSPHRASE)
        assert town.refusal(people.add_person, town.dkum, wish) == "name"
        found = FoundOffice("kelurahan", CURUG, name, PASSPHRASE, sample=True)
        assert town.refusal(found_office, tmp_path / "baru", found, cost=offices.CHEAP) == "name"
        assert town.refusal(town.answer, town.ask(), name) == "name"
    assert not (tmp_path / "baru").exists() and not list(tmp_path.glob("pemulihan-jawaban_*"))


def test_only_dkums_word_makes_somebody_its_way_in(town: Town) -> None:
    """An office calls a colleague so (a program of before took it): that is a colleague everywhere."""
    office = town.enter(town.answer(town.ask()))
    key = PersonKey.generate()
    admitted = {
        "nama": "Pemulihan DKUM (Kukusan)", "nip": "", "jabatan": "", "roles": ["admin_kantor", "operator"],
        "key": key.public_key.hex(), "office": KUKUSAN, "active": True,
    }  # fmt: skip

    def told(one: Office, own: str = "") -> dict[str, str]:
        with one.reading() as connection:
            lines = city_people(connection, own=own)
        return {each.nama: each.way for each in lines if "Pemulihan" in each.nama}

    true, crafted = f"Pemulihan DKUM ({RATNA})", "Pemulihan DKUM (Kukusan)"
    office.do(lambda work: work.put(key.person, "person", "user", admitted, scope=KUKUSAN, new=True))
    assert told(office) == {true: "", crafted: ""}, "of the office's word alone nothing is believed"
    here = told(office, office.info.dev)
    assert here[true] and not here[crafted]
    exchange(office, town.dkum, town.folder)
    assert "pemakaiannya" not in told(town.dkum)[true] and "dipakai" in told(town.dkum)[true]
    people.dismiss(office, key.person)
    exchange(office, town.dkum, town.folder)
    exchange(town.dkum, office, town.folder)
    for one in (office, town.dkum):
        assert "dipakai" in told(one)[true] and not told(one)[crafted]
        assert not told(one, one.info.dev)[crafted]
