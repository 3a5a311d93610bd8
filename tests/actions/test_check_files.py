"""Each file below the folders of offices that have been through everything, mutated or removed by itself.

Every case is named by `wira check`, with the next step, and nothing else is lost. What is not named stands in
`UNNAMED` with its reason, and every file that lies there is either expected to be named or stands there.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import func, select

from desktop_app.actions import attachments, erasing, erasing_after, last_way, people, rosters
from desktop_app.actions.backup import make_backup, restore_over
from desktop_app.actions.boxes import Boxes, pass_once
from desktop_app.actions.check_report import CheckReport, Finding
from desktop_app.actions.checking import check_home
from desktop_app.actions.exchange_settings import ExchangeSettings, set_exchange
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.actions.issued import document_pdf
from desktop_app.actions.kept_files import KINDS, NOTES
from desktop_app.actions.rosters import RosterWish
from desktop_app.actions.safekeeping import BackupSettings, daily_backup, set_backup
from desktop_app.actions.taking import open_files
from desktop_app.errors import SyncRefused, WiraError
from desktop_app.office import Office, open_office
from desktop_app.sample.scans import id_card
from desktop_app.storage import remembered, tables
from tests import offices
from tests.asking import asked
from tests.offices import KUKUSAN, PASSPHRASE
from tests.town import ME, Town, put_back, with_mate

HENDRA = "Hendra Wijaya"


def flip(path: Path) -> None:
    """One bit in the middle of a file."""
    raw = bytearray(path.read_bytes())
    if raw:
        raw[len(raw) // 2] ^= 0x10
    path.write_bytes(raw)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


HARM: Final[dict[str, Callable[[Path], object]]] = {"flip": flip, "cut": cut, "remove": Path.unlink}

NAMED: Final = {
    "wira.db": "database",
    "drafts.db": "drafts",
    "office.json": "twin_used",
    "keyslots.json": "twin_used",
    "salinan/office.json": "twin",
    "salinan/keyslots.json": "twin",
    "salinan/pemulihan.json": "rescue",
    "pemulihan.json": "rescue",
    "high-water": "high_water",
    "access-mark": "access_",
    "directory.json": "directory",
    "dihapus.json": "erasures_",
    "kembali.json": "returned",
    "ui.json": "notes",
    "blobs/*": "blob_",
    "backups/*.tar": "backup_damaged",
    "backups/wira-dihapus_*.json": "erasures_spoilt",
    "files/simpanan.age": "kept_list",
    "files/*.age": "notes",
    "files/*": "exchanged",
}
"""The code that names a file that was altered."""
GONE: Final = {
    "files/simpanan.age": "kept_list",
    "files/*": "kept_gone",
}
"""The code of one that is gone, where it is another one."""

UNNAMED: Final = {
    ("wira.lock", "*"): "it is empty, and only held while a program is at work",
    ("berjalan.json", "*"): "it says that the last run was cut; the opening that follows writes its own",
    (
        "attempts.json",
        "*",
    ): "who may write here can take it away, and the key slots with it (`keys.attempts`)",
    ("ui.json", "flip"): "a choice of the window that is still readable is as good as another",
    ("ui.json", "remove"): "so is one that was never made",
    (
        "documents/*",
        "*",
    ): "a copy to look at or print; closing or the next start removes it, the kept paper stays",
    ("backups/*.tar", "remove"): "a person may take one away; that no good one is left is named",
    ("backups/wira-dihapus_*.json", "remove"): "a copy of dihapus.json; the next daily backup lays it again",
}
"""Cases that `wira check` does not name, each with its reason."""


@dataclass(frozen=True)
class Lived:
    """Closed folders by name, and who comes in there."""

    homes: dict[str, tuple[Path, str]]
    applicants: dict[str, int]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Kukusan's first computer after a restore, a doubled colleague, an erasure and everything that makes
    files; and DKUM, put back to an earlier state."""
    town = Town(tmp_path_factory.mktemp("hidup"))
    try:
        return _lived(town)
    finally:
        town.close()


