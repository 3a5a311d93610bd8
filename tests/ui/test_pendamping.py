"""Pendamping by keys: a visit in under a minute, typing that survives, and what each person may see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.actions import mentoring, people
from desktop_app.actions.mentoring import SaveVisit
from desktop_app.office import Office
from desktop_app.queries import mentors
from tests import offices
from tests.documents.reading import lies
from tests.mentors import DIAN, HENDRA, RATNA, MentorCity, reopened
from tests.offices import PASSPHRASE
from tests.ui.cityscene import Stage, cut, show
from tests.ui.kantor import names_unique, nothing_cut
from tests.ui.looks import defects
from ui.bench import Bench
from ui.dialogs.mentor_paper import MentorPaperDialog
from ui.dialogs.person import PersonDialog
from ui.pages import registry
from ui.pages.pendaftar import PendaftarPage
from ui.pages.pendamping import PendampingPage
from ui.pages.pendamping_kota import PendampingKotaPage
from ui.pages.pengaturan import PengaturanPage
from ui.prefs import Prefs
from ui.widgets.dialog import Dialog
from ui.worker import Worker

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
TODAY = "2026-11-24"
VISIT = (
    "Rumah produksi", "Pembukuan harian", "Kas usaha tercampur kas rumah", "Pisahkan dua dompet",
    "Bawa buku kas",
)  # fmt: skip
SLOW_TYPING = 3.0
"""Keystrokes a second of somebody who looks at the keyboard: 180 a minute, not half of a typist's."""


class Keys:
    """Keys to whatever has the focus, counted."""

    def __init__(self, window: QWidget) -> None:
        self.window = window
        self.count = 0

    def press(self, key: Qt.Key, mod: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self._target(), key, mod)
        self.count += 1
        QApplication.processEvents()

    def type(self, words: str) -> None:
        QTest.keyClicks(self._target(), words)
        self.count += len(words)
        QApplication.processEvents()

    def _target(self) -> QWidget:
        return QApplication.focusWidget() or self.window


@pytest.fixture
def city(mentor_city: Path, tmp_path: Path, look: Callable[[str], None]) -> Iterator[MentorCity]:
    made = reopened(mentor_city, tmp_path)
    made.assign(0, 0, 1)
    yield made
    made.close()


@pytest.fixture
def stage(city: MentorCity, worker: Worker, qtbot: QtBot) -> Iterator[Stage]:
    yield show(qtbot, city.kukusan, worker, PendampingPage)
    worker.stop()


def page_of(stage: Stage) -> Any:
    return stage.page


def dialog_of(stage: Stage) -> Dialog:
    return [each for each in stage.window.findChildren(Dialog) if each.isVisible()][-1]


def back_to_list(stage: Stage, qtbot: QtBot) -> None:
    """A screen that is not there has no window manager to give the window its focus back."""
    stage.window.activateWindow()
    qtbot.waitUntil(stage.window.isActiveWindow)
    page_of(stage).list.setFocus()


def visits(office: Office) -> list[tuple[str, ...]]:
    with office.reading() as connection:
        found = mentors.visits(connection)
    return [(one.tanggal, one.tempat, one.pokok, one.masalah, one.saran, one.langkah) for one in found]


def write_visit(keys: Keys, stage: Stage, qtbot: QtBot) -> None:
    """From the list to a saved visit and the next person's form."""
    keys.press(KEY.Key_F2)
    for words in ("", *VISIT):  # the day is there already
        keys.type(words)
        if words != VISIT[-1]:
            keys.press(KEY.Key_Return)
    keys.press(KEY.Key_Return, CTRL)
    qtbot.waitUntil(stage.settled)


