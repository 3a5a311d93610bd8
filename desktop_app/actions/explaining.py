"""Why exactly a sync file was refused, in words: which device, whose office, which list, and what to do.

The checks of a file know the class and the cause; which office asks, and what the file says about itself, is
known here. What a file claims and nobody has verified is told as its claim.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from desktop_app.actions.arrivals import claim
from desktop_app.actions.copies import is_for_another_copy
from desktop_app.actions.known_files import Door, words_of
from desktop_app.domain import region
from desktop_app.domain.moments import moment_of
from desktop_app.errors import Cause, SyncRefused
from desktop_app.office import Office
from desktop_app.sync.directory import Device
from desktop_app.sync.manifest import Core
from resources.i18n import mark, tr

_OPEN_NEWEST: Final = mark("Buka dahulu jawaban DKUM yang terbaru, lalu buka berkas ini lagi.")
_REPORT: Final = mark("Jangan pakai berkas ini. Simpan berkasnya dan lapor DKUM.")
_ASK_THEM: Final = mark("Jangan pakai berkas ini. Telepon kantor itu dan tanyakan siapa yang membuatnya.")
_ENROL_IT: Final = mark(
    "Bila perangkat itu memang milik kantor itu, buka berkas permintaannya dan terima dahulu, lalu buka "
    "berkas ini lagi."
)

WORDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "newer_list": (
        mark(
            "Kunci pengirimnya belum dikenal: berkas ini memakai daftar perangkat DKUM nomor {baru}, "
            "komputer ini masih memakai nomor {lama}. Data kantor tidak berubah."
        ),
        _OPEN_NEWEST,
        mark(
            "Buka dahulu berkas terakhir semua kelurahan; salah satunya membawa daftar yang lebih baru. Lalu "
            "buka berkas ini lagi."
        ),
    ),
    "other_key": (
        mark(
            "Menurut isinya, pengirimnya perangkat {tanda} dari {kantor}, tetapi kuncinya bukan kunci "
            "perangkat itu di daftar DKUM. Data kantor tidak berubah."
        ),
        mark(
            "Bila kantor itu baru mengganti kuncinya, buka dahulu jawaban DKUM yang terbaru. Bila tidak, "
            "jangan pakai berkas ini dan hubungi DKUM."
        ),
        mark(
            "Telepon kantor itu. Bila kuncinya baru diganti, buka dahulu berkas permintaannya; bila tidak, "
            "jangan pakai berkas ini."
        ),
    ),
    "stranger": (
        mark(
            "Perangkat {tanda}, menurut isinya dari {kantor}, tidak ada di daftar DKUM. Data kantor tidak "
            "berubah."
        ),
        mark(
            "Pastikan perangkat itu sudah diterima DKUM. Buka dahulu jawaban DKUM yang terbaru, lalu buka "
            "berkas ini lagi."
        ),
        _ENROL_IT,
    ),
    "name_of_another": (
        mark(
            "Berkas ini ditandatangani perangkat {tanda} dari {kantor}, tetapi memakai nama perangkat lain. "
            "Data kantor tidak berubah."
        ),
        _REPORT,
        _ASK_THEM,
    ),
    "brings_no_key": (
        mark("Ini bukan berkas permintaan atau izin yang sah. Data kantor tidak berubah."),
        mark("Minta berkas izin yang baru dari DKUM."),
        mark("Minta kantor itu menyimpan berkas permintaan yang baru."),
    ),
    "stream_of_stranger": (
        mark(
            "Berkas ini meneruskan catatan perangkat {tanda}, yang tidak ada di daftar DKUM. Data kantor "
            "tidak berubah."
        ),
        _OPEN_NEWEST,
        _ENROL_IT,
    ),
    "word_of_stranger": (
        mark(
            "Berkas ini memuat keterangan yang ditandatangani kunci di luar daftar DKUM. Data kantor tidak "
            "berubah."
        ),
        _OPEN_NEWEST,
        _ASK_THEM,
    ),
    "stub_unfounded": (
        mark(
            "Berkas dari perangkat {tanda} ({kantor}) menyebut catatan yang dihapus, tetapi tidak ada "
            "penghapusan sah dari DKUM yang menyebutnya. Data kantor tidak berubah."
        ),
        _REPORT,
        _ASK_THEM,
    ),
    "copy_of_another": (
        mark(
            "Permintaan ini memakai nama perangkat {tanda} dari {kantor}, tetapi tidak ditandatangani dengan "
            "kunci yang pernah dimilikinya. Data kantor tidak berubah."
        ),
        _REPORT,
        mark(
            "Jangan terima. Telepon kantor itu; bila komputernya memang baru, minta kantor itu mendirikan "
            "kantor baru di sana dan menyimpan permintaannya."
        ),
    ),
    "grant_of_another": (
        mark("Berkas izin ini tidak dibuat oleh DKUM. Data kantor tidak berubah."),
        mark("Jangan pakai berkas ini. Telepon DKUM dan minta berkas izin yang baru."),
        _REPORT,
    ),
    "grant_revoked": (
        mark("Berkas izin ini dibuat dengan kunci DKUM yang sudah dicabut. Data kantor tidak berubah."),
        mark("Minta berkas izin yang baru dari DKUM."),
        _REPORT,
    ),
    "revoked": (
        mark("Perangkat {tanda} ({kantor}) dicabut DKUM pada {tanggal}: {alasan} Data kantor tidak berubah."),
        mark("Hubungi DKUM. Bila pencabutannya keliru, DKUM dapat menerima perangkat itu kembali."),
        mark("Bila pencabutannya keliru, terima perangkat itu kembali di Pengaturan, Perangkat & izin."),
    ),
    "key_ended": (
        mark(
            "Berkas ini ditandatangani dengan kunci lama perangkat {tanda} ({kantor}), yang sudah dua kali "
            "diganti. Data kantor tidak berubah."
        ),
        mark("Minta pengirim membuat berkas yang baru; isinya mencakup berkas ini."),
        mark("Minta kantor itu membuat berkas yang baru; isinya mencakup berkas ini."),
    ),
    "list_spoilt": (
        mark("Daftar perangkat di dalam berkas ini tidak dapat dibaca. Data kantor tidak berubah."),
        mark("Minta DKUM membuat berkas yang baru."),
        mark("Minta kantor itu membuat berkas yang baru."),
    ),
    "list_of_another_root": (
        mark(
            "Daftar perangkat di dalam berkas ini tidak ditandatangani kunci DKUM yang dipercaya di sini. "
            "Data kantor tidak berubah."
        ),
        mark(
            "Telepon DKUM. Bila DKUM mengumumkan kunci baru, minta berkas izin dan lembar sidik kuncinya; "
            "bila tidak, jangan pakai berkas ini."
        ),
        _ASK_THEM,
    ),
    "list_twin": (
        mark(
            "Daftar perangkat di dalam berkas ini bernomor {lama} seperti yang dipakai di sini, tetapi "
            "isinya lain: mungkin dua komputer DKUM berjalan bersamaan. Data kantor tidak berubah."
        ),
        mark("Telepon DKUM dan tanyakan komputer mana yang lanjut, lalu minta jawaban yang baru dari sana."),
        mark(
            "Pastikan hanya satu komputer DKUM yang dipakai, lalu minta kantor itu membuat berkas yang baru."
        ),
    ),
    "list_of_former_dkum": (
        mark(
            "Jawaban ini dibuat DKUM sebelum DKUM dipulihkan, atau oleh salinan DKUM yang tidak dilanjutkan. "
            "Data kantor tidak berubah."
        ),
        mark("Minta jawaban yang baru dari DKUM; isinya mencakup semua yang berlaku."),
        mark("Pastikan hanya satu komputer DKUM yang dipakai."),
    ),
    "file_of_another_office": (
        mark(
            "Berkas ini dari {lain}. Kantor hanya membuka berkas DKUM dan komputernya sendiri. Data kantor "
            "tidak berubah."
        ),
        mark("Bawa berkas ini ke DKUM; yang perlu Anda ketahui datang dalam jawaban DKUM."),
        _ASK_THEM,
    ),
    "name_of_another_office": (
        mark(
            "Perangkat {tanda} dari {kantor} membuat berkas ini atas nama {lain}. Data kantor tidak berubah."
        ),
        _REPORT,
        _ASK_THEM,
    ),
    "stream_of_another_office": (
        mark(
            "Berkas ini meneruskan catatan perangkat {tanda} dari {kantor}, yang bukan komputer kantor "
            "pengirimnya. Data kantor tidak berubah."
        ),
        _REPORT,
        _ASK_THEM,
    ),
    "record_of_another_office": (
        mark(
            "Perangkat {tanda} dari {kantor} mengubah data milik {lain} di berkas ini. Data kantor tidak "
            "berubah."
        ),
        _REPORT,
        _ASK_THEM,
    ),
}
"""By cause: what happened, what an office does, what DKUM does."""


@contextmanager
def explained(office: Office | None, path: Path, door: Door) -> Generator[None]:
    """What is refused within is told by its cause."""
    try:
        yield
    except SyncRefused as error:
        explain(office, path, error, door)
        raise


def explain(office: Office | None, path: Path, error: SyncRefused, door: Door = "data") -> None:
    """Put the words of its cause into a refusal, where there are any; without an office it is DKUM's that
    looks at a request. A known file that is opened elsewhere than at this `door` is told as what it is."""
    error.record = error.record or path.name
    if error.code == "E_FORMAT" or (door != "data" and error.code == "E_KEY"):
        elsewhere = words_of(path, door)
        if elsewhere is not None:
            error.message, error.next_step = elsewhere
            return
    if error.code == "E_RCPT" and office is not None and is_for_another_copy(office, path):
        error.next_step = tr(
            "Berkas ini untuk salinan lain kantor ini yang diizinkan DKUM. Lanjutkan di komputer itu, "
            "atau minta izin DKUM untuk komputer ini."
        )
    if error.cause is None:
        return
    core = claim(path)
    device = _device(office, error.cause.dev)
    name = error.cause.name
    if name == "stranger":
        name, device = _stranger(office, core)
    elif name == "revoked" and device is not None and device.revoked is None and error.cause.ended is None:
        name = "key_ended"
    said, at_office, at_city = WORDS[name]
    facts = _facts(office, core, error.cause, device)
    error.message = tr(said, **facts)
    error.next_step = tr(at_city if office is None or office.info.kind == "dkum" else at_office)


def _stranger(office: Office | None, core: Core | None) -> tuple[str, Device | None]:
    """Who signs with an unknown key: with a list that is newer than ours, or under a known device's name."""
    known = office.directory if office is not None else None
    if core is None or known is None:
        return "stranger", None
    if core.dir > known.version:
        return "newer_list", None
    device = known.device(core.dev)
    return ("other_key" if device is not None else "stranger"), device


def _facts(office: Office | None, core: Core | None, cause: Cause, device: Device | None) -> dict[str, str]:
    """All that a sentence may name."""
    known = office.directory if office is not None else None
    dev = device.dev if device is not None else cause.dev or (core.dev if core is not None else "")
    area = device.kelurahan if device is not None else core.kelurahan if core is not None else ""
    facts = {
        "tanda": region.device_tag(bytes.fromhex(dev)) if dev else "?",
        "kantor": region.office_of(area),
        "lain": tr("seluruh kota") if not cause.area else region.office_of(cause.area),
        "baru": str(core.dir if core is not None else 0),
        "lama": str(known.version if known is not None else 0),
        "tanggal": "",
        "alasan": "",
    }
    ended, why = cause.ended, cause.why
    if ended is None and device is not None:
        ended, why = device.revoked, device.why
    if ended is not None:
        facts["tanggal"] = f"{moment_of(ended):%d-%m-%Y}"
        why = why or tr("alasannya tidak tercatat")
        facts["alasan"] = why if why.endswith(".") else f"{why}."
    return facts


def _device(office: Office | None, dev: str) -> Device | None:
    known = office.directory if office is not None else None
    return known.device(dev) if known is not None and dev else None
