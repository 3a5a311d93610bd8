"""Card and key slots lost with their second copies: a backup's open the database that is there."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from desktop_app.actions import attachments, moving, people, recovery
from desktop_app.actions.backup import make_backup
from desktop_app.actions.checking import check_office
from desktop_app.actions.rescue import best_backup, keys_lost, put_back_keys, rescue, who_opens
from desktop_app.card import read_info
from desktop_app.cli import main
from desktop_app.errors import Refused, Unavailable, WiraError
from desktop_app.keys.slots import KeySlots
from desktop_app.office import Office, open_office
from desktop_app.sample.scans import id_card
from tests import offices
from tests.actions.test_backup import seen
from tests.offices import PASSPHRASE

ME, COLLEAGUE = "Ratna Puspita", "Dian Lestari"
CARDS = ("office.json", "salinan/office.json")
NEW, OTHER = "kapal layar teluk senja merah", "Sari Wulandari"
SLOTS = ("keyslots.json", "salinan/keyslots.json")


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office whose backup is older than its last applicant, scan and dismissal."""
    folder = tmp_path_factory.mktemp("kunci")
    office = offices.office(folder / "kantor")
    offices.add(office, COLLEAGUE, "operator")
    made = offices.persons(3)
    offices.enter(office, made[:1])
    make_backup(office, office.home / "backups")
    records = offices.enter(office, made[1:])
    attachments.attach(office, records[0], "ktp", id_card(made[1]))
    people.dismiss(office, next(u for u, f in office.context.people.items() if f.nama == COLLEAGUE))
    office.drafts.put("baru:1", {"nama": "Belum"}, {"page": "entri"}, now=office.clock())
    office.close()
    return folder / "kantor"


@pytest.fixture
def home(seeded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(seeded, tmp_path / "kantor"))


def copy_of(home: Path) -> Path:
    (path,) = (home / "backups").glob("*.tar")
    return path


@pytest.mark.parametrize(("gone", "harm", "code"), [
    (SLOTS, "spoilt", "keyslots"), (CARDS, "removed", "office_info"),
    (CARDS + SLOTS, "spoilt", "office_info"),
])  # fmt: skip
def test_nothing_that_was_saved_is_lost(home: Path, gone: tuple[str, ...], harm: str, code: str) -> None:
    for name in gone:
        (home / name).unlink() if harm == "removed" else (home / name).write_bytes(b"rusak")
    before = {name: data for name, data in seen(home).items() if name not in (*CARDS, *SLOTS)}
    with pytest.raises(Unavailable) as caught:
        open_office(home, ME, PASSPHRASE)
    assert caught.value.code == code and "dari cadangan" in caught.value.next_step
    info = best_backup(home)
    assert info is not None and keys_lost(home)
    assert ME in who_opens(home, info) and (COLLEAGUE in who_opens(home, info)) == (SLOTS[0] in gone)
    for name, words, refusal in ((ME, "bukan kata sandinya", "passphrase"), (COLLEAGUE, PASSPHRASE, "")):
        with pytest.raises(Refused) as refused:
            put_back_keys(info.path, home, name, words)
        assert refused.value.code == (refusal or ("dismissed" if SLOTS[0] in gone else "passphrase"))
        (home / "attempts.json").unlink(missing_ok=True)  # the try itself is remembered, see test_restoring
        left = {name: data for name, data in seen(home).items() if name not in (*CARDS, *SLOTS)}
        assert left == before, "who may not come in changes nothing"
    saved = rescue(info.path, home, ME, PASSPHRASE, clock=offices.Clock())
    office = saved.office
    try:
        assert saved.keys is not None and saved.keys.slots == (SLOTS[0] in gone) and not saved.keys.keyless
        assert [each.name for each in office.slots.people()] == [ME], "who was dismissed has no slot again"
        with office.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM application").scalar_one() == 3
        assert len(office.drafts.list()) == 1
        assert office.info.why == "restored" and office.info.ep > 1
        offices.enter(office, offices.persons(4, seed=9)[3:])
        report = check_office(office)
        assert report.sound, report.problems
    finally:
        office.close()
    assert not list(home.parent.glob("*disisihkan*")), "the folder stays where it is"
    kept = sorted(path.name for path in home.glob("*-tak-terbaca-*"))
    firsts = [name for name in gone if "/" not in name]
    assert len(kept) == (len(firsts) if harm == "spoilt" else 0)
    assert not keys_lost(home) and not list(home.glob(".kunci-*"))
    with pytest.raises(Refused) as whole:
        put_back_keys(info.path, home, ME, PASSPHRASE)
    assert whole.value.code == "keys_whole"


