"""Issued documents signed in the register, and those that go to a service and come back."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from desktop_app.actions import issued, rosters, signing, tte
from desktop_app.actions.checking import check_office
from desktop_app.actions.rosters import RosterWish
from desktop_app.actions.signing import KeyFile, SignAs
from desktop_app.cli import main
from desktop_app.cli.advice import typed
from desktop_app.documents.data import grouped_hex
from desktop_app.documents.pades import BSRE_FIELD, MENTOR_FIELD, OFFICIAL_FIELD, SEAL_FIELD
from desktop_app.errors import Refused
from desktop_app.office import Office
from desktop_app.queries.documents import detail, register
from desktop_app.signing.signer import fields_of
from desktop_app.verifying.apart import Apart
from tests import offices
from tests.documents.reading import page_texts
from tests.signing import pki
from tests.signing.service import painted, rewritten, signed_elsewhere
from tests.verifying.test_apart import endless_table

DAY = date(2026, 11, 24)


class GivenUp(Exception):
    """Somebody closed the window."""


def give_up() -> None:
    raise GivenUp


def wish(number: str) -> RosterWish:
    return RosterWish("WUB", 2026, "arsip", number, DAY)


def state(one: Office, number: str) -> tuple[str, tuple[str, ...]]:
    with one.reading() as connection:
        line = next(line for line in register(connection, one.context) if line.nomor == number)
        found = detail(connection, one.context, line.record)
    assert found is not None
    return line.state, found.signers


def code(call: object) -> str:
    with pytest.raises(Refused) as caught:
        call()  # type: ignore[operator]
    assert caught.value.next_step
    return caught.value.code


def test_two_sign_an_issued_roster_and_the_issued_bytes_stay(kukusan: Office, tmp_path: Path) -> None:
    known = pki.shared()
    lurah, mentor = tmp_path / "lurah.p12", tmp_path / "mentor.p12"
    lurah.write_bytes(pki.p12(known.lurah, known.authorities))
    mentor.write_bytes(pki.p12(known.pendamping, known.authorities))
    records = [rosters.seal_roster(kukusan, wish(f"500.3/{number}")).document for number in (1, 2)]
    before = issued.document_pdf(kukusan, records[0])
    source = KeyFile(lurah, pki.PASSWORD)
    report = signing.sign_issued(kukusan, records, source, SignAs())
    assert [line.name for line in report.lines if line.outcome == "signed"] == ["500.3/1", "500.3/2"]
    assert "document" in report.changes
    assert state(kukusan, "500.3/1") == ("signed", ("Surya Darmawan",))
    source = KeyFile(mentor, pki.PASSWORD)
    assert signing.sign_issued(kukusan, records[:1], source, SignAs("pendamping")).count("signed") == 1
    assert state(kukusan, "500.3/1") == ("signed", ("Surya Darmawan", "Wulan Sari"))
    after = issued.document_pdf(kukusan, records[0])
    assert after.startswith(before) and issued.document_pdf(kukusan, records[0], signed=False) == before
    filled = fields_of(after).filled
    assert filled == {SEAL_FIELD: True, BSRE_FIELD: False, OFFICIAL_FIELD: True, MENTOR_FIELD: True}
    again = signing.sign_issued(kukusan, records[:1], source, SignAs("pendamping")).lines[0]
    assert (again.outcome, "terisi" in again.sentence) == ("refused", True)
    late = code(lambda: issued.add_signed(kukusan, records[0], after, ["Orang"], after=before))
    assert late == "signed_meanwhile"
    assert code(lambda: signing.sign_issued(kukusan, ["0" * 32], source, SignAs())) == "unknown_document"
    assert check_office(kukusan).sound


def test_a_paper_goes_to_the_service_and_comes_back(kukusan: Office, tmp_path: Path) -> None:
    known = pki.shared()
    made = rosters.seal_editions(kukusan, wish("500.3/7"), ("arsip", "papan"), tte=True)
    sent = issued.document_pdf(kukusan, made[0].document)
    assert state(kukusan, "500.3/7")[0] == "awaiting_bsre"
    text = page_texts(sent)[0]
    assert "DRAF" not in text and "Disegel" not in text and "#" in text
    assert fields_of(sent).filled == {BSRE_FIELD: False, OFFICIAL_FIELD: False, MENTOR_FIELD: False}
    back = signed_elsewhere(sent, known.lurah, known)
    assert code(lambda: tte.take_back(kukusan, back)) == "returned_roots"
    root = known.root.certificate.public_bytes(Encoding.PEM)
    assert code(lambda: tte.trust(kukusan, root)) == "role"
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    assert (
        code(lambda: tte.trust(kukusan, known.lurah.certificate.public_bytes(Encoding.DER)))
        == "root_no_authority"
    )
    assert code(lambda: tte.trust(kukusan, b"bukan")) == "root_unread"
    tte.trust(kukusan, root)
    tte.trust(kukusan, root)
    (told,) = tte.roots(kukusan)
    assert told.name == "Akar Uji"
    kukusan.enter("Dian Lestari", offices.PASSPHRASE)
    assert code(lambda: tte.take_back(kukusan, sent)) == "returned_unsigned"
    stranger = pki.issue("Surya Darmawan", None)
    forged = signed_elsewhere(sent, stranger, known)
    assert code(lambda: tte.take_back(kukusan, forged)) == "returned_uncertified"
    other = signed_elsewhere(rewritten(sent, painted("Orang Lain", 300, 300)), known.lurah, known)
    assert code(lambda: tte.take_back(kukusan, other, made[0].document)) == "returned_text"
    assert state(kukusan, "500.3/7") == ("awaiting_bsre", ())
    with Apart() as apart:
        seen = tte.examine(kukusan, other, made[0].document, apart)
        assert isinstance(seen.refused, Refused)
        assert (seen.how, seen.refused.code, seen.page) == (None, "returned_text", 0)
        seen = tte.examine(kukusan, back, apart=apart)
        assert (seen.document, seen.ours, seen.how, seen.refused) == (made[0].document, sent, "sama", None)
        assert code(lambda: tte.examine(kukusan, b"bukan PDF", apart=apart)) == "pdf_damaged"
        with pytest.raises(GivenUp):
            tte.examine(kukusan, endless_table(), made[0].document, apart, give_up)
    assert state(kukusan, "500.3/7") == ("awaiting_bsre", ()), "looking writes nothing"
    found = tte.take_back(kukusan, back)
    assert (found.document, found.nomor, found.how) == (made[0].document, "500.3/7", "sama")
    assert issued.document_pdf(kukusan, made[0].document) == back
    verdict = rosters.verify_pdf(kukusan, back)
    assert (verdict.kind, verdict.cause) == ("sah", "utuh_ditandatangani")
    assert "Surya Darmawan" in verdict.sentence and "DKUM" not in verdict.sentence
    papan = issued.document_pdf(kukusan, made[1].document)
    anew = signed_elsewhere(rewritten(papan), known.lurah, known)
    with pytest.raises(Refused, match=r"dengan nomor 500\.3/7") as which:
        tte.take_back(kukusan, anew)
    assert which.value.code == "returned_which" and "--document" in typed(which.value.next_step)
    assert tte.take_back(kukusan, anew, made[1].document).how == "ditulis_ulang"
    with kukusan.reading() as connection:
        states = {(line.edisi, line.state) for line in register(connection, kukusan.context)}
    assert states == {("arsip", "signed"), ("papan", "signed")}
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    assert code(lambda: tte.distrust(kukusan, "00000000")) == "root_unknown"
    tte.distrust(kukusan, told.fingerprint[:8].lower())
    assert tte.roots(kukusan) == ()
    assert rosters.verify_pdf(kukusan, back).cause == "penerbit_tidak_dikenal"


def test_a_copy_that_came_back_keeps_who_signed_here(kukusan: Office, tmp_path: Path) -> None:
    known = pki.shared()
    made = rosters.seal_editions(kukusan, wish("500.3/8"), ("arsip",), tte=True)[0].document
    sent = issued.document_pdf(kukusan, made)
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    tte.trust(kukusan, known.root.certificate.public_bytes(Encoding.PEM))
    kukusan.enter("Dian Lestari", offices.PASSPHRASE)
    key = tmp_path / "lurah.p12"
    key.write_bytes(pki.p12(known.lurah, known.authorities))
    source = KeyFile(key, pki.PASSWORD)
    alone = signing.sign_issued(kukusan, [made], source, SignAs("pendamping")).lines[0]
    assert (alone.outcome, "Pejabat belum" in alone.sentence) == ("refused", True)
    assert signing.sign_issued(kukusan, [made], source, SignAs()).count("signed") == 1
    here = issued.document_pdf(kukusan, made)
    early = signed_elsewhere(sent, known.pendamping, known)  # the service got the copy without the lurah
    assert code(lambda: tte.take_back(kukusan, early, made)) == "returned_signature"
    assert issued.document_pdf(kukusan, made) == here
    back = signed_elsewhere(here, known.pendamping, known)
    assert code(lambda: tte.take_back(kukusan, here, made)) == "returned_unsigned", "the service did nothing"
    taken = tte.take_back(kukusan, back, made)
    assert (taken.how, [one.signer for one in taken.signers]) == ("sama", ["Wulan Sari"])
    assert code(lambda: tte.take_back(kukusan, back, made)) == "returned_unsigned"
    assert state(kukusan, "500.3/8") == ("signed", ("Surya Darmawan", "Wulan Sari"))
    filled = fields_of(issued.document_pdf(kukusan, made)).filled
    assert filled == {BSRE_FIELD: True, OFFICIAL_FIELD: True, MENTOR_FIELD: False}


def test_by_command_line(
    kukusan: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = pki.shared()
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    kukusan.close()
    who = ["--home", str(kukusan.home), "--user"]
    admin, staff = [*who, "Ratna Puspita"], [*who, "Dian Lestari"]
    root, out = tmp_path / "akar.pem", tmp_path / "keluar"
    root.write_bytes(known.root.certificate.public_bytes(Encoding.PEM))
    print_of = known.root.certificate.fingerprint(SHA256()).hex(":")
    assert main(["tte", "trust", str(root), "--fingerprint", print_of, *staff]) == 1
    assert "lurah atau admin" in capsys.readouterr().err
    for given, said in (
        ([], "--fingerprint"),
        (["--fingerprint", print_of[:59]], "64 angka"),
        (["--fingerprint", "00" + print_of[2:]], "Sidik sertifikat Akar Uji berbeda"),
    ):
        assert main(["tte", "trust", str(root), *given, *admin]) == 1
        told = capsys.readouterr().err
        assert said in told and (given or grouped_hex(print_of.replace(":", "").upper(), 16) in told)
    assert main(["tte", "roots", *staff]) == 0
    assert "Akar Uji" not in capsys.readouterr().out
    assert main(["tte", "trust", str(root), "--fingerprint", f"SHA256={print_of}", *admin]) == 0
    assert main(["tte", "roots", *staff]) == 0
    assert "Akar Uji" in capsys.readouterr().out
    assert main(["tte", "prepare", "--year", "2026", "--number", "500.3/9", "--out", str(out), *staff]) == 0
    (sent,) = out.glob("*-tte.pdf")
    assert main(["tte", "return", str(sent), *staff]) == 1, "the service was forgotten"
    told = capsys.readouterr().err
    assert "belum ditandatangani siapa pun" in told and "layanan resmi" in told
    sent.write_bytes(signed_elsewhere(sent.read_bytes(), known.lurah, known))
    assert main(["tte", "return", str(sent), *staff]) == 0
    said = capsys.readouterr().out
    assert "500.3/9" in said and "Surya Darmawan" in said
    assert main(["document", "list", *staff]) == 0
    assert "Ditandatangani" in capsys.readouterr().out
    assert main(["sign", "--year", "2026", "--number", "500.3/10", "--out", str(out), *staff]) == 0
    key, secret = tmp_path / "k.p12", tmp_path / "r.txt"
    key.write_bytes(pki.p12(known.lurah, known.authorities))
    secret.write_text(pki.PASSWORD)
    words = ["--key", str(key), "--secret-file", str(secret)]
    assert main(["sign", "--document", "500.3/10", *words, *staff]) == 0
    capsys.readouterr()
    in_vain = ["--key", str(key), "--secret-file", str(tmp_path / "hilang")]
    assert main(["sign", "--document", "500.3/10", *in_vain, *staff]) == 1
    told = capsys.readouterr()
    assert "sudah terisi" in told.out and told.err == "", "nobody is asked for what opens a key in vain"
    assert main(["tte", "untrust", print_of[:11], "--json", *admin]) == 0
    assert json.loads(capsys.readouterr().out) == {"roots": []}
