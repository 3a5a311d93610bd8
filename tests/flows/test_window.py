"""The whole main job by key events only, through the windows of a kelurahan and of DKUM, two people in each.

Nothing here calls a page. Keys go to whatever has the focus, waits are on conditions, and what a person
would choose in the system's own file dialog is answered where that dialog opens. What is read from a page
only tells when the next key may come, or is what a person would read aloud.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.actions.issued import document_pdf
from desktop_app.actions.rosters import verify_pdf
from desktop_app.demo.city import build_city
from desktop_app.domain.people import ROLE_LABELS
from desktop_app.office import Office
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE, Clock
from tests.ui.entri_desk import EntriDesk
from ui.app import make_desk
from ui.desk import Desk
from ui.dialogs.enrolment import AcceptDialog, ChoiceDialog, GrantDialog
from ui.dialogs.person import PersonDialog
from ui.dialogs.roster import RosterDialog
from ui.pages.dokumen import DokumenPage
from ui.pages.entri import EntriPage
from ui.pages.pendaftar import PendaftarPage
from ui.pages.penetapan import PenetapanPage
from ui.pages.pengaturan_petugas import PeopleSection
from ui.pages.pertama import FirstRun
from ui.pages.pertama_kantor import MadeStep, OfficeStep
from ui.pages.sinkronisasi import SinkronisasiPage
from ui.pages.sync_lines import line_cell
from ui.pages.verifikasi import VerifikasiPage
from ui.prefs import Prefs
from ui.widgets.dialog import StopDialog
from ui.widgets.focus import FocusRing

pytestmark = pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)")

T = TypeVar("T", bound=QDialog)
K = Qt.Key
PLAIN = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ENTER = K.Key_Return
RATNA, DIAN = "Ratna Puspita", "Dian Lestari"
HENDRA, SARI = "Hendra Wijaya", "Sari Utami"


class Chosen:
    """What is chosen in the system's file dialogs, in turn."""

    def __init__(self) -> None:
        self.answers: list[Path] = []

    def answer(self, dialog: QFileDialog) -> None:
        """Instead of showing it: the next answer, as the dialog itself would tell it."""
        path = str(self.answers.pop(0))
        if dialog.fileMode() == QFileDialog.FileMode.Directory:
            dialog.fileSelected.emit(path)
        else:
            dialog.filesSelected.emit([path])
        dialog.deleteLater()


