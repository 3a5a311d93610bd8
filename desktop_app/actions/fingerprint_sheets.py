"""Pages with a key's fingerprint, for two people to compare: DKUM's root, an office's computer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop_app.actions.devices import DeviceLine
from desktop_app.actions.trust import asked_keys
from desktop_app.documents.data import long_date
from desktop_app.documents.fingerprint_sheet import FingerprintSheet, write_fingerprint_sheet
from desktop_app.domain import people, region
from desktop_app.domain.moments import milliseconds, moment_of
from desktop_app.office import Office
from desktop_app.sync.writer import free_path, write_file


def save_sheet(data: bytes, folder: Path, name: str) -> Path:
    """Put a page into a folder under a name that nothing there has. Raises SyncRefused E_SPACE, E_IO."""
    path = free_path(folder, f"{name}.pdf")
    write_file(path, data)
    return path


def root_sheet(office: Office) -> bytes:
    """The page with the root's fingerprint, for every office to compare with. Empty before the grant."""
    directory = office.directory
    if directory is None:
        return b""
    return write_fingerprint_sheet(
        FingerprintSheet(
            title="Lembar Sidik Kunci DKUM",
            owner="DKUM Kota Depok",
            facts=[
                ("Dicetak", _day(milliseconds(office.clock()))),
                ("Daftar perangkat", f"versi {directory.version}, {_day(directory.content.made)}"),
            ],
            fingerprint=directory.root_fingerprints()[0],
            steps=[
                "DKUM membagikan lembar ini langsung kepada kantor, tidak lewat berkas yang sama.",
                "Saat membuka izin DKUM, cocokkan setiap kelompok dengan yang tampil di layar.",
                "Ketik kelompok terakhir dari lembar ini. Bila ada yang berbeda, jangan lanjutkan.",
            ],
            sample=office.info.sample,
        ),
        now=office.clock(),
    )


def own_sheet(office: Office) -> bytes:
    """The page of this computer's own key (of the new one, while it is asked for), with its admins' names."""
    keys = asked_keys(office) or office.device
    admins = [
        facts.nama
        for facts in office.context.people.values()
        if facts.active and facts.office == office.info.scope and people.ADMIN_KANTOR in facts.roles
    ]
    return _device_sheet(
        office, office.info.name, office.info.kind, office.info.dev, keys.fingerprint, admins
    )


def device_sheet(office: Office, line: DeviceLine) -> bytes:
    """The page of a device of the list, to be kept at DKUM."""
    return _device_sheet(office, line.office, line.kind, line.dev, line.fingerprint, ())


def _device_sheet(
    office: Office, owner: str, kind: people.OfficeKind, dev: str, groups: str, admins: Sequence[str]
) -> bytes:
    facts = [
        ("Jenis", people.OFFICE_LABELS[kind]),
        ("Perangkat", region.device_tag(bytes.fromhex(dev))),
        *([("Admin kantor", ", ".join(sorted(admins)))] if admins else []),
        ("Dicetak", _day(milliseconds(office.clock()))),
    ]
    return write_fingerprint_sheet(
        FingerprintSheet(
            title="Lembar Sidik Kunci Kantor",
            owner=owner,
            facts=facts,
            fingerprint=groups,
            steps=[
                "Serahkan lembar ini kepada DKUM, atau bacakan kelompoknya lewat telepon.",
                "DKUM mencocokkannya dengan berkas permintaan sebelum menerima atau mencabut perangkat.",
                "Simpan satu lembar di kantor: bila komputernya hilang, lembar ini menunjukkan yang dicabut.",
            ],
            sample=office.info.sample,
        ),
        now=office.clock(),
    )


def _day(moment: int) -> str:
    return long_date(moment_of(moment).date())