def test_where_the_database_is_gone_too_the_backup_takes_its_place(home: Path) -> None:
    for name in SLOTS:
        (home / name).unlink()
    raw = bytearray((home / "wira.db").read_bytes())
    raw[len(raw) // 2] ^= 0x10
    (home / "wira.db").write_bytes(raw)
    with pytest.raises(WiraError) as caught:
        put_back_keys(copy_of(home), home, ME, PASSPHRASE)
    assert caught.value.code == "database_damaged" and not (home / SLOTS[0]).exists()
    office = rescue(copy_of(home), home, ME, PASSPHRASE, clock=offices.Clock()).office
    with office.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM application").scalar_one() == 1
    assert len(office.drafts.list()) == 1
    office.close()
    (aside,) = home.parent.glob("kantor-disisihkan-*")
    assert (aside / "wira.db").read_bytes() == bytes(raw), "set aside, never overwritten"


def test_another_offices_backup_is_refused(home: Path, tmp_path: Path) -> None:
    other = offices.office(tmp_path / "lain", name=COLLEAGUE)
    theirs = make_backup(other, tmp_path / "flash").path
    other.close()
    for name in SLOTS:
        (home / name).unlink()
    with pytest.raises(Refused) as caught:
        put_back_keys(theirs, home, COLLEAGUE, PASSPHRASE)
    assert caught.value.code == "backup_other"
    for name in CARDS:
        (home / name).unlink()
    with pytest.raises(WiraError) as strange:
        put_back_keys(theirs, home, COLLEAGUE, PASSPHRASE)
    assert strange.value.code == "database_key", "its key opens nothing here"
    assert read_or_none(home) is None


def read_or_none(home: Path) -> object:
    try:
        return read_info(home)
    except Unavailable:
        return None


@pytest.mark.parametrize("own", ["there", "gone"])
def test_the_backup_of_another_office_takes_no_whole_database(home: Path, tmp_path: Path, own: str) -> None:
    """One stick serves two offices, the other's copy is the newer one, and no card says whose this is."""
    stick = tmp_path / "stick"
    later = offices.Clock(offices.Clock().now.replace(day=25))
    other = offices.office(tmp_path / "curug", code=offices.CURUG, clock=later)
    theirs = make_backup(other, stick).path
    other.close()
    ours = shutil.copy2(copy_of(home), stick)
    if own == "gone":
        shutil.rmtree(home / "backups")
    for name in (*CARDS, *SLOTS):
        (home / name).unlink()
    best = best_backup(home, [stick])
    assert best is not None and (own == "gone" or best.path != theirs)
    before = (home / "wira.db").read_bytes()
    with pytest.raises(Refused) as refused:
        rescue(theirs, home, ME, PASSPHRASE, clock=offices.Clock())
    assert refused.value.code == "backup_other" and (home / "wira.db").read_bytes() == before
    made = rescue(Path(ours), home, ME, PASSPHRASE, clock=offices.Clock())
    assert made.aside is None
    with made.office.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM application").scalar_one() == 3
    made.office.close()


def test_the_command_line_says_which_copy_and_puts_the_keys_back(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    words = ["--home", str(home), "--user", ME]
    for name in CARDS + SLOTS:
        (home / name).unlink()
    assert main(["status", *words]) == 3
    assert "`wira restore BERKAS --keys`" in capsys.readouterr().err
    assert main(["check", *words, "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    files = report["parts"][0]
    assert [each["code"] for each in files["findings"]] == ["file_lost", "file_lost"]
    copy = copy_of(home)
    assert all(copy.name in each["next_step"] for each in files["findings"])
    assert main(["restore", str(copy), "--keys", *words]) == 0
    assert "datanya tidak diganti" in capsys.readouterr().out
    assert main(["status", *words]) == 0
    assert "3 pendaftar" in capsys.readouterr().out


def lose(home: Path, *names: str) -> None:
    for name in names:
        (home / name).unlink()


def id_of(office: Office, nama: str) -> str:
    return next(user for user, facts in office.context.people.items() if facts.nama == nama)


def test_what_was_taken_away_since_the_backup_opens_nothing_again(tmp_path: Path) -> None:
    """A replaced passphrase and key, a replaced sheet; who kept a key comes in, who came since gets one."""
    office = offices.office(tmp_path / "kantor")
    home = office.home
    offices.add(office, COLLEAGUE, "operator")
    offices.add(office, "Budi Santoso", "verifikator")
    sheet = recovery.make_sheet(office, PASSPHRASE)
    copy = make_backup(office, home / "backups").path
    recovery.make_sheet(office, PASSPHRASE)  # the first was lost
    people.give_new_key(office, id_of(office, COLLEAGUE), NEW)  # somebody had seen the first
    offices.add(office, OTHER, "operator")
    office.close()
    lose(home, *SLOTS)
    with pytest.raises(Refused) as taken:
        put_back_keys(copy, home, COLLEAGUE, PASSPHRASE)
    assert taken.value.code == "key_replaced" and "diganti admin" in taken.value.message
    assert keys_lost(home), "who may not come in puts nothing back"
    made = put_back_keys(copy, home, "Budi Santoso", PASSPHRASE)
    assert made.slots and made.admin and made.keyless == (COLLEAGUE, OTHER)
    assert "buat yang baru" in made.told()[0] and OTHER in made.told()[1]
    slots = KeySlots.load(home / SLOTS[0])
    assert slots.sheet is None and {each.name for each in slots.people()} == {ME, "Budi Santoso"}
    for words in (PASSPHRASE, NEW):
        with pytest.raises(Refused):
            open_office(home, COLLEAGUE, words).close()
        (home / "attempts.json").unlink(missing_ok=True)
    with pytest.raises(Refused):
        recovery.open_by_sheet(home, sheet.words, NEW, cost=offices.CHEAP).close()
    office = open_office(home, ME, PASSPHRASE, clock=offices.Clock(), cost=offices.CHEAP)
    try:
        for nama in made.keyless:
            people.give_new_key(office, id_of(office, nama), NEW)
            office.enter(nama, NEW)
            assert office.session.key.public_key == office.person.key
            office.enter(ME, PASSPHRASE)
        people.dismiss(office, id_of(office, OTHER))
        with pytest.raises(Refused) as ended:
            people.give_new_key(office, id_of(office, OTHER), NEW)
        assert ended.value.code == "no_person"
    finally:
        office.close()


def test_a_new_key_that_was_cut_off_before_its_slot_locks_nobody_out(tmp_path: Path) -> None:
    """The op is written before the slot: until the admin says it again, the old passphrase and key hold, and
    what is signed with it counts."""
    office = offices.office(tmp_path / "kantor")
    offices.add(office, COLLEAGUE, "verifikator")
    (record,) = offices.enter(office, offices.persons(1))
    before = [(office.home / name).read_bytes() for name in SLOTS]
    people.give_new_key(office, id_of(office, COLLEAGUE), NEW)
    office.close()
    for name, content in zip(SLOTS, before, strict=True):
        (office.home / name).write_bytes(content)  # as the disk stood when the mains failed between the two
    office = open_office(office.home, ME, PASSPHRASE, clock=offices.Clock(), cost=offices.CHEAP)
    try:
        assert office.context.people[id_of(office, COLLEAGUE)].key != office.session.key.public_key
        offices.verify(office, [record], COLLEAGUE)
        assert offices.row(office, record).status == "verified"
        told = {each.code: each for part in check_office(office).parts for each in part.findings}
        assert "memberi Anda kunci baru" in told["person_key"].next_step
        office.enter(ME, PASSPHRASE)
        people.give_new_key(office, id_of(office, COLLEAGUE), NEW)
        office.enter(COLLEAGUE, NEW)
        assert office.session.key.public_key == office.person.key
        assert offices.row(office, record).status == "verified"
        assert check_office(office).sound
    finally:
        office.close()


def test_where_no_admin_has_a_key_dkum_is_named(tmp_path: Path) -> None:
    office = offices.office(tmp_path / "kantor")
    home = office.home
    copy = make_backup(office, home / "backups").path
    offices.add(office, OTHER, "admin_kantor")
    office.enter(OTHER, PASSPHRASE)
    people.change_person(office, id_of(office, ME), roles=("operator",))
    office.close()
    lose(home, *SLOTS)
    made = put_back_keys(copy, home, ME, PASSPHRASE)
    assert made.keyless == (OTHER,) and not made.admin and "hubungi DKUM" in made.told()[1]


@pytest.mark.parametrize("gone", [CARDS, SLOTS, CARDS + SLOTS], ids=["card", "slots", "both"])
def test_an_office_that_was_handed_over_stays_ended_until_its_admin_says_otherwise(
    tmp_path: Path, gone: tuple[str, ...]
) -> None:
    office = offices.office(tmp_path / "kantor")
    home = office.home
    copy = make_backup(office, home / "backups").path
    moving.prepare_move(office, tmp_path / "flash")
    office.close()
    for _again in range(2):
        lose(home, *gone)
        with pytest.raises(Refused) as caught:
            rescue(copy, home, ME, PASSPHRASE)
        assert caught.value.code == "moved_away"
        assert not keys_lost(home), "the keys are back, so that its admin can say that it stays"
    moving.stay(home, ME, PASSPHRASE, clock=offices.Clock()).close()
    lose(home, *gone)
    saved = rescue(copy, home, ME, PASSPHRASE, clock=offices.Clock())
    assert saved.keys is not None and not saved.keys.moved, "it has gone on here"
    saved.office.close()
