"""Kantor & kop: what stands at the head and foot of the office's papers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.actions.letterhead import SaveLetterhead, Signer, save_letterhead
from desktop_app.domain import people
from desktop_app.errors import WiraError
from desktop_app.queries.office import LetterheadView, letterhead
from desktop_app.storage.work import Changes
from resources.i18n import tr
from ui.bench import Bench
from ui.dialogs.pick import pick_files
from ui.pages.base import KeyHint
from ui.pages.pengaturan_bagian import Section
from ui.pages.pertama_kantor import scrolled
from ui.widgets.button import Button
from ui.widgets.card import Card, FindingCard
from ui.widgets.dialog import StopDialog
from ui.widgets.fields import TextField
from ui.widgets.form import Form

_FIELDS = (
    "pemerintah", "kecamatan", "kantor", "alamat", "tempat",
    "nama", "nip", "jabatan", "pangkat", "tembusan",
)  # fmt: skip
MAX_LOGO = 5 * 1024 * 1024


class LetterheadSection(Section):
    """Saved as one op by Ctrl+S."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._view: LetterheadView | None = None
        self._logo: bytes | None = None
        self._dirty = False
        self._may = bool(bench.office.person.roles & people.LETTERHEAD_ROLES)
        self.fields: dict[str, TextField] = {}
        self.save_button = Button(tr("Simpan kop"), kind="primary", icon="check", key="Ctrl+S")
        self.save_button.clicked.connect(self.save)
        self.save_button.setEnabled(False)
        card = Card(padding=20)
        card.body.addWidget(scrolled(self._form(), tr("Isian kop surat")))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)

    def _form(self) -> Form:
        form = Form(field_width=480, least=440)
        form.section(tr("Kop surat"), tr("tercetak di atas setiap dokumen"))
        self._row(form, "pemerintah", tr("Pemerintah"))
        if self.bench.office.info.kind == "kelurahan":
            self._row(form, "kecamatan", tr("Kecamatan"))
        else:
            self.fields["kecamatan"] = TextField()
        self.office_row = self._row(form, "kantor", tr("Nama kantor"))
        self._row(form, "alamat", tr("Alamat"), tr("Jalan, nomor, kode pos, dan telepon kantor."))
        self._row(form, "tempat", tr("Tempat surat"), tr("Ditulis di depan tanggal, misalnya Depok."))
        form.row(tr("Logo"), *self._logo_widgets(), hint=tr("PNG atau JPEG, paling besar 5 MB."))
        form.section(tr("Penandatangan"), tr("tanda tangan basah di lembar cetak"))
        self._row(form, "nama", tr("Nama"))
        self._row(form, "nip", tr("NIP"))
        self._row(form, "jabatan", tr("Jabatan"))
        self._row(form, "pangkat", tr("Pangkat"))
        form.section(tr("Tembusan"))
        self._row(form, "tembusan", tr("Tembusan"), tr("Pisahkan dengan titik koma."), length=400)
        return form

    def _row(self, form: Form, key: str, label: str, hint: str = "", length: int = 200):  # noqa: ANN202
        field = TextField(label, digits=key == "nip", max_length=length)
        field.textEdited.connect(self._edited)
        field.setEnabled(self._may)
        self.fields[key] = field
        return form.row(label, field, hint=hint)

    def _logo_widgets(self) -> tuple[QWidget, ...]:
        self.picture = QLabel()
        self.picture.setAccessibleName(tr("Logo sekarang"))
        self.picture.setFixedSize(36, 36)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pick = Button(tr("Pilih gambar"), icon="image")
        self.pick.clicked.connect(self._choose)
        self.remove = Button(tr("Hapus logo"), kind="quiet")
        self.remove.clicked.connect(lambda: self._take(b""))
        for button in (self.pick, self.remove):
            button.setEnabled(self._may)
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.picture)
        row.addWidget(self.pick)
        row.addWidget(self.remove)
        row.addStretch(1)
        box.setFocusProxy(self.pick)
        box.setAccessibleName(tr("Logo"))
        return (box,)

    def sentence(self) -> str:
        if not self._may:
            return tr("Kop, penandatangan, dan tembusan. Mengubahnya dilakukan admin kantor.")
        return (
            tr("Ada perubahan yang belum disimpan.")
            if self._dirty
            else tr("Kop, penandatangan, dan tembusan.")
        )

    def header_actions(self) -> Sequence[QWidget]:
        return (self.save_button,) if self._may else ()

    def hints(self) -> Sequence[KeyHint]:
        if not self._may:
            return ()
        return (KeyHint("Ctrl+S", tr("Simpan kop"), self.save),)

    def first_focus(self) -> QWidget | None:
        return self.fields["pemerintah"] if self._may else None

    # --- loading and saving

    def load(self) -> None:
        """Show what is kept, unless something is being typed."""
        if self._dirty:
            return
        office = self.bench.office

        def question(connection):  # noqa: ANN001, ANN202
            view = letterhead(connection, office.info)
            return view, office.blobs.get(view.logo) if view.logo else b""

        self.bench.ask(question, self._loaded, owner=self, key="letterhead")

    def _loaded(self, found: tuple[LetterheadView, bytes]) -> None:
        if self._dirty:
            return
        self._view, picture = found
        signer = self._view.signatories[0] if self._view.signatories else Signer("")
        values = {
            "pemerintah": self._view.pemerintah, "kecamatan": self._view.kecamatan,
            "kantor": self._view.kantor, "alamat": self._view.alamat, "tempat": self._view.tempat,
            "nama": signer.nama, "nip": signer.nip, "jabatan": signer.jabatan, "pangkat": signer.pangkat,
            "tembusan": "; ".join(self._view.tembusan),
        }  # fmt: skip
        for key in _FIELDS:
            self.fields[key].setText(values[key])
            self.fields[key].setCursorPosition(0)
        self._logo = None
        self._show_picture(picture)

    def _show_picture(self, data: bytes) -> None:
        picture = QPixmap()
        if data and picture.loadFromData(data):
            side = int(36 * self.devicePixelRatioF())
            smooth = Qt.TransformationMode.SmoothTransformation
            picture = picture.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, smooth)
            picture.setDevicePixelRatio(self.devicePixelRatioF())
            self.picture.setPixmap(picture)
        else:
            self.picture.clear()
        self.picture.setVisible(bool(data))
        self.remove.setVisible(bool(data))
        self.pick.set_text(tr("Ganti gambar") if data else tr("Pilih gambar"))

    def _edited(self) -> None:
        self.office_row.set_findings([])
        self._mark(True)

    def _mark(self, dirty: bool) -> None:
        if dirty != self._dirty:
            self._dirty = dirty
            self.save_button.setEnabled(dirty)
            self.header_changed.emit()

    def _choose(self) -> None:
        kinds = tr("Gambar (*.png *.jpg *.jpeg)")
        pick_files(self, tr("Pilih logo"), str(Path.home()), kinds, lambda paths: self.take_file(paths[0]))

    def take_file(self, path: Path) -> None:
        """Use the picture in `path` as the logo, once it is saved."""
        try:
            data = path.read_bytes() if path.stat().st_size <= MAX_LOGO else b""
        except OSError:
            data = b""
        if not data:
            StopDialog(
                self,
                tr("Gambar ini tidak dapat dipakai"),
                tr("Berkas {nama} tidak dapat dibaca atau lebih besar dari 5 MB.", nama=path.name),
                next_step=tr("Pilih gambar lain."),
                code="logo",
            ).open()
            return
        self._take(data)

    def _take(self, data: bytes) -> None:
        self._logo = data
        self._show_picture(data)
        self._mark(True)

    def save(self) -> None:
        """Save everything on this tab."""
        if not self._dirty or self._view is None:
            return
        text = {key: " ".join(field.text().split()) for key, field in self.fields.items()}
        first = Signer(text["nama"], text["nip"], text["jabatan"], text["pangkat"])
        others = self._view.signatories[1:]
        wish = SaveLetterhead(
            text["pemerintah"], text["kecamatan"], text["kantor"], text["alamat"], text["tempat"],
            signatories=((first,) if first.nama else ()) + others,
            tembusan=tuple(each.strip() for each in text["tembusan"].split(";") if each.strip()),
            logo=self._logo,
        )  # fmt: skip
        self.save_button.setEnabled(False)
        self.bench.do(
            lambda _progress: save_letterhead(self.bench.office, wish),
            self._saved,
            owner=self,
            refused=self._refused,
        )

    def _saved(self, _changes: Changes) -> None:
        self._mark(False)
        self.said.emit(tr("Kop surat tersimpan."))
        self.load()

    def _refused(self, error: WiraError) -> None:
        self.save_button.setEnabled(True)
        if error.code == "letterhead":
            self.office_row.set_findings([FindingCard("block", error.message, error.next_step)], "bad")
            self.fields["kantor"].setFocus()
            return
        StopDialog.for_error(self, tr("Kop surat belum tersimpan"), error).open()
