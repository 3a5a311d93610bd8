"""Every widget of the kit, one picture a sheet and theme: ``python -m tests.pictures.gallery --out DIR``."""

from __future__ import annotations

import argparse
import os
import sys
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.models.table import Cell, Column, PagedTableModel, RowsTableModel, Separator, masked_nik
from ui.widgets.button import Button, Chip, IconButton
from ui.widgets.card import (
    Bar,
    Card,
    Divider,
    EmptyState,
    FindingCard,
    SignatureCard,
    VerdictCard,
)
from ui.widgets.checklist import CheckItem, Checklist
from ui.widgets.choice import Option, SegmentedChoice
from ui.widgets.fields import GroupedField, PasswordField, SearchField, TextField
from ui.widgets.focus import FocusRing
from ui.widgets.form import Form
from ui.widgets.gauge import GaugeLegend, GaugeState, QuotaGauge
from ui.widgets.labels import Avatar, IconTile, Label, WrapLabel
from ui.widgets.pdfview import PdfView
from ui.widgets.pill import STATUS, KeyCap, Pill, Tag
from ui.widgets.progress import ProgressStrip
from ui.widgets.steps import ChoiceCard, Step, Steps, Tabs
from ui.widgets.table import TableView
from ui.widgets.tiles import Tile, TileBoard, TileGroup
from ui.widgets.timeline import Moment, Timeline
from ui.widgets.toast import SavedPill


def _nothing() -> None:
    """What a button of the gallery does."""


@dataclass(frozen=True)
class Person:
    """An invented row."""

    number: int
    name: str
    nik: str
    business: str
    program: str
    status: str
    changed: str
    pekka: bool = False
    flag: bool = False


NAMES = ("Endang Suhartini", "Siti Marlina", "Agus Setiawan", "Muhamad Fauzan", "Dewi Anggraini")
PEOPLE = [
    Person(
        n + 1,
        NAMES[n % len(NAMES)],
        f"90{12 + n}",
        ("Katering rumahan", "Belum diisi", "Servis AC", "Sablon kaus", "Jahit busana muslim")[n % 5],
        "WUB" if n % 3 else "PP",
        list(STATUS)[(n + 9) % 10],
        f"{24 - n} Nov",
        pekka=n % 4 == 3,
        flag=n == 2,
    )
    for n in range(10)
]


def person_columns() -> list[Column[Person]]:
    """The columns of Pendaftar."""
    return [
        Column("Nama", lambda p: Cell(p.name, strong=True, tag="PEKKA" if p.pekka else ""), 180, stretch=3),
        Column("NIK", lambda p: masked_nik(p.nik), 104, drop=2),
        Column("Usaha", lambda p: Cell(p.business, tone="text2"), 140, stretch=2, drop=3),
        Column("Program", lambda p: Cell(p.program, tone="text2"), 74, drop=1),
        Column("Status", lambda p: Cell(pill=p.status, flag=p.flag), 162),
        Column("Diubah", lambda p: Cell(p.changed, tone="text2"), 78, sort="changed"),
    ]


def sheet_controls() -> QWidget:
    """Buttons, chips, pills, caps."""
    page, column = _page()
    row = _row(column)
    for kind in ("primary", "secondary", "danger", "link", "quiet"):
        row.addWidget(Button("Simpan & berikutnya", kind=kind, key="Ctrl+Enter"))  # type: ignore[arg-type]
    row = _row(column)
    row.addWidget(Button("Entri baru", kind="primary", icon="plus", key="F2"))
    row.addWidget(Button("Buka berkas", icon="folder-open", key="Ctrl+O"))
    off = Button("Ajukan")
    off.setEnabled(False)
    row.addWidget(off)
    row.addWidget(IconButton("lock", "Kunci layar"))
    row.addWidget(IconButton("x", "Tutup", kind="secondary"))
    saved = SavedPill()
    saved.set("Draf tersimpan 09.41.07, aman bila listrik padam")
    row.addWidget(saved)
    row = _row(column)
    chips = [
        Chip("Tahun 2026", closable=True),
        Chip("Program", menu=True),
        Chip("PEKKA"),
        Chip("Dokumen kurang", count=4),
        Chip("Wirausaha Baru", checked=True),
    ]
    for chip in chips:
        row.addWidget(chip)
    row = _row(column)
    for code in STATUS:
        row.addWidget(Pill(code))
    row = _row(column)
    row.addWidget(Tag("PEKKA"))
    for keys in ("Enter", "Ctrl+F", "Up Down", "Space", "PgUp PgDown"):
        row.addWidget(KeyCap(keys))
    row.addWidget(Avatar("Ratna Puspita", 28))
    row.addWidget(Avatar("Nurhayati", 44))
    for tone in ("accent", "warn", "bad", "ok", "plum", "grey"):
        row.addWidget(IconTile("git-compare", tone))
    column.addStretch(1)
    return page


