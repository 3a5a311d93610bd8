"""A computer is dead and nobody has a backup: the office is founded anew; DKUM's answers bring its data."""

from __future__ import annotations

from pathlib import Path

from desktop_app.actions import attachments, devices, people
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.sample.scans import id_card
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE


def test_a_dead_computer_without_a_backup_is_replaced_by_dkums_answer(tmp_path: Path) -> None:
    dkum, made = offices.city(tmp_path)
    dead = made[KUKUSAN]
    invented = offices.persons(3)
    records = offices.enter(dead, invented)
    attachments.attach(dead, records[0], "ktp", id_card(invented[0]))
    offices.verify(dead, records[:2])
    for path in make_file(dead, tmp_path).paths:
        open_file(dkum, path)
    before = {record: offices.row(dead, record) for record in records}
    dead.close()  # and never seen again

    new = offices.found(tmp_path / "baru", clock=offices.Clock(), name="Surya Darmawan")
    devices.revoke(
        dkum, dead.info.dev, why="komputer mati", fingerprint=dead.device.fingerprint, retired=True
    )
    offices.enrol(dkum, new, tmp_path)
    for path in make_file(dkum, tmp_path, to=KUKUSAN).paths:
        open_file(new, path)
    for record, row in before.items():
        found = offices.row(new, record)
        assert (found.nama, found.status, found.nomor_pendaftaran) == (
            row.nama,
            row.status,
            row.nomor_pendaftaran,
        )
    people.add_person(new, people.AddPerson("Wati Lestari", ("verifikator",), PASSPHRASE))
    (fresh,) = offices.enter(new, offices.persons(1, seed=9))
    offices.verify(new, [records[2], fresh], "Wati Lestari")  # work goes on where it stopped
    for path in make_file(new, tmp_path).paths:
        assert not open_file(dkum, path).void
    assert offices.row(dkum, fresh).status == "verified" == offices.row(dkum, records[2]).status
    for path in make_file(dkum, tmp_path, to=KUKUSAN).paths:  # scans come once they are asked for
        open_file(new, path)
    assert list(new.blobs.names())
    new.close()
    dkum.close()
