"""Every widget: a name in words, nothing cut, the keys it promises; in both themes."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QApplication, QCalendarWidget, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.pictures import gallery
from ui import icons, theme, tokens
from ui.forms.editors import DateField
from ui.rail import NavButton
from ui.tokens import DARK, LIGHT, THEMES, Tokens
from ui.widgets.button import Button, Chip, IconButton
from ui.widgets.card import FINDINGS, FindingCard
from ui.widgets.checklist import CheckItem, Checklist
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.dialog import Fact, ReasonDialog, StopDialog
from ui.widgets.fields import GroupedField, PasswordField, SearchField, TextField
from ui.widgets.focus import FocusRing
from ui.widgets.form import Form
from ui.widgets.funnel import HEAD, ROW, Bar, FunnelChart
from ui.widgets.gauge import GaugeState, QuotaGauge
from ui.widgets.labels import ElidedLabel, Label, WrapLabel, initials
from ui.widgets.paint import key_caps
from ui.widgets.pdfview import PdfView
from ui.widgets.pill import STATUS
from ui.widgets.progress import ProgressStrip
from ui.widgets.tiles import LOOKS, Tile, TileBoard, TileGroup
from ui.widgets.toast import Toast

Show = Callable[..., QWidget]


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast_of_every_pair(tokens: Tokens) -> None:
    texts = [
        ("text", g) for g in ("bg", "surface", "sunken", "rail", "soft", "badsoft", "warnsoft", "oksoft")
    ]
    texts += [("text2", g) for g in ("bg", "surface", "sunken", "rail", "soft", "greysoft")]
    texts += [("text3", g) for g in ("bg", "surface", "rail")]
    texts += [("accent", g) for g in ("surface", "soft", "bg")]
    texts += [("ok", "oksoft"), ("warn", "warnsoft"), ("bad", "badsoft"), ("plum", "plumsoft")]
    texts += [
        ("grey", "greysoft"),
        ("onfill", "fill"),
        ("ok", "surface"),
        ("warn", "surface"),
        ("bad", "surface"),
    ]
    for ink, ground in texts:
        assert contrast(tokens.colour(ink), tokens.colour(ground)) >= 4.5, (ink, ground)
    for mark, ground in [("edge", "surface"), ("edge", "bg"), ("gauge1", "surface"), ("gauge3", "surface")]:
        assert contrast(tokens.colour(mark), tokens.colour(ground)) >= 2.9, (mark, ground)


def test_no_widget_is_collected_while_the_theme_changes(
    qapp: QApplication, look: Callable[[str], None], shown: Show
) -> None:
    """Qt tells a bare list of all widgets: one that goes away meanwhile ends the program."""
    kept: list[Restless] = []
    gone: list[object] = []
    seen: list[int] = []

    class Restless(QWidget):
        """Drops the others when told of the change, and makes work for the collector."""

        def __init__(self) -> None:
            super().__init__()
            self.me = self

        def changeEvent(self, event: QEvent) -> None:
            kept.clear()
            _junk = [[number] for number in range(3000)]
            seen.append(len(gone))
            super().changeEvent(event)

    first = Restless()
    shown(first, 100, 50)
    before = gc.get_threshold()
    gc.collect()
    gc.disable()
    kept += [Restless() for _number in range(40)]
    for number in range(40):
        kept[number].show()
        kept[number].hide()
    refs = [weakref.ref(one, gone.append) for one in kept]
    seen.clear()
    gc.set_threshold(50, 1, 1)
    gc.enable()
    try:
        look("dark")
    finally:
        gc.set_threshold(*before)
    assert seen
    assert not any(seen)
    gc.collect()
    assert len(gone) == len(refs), "they may go afterwards"
    del first.me


def test_every_icon_named_in_a_table_exists(qapp: QApplication) -> None:
    names = [look.icon for look in STATUS.values()] + [look.icon for look in LOOKS.values()]
    names += [look.icon for look in FINDINGS.values()]
    for name in names:
        assert "<svg" in icons.svg(name)
    with pytest.raises(LookupError):
        icons.svg("tidak-ada")


@pytest.mark.parametrize("title", list(gallery.SHEETS))
@pytest.mark.parametrize("width", [1180, 900])
def test_nothing_is_cut_and_everything_is_named(
    qtbot: QtBot, themed: str, shown: Show, title: str, width: int
) -> None:
    page = shown(gallery.SHEETS[title](), width, 700)
    theme.apply(QApplication.instance(), themed)  # type: ignore[arg-type]
    names: list[str] = []
    for widget in page.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QLabel) and widget.text():
            assert widget.height() >= widget.minimumSizeHint().height(), widget.text()
            wanted = widget.sizeHint().width() if not widget.wordWrap() else 0
            assert widget.width() >= wanted, widget.text()
            if widget.wordWrap():
                assert widget.height() >= widget.heightForWidth(widget.width()) - 1, widget.text()
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.focusProxy():
            interface = QAccessible.queryAccessibleInterface(widget)
            name = interface.text(QAccessible.Text.Name) if interface is not None else ""
            assert name.strip(), widget
            names.append(name)
            if isinstance(widget, Button | Chip):
                assert widget.width() >= widget.sizeHint().width(), name
                assert widget.height() >= 28, name
    if title != "kendali":  # rows of buttons, which never shrink
        assert page.width() <= width, "no sentence may widen the window"


def test_keys_are_named_as_on_the_keyboard() -> None:
    assert key_caps("Ctrl+Enter") == ["Ctrl", "Enter"]
    assert key_caps("Up Down") == ["↑", "↓"]
    assert key_caps("Space") == ["Spasi"]
    assert key_caps("+ -") == ["+", "-"]


def test_initials() -> None:
    assert initials("Ratna Puspita") == "RP"
    assert initials("Nurhayati") == "N"
    assert initials("Drs. Surya Adi Darmawan, M.Si.") == "SD"


def test_button_by_enter_and_ampersand_is_no_mnemonic(qtbot: QtBot, shown: Show) -> None:
    button = Button("Simpan & berikutnya", kind="primary", key="Ctrl+Enter")
    shown(button)
    assert button.shortcut().isEmpty()
    assert button.accessibleName() == "Simpan & berikutnya"
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Return)
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, Qt.Key.Key_Space)
    assert IconButton("lock", "Kunci layar").accessibleName() == "Kunci layar"


def test_chip_closes_by_key_and_cross(qtbot: QtBot, shown: Show) -> None:
    chip = Chip("Tahun 2026", closable=True)
    shown(chip)
    with qtbot.waitSignal(chip.closed):
        qtbot.keyClick(chip, Qt.Key.Key_Delete)
    with qtbot.waitSignal(chip.closed):
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 12, 14))
    assert Chip("Dokumen kurang", count=4).accessibleName() == "Dokumen kurang, 4"


def test_choice_by_letter_figure_and_arrows(qtbot: QtBot, shown: Show) -> None:
    choice = SegmentedChoice("Jenis kelamin", [Option("L", "Laki-laki", "L"), Option("P", "Perempuan", "P")])
    shown(choice)
    got: list[str] = []
    choice.chosen.connect(got.append)
    assert choice.accessibleDescription() == "belum dipilih"
    qtbot.keyClick(choice, Qt.Key.Key_P)
    qtbot.keyClick(choice, Qt.Key.Key_1)
    qtbot.keyClick(choice, Qt.Key.Key_Right)
    qtbot.keyClick(choice, Qt.Key.Key_Backspace)
    assert got == ["P", "L", "P", ""]
    choice.set_value("L")
    assert choice.accessibleDescription() == "Laki-laki"
    assert len(got) == 4, "setting is not choosing"
    assert choice.heightForWidth(120) > choice.heightForWidth(400), "boxes wrap"


def test_nik_is_grouped_and_kept_plain(qtbot: QtBot, shown: Show) -> None:
    field = GroupedField("NIK")
    shown(field, 300)
    qtbot.keyClicks(field, "3276065203949102")
    assert field.text() == "3276 0652 0394 9102"
    assert field.plain() == "3276065203949102"
    field.setCursorPosition(6)
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert field.text() == "3276 6520 3949 102"
    assert field.cursorPosition() == 4, "the cursor stays behind the same figure"


def test_search_waits_and_tells_once(qtbot: QtBot, shown: Show) -> None:
    field = SearchField("Cari", "Cari nama")
    shown(field, 300)
    got: list[str] = []
    field.searched.connect(got.append)
    qtbot.keyClicks(field, "siti")
    qtbot.waitUntil(lambda: got == ["siti"])
    with qtbot.waitSignal(field.down):
        qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert got == ["siti", ""]


def test_password_is_shown_only_on_wish(qtbot: QtBot, shown: Show) -> None:
    field = PasswordField("Kata sandi")
    shown(field, 300)
    assert field.echoMode() == PasswordField.EchoMode.Password
    field.reveal()
    assert field.echoMode() == PasswordField.EchoMode.Normal
    field.reveal()
    assert field.echoMode() == PasswordField.EchoMode.Password


def test_enter_goes_on_and_a_finding_moves_no_field(qtbot: QtBot, shown: Show) -> None:
    form = Form()
    nik, name = GroupedField(), TextField()
    sex = SegmentedChoice("Jenis kelamin", [Option("L", "Laki-laki", "L")])
    first = form.row("NIK", nik)
    form.row("Jenis kelamin", sex)
    form.row("Nama", name)
    shown(form, 1000, 300)
    assert nik.accessibleName() == "NIK"
    nik.setFocus()
    qtbot.keyClick(nik, Qt.Key.Key_Return)
    assert sex.hasFocus()
    qtbot.keyClick(sex, Qt.Key.Key_Return)
    assert name.hasFocus()
    qtbot.keyClick(name, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert sex.hasFocus()
    before = [row.box.geometry() for row in form.rows()]
    text = "NIK berisi 16 angka. " * 6
    first.set_findings([FindingCard("block", "NIK baru 15 angka", text)], "bad")
    QApplication.processEvents()
    assert [row.box.geometry() for row in form.rows()] == before
    assert nik.state() == "bad"
    assert "NIK baru 15 angka" in nik.accessibleDescription()
    assert first.note.isVisible()
    first.set_findings([])
    assert nik.state() == ""
    assert not first.note.isVisible()


def test_notes_stand_under_their_field_when_narrow(qtbot: QtBot, shown: Show) -> None:
    form = Form()
    row = form.row("NIK", GroupedField(), hint="Enam belas angka.")
    shown(form, 500, 300)
    QApplication.processEvents()
    bottom = row.box.mapTo(form, QPoint(0, 0)).y() + 32
    assert row.note.isVisible()
    assert row.note.mapTo(form, QPoint(0, 0)).y() >= bottom


def test_gauge_speaks_and_moves(qtbot: QtBot, shown: Show) -> None:
    gauge = QuotaGauge("Kuota Wirausaha Baru 2026")
    gauge.set(GaugeState(27, 14, 6, 7, 5))
    shown(gauge, 740)
    assert gauge.accessibleDescription().endswith("27 dari 27 tempat terpakai, 5 menunggu")
    gauge.setFocus()
    qtbot.keyClick(gauge, Qt.Key.Key_End)
    assert gauge.accessibleDescription().startswith("Urutan 32: daftar tunggu")
    with qtbot.waitSignal(gauge.activated) as told:
        qtbot.keyClick(gauge, Qt.Key.Key_Return)
    assert told.args == [31]
    gauge.set(GaugeState(27, 0, 0, 27, 5, decided=False))
    assert "di bawah garis" in gauge.accessibleDescription(), "nobody waits before DKUM has decided"
    gauge.set(GaugeState(350, 214, 46))
    assert gauge.is_bar()


def test_stages_of_a_funnel_differ_without_their_colours(qtbot: QtBot, shown: Show) -> None:
    chart = FunnelChart("Corong")
    chart.show_bars([Bar(str(n), f"Tahap {n}", 27, "") for n in range(5)], 27)
    shown(chart)
    grey = chart.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    bars = range(grey.width() // 2 - 40, grey.width() // 2 + 40)  # right of the words, left of the figures
    shades = [
        sum(grey.pixelColor(x, HEAD + at * ROW + y).lightness() for x in bars for y in range(6, 15))
        / (len(bars) * 9)
        for at in range(5)
    ]
    assert min(abs(one - two) for one, two in combinations(shades, 2)) > 8, shades


@pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)")
@pytest.mark.parametrize("typed", ["23-11-2026", "30-12-2027"])
def test_a_month_opens_at_the_typed_day_and_gives_another(qtbot: QtBot, shown: Show, typed: str) -> None:
    field = DateField("Tanggal kunjungan")
    shown(field, 200)
    field.setFocus()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    (month,) = field.findChildren(QCalendarWidget)
    assert month.selectedDate().toString("dd-MM-yyyy") == typed
    assert month.accessibleName() == "Kalender Tanggal kunjungan"
    wanted = month.selectedDate().addDays(1).toString("dd-MM-yyyy")
    with qtbot.waitSignal(field.textEdited):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert field.text() == wanted
    del month
    qtbot.waitUntil(lambda: field.findChildren(QCalendarWidget) == [])


def test_tiles_by_arrows_and_next_problem(qtbot: QtBot, shown: Show) -> None:
    rows = [("A", ["ok", "ok"]), ("B", ["ok", "gap", "ok"])]
    groups = [
        TileGroup(
            name, [Tile(f"{name}{n}", f"{name} {n}", state, "23 Nov", 20) for n, state in enumerate(states)]
        )
        for name, states in rows
    ]
    board = TileBoard("Kelurahan", groups)
    shown(board, 700)
    qtbot.keyClick(board, Qt.Key.Key_Right)
    assert board.current() == "A1"
    qtbot.keyClick(board, Qt.Key.Key_Down)
    assert board.current() == "B1"
    qtbot.keyClick(board, Qt.Key.Key_Home)
    qtbot.keyClick(board, Qt.Key.Key_N)
    assert board.current() == "B1"
    assert board.accessibleDescription() == "B 1, Kec. B: 23 Nov, 20 dari 27 tempat"
    with qtbot.waitSignal(board.opened) as told:
        qtbot.keyClick(board, Qt.Key.Key_Return)
    assert told.args == ["B1"]
    assert board.heightForWidth(300) > board.heightForWidth(700), "tiles wrap when narrow"


def test_checklist_by_single_keys(qtbot: QtBot, shown: Show) -> None:
    checks = Checklist("Pemeriksaan")
    checks.set_items(
        [CheckItem("nik", "NIK", "3276"), CheckItem("nama", "Nama", "Siti"), CheckItem("kk", "KK", "9")]
    )
    shown(checks, 400)
    got: list[tuple[str, bool]] = []
    checks.answered.connect(lambda key, ok: got.append((key, ok)))
    qtbot.keyClick(checks, Qt.Key.Key_Space)
    qtbot.keyClick(checks, Qt.Key.Key_T)
    assert got == [("nik", True), ("nama", False)]
    assert not checks.complete()
    qtbot.keyClick(checks, Qt.Key.Key_Left)
    assert checks.answers()["nama"] == ""
    qtbot.keyClick(checks, Qt.Key.Key_Space)
    qtbot.keyClick(checks, Qt.Key.Key_3)
    assert checks.current() == "kk"
    qtbot.keyClick(checks, Qt.Key.Key_Space)
    assert checks.complete()


def test_pages_are_asked_for_when_in_sight(qtbot: QtBot, shown: Show) -> None:
    asked: list[int] = []
    view = PdfView("Pratinjau")
    shown(view, 400, 400)
    view.show_pages([(595, 842)] * 5, lambda page, _scale: asked.append(page))
    qtbot.waitUntil(lambda: bool(asked))
    assert 4 not in asked
    qtbot.keyClick(view, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: 4 in asked)
    assert view.accessibleDescription() == "Halaman 5 dari 5"
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.zoom() == 1.25
    view.set_image(4, -1.0, QImage(10, 10, QImage.Format.Format_RGB32))  # too late, dropped


def test_a_bar_that_takes_its_width_does_not_come_and_go(qtbot: QtBot, shown: Show) -> None:
    """A page that fits beside a bar and does not fit without one was drawn anew for ever."""
    asked: list[float] = []
    view = PdfView("Pratinjau")
    shown(view, 400, 400)
    view.show_pages([(100, 100)], lambda _page, scale: asked.append(scale))
    for high in range(370, 402, 2):
        view.resize(400, high)
        for _turn in range(12):
            QApplication.processEvents()
        asked.clear()
        for _turn in range(12):
            QApplication.processEvents()
        assert asked == [], high


def test_progress_appears_late_and_can_be_cancelled(qtbot: QtBot, shown: Show) -> None:
    host = QWidget()
    layout = QVBoxLayout(host)
    strip = ProgressStrip()
    layout.addWidget(strip)
    shown(host, 500, 100)
    strip.begin("Membaca", lambda: None)
    assert strip.isHidden()
    strip.finish()
    assert not strip.running(), "short work shows nothing"
    asked: list[int] = []
    strip.begin("Membaca", lambda: asked.append(1))
    qtbot.waitUntil(lambda: not strip.isHidden())
    button = next(one for one in strip.findChildren(Button) if one.words() == "Batalkan")
    button.click()
    assert asked == [1]
    assert not button.isEnabled()
    strip.finish("12 baris pertama tetap tersimpan.")


def test_toast_undoes_once(qtbot: QtBot, shown: Show) -> None:
    host = shown(QWidget(), 600, 300)
    toast = Toast(host)
    undone: list[int] = []
    toast.show_text("Siti Marlina diajukan.", lambda: undone.append(1))
    assert toast.geometry().bottom() < host.height()
    assert toast.y() >= host.height() - tokens.KEY_BAR_HEIGHT - 10, "a page's buttons stand above the key bar"
    toast.undo_button().click()
    toast.undo_button().click()
    assert undone == [1]
    assert toast.isHidden()


def test_labels(qtbot: QtBot, shown: Show) -> None:
    host = QWidget()
    column = QVBoxLayout(host)
    words = WrapLabel("Kata yang panjang dan dipotong ke baris berikutnya. " * 4)
    elided = ElidedLabel("Nama yang sangat panjang sekali sampai tidak muat di tempatnya")
    column.addWidget(words)
    column.addWidget(elided)
    column.addStretch(1)
    shown(host, 220, 400)
    assert words.height() >= words.heightForWidth(words.width())
    assert elided.toolTip() == elided.text()
    host.resize(1600, 400)
    QApplication.processEvents()
    assert elided.toolTip() == ""
    assert Label("Nama").minimumSizeHint().width() > 0


def test_a_wrapped_label_is_high_enough_within_its_margins(qtbot: QtBot, shown: Show) -> None:
    """What stands in a narrow list with room around it is not cut after its first line."""
    words = WrapLabel("Kelurahan muncul di sini setelah berkasnya dibuka.")
    bare = words.heightForWidth(300)
    words.setContentsMargins(16, 6, 16, 14)
    assert words.heightForWidth(332) == bare + 20
    page = shown(words)
    page.setFixedWidth(332)
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()))


def test_stop_dialog_answers_by_key_and_copies_nothing_private(qtbot: QtBot, shown: Show) -> None:
    window = shown(QWidget(), 900, 600)
    facts = [Fact("Berkas", "a.dks"), Fact("Yang bersangkutan", "Siti Marlina", private=True)]
    dialog = StopDialog(
        window,
        "Berkas belum dapat dibuka",
        "Data tidak berubah.",
        facts=facts,
        action="Pilih lagi",
        code="E_GAP",
    )
    dialog.open()
    qtbot.waitExposed(dialog)
    assert dialog.details() == "E_GAP\nBerkas: a.dks"
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    again = StopDialog(window, "Hapus draf", "Draf tidak dapat dikembalikan.", action="Hapus", danger=True)
    again.open()
    qtbot.waitExposed(again)
    with qtbot.waitSignal(again.rejected):
        qtbot.keyClick(again, Qt.Key.Key_Return)


def test_a_reason_is_required(qtbot: QtBot, shown: Show) -> None:
    window = shown(QWidget(), 900, 600)
    dialog = ReasonDialog(window, "Kembalikan", "Tulis alasannya.", action="Kembalikan")
    dialog.open()
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.isVisible()
    qtbot.keyClicks(dialog.field, "  foto KK   buram ")
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.reason() == "foto KK buram"


def test_the_ring_follows_the_focus(qtbot: QtBot, shown: Show) -> None:
    host = QWidget()
    column = QVBoxLayout(host)
    one, two = Button("Satu"), Button("Dua")
    column.addWidget(one)
    column.addWidget(two)
    ring = FocusRing(host)
    shown(host, 300, 200)
    host.activateWindow()
    two.setFocus()
    qtbot.waitUntil(ring.isVisible)
    assert ring.geometry().contains(two.geometry())
    one.setFocus()
    ring.place()
    assert ring.geometry().contains(one.geometry())
    one.hide()
    ring.place()
    assert not ring.geometry().contains(one.geometry()) or ring.isHidden()


def test_both_themes_have_the_same_names() -> None:
    assert THEMES["light"].colours().keys() == THEMES["dark"].colours().keys()
    assert NavButton.__doc__
