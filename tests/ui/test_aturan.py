"""Aturan program in a real window, by keys: drafted, contradicted, previewed, issued, read in an office."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.actions import rulebooks
from desktop_app.actions.knowledge import rules_in_force
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.domain.rulebook import PlacesIn, ProgramRules, default_rules
from desktop_app.office import Office
from desktop_app.storage.work import new_id
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE, Clock
from tests.ui.cityscene import HENDRA, City, Stage, cut, make_city, names, show
from ui.forms.rulebook_editors import DocumentsEditor, ExceptionsEditor
from ui.forms.rulebook_kelurahan import KelurahanEditor
from ui.forms.rulebook_parts import PARTS, AgesPart, DocumentsPart, OrderPart, PlacesPart, RequirementsPart
from ui.pages.aturan_terbit import IssueDialog
from ui.pages.pengaturan import PengaturanPage
from ui.pages.pengaturan_aturan import RulesSection
from ui.widgets.button import Chip
from ui.widgets.choice import Option
from ui.widgets.fields import TextField
from ui.widgets.levels import LevelRow, LevelTable, OrderList
from ui.worker import Worker

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
WUB = default_rules("WUB", 2026)
AGES, LEVELS, PAPERS, PLACES, ORDER = (
    PARTS.index(one) for one in (AgesPart, RequirementsPart, DocumentsPart, PlacesPart, OrderPart)
)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    one = make_city(tmp_path, KUKUSAN)
    one.kukusan.enter("Ratna Puspita", PASSPHRASE)
    people = [{**person, "program": "WUB"} for person in offices.persons(8)]
    offices.verify(one.kukusan, offices.enter(one.kukusan, people)[:3])
    one.up()
    one.dkum.enter(HENDRA, PASSPHRASE)
    yield one
    one.close()


def enter(
    qtbot: QtBot, office: Office, worker: Worker, size: tuple[int, int] = (1366, 768)
) -> tuple[Stage, RulesSection]:
    stage = show(qtbot, office, worker, PengaturanPage, size=size)
    stage.page.open("aturan")
    qtbot.waitUntil(stage.settled, timeout=10_000)
    return stage, cast("RulesSection", cast("PengaturanPage", stage.page).section())


def keys(qtbot: QtBot, text: str) -> None:
    """Type over what stands in the field that has the focus, and go on."""
    field = QApplication.focusWidget()
    qtbot.keyClick(field, Key.Key_A, CONTROL)
    qtbot.keyClick(field, Key.Key_Delete)
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Key.Key_Return)


def go(qtbot: QtBot, section: RulesSection, part: int) -> QWidget:
    """Walk to a part by arrows, and into its first field."""
    section.steps.setFocus()
    qtbot.keyClick(section.steps, Key.Key_Home)
    for _ in range(part):
        qtbot.keyClick(section.steps, Key.Key_Down)
    target = section.parts[part].editors[0].widget
    target.setFocus()
    return target


def in_force(office: Office) -> ProgramRules:
    with office.reading() as connection:
        return rules_in_force(connection).of("WUB", 2026)


def test_from_the_draft_to_the_office(qtbot: QtBot, city: City, worker: Worker) -> None:
    stage, section = enter(qtbot, city.dkum, worker)
    go(qtbot, section, AGES)
    keys(qtbot, "30")
    keys(qtbot, "25")  # less than the least age, and not switched on
    qtbot.waitUntil(lambda: section.steps._steps[AGES].state == "bad")
    ages = section.parts[AGES]
    told = [card.words() for card in ages._rows["max_age"].findings]
    assert told[0].startswith("Umur paling banyak 25 lebih kecil daripada umur paling sedikit 30.")
    table = cast("LevelTable", go(qtbot, section, LEVELS))
    table.go("umur_maksimal")
    qtbot.keyClicks(table, "i")
    qtbot.keyClick(table, Key.Key_Right)
    qtbot.keyClicks(table, "T")
    section.primary()  # F2: held, and led to the field
    assert section.steps.current() == AGES and QApplication.focusWidget() is ages.editors[1].widget
    keys(qtbot, "32")
    qtbot.waitUntil(lambda: not section._wrong)
    go(qtbot, section, PLACES)
    section.parts[PLACES].field_of("quota").setFocus()
    keys(qtbot, "-3")
    qtbot.waitUntil(lambda: [each.field for each in section._wrong] == ["quota"])
    section.parts[PLACES].field_of("quota").setFocus()
    keys(qtbot, "20")

    section.primary()
    qtbot.waitUntil(stage.settled, timeout=10_000)
    found = section.preview.found
    assert found is not None and found.examined == 8 and found.counts["blocked"] > 0
    assert "Kuota: 27 tempat → 20 tempat" in section.preview.changes.text()
    assert QApplication.focusWidget() is section.preview.nomor
    section.primary()
    assert section.preview.nomor_row.findings[0].words().startswith("Nomor buku aturan belum diisi.")
    keys(qtbot, "188/77")
    keys(qtbot, "31-02-2026")
    section.primary()
    assert "tidak ada di kalender" in section.preview.tanggal_row.findings[0].words()
    section.preview.tanggal.setFocus()
    keys(qtbot, "01-12-2026")
    section.primary()
    dialog = stage.window.findChild(IssueDialog)
    assert dialog is not None
    _sign(qtbot, city, section, dialog)
    qtbot.waitUntil(stage.settled, timeout=10_000)
    book = in_force(city.dkum)
    assert (book.version, book.nomor, book.issued, book.min_age, book.max_age, book.quota) == (
        1, "188/77", "2026-12-01", 30, 32, 20,
    )  # fmt: skip
    assert book.level("umur_maksimal", "submitted") == "warn"
    assert not city.dkum.drafts.list() and not section.chip.isVisible()
    city.down()
    assert in_force(city.kukusan) == book


def _sign(qtbot: QtBot, city: City, section: RulesSection, dialog: IssueDialog) -> None:
    """With a wrong passphrase, then with the right one."""
    dialog.passphrase.setText("bukan kata sandi saya ini")
    qtbot.keyClick(dialog, Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: dialog.problem.isVisible(), timeout=10_000)
    assert in_force(city.dkum).version == 0
    cast("Clock", city.dkum.clock).forward(minutes=5)
    dialog.passphrase.setText(PASSPHRASE)
    with qtbot.waitSignal(section.said, timeout=10_000) as said:
        qtbot.keyClick(dialog, Key.Key_Return, CONTROL)
    assert said.args is not None and said.args[0].startswith("Versi 1 terbit.")


def ground_of(field: QWidget) -> int:
    """The colour it is filled with, near its right edge."""
    field.ensurePolished()
    field.resize(160, 32)
    return field.grab().toImage().pixel(field.width() - 10, field.height() // 2)


def test_an_office_reads_it_and_changes_nothing(
    qtbot: QtBot, city: City, worker: Worker, look: Callable[[str], None]
) -> None:
    look("light")
    rules = replace(WUB, quota=21, exceptions=(PlacesIn(KUKUSAN, 30),))
    rulebooks.issue(city.dkum, IssueRules(rules, "188/1", "02-01-2026"))
    city.down()
    stage, section = enter(qtbot, city.kukusan, worker)
    assert (
        section.header_actions() == () and section.state.text() == "Berlaku: Versi 1, nomor 188/1, 02-01-2026"
    )
    assert section.sentence() == "Ditetapkan DKUM dan diterima lewat berkas; di sini hanya dibaca."
    field = go(qtbot, section, AGES)
    assert isinstance(field, QLineEdit) and field.isReadOnly()
    assert ground_of(field) != ground_of(TextField()), "it looks read-only"
    qtbot.keyClicks(field, "99")
    table = cast("LevelTable", go(qtbot, section, LEVELS))
    qtbot.keyClicks(table, "m")
    section.primary()
    assert section.draft()[0] == in_force(city.kukusan) and not city.kukusan.drafts.list()
    section.show_part(len(section._pages) - 1)
    row = section.versions.list.current_row()
    assert (row.versi, row.by) == (1, HENDRA) and row.came is not None
    assert "Kuota: 27 tempat → 21 tempat" in section.versions.changes.text()
    rulebooks.issue(city.dkum, IssueRules(replace(rules, quota=20), "188/2", "03-01-2026"))
    city.down()
    section.load()
    qtbot.waitUntil(lambda: section.versions.list.current_row().versi == 2, timeout=10_000)
    assert cut(stage.page) == []
    newer = {"v": 9, "program": "WUB", "tahun": 2026, "version": 3}
    told = {"program": "WUB", "tahun": 2026, "versi": 3, "nomor": "9", "tanggal": "2026-02-01", "isi": newer}
    city.dkum.do(lambda work: work.put(new_id(), "rulebook", "issue", told, scope="", new=True))
    city.down()
    for _ in range(2):  # said on the page, once, however often it is refreshed
        section.load()
        qtbot.waitUntil(stage.settled, timeout=10_000)
    assert section._newer is not None and "Perbarui aplikasi" in section._newer.words()
    assert QApplication.activeModalWidget() is None


def test_a_draft_survives_and_two_programmes_have_one_each(qtbot: QtBot, city: City, worker: Worker) -> None:
    stage, section = enter(qtbot, city.dkum, worker)
    go(qtbot, section, AGES)
    keys(qtbot, "tiga")
    qtbot.waitUntil(
        lambda: [each.sentence for each in section._wrong] == ["Umur paling sedikit harus angka."]
    )
    qtbot.waitUntil(lambda: bool(city.dkum.drafts.list()))
    section.choose("PP", 2026)
    qtbot.waitUntil(stage.settled, timeout=10_000)
    go(qtbot, section, ORDER)
    order = cast("OrderList", section.parts[ORDER].field_of("priority"))
    order.setFocus()
    qtbot.keyClick(order, Key.Key_Down, CONTROL)
    assert order.value() == ("tanggal_lengkap", "pekka_terverifikasi")
    qtbot.waitUntil(lambda: len(city.dkum.drafts.list()) == 2)

    again = PengaturanPage(stage.bench)  # as after the program was stopped
    qtbot.addWidget(again)
    again.open("aturan")
    other = cast("RulesSection", again.section())
    qtbot.waitUntil(lambda: "dilanjutkan" in other.chip.text(), timeout=10_000)
    assert other.parts[AGES].raw()["min_age"] == "tiga"
    other.choose("PP", 2026)
    qtbot.waitUntil(lambda: other._view is not None and other._view.rules.program == "PP", timeout=10_000)
    assert other.parts[ORDER].raw()["priority"][0] == "tanggal_lengkap"
    other.discard()
    assert other.parts[ORDER].raw()["priority"][0] == "pekka_terverifikasi"
    assert [draft.form_id for draft in city.dkum.drafts.list()] == ["aturan-WUB-2026"]


def test_bad_input_is_told_beside_its_field_and_holds(qtbot: QtBot, city: City, worker: Worker) -> None:
    typed = {"raw": {"budget": "0", "priority": ["zodiak", "tanggal_lengkap"], "closing": "31-02-2026"}}
    city.dkum.drafts.put("aturan-WUB-2026", typed, {"page": "aturan"}, now=city.dkum.clock())
    stage, section = enter(qtbot, city.dkum, worker)
    told = {each.field: each.sentence for each in section._wrong}
    assert told == {
        "closing": "Tanggal pendaftaran ditutup 31-02-2026 tidak ada di kalender.",
        "budget": "Pagu anggaran nol rupiah. Kosongkan bila tidak ada pagu.",
        "priority": "Prioritas zodiak tidak dikenal.",
    }
    for each in ("closing", "budget", "priority"):  # F7 goes from one to the next
        section.next_finding()
        assert QApplication.focusWidget() is section.parts[section.steps.current()].field_of(each)
    section.show_part(section._pages.index(section.preview))
    assert section.preview.told.text().startswith("Betulkan dahulu yang menahan")
    section.primary()
    assert stage.window.findChild(IssueDialog) is None


def test_counting_can_be_stopped_and_begun_again(qtbot: QtBot, city: City, worker: Worker) -> None:
    stage, section = enter(qtbot, city.dkum, worker)
    go(qtbot, section, AGES)
    keys(qtbot, "40")
    qtbot.waitUntil(stage.settled, timeout=10_000)
    section.show_part(section._pages.index(section.preview))
    section.preview.cancel()
    qtbot.waitUntil(stage.settled, timeout=10_000)
    assert not section.preview.strip.running()
    if section.preview.found is None:  # it was stopped before it had counted everybody
        assert section.preview.told.text().startswith("Penghitungan dihentikan.")
    section.preview.forget()
    section.show_part(section._pages.index(section.preview))
    qtbot.waitUntil(lambda: section.preview.found is not None, timeout=10_000)


@pytest.mark.parametrize("size", [(1366, 768), (1024, 768)])
def test_every_part_is_whole_and_named(
    qtbot: QtBot, city: City, worker: Worker, size: tuple[int, int]
) -> None:
    stage, section = enter(qtbot, city.dkum, worker, size)
    for at in range(len(section._pages)):
        section.show_part(at)
        qtbot.waitUntil(stage.settled, timeout=10_000)
        assert cut(stage.page) == [], at
        found = names(stage.page)
        assert all(found) and len(found) == len(set(found)), (at, found)


def test_tables_by_keys(qtbot: QtBot, look: object) -> None:
    table = LevelTable(
        "Syarat", ["Satu", "Dua"], [Option("off", "Mati", "M"), Option("warn", "Ingatkan", "I")],
        [LevelRow("a", "A", "G"), LevelRow("b", "B", "G", ("off",))],
    )  # fmt: skip
    qtbot.addWidget(table)
    with qtbot.waitSignal(table.changed):
        qtbot.keyClick(table, Key.Key_Space)
    qtbot.keyClick(table, Key.Key_Down)
    qtbot.keyClicks(table, "i")
    assert table.values() == {"a": ("warn", "off"), "b": ("off", "off")}, "B may not be more than off"
    assert table.accessibleDescription() == "G. B, Satu: Mati"
    table.set_read_only(True)
    table.go("a")
    qtbot.keyClicks(table, "m")
    assert table.values()["a"] == ("warn", "off")
    order = OrderList("Urutan", {"x": "X", "y": "Y"})
    qtbot.addWidget(order)
    order.set_value(["x", "lain"])
    qtbot.keyClick(order, Key.Key_Down)
    qtbot.keyClick(order, Key.Key_Up, CONTROL)
    assert order.value() == ("lain", "x"), "a key nobody knows here can be moved and taken out"
    qtbot.keyClick(order, Key.Key_Space)
    assert order.value() == ("x",) and order.accessibleDescription() == "lain, tidak dipakai"


def test_what_is_not_touched_is_kept(qtbot: QtBot, look: object) -> None:
    papers, others = DocumentsEditor(), ExceptionsEditor()
    for editor in (papers, others):
        qtbot.addWidget(editor.widget)
    book = {"documents_submitted": ["ktp", "kelak"], "documents_verified": ["kk"], "exceptions": []}
    papers.show_book(book)
    assert papers.read() == {"documents_submitted": ["ktp", "kelak"], "documents_verified": ["kk"]}
    others.show_book(book)
    others.box.choose(KUKUSAN)
    qtbot.keyClicks(others.box.places, "30")
    qtbot.keyClick(others.box.places, Key.Key_Return)
    assert others.read() == {"exceptions": [{"kelurahan": KUKUSAN, "places": 30}]}


def test_the_kelurahan_with_one_officer_are_named_one_by_one(qtbot: QtBot, look: object) -> None:
    editor = KelurahanEditor("one_person_in")
    qtbot.addWidget(editor.widget)
    editor.show_book({"one_person_in": ["3276021008"]})
    with qtbot.waitSignal(editor.changed):
        editor.box.choose(KUKUSAN)
    editor.box.choose(KUKUSAN)
    assert editor.read() == {"one_person_in": ["3276021008", KUKUSAN]}
    with qtbot.waitSignal(editor.changed):
        editor.box.findChildren(Chip)[0].closed.emit()
    assert editor.read() == {"one_person_in": [KUKUSAN]}
    editor.set_read_only(True)
    assert editor.box.add.isHidden() and [chip.accessibleName() for chip in editor.box.findChildren(Chip)]
