"""Every form of the window that takes a text which is kept for ever: a NIK or a name is refused where it was
typed, what was typed stays, and nothing is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from desktop_app.actions import rulebooks, training
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.demo.extracts import RECEIVERS
from desktop_app.domain.kept_texts import TEXTS
from desktop_app.domain.rulebook import default_rules
from desktop_app.office import Office
from desktop_app.storage import tables
from tests import letters, offices
from tests.issuing import issue_many
from tests.mentors import DIAN, HENDRA, RATNA, MentorCity, reopened
from tests.offices import PASSPHRASE
from tests.trainings import city_wave
from tests.ui.cityscene import Stage, show
from tests.ui.sitting import dialog_of
from ui.dialogs.device import RevokeDialog
from ui.dialogs.extract import ExtractDialog
from ui.dialogs.letter import LetterImportDialog, WithdrawDialog
from ui.dialogs.office_paper import MinutesDialog
from ui.dialogs.receiver import ReceiverDialog
from ui.dialogs.roster import RosterDialog
from ui.dialogs.sealing import SealingDialog
from ui.dialogs.status_extract import StatusExtractDialog
from ui.dialogs.training import TrainingDialog, WaveDialog
from ui.forms.rulebook_editors import LineEditor
from ui.pages.dokumen import DokumenPage
from ui.pages.dokumen_cancel import ask_cancel
from ui.pages.ekstrak import EkstrakPage
from ui.pages.pelatihan import PelatihanPage
from ui.pages.pengaturan import PengaturanPage
from ui.pages.rekomendasi import RekomendasiPage
from ui.widgets.card import FindingCard
from ui.widgets.dialog import ReasonDialog
from ui.widgets.form import FieldRow
from ui.worker import Worker

NIK = "3276061509900012"
WIDE = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@dataclass
class Scene:
    """The city, what a form is opened with, and the hands on it."""

    city: MentorCity
    qtbot: QtBot
    worker: Worker
    folder: Path
    office: Office | None = None

    @property
    def name(self) -> str:
        """Who stands in every paper, wave and extract of it."""
        return str(offices.row(self.city.kukusan, self.city.accepted[0]).nama)

    def page(self, one: Office, who: str, kind: type[Any]) -> Any:
        """The page in its window; what it saves there is counted."""
        self.office = one
        one.enter(who, PASSPHRASE)
        self.stage: Stage = show(self.qtbot, one, self.worker, kind)
        return self.stage.page

    def section(self, one: Office, who: str, part: str) -> Any:
        """A part of the settings."""
        page = self.page(one, who, PengaturanPage)
        page.open(part)
        self.qtbot.waitUntil(self.stage.settled)
        return page.section()

    def dialog(self, kind: type[Any]) -> Any:
        """The dialog, once it is in front."""
        return dialog_of(self.qtbot, kind)

    def saved(self) -> int:
        """How many ops the office has."""
        assert self.office is not None
        with self.office.reading() as connection:
            return connection.execute(select(func.count()).select_from(tables.op)).scalar_one()


@dataclass
class Asked:
    """The field, where its sentence has to appear, what sends it, and its row where that has findings."""

    field: QLineEdit
    place: QWidget
    send: Callable[[], object]
    row: FieldRow | None = None


def extract(scene: Scene) -> Asked:
    dkum, kukusan = scene.city.dkum, scene.city.kukusan
    dkum.enter(HENDRA, PASSPHRASE)
    agency = replace(RECEIVERS[0], statuses=("accepted",), by="kelurahan")
    rulebooks.issue(
        dkum, IssueRules(replace(default_rules("WUB", 2026), extracts=(agency,)), "188/1", "02-01-2026")
    )
    scene.city.down()
    page = scene.page(kukusan, DIAN, EkstrakPage)
    page.primary()
    dialog = scene.dialog(ExtractDialog)
    scene.qtbot.waitUntil(dialog.save_button.isEnabled)
    return Asked(dialog.reason, dialog, lambda: dialog.save_into(scene.folder), dialog.reason_row)


def status(scene: Scene) -> Asked:
    page = scene.page(scene.city.kukusan, DIAN, EkstrakPage)
    page.status_button.click()
    dialog = scene.dialog(StatusExtractDialog)
    return Asked(dialog.reason, dialog, lambda: dialog.save_into(scene.folder), dialog.reason_row)


def cancelling(scene: Scene) -> Asked:
    kukusan = scene.city.kukusan
    kukusan.enter(RATNA, PASSPHRASE)
    issue_many(kukusan, 1, rows=[(scene.city.accepted[0], offices.row(kukusan, scene.city.accepted[0]).rev)])
    page = scene.page(kukusan, DIAN, DokumenPage)
    scene.qtbot.waitUntil(lambda: page.issued() is not None)
    ask_cancel(page)
    dialog = scene.dialog(ReasonDialog)
    return Asked(dialog.field, dialog, dialog.action_button.click)


def roster(scene: Scene) -> Asked:
    page = scene.page(scene.city.kukusan, DIAN, DokumenPage)
    scene.qtbot.waitUntil(lambda: page.register is not None)
    page.primary()
    dialog = scene.dialog(RosterDialog)
    return Asked(dialog.number, dialog, dialog.preview.click)


def minutes(scene: Scene) -> Asked:
    """One of those that are sealed where they are seen (`SealingDialog`)."""
    page = scene.page(scene.city.kukusan, DIAN, DokumenPage)
    scene.qtbot.waitUntil(lambda: page.register is not None)
    scene.qtbot.keyClick(scene.stage.window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    dialog = scene.dialog(MinutesDialog)
    assert isinstance(dialog, SealingDialog)
    scene.qtbot.waitUntil(lambda: dialog.paper.paper() is not None)
    return Asked(dialog.number, dialog, dialog.seal, dialog.number_row)


def waves(scene: Scene) -> Any:
    wave = city_wave(scene.city)
    training.invite(scene.city.dkum, wave, scene.city.accepted)
    page = scene.page(scene.city.dkum, HENDRA, PelatihanPage)
    page.waves.select_row(0)
    return page


def changed_wave(field: str) -> Callable[[Scene], Asked]:
    def opened(scene: Scene) -> Asked:
        waves(scene).change()
        dialog = scene.dialog(WaveDialog)
        return Asked(getattr(dialog, field), dialog, dialog.action_button.click)

    return opened


def new_training(field: str) -> Callable[[Scene], Asked]:
    def opened(scene: Scene) -> Asked:
        scene.page(scene.city.dkum, HENDRA, PelatihanPage).add_training()
        dialog = scene.dialog(TrainingDialog)
        dialog.nama.setText("Pelatihan lain")
        return Asked(getattr(dialog, field), dialog, dialog.action_button.click)

    return opened


def letter(scene: Scene) -> Asked:
    file = scene.folder / "daftar.xlsx"
    file.write_bytes(letters.data([letters.line(each) for each in letters.women(2)]))
    scene.page(scene.city.dkum, HENDRA, RekomendasiPage).primary()
    dialog = scene.dialog(LetterImportDialog)
    dialog.load(file)
    scene.qtbot.waitUntil(lambda: dialog.rows.rowCount() == 2)
    dialog.tanggal.setText("05-11-2026")

    def send() -> None:
        scene.qtbot.waitUntil(dialog.store_button.isEnabled)
        dialog.store_button.click()

    return Asked(dialog.nomor, dialog, send)


def withdrawn(scene: Scene) -> Asked:
    dkum = scene.city.dkum
    dkum.enter(HENDRA, PASSPHRASE)
    letters.take(dkum, letters.sheet([letters.line(each) for each in letters.women(2)]))
    page = scene.page(dkum, HENDRA, RekomendasiPage)
    menu = page.letter_menu()
    menu.actions()[0].trigger()
    menu.close()
    scene.qtbot.waitUntil(lambda: page.letter.accessibleName().startswith(letters.NOMOR))
    page.withdraw_letter()
    dialog = scene.dialog(WithdrawDialog)
    dialog.tanggal.setText("10-11-2026")
    return Asked(dialog.nomor, dialog, dialog.action_button.click)


def numbered_book(scene: Scene) -> Asked:
    section = scene.section(scene.city.dkum, HENDRA, "aturan")
    section.primary()
    scene.qtbot.waitUntil(scene.stage.settled)
    section.preview.tanggal.setText("01-12-2026")
    return Asked(section.preview.nomor, section, section.primary, section.preview.nomor_row)


def book(part: str) -> Callable[[Scene], Asked]:
    def opened(scene: Scene) -> Asked:
        section = scene.section(scene.city.dkum, HENDRA, "aturan")
        at = next(at for at, each in enumerate(section.parts) if part in each.names())
        section.show_part(at)
        field = section.parts[at].field_of(part)
        return Asked(
            field, section.parts[at], lambda: (field.textEdited.emit(field.text()), section.primary())
        )

    return opened


def receiver(field: str) -> Callable[[Scene], Asked]:
    """The book's part says it: the small form only gathers what stands in the book."""

    def opened(scene: Scene) -> Asked:
        section = scene.section(scene.city.dkum, HENDRA, "aturan")
        at = next(at for at, each in enumerate(section.parts) if "extracts" in each.names())
        section.show_part(at)
        section.parts[at].given.box.add()
        dialog = scene.dialog(ReceiverDialog)
        dialog.nama.setText("Bank")
        dialog.purpose.setText("Kredit")

        def send() -> None:
            dialog.action_button.click()
            section.primary()

        return Asked(getattr(dialog, field), section.parts[at], send)

    return opened


