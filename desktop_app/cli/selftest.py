"""`wira --selftest`: whether this copy of the program is whole; the check of the packaged one.

Opens an encrypted database, saves, makes, seals and verifies a roster (here, and by the process for files
from elsewhere), reads its page code from a scan, exports and imports a sync file, makes a backup, and shows
that an altered digit is noticed. Everything happens in a folder that is removed afterwards.
"""

from __future__ import annotations

import tempfile
import time
from argparse import Namespace
from datetime import date, timedelta
from pathlib import Path

from desktop_app.actions import applications, rosters, trust
from desktop_app.actions.applications import SaveApplication, VerifyApplication
from desktop_app.actions.backup import make_backup
from desktop_app.actions.checking import check_office
from desktop_app.actions.export import make_file
from desktop_app.actions.founding import FoundOffice, found_office
from desktop_app.actions.importing import open_file
from desktop_app.actions.issued import document_pdf
from desktop_app.actions.people import AddPerson, add_person
from desktop_app.actions.rosters import RosterWish
from desktop_app.actions.verifying import check_files, office_anchors
from desktop_app.cli.console import Console
from desktop_app.documents.render import page_count, page_png
from desktop_app.keys.passphrase import suggest
from desktop_app.office import Office
from desktop_app.queries.status import counts
from desktop_app.sample.people import make_people
from resources.i18n import tr

_CODE = "3276061002"
_PEOPLE = 3


def selftest(args: Namespace, console: Console) -> int:
    """Do the whole job small; exit 0 when every step holds."""
    started = time.monotonic()
    del args
    passphrase = suggest()
    with tempfile.TemporaryDirectory(prefix="wira-selftest-") as folder:
        home = Path(folder)
        dkum = found_office(home / "dkum", FoundOffice("dkum", "", "Petugas DKUM", passphrase))
        office = found_office(
            home / "kantor",
            FoundOffice("kelurahan", _CODE, "Operator", passphrase, roles=("admin_kantor", "operator")),
        )
        try:
            _steps(dkum, office, home, passphrase, console)
        finally:
            office.close()
            dkum.close()
    seconds = round(time.monotonic() - started, 1)
    console.answer({"ok": True, "seconds": seconds}, tr("Semua langkah berhasil ({s} detik).", s=seconds))
    return 0


def _checked_apart(office: Office, home: Path, pdf: bytes, altered: bytes) -> None:
    """The same asked of the other process, as for files from elsewhere, and the code of the scanned page."""
    handed = {"terbit.pdf": pdf, "ubah.pdf": altered, "pindai.png": page_png(pdf, 0, dpi=150)}
    paths = [home / name for name in handed]
    for path, data in zip(paths, handed.values(), strict=True):
        path.write_bytes(data)
    found = check_files(paths, office_anchors(office), now=office.clock())
    assert [one.ok for one in found.files] == [True, False, False]
    assert found.pages is not None and found.pages.sound
    assert [len(sheet.page.rows) for sheet in found.pages.sheets if sheet.page] == [_PEOPLE]


def _steps(dkum: Office, office: Office, home: Path, passphrase: str, console: Console) -> None:
    request = trust.make_request(office, home)
    grant = trust.grant(dkum, request, home, fingerprint=office.device.fingerprint)
    trust.accept_grant(office, grant, fingerprint=trust.look_at_grant(office, grant).fingerprints[0])
    console.say(tr("1. Basis data terenkripsi, kunci, dan pendaftaran kantor: baik."))
    add_person(office, AddPerson("Verifikator", ("verifikator",), passphrase))
    year = (office.today() - timedelta(days=31)).year
    day = min(office.today(), date(year, 12, 31))
    invented = make_people(1, _CODE, _PEOPLE, year=year, today=day)
    records = [
        applications.save(office, SaveApplication({**each, "program": "WUB"}, submit=True)).record
        for each in invented
    ]
    office.enter("Verifikator", passphrase)
    for record, person in zip(records, invented, strict=True):
        with office.work() as work:
            rev = work.state(record).rev
        seen = {"ktp": "asli_dilihat", "kk": "asli_dilihat"}
        applications.verify(office, VerifyApplication(record, rev, str(person["tanggal_lengkap"]), seen))
    console.say(tr("2. Entri dan verifikasi: baik."))
    issued = rosters.seal_roster(office, RosterWish("WUB", year, "arsip", "1", office.today()))
    pdf = document_pdf(office, issued.document)
    assert page_count(pdf) == 1
    assert rosters.verify_pdf(office, pdf).ok
    altered = bytearray(pdf)
    altered[len(altered) // 3] ^= 1
    assert not rosters.verify_pdf(office, bytes(altered)).ok
    _checked_apart(office, home, pdf, bytes(altered))
    console.say(tr("3. Daftar Nominatif dibuat, disegel, dan diperiksa, juga dari pindaiannya: baik."))
    for path in make_file(office, home).paths:
        report = open_file(dkum, path)
        assert report.new and not report.void
    with dkum.reading() as connection:
        assert counts(connection)["verified"] == _PEOPLE
    console.say(tr("4. Berkas sinkronisasi dibuat dan dibuka: baik."))
    assert make_backup(office, home / "cadangan").applications == _PEOPLE
    assert check_office(office).sound
    console.say(tr("5. Cadangan dan pemeriksaan: baik."))
