"""What a run must have shown: every page of every rail, full and empty, and every dialog of the program."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module

import ui
from ui.pages import registry
from ui.widgets.dialog import Dialog, ReasonDialog, StopDialog

PREFIXES: dict[str, tuple[str, ...]] = {
    "kelurahan": ("", "kosong-"),
    "lapangan": ("lapangan-",),
    "dkum": ("dkum-", "dkum-kosong-"),
    "pendamping": ("akun-pendamping-",),
}
"""How the pictures of each rail begin: with data, and (where there is a second) with nothing yet."""

DIALOGS: dict[str, tuple[str, ...]] = {
    "AnnounceDialog": ("dialog-pengumuman", "dkum-dialog-pengumuman"),
    "HandPaperDialog": ("dialog-formulir", "dialog-lembar"),
    "AcceptDialog": ("dialog-izin",),
    "AccountDialog": ("dialog-akun",),
    "AnswerDialog": ("dialog-lupa-jawaban",),
    "AskDialog": ("dialog-lupa-minta",),
    "AskedDialog": ("dialog-lupa-diminta",),
    "LastWayDialog": ("dialog-lupa-dkum",),
    "RescueDialog": ("dkum-dialog-pulih",),
    "DutiesDialog": ("dialog-siapa-boleh-apa",),
    "IdleDialog": ("dkum-dialog-kunci-layar",),
    "AnewDialog": ("dkum-dialog-kunci-baru",),
    "AreaDialog": ("dialog-wilayah",),
    "AssignDialog": ("dialog-tetapkan-pendamping",),
    "AttendanceDialog": ("dialog-kehadiran", "dkum-dialog-kehadiran"),
    "AttendanceSheetDialog": ("dialog-daftar-hadir",),
    "BreachDialog": ("dialog-kebocoran",),
    "BusinessDialog": ("dialog-usaha",),
    "ChoiceDialog": ("dialog-kelurahan-mana",),
    "DataRequestDialog": ("dialog-permintaan-data",),
    "ExtractDialog": ("dialog-ekstrak",),
    "ForgottenDialog": ("dialog-lupa",),
    "GrantDialog": ("dialog-terima",),
    "HistoryDialog": ("dialog-riwayat",),
    "PeriodDialog": ("dialog-jurnal-periode",),
    "HandInDialog": ("dialog-tugas-diserahkan",),
    "InviteDialog": ("dialog-undang", "dkum-dialog-undang"),
    "IssueDialog": ("dkum-aturan-terbit",),
    "IntakeDialog": ("dialog-impor", "dialog-impor-2", "dialog-impor-perubahan", "dialog-impor-laporan"),
    "KelurahanDialog": ("dialog-kelurahan",),
    "DecreeDialog": ("dkum-dialog-lampiran-penetapan",),
    "DifferencesDialog": ("dialog-perbedaan",),
    "KeyMapDialog": ("dialog-pintasan",),
    "KeptDialog": ("dkum-dialog-kunci",),
    "KeyFileDialog": ("dkum-dialog-kunci-kata",),
    "ManyDialog": ("dialog-banyak", "dialog-banyak-hasil"),
    "LetterImportDialog": ("dialog-impor-surat",),
    "MentorDialog": ("dialog-pendamping",),
    "MentorImportDialog": ("dialog-daftar-pendamping",),
    "MentorPaperDialog": ("dialog-kertas-pendamping",),
    "MinutesDialog": ("dialog-berita-acara",),
    "MonthDialog": ("dialog-bulan",),
    "NewKeyDialog": ("dialog-kata-sandi-baru",),
    "OfferA4": ("dialog-kertas-f4",),
    "OutcomeDialog": ("dialog-capaian",),
    "PassphraseDialog": ("dialog-kata-sandi",),
    "PersonDialog": ("dialog-petugas",),
    "PinDialog": ("dialog-pin",),
    "ReasonDialog": ("dialog-alasan", "dkum-dialog-cabut-petugas"),
    "RecoveryAskDialog": ("dialog-lembar-pemulihan-minta",),
    "RecoverySheetDialog": ("dialog-lembar-pemulihan",),
    "RecoveryDialog": ("dkum-dialog-pemulihan",),
    "RecapDialog": ("dialog-rekap", "dkum-dialog-rekap"),
    "RankingDialog": ("dialog-urutan", "dkum-dialog-urutan"),
    "ReadmitDialog": ("dkum-dialog-terima-kembali",),
    "ReceiverDialog": ("dkum-dialog-penerima",),
    "RegisteredDialog": ("dialog-usaha-terdaftar",),
    "RegisterImportDialog": ("dialog-impor-usaha",),
    "RequestsDialog": ("dkum-dialog-permintaan",),
    "RejudgeDialog": ("dialog-nilai-ulang", "dialog-nilai-ulang-tertahan"),
    "RevokeDialog": ("dkum-dialog-cabut",),
    "RootDialog": ("dkum-dialog-akar",),
    "ReplyDialog": ("dialog-jawab-permintaan",),
    "ReturnedDialog": (
        "dialog-kembali-belum-ditandatangani",
        "dialog-kembali-tanpa-penerbit",
        "dialog-kembali-lain",
        "dialog-kembali-ditulis-ulang",
        "dialog-kembali-sama",
    ),
    "RestoreDialog": ("dialog-pulihkan",),
    "RosterDialog": ("dialog-dokumen",),
    "SigningDialog": (
        "dialog-tanda-tangan",
        "dialog-tanda-tangan-sandi-salah",
        "dialog-tanda-tangan-penerbit",
        "dialog-tanda-tangan-hasil",
        "dialog-tanda-tangan-berikutnya",
        "dialog-tanda-tangan-tanpa-driver",
    ),
    "StampDialog": (
        "dialog-penanda-waktu-belum-diatur",
        "dialog-penanda-waktu",
        "dialog-penanda-waktu-ditolak",
        "dialog-penanda-waktu-hasil",
    ),
    "StatusExtractDialog": ("dialog-ekstrak-status",),
    "StopDialog": (
        "galat",
        "galat-terlalu-awal",
        "galat-flash-disk-penuh",
        "galat-program",
    ),
    "SupportDialog": ("dialog-paket-bantuan",),
    "TakenDialog": ("dialog-hasil-berkas",),
    "TaskDialog": ("dialog-tugas",),
    "TrainingDialog": ("dialog-pelatihan",),
    "WithdrawDialog": ("dialog-cabut-rekomendasi",),
    "WaitingDialog": ("dialog-daftar-tunggu",),
    "VisitDialog": ("pendamping-kunjungan", "dialog-kunjungan"),
    "WaveDialog": ("dialog-gelombang", "dkum-dialog-gelombang"),
    "QFileDialog": ("dialog-folder", "dialog-simpan"),
    "QPrintDialog": ("dialog-cetak",),
}
"""Each dialog by its class, and the pictures in which it is in front."""


def dialogs() -> set[str]:
    """The classes of dialogs that people meet: those nothing is built upon, and two used as they are."""
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        import_module(module.name)
    met = {StopDialog.__name__, ReasonDialog.__name__}
    rest: list[type[Dialog]] = [Dialog]
    while rest:
        kind = rest.pop()
        below = [each for each in kind.__subclasses__() if each.__module__.startswith("ui.")]
        rest += below
        if not below and kind.__module__.startswith("ui."):
            met.add(kind.__name__)
    return met


def pages() -> Iterator[tuple[str, str]]:
    """The picture of every page, and the class it must show."""
    for rail, prefixes in PREFIXES.items():
        for entry in registry.entries(rail):
            for prefix in prefixes:
                yield f"{prefix}{entry.key}", entry.name


def wanted() -> dict[str, str]:
    """Every picture that must be there, and the class it must show."""
    front = {name: kind for kind, names in DIALOGS.items() for name in names}
    return dict(pages()) | front


def missing(taken: Mapping[str, frozenset[str]]) -> list[str]:
    """What a run has not shown."""
    return [
        f"{name}: {kind}"
        for name, kind in sorted(wanted().items())
        if kind not in taken.get(name, frozenset())
    ]
