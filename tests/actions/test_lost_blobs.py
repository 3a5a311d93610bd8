"""Lost attachments and papers come back from a copy alone: whose copy, what of it, and what never does."""

from __future__ import annotations

import json
import shutil
import tarfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop_app.actions import attachments, erasing, rosters
from desktop_app.actions.backup import make_backup, restore_backup
from desktop_app.actions.check_papers import expected
from desktop_app.actions.check_report import Finding
from desktop_app.actions.checking import check_office
from desktop_app.actions.erasing_after import attend
from desktop_app.actions.export import damaged_words, make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.issued import document_pdf
from desktop_app.actions.lost_blobs import PutBack, put_back_blobs
from desktop_app.actions.rosters import RosterWish
from desktop_app.cli import main
from desktop_app.cli.advice import typed
from desktop_app.domain.access import BLOBS
from desktop_app.errors import Refused, Unavailable
from desktop_app.office import Office, open_office
from desktop_app.sample.scans import id_card
from desktop_app.storage import tables
from desktop_app.storage.work import whole as in_one
from tests import offices
from tests.actions.test_backup import seen
from tests.asking import asked
from tests.carrying import put_back
from tests.limits import ON_LINUX, full_for
from tests.noted import noted
from tests.offices import KUKUSAN, PASSPHRASE
from tests.queries.test_journal import lines

ME, DIAN = "Ratna Puspita", "Dian Lestari"
LETTER = "500.3/118"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with DKUM and Kukusan, closed: two scans, a sealed roster, and a copy on a stick."""
    folder = tmp_path_factory.mktemp("hilang")
    dkum, kelurahan = offices.city(folder)
    one = kelurahan[KUKUSAN]
    people = [{**each, "program": "WUB"} for each in offices.persons(2)]
    records = offices.enter(one, people)
    for record, person in zip(records, people, strict=True):
        attachments.attach(one, record, "ktp", id_card(person))
    offices.verify(one, records)
    rosters.seal_roster(one, RosterWish("WUB", 2026, "arsip", LETTER, date(2026, 11, 24)))
    make_backup(one, folder / "flash")
    make_backup(one, one.home / "backups")
    for each in (dkum, one):
        each.close()
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path / "kota")
    return tmp_path / "kota"


def opened(folder: Path, name: str = KUKUSAN, who: str = ME) -> Office:
    return open_office(folder / name, who, PASSPHRASE, clock=offices.Clock(), cost=offices.CHEAP)


@pytest.fixture
def one(folder: Path) -> Iterator[Office]:
    office = opened(folder)
    yield office
    office.close()


def copy_of(folder: Path) -> Path:
    (path,) = (folder / "flash").glob("*.tar")
    return path


def scans(one: Office) -> list[str]:
    """The attachments by their names, the first applicant's first."""
    with one.reading() as connection:
        query = select(tables.attachment.c.sha256).order_by(tables.attachment.c.application_id)
        return [each.hex() for each in connection.execute(query).scalars()]


def paper(one: Office) -> tuple[str, str]:
    """The roster: its record, and the name of its PDF."""
    with one.reading() as connection:
        row = connection.execute(select(tables.document)).one()
    return row.uuid.hex(), row.pdf.hex()


def blob(one: Office, name: str) -> Path:
    return one.home / "blobs" / name[:2] / f"{name}.age"


