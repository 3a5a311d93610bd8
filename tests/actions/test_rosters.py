"""Rosters in a real office: DRAF, sealed, frozen, verified by two programs, and what each edition holds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from desktop_app.actions import letterhead, mentor_lists, people, rosters
from desktop_app.actions.issued import document_pdf
from desktop_app.actions.rosters import RosterWish
from desktop_app.documents.certificates import load_certificates
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries import documents
from desktop_app.queries import office as office_query
from tests import offices
from tests.documents.reading import everything_inside, packed, page_texts
from tests.documents.surgery import with_one_digit_changed
from tests.documents.validator import second_opinion
from tests.mentors import DIAN, reopened

PEOPLE = 6
DAY = date(2026, 11, 24)


class _Stopped(Exception):
    """Raised by a progress that wants no more."""


def wish(edition: str = "arsip", number: str = "500.3/118") -> RosterWish:
    return RosterWish("WUB", 2026, edition, number, DAY)  # type: ignore[arg-type]


@pytest.fixture
def kukusan(tmp_path: Path) -> Iterator[Office]:
    """An enrolled kelurahan with verified applicants, two waiting ones, and its lurah in."""
    dkum, kelurahan = offices.city(tmp_path)
    one = kelurahan[offices.KUKUSAN]
    invented = [dict(person) | {"program": "WUB"} for person in offices.persons(PEOPLE + 2)]
    records = offices.enter(one, invented)
    offices.verify(one, records[:PEOPLE])
    one.enter("Ratna Puspita", offices.PASSPHRASE)
    place = people.AddPerson(
        "Surya Darmawan", ("lurah",), offices.PASSPHRASE, "19700101 199901 1 999", "Lurah Kukusan"
    )
    people.add_person(one, place)
    letterhead.save_letterhead(
        one,
        letterhead.SaveLetterhead(
            "PEMERINTAH KOTA DEPOK", "KECAMATAN BEJI", "KELURAHAN KUKUSAN", "Jalan Contoh Nomor 1",
            signatories=(letterhead.Signer("Surya Darmawan", "19700101 199901 1 999", "Lurah Kukusan"),),
            tembusan=("Camat Beji",),
        ),
    )  # fmt: skip
    one.enter("Surya Darmawan", offices.PASSPHRASE)
    yield one
    one.close()
    dkum.close()


def test_names_that_no_page_code_holds_are_refused_and_nothing_is_issued(tmp_path: Path) -> None:
    """From the form to the seal: told by page; both editions or none, and the number is still free."""
    dkum, kelurahan = offices.city(tmp_path)
    dkum.close()
    one = kelurahan[offices.KUKUSAN]
    dice = random.Random(1)
    names = ["".join(chr(dice.randint(0x4E00, 0x9FA5)) for _ in range(100)) for _ in range(15)]
    invented = [dict(each) | {"program": "WUB", "nama": name}
                for each, name in zip(offices.persons(15), names, strict=True)]  # fmt: skip
    records = offices.enter(one, invented)
    offices.verify(one, records)
    assert rosters.draft_roster(one, wish()).people == 15, "a draft bears no code"
    with pytest.raises(Refused, match="Halaman 1 belum dapat dibuat") as full:
        rosters.seal_editions(one, wish())
    assert full.value.code == "QR_FULL" and full.value.record == "500.3/118" and full.value.next_step
    assert issued(one) == 0, "not the archive's either, whose pages hold fewer names"
    assert rosters.seal_roster(one, wish()).people == 15 and issued(one) == 1
    one.close()


def applicants(one: Office) -> list[dict[str, Any]]:
    with one.reading() as connection:
        rows = connection.execute(
            text(
                "SELECT * FROM application WHERE status = 'verified'"
                " ORDER BY tanggal_lengkap, nomor_pendaftaran"
            )
        )
        return [dict(row) for row in rows.mappings()]


def issued(one: Office, sql: str = "SELECT count(*) FROM document") -> int:
    with one.reading() as connection:
        return connection.execute(text(sql)).scalar_one()


def test_draft_says_draf_and_carries_no_code(kukusan: Office) -> None:
    draft = rosters.draft_roster(kukusan, wish(number=""))
    (page,) = page_texts(draft.pdf)
    assert "DRAF" in page
    assert "belum diputuskan DKUM" in page
    assert draft.people == PEOPLE
    verdict = rosters.verify_pdf(kukusan, draft.pdf)
    assert (verdict.kind, verdict.cause) == ("tidak_pasti", "draf")
    assert issued(kukusan) == 0


def test_sealed_roster_is_sah_in_both_verifiers_until_one_digit_changes(
    kukusan: Office, tmp_path: Path
) -> None:
    made = rosters.seal_roster(kukusan, wish())
    pdf = document_pdf(kukusan, made.document)
    assert "DRAF" not in "".join(page_texts(pdf))
    verdict = rosters.verify_pdf(kukusan, pdf)
    assert verdict.ok, verdict.sentence
    assert verdict.number == "500.3/118"
    assert verdict.details[0].known

    nik = applicants(kukusan)[0]["nik"]
    assert packed(nik) in packed(page_texts(pdf)[0])
    altered = with_one_digit_changed(pdf)
    assert rosters.verify_pdf(kukusan, altered).kind == "tidak_sah"

    roots = load_certificates(rosters.authority_certificate(kukusan))
    assert second_opinion(pdf, roots)
    assert not second_opinion(altered, roots)


def test_an_issued_document_stays_as_it_was(kukusan: Office) -> None:
    made = rosters.seal_roster(kukusan, wish())
    first = document_pdf(kukusan, made.document)
    letterhead.save_letterhead(
        kukusan, letterhead.SaveLetterhead("PEMERINTAH KOTA DEPOK", "", "KANTOR LAIN", "Pindah")
    )
    assert document_pdf(kukusan, made.document) == first
    with kukusan.reading() as connection:
        (line,) = documents.register(connection, kukusan.context, tahun=2026)
        detail = documents.detail(connection, kukusan.context, made.document)
        assert documents.years(connection) == (2026,)
    assert (line.jumlah, line.nomor, line.by, line.state) == (PEOPLE, "500.3/118", "Surya Darmawan", "sealed")
    assert detail is not None
    assert (detail.signer, detail.on_behalf, detail.decision, detail.pages) == ("Surya Darmawan", "", "", 1)
    assert detail.digest[:4] in page_texts(first)[0]


def test_both_editions_come_from_the_same_rows_under_one_number(kukusan: Office) -> None:
    arsip, papan = rosters.seal_editions(kukusan, wish())
    sql = "SELECT rank, hex(application) FROM document_row WHERE document_id = {} ORDER BY rank"
    with kukusan.reading() as connection:
        lines = {line.record: line for line in documents.register(connection, kukusan.context)}
        found = [connection.execute(text(sql.format(lines[one.document].id))).all() for one in (arsip, papan)]
    assert found[0] == [tuple(row) for row in found[1]]
    assert len(found[0]) == PEOPLE
    assert [row[1].lower() for row in found[0]] == [row["uuid"].hex() for row in applicants(kukusan)]
    assert {line.edisi for line in lines.values()} == {"arsip", "papan"}
    assert {line.nomor for line in lines.values()} == {"500.3/118"}
    for edition in ("arsip", "papan"):
        with pytest.raises(Refused) as refused:
            rosters.seal_roster(kukusan, wish(edition))
        assert refused.value.code == "nomor"


def test_the_notice_board_edition_holds_nobodys_secrets(kukusan: Office) -> None:
    made = rosters.seal_roster(kukusan, wish("papan"))
    inside = everything_inside(document_pdf(kukusan, made.document))
    for row in applicants(kukusan):
        for name in ("nik", "hp", "alamat", "no_kk"):
            assert row[name].encode() not in inside, name
        assert row["nomor_pendaftaran"].encode() in inside
    archive = rosters.draft_roster(kukusan, wish())
    assert applicants(kukusan)[0]["nik"].encode() in everything_inside(archive.pdf)


def test_without_the_grant_everything_stays_draf(tmp_path: Path) -> None:
    one = offices.office(tmp_path / "a")
    offices.add(one, "Dian Lestari", "verifikator", "operator")
    offices.verify(one, offices.enter(one, [dict(p) | {"program": "WUB"} for p in offices.persons(2)]))
    assert rosters.draft_roster(one, wish()).people == 2
    with one.reading() as connection:
        standing = office_query.seal_standing(connection, one)
    assert (standing.certified, standing.allowed, standing.ready, standing.on_behalf) == (
        False,
        True,
        False,
        True,
    )
    for tte in (False, True):
        with pytest.raises(Refused) as refused:
            rosters.seal_editions(one, wish(), ("arsip",), tte=tte)
        assert refused.value.code == "not_enrolled"
    assert issued(one) == 0
    with pytest.raises(Refused) as unknown:
        rosters.verify_pdf(one, b"%PDF-1.7")
    assert unknown.value.code == "no_root"
    one.close()


@pytest.mark.parametrize(("name", "on_behalf"), [("Dian Lestari", True), ("Surya Darmawan", False)])
def test_who_seals_is_printed_and_recorded(kukusan: Office, name: str, on_behalf: bool) -> None:
    kukusan.enter(name, offices.PASSPHRASE)
    made = rosters.seal_roster(kukusan, wish())
    with kukusan.reading() as connection:
        detail = documents.detail(connection, kukusan.context, made.document)
    assert detail is not None
    assert detail.on_behalf == ("a.n. Lurah Kukusan" if on_behalf else "")
    pdf = document_pdf(kukusan, made.document)
    assert (b"a.n. Lurah Kukusan" in everything_inside(pdf)) is on_behalf, "in the seal"
    assert "a.n. Lurah" not in page_texts(pdf)[0], "the lurah signs the print as the lurah, whoever seals it"


@pytest.mark.parametrize(
    ("jabatan", "above"),
    [
        ("Sekretaris Lurah", "a.n. Lurah Kukusan,"),
        ("Plt.Lurah Kukusan", ""),
        ("a.n. Lurah Kukusan", ""),
        ("Kasi Ekonomi", "a.n. Lurah Kukusan,"),
    ],
)
def test_others_sign_on_behalf_of_the_lurah_with_their_own_jabatan(
    kukusan: Office, jabatan: str, above: str
) -> None:
    """Also while the lurah seals: the print says who signs it by hand."""
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    letterhead.save_letterhead(
        kukusan,
        letterhead.SaveLetterhead(
            "PEMERINTAH KOTA DEPOK", "KECAMATAN BEJI", "KELURAHAN KUKUSAN", "Jalan Contoh Nomor 1",
            signatories=(letterhead.Signer("Yuni Kartika", "19800101 200501 2 999", jabatan),),
        ),
    )  # fmt: skip
    kukusan.enter("Surya Darmawan", offices.PASSPHRASE)
    page = page_texts(rosters.draft_roster(kukusan, wish()).pdf)[0]
    assert f"{jabatan}," in page
    once = above or jabatan.startswith("a.n.")
    assert page.count("a.n. Lurah Kukusan,") == (1 if once else 0)


def test_refused_with_nothing_changed(kukusan: Office) -> None:
    def refused(code: str, one: RosterWish) -> None:
        with pytest.raises(Refused) as error:
            rosters.seal_roster(kukusan, one)
        assert error.value.code == code
        assert error.value.next_step

    refused("nomor", wish(number="  "))
    refused("nobody", RosterWish("WUB", 2019, "arsip", "1", DAY))
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    people.add_person(kukusan, people.AddPerson("Yuni Kartika", ("operator",), offices.PASSPHRASE))
    kukusan.enter("Yuni Kartika", offices.PASSPHRASE)
    refused("role", wish())
    assert issued(kukusan) == 0


def test_stopped_half_way_nothing_is_issued(kukusan: Office) -> None:
    def stop(done: int, _total: int, _sentence: str) -> None:
        if done == 1:
            raise _Stopped

    with pytest.raises(_Stopped):
        rosters.seal_editions(kukusan, wish(), progress=stop)
    assert issued(kukusan) == 0
    assert issued(kukusan, "SELECT count(*) FROM op WHERE kind = 'issue'") == 0
    assert len(rosters.seal_editions(kukusan, wish())) == 2


def test_what_can_be_made_and_the_counts_are_plain_sql(kukusan: Office) -> None:
    with kukusan.reading() as connection:
        (source,) = documents.roster_sources(connection, offices.KUKUSAN)
    plain = "SELECT count(*) FROM application WHERE status = 'verified' AND program = 'WUB' AND tahun = 2026"
    assert source == documents.RosterSource("WUB", 2026, issued(kukusan, plain), decided=False)
    made = rosters.seal_roster(kukusan, wish())
    (page,) = page_texts(document_pdf(kukusan, made.document))
    women = issued(kukusan, plain + " AND jenis_kelamin = 'P'")
    total = f"Jumlah seluruhnya: {PEOPLE} orang ({PEOPLE - women} laki-laki, {women} perempuan) dari kuota 27"
    assert total in page


def test_letterhead_is_kept_and_begins_with_the_place(kukusan: Office, tmp_path: Path) -> None:
    with kukusan.reading() as connection:
        kept = office_query.letterhead(connection, kukusan.info)
    assert (kept.kantor, kept.signatories[0].nama) == ("KELURAHAN KUKUSAN", "Surya Darmawan")
    assert kept.tembusan == ("Camat Beji",)
    fresh = offices.office(tmp_path / "b", code=offices.CURUG)
    with fresh.reading() as connection:
        first = office_query.letterhead(connection, fresh.info)
    assert (first.kantor, first.tempat, first.signatories) == ("KELURAHAN CURUG", "Depok", ())
    with pytest.raises(Refused):
        letterhead.save_letterhead(fresh, letterhead.SaveLetterhead("", "", "  ", ""))
    fresh.close()


def test_dkum_makes_no_roster(tmp_path: Path) -> None:
    dkum = offices.office(tmp_path / "d", "dkum")
    for step in (rosters.draft_roster, rosters.seal_roster):
        with pytest.raises(Refused) as refused:
            step(dkum, wish())
        assert refused.value.code == "place"
    dkum.close()


def test_grouped_by_mentor_everybody_stands_under_their_own(mentor_city: Path, tmp_path: Path) -> None:
    city = reopened(mentor_city, tmp_path)
    city.assign(0, 0, 1)
    city.kukusan.enter(DIAN, offices.PASSPHRASE)
    wish = RosterWish("WUB", 2026, "arsip", "1", DAY, kelompok="pendamping")
    text = " ".join(page_texts(rosters.draft_roster(city.kukusan, wish).pdf))
    with city.kukusan.reading() as connection:
        held = mentor_lists.mentees(connection, city.kukusan.today().isoformat())
    whose = {line.nama: line.mentor_name for line in held if line.mentor}
    assert whose and len(set(whose.values())) == 1
    (mentor,) = set(whose.values())
    assert f"Pendamping {mentor}: {len(whose)} orang" in text
    assert all(text.index(f"Pendamping {mentor}") < text.index(name) for name in whose)
    city.close()