def test_a_visit_takes_under_a_minute_by_keys_and_the_next_form_opens(
    stage: Stage, city: MentorCity, qtbot: QtBot, record_property: Callable[[str, object], None]
) -> None:
    page = page_of(stage)
    page.list.select_row(0)
    page.list.setFocus()
    first = page.list.current_row()
    keys = Keys(stage.window)
    write_visit(keys, stage, qtbot)
    assert visits(city.kukusan) == [(TODAY, *VISIT)]
    besides = keys.count - sum(map(len, VISIT))
    record_property("keystrokes", keys.count)
    record_property("keys besides the words", besides)
    assert besides == 7  # F2, five times Enter, Ctrl+Enter
    assert keys.count / SLOW_TYPING < 60
    # the next person's form is open, with day and place as before
    assert page.visit is not None and page.visit.isVisible()
    assert page.visit.person.record != first.record
    assert page.visit.fields["tempat"].text() == VISIT[0]
    assert page.visit.fields["pokok"].text() == ""
    keys.press(KEY.Key_Return)
    keys.press(KEY.Key_Return)
    keys.type("Foto produk")
    keys.press(KEY.Key_S, CTRL)
    qtbot.waitUntil(stage.settled)
    assert len(visits(city.kukusan)) == 2
    qtbot.waitUntil(lambda: page.panel.mend_button.isEnabled())
    back_to_list(stage, qtbot)
    keys.press(KEY.Key_U)
    assert page.visit.fields["pokok"].text() == "Foto produk"
    page.visit.cancel_asked.emit()
    dialog = dialog_of(stage)
    dialog.accept()
    qtbot.waitUntil(stage.settled)
    with city.kukusan.reading() as connection:
        assert mentors.counts(connection, TODAY).visits == 1
    assert city.kukusan.drafts.list() == []
    assert page.visit is None


def test_what_was_typed_is_there_again_and_a_refusal_stands_beside_its_field(
    stage: Stage, city: MentorCity, qtbot: QtBot
) -> None:
    page = page_of(stage)
    page.list.select_row(0)
    keys = Keys(stage.window)
    keys.press(KEY.Key_F2)
    for words in ("", "Kios", "Izin edar"):
        keys.type(words)
        keys.press(KEY.Key_Return)
    (draft,) = city.kukusan.drafts.list()  # on the disk's way already: a killed program loses nothing
    assert (draft.values["tempat"], draft.values["pokok"], draft.where["page"]) == (
        "Kios", "Izin edar", "kunjungan"
    )  # fmt: skip
    keys.press(KEY.Key_Escape)
    assert page.visit is not None and not page.visit.isVisible()
    back_to_list(stage, qtbot)
    keys.press(KEY.Key_F2)
    assert page.visit.fields["pokok"].text() == "Izin edar"
    assert "dilanjutkan" in page.visit.restored.text()
    page.visit.fields["tanggal"].setText("25-11-2026")
    keys.press(KEY.Key_Return, CTRL)
    qtbot.waitUntil(lambda: bool(page.visit.words()))
    assert "belum tiba" in page.visit.words()
    assert page.visit.fields["tanggal"].hasFocus()
    page.visit.fields["tanggal"].setText("24-11-2026")
    page.visit.fields["pokok"].clear()
    keys.press(KEY.Key_Return, CTRL)
    assert page.visit.finding("pokok")
    page.visit.fields["pokok"].setFocus()
    keys.type("Izin edar PIRT")
    keys.press(KEY.Key_S, CTRL)
    qtbot.waitUntil(stage.settled)
    assert [line[2] for line in visits(city.kukusan)] == ["Izin edar PIRT"]
    assert city.kukusan.drafts.list() == []


def test_a_mentor_is_given_tasks_come_and_go_and_the_list_counts(
    stage: Stage, city: MentorCity, qtbot: QtBot
) -> None:
    page = page_of(stage)
    assert page.subtitle() == "2 orang didampingi, 1 belum punya pendamping."
    page.list.select_row(page._model.find(lambda line: not line.mentor))
    page.list.setFocus()
    keys = Keys(stage.window)
    keys.press(KEY.Key_F2)  # nobody yet: says so and leads on
    stop = dialog_of(stage)
    keys.press(KEY.Key_Return)
    qtbot.waitUntil(lambda: dialog_of(stage) is not stop)
    dialog = dialog_of(stage)
    assert [option.words for option in dialog.mentor.options()] == ["Tono Hartono", "Wati Lestari"]  # type: ignore[attr-defined]
    keys.type("2")
    keys.press(KEY.Key_Return, CTRL)
    qtbot.waitUntil(stage.settled)
    qtbot.waitUntil(lambda: page.subtitle() == "3 orang didampingi.")
    back_to_list(stage, qtbot)
    keys.press(KEY.Key_T)
    keys.type("Hitung harga pokok")
    keys.press(KEY.Key_Return, CTRL)
    qtbot.waitUntil(stage.settled)
    qtbot.waitUntil(lambda: page._person().open_tasks == 1 and page.panel.hand_button.isEnabled())
    back_to_list(stage, qtbot)
    keys.press(KEY.Key_S)
    keys.press(KEY.Key_Return, CTRL)
    qtbot.waitUntil(stage.settled)
    qtbot.waitUntil(lambda: page._person().open_tasks == 0)
    with city.kukusan.reading() as connection:
        (task,) = mentors.tasks(connection, TODAY)
    assert (task.judul, task.diserahkan) == ("Hitung harga pokok", TODAY)