def damage(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0x10
    path.write_bytes(raw)


def harms(one: Office) -> list[Finding]:
    part = next(part for part in check_office(one).parts if part.key == "blobs")
    return [each for each in part.findings if each.harm]


def standing(one: Office) -> tuple[int, int]:
    """The epoch, and how many ops there are."""
    with one.reading() as connection:
        return one.info.ep, connection.execute(select(func.count()).select_from(tables.op)).scalar_one()


def other_files(one: Office) -> dict[str, str]:
    """All beside what is put back, and the database, which keeps the journal, with its marks."""
    own = ("blobs/", "wira.db", "access-mark", "wira.lock")
    return {name: digest for name, digest in seen(one.home).items() if not name.startswith(own)}


def test_what_is_lost_or_damaged_comes_back_and_nothing_else_changes(one: Office, folder: Path) -> None:
    first, second = scans(one)
    record, pdf = paper(one)
    was, before, beside = document_pdf(one, record), standing(one), other_files(one)
    blob(one, first).unlink()
    damage(blob(one, second))
    blob(one, pdf).unlink()
    left = {name: digest for name, digest in seen(one.home / "blobs").items() if second not in name}
    assert {each.code for each in harms(one)} == {"blob_lost", "blob_damaged"}
    done = put_back_blobs(one, copy_of(folder))
    assert (done.files, done.lacking, done.left, done.hindered) == (3, 0, (), None)
    assert LETTER in done.back and len(done.back) == 3
    assert done.told()[0].startswith("3 berkas diambil dari cadangan") and LETTER in done.told()[0]
    assert harms(one) == [] and check_office(one).sound
    assert document_pdf(one, record) == was
    assert standing(one) == before, "no epoch begins and nothing is written"
    assert other_files(one) == beside
    now = seen(one.home / "blobs")
    assert {name: now[name] for name in left} == left, "what was whole is not touched"
    assert [(each.deed, each.who) for each in noted(one) if each.deed == BLOBS] == [(BLOBS, ME)]
    (line,) = [each for each in lines(one, kind="entered") if each.title.startswith("Berkas yang hilang")]
    assert line.detail == "3 berkas"
    again = put_back_blobs(one, copy_of(folder))
    assert again == PutBack() and "Tidak ada lampiran atau dokumen" in again.told()[0]
    assert len([each for each in noted(one) if each.deed == BLOBS]) == 1, "nothing came, nothing to tell"


def test_advice_fits_what_was_lost_and_names_the_way(
    one: Office, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A paper is called no attachment; who types commands is told the command."""
    (first, _second), (_record, pdf) = scans(one), paper(one)
    blob(one, pdf).unlink()
    (lost,) = harms(one)
    assert "lampir" not in f"{lost.sentence} {lost.next_step}".casefold() and lost.records == (LETTER,)
    assert "1 berkas dokumen terbit hilang" in lost.sentence
    assert "Pengaturan, Cadangan (Ambil berkas yang hilang)" in lost.next_step
    damage(blob(one, first))
    blob(one, pdf).write_bytes(b"rusak")
    scan, issued = harms(one)
    assert {scan.code, issued.code} == {"blob_damaged"}
    assert "1 lampiran rusak" in scan.sentence and "1 berkas dokumen terbit rusak" in issued.sentence
    assert "Ambil berkas yang hilang" in scan.next_step and "lampirkan lagi" in scan.next_step
    assert "lampir" not in issued.next_step, "a paper is attached nowhere"
    with pytest.raises(Unavailable) as shown:
        document_pdf(one, paper(one)[0])
    assert "Ambil berkas yang hilang" in shown.value.next_step
    one.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    assert main(["check", "--home", str(one.home), "--user", ME]) == 1
    told = capsys.readouterr().out
    assert "`wira restore BERKAS --blobs`" in told and "Ambil berkas yang hilang" not in told


def test_what_cannot_be_attached_any_more_is_not_said_to_be(one: Office, folder: Path) -> None:
    """In Entri somebody decided is not changed: a copy has it, or it stays lost."""
    first, second = scans(one)
    with one.database.locked() as connection, in_one(connection):
        connection.exec_driver_sql(
            "UPDATE application SET status = 'waitlisted' WHERE id ="
            f" (SELECT application_id FROM attachment WHERE hex(sha256) = '{first.upper()}')"
        )
    for name in (first, second):
        damage(blob(one, name))
    open_, decided = harms(one)
    assert "1 lampiran rusak" in open_.sentence and "di Entri" in open_.next_step
    assert "pendaftar yang sudah diputuskan rusak" in decided.sentence
    assert "di Entri" not in decided.next_step and "beri tahu DKUM" in decided.next_step
    assert "Ambil berkas yang hilang" in decided.next_step
    assert "`wira restore BERKAS --blobs`" in typed(decided.next_step)
    left = PutBack(lacking=2, left=("a", "b"), scans=True, decided=True)
    assert "belum diputuskan dapat" in left.step() and "beri tahu DKUM" in left.step()
    assert "Entri" not in PutBack(lacking=1, left=("a",), decided=True).step()
    (said, step) = damaged_words(1)
    assert "rusak dan tidak ikut" in said and "Ambil berkas yang hilang" in step
    assert "`wira restore BERKAS --blobs`" in typed(step) and "di Entri" in typed(step)


def test_by_command_the_office_is_whole_afterwards(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one = opened(folder)
    first, _second = scans(one)
    blob(one, first).unlink()
    number = next(each for found in harms(one) for each in found.records)
    one.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    who = ["--home", str(one.home), "--user", ME]
    words = ["restore", str(copy_of(folder)), "--blobs", *who]
    assert main([*words, "--look"]) == 0
    assert "Cadangan" in capsys.readouterr().out and not blob(one, first).exists()
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["files"], told["back"], told["lacking"], told["left"]) == (1, [number], 0, [])
    assert main(["check", *who]) == 0
    assert "hilang dari folder" not in capsys.readouterr().out
    assert main(words) == 0
    assert "Tidak ada lampiran atau dokumen" in capsys.readouterr().out


def test_what_is_in_no_copy_is_named_with_the_next_step(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One was attached after the copy was made; that one stays lost, the other comes back."""
    one = opened(folder, who=DIAN)
    person = offices.persons(3)[2]
    (record,) = offices.enter(one, [person])
    attachments.attach(one, record, "ktp", id_card(person))
    number = offices.row(one, record).nomor_pendaftaran
    (_record, pdf), late = paper(one), scans(one)[-1]
    for name in (pdf, late):
        blob(one, name).unlink()
    one.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    words = ["restore", str(copy_of(folder)), "--blobs", "--home", str(one.home), "--user", ME]
    assert main(words) == 1
    told = capsys.readouterr().out
    assert "1 berkas diambil dari cadangan" in told and LETTER in told
    assert f"1 berkas masih hilang atau rusak: {number} KTP" in told
    assert "Ulangi dengan cadangan lain" in told and "dilampirkan lagi" in told
    one = opened(folder)
    try:
        (left,) = harms(one)
        assert left.records[0].startswith(f"{number} KTP") and blob(one, pdf).exists()
    finally:
        one.close()


def test_a_file_that_is_damaged_in_the_copy_too_stays_among_those_left(one: Office, folder: Path) -> None:
    """A backup takes files along as they are."""
    first, second = scans(one)
    damage(blob(one, first))
    copy = make_backup(one, folder / "kemudian").path
    blob(one, second).unlink()
    left = blob(one, first).read_bytes()
    done = put_back_blobs(one, copy)
    assert (done.files, done.lacking) == (1, 1) and blob(one, first).read_bytes() == left
    assert put_back_blobs(one, copy_of(folder)).lacking == 0 and harms(one) == []


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def no_copy(path: Path) -> None:
    path.write_bytes(b"bukan cadangan" * 1000)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [(cut, "backup_damaged"), (no_copy, "backup_damaged"), (Path.unlink, "backup_io")],
    ids=["cut", "other", "gone"],
)
def test_a_copy_that_cannot_be_read_changes_nothing(
    one: Office, folder: Path, spoil: Callable[[Path], object], code: str
) -> None:
    copy, (first, _second) = copy_of(folder), scans(one)
    damage(blob(one, first))
    before = seen(one.home / "blobs")
    spoil(copy)
    with pytest.raises((Refused, Unavailable)) as caught:
        put_back_blobs(one, copy)
    assert caught.value.code == code and caught.value.next_step
    assert seen(one.home / "blobs") == before and BLOBS not in [each.deed for each in noted(one)]


def test_another_offices_copy_changes_nothing(one: Office, folder: Path) -> None:
    dkum = opened(folder, "dkum", "Hendra Wijaya")
    theirs = make_backup(dkum, folder / "dkum-flash").path
    dkum.close()
    first, _second = scans(one)
    blob(one, first).unlink()
    before = seen(one.home / "blobs")
    with pytest.raises(Refused) as caught:
        put_back_blobs(one, theirs)
    assert caught.value.code == "backup_other" and "komputer lain" in caught.value.message
    assert caught.value.next_step and seen(one.home / "blobs") == before


def test_a_copy_that_only_claims_to_be_this_offices_is_refused(one: Office, folder: Path) -> None:
    """Its key slots are another office's, so nothing in it was ever this one's."""
    other = offices.office(folder / "lain", name="Surya Darmawan")
    theirs = make_backup(other, folder / "lain-flash").path
    other.close()
    first, _second = scans(one)
    blob(one, first).unlink()
    forged = with_slots_of(copy_of(folder), theirs, folder / "palsu.tar")
    with pytest.raises(Refused) as caught:
        put_back_blobs(one, forged)
    assert caught.value.code == "backup_key" and not blob(one, first).exists()


def with_slots_of(copy: Path, other: Path, path: Path) -> Path:
    """The copy with the key slots of another one, listed as they are."""
    work = path.with_suffix("")
    with tarfile.open(copy) as archive:
        archive.extractall(work, filter="data")
    with tarfile.open(other) as archive:
        member = archive.extractfile("keyslots.json")
        assert member is not None
        (work / "keyslots.json").write_bytes(member.read())
    listed = json.loads((work / "isi.json").read_text(encoding="utf-8"))
    listed["files"]["keyslots.json"] = seen(work)["keyslots.json"]
    (work / "isi.json").write_text(json.dumps(listed), encoding="utf-8")
    with tarfile.open(path, "w") as archive:
        for each in sorted(work.rglob("*")):
            if each.is_file():
                archive.add(each, each.relative_to(work).as_posix())
    return path


def test_only_an_admin_of_the_office_takes_files_back(one: Office, folder: Path) -> None:
    first, _second = scans(one)
    blob(one, first).unlink()
    one.enter(DIAN, PASSPHRASE)
    with pytest.raises(Refused) as caught:
        put_back_blobs(one, copy_of(folder))
    assert caught.value.code == "role" and not blob(one, first).exists()


def test_a_copy_from_other_keys_of_this_computer_is_read_by_them(one: Office, folder: Path) -> None:
    """Put back from an older copy, the office goes on with keys of its own, and does not know those of what
    came between. What comes back is encrypted to the present ones."""
    first, second = scans(one)
    one.put_device(one.device.rotated())
    kept = one.blobs.get(first)
    blob(one, first).unlink()
    one.blobs.put(kept)  # now to the newer key
    newer = make_backup(one, folder / "kemudian").path
    again = put_back(one, copy_of(folder))
    try:
        assert not set(one.device.identities) <= set(again.device.identities)
        for name in (first, second):
            blob(again, name).unlink()
        assert put_back_blobs(again, newer).files == 2
        assert again.blobs.get(first) == kept and harms(again) == []
    finally:
        again.close()


@ON_LINUX
def test_a_disk_that_is_full_half_way_leaves_what_came_and_what_was_there(one: Office, folder: Path) -> None:
    names = sorted([*scans(one), paper(one)[1]])
    for name in names:
        damage(blob(one, name))
    before = seen(one.home / "blobs")
    full_for(blob(one, names[1]))
    done = put_back_blobs(one, copy_of(folder))
    assert (done.files, done.lacking) == (1, 2)
    assert done.hindered is not None and done.hindered.code == "disk_full"
    told = " ".join(done.told())
    assert "1 berkas diambil" in told and "ruang kosong" in told and "2 berkas masih" in told
    now = seen(one.home / "blobs")
    assert [name for name in before if now[name] != before[name]] == [f"{names[0][:2]}/{names[0]}.age"]
    full_for(blob(one, names[0]))
    damage(blob(one, names[0]))
    before = seen(one.home / "blobs")
    with pytest.raises(Unavailable) as caught:
        put_back_blobs(one, copy_of(folder))
    assert caught.value.code == "disk_full" and seen(one.home / "blobs") == before


def test_what_was_erased_is_not_brought_back(folder: Path) -> None:
    """Neither the scan of who was erased nor the paper that named them, while what is still there is."""
    one, dkum = opened(folder), opened(folder, "dkum", "Hendra Wijaya")
    try:
        gone, stays = scans(one)
        _record, pdf = paper(one)
        with one.reading() as connection:
            of = tables.application.c.id == tables.attachment.c.application_id
            query = select(tables.application.c.uuid).join(tables.attachment, of)
            named = tables.attachment.c.sha256 == bytes.fromhex(gone)
            record = connection.execute(query.where(named)).scalar_one().hex()
        asked(one, record)
        (folder / "jalan").mkdir()
        open_file(dkum, make_file(one, folder / "jalan").paths[0])
        dkum.enter("Sari Utami", PASSPHRASE)
        erasing.erase(dkum, record, "permintaan", day=date(2098, 1, 1))
        dkum.enter("Hendra Wijaya", PASSPHRASE)
        open_file(one, make_file(dkum, folder / "jalan", to=KUKUSAN).paths[0])
        one.close()
        one = opened(folder)
        attend(one)
        assert not blob(one, gone).exists() and not blob(one, pdf).exists()
        with tarfile.open(copy_of(folder)) as archive:
            inside = archive.getnames()
        assert {f"blobs/{name[:2]}/{name}.age" for name in (gone, pdf, stays)} <= set(inside)
        blob(one, stays).unlink()
        done = put_back_blobs(one, copy_of(folder))
        assert (done.files, done.lacking) == (1, 0)
        assert blob(one, stays).exists() and not blob(one, gone).exists() and not blob(one, pdf).exists()
        with one.reading() as connection:
            assert not {gone, pdf} & expected(connection).keys()
        assert harms(one) == []
    finally:
        one.close()
        dkum.close()


def test_what_is_removed_while_files_come_does_not_stay(one: Office, folder: Path) -> None:
    """Nor does what was removed before: only what the office still names has to be here."""
    first, second = scans(one)
    for name in (first, second):
        blob(one, name).unlink()

    def remove(name: str) -> None:
        with one.reading() as connection:
            row = connection.execute(
                select(tables.attachment.c.uuid, tables.application.c.uuid.label("of"))
                .join(tables.application, tables.application.c.id == tables.attachment.c.application_id)
                .where(tables.attachment.c.sha256 == bytes.fromhex(name))
            ).one_or_none()
        if row is not None:
            attachments.remove(one, row.of.hex(), row.uuid.hex())

    def meanwhile(done: int, total: int, sentence: str) -> None:
        if sentence == "Mengambil berkas dari cadangan":
            remove(first)

    done = put_back_blobs(one, copy_of(folder), meanwhile)
    assert (done.files, done.lacking) == (1, 0)
    assert blob(one, second).exists() and not blob(one, first).exists()
    blob(one, second).unlink()
    remove(second)
    assert put_back_blobs(one, copy_of(folder)) == PutBack() and not blob(one, second).exists()


def test_of_a_copy_damaged_elsewhere_what_is_whole_comes_back(
    one: Office, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each file is proved by its name. Nobody takes that copy for one to restore from."""
    first, second = scans(one)
    for name in (first, second):
        blob(one, name).unlink()
    copy = copy_of(folder)
    with tarfile.open(copy) as archive:
        places = [
            archive.getmember(name).offset_data for name in (f"blobs/{second[:2]}/{second}.age", "wira.db")
        ]
    raw = bytearray(copy.read_bytes())
    for at in places:
        raw[at + 200] ^= 0x10
    copy.write_bytes(raw)
    done = put_back_blobs(one, copy)
    assert (done.files, done.lacking, done.damaged, done.hindered) == (1, 1, True, None)
    assert blob(one, first).exists() and not blob(one, second).exists()
    assert "rusak sebagian" in " ".join(done.told()) and "Ulangi dengan cadangan lain" in done.told()[-1]
    (whole_copy,) = (one.home / "backups").glob("*.tar")
    done = put_back_blobs(one, whole_copy)
    assert (done.files, done.lacking, done.damaged) == (1, 0, False) and harms(one) == []
    one.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    words = ["restore", str(copy), "--blobs", "--home", str(one.home), "--user", ME, "--json"]
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["damaged"]
    with pytest.raises(Refused):
        restore_backup(copy, folder / "baru", ME, PASSPHRASE)
