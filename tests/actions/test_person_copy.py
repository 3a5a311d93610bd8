"""A person's copy is whole, and holds nobody else's data; a breach report counts everybody who is here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop_app.actions import access, attachments, breach, person_copy, register
from desktop_app.actions.person_data import WITH_NIK
from desktop_app.domain.entities import ENTITIES
from desktop_app.office import Office
from desktop_app.sample.scans import id_card
from desktop_app.storage import tables
from tests import offices
from tests.documents.reading import page_texts

SHOP = {
    "alamat": "Jalan Kenanga 8", "hp": "0890-1234-5678", "kbli_kode": "56102", "kbli_edisi": "2025",
    "mulai": "12-03-2019", "sumber": "Pendataan 2025",
}  # fmt: skip
NOBODY = {
    "mentor": "an officer's own entry", "mentor_area": "no applicant", "rulebook": "no person",
    "extract": "columns of many, nobody's data", "training": "no person", "wave": "no person",
    "recommendation": "a letter as a whole",
}  # fmt: skip
"""Plain entities in which no applicant stands, and why."""


def test_each_entity_in_which_a_person_stands_is_in_the_copy() -> None:
    """By its field `application`, or by the NIK with the name beside it; a new entity has to be placed."""
    for name, entity in ENTITIES.items():
        own = {each.name for each in entity.fields}
        told = name in WITH_NIK or "application" in own or name in NOBODY
        assert told, f"{name}: does an applicant stand in it? Then person_data has to read it"
        assert name in WITH_NIK or "nik" not in own, name
        assert name not in NOBODY or not own & {"application", "nik"}, name
    assert all(
        {"nik", field} <= {each.name for each in ENTITIES[name].fields} for name, field in WITH_NIK.items()
    )


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return offices.office(tmp_path / "kantor")


def report_counts(office: Office) -> dict[str, str]:
    """What a breach report counts."""
    with office.reading() as connection:
        return dict(breach.people_counted(connection))


def test_the_register_and_searches_are_in_it_and_a_namesake_by_nik_is_not(
    office: Office, tmp_path: Path
) -> None:
    own, other = offices.persons(2)
    other = {**other, "nik": own["nik"]}  # mistyped at the counter: somebody else
    record, stranger = offices.enter(office, [own, other], submit=False)
    for number, (shop, owner) in enumerate((("Warung Melur", own["nama"]), ("Toko Jati", "Bukan Dia"))):
        register.save_business(
            office,
            register.SaveBusiness(
                {**SHOP, "nama": shop, "pemilik": owner, "nik": own["nik"], "nib": f"912000123456{number}"}
            ),
        )
    access.note_search(office, own["nik"], found=1)
    office.keep_access()
    attachments.attach(office, record, "ktp", id_card(own))
    for scan in (office.home / "blobs").rglob("*.age"):
        scan.unlink()
    offices.enter(office, [{name: value for name, value in own.items() if name != "nik"}], submit=False)
    register.save_business(
        office,
        register.SaveBusiness(
            {**SHOP, "nama": "Kedai Asri", "pemilik": "Rini", "nik": offices.persons(3)[2]["nik"]}
        ),
    )
    counts = report_counts(office)
    assert counts["Orang (NIK yang berbeda)"] == "2", "an owner in the register is one too"
    assert counts["Pendaftaran tanpa NIK"] == "1" and counts["Petugas"] == "1"
    assert counts["Usaha terdaftar (dengan pemiliknya)"] == "3"
    made = person_copy.save_person_copy(office, record, tmp_path / "serah")
    data = json.loads((made.folder / "salinan-data.json").read_text())
    whole = json.dumps(data, ensure_ascii=False)
    printed = " ".join(" ".join(page_texts((made.folder / "salinan-data.pdf").read_bytes())).split())
    assert "Warung Melur" in whole and "Warung Melur" in printed
    assert [each["kind"] for each in data["elsewhere"]] == ["business"] and data["elsewhere"][0]["history"]
    assert len(data["searched"]) == 1 and office.session.name in data["searched"][0]["who"]
    for said in (other["nama"], other["alamat"], "Toko Jati", "Bukan Dia"):
        assert said not in whole and said not in printed
    with office.reading() as connection:
        app = tables.application.c
        number = connection.execute(
            select(app.nomor_pendaftaran).where(app.uuid == bytes.fromhex(stranger))
        ).scalar_one()
    assert [(each.kind, each.title) for each in made.strangers] == [
        ("application", number), ("business", "Bukan Dia"),
    ]  # fmt: skip
    assert made.missing == 1 and len(made.told) == 3 and number in made.told[2]
    assert "NIK dan KK utuh" in made.told[0] and "hapus" in made.told[0]
    assert [scan["present"] for scan in data["applications"][0]["scans"]] == [False]
    assert "tidak ada di komputer ini, jadi tidak ikut disalin" in printed
    office.close()