def test_the_monthly_report_is_seen_as_draf_and_sealed(
    city: MentorCity, worker: Worker, qtbot: QtBot
) -> None:
    mentoring.save_visit(city.kukusan, SaveVisit(city.accepted[0], TODAY, "Pembukuan harian"))
    city.kukusan.enter(DIAN, PASSPHRASE)
    stage = show(qtbot, city.kukusan, worker, PendampingPage)
    page = page_of(stage)
    went: list[tuple[str, object]] = []
    page.navigate.connect(lambda key, argument: went.append((key, argument)))
    page.list.setFocus()
    keys = Keys(stage.window)
    keys.press(KEY.Key_L)
    keys.press(KEY.Key_Return, CTRL)
    qtbot.waitUntil(lambda: isinstance(dialog_of(stage), MentorPaperDialog))
    dialog = dialog_of(stage)
    assert isinstance(dialog, MentorPaperDialog)
    qtbot.waitUntil(lambda: dialog.paper.paper() is not None)
    dialog.upright.click()
    qtbot.waitUntil(
        lambda: (shown := dialog.paper.paper()) is not None and lies(shown.pdfs[0]) == "A4 potret"
    )
    keys.press(KEY.Key_T, CTRL)
    qtbot.waitUntil(lambda: bool(dialog.number_row.findings))
    keys.type("500.3/31")
    keys.press(KEY.Key_T, CTRL)
    qtbot.waitUntil(lambda: bool(went), timeout=10_000)
    assert went[0][0] == "dokumen"
    with city.kukusan.reading() as connection:
        row = connection.exec_driver_sql(
            "SELECT jenis, nomor, jumlah FROM document WHERE jenis LIKE 'laporan%'"
        )
        assert row.one() == ("laporan_pendamping", "500.3/31", 1)
    worker.stop()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # the places that fit pop up
def test_dkum_lists_a_mentor_with_an_area_and_sees_the_balance(
    city: MentorCity, worker: Worker, qtbot: QtBot
) -> None:
    city.up()
    city.dkum.enter(HENDRA, PASSPHRASE)
    stage = show(qtbot, city.dkum, worker, PendampingKotaPage)
    page = page_of(stage)
    assert "Rata-rata 0,7 dampingan; terbanyak 2" in page.spread.text()
    assert "3 pendamping bertugas, 2 orang didampingi" in page.subtitle()
    keys = Keys(stage.window)
    keys.press(KEY.Key_F2)
    for words in ("Ani Safitri", "P-04", "", "081234567890", "Pendamping kelurahan", "Kec. Tapos"):
        keys.type(words)
        keys.press(KEY.Key_Return)
    keys.press(KEY.Key_Return, CTRL)
    qtbot.waitUntil(stage.settled)
    qtbot.waitUntil(lambda: page._mentor().nama == "Ani Safitri")
    assert [area.name for area in page._mentor().areas] == ["Kecamatan Tapos"]
    back_to_list(stage, qtbot)
    keys.press(KEY.Key_W)
    keys.type("Tidak Ada")
    keys.press(KEY.Key_Return, CTRL)
    dialog = dialog_of(stage)
    assert dialog.area_row.findings  # type: ignore[attr-defined]
    keys.press(KEY.Key_A, CTRL)
    keys.type("Kukusan")
    keys.press(KEY.Key_Return, CTRL)
    qtbot.waitUntil(stage.settled)
    qtbot.waitUntil(lambda: page._mentor().load.kelurahan == 8)
    page.areas.select_row(page._area_model.find(lambda area: area.wilayah == "3276061002"))
    back_to_list(stage, qtbot)
    keys.press(KEY.Key_A)
    keys.press(KEY.Key_Return, CTRL)
    qtbot.waitUntil(stage.settled)
    qtbot.waitUntil(lambda: any(area.selesai == TODAY for area in page._mentor().areas))
    assert cut(page) == []
    names_unique(page)
    listed = city.folder / "pendamping.csv"
    listed.write_text("Nama;Kelurahan\nBudi Raharjo;Tanah Baru\nAni;Curug\n", encoding="utf-8")
    page.look_at(listed)
    qtbot.waitUntil(stage.settled)
    dialog = dialog_of(stage)
    assert dialog.take_button.text() == "Impor 1 pendamping"  # type: ignore[attr-defined]
    QTest.keyClick(dialog, KEY.Key_Return)
    qtbot.waitUntil(lambda: page._model.find(lambda line: line.nama == "Budi Raharjo") >= 0)
    worker.stop()


