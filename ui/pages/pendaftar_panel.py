"""The detail pane of Pendaftar: who it is, what stands out, what happened, and the papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.domain import data_requests, fields
from desktop_app.domain.finding import Finding
from desktop_app.domain.moments import moment_of
from desktop_app.queries.applicant import ApplicantDetail, Attachment, Change, Paper, Revealed
from desktop_app.queries.data_requests import DataRequest
from resources.i18n import mark, tr
from ui import history, icons, theme, when
from ui import tokens as t
from ui.forms.lane import answer_words
from ui.looks import PillLook
from ui.widgets import paint
from ui.widgets.button import Button, IconButton
from ui.widgets.card import Card, FindingCard
from ui.widgets.dialog import Fact, FactsTable
from ui.widgets.flow import Flow
from ui.widgets.labels import Avatar, Icon, Label, WrapLabel
from ui.widgets.pill import Pill, pill_width
from ui.widgets.steps import Tabs
from ui.widgets.timeline import Timeline

REVEAL_MS = 30_000
REJUDGE = "nilai-ulang"
"""The step that answers a newer rule book."""
JUDGE = "usaha"
"""The step that decides about a registered business."""
LATEST = 3
"""Moments shown below the summary."""
MOST = 40
"""Moments of the history in the pane; the dialog shows all, with each field."""
PEKKA_ROOM = 280
"""The kind of PEKKA stands in its pill where it is this short, else in a line of the summary."""

ImageWanted = Callable[[Attachment, Callable[[QImage | None], None]], None]
"""Asks for an attachment's picture; the answer comes later, None when it cannot be read."""