class Hands:
    """Two hands at one window, and a count of their keys."""

    def __init__(self, qtbot: QtBot, desk: Desk, chosen: Chosen) -> None:
        self.qtbot, self.desk, self.chosen = qtbot, desk, chosen
        self.keys = 0

    @property
    def office(self) -> Office:
        assert self.desk.bench is not None
        return self.desk.bench.office

    def focus(self) -> QWidget:
        """Where the system would send a key."""
        self.front()
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self.desk.window

    def front(self) -> None:
        """Without a screen there is no window manager to bring the window one works in to the front."""
        dialogs = [one for one in self.desk.window.findChildren(QDialog) if one.isVisible()]
        wanted: QWidget = dialogs[-1] if dialogs else self.desk.window
        if QApplication.activeWindow() is not wanted:
            wanted.activateWindow()
            self.until(wanted.isActiveWindow)

    def press(self, *keys: Qt.Key, mod: Qt.KeyboardModifier = PLAIN) -> None:
        """Each key to whatever has the focus then."""
        for key in keys:
            self.keys += 1
            self.qtbot.keyClick(self.focus(), key, mod)
            QApplication.processEvents()

    def type(self, text: str) -> None:
        """Text into whatever has the focus."""
        self.keys += len(text)
        self.qtbot.keyClicks(self.focus(), text)

    def tab_to(self, wanted: Callable[[QWidget], bool]) -> None:
        """Tab until the focus is on the widget that is `wanted`."""
        for _ in range(40):
            if wanted(self.focus()):
                return
            self.press(K.Key_Tab)
        raise AssertionError(f"Tab never gets there from {self.focus().accessibleName()}")

    def until(self, done: Callable[[], object]) -> None:
        """Wait until it is so; a stop that nobody asked for is told with its words."""

        def look() -> bool:
            for one in self.desk.window.findChildren(StopDialog):
                assert not one.isVisible() or one.action_button is not None, one.accessibleDescription()
            return bool(done())

        self.qtbot.waitUntil(look, timeout=30_000)

    def quiet(self) -> None:
        """Wait until nothing is on its way."""
        self.until(lambda: not self.desk.worker._open)

    def go(self, key: str, *, wait: bool = True) -> Any:
        """By Ctrl and a figure to a page, and wait until it has loaded."""
        place = self.desk.window._order.index(key)  # as Ctrl+/ shows it
        self.press(K(K.Key_1.value + place), mod=CTRL)
        page = self.desk.window.page(key)
        assert self.desk.window.here() == key and page is not None
        if wait:
            self.quiet()
            self.front()
            focus = QApplication.focusWidget()
            assert focus is not None, f"{key}: the focus is nowhere"
            assert page.isAncestorOf(focus) or focus in page.header_actions(), (key, focus)
            self.until(self.ringed)
        return page

    def ringed(self) -> bool:
        """Whether the focus is to be seen: a ring stands around it, or it draws its own."""
        focus, window = QApplication.focusWidget(), self.desk.window
        if focus is None or focus.property("ring") is False:
            return focus is not None
        where = QRect(focus.mapTo(window, QPoint()), focus.size())
        return any(
            one.isVisible() and one.geometry().intersects(where) for one in window.findChildren(FocusRing)
        )

    def dialog(self, kind: type[T]) -> T:
        """The dialog that has opened."""
        self.until(lambda: any(one.isVisible() for one in self.desk.window.findChildren(kind)))
        found = next(one for one in self.desk.window.findChildren(kind) if one.isVisible())
        self.front()
        return found

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of this office's database."""
        with self.office.reading() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement)]

    def one(self, statement: str) -> Any:
        """The one value of a statement."""
        return self.sql(statement)[0][0]


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> Iterator[Chosen]:
    """Stands where the system's file dialog would open; every answer must have been asked for."""
    told = Chosen()
    monkeypatch.setattr(QFileDialog, "open", lambda dialog: told.answer(dialog))
    yield told
    assert not told.answers


@pytest.fixture
def seat(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, chosen: Chosen
) -> Iterator[Callable[[Path], Hands]]:
    """Starts the program on a folder, as often as there are computers."""
    clock, desks = Clock(), list[Desk]()

    def start(home: Path) -> Hands:
        machine = Prefs(tmp_path / f"machine-{len(desks)}.json")
        machine.put("theme", "light")
        desk = make_desk(qapp, machine)
        desk.clock = clock
        desks.append(desk)
        qtbot.addWidget(desk.window)
        desk.window.resize(1366, 768)
        desk.window.show()
        qtbot.waitExposed(desk.window)
        desk.window.activateWindow()
        qtbot.waitUntil(desk.window.isActiveWindow)
        desk.start(home)
        return Hands(qtbot, desk, chosen)

    yield start
    for desk in desks:
        desk.close()
    QApplication.processEvents()


# ---- the steps -------------------------------------------------------------------------------------------


def found(hands: Hands, name: str, *, place: str = "") -> MadeStep:
    """The first run: choose, name oneself, and see what the other office needs to know."""
    first = hands.desk.window.findChildren(FirstRun)[0]
    hands.press(*([] if place else [K.Key_2]), ENTER)
    assert isinstance(first.step, OfficeStep)
    if place:
        hands.type(place)
        hands.until(lambda: QApplication.activePopupWidget() is not None)
        hands.press(K.Key_Down, ENTER, ENTER)
    hands.type(name)
    hands.press(ENTER, ENTER, ENTER)
    hands.type(PASSPHRASE)
    hands.press(ENTER)
    hands.type(PASSPHRASE)
    hands.press(ENTER, mod=CTRL)
    hands.until(lambda: isinstance(first.step, MadeStep))
    assert isinstance(first.step, MadeStep)
    return first.step