def test_a_mentors_account_has_its_own_rail_and_sees_its_people(
    city: MentorCity, worker: Worker, qtbot: QtBot
) -> None:
    city.assign(1, 2)
    city.account("Tono Hartono", 0)
    bench = Bench(city.kukusan, worker, Prefs.of_office(city.kukusan.home))
    assert registry.first(bench) == "pendamping"
    rail = [place.key for section in registry.sections(bench) for place in section.places if not place.under]
    assert rail == ["pendamping", "pelatihan", "capaian", "pendaftar", "sinkronisasi"]
    stage = show(qtbot, city.kukusan, worker, PendampingPage)
    assert {line.record for line in page_of(stage).lines()} == set(city.accepted[:2])
    assert not page_of(stage)._assigns
    stage.window.close()
    other = show(qtbot, city.kukusan, worker, PendaftarPage)
    qtbot.waitUntil(lambda: other.page.model.rowCount() == 2)  # type: ignore[attr-defined]
    assert list(other.page.header_actions()) == []
    city.kukusan.enter(RATNA, PASSPHRASE)
    assert registry.first(bench) == "beranda"
    worker.stop()


def test_an_office_without_anybody_accepted_says_so(
    tmp_path: Path, worker: Worker, qtbot: QtBot, look: Any
) -> None:

    office = offices.office(tmp_path / "kantor")
    people.add_person(office, people.AddPerson("Tini", ("pendamping",), PASSPHRASE))
    stage = show(qtbot, office, worker, PendampingPage)
    assert page_of(stage)._empty.accessibleName() == "Belum ada yang dapat didampingi"
    nothing_cut(stage.window)
    worker.stop()
    office.close()


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768), (683, 600)])
def test_nothing_is_cut_and_every_name_is_its_own(
    city: MentorCity, worker: Worker, qtbot: QtBot, size: tuple[int, int]
) -> None:
    mentoring.save_visit(city.kukusan, SaveVisit(city.accepted[0], TODAY, *VISIT[1::-1], *VISIT[2:]))
    stage = show(qtbot, city.kukusan, worker, PendampingPage, size=size)
    nothing_cut(stage.window)
    names_unique(stage.page)
    worker.stop()


def test_the_letterhead_is_no_form_to_a_mentor(city: MentorCity, worker: Worker, qtbot: QtBot) -> None:
    city.account("Tono", 0)
    stage = show(qtbot, city.kukusan, worker, PengaturanPage)
    section = page_of(stage).section()
    assert not any(field.isEnabled() for field in section.fields.values())
    assert stage.page.header_actions() == () and "admin kantor" in stage.page.subtitle()
    city.kukusan.enter(RATNA, PASSPHRASE)
    stage = show(qtbot, city.kukusan, worker, PengaturanPage)
    assert all(field.isEnabled() for field in page_of(stage).section().fields.values())
    assert stage.page.header_actions() != ()
    worker.stop()


def test_an_account_is_linked_to_a_mentor_in_pengaturan(
    city: MentorCity, worker: Worker, qtbot: QtBot
) -> None:
    city.kukusan.enter(RATNA, PASSPHRASE)
    stage = show(qtbot, city.kukusan, worker, PengaturanPage)
    page = page_of(stage)
    page.open("petugas")
    qtbot.waitUntil(stage.settled)
    page.primary()
    dialog = dialog_of(stage)
    assert isinstance(dialog, PersonDialog)
    assert not dialog.mentor.isVisible()
    dialog.boxes["pendamping"].setChecked(True)
    assert dialog.mentor.isVisible()
    assert [option.words for option in dialog.mentor.options()] == ["Tono Hartono", "Wati Lestari"]
    assert defects(dialog) == []
    dialog.nama.setText("Tono Hartono")
    QTest.keyClicks(dialog.mentor, "1")
    assert dialog.passphrase is not None
    for field in (dialog.passphrase.first, dialog.passphrase.second):
        field.setText(PASSPHRASE)
    QTest.keyClick(dialog, KEY.Key_Return, CTRL)
    qtbot.waitUntil(stage.settled, timeout=20_000)
    (tono,) = [facts for facts in city.kukusan.context.people.values() if facts.nama == "Tono Hartono"]
    assert (tono.mentor, tono.roles) == (city.mentors[0], frozenset({"pendamping"}))
    worker.stop()
