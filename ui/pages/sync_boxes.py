"""Watched folders as Sinkronisasi tells of them: what is switched on, when it was looked, what hinders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop_app.actions.boxes import BoxState
from desktop_app.domain import people
from resources.i18n import tr, trn
from ui.bench import Bench
from ui.pages.sync_words import told_at
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.flow import clear
from ui.widgets.labels import Icon, WrapLabel


def boxes_cards(bench: Bench, navigate: Callable[[str, object], object]) -> list[Card]:
    """The card, for everybody but an account that sees only its own people."""
    return [] if people.sees_only_own(bench.office.person.roles) else [BoxesCard(bench, navigate)]


class BoxesCard(Card):
    """Shows what the keeper of the boxes last said; *Lihat sekarang* asks it for a pass."""

    def __init__(self, bench: Bench, navigate: Callable[[str, object], object]) -> None:
        super().__init__(tr("Kotak masuk dan Kotak keluar"))
        self._bench = bench
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self.body.addLayout(self._lines)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.look_button = Button(tr("Lihat sekarang"), icon="refresh-cw")
        self.look_button.clicked.connect(lambda: bench.boxes.look(at_once=True))
        self.set_button = Button(tr("Atur kotak"), icon="settings")
        self.set_button.clicked.connect(lambda: navigate("pengaturan", "tukar"))
        row.addWidget(self.look_button)
        row.addWidget(self.set_button)
        row.addStretch(1)
        self.body.addLayout(row)
        bench.boxes.changed.connect(self.show_state)
        self.show_state()

    def show_state(self) -> None:
        """What is known now."""
        clear(self._lines)
        state = self._bench.boxes.state
        on = state is not None and (state.wish.take or state.wish.send)
        self.look_button.setVisible(on)
        self.set_tone("warn" if state is not None and state.problems else "")
        today = self._bench.office.today()
        for icon, tone, words in lines_of(state, today, resting=self._bench.boxes.resting):
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(Icon(icon, tone, 16))
            row.addWidget(WrapLabel(words, tone="text" if tone == "warn" else "text2"), 1)
            self._lines.addLayout(row)


def lines_of(state: BoxState | None, today: date, *, resting: bool) -> list[tuple[str, str, str]]:
    """Icon, tone and sentence, what hinders first."""
    if state is None or not (state.wish.take or state.wish.send):
        about = tr(
            "Wira dapat membuka dan membuat berkas sendiri di folder bersama, misalnya Nextcloud, Syncthing, "
            "OneDrive, atau folder jaringan kantor. Belum dinyalakan."
        )
        return [("folder", "text2", about)]
    lines = [("triangle-alert", "warn", _problem(each.record, str(each))) for each in state.problems]
    lines += [
        ("info", "accent", tr("{nama} adalah berkas pendaftaran kantor. Buka dengan Buka berkas.", nama=name))
        for name in state.doors
    ]
    if state.copying:
        words = trn("{n} berkas masih disalin ke kotak.", "{n} berkas masih disalin ke kotak.", state.copying)
        lines.append(("clock", "text2", words))
    if state.wish.take:
        lines.append(("download", "text2", _looked(state, today, resting=resting)))
    if state.took:
        told = tr("Terakhir dibuka: {nama}, {waktu}", nama=state.took, waktu=told_at(state.took_at, today))
        lines.append(("circle-check", "ok", told))
    if state.refused:
        told = trn("{n} berkas dipindah ke Ditolak.", "{n} berkas dipindah ke Ditolak.", state.refused)
        lines.append(("ban", "warn", told))
    if state.wish.send:
        told = tr("Kotak keluar dibuat sendiri bila ada yang baru.")
        if state.made:
            told = tr(
                "Terakhir dibuat: {nama}, {waktu}", nama=state.made, waktu=told_at(state.made_at, today)
            )
        lines.append(("upload", "text2", told))
    return lines


def _looked(state: BoxState, today: date, *, resting: bool) -> str:
    if resting:
        return tr("Kotak masuk dilihat lagi sesudah layar dibuka.")
    if not state.looked:
        return tr("Kotak masuk belum dilihat.")
    return tr("Kotak masuk terakhir dilihat {waktu}.", waktu=told_at(state.looked, today))


def _problem(record: str, sentence: str) -> str:
    return tr("{nama}: {kalimat}", nama=record, kalimat=sentence) if record else sentence