def dismissed(scene: Scene) -> Asked:
    section = scene.section(scene.city.dkum, HENDRA, "petugas-kota")
    rows = cast("list[Any]", section._model.rows())
    section.list.select_row(next(at for at, row in enumerate(rows) if row.nama == DIAN))
    section.revoke()
    dialog = scene.dialog(ReasonDialog)
    return Asked(dialog.field, dialog, dialog.action_button.click)


def revoked(scene: Scene) -> Asked:
    section = scene.section(scene.city.dkum, HENDRA, "perangkat")
    rows = cast("list[Any]", section._model.rows())
    section.list.select_row(next(at for at, row in enumerate(rows) if not row.own))
    section.revoke()
    dialog = scene.dialog(RevokeDialog)
    dialog.field.setText(scene.city.kukusan.device.fingerprint.split()[-1])
    return Asked(dialog.reason, dialog, dialog.action_button.click)


FORMS: dict[tuple[str, str], tuple[Callable[[Scene], Asked], ...]] = {
    ("extract", "alasan"): (extract, status),
    ("document", "batal"): (cancelling,),
    ("document", "nomor"): (roster, minutes),
    ("wave", "nama"): (changed_wave("nama"),),
    ("wave", "tempat"): (changed_wave("place"),),
    ("training", "nama"): (new_training("nama"),),
    ("training", "penyelenggara"): (new_training("by"),),
    ("training", "keterangan"): (new_training("note"),),
    ("recommendation", "nomor"): (letter,),
    ("recommendation", "dicabut_nomor"): (withdrawn,),
    ("rulebook", "nomor"): (numbered_book,),
    ("rulebook", "isi.angkatan"): (book("angkatan"),),
    ("rulebook", "isi.conditions"): (book("conditions"),),
    ("rulebook", "isi.notice_version"): (book("notice_version"),),
    ("rulebook", "isi.registration"): (book("registration"),),
    ("rulebook", "isi.extracts"): (receiver("nama"), receiver("purpose")),
    ("person", "alasan"): (dismissed,),
    ("device", "alasan"): (revoked,),
}
"""By kind of record and field, the forms that take it. A computer's stands in DKUM's signed list."""
NO_FORM = {("decision", "seed"), ("extract", "keperluan")}
"""Typed by a command alone; taken from the rule book."""
NAMING = [("extract", "alasan"), ("document", "batal"), ("wave", "nama"), ("wave", "tempat")]
"""Those about people who are known here."""


