"""The demo city, looked at with other eyes: plain SQL, plain code, a second validator of signatures."""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.actions.rosters import authority_certificate, verify_pdf
from desktop_app.card import people_of
from desktop_app.cli import main
from desktop_app.cli.demo import table
from desktop_app.demo.cast import KELURAHAN, City
from desktop_app.demo.city import build_city
from desktop_app.demo.folder import MARK
from desktop_app.documents.certificates import load_certificates
from desktop_app.domain.duties import allowed
from desktop_app.domain.people import OFFICE_ROLES, PENDAMPING, OfficeKind
from desktop_app.errors import Refused
from desktop_app.office import Office, open_office
from desktop_app.queries.status import office_status
from tests import offices
from tests.documents.reading import everything_inside
from tests.documents.surgery import with_one_digit_changed
from tests.documents.validator import second_opinion
from tests.flows.offered import OWN_STAFF, duty_of, offered, parts
from tests.flows.whole_numbers import DEEDS, READS, WHOLE, commands
from tests.numbers import numbers_of, whole_in, whole_on
from tests.proof.leaks import Watched, files_below, leaks, secrets_of
from tests.recount import recount
from tests.ui.sitting import open_window
from ui.dialogs.history import HistoryDialog
from ui.pages.base import Page
from ui.worker import Worker

STATUSES = ("submitted", "verified", "accepted", "waitlisted", "returned", "rejected")