def admit(hands: Hands, name: str, *roles: str) -> None:
    """A colleague, in Pengaturan > Petugas."""
    page = hands.go("pengaturan")
    hands.press(K.Key_PageDown, mod=CTRL)
    assert isinstance(page.section(), PeopleSection)
    hands.press(K.Key_F2)
    dialog = hands.dialog(PersonDialog)
    hands.type(name)
    hands.press(ENTER, ENTER, ENTER)
    hands.type(PASSPHRASE)
    hands.press(ENTER)
    hands.type(PASSPHRASE)
    labels = [ROLE_LABELS[role] for role in roles]  # type: ignore[index]
    for label in labels:
        hands.tab_to(lambda one, label=label: isinstance(one, QCheckBox) and one.text() == label)
        hands.press(K.Key_Space)
    assert dialog.roles() == roles
    hands.press(ENTER, mod=CTRL)
    hands.until(lambda: hands.one("SELECT count(*) FROM person") == 2)
    hands.quiet()


def change_over(hands: Hands, name: str) -> None:
    """Ctrl+L, and somebody else comes in."""
    hands.press(K.Key_L, mod=CTRL)
    screen = hands.desk.screen
    assert hands.desk.window.covered() and screen is not None
    hands.tab_to(lambda one: one is screen.other)
    hands.press(K.Key_Space)
    for _ in range(5):
        if hands.focus() in [one for one in screen.names if one.words() == name]:
            break
        hands.press(K.Key_Down)
    hands.press(ENTER)
    assert screen.chosen() == name
    hands.type(PASSPHRASE)
    hands.press(ENTER)
    hands.until(lambda: not hands.desk.window.covered() and hands.office.session.name == name)
    hands.quiet()


def last_group(fingerprint: str) -> str:
    """What is read out on the telephone, or stands on the printed sheet."""
    return fingerprint.split()[-1]


def enrol(kelurahan: Hands, dkum: Hands, request: Path, folder: Path) -> None:
    """DKUM compares and admits; the kelurahan compares and trusts."""
    dkum.go("sinkronisasi")
    dkum.chosen.answers = [request, folder]
    dkum.press(K.Key_O, mod=CTRL)
    dkum.dialog(GrantDialog)
    dkum.type(last_group(kelurahan.office.device.fingerprint))
    dkum.press(ENTER)
    dkum.quiet()
    (grant,) = set(folder.iterdir()) - {request}

    page = kelurahan.go("sinkronisasi")
    assert isinstance(page, SinkronisasiPage) and page.steps.folder() is None
    kelurahan.chosen.answers = [grant]
    kelurahan.press(K.Key_O, mod=CTRL)
    kelurahan.dialog(AcceptDialog)
    assert dkum.office.directory is not None
    kelurahan.type(last_group(dkum.office.directory.root_fingerprints()[0]))
    kelurahan.press(ENTER)
    kelurahan.until(lambda: kelurahan.office.directory is not None)
    kelurahan.quiet()


def enter(hands: Hands, person: Mapping[str, object]) -> None:
    """One paper form, submitted with Ctrl+Shift+Enter."""
    page = hands.go("entri")
    assert isinstance(page, EntriPage)
    hands.until(lambda: page.form.current_field() == "nik")
    typing = EntriDesk(hands.office, hands.desk.window, page, hands.qtbot)
    typing.enter_person({**person, "email": None}, submit=True)
    hands.keys += typing.keys
    hands.until(lambda: hands.sql("SELECT status FROM application") == [("submitted",)])
    hands.until(lambda: page.form.current_field() == "nik" and not page.form.raw().get("nik"))


def verify(hands: Hands) -> None:
    """Space for every line, the day the file was complete, then Ctrl+Enter."""
    page = hands.go("verifikasi")
    assert isinstance(page, VerifikasiPage)
    hands.until(lambda: bool(page.key_hints()))
    checklist = page._panel.checklist
    for _ in range(len(checklist.items())):
        hands.press(K.Key_Space)
    assert checklist.complete()
    hands.type(
        "20112026"
    )  # the focus has come to the day the file was complete, which nobody has written yet
    hands.press(ENTER, mod=CTRL)
    hands.until(lambda: hands.sql("SELECT status FROM application") == [("verified",)])
    hands.quiet()


