"""The register of issued documents: what replaces what, a signed copy, and one that counts no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop_app.actions import applications, editions, issued, issuing, letterhead, rosters, verifying
from desktop_app.actions.applications import SaveApplication
from desktop_app.actions.checking import check_office
from desktop_app.actions.rosters import RosterWish
from desktop_app.documents.sheets import Form
from desktop_app.domain.editions import Changed, Difference, Line, told
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries.documents import Edition, IssuedDocument, detail, numbers_twice, register
from desktop_app.storage import tables
from tests import offices
from tests.documents.reading import page_texts
from tests.issuing import issue_many
from tests.verifying import paper

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
    report = check_office(kukusan)
    assert [each.about() for part in report.parts for each in part.findings if each.harm] == ["500.3/1"], (
        "what stands behind the seal there is no signature"
    )
    assert {part.key for part in report.parts if part.state == "broken"} == {"papers"}


def test_a_newer_edition_says_what_differs_before_and_on_the_paper(kukusan: Office) -> None:
    first = sealed(kukusan, "500.3/1")
    with kukusan.reading() as connection:
        assert editions.difference(kukusan, connection, first) is None, "it replaces nothing"
        before = connection.execute(select(tables.application)).all()
    gone, changed = before[0], before[1]
    issued_first = issued.document_pdf(kukusan, first)
    assert "Menggantikan" not in "".join(page_texts(issued_first))
    applications.withdraw(kukusan, gone.uuid.hex(), "Pindah dari Depok")
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    wish = SaveApplication({"alamat": "Jalan Baru Nomor 99"}, changed.uuid.hex())
    again = applications.save(kukusan, wish).record
    fresh = [dict(person) | {"program": "WUB"} for person in offices.persons(2, seed=8)]
    offices.verify(kukusan, [again, *offices.enter(kukusan, fresh)])
    kukusan.enter("Dian Lestari", offices.PASSPHRASE)

    draft = rosters.draft_roster(kukusan, RosterWish("WUB", 2026, "arsip", "500.3/2", DAY))
    assert draft.older is not None and draft.older.nomor == "500.3/1"
    second = sealed(kukusan, "500.3/2")
    with kukusan.reading() as connection:
        found = editions.difference(kukusan, connection, second)
    assert found is not None and found == draft.difference
    assert {line.name for line in found.added} == {str(person["nama"]) for person in fresh}
    assert [(line.name, line.number) for line in found.removed] == [(gone.nama, gone.nomor_pendaftaran)]
    (other,) = found.changed
    assert [(one.what, one.now) for one in other.changes] == [("Alamat", "Jalan Baru Nomor 99")]
    words = " ".join("".join(page_texts(issued.document_pdf(kukusan, second))).split())
    assert "Menggantikan nomor 500.3/1 tanggal 24-11-2026. Bertambah 2 orang (no. " in words
    assert f"Keluar 1 orang ({gone.nomor_pendaftaran})." in words and "Berubah isinya 1 orang (no. " in words
    assert gone.nama not in words, "who went is not named on the paper"
    assert issued.document_pdf(kukusan, first) == issued_first
    third = sealed(kukusan, "500.3/3")
    with kukusan.reading() as connection:
        same = editions.difference(kukusan, connection, third)
    assert same is not None and same.same
    assert "500.3/2 tanggal 24-11-2026. Isinya tetap." in "".join(
        page_texts(issued.document_pdf(kukusan, third))
    )


def test_another_order_grouping_paper_and_day_are_told_on_the_paper_and_in_the_register(
    kukusan: Office,
) -> None:
    wish = RosterWish("WUB", 2026, "arsip", "500.3/1", DAY)
    rosters.seal_roster(kukusan, wish)
    other = replace(
        wish, nomor="500.3/2", tanggal=date(2026, 11, 25), form=Form("F4", "potret"), urut="nama",
        kelompok="rw",
    )  # fmt: skip
    draft = rosters.draft_roster(kukusan, other)
    second = rosters.seal_roster(kukusan, other).document
    with kukusan.reading() as connection:
        found = editions.difference(kukusan, connection, second)
    assert found is not None and found == draft.difference
    assert not (found.added or found.removed or found.changed) and found.moved
    assert dict(told(found))["Lainnya"] == [
        "Tanggal dari 24-11-2026 menjadi 25-11-2026",
        "Urutan dari menurut peringkat menjadi menurut nama",
        "Pengelompokan dari tanpa kelompok menjadi menurut RW",
        "Kertas dari A4 lanskap menjadi F4 potret",
    ]
    words = " ".join("".join(page_texts(issued.document_pdf(kukusan, second))).split())
    assert (
        f"Menggantikan nomor 500.3/1 tanggal 24-11-2026. Pindah urutan {found.moved} orang. "
        "Keterangan yang berubah: Urutan, Pengelompokan, Kertas." in words
    )
    later = replace(other, nomor="500.3/3", tanggal=date(2026, 11, 26))
    third = rosters.seal_roster(kukusan, later).document
    words = " ".join("".join(page_texts(issued.document_pdf(kukusan, third))).split())
    assert "Menggantikan nomor 500.3/2 tanggal 25-11-2026. Isinya tetap." in words
    with kukusan.reading() as connection:
        found = editions.difference(kukusan, connection, third)
    assert found is not None and [one.what for one in found.facts] == ["date"] and not found.moved


def test_only_what_says_the_same_is_told_as_unchanged() -> None:
    one = Line("a", "Ani", "26-0001", "1", {})
    facts = (Changed("decision_no", "", "9"), Changed("letterhead", "A", "B"))
    assert editions.on_paper("1", "24-11-2026", Difference()).endswith("2026. Isinya tetap.")
    for found, words in (
        (Difference(moved=25), "Pindah urutan 25 orang."),
        (Difference(facts=facts), "Keterangan yang berubah: Putusan DKUM, Kop surat."),
        (Difference(added=(one,), moved=3), "Bertambah 1 orang (no. 1). Pindah urutan 3 orang."),
    ):
        assert (
            editions.on_paper("1", "24-11-2026", found) == f"Menggantikan nomor 1 tanggal 24-11-2026. {words}"
        )
    assert "Bertambah 1 orang (26-0001)." in editions.on_paper(
        "1", "x", Difference(added=(one,), restarts=True)
    )
    assert "Bertambah 1 baris (no. 1)." in editions.on_paper("1", "x", Difference(added=(one,)), "baris")


def test_cancelling_the_second_of_three_revives_no_first(kukusan: Office) -> None:
    records = [sealed(kukusan, f"500.3/{n}") for n in (1, 2, 3)]
    issued.cancel_document(kukusan, records[1], "Salah")
    assert {nomor: line.newer and line.newer.nomor for nomor, line in lines(kukusan).items()} == {
        "500.3/1": "500.3/3", "500.3/2": "500.3/3", "500.3/3": None,
    }  # fmt: skip
    issued.cancel_document(kukusan, records[2], "Salah")
    assert lines(kukusan)["500.3/1"].newer is None, "nothing counts instead of it any more"
    fourth = sealed(kukusan, "500.3/4")
    with kukusan.reading() as connection:
        more = detail(connection, kukusan.context, fourth)
    assert more is not None and more.older is not None and more.older.nomor == "500.3/1"
    assert lines(kukusan)["500.3/1"].newer == Edition(fourth, "500.3/4", DAY.isoformat())


def test_a_number_is_the_same_however_it_is_typed(
    kukusan: Office,
) -> None:
    sealed(kukusan, "500.3/1/Kel.Kks")
    for number in ("500.3/1/kel.kks", "500.3 / 1 /  Kel.Kks", "500.3/\u202e9", "9" * 61):
        with pytest.raises(Refused) as refused:
            sealed(kukusan, number)
        assert refused.value.code == "nomor" and refused.value.next_step
    with kukusan.reading() as connection:
        issuing.require_unused(connection, kukusan, "500.3/1/Kel.Kks", date(2027, 1, 4))
    wish = RosterWish("WUB", 2026, "arsip", "500.3/1/kel.kks", date(2027, 1, 4))
    assert rosters.seal_roster(kukusan, wish).document, "the agenda begins anew with the year of its letters"


def test_a_number_that_two_computers_used_is_told(kukusan: Office) -> None:
    first, second = issue_many(kukusan, 1)[0], issue_many(kukusan, 1)[0]
    third = sealed(kukusan, "500.3/3")

    def twins() -> dict[str, tuple[str, ...]]:
        with kukusan.reading() as connection:
            found = {line.record: line.twins for line in register(connection, kukusan.context)}
            named = {one.record for one in numbers_twice(connection, kukusan.info.scope)}
            assert named == ({second} if any(found.values()) else set()), "the latest stands for both"
            assert not numbers_twice(connection, ""), "it is no number of DKUM's"
        return found

    assert twins() == {first: (second,), second: (first,), third: ()}
    issued.cancel_document(kukusan, first, "Nomor kembar")
    assert not any(twins().values())


def test_a_check_looks_a_cancelled_paper_up_in_the_register(kukusan: Office, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    record = sealed(kukusan, "500.3/1")
    path.write_bytes(issued.document_pdf(kukusan, record))
    later = tmp_path / "b.pdf"
    later.write_bytes(path.read_bytes() + b"% lanjutan")
    photo = tmp_path / "a.jpg"
    photo.write_bytes(paper.jpeg(paper.printed(path.read_bytes(), 0, 200)))
    anchors = verifying.office_anchors(kukusan)
    found = verifying.check_files([path, photo], anchors, now=kukusan.clock())
    assert found.files[0].ok and "tidak dibatalkan" in found.files[0].register
    verdict = found.files[0].file.verdict
    assert verdict is not None and verdict.next_step == "Dokumen ini dapat dipakai."
    assert found.pages is not None and found.pages.kind == "kode_sah"
    assert "tidak dibatalkan" in found.pages.next_step
    elsewhere = replace(anchors, register=frozenset())
    found = verifying.check_files([path, photo], elsewhere, now=kukusan.clock())
    assert found.pages is not None
    for words in (found.files[0].register, found.pages.next_step):
        assert "Register kantor ini tidak memuat dokumen ini" in words
    issued.cancel_document(kukusan, record, "Salah cetak")
    scanned = verifying.check_files([photo], verifying.office_anchors(kukusan), now=kukusan.clock()).pages
    assert scanned is not None and scanned.kind == "bermasalah" and "Salah cetak" in scanned.sentence
    assert scanned.next_step.startswith("Jangan dipakai")
    found = verifying.check_files([path, later], verifying.office_anchors(kukusan), now=kukusan.clock())
    assert not found.ok
    for one in found.files:
        verdict = one.file.verdict
        assert verdict is not None and (verdict.kind, verdict.cause) == ("tidak_sah", "dibatalkan")
        assert "Salah cetak" in verdict.sentence and verdict.next_step.startswith("Jangan dipakai")