@pytest.fixture(scope="module")
def traces(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where a run leaves its log, in every detail, and its temporary files, those of an instant too."""
    folder, root = tmp_path_factory.mktemp("jejak"), logging.getLogger()
    (folder / "tmp").mkdir()
    handler, level, temporary = logging.FileHandler(folder / "log"), root.level, tempfile.tempdir
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    tempfile.tempdir = str(folder / "tmp")
    watched = Watched(folder / "tmp", folder / "pernah-ada")
    yield folder
    watched.stop()
    assert not watched.nameless
    tempfile.tempdir = temporary
    root.setLevel(level)
    root.removeHandler(handler)
    handler.close()


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, traces: Path) -> City:
    lines: list[str] = []
    made = build_city(
        tmp_path_factory.mktemp("kota") / "demo", applicants=40, seed=7, say=lines.append,
        clock=offices.Clock(), cost=offices.CHEAP,
    )  # fmt: skip
    assert len(lines) >= 8
    return made


def opened(city: City, name: str) -> Office:
    return open_office(city.homes[name], city.people[name][0], city.passphrase, clock=offices.Clock())


def sql(office: Office, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with office.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement, values)]


def papers(city: City) -> list[Path]:
    return [*city.rosters, *(path for path in city.decision_lists if path.suffix == ".pdf")]


def test_the_last_lines_name_every_office_with_its_people(city: City) -> None:
    told = "\n".join(table(city))
    for name, home in city.homes.items():
        assert f"  {home}\n" in told
        assert all(f"    {who}: " in told for who in city.people[name])
        assert set(city.roles[name]) <= {one.name for one in people_of(home)}
    assert all(roles for people in city.roles.values() for roles in people.values())
    assert "Hendra Wijaya: " in told and "Penyetuju DKUM" in told and "Verifikator" in told


def test_no_secret_lies_in_a_plain_file(city: City, traces: Path) -> None:
    """No passphrase, key, NIK or name in what the offices keep, in logs, or in temporary files. Papers that
    were saved to be handed out are none of these."""
    logging.getLogger("tests").debug("begun")
    secrets: dict[bytes, str] = {}
    for name in city.homes:
        office = opened(city, name)
        secrets |= secrets_of(office, city.passphrase)
        office.close()
    kept = list(files_below([traces, *city.homes.values()]))
    assert {"log", "wira.db", "keyslots.json", "office.json"} <= {path.name for path in kept}
    assert leaks([path for path in kept if path.parent.name != "documents"], secrets) == []
    (traces / "tmp" / "terlupa").write_text(city.passphrase)
    assert leaks(files_below([traces]), secrets) == ["terlupa: a passphrase"]
    (traces / "tmp" / "terlupa").unlink()
    with tempfile.TemporaryDirectory() as passing:
        (Path(passing) / "sekejap").write_text(city.passphrase)
    found = leaks(files_below([traces]), secrets)
    assert sorted(each.partition("-")[2] or each for each in found) == [
        "sekejap: a passphrase",
        "terlupa: a passphrase",
    ]


def test_every_count_equals_plain_sql(city: City) -> None:
    for code, told in city.counts.items():
        office = opened(city, code)
        found = dict(sql(office, "SELECT status, count(*) FROM application GROUP BY status"))
        assert told["applicants"] == sql(office, "SELECT count(*) FROM application")[0][0] == 40
        for status in STATUSES:
            assert told[status] == found.get(status, 0)
        assert sum(told[status] for status in STATUSES) == told["applicants"]
        with office.reading() as connection:
            status = office_status(connection, office.info)
        assert status.applicants == told["applicants"]
        assert {code: count for code, count in status.by_status.items() if count} == found
        assert status.documents == sql(office, "SELECT count(*) FROM document")[0][0]
        assert status.attachments == sql(office, "SELECT count(*) FROM attachment")[0][0]
        office.close()


def test_everything_has_reached_dkum_and_both_sides_agree(city: City) -> None:
    dkum = opened(city, "dkum")
    for code in city.counts:
        office = opened(city, code)
        with office.reading() as connection:
            delivered = office_status(connection, office.info).delivery
        assert (delivered.waiting, delivered.unsent) == (0, 0)
        question = (
            "SELECT nomor_pendaftaran, status, peringkat, putusan FROM application WHERE kelurahan_kode = ?"
        )
        assert sorted(sql(office, question, code)) == sorted(sql(dkum, question, code))
        assert sql(office, "SELECT DISTINCT void FROM op WHERE void <> 'erased'") == []
        erased = sql(office, "SELECT selesai IS NOT NULL FROM erasure")
        assert erased == ([(1,)] if code == KELURAHAN[0].code else [])
        office.close()
    dkum.close()


def test_the_quota_is_27_and_refuses_nobody(city: City) -> None:
    dkum = opened(city, "dkum")
    for staff in KELURAHAN:
        rows = sql(
            dkum,
            "SELECT status, count(*) FROM application"
            " WHERE kelurahan_kode = ? AND program = 'WUB' GROUP BY status",
            staff.code,
        )
        found = dict(rows)
        assert found["accepted"] == 27
        assert found.get("waitlisted", 0) > 0
    dkum.close()


def test_one_asks_to_be_cancelled_and_one_waits_to_be_returned(city: City) -> None:
    dkum = opened(city, "dkum")
    asked = sql(dkum, "SELECT kelurahan_kode, status FROM application WHERE permintaan IS NOT NULL")
    held = sql(dkum, "SELECT kelurahan_kode, status FROM application WHERE stale AND status = 'waitlisted'")
    assert (asked, held) == ([(KELURAHAN[0].code, "accepted")], [(KELURAHAN[1].code, "waitlisted")])
    dkum.close()


def test_decisions_equal_a_recomputation_from_the_issued_lists(city: City) -> None:
    dkum = opened(city, "dkum")
    lists = [path for path in city.decision_lists if path.suffix == ".json"]
    assert len(lists) == 4
    for path in lists:
        issued = json.loads(path.read_text(encoding="utf-8"))
        for number, (place, outcome) in recount(issued).items():
            stored = sql(
                dkum, "SELECT status, peringkat FROM application WHERE nomor_pendaftaran = ?", number
            )
            assert stored == [(outcome, place)]
    dkum.close()


def test_every_paper_is_sah_for_wira_and_for_another_validator(city: City) -> None:
    office = opened(city, KELURAHAN[0].code)
    roots = load_certificates(authority_certificate(office))
    assert len(city.rosters) == 24
    for path in papers(city):
        verdict = verify_pdf(office, path)
        assert (verdict.kind, verdict.ok) == ("sah", True), path.name
        assert second_opinion(path.read_bytes(), roots), path.name
    office.close()


def test_one_altered_digit_is_noticed_by_both(city: City) -> None:
    office = opened(city, KELURAHAN[0].code)
    roots = load_certificates(authority_certificate(office))
    for path in [each for each in city.rosters if "arsip" in each.name][:4]:
        altered = with_one_digit_changed(path.read_bytes())
        assert verify_pdf(office, altered).kind == "tidak_sah"
        assert not second_opinion(altered, roots)
    office.close()


def test_the_notice_board_holds_no_nik_phone_or_street(city: City) -> None:
    for staff in KELURAHAN:
        office = opened(city, staff.code)
        people = sql(office, "SELECT nik, hp, alamat, no_kk FROM application")
        office.close()
        boards = [path for path in city.rosters if "papan" in path.name and staff.code in path.name]
        assert boards
        for path in boards:
            inside = everything_inside(path.read_bytes())
            for nik, hp, street, no_kk in people:
                for secret in (nik, no_kk, hp, "0" + hp[3:], street):
                    assert secret.encode() not in inside, path.name


def test_an_issued_document_stays_the_same_bytes(city: City) -> None:
    office = opened(city, KELURAHAN[0].code)
    stored = {row[0].hex() for row in sql(office, "SELECT pdf FROM document")}
    for path in city.rosters:
        if KELURAHAN[0].code in path.name:
            assert sha256(path.read_bytes()).hexdigest() in stored
    office.close()


def test_files_and_logs_name_nobody(city: City) -> None:
    office = opened(city, KELURAHAN[0].code)
    secrets = [row[0] for row in sql(office, "SELECT nik FROM application")]
    names = [row[0] for row in sql(office, "SELECT nama FROM application")]
    office.close()
    for path in city.out.rglob("*"):
        assert not any(secret in path.name for secret in secrets)
        if (
            path.is_file()
            and path.suffix in (".db", ".dks", ".age", ".json", ".log")
            and "putusan" not in path.name
        ):
            data = path.read_bytes()
            assert not any(secret.encode() in data for secret in secrets), path.name
            assert not any(name.encode() in data for name in names), path.name


def test_the_same_folder_can_be_made_again_and_another_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "surat.txt").write_text("penting", encoding="utf-8")
    with pytest.raises(Refused) as caught:
        build_city(tmp_path, applicants=2, cost=offices.CHEAP)
    assert caught.value.code == "demo_folder"
    assert (tmp_path / "surat.txt").read_text(encoding="utf-8") == "penting"


def test_the_command_answers_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "demo"
    code = main(["demo", "--out", str(out), "--applicants", "6", "--seed", "3", "--no-window", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert code == 0
    assert set(told["counts"]) == {staff.code for staff in KELURAHAN}
    assert all(found["applicants"] == 6 for found in told["counts"].values())
    for name in ("rosters", "sync_files", "decision_files", "decision_lists"):
        assert told[name]
        assert all((out / path).is_file() for path in told[name])
    assert all((out / path).is_dir() for path in told["homes"].values())
    assert told["seconds"] > 0
    assert (out / MARK).is_file()


# ---- whole numbers ---------------------------------------------------------------------------------------

WHOLE_PAGES = {"verifikasi", "perbedaan"}
"""Pages that show a whole number by themselves (decision 89): compared with the scan, or chosen between."""


def test_every_command_is_known_to_read_or_to_do() -> None:
    known = set(commands())
    assert known == set(READS) | DEEDS and not set(READS) & DEEDS
    assert whole_on([], {}) == set()


def _things(office: Office, folder: Path) -> dict[str, str]:
    """What the commands are asked about: the first of each kind; "" where the office has none."""
    questions = {
        "number": "SELECT nomor_pendaftaran FROM application WHERE status = 'accepted' ORDER BY id",
        "business": "SELECT lower(hex(uuid)) FROM business ORDER BY id",
        "document": "SELECT lower(hex(uuid)) FROM document ORDER BY id",
        "wave": "SELECT lower(hex(uuid)) FROM wave ORDER BY id",
        "letter": "SELECT lower(hex(uuid)) FROM recommended ORDER BY id",
        "conflict": "SELECT lower(hex(r.uuid)) FROM conflict c JOIN record r ON r.id = c.record_id",
    }
    found = {name: next((row[0] for row in sql(office, query)), "") for name, query in questions.items()}
    rows = sql(office, "SELECT nik, nama, alamat, hp FROM application ORDER BY id LIMIT 3")
    changed = [(nik, f"{name} Lain", street, "081234567000") for nik, name, street, _hp in rows]
    for name, titles in (("sheet", "NIK,Nama,Alamat,HP"), ("businesses", "NIK,Pemilik,Alamat,HP")):
        path = folder / f"{name}.csv"
        path.write_text("\n".join([titles, *(",".join(map(str, row)) for row in changed)]), encoding="utf-8")
        found[name] = str(path)
    return found


def test_no_command_shows_a_whole_number_unasked(
    city: City, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In tables and in JSON, at a kelurahan and, what it may not ask, at DKUM. `show --full` does: the walk
    would see it."""
    monkeypatch.setenv("WIRA_PASSPHRASE", city.passphrase)
    monkeypatch.setattr("desktop_app.office.open_office", partial(open_office, clock=offices.Clock()))
    answered: set[str] = set()
    whole: set[str] = set()
    for place in (KELURAHAN[0].code, "dkum"):
        office = opened(city, place)
        numbers, things = numbers_of(office), _things(office, tmp_path)
        office.close()
        assert len(numbers) > 100
        who = ["--home", str(city.homes[place]), "--user", city.people[place][0]]
        for command in sorted(set(READS) - answered):
            asked = [*command.split(), *(each.format(**things) for each in READS[command])]
            for more in ([], ["--json"]) if "" not in asked else ():
                code = main([*asked, *more, *who])
                told = "".join(capsys.readouterr())
                whole |= {command} if list(whole_in(told, numbers)) else set()
                answered |= {command} if code == 0 else set()
        main(["show", things["number"], "--full", *who])
        assert list(whole_in(capsys.readouterr().out, numbers))
    assert whole == WHOLE
    assert len(answered) >= 40, sorted(set(READS) - answered)


@pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
@pytest.mark.parametrize("place", ["dkum", KELURAHAN[0].code])
def test_no_page_shows_a_whole_number_unasked(city: City, place: str, qtbot: QtBot) -> None:
    """Every page, a few rows down; verification does, which shows that the walk would see it."""
    office, bugs = opened(city, place), list[BaseException]()
    if place != "dkum":
        office.enter(city.people[place][1], city.passphrase)  # who may verify
    numbers, worker = numbers_of(office), Worker(bugs.append)
    window = open_window(office, worker, qtbot, "beranda")
    shown: dict[str, set[str]] = {}
    told: dict[str, set[str]] = {}
    for key in window.places():
        window.go(key)
        for _row in range(2):
            qtbot.waitUntil(worker.idle)
            QApplication.processEvents()
            shown[key] = shown.get(key, set()) | whole_on([window], numbers)
            qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Down)
        page = window.page()
        if page is not None and page.has_subjects() and page.subject() is not None:
            told[key] = history_of(page, numbers, qtbot)
    window.close()
    worker.stop()
    QApplication.processEvents()
    office.close()
    assert not bugs
    expected = WHOLE_PAGES - {"verifikasi"} if place == "dkum" else WHOLE_PAGES
    assert {key for key, found in shown.items() if found} == expected, shown
    assert set(told) == HISTORIES[place == "dkum"]
    assert not any(told.values()), told