def _lived(town: Town) -> Lived:
    folder = town.folder
    for name in ("naik", "turun", "flash"):
        (folder / name).mkdir()
    _restored(town)
    mate = with_mate(town)
    kukusan, dkum = town.kukusan, town.dkum
    invented = offices.persons(4)
    records = offices.enter(kukusan, invented)
    for record, one in zip(records, invented, strict=True):
        attachments.attach(kukusan, record, "ktp", id_card(one))
    offices.verify(kukusan, records[1:])
    wish = RosterWish("WUB", 2026, "arsip", "500.3/118", date(2026, 11, 24))
    paper = rosters.seal_roster(kukusan, wish).document
    (kukusan.home / "documents").mkdir()
    (kukusan.home / "documents" / "nominatif.pdf").write_bytes(document_pdf(kukusan, paper))
    (kukusan.home / "ui.json").write_text(
        '{"backup_folder": "/media/flash-disk-kantor-kelurahan"}', encoding="utf-8"
    )
    asked(kukusan, records[0])
    town.send(kukusan)
    make_backup(kukusan, kukusan.home / "backups")
    copy = make_backup(dkum, folder / "flash").path
    dkum.enter("Sari Utami", PASSPHRASE)
    erasing.erase(dkum, records[0], "permintaan")
    dkum.enter(HENDRA, PASSPHRASE)
    set_backup(kukusan, BackupSettings(str(folder / "flash")))
    answer = make_file(dkum, folder / "turun", to=KUKUSAN).paths[0]
    open_file(kukusan, answer)
    daily_backup(kukusan)
    _files(town, mate, answer)
    kukusan.drafts.put("baru:1", {"nama": "Belum Tersimpan"}, {"page": "entri"}, now=kukusan.clock())
    _dkum_too_early(town, copy)
    return _closed(town)


def _restored(town: Town) -> None:
    """Somebody who was dismissed comes in again by an older copy."""
    copy = make_backup(town.kukusan, town.folder / "flash").path
    dian = next(each.person for each in town.kukusan.slots.people() if each.name == "Dian Lestari")
    people.dismiss(town.kukusan, dian)
    town.kukusan.close()
    restore_over(copy, town.kukusan.home, ME, PASSPHRASE, town.dkum.clock())
    town._open.remove(town.kukusan)
    town.kukusan = town.opened(KUKUSAN)
    town.grant(town.kukusan)


def _files(town: Town, mate: Office, answer: Path) -> None:
    """A refused file, one that no watched folder takes yet, and the proof of a doubled computer."""
    kukusan, folder = town.kukusan, town.folder
    bad = folder / "rusak.dks"
    bad.write_bytes(answer.read_bytes()[:-40] + bytes(40))
    assert open_files(kukusan, [bad]).refused
    set_exchange(kukusan, ExchangeSettings(str(folder / "turun"), str(folder / "tidak-ada"), True, True))
    town.type(kukusan, 5)
    pass_once(Boxes(kukusan), at_once=True)
    mate.close()
    shutil.copytree(mate.home, folder / "kembaran")
    for seed, name in ((6, "mitra"), (7, "kembaran")):
        one = open_office(folder / name, "Rahmat Hidayat", PASSPHRASE, clock=kukusan.clock)
        town.opened_too(one)
        town.type(one, seed)
        path = make_file(one, folder, to=KUKUSAN).paths[0]
        if name == "mitra":
            open_file(kukusan, path)
        else:
            with pytest.raises(SyncRefused) as caught:
                open_file(kukusan, path)
            assert caught.value.code == "E_FORK"


def _dkum_too_early(town: Town, copy: Path) -> None:
    """DKUM's disk is gone; a file of Kukusan's begins after what its copy knows."""
    town.send(town.kukusan)
    open_file(town.kukusan, make_file(town.dkum, town.folder, to=KUKUSAN).paths[0])
    town.type(town.kukusan, 8)
    early = make_file(town.kukusan, town.folder).paths[0]
    put_back(town, copy)
    with pytest.raises(SyncRefused) as caught:
        open_file(town.dkum, early)
    assert caught.value.code == "E_GAP"
    offices.add(town.dkum, "Wati Rahayu", "auditor")  # the first entry of its new epoch


