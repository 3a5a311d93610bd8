"""The register of issued documents: what replaces what, a signed copy, and one that counts no more."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest

from desktop_app.actions import issued, letterhead, rosters
from desktop_app.actions.checking import check_office
from desktop_app.actions.rosters import RosterWish
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries.documents import IssuedDocument, detail, register
from tests import offices
from tests.documents.reading import page_texts

DAY = date(2026, 11, 24)


def sealed(one: Office, number: str, day: date = DAY) -> str:
    return rosters.seal_roster(one, RosterWish("WUB", 2026, "arsip", number, day)).document


def lines(one: Office) -> dict[str, IssuedDocument]:
    with one.reading() as connection:
        return {line.nomor: line for line in register(connection, one.context)}


def test_a_newer_edition_replaces_and_a_cancelled_one_gives_way(kukusan: Office) -> None:
    first = sealed(kukusan, "500.3/1")
    bytes_then = issued.document_pdf(kukusan, first)
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    letterhead.save_letterhead(
        kukusan, letterhead.SaveLetterhead("PEMERINTAH KOTA DEPOK", "", "KANTOR LAIN", "Pindah")
    )
    kukusan.enter("Dian Lestari", offices.PASSPHRASE)
    second = sealed(kukusan, "500.3/2")
    found = lines(kukusan)
    newer = found["500.3/1"].newer
    assert newer is not None and (newer.record, newer.nomor, newer.tanggal) == (
        second,
        "500.3/2",
        "2026-11-24",
    )
    assert found["500.3/2"].newer is None
    with kukusan.reading() as connection:
        more = detail(connection, kukusan.context, second)
    assert more is not None and more.older is not None
    assert (more.older.record, more.older.nomor, more.annulled) == (first, "500.3/1", None)
    assert more.pdf == sha256(issued.document_pdf(kukusan, second)).hexdigest()

    with pytest.raises(Refused, match="Alasan"):
        issued.cancel_document(kukusan, second, "  ")
    changes = issued.cancel_document(kukusan, second, " Kop surat \n keliru ")
    assert changes.kinds == {"document"}
    found = lines(kukusan)
    assert (found["500.3/2"].state, found["500.3/1"].newer) == ("cancelled", None), (
        "the older one counts again"
    )
    with kukusan.reading() as connection:
        more = detail(connection, kukusan.context, second)
    assert more is not None and more.annulled is not None
    assert (more.annulled.reason, more.annulled.by) == ("Kop surat keliru", "Dian Lestari")
    with pytest.raises(Refused, match="sudah dibatalkan") as told:
        issued.cancel_document(kukusan, second, "Sekali lagi")
    assert told.value.record == "500.3/2"
    with pytest.raises(Refused, match="sudah dipakai"):
        sealed(kukusan, "500.3/2")  # the number stays used

    third = sealed(kukusan, "500.3/3")
    newer = lines(kukusan)["500.3/1"].newer
    assert newer is not None and newer.record == third
    assert issued.document_pdf(kukusan, first) == bytes_then
    assert "KANTOR LAIN" in page_texts(issued.document_pdf(kukusan, second))[0]
    assert check_office(kukusan).sound


def test_a_signed_copy_stands_beside_what_was_issued(kukusan: Office) -> None:
    record = sealed(kukusan, "500.3/1")
    before = issued.document_pdf(kukusan, record)
    issued.add_signed(kukusan, record, before + b"% lanjutan", ["Surya Darmawan"])
    assert lines(kukusan)["500.3/1"].state == "signed"
    assert issued.document_pdf(kukusan, record) == before + b"% lanjutan"
    assert issued.document_pdf(kukusan, record, signed=False) == before
    with kukusan.reading() as connection:
        more = detail(connection, kukusan.context, record)
    assert more is not None and more.signers == ("Surya Darmawan",)
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    offices.add(kukusan, "Tari Amelia", "operator")
    kukusan.enter("Tari Amelia", offices.PASSPHRASE)
    for say in (
        lambda: issued.cancel_document(kukusan, record, "Salah"),
        lambda: issued.add_signed(kukusan, record, before, []),
    ):
        with pytest.raises(Refused) as told:
            say()
        assert told.value.code == "role" and told.value.next_step
    with pytest.raises(Refused, match="tidak ada"):
        issued.document_pdf(kukusan, "ab" * 16)
    assert check_office(kukusan).sound