@pytest.fixture
def scene(
    mentor_city: Path, tmp_path: Path, look: Callable[[str], None], worker: Worker, qtbot: QtBot
) -> Iterator[Scene]:
    city = reopened(mentor_city, tmp_path)
    (tmp_path / "keluar").mkdir()
    yield Scene(city, qtbot, worker, tmp_path / "keluar")
    worker.stop()
    city.close()


def told(place: QWidget) -> str:
    """All that can be read there."""
    shown = [each.text() for each in place.findChildren(QLabel) if each.isVisible()]
    return " ".join([*shown, *(each.words() for each in place.findChildren(FindingCard) if each.isVisible())])


def refused_where_it_was_typed(scene: Scene, asked: Asked, said: str) -> None:
    before = scene.saved()
    asked.field.setText(said)
    assert "seterusnya" not in told(asked.place)
    asked.send()
    scene.qtbot.waitUntil(scene.stage.settled)
    assert "untuk seterusnya" in told(asked.place)
    assert asked.row is None or "untuk seterusnya" in asked.row.findings[0].words()
    assert asked.place.isVisible() and asked.field.text() == said
    assert scene.saved() == before and not list(scene.folder.glob("[!d]*"))


def _forms(*wanted: tuple[str, str]) -> list[Any]:
    return [
        pytest.param(opened, id=f"{ent}-{field}-{at}")
        for (ent, field), every in FORMS.items()
        for at, opened in enumerate(every)
        if not wanted or (ent, field) in wanted
    ]


@WIDE
@pytest.mark.parametrize("opened", _forms())
def test_a_nik_is_refused_at_the_form_and_what_was_typed_stays(
    scene: Scene, opened: Callable[[Scene], Asked]
) -> None:
    asked = opened(scene)
    short = 0 < asked.field.maxLength() < len(f"Susulan {NIK}")
    refused_where_it_was_typed(scene, asked, f"v {NIK}" if short else f"Susulan {NIK}")


@WIDE
@pytest.mark.parametrize("opened", _forms(*NAMING))
def test_a_name_is_refused_at_the_form_and_what_was_typed_stays(
    scene: Scene, opened: Callable[[Scene], Asked]
) -> None:
    asked = opened(scene)
    refused_where_it_was_typed(scene, asked, f"Susulan {scene.name.upper()}")
    asked.field.setText("Susulan pendaftar ini")
    if isinstance(asked.place, ReasonDialog):
        assert asked.place.problem.isHidden(), "it is gone as soon as something else is typed"


def test_no_text_that_is_kept_is_without_its_form(scene: Scene) -> None:
    """A new one is given a form here, or stands in `NO_FORM` with its reason."""
    fields = {(ent, field) for ent, names in TEXTS.items() for field in names} | {("document", "batal")}
    section = scene.section(scene.city.dkum, HENDRA, "aturan")
    fields |= {
        ("rulebook", f"isi.{editor.names[0]}")
        for part in section.parts
        for editor in part.editors
        if isinstance(editor, LineEditor)
    }
    fields.add(("rulebook", "isi.extracts"))
    assert fields == set(FORMS) - {("device", "alasan")} | NO_FORM