def sheet_form() -> QWidget:
    """The form of Entri."""
    page, column = _page()
    card = Card()
    form = Form()
    form.section("Identitas", "seperti tertulis di KTP-el")
    nik = GroupedField("NIK")
    nik.set_plain("3276065203949102")
    form.row("NIK", nik, hint="Kota Depok, Kec. Beji")
    nik.set_state("ok")
    kk = GroupedField("No. KK")
    kk.set_plain("327606110819004")
    row = form.row("No. KK", kk)
    text = (
        "Nomor KK berisi 16 angka. Lihat kanan atas Kartu Keluarga. Menahan pengajuan; draf tetap tersimpan."
    )
    row.set_findings([FindingCard("block", "Nomor KK baru 15 angka", text)], "bad")
    form.row("Nama", TextField())
    born = TextField("Tanggal lahir")
    born.setText("12-03-1995")
    place = TextField("Tempat lahir")
    place.setText("Depok")
    row = form.row("Tempat, tgl lahir", place, born)
    actions = [("Biarkan, tulis alasan", "F9", _nothing), ("Betulkan", "", _nothing)]
    text = "Periksa tahun lahir di KTP. NIK tidak berubah walau tanggal lahir pernah dibetulkan."
    row.set_findings([FindingCard("reason", "Berbeda dengan NIK: 12-03-1994", text, actions)], "")
    born.set_state("warn")
    sex = SegmentedChoice("Jenis kelamin", [Option("L", "Laki-laki", "L"), Option("P", "Perempuan", "P")])
    sex.set_value("P")
    form.row("Jenis kelamin", sex)
    words = ("Belum", "Kawin", "Cerai hidup", "Cerai mati")
    form.row("Status kawin", SegmentedChoice("Status kawin", [Option(w, w) for w in words]))
    form.row("HP", TextField(), hint="Boleh memakai +62 atau 62; Wira merapikannya.")
    form.section("Alamat", "alamat KTP, bukan tempat usaha")
    address = TextField(placeholder="jalan, gang, nomor")
    form.row("Alamat", address, hint="Alamat jalan, gang, dan nomor. RT dan RW diisi terpisah.")
    form.row("RT, RW, kode pos", TextField("RT", placeholder="RT"), TextField("RW"), TextField("Kode pos"))
    form.row("Jenis usaha", SearchField("Jenis usaha", "ketik kata sehari-hari", keys=""))
    form.row("Kata sandi", PasswordField("Kata sandi"))
    card.body.addWidget(form)
    column.addWidget(card, 1)
    page.setProperty("first", True)
    address.setObjectName("first")
    return page


def sheet_tables() -> QWidget:
    """Lists: paged, with a quota line, two lines without a heading."""
    page, column = _page()
    column.addWidget(SearchField("Cari", "Cari nama, NIK, HP, alamat, atau usaha"))
    row = _row(column, stretch=1)
    card = Card(padding=0)
    card.body.setContentsMargins(1, 1, 1, 8)
    view = TableView("Pendaftar")
    model = PagedTableModel(person_columns(), view)
    model.start(_Source(), PEOPLE)
    view.set_model(model)
    view.set_sorted("changed", True)
    view.select_row(4)
    card.body.addWidget(view)
    row.addWidget(card, 3)
    card = Card(padding=0)
    card.body.setContentsMargins(1, 1, 1, 8)
    line = Separator("Garis kuota: 27 tempat", "Di bawah garis: Daftar Tunggu.")
    quota = TableView("Peringkat")
    columns: list[Column[Person]] = [
        Column("No.", lambda p: Cell(str(p.number + 23), strong=True, tone="text2"), 54, right=True),
        Column("Nama", lambda p: Cell(p.name, strong=True), 150, stretch=1),
        Column("Keadaan", lambda p: Cell(pill="verified" if p.number < 5 else "waitlisted"), 140),
    ]
    quota.set_model(RowsTableModel(columns, [*PEOPLE[:4], line, *PEOPLE[4:8]], quota))
    quota.select_row(5)
    card.body.addWidget(quota)
    row.addWidget(card, 2)
    card = Card(padding=0)
    card.body.setContentsMargins(1, 1, 1, 8)
    two = TableView("Antrean", lines=2, header=False)
    cells: list[Column[Person]] = [
        Column(
            "",
            lambda p: Cell(p.name, sub="PP · menunggu 6 hari", strong=True, icon="id-card"),
            180,
            stretch=1,
        )
    ]
    two.set_model(RowsTableModel(cells, PEOPLE[:6], two))
    two.select_row(0)
    card.body.addWidget(two)
    row.addWidget(card, 1)
    return page


