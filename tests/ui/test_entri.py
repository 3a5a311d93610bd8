"""Entri by keys only: findings beside the field, reasons, saving, opening again, what is typed is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop_app.actions import applications
from desktop_app.actions.applications import SaveApplication
from desktop_app.domain import entry_plan as plan
from desktop_app.domain import fields
from desktop_app.storage import tables
from tests import offices
from tests.ui.entri_desk import ALT, CTRL, ENTER, LETTERS, PLAIN, SHIFT, Elsewhere, EntriDesk, open_desk
from ui.widgets.fields import TextField
from ui.worker import Worker

SITI = ("3276065203949102", "3276061108190041", "Siti Marlina", "Depok", "12031994", "P", "2", "081255509102")
KEY = Qt.Key


@pytest.fixture
def desk(tmp_path: Path, worker: Worker, qtbot: QtBot, look: Callable[[str], None]) -> Iterator[EntriDesk]:
    """A new office with its first person in, on an empty form."""
    one = open_desk(tmp_path / "kantor", worker, qtbot)
    yield one
    worker.stop()
    one.office.close()


def test_the_nik_is_decoded_at_once_and_never_fills_the_birth_date(desk: EntriDesk) -> None:
    desk.type(SITI[0])
    note = desk.page.form._nik_note
    desk.wait(note.isVisible)
    assert "12-03-94" in note.accessibleName()
    assert "Perempuan" in note.accessibleName()
    assert desk.page.form.raw().get("tanggal_lahir") is None
    desk.wait(lambda: "Belum pernah mendaftar" in note._history.text())


def test_a_finding_appears_on_leaving_and_moves_no_field(desk: EntriDesk) -> None:
    places = {name: one.widget.mapTo(desk.window, one.widget.rect().topLeft())
              for name, one in desk.page.form.editors.items() if one.widget.isVisible()}  # fmt: skip
    desk.fill(SITI[0])
    desk.type("327606110819004")
    assert "no_kk.panjang" not in desk.shown()
    assert not any(rule.startswith("no_kk") for rule in desk.shown())
    desk.press(ENTER)
    assert any(rule.startswith("no_kk") for rule in desk.shown())
    desk.fill("Siti Marlina", "Depok", "12031995")
    assert "tanggal_lahir.beda_nik" in desk.shown()
    QApplication.processEvents()
    for name, place in places.items():
        widget = desk.page.form.editors[name].widget
        assert widget.mapTo(desk.window, widget.rect().topLeft()) == place, name
    assert not desk.page.actions_row.submit.isEnabled()


def test_f7_goes_to_the_finding_and_f9_writes_the_reason(desk: EntriDesk) -> None:
    desk.fill(SITI[0], "327606110819004", "Siti Marlina", "Depok", "12031995", "P")
    desk.press(KEY.Key_F7)
    assert desk.at() == "no_kk"
    desk.press(KEY.Key_F7)
    assert desk.at() == "tanggal_lahir"
    desk.press(KEY.Key_F7, SHIFT)
    assert desk.at() == "no_kk"
    desk.press(KEY.Key_F7)
    desk.press(KEY.Key_F9)
    desk.type("KTP memang tertulis begitu")
    desk.press(ENTER)
    desk.wait(lambda: desk.at() == "tanggal_lahir")
    noted = [item for item in desk.page.form.lane.findings() if item.rule_id == "tanggal_lahir.beda_nik"]
    assert noted[0].noted == "KTP memang tertulis begitu"
    desk.press(KEY.Key_F9)
    desk.press(KEY.Key_Escape)
    desk.wait(lambda: desk.at() == "tanggal_lahir")
    assert desk.window.here() == "entri"


def test_a_birth_date_without_century_is_shown_whole_or_asked_for(desk: EntriDesk) -> None:
    desk.go("tanggal_lahir")
    field = QApplication.focusWidget()
    assert isinstance(field, TextField)
    desk.fill("120488")
    assert field.text() == "12-04-1988"
    field.setFocus()
    field.selectAll()
    desk.fill("12/4/25")
    assert field.text() == "12/4/25"
    assert "tanggal_lahir.abad" in desk.shown()


def test_enter_tab_and_their_way_back(desk: EntriDesk) -> None:
    desk.press(ENTER)
    assert desk.at() == "no_kk"
    desk.press(KEY.Key_Tab)
    assert desk.at() == "nama"
    desk.press(ENTER, SHIFT)
    assert desk.at() == "no_kk"
    desk.press(KEY.Key_Backtab, SHIFT)
    assert desk.at() == "nik"


def test_ctrl_enter_saves_and_the_next_form_is_ready(desk: EntriDesk) -> None:
    desk.fill(*SITI)
    desk.press(ENTER, CTRL)
    desk.type("32")  # typed while it is being saved: the next form gets it
    desk.wait(lambda: desk.count() == 1 and desk.page.form.raw().get("nik") == "32")
    assert desk.at() == "nik"
    assert "Siti Marlina disimpan" in desk.window.toast_widget().text()
    assert "ke-2" in desk.page.subtitle()
    assert [draft.values.get("nik") for draft in desk.office.drafts.list()] in ([], ["32"])


def test_submitting_shows_what_is_missing_and_goes_there(desk: EntriDesk) -> None:
    desk.fill(*SITI)
    desk.press(ENTER, CTRL | SHIFT)
    assert desk.at() == "alamat"
    assert {"alamat.kosong", "punya_usaha.kosong", "persetujuan_bukti.kosong"} <= desk.shown()
    assert desk.count() == 0


def every_answer(people: list[offices.Person]) -> list[offices.Person]:
    """Those of `people` who bring a choice, a filled or an empty field that nobody before them had."""
    seen: set[tuple[str, object]] = set()
    kept: list[offices.Person] = []
    for person in people:
        told = {(name, value if name in LETTERS else bool(value)) for name, value in person.items()}
        if not told <= seen:
            kept.append(person)
            seen |= told
    return kept


def test_forms_of_every_kind_by_keys(desk: EntriDesk, capsys: pytest.CaptureFixture[str]) -> None:
    people = every_answer([{**person, "email": None} for person in offices.persons(30)])
    assert len(people) > 5
    counts: list[int] = []
    for number, person in enumerate(people, 1):
        desk.keys = 0
        desk.enter_person(person, submit=True)
        desk.wait(lambda number=number: not desk.page._busy and desk.count() == number and desk.at() == "nik")
        counts.append(desk.keys)
    with desk.office.reading() as connection:
        rows = connection.exec_driver_sql("SELECT nik, status FROM application").all()
    assert {nik for nik, _ in rows} == {person["nik"] for person in people}
    assert {status for _, status in rows} == {"submitted"}
    with capsys.disabled():
        print(
            f"\nkeystrokes for {len(counts)} applicants: {sum(counts)}, {min(counts)} to {max(counts)} each"
        )
    assert max(counts) < 400
    desk.press(KEY.Key_Escape)
    assert desk.window.here() == "beranda"


def test_a_nik_that_has_applied_is_told_at_once_with_the_way_there(desk: EntriDesk) -> None:
    person = offices.persons(1)[0]
    (record,) = offices.enter(desk.office, [person])
    desk.type(str(person["nik"]))
    desk.wait(lambda: "nik.ganda" in desk.shown())
    assert desk.at() == "nik"
    card = desk.page.form.rows["nik"].findings[0]
    card.buttons[0].setFocus()
    desk.press(KEY.Key_Space)
    assert desk.window.here() == "pendaftar"
    page = desk.window.page("pendaftar")
    assert isinstance(page, Elsewhere)
    assert page.asked == record


def test_an_unchanged_application_makes_no_op_and_a_change_makes_one(desk: EntriDesk) -> None:
    (record,) = offices.enter(desk.office, offices.persons(1), submit=False)
    desk.window.go("entri", record)
    desk.wait(lambda: bool(desk.page.form.raw().get("nik")))
    ops = desk.count("op")
    desk.press(KEY.Key_S, CTRL)
    desk.press(ENTER)
    assert desk.count("op") == ops
    desk.go("alamat")
    desk.press(KEY.Key_A, CTRL)
    desk.type("Jl. Margonda Raya 7")
    desk.press(KEY.Key_S, CTRL)
    desk.wait(lambda: desk.count("op") == ops + 1 and not desk.page.dirty())
    with desk.office.reading() as connection:
        assert connection.exec_driver_sql("SELECT alamat FROM application").scalar() == "Jl. Margonda Raya 7"


def test_a_new_entry_from_elsewhere_begins_a_form_and_offers_what_lay_open(desk: EntriDesk) -> None:
    (record,) = offices.enter(desk.office, offices.persons(1), submit=False)
    desk.window.go("entri", record)
    desk.wait(lambda: bool(desk.page.form.raw().get("nik")))
    desk.window.go("entri", "")
    desk.wait(lambda: not desk.page.form.raw().get("nik"))
    desk.type("3276")
    desk.window.go("beranda")
    desk.window.go("entri")
    assert desk.page.form.raw()["nik"] == "3276", "by its own name the page is as it was left"
    desk.window.go("entri", "")
    assert desk.at() == "nik" and not desk.page.form.raw().get("nik")
    assert desk.page.recovered.isVisible()
    desk.press(KEY.Key_L, ALT)
    desk.wait(lambda: desk.page.form.raw().get("nik") == "3276")


def test_a_consent_that_nobody_came_to_is_not_recorded(desk: EntriDesk) -> None:
    desk.fill(*SITI)
    desk.press(ENTER, CTRL)
    desk.wait(lambda: desk.count() == 1 and not desk.page._busy)
    with desk.office.reading() as connection:
        (row,) = connection.execute(select(*_CONSENT)).all()
    assert tuple(row) == (None, None, None, None)
    (record,) = [row.hex() for row in _records(desk)]
    desk.window.go("entri", record)
    desk.wait(lambda: bool(desk.page.form.raw().get("nik")))
    desk.wait(lambda: not desk.page.dirty())
    desk.page.form.focus_field("tahun")
    desk.go("tanggal_lengkap")
    assert not desk.page.dirty(), "going through the fields of a saved one gives no consent"
    desk.page.form.focus_field("persetujuan_bukti")
    desk.type("map 3 nomor 12")
    assert desk.page.form.raw()["persetujuan_cara"] == "tertulis", "proposed with the proof"
    desk.press(Qt.Key.Key_S, CTRL)
    desk.wait(lambda: not desk.page.dirty() and not desk.page._busy)
    with desk.office.reading() as connection:
        (row,) = connection.execute(select(*_CONSENT)).all()
    assert tuple(row) == ("1", desk.office.today().isoformat(), "tertulis", "map 3 nomor 12")


def test_a_consent_is_proposed_once_to_who_comes_to_it_in_a_new_form(desk: EntriDesk) -> None:
    desk.go("persetujuan_versi")
    assert [desk.page.form.raw().get(name) for name in plan.CONSENT] == [
        "1", fields.show("persetujuan_waktu", desk.office.today().isoformat()), "tertulis",
    ]  # fmt: skip
    for name in plan.CONSENT:
        desk.page.form.editors[name].show_raw("")
        desk.page.form._edited(name)
    desk.page.form.focus_field("persetujuan_versi")
    desk.go("tanggal_lengkap")
    assert not any(desk.page.form.raw().get(name) for name in plan.CONSENT), "what was emptied stays empty"


_APP = tables.application.c
_CONSENT = (_APP.persetujuan_versi, _APP.persetujuan_waktu, _APP.persetujuan_cara, _APP.persetujuan_bukti)


def _records(desk: EntriDesk) -> list[bytes]:
    with desk.office.reading() as connection:
        return list(connection.execute(select(_APP.uuid)).scalars())


def test_f4_copies_from_the_form_before(desk: EntriDesk) -> None:
    desk.fill(*SITI)
    desk.go("alamat")
    desk.fill("Jl. Kukusan Raya 12")
    desk.press(ENTER, CTRL)
    desk.wait(lambda: desk.count() == 1 and not desk.page._busy)
    desk.go("alamat")
    desk.press(KEY.Key_F4)
    assert desk.page.form.raw()["alamat"] == "Jl. Kukusan Raya 12"


def test_the_kind_of_business_is_found_by_a_clerks_word(desk: EntriDesk) -> None:
    desk.go("punya_usaha")
    desk.type("S")
    desk.go("jenis_usaha")
    desk.type("katering")
    desk.press(KEY.Key_Down)
    desk.press(ENTER)
    values = desk.page.form.values()
    assert (values["jenis_usaha"], values["kbli_kode"], values["kbli_edisi"]) == ("katering", "56210", "2025")
    assert desk.at() == "alamat_usaha"


def test_without_a_business_its_rows_are_gone(desk: EntriDesk) -> None:
    desk.go("punya_usaha")
    desk.type("B")
    assert not {"nama_usaha", "jenis_usaha", "modal"} & set(desk.page.form.names())
    desk.press(ENTER)
    assert desk.at() == "program"


def test_a_child_is_asked_for_a_guardian(desk: EntriDesk) -> None:
    assert "wali_nama" not in desk.page.form.names()
    desk.fill("3276065203109102", SITI[1], "Siti Marlina", "Depok", "12032010")
    assert {"wali_nama", "wali_hubungan", "persetujuan_wali", "wali_bukti"} <= set(desk.page.form.names())
    desk.go("wali_hubungan")
    desk.type("2")
    assert desk.page.form.raw()["wali_hubungan"] == "ibu"


def test_esc_keeps_what_was_typed_and_locking_too(desk: EntriDesk) -> None:
    desk.fill("3276065203949102")
    desk.type("3276")
    lock = Elsewhere()
    desk.window.cover(lock)
    desk.window.uncover()
    assert desk.page.form.raw()["no_kk"] == "3276"
    desk.press(KEY.Key_Escape, PLAIN)
    assert desk.window.here() == "beranda"
    desk.window.go("entri")
    assert desk.page.form.raw()["nik"] == "3276065203949102"
    assert desk.office.drafts.list()[0].values["no_kk"] == "3276"


def test_a_refusal_leads_to_its_field(desk: EntriDesk) -> None:
    person = {**offices.persons(1)[0], "email": None}
    desk.type(str(person["nik"]))
    desk.wait(lambda: desk.page.form._nik_note._history.text() != "")
    offices.enter(desk.office, [person])  # somebody else was faster, and nobody told this form
    desk.enter_person(person, submit=True)
    desk.wait(lambda: not desk.page._busy and "nik.ganda" in desk.shown())
    assert desk.at() == "nik"
    assert desk.count() == 1
    assert desk.page.form.raw()["nama"] == person["nama"]


def test_a_change_from_elsewhere_never_takes_what_is_typed(desk: EntriDesk) -> None:
    person = offices.persons(1)[0]
    (record,) = offices.enter(desk.office, [person], submit=False)
    desk.window.go("entri", record)
    desk.wait(lambda: bool(desk.page.form.raw().get("nik")))
    desk.go("alamat")
    desk.press(KEY.Key_A, CTRL)
    desk.type("Jl. Saya 1")
    saved = applications.save(desk.office, SaveApplication({"nama": "Nama Dari Tempat Lain"}, record))
    desk.window.refresh(saved.changes)
    desk.wait(lambda: len(desk.page.notices.cards()) == 1)
    assert desk.page.form.raw()["alamat"] == "Jl. Saya 1"
    assert desk.at() == "alamat"
