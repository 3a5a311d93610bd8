"""The options of `wira backup`, `wira restore` and `wira move`."""

from __future__ import annotations

from pathlib import Path

from desktop_app.cli.steps import Add
from desktop_app.domain.thinning import LIMITS
from resources.i18n import tr


def commands(add: Add) -> None:
    """All three commands."""
    backup = add("backup", "backups", tr("membuat cadangan yang sudah diuji, dan mengatur yang harian"))
    backup.add_argument(
        "--out", type=Path, metavar="DIR",
        help=tr("folder atau flash disk untuk cadangan ini; bila tidak diisi: folder cadangan harian, atau "
                "backups di folder kantor"),
    )  # fmt: skip
    backup.add_argument(
        "--daily", action="store_true",
        help=tr("hanya bila cadangan hari ini belum ada; yang lama ditipiskan (untuk penjadwal tugas)"),
    )  # fmt: skip
    backup.add_argument("--state", action="store_true", help=tr("hanya lihat umur dan tempat cadangan"))
    backup.add_argument(
        "--folder", metavar="DIR", help=tr("atur folder cadangan harian; kosong (\"\") berarti tidak ada")
    )  # fmt: skip
    backup.add_argument(
        "--forget", metavar="DIR", help=tr("jangan sebut lagi folder cadangan lain yang sudah tidak ada")
    )
    backup.add_argument(
        "--limit", type=int, choices=LIMITS, help=tr("atur ruang paling banyak untuk cadangan, dalam GB")
    )
    restore = add("restore", "backups", tr("mengembalikan cadangan, juga berkas pindahan"))
    restore.add_argument("file", type=Path, metavar=tr("BERKAS"), help=tr("berkas cadangan .tar"))
    restore.add_argument("--look", action="store_true", help=tr("hanya lihat milik siapa dan dari kapan"))
    restore.add_argument("--yes", action="store_true", help=tr("dengan --over: tanpa bertanya lagi"))
    how = restore.add_mutually_exclusive_group()
    how.add_argument(
        "--over", action="store_true",
        help=tr("gantikan kantor yang ada di folder itu; yang sekarang disisihkan utuh di sebelahnya"),
    )  # fmt: skip
    how.add_argument(
        "--keys", action="store_true",
        help=tr("pasang kembali hanya kartu dan kunci kantor yang hilang; data di folder itu tetap"),
    )  # fmt: skip
    how.add_argument(
        "--blobs", action="store_true",
        help=tr("ambil hanya lampiran dan dokumen terbit yang hilang atau rusak di sini; lainnya tetap"),
    )  # fmt: skip
    move = add("move", "backups", tr("memindahkan kantor ke komputer lain: disiapkan di sini, lalu berhenti"))
    step = move.add_mutually_exclusive_group(required=True)
    step.add_argument(
        "--out", type=Path, metavar="DIR", help=tr("folder atau flash disk untuk berkas pindahan")
    )
    step.add_argument(
        "--cancel", action="store_true", help=tr("tidak jadi pindah: lanjutkan lagi di komputer ini")
    )
    move.add_argument("--yes", action="store_true", help=tr("tanpa bertanya lagi"))
