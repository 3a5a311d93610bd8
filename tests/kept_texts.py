"""Texts that are kept for ever and name somebody, as a program of before took them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from desktop_app.actions import people
from desktop_app.actions.people import AddPerson
from desktop_app.domain import differing, kept_texts
from desktop_app.domain.rulebook import default_rules, write_rules
from desktop_app.office import Office
from desktop_app.storage import tables
from desktop_app.storage.work import new_id
from tests.issuing import issue_many
from tests.offices import PASSPHRASE

EXTRACT = {
    "penerima": "bank", "nama": "Bank", "program": "WUB", "tahun": 2026, "aturan": 1, "kolom": ["nama"],
    "jumlah": 1, "bentuk": "csv", "sidik": "0" * 64,
}  # fmt: skip


def words_of(ent: str, said: str) -> dict[str, Any]:
    """A record of that kind with `said` in every text of it."""
    texts: dict[str, Any] = dict.fromkeys(kept_texts.TEXTS[ent], f"Tentang {said}")
    more: dict[str, dict[str, Any]] = {
        "decision": {"program": "WUB", "tahun": 2024, "kelurahan_kode": "", "kuota": 1, "terpakai": 0,
                     "jumlah": 0, "state": "discarded"},
        "extract": EXTRACT,
        "recommendation": {"tanggal": "2026-01-05", "program": "PP", "tahun": 2026,
                           "dicabut_tanggal": "2026-02-05"},
        "rulebook": {
            "program": "PP", "tahun": 2031, "versi": 1, "tanggal": "2026-01-02",
            "isi": write_rules(default_rules("PP", 2031)) | {"conditions": [f"Hubungi {said}"]},
        },
        "training": {"jenis": "program"},
        "wave": {"hari": ["2026-11-17"], "kapasitas": 3, "minimal": 1},
    }  # fmt: skip
    return texts | more[ent]


def plant(dkum: Office, office: Office, said: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """One record of each kind, `said` in each of its texts: what is the city's at DKUM, papers and data that
    were given away at the kelurahan. By kind, the record (hex) and the fields."""
    made: dict[str, list[str]] = {}
    with monkeypatch.context() as patch:
        patch.setattr(kept_texts, "holds_nik", lambda _said: False)
        people.add_person(dkum, AddPerson("Joko Susilo", ("auditor",), PASSPHRASE))
        with dkum.reading() as connection:
            found = select(tables.person.c.uuid).where(tables.person.c.nama == "Joko Susilo")
            colleague = connection.execute(found).scalar_one().hex()
        with dkum.work() as work:
            for ent in ("training", "wave", "recommendation", "rulebook", "decision"):
                record = new_id()
                values = words_of(ent, said) | ({"training": made["training"][0]} if ent == "wave" else {})
                kind = {"rulebook": "issue", "decision": "propose"}.get(ent, "set")
                work.put(record, ent, kind, values, scope="", new=True)
                made[ent] = [record, *kept_texts.TEXTS[ent]]
            made["rulebook"].append("isi.conditions")
            work.put(
                colleague, "person", "user", {"active": False, "cutoff": {}, "alasan": f"Tentang {said}"}
            )
            made["person"] = [colleague, "alasan"]
        with office.work() as work:
            record = new_id()
            work.put(record, "extract", "issue", words_of("extract", said), scope=office.info.scope, new=True)
            made["extract"] = [record, *kept_texts.TEXTS["extract"]]
        (numbered,) = issue_many(office, 1, number=f"700/{said}")
        made["document"] = [numbered, "nomor"]
        (called_off,) = issue_many(office, 1, number="701/1")
        with office.work() as work:
            work.put(called_off, "document", "annul", {"batal": {"alasan": f"Keliru, {said}"}})
    assert set(made) == set(kept_texts.TEXTS), "every kind is planted"
    return made


def lines(made: dict[str, list[str]]) -> list[str]:
    """How each of these is told after the erasure: kind, the end of its id, its fields."""
    told = {
        ent: ", ".join(kept_texts.label(ent, each) for each in fields) for ent, (_, *fields) in made.items()
    }
    return [f"{differing.ent_label(ent)} …{made[ent][0][-6:]}: {words}" for ent, words in told.items()]


def records_that_say(one: Office, *wanted: str) -> set[str]:
    """The records (hex) whose log holds one of these texts, in whatever case."""
    forms = [each.casefold().encode() for each in wanted]
    record, op = tables.record.c, tables.op.c
    query = select(record.uuid, op.body).join_from(tables.op, tables.record, record.id == op.record_id)
    with one.reading() as connection:
        rows = connection.execute(query).all()
    return {uuid.hex() for uuid, body in rows if any(form in body.lower() for form in forms)}