def _closed(town: Town) -> Lived:
    """All closed; then what only lies there while nobody is in: a cut run, a miss at the door, a request."""
    homes, counted = dict[str, tuple[Path, str]](), dict[str, int]()
    fallen = (town.kukusan.home / "berjalan.json").read_bytes()
    viewed = (town.kukusan.home / "documents" / "nominatif.pdf").read_bytes()
    for name, one, who in (("kukusan", town.kukusan, ME), ("dkum", town.dkum, HENDRA)):
        erasing_after.attend(one)  # as whoever comes in does: what a restore brought back is swept
        make_backup(one, one.home / "backups")
        with one.reading() as connection:
            found = connection.execute(select(func.count()).select_from(tables.application))
            counted[name] = found.scalar_one()
        one.close()
        home = town.folder / f"berkas-{name}"  # a copy that nothing of this story has opened
        shutil.copytree(one.home, home)
        open_office(home, who, PASSPHRASE, clock=offices.Clock()).close()
        homes[name] = home, who
    home = homes["kukusan"][0]
    (home / "berjalan.json").write_bytes(fallen)
    (home / "documents").mkdir(exist_ok=True)
    (home / "documents" / "nominatif.pdf").write_bytes(viewed)  # closing would have removed it
    with pytest.raises(WiraError):
        open_office(home, "Bukan Siapa-siapa", "bukan kata sandinya", clock=offices.Clock())
    last_way.ask(home, "perahu kecil di kali tenang", town.folder, clock=offices.Clock(), cost=offices.CHEAP)
    return Lived(homes, counted)


def files_of(home: Path) -> list[str]:
    return sorted(path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file())


def expected(name: str, harm: str) -> str:
    """The code that names the harm; "" where it is not named, for a written reason."""
    if any(fnmatch(name, file) and fnmatch(harm, how) for file, how in UNNAMED):
        return ""
    lists = (GONE, NAMED) if harm == "remove" else (NAMED,)
    return next(code for table in lists for pattern, code in table.items() if fnmatch(name, pattern))


def told(report: CheckReport) -> list[Finding]:
    return [each for part in report.parts for each in part.findings if each.code != "not_provable"]


def test_the_offices_hold_a_file_of_every_kind(lived: Lived) -> None:
    """So that no kind is left out because the story did not come across it, and none has no expectation."""
    every = {name for home, _who in lived.homes.values() for name in files_of(home)}
    for name in every:
        assert all(expected(name, harm) or name for harm in HARM)
    small = {"attempts.json", "berjalan.json", "kembali.json", "pemulihan.json", remembered.NAME}
    assert every >= {*small, *(f"files/{name}" for name in NOTES)}
    assert {name.split("/")[1] for name in every if name.startswith("files/")} >= set(KINDS)
    patterns = {*NAMED, *(file for file, _how in UNNAMED)}
    unseen = {each for each in patterns if not any(fnmatch(name, each) for name in every)}
    assert not unseen, "patterns that no file fits"


@pytest.mark.parametrize("which", ["kukusan", "dkum"])
def test_each_file_harmed_by_itself_is_named_and_nothing_else_is_lost(
    lived: Lived, tmp_path: Path, which: str
) -> None:
    source, who = lived.homes[which]
    before = checked(source, tmp_path / "utuh", who, lived.applicants[which])
    assert not {each.code for each in before} & {"kept_gone", "kept_list", "exchanged", "erasures_spoilt"}
    for name in files_of(source):
        for harm in HARM:
            code = expected(name, harm)
            found = checked(source, tmp_path / "rusak", who, lived.applicants[which], name, harm)
            fresh = [each for each in found if each not in before]
            if not code:
                assert not fresh, (name, harm, fresh)
                continue
            assert [each.code for each in fresh if each.code.startswith(code)], (name, harm, fresh)
            beside = ("aside", "left_", *(("no_backup",) if code.startswith("backup") else ()))
            assert all(each.code.startswith((code, *beside)) for each in fresh), (name, harm, fresh)
            assert all(each.next_step for each in fresh), (name, harm, fresh)


def checked(
    source: Path, home: Path, who: str, applicants: int, name: str = "", harm: str = ""
) -> list[Finding]:
    """What the check tells of a copy of `source`, harmed if a file is named; all applicants are there."""
    shutil.copytree(source, home)
    if name:
        HARM[harm](home / name)
    left = (home / name).read_bytes() if name and (home / name).exists() else None
    report, office = check_home(home, who, PASSPHRASE, clock=offices.Clock())
    if office is None:
        assert name == "wira.db", (name, harm)
        assert ((home / name).read_bytes() if (home / name).exists() else None) == left, "never overwritten"
        assert {part.key for part in report.parts if part.state == "unseen"} == {
            "chain", "proof", "access", "tables", "papers",
        }  # fmt: skip
    else:
        with office.reading() as connection:
            count = connection.execute(select(func.count()).select_from(tables.application)).scalar_one()
        typed = len(office.drafts.list())
        office.close()
        assert count == applicants, (name, harm)
        assert typed == (who == ME and name != "drafts.db"), (name, harm)
    shutil.rmtree(home)
    return told(report)