class _Source:
    def count(self) -> int:
        return len(PEOPLE)

    def ids(self) -> array[int]:
        return array("q", range(len(PEOPLE)))

    def page(self, ids: Sequence[int]) -> list[Person]:
        return [PEOPLE[n] for n in ids]


def sheet_cards() -> QWidget:
    """Cards, verdicts, signatures, empty state."""
    page, column = _page()
    row = _row(column, stretch=1)
    left = QVBoxLayout()
    row.addLayout(left, 1)
    card = Card("Berkas laptop-RW05 tidak diterima", "E_TRUNC", tone="bad")
    card.body.addWidget(
        WrapLabel("Berkas belum tersalin lengkap: ada 2,1 MB dari 5,4 MB. Data tidak berubah.")
    )
    card.body.addWidget(Divider())
    bar = Bar()
    bar.set([(214, "gauge1"), (46, "gauge2")], 350, "214 ditetapkan dan 46 diusulkan dari 350")
    card.body.addWidget(bar)
    card.body.addWidget(Label("Kuota kota 350: 214 ditetapkan, 46 diusulkan.", size=12, tone="text2"))
    left.addWidget(card)
    left.addWidget(
        VerdictCard("Dokumen ini utuh", "Isinya tidak berubah sejak disegel. Kunci kantor terdaftar.")
    )
    lines = ["Lurah Kukusan", "24 Nov 2026 10.05 WIB", "Bukan tanda tangan BSrE"]
    left.addWidget(SignatureCard("seal", "Segel integritas kantor", "Utuh dan dikenal", lines))
    left.addWidget(SignatureCard("wet", "Tanda tangan basah", "Pada cetakan", ["Drs. Surya"], tone="grey"))
    empty = SignatureCard("empty", "Tanda tangan BSrE", "Ruang masih kosong", ["Dapat diisi"], tone="accent")
    left.addWidget(empty)
    left.addStretch(1)
    row.addWidget(
        EmptyState(
            "Semua pendaftar sudah diperiksa",
            "Hari ini Anda memverifikasi 6 orang dan mengembalikan 1 orang. "
            "Dua nama yang Anda ketik sendiri menunggu verifikator lain.",
            action=Button("Buat Berita Acara hari ini", kind="primary", icon="file-text"),
            second=Button("Lihat 7 yang selesai"),
        ),
        2,
    )
    return page