class DetailPanel(Card):
    """Shows one applicant. `opened` for the entry form, `reveal_asked` for F8, `action(code)` for a step,
    `judge_asked(finding)` about a registered business."""

    opened = Signal()
    reveal_asked = Signal()
    action = Signal(str)
    choose_asked = Signal(str)
    """The record (hex) whose differing fields are to be chosen."""
    judge_asked = Signal(object)
    request_asked = Signal(str)
    """The record (hex) of a request about personal data, to be looked at."""
    history_asked = Signal()
    """The whole history, each field from what to what."""

    def __init__(self, want_image: ImageWanted, *, city: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(padding=0, parent=parent)
        self._city = city
        self.setAccessibleName(tr("Rincian pendaftar"))
        self._want_image = want_image
        self._detail: ApplicantDetail | None = None
        self._history: Sequence[Change] = ()
        self._revealed: Revealed | None = None
        self._actions: list[tuple[str, str, str]] = []
        self.body.setContentsMargins(17, 14, 17, 12)
        self.body.setSpacing(0)
        self._build_head()
        self.tabs = Tabs(tr("Bagian rincian"), [tr("Ringkasan"), tr("Riwayat"), tr("Dokumen")])
        self.tabs.changed.connect(lambda _at: self._fill())
        self.body.addWidget(self.tabs)
        self._build_scroll()
        self._build_foot()
        self._hide_again = QTimer(self)
        self._hide_again.setSingleShot(True)
        self._hide_again.setInterval(REVEAL_MS)
        self._hide_again.timeout.connect(self.hide_numbers)

    # --- building

    def _build_head(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        self._avatar = Avatar("", 44)
        row.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        self._name = WrapLabel(size=18, weight=t.SEMIBOLD, tone="text")
        self._who = WrapLabel(size=t.SIZE_META)
        words.addWidget(self._name)
        words.addWidget(self._who)
        row.addLayout(words, 1)
        self.more = IconButton("ellipsis", tr("Tindakan lain untuk pendaftar ini"))
        self.more.clicked.connect(lambda: self.show_menu())
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        self.close_button = IconButton("x", tr("Tutup rincian"))
        self.close_button.hide()
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        self._pills = Flow()
        self.body.addSpacing(12)
        self.body.addWidget(self._pills)
        self.body.addSpacing(8)

    def _build_scroll(self) -> None:
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self.body.addWidget(self._scroll, 1)

    def _build_foot(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 10, 0, 0)
        row.setSpacing(8)
        self.open_button = Button(tr("Buka"), icon="square-pen", key="Enter")
        self.open_button.clicked.connect(self.opened)
        self.reveal_button = Button(tr("Lihat NIK"), icon="eye", key="F8")
        self.reveal_button.clicked.connect(self.reveal_asked)
        row.addWidget(self.open_button)
        row.addStretch(1)
        row.addWidget(self.reveal_button)
        self.body.addLayout(row)

    # --- showing

    def record(self) -> str:
        """The record shown, "" for nobody."""
        return self._detail.record if self._detail is not None else ""

    def shown(self) -> ApplicantDetail | None:
        """The applicant shown."""
        return self._detail

    def show_applicant(
        self,
        detail: ApplicantDetail,
        changes: Sequence[Change],
        actions: Sequence[tuple[str, str, str]] = (),
    ) -> None:
        """Show somebody with their history; `actions` are (code, icon, words) of the steps one may take."""
        other = self.record() != detail.record
        self._detail, self._history, self._actions = detail, changes, list(actions)
        if other:
            self._revealed = None
            self._hide_again.stop()
        self._avatar.set_name(detail.nama)
        self._name.setText(detail.nama or tr("Belum bernama"))
        self._who.setText(_who(detail))
        self._show_pills(detail)
        self.more.setVisible(bool(self._actions))
        there = sum(paper.there for paper in detail.papers)
        papers = tr("Dokumen {ada}/{semua}", ada=there, semua=len(detail.papers))
        words = [tr("Ringkasan"), tr("Riwayat {n}", n=len(changes)), papers]
        self.tabs.set_words(words)
        self._name_reveal()
        self._fill(keep=not other)

    def show_numbers(self, revealed: Revealed) -> None:
        """NIK, No. KK and phone in full for thirty seconds."""
        self._revealed = revealed
        self._hide_again.start()
        self.tabs.set_current(0)
        self._name_reveal()
        self._fill()

    def hide_numbers(self) -> None:
        """Mask them again."""
        self._hide_again.stop()
        if self._revealed is not None:
            self._revealed = None
            self._name_reveal()
            self._fill(keep=True)

    def revealing(self) -> bool:
        """Whether numbers stand there in full."""
        return self._revealed is not None

    def set_drawer(self, drawer: bool) -> None:
        """Beside the list, or over it with a button to close."""
        self.close_button.setVisible(drawer)

    def show_menu(self, at: QPoint | None = None) -> QMenu | None:
        """The steps this person may take on this applicant; at `at` while the panel is not in view."""
        if not self._actions:
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for code, icon, words in self._actions:
            one = menu.addAction(icons.icon(icon, "text2", 16), words)
            one.triggered.connect(lambda _checked=False, code=code: self.action.emit(code))
        below = self.more.mapToGlobal(QPoint(0, self.more.height() + 4))
        menu.popup(at if at is not None and not self.more.isVisible() else below)
        return menu

    def _name_reveal(self) -> None:
        words = tr("Sembunyikan") if self._revealed is not None else tr("Lihat NIK")
        self.reveal_button.set_text(words)

    def _show_pills(self, detail: ApplicantDetail) -> None:
        self._pills.clear()
        self._pills.add(Pill(detail.shown))
        if detail.conflicts:
            self._pills.add(Pill("conflict"))
        if detail.pekka and detail.program == "PP":
            full = PillLook("heart-handshake", detail.pekka, "plum")
            pill = Pill(full if pill_width(full) <= PEKKA_ROOM else replace(full, word=mark("PEKKA")))
            pill.setToolTip(detail.pekka)
            self._pills.add(pill)
        if detail.proposed:
            flag = Icon("flag", "accent", 16)
            flag.setToolTip(tr("Diusulkan: ada di Daftar Nominatif yang disegel"))
            flag.setAccessibleName(tr("Diusulkan"))
            self._pills.add(flag)

    def _fill(self, *, keep: bool = False) -> None:
        """Put the current tab's content in place."""
        if self._detail is None:
            return
        at = self._scroll.verticalScrollBar().value() if keep else 0
        make = (self._summary, self._events, self._papers)[self.tabs.current()]
        content = QWidget()
        content.setObjectName("panel-content")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 12, 0, 4)
        column.setSpacing(12)
        make(column, self._detail)
        column.addStretch(1)
        self._scroll.setWidget(content)
        content.setAutoFillBackground(False)  # setWidget turns it on
        self._scroll.verticalScrollBar().setValue(at)

    def _summary(self, column: QVBoxLayout, detail: ApplicantDetail) -> None:
        for request in detail.requests:
            if request.open or request.holding:
                column.addWidget(self._request(request))
        if detail.held and not any(request.holding for request in detail.requests):
            # along with a consent that was withdrawn for another application of this person
            column.addWidget(FindingCard("block", tr("Persetujuan data pribadi ditarik"), detail.held))
        # What asks for somebody stands over the facts: below them it would be out of sight.
        for notice in _notices(detail, self._city, self.choose_asked.emit):
            column.addWidget(notice)
        if detail.judged.appears:
            column.addWidget(self._newer_rules(detail))
        newer = {item.rule_id for item in detail.judged.appears}
        found = [item for item in detail.findings if item.rule_id not in newer]  # those are told already
        for item in found:
            if not item.noted:
                column.addWidget(self._finding(item))
        column.addWidget(FactsTable(_facts(detail, self._revealed, self._city), framed=False))
        if self._revealed is not None:
            column.addWidget(WrapLabel(tr("Disembunyikan lagi setelah 30 detik."), size=t.SIZE_META))
        for item in found:
            if item.noted:
                column.addWidget(self._finding(item))
        if self._history:
            column.addWidget(Label(tr("Riwayat terakhir"), size=t.SIZE_META, weight=t.SEMIBOLD, tone="text2"))
            column.addWidget(
                Timeline([history.short(c, first=n == 0) for n, c in enumerate(self._history[:LATEST])])
            )

    def _request(self, one: DataRequest) -> FindingCard:
        """What the person asked about their own data, while it waits or holds the data."""
        kind = data_requests.kind_label(one.jenis)
        if one.holding and one.jenis == "penarikan":
            title = tr("Persetujuan data pribadi ditarik")
        elif one.holding:
            title = tr("Pemrosesan data dibatasi")
        else:
            title = tr("Permintaan menunggu: {jenis}", jenis=kind)
        told = [tr("Diterima {waktu}.", waktu=when.short_moment(moment_of(one.masuk)))]
        if one.holding:
            told.append(
                tr(
                    "Tidak dimuat di daftar dan ekstrak baru, diverifikasi, diputuskan, atau diundang; "
                    "lampiran putusan yang sudah ada tetap memuatnya."
                )
            )
        if one.open:
            told.append(tr("Dijawab paling lambat {waktu}.",
                           waktu=when.short_moment(data_requests.due(one.masuk))))  # fmt: skip
        way = [(tr("Buka"), "", lambda: self.request_asked.emit(one.record))]
        card = FindingCard("block" if one.holding else "reason", title, " ".join(told), way)
        for button in card.buttons:
            button.setAccessibleName(tr("Buka permintaan: {jenis}", jenis=kind))
        return card

    def _newer_rules(self, detail: ApplicantDetail) -> FindingCard:
        """What a newer rule book says, with the way to answer for those who may."""
        judged = detail.judged
        actions: list[tuple[str, str, Callable[[], object]]] = []
        if any(code == REJUDGE for code, _, _ in self._actions):
            actions.append((tr("Lihat"), "", lambda: self.action.emit(REJUDGE)))
        card = FindingCard(
            "block" if judged.blocks else "reason",
            tr("Aturan baru: perlu dilihat"),
            " ".join(item.sentence for item in judged.appears),
            actions,
        )
        for button in card.buttons:
            button.setAccessibleName(tr("Lihat menurut aturan baru"))
        return card

    def _finding(self, item: Finding) -> FindingCard:
        """What was found; about a registered business with the way to decide, or with what was decided."""
        severity = "block" if item.level == "block" else "info" if item.noted else "reason"
        text = answer_words(item) if item.noted else item.reason
        actions: list[tuple[str, str, Callable[[], object]]] = []
        if item.record and any(code == JUDGE for code, _, _ in self._actions):
            words = tr("Ubah putusan") if item.noted else tr("Putuskan")
            actions.append((words, "", lambda: self.judge_asked.emit(item)))
        card = FindingCard(severity, item.title, text, actions)
        for button in card.buttons:
            button.setAccessibleName(tr("Putuskan: {temuan}", temuan=item.title))
        return card

    def _events(self, column: QVBoxLayout, _detail: ApplicantDetail) -> None:
        shown = self._history[:MOST]
        column.addWidget(Timeline([history.told(c, first=n == 0) for n, c in enumerate(shown)]))
        whole = Button(tr("Seluruh riwayat"), icon="rotate-ccw-clock", key="Ctrl+H")
        whole.clicked.connect(self.history_asked)
        column.addWidget(whole, 0, Qt.AlignmentFlag.AlignLeft)

    def _papers(self, column: QVBoxLayout, detail: ApplicantDetail) -> None:
        if not detail.papers:
            column.addWidget(WrapLabel(tr("Belum ada dokumen yang dicatat.")))
        for paper in detail.papers:
            column.addWidget(_PaperRow(paper))
            for attachment in paper.attachments:
                sheet = Sheet(paper.label)
                column.addWidget(sheet)
                self._want_image(attachment, sheet.show_image)


class Sheet(QWidget):
    """One attachment as a picture as wide as the pane."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._words = tr("Memuat gambar")
        self.setAccessibleName(tr("Gambar {dokumen}", dokumen=name))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_image(self, image: QImage | None) -> None:
        """The picture, or None when it cannot be read on this computer."""
        self._image = image
        self._words = "" if image is not None else tr("Gambarnya belum ada di komputer ini.")
        self.updateGeometry()
        self.update()

    def has_image(self) -> bool:
        """Whether the picture has come."""
        return self._image is not None

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._image is None or self._image.width() == 0:
            return 60
        return round(width * self._image.height() / self._image.width())

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.heightForWidth(max(self.width(), 60)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = paint.start(self)
        area = self.rect().toRectF()
        paint.box(painter, area, t.RADIUS_INSET, "sunken", "line")
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(area.adjusted(1, 1, -1, -1), self._image)
        else:
            middle = Qt.AlignmentFlag.AlignHCenter
            inner = QRectF(area).adjusted(8, 0, -8, 0)
            paint.text(painter, inner, self._words, theme.font(t.SIZE_META), "text2", middle)
        painter.end()


class _PaperRow(QWidget):
    """One document of the checklist: mark, name, state."""

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        name, tone = (
            ("circle-check", "ok")
            if paper.there
            else ("circle-dashed", "warn" if paper.required else "text3")
        )
        row.addWidget(Icon(name, tone, 18), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(WrapLabel(paper.label, weight=t.MEDIUM, tone="text"), 1)
        words = next(
            (tr(c.label) for c in fields.DOCUMENT_STATES if c.code == paper.state), tr("Belum dicatat")
        )
        row.addWidget(Label(words, size=t.SIZE_META, tone="text2"), 0, Qt.AlignmentFlag.AlignTop)


def _who(detail: ApplicantDetail) -> str:
    kind = detail.kelamin[:1].lower() + detail.kelamin[1:]
    if detail.umur is None:
        return kind or detail.nomor
    if not kind:
        return tr("{umur} tahun", umur=detail.umur)
    return tr("{umur} tahun, {kelamin}", umur=detail.umur, kelamin=kind)


def _facts(detail: ApplicantDetail, revealed: Revealed | None, city: bool) -> list[Fact]:
    numbers = revealed or Revealed(detail.nik, detail.no_kk, detail.hp)
    lines = [
        (tr("NIK"), numbers.nik),
        (tr("No. KK"), numbers.no_kk),
        (tr("Lahir"), detail.lahir),
        (tr("Alamat"), detail.alamat),
        (tr("Kelurahan"), detail.kelurahan if city else ""),
        (tr("HP"), numbers.hp),
        (tr("Usaha"), detail.usaha),
        (tr("KBLI"), detail.kbli),
        (tr("PEKKA"), detail.pekka_kind if detail.program == "PP" else ""),
        (tr("Rekomendasi"), detail.rekomendasi),
        (tr("Berkas lengkap"), detail.tanggal_lengkap),
        (tr("Aturan"), detail.judged.words if detail.judged.appears else detail.judged.sentence),
        (tr("Persetujuan"), detail.persetujuan),
        (tr("Wali"), detail.wali),
        (tr("Disimpan sampai"), detail.simpan),
        (tr("Nomor"), detail.nomor),
        (tr("Nomor daring"), detail.nomor_daring),
        (tr("Putusan"), detail.putusan),
        (tr("Peringkat"), str(detail.peringkat or "")),
        (
            tr("Alasan"),
            detail.alasan if detail.status in ("returned", "rejected", "withdrawn", "cancelled") else "",
        ),
    ]
    return [Fact(label, value, private=True) for label, value in lines if value]


def _notices(detail: ApplicantDetail, city: bool, choose: Callable[[str], object]) -> list[FindingCard]:
    """What stands out; a proposal that waits is DKUM's own affair."""
    found: list[FindingCard] = []
    if detail.kembali and city:
        why = tr("{alasan}. Menunggu persetujuan orang lain.", alasan=detail.kembali.rstrip("."))
        title = (
            tr("Diusulkan ditolak")
            if detail.ending == "rejected"
            else tr("Diusulkan dikembalikan ke kelurahan")
        )
        found.append(FindingCard("reason", title, why))
    if detail.alone:
        found.append(FindingCard("reason", tr("Satu petugas"), detail.alone))
    if detail.permintaan:
        why = tr("{alasan}. DKUM belum menjawab.", alasan=detail.permintaan.rstrip("."))
        found.append(FindingCard("reason", tr("Kelurahan meminta pembatalan"), why))
    if detail.conflicts:
        names = ", ".join(detail.conflicts)
        way = [(tr("Pilih yang benar"), "", lambda: choose(detail.record))]
        found.append(FindingCard("reason", tr("Ada isian yang ditulis berbeda"), names, way))
    if detail.stale and detail.status != "submitted":
        why = tr("Putusan DKUM dibuat untuk data sebelum perubahan terakhir.")
        found.append(FindingCard("reason", tr("Data berubah setelah diputuskan"), why))
    if detail.stale and detail.status == "submitted":
        why = tr("Verifikasi sebelumnya gugur, jadi pendaftar ini diperiksa sekali lagi.")
        found.append(FindingCard("reason", tr("Data berubah setelah terverifikasi"), why))
    return found