_BOTH = {
    "dokumen", "kuota", "pelatihan", "pendaftar", "pendamping", "perbedaan", "privasi", "rekomendasi",
    "usaha",
}  # fmt: skip
HISTORIES = (_BOTH | {"verifikasi"}, _BOTH | {"penetapan"})
"""Pages that stand on a record in the demo city, at a kelurahan and at DKUM: Ctrl+H tells of it."""


def history_of(page: Page, numbers: dict[str, str], qtbot: QtBot) -> set[str]:
    """The whole numbers in the history that Ctrl+H opens, which has steps and a name."""
    page.ask_history()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), HistoryDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, HistoryDialog)
    qtbot.waitUntil(lambda: bool(dialog.steps()))
    about = page.subject()
    assert about is not None
    assert about.name
    found = whole_on([dialog], numbers)
    dialog.close_button.click()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    return found


# ---- roles -----------------------------------------------------------------------------------------------

PLACES: dict[OfficeKind, str] = {"kelurahan": KELURAHAN[0].code, "lapangan": "laptop", "dkum": "dkum"}


def seen_by_each(city: City, kind: OfficeKind, folder: Path, qtbot: QtBot) -> dict[str, dict[str, set[str]]]:
    """By page and by the words of each button, menu line and key: the roles it is offered to."""
    shutil.copytree(city.homes[PLACES[kind]], folder)
    who = city.people[PLACES[kind]][0]
    office = open_office(folder, who, city.passphrase, clock=offices.Clock(), cost=offices.CHEAP)
    roles = sorted(OFFICE_ROLES[kind])
    for role in roles:
        offices.add(office, f"Petugas {role}", role)
    found: dict[str, dict[str, set[str]]] = {}
    for role in roles:
        office.enter(f"Petugas {role}", offices.PASSPHRASE)
        bugs = list[BaseException]()
        worker = Worker(bugs.append)
        window = open_window(office, worker, qtbot, "pengaturan")
        for page in parts(window):
            qtbot.waitUntil(worker.idle)
            QApplication.processEvents()
            for words in offered(window):
                found.setdefault(page, {}).setdefault(words, set()).add(role)
        window.close()
        worker.stop()
        QApplication.processEvents()
        assert not bugs
    office.close()
    return found


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("kind", PLACES)
def test_every_page_offers_each_role_what_the_table_of_duties_gives(
    city: City, kind: OfficeKind, tmp_path: Path, qtbot: QtBot
) -> None:
    """Buttons, menu lines and keys of every page, in an office that has something of everything. That it is
    refused below the window as well, whoever forces it, `tests/actions/test_duties.py` shows duty by duty."""
    found = seen_by_each(city, kind, tmp_path / "kantor", qtbot)
    unplaced = {
        (page, words) for page, each in found.items() for words in each if duty_of(page, words) is None
    }
    assert not unplaced, f"new words: give them a duty, or say that they are everybody's: {sorted(unplaced)}"
    tried: set[str] = set()
    for page, each in found.items():
        for words, roles in each.items():
            duty = duty_of(page, words)
            if duty:
                wanted = {role for role in OFFICE_ROLES[kind] if allowed(duty, kind, [role])}
                wanted = OWN_STAFF[kind] if duty == "person" and kind in OWN_STAFF else wanted
                alone = {PENDAMPING} - roles  # who has nobody yet is shown nothing to do
                assert roles == wanted - alone, (page, words, duty, sorted(roles))
                tried.add(duty)
    assert len(tried) >= {"kelurahan": 20, "lapangan": 14, "dkum": 20}[kind], sorted(tried)