def seal(hands: Hands, number: str) -> None:
    """F2, the letter number, Enter to the preview, Ctrl+T, Enter."""
    page = hands.go("dokumen", wait=False)  # F2 comes before the register does
    assert isinstance(page, DokumenPage)
    before = hands.one("SELECT count(*) FROM document WHERE jenis = 'daftar_nominatif'")
    hands.press(K.Key_F2)
    hands.dialog(RosterDialog)
    hands.press(ENTER, ENTER, ENTER)
    hands.type(number)
    hands.press(ENTER, ENTER, ENTER)
    hands.until(lambda: bool(page.drafts.papers))
    hands.press(K.Key_T, mod=CTRL)
    hands.dialog(StopDialog)
    hands.press(ENTER)
    statement = "SELECT count(*) FROM document WHERE jenis = 'daftar_nominatif'"
    hands.until(lambda: hands.one(statement) == before + 2)
    hands.quiet()


def make_file(hands: Hands, folder: Path) -> Path:
    """F2 in Sinkronisasi; at DKUM one says for whom."""
    before = set(folder.iterdir())
    page = hands.go("sinkronisasi", wait=False)
    if page.steps.folder() is None:
        hands.chosen.answers = [folder]
    hands.press(K.Key_F2)
    if hands.office.info.kind == "dkum":
        hands.dialog(ChoiceDialog)
        hands.press(ENTER)
    hands.until(lambda: hands.one("SELECT count(*) FROM sync_file WHERE direction = 'out'") > 0)
    hands.quiet()
    (made,) = set(folder.iterdir()) - before
    return made


def open_file(hands: Hands, path: Path) -> None:
    """Ctrl+O in Sinkronisasi."""
    hands.go("sinkronisasi")
    hands.chosen.answers = [path]
    hands.press(K.Key_O, mod=CTRL)
    hands.quiet()


def told(page: QWidget) -> str:
    """Everything a page shows in words, the rows of the file list included."""
    labels = [one.text() for one in page.findChildren(QLabel) if one.isVisibleTo(page)]
    if isinstance(page, SinkronisasiPage):
        for line in page._model.rows():
            cell = line_cell(line, page.bench.office.today())
            labels += [cell.text, cell.note]
    return "\n".join(labels)


def delivered(words: str) -> bool:
    """Whether DKUM is said to have the file."""
    return "Terkirim" in words or "iterima DKUM" in words


def look_at_delivery(hands: Hands, *, receipt: bool) -> None:
    """No page claims what only DKUM can know; once its receipt is here, each says so."""
    for key in ("beranda", "sinkronisasi"):
        page = hands.go(key)
        hands.until(lambda page=page: ("belum ada tanda terima" in told(page)) is not receipt)
        hands.until(lambda page=page: delivered(told(page)) is receipt)


def decide(hands: Hands) -> None:
    """Hendra proposes, Sari approves, both with F2."""
    page = hands.go("penetapan")
    assert isinstance(page, PenetapanPage)
    hands.press(K.Key_F2)
    hands.until(lambda: hands.sql("SELECT state FROM decision") == [("proposed",)])
    hands.quiet()
    assert not page.approve_button.isEnabled()
    change_over(hands, SARI)
    page = hands.go("penetapan")
    hands.until(page.approve_button.isEnabled)
    hands.press(K.Key_F2)
    hands.until(lambda: hands.sql("SELECT state FROM decision") == [("approved",)])
    hands.quiet()