def sheet_quota() -> QWidget:
    """Gauge, legend, timelines, checklist, tabs, steps."""
    page, column = _page()
    card = Card("Wirausaha Baru 2026", "27 dari 27 tempat terpakai")
    state = GaugeState(27, 14, 6, 7, 5)
    for height in (32, 24):
        gauge = QuotaGauge("Kuota Wirausaha Baru 2026", height=height)
        gauge.set(state)
        card.body.addWidget(gauge)
    legend = GaugeLegend()
    legend.set(state)
    card.body.addWidget(legend)
    wide = QuotaGauge("Kuota kota")
    wide.set(GaugeState(350, 214, 46, 30))
    card.body.addWidget(wide)
    column.addWidget(card)
    row = _row(column, stretch=1)
    card = Card("Sampai di DKUM")
    card.body.addWidget(
        Timeline(
            [
                Moment(
                    "1.204 perubahan diterima DKUM", "Tanda terima 0011, 19 Nov 2026", "circle-check", "ok"
                ),
                Moment("37 perubahan di berkas 0012", "Dibuat 23 Nov.", "clock", "warn", dashed=True),
                Moment("12 perubahan belum masuk berkas", "Sejak 23 Nov 16.30", "circle-dashed", "text2"),
            ]
        )
    )
    card.body.addWidget(
        Timeline([Moment("Diajukan", "Dian Lestari, 18 Nov", "dot"), Moment("Foto KK dilampirkan")])
    )
    card.body.addWidget(
        Timeline([Moment("Berkas lengkap", "Ya", "1", "ok"), Moment("Lebih dahulu", "28", "2", "plum")])
    )
    card.body.addStretch(1)
    row.addWidget(card, 1)
    checks = Checklist("Pemeriksaan")
    checks.set_items(
        [
            CheckItem("nik", "NIK", "3276 0654 0687 9031", "ok", digits=True),
            CheckItem("nama", "Nama", "Nurhayati", "bad"),
            CheckItem("alamat", "Alamat", "Jl. Palakali Gg. Mawar 17"),
            CheckItem("rtrw", "RT, RW", "004, 002"),
        ]
    )
    card = Card()
    card.body.addWidget(Tabs("Bagian", ["Ringkasan", "Riwayat 5", "Dokumen 4/5"]))
    card.body.addWidget(checks)
    card.body.addStretch(1)
    row.addWidget(card, 1)
    steps = [
        Step("Identitas", "8 dari 9 isian", "bad"),
        Step("Alamat", "2 dari 5 isian"),
        Step("Usaha", "belum diisi"),
    ]
    side = Steps("Langkah", steps)
    side.set_current(1)
    row.addWidget(side, 0, Qt.AlignmentFlag.AlignTop)
    return page


def sheet_city() -> QWidget:
    """Tiles of a part of the city, and the choices of the first run."""
    page, column = _page()
    names = ("Beji", "Kukusan", "Tanah Baru", "Kemiri Muka", "Pondok Cina", "Beji Timur")
    states = ("ok", "ok", "late", "gap", "none", "ok")
    notes = {"ok": "23 Nov", "late": "2 Nov", "gap": "hilang 0007", "none": "belum ada berkas"}
    tiles = [
        Tile(name, name, state, notes[state], None if state in ("none", "gap") else 17 + n * 2)
        for n, (name, state) in enumerate(zip(names, states, strict=True))
    ]
    board = TileBoard("Kelurahan", [TileGroup("Beji", tiles), TileGroup("Pancoran Mas", tiles[:4])])
    board.setObjectName("first")
    column.addWidget(board)
    row = _row(column)
    for icon, title, key in (("house", "Kantor kelurahan", "1"), ("landmark", "Kantor DKUM", "2")):
        row.addWidget(
            ChoiceCard(icon, title, "Pilih kelurahan dan buat petugas pertama. Entri langsung bisa.", key)
        )
    strip = ProgressStrip()
    strip.begin("Membaca berkas Excel", _nothing)
    strip.step(312, 500, "312 dari 500 baris")
    strip.show()
    column.addWidget(strip)
    view = PdfView("Pratinjau")
    view.show_pages([(842, 595)], lambda _page, _scale: None)
    column.addWidget(view, 1)
    return page


SHEETS: dict[str, Callable[[], QWidget]] = {
    "kendali": sheet_controls,
    "formulir": sheet_form,
    "daftar": sheet_tables,
    "kartu": sheet_cards,
    "kuota": sheet_quota,
    "kota": sheet_city,
}


def _page() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(20, 20, 20, 20)
    column.setSpacing(12)
    return page, column


def _row(column: QVBoxLayout, stretch: int = 0) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    row.setAlignment(Qt.AlignmentFlag.AlignLeft) if not stretch else None
    column.addLayout(row, stretch)
    return row


def main(argv: Sequence[str] | None = None) -> int:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", default="1180x660")
    parser.add_argument("--only", default="")
    args = parser.parse_args(argv)
    width, height = (int(part) for part in args.size.split("x"))
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    args.out.mkdir(parents=True, exist_ok=True)
    for name in ("light", "dark"):
        theme.apply(app, name)  # type: ignore[arg-type]
        for title, make in SHEETS.items():
            if args.only and args.only != title:
                continue
            page = make()
            page.resize(width, height)
            ring = FocusRing(page)
            page.show()
            page.activateWindow()
            first = page.findChild(QWidget, "first")
            if first is not None:
                first.setFocus()
            app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 200)
            ring.place()
            app.processEvents()
            page.grab().save(str(args.out / f"{title}-{'gelap' if name == 'dark' else 'terang'}.png"))
            page.close()
            page.deleteLater()
    return 0


if __name__ == "__main__":
    sys.exit(main())
