"""Cards of Sinkronisasi about copies of the office: what happened, what goes on meanwhile, what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.actions.fork_proofs import ForkView
from desktop_app.domain.moments import moment_of
from desktop_app.queries.exchange import ExchangeView
from resources.i18n import tr, trn
from ui import tokens as t
from ui import when
from ui.pages.sync_deeds import SyncDeeds
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.flow import Flow
from ui.widgets.labels import Icon, Label, WrapLabel


def copy_cards(view: ExchangeView, steps: SyncDeeds, *, fingerprint: QWidget | None) -> list[Card]:
    """What stands above everything else while copies have to be sorted out; nothing where none do.

    `fingerprint` is this computer's, to be read out to DKUM while it waits.
    """
    cards: list[Card] = []
    if view.waits is not None:
        cards.append(_waiting_card(view, steps, fingerprint))
    cards += [_fork_card(view, each, steps) for each in view.forks]
    if view.to_sign:
        cards.append(_signing_card(view, steps))
    return cards


def _waiting_card(view: ExchangeView, steps: SyncDeeds, fingerprint: QWidget | None) -> Card:
    found = view.waits
    assert found is not None
    card = _card(found.sentence, [found.safe], found.next_step)
    if found.city:
        go_on = _button(tr("DKUM lanjut di komputer ini"), "shield-check", steps.continue_city)
        _put(card, [go_on])
        return card
    if fingerprint is not None:
        card.body.addWidget(WrapLabel(tr("Bacakan sidik kunci ini bila DKUM menelepon.")))
        card.body.addWidget(fingerprint)
    ask = _button(tr("Simpan permintaan izin"), "usb", steps.save_request)
    take = _button(tr("Buka berkas izin"), "folder-open", steps.choose_files)
    _put(card, [ask, take])
    return card


def _fork_card(view: ExchangeView, found: ForkView, steps: SyncDeeds) -> Card:
    at = when.short_moment(moment_of(found.at))
    kept = tr("Diketahui {waktu}; berkas yang membuktikannya disimpan di komputer ini.", waktu=at)
    card = _card(found.sentence, [kept], found.next_step)
    if found.city and not found.ordered:
        _put(card, [_button(tr("Akhiri urutan lama"), "ban", lambda: steps.end_stream(found))])
    elif not found.city and found.ordered:
        _put(card, [_button(tr("Buka jawaban DKUM"), "folder-open", steps.choose_files)])
    elif not found.city:
        _put(card, [_button(tr("Buat berkas untuk DKUM"), "usb", lambda: steps.make(view))])
    return card


def _signing_card(view: ExchangeView, steps: SyncDeeds) -> Card:
    names = ", ".join(
        trn("{nama}: {n} langkah", "{nama}: {n} langkah", count, nama=name)
        for name, count in view.to_sign.items()
    )
    told = tr(
        "Kantor ini pernah terduplikasi, jadi beberapa langkah ditulis ulang. Yang bertanda tangan hanya "
        "dapat ditandatangani lagi oleh orangnya: {nama}.",
        nama=names,
    )
    step = tr("Setiap orang masuk dengan namanya sendiri, lalu menekan tombol ini.")
    card = _card(tr("Ada langkah yang menunggu tanda tangan lagi"), [told], step)
    _put(card, [_button(tr("Tanda tangani langkah saya"), "square-pen", steps.sign_again)])
    return card


def _card(title: str, sentences: Sequence[str], next_step: str) -> Card:
    card = Card(tone="warn")
    head = QHBoxLayout()
    head.setSpacing(8)
    head.addWidget(Icon("triangle-alert", "warn", 20), 0, Qt.AlignmentFlag.AlignTop)
    head.addWidget(WrapLabel(title, size=t.SIZE_PANE, weight=t.SEMIBOLD, tone="warn"), 1)
    card.body.addLayout(head)
    card.setAccessibleName(title)
    for sentence in sentences:
        card.body.addWidget(WrapLabel(sentence, tone="text"))
    card.body.addWidget(Label(tr("Langkah berikutnya"), weight=t.SEMIBOLD))
    card.body.addWidget(WrapLabel(next_step, tone="text"))
    return card


def _button(words_: str, icon: str, deed: Callable[[], object]) -> Button:
    made = Button(words_, icon=icon)
    made.clicked.connect(lambda: deed())
    return made


def _put(card: Card, buttons: Sequence[Button]) -> None:
    row = Flow()
    for each in buttons:
        row.add(each)
    card.body.addWidget(row)