def test_from_two_empty_folders_to_an_accepted_applicant(
    seat: Callable[[Path], Hands], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    usb = tmp_path / "FLASHDISK"
    usb.mkdir()
    (person,) = offices.persons(1)
    kelurahan = seat(tmp_path / "kukusan")
    made = found(kelurahan, RATNA, place="kukus")
    kelurahan.chosen.answers = [usb]
    kelurahan.press(K.Key_F2)
    kelurahan.until(made.saved.isVisible)
    (request,) = usb.iterdir()
    kelurahan.press(ENTER, mod=CTRL)
    kelurahan.until(lambda: kelurahan.desk.bench is not None)
    assert kelurahan.desk.window.here() == "beranda"
    assert kelurahan.office.info.scope == KUKUSAN

    dkum = seat(tmp_path / "dkum")
    found(dkum, HENDRA)
    dkum.press(ENTER, mod=CTRL)
    dkum.until(lambda: dkum.desk.bench is not None)
    admit(dkum, SARI, "penyetuju_dkum")
    enrol(kelurahan, dkum, request, usb)

    admit(kelurahan, DIAN, "verifikator")
    enter(kelurahan, person)
    change_over(kelurahan, DIAN)
    verify(kelurahan)
    seal(kelurahan, "500.3/118")
    up = make_file(kelurahan, usb)
    look_at_delivery(kelurahan, receipt=False)

    open_file(dkum, up)
    assert dkum.sql("SELECT nama, status FROM application") == [(person["nama"], "verified")]
    decide(dkum)
    down = make_file(dkum, usb)
    look_at_delivery(kelurahan, receipt=False)
    open_file(kelurahan, down)
    look_at_delivery(kelurahan, receipt=True)
    seal(kelurahan, "500.3/119")

    look_at_the_end(kelurahan, str(person["nik"]))
    with capsys.disabled():
        print(f"\nkeystrokes: kelurahan {kelurahan.keys}, DKUM {dkum.keys}")


def look_at_the_end(kelurahan: Hands, nik: str) -> None:
    """Plain SQL: who was accepted by which decision, on which rosters; and every paper holds."""
    (nomor,) = kelurahan.sql("SELECT nomor FROM decision WHERE state = 'approved'")[0]
    assert kelurahan.sql("SELECT nik, status, peringkat, putusan, conflicts FROM application") == [
        (nik, "accepted", 1, nomor, 0)
    ]
    listed = kelurahan.sql(
        "SELECT d.nomor, d.edisi, d.state, count(r.rank), sum(r.application = a.uuid) FROM document d "
        "JOIN document_row r ON r.document_id = d.id, application a "
        "WHERE d.jenis = 'daftar_nominatif' GROUP BY d.id ORDER BY d.nomor, d.edisi"
    )
    assert listed == [
        (number, edition, "sealed", 1, 1)
        for number in ("500.3/118", "500.3/119")
        for edition in ("arsip", "papan")
    ]
    for (document,) in kelurahan.sql("SELECT lower(hex(uuid)) FROM document"):
        pdf = document_pdf(kelurahan.office, document)
        assert verify_pdf(kelurahan.office, pdf).kind == "sah"


# ---- the demo --------------------------------------------------------------------------------------------


def test_the_demo_city_is_searched_by_keys(seat: Callable[[Path], Hands], tmp_path: Path) -> None:
    city = build_city(
        tmp_path / "demo", applicants=8, seed=3, say=lambda _line: None, clock=Clock(), cost=offices.CHEAP
    )
    hands = seat(city.homes[KUKUSAN])
    hands.tab_to(lambda one: one.accessibleName() == RATNA or getattr(one, "words", str)() == RATNA)
    hands.press(ENTER)
    hands.type(city.passphrase)
    hands.press(ENTER)
    hands.until(lambda: hands.desk.bench is not None)
    page = hands.go("pendaftar")
    assert isinstance(page, PendaftarPage)
    every = hands.one("SELECT count(*) FROM application")
    hands.until(lambda: page.model.complete() and page.model.rowCount() == every == 8)

    name, number = hands.sql("SELECT nama, nomor_pendaftaran FROM application ORDER BY id")[5]
    hands.press(K.Key_F, mod=CTRL)
    assert hands.focus() is page.search
    hands.type(number)
    hands.until(lambda: page.model.complete() and page.model.rowCount() == 1)
    hands.press(K.Key_Down)
    hands.until(lambda: (shown := page.panel.shown()) is not None and shown.nama == name)
    assert hands.focus() is page.table
    hands.press(K.Key_Escape)
    hands.until(lambda: page.model.complete() and page.model.rowCount() == every)
    assert not page.search.text()
