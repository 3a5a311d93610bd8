"""Signing files in a batch: once asked, a line for each, nothing half written, the key forgotten after."""

from __future__ import annotations

import gc
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_app.actions import issued, signing
from desktop_app.actions.signing import Card, KeyFile, SignAs
from desktop_app.actions.signing_settings import SigningSettings, set_signing, signing_settings
from desktop_app.cli import main
from desktop_app.documents.data import Paper
from desktop_app.documents.qr import QrKey
from desktop_app.documents.roster import write_roster
from desktop_app.errors import WiraError
from desktop_app.office import Office
from desktop_app.signing import token
from desktop_app.signing.pkcs12 import FileKey
from desktop_app.signing.signer import prepare
from desktop_app.storage import settings
from desktop_app.verifying.apart import Apart
from tests import offices
from tests.documents.people import NOW, roster
from tests.documents.surgery import overlaid
from tests.issuing import issue_many
from tests.signing import pki, softhsm
from tests.signing.judging import judged
from tests.signing.pki import PASSWORD, Pki
from tests.signing.softhsm import PIN
from tests.verifying.test_apart import endless_table

WITH_CARDS = pytest.mark.skipif(
    not softhsm.DRIVER.exists(), reason="SoftHSM is not installed (Debian: apt install softhsm2)"
)
FIVE = [f"surat-{number}.pdf" for number in range(5)]


@pytest.fixture
def kantor(tmp_path: Path) -> Iterator[Office]:
    one = offices.office(tmp_path / "kantor")
    yield one
    one.close()


@pytest.fixture(scope="module")
def waiting() -> Paper:
    key = QrKey.of(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
    return write_roster(roster(2), state="tte", now=NOW, key=key)


@pytest.fixture
def people() -> Pki:
    return pki.shared()


@pytest.fixture
def letters(tmp_path: Path, waiting: Paper) -> list[Path]:
    ready = prepare(waiting.pdf, waiting.places)
    made = [tmp_path / "masuk" / name for name in FIVE]
    made[0].parent.mkdir()
    for path in made:
        path.write_bytes(ready)
    return made


@pytest.fixture
def key(tmp_path: Path, people: Pki) -> KeyFile:
    path = tmp_path / "lurah.p12"
    path.write_bytes(pki.p12(people.lurah, people.authorities))
    return KeyFile(path, PASSWORD)


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with Apart(seconds=5) as one:
        yield one


class Terminal(io.StringIO):
    """What a person types."""

    def isatty(self) -> bool:
        return True


def held_keys() -> int:
    gc.collect()
    return sum(isinstance(one, FileKey) for one in gc.get_objects())


def test_a_batch_has_a_line_for_each_and_forgets_the_key(
    kantor: Office,
    letters: list[Path],
    key: KeyFile,
    people: Pki,
    tmp_path: Path,
    apart: Apart,
) -> None:
    out = tmp_path / "keluar"
    letters[1].write_bytes(b"bukan PDF")
    (out / "surat-3-ttd.pdf").parent.mkdir()
    (out / "surat-3-ttd.pdf").write_bytes(b"punya orang")
    during: list[int] = []

    def watch(done: int, total: int, sentence: str) -> None:
        during.append(held_keys())

    before = held_keys()
    report = signing.sign_files(kantor, letters, out, key, SignAs(), progress=watch, apart=apart)
    assert [line.outcome for line in report.lines] == ["signed", "refused", "signed", "refused", "signed"]
    assert [line.name for line in report.lines] == FIVE
    assert "PDF" in report.lines[1].sentence
    assert "surat-3-ttd.pdf" in report.lines[3].sentence
    assert (out / "surat-3-ttd.pdf").read_bytes() == b"punya orang"
    assert sorted(os.listdir(out)) == [f"surat-{number}-ttd.pdf" for number in (0, 2, 3, 4)]
    for line in report.lines:
        if line.file is not None:
            assert judged(line.file.read_bytes(), [people.root.certificate]) == {"TTD_Pejabat": True}
    assert during[:5] == [before] * 5, "looking at papers needs no key"
    assert set(during[5:]) == {before + 1}
    assert held_keys() == before


def test_stopped_half_way_the_rest_is_untouched(
    kantor: Office, letters: list[Path], key: KeyFile, tmp_path: Path, apart: Apart
) -> None:
    out = tmp_path / "keluar"
    report = signing.sign_files(
        kantor,
        letters,
        out,
        key,
        SignAs(),
        apart=apart,
        stop=lambda: out.exists() and len(os.listdir(out)) == 2,
    )
    assert [line.outcome for line in report.lines] == ["signed"] * 2 + ["not_begun"] * 3
    assert sorted(os.listdir(out)) == ["surat-0-ttd.pdf", "surat-1-ttd.pdf"]


def test_a_defect_at_one_paper_costs_nobody_the_report(
    kantor: Office, letters: list[Path], key: KeyFile, tmp_path: Path, apart: Apart
) -> None:
    named = [letters[0], tmp_path / "surat\0.pdf", letters[2]]  # a name that no system call takes
    report = signing.sign_files(kantor, named, tmp_path / "keluar", key, SignAs(), apart=apart)
    assert [line.outcome for line in report.lines] == ["signed", "refused", "signed"]
    assert "tidak dikenal" in report.lines[1].sentence


def test_a_key_that_cannot_be_used_ends_it_before_the_first(
    kantor: Office, letters: list[Path], key: KeyFile, tmp_path: Path, apart: Apart
) -> None:
    out, bad, bare = tmp_path / "keluar", tmp_path / "rusak.cer", tmp_path / "tanpa-penerbit.p12"
    bad.write_bytes(b"bukan sertifikat")
    known = pki.shared()
    bare.write_bytes(pki.p12(known.lurah, []))
    for source, code in (
        (KeyFile(key.path, "salah"), "p12_password"),
        (KeyFile(key.path, PASSWORD, (bad,)), "root_unread"),
        (KeyFile(bare, PASSWORD), "cert_chain"),
        (KeyFile(tmp_path / "hilang.p12", PASSWORD), "file"),
        (Card(PIN, driver=tmp_path / "hilang.so"), "token_driver"),
    ):
        with pytest.raises(WiraError) as caught:
            signing.sign_files(kantor, letters, out, source, SignAs(), apart=apart)
        assert caught.value.code == code and caught.value.next_step
        assert PASSWORD not in repr(source)
        if code not in ("file", "token_driver"):  # they name it themselves
            assert caught.value.record == (bad if code == "root_unread" else source.path).name
    assert not out.exists()
    chain = [tmp_path / "antara.cer", tmp_path / "akar.cer"]  # as Windows exports them
    for path, one in zip(chain, known.authorities, strict=True):
        path.write_bytes(one.public_bytes(pki.Encoding.DER))
    whole = KeyFile(bare, PASSWORD, tuple(chain))
    assert signing.sign_files(kantor, letters[:1], out, whole, SignAs(), apart=apart).count("signed") == 1


def test_a_hostile_file_costs_a_line_and_can_be_given_up(
    kantor: Office, letters: list[Path], key: KeyFile, tmp_path: Path, apart: Apart
) -> None:
    letters[0].write_bytes(endless_table())
    out, asked = tmp_path / "keluar", 0
    report = signing.sign_files(kantor, letters[:2], out, key, SignAs(), apart=apart)
    assert [line.outcome for line in report.lines] == ["refused", "signed"]
    assert "terlalu dalam" in report.lines[0].sentence

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    given_up = signing.sign_files(kantor, letters, out, KeyFile(key.path, "salah"), SignAs(), stop=stop)
    assert given_up.count("not_begun") == 5
    letters[2].write_bytes(letters[3].read_bytes() + bytes(signing.MOST_BYTES))

    def meanwhile(done: int, total: int, sentence: str) -> None:
        if "Menandatangani" in sentence:
            letters[4].write_bytes(endless_table())

    report = signing.sign_files(
        kantor, [letters[2], letters[4]], out, key, SignAs(), progress=meanwhile, apart=apart
    )
    assert "terlalu besar" in report.lines[0].sentence and "sejak diperiksa" in report.lines[1].sentence


@WITH_CARDS
def test_two_people_sign_one_file_in_their_order(
    kantor: Office,
    letters: list[Path],
    key: KeyFile,
    people: Pki,
    tmp_path: Path,
    apart: Apart,
) -> None:
    lurah, mentor = SignAs(capacity="Lurah Kukusan"), SignAs("pendamping")
    first = signing.sign_files(kantor, letters[:1], tmp_path / "a", key, lurah, apart=apart)
    assert first.lines[0].file is not None
    card = Card(PIN, "mentor", softhsm.driver())
    both = signing.sign_files(kantor, [first.lines[0].file], tmp_path / "b", card, mentor, apart=apart)
    assert both.lines[0].file is not None
    pdf = both.lines[0].file.read_bytes()
    assert judged(pdf, [people.root.certificate]) == {"TTD_Pejabat": True, "TTD_Pendamping": True}
    spoilt = tmp_path / "palsu.pdf"
    spoilt.write_bytes(overlaid(first.lines[0].file.read_bytes()))
    line = signing.sign_files(kantor, [spoilt], tmp_path / "c", card, mentor, apart=apart).lines[0]
    assert line.outcome == "refused"
    assert "berubah" in line.sentence


@WITH_CARDS
def test_a_card_pulled_out_half_way_keeps_what_was_signed(
    kantor: Office, people: Pki, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = issue_many(kantor, 4)
    card = Card(PIN, "mentor", softhsm.driver())
    sole = SignAs("pendamping", alone=True)
    logins: list[str] = []
    real = token._session
    monkeypatch.setattr(token, "_session", lambda card, pin: (logins.append(pin), real(card, pin))[1])
    with pytest.raises(WiraError) as wrong:
        signing.sign_issued(kantor, records, Card("000000", "mentor", softhsm.driver()), sole)
    assert (wrong.value.code, logins) == ("token_pin", ["000000"]), "four papers, one try of the card"
    with softhsm.cards_out() as pull:

        def step(done: int, total: int, sentence: str) -> None:
            if done == 2:
                pull()

        report = signing.sign_issued(kantor, records, card, sole, progress=step)
    assert [line.outcome for line in report.lines] == ["signed"] * 2 + ["refused", "not_begun"]
    assert "tidak menjawab lagi" in report.lines[2].sentence
    rooms = signing.signable(kantor, records, sole)
    assert [one.filled["pendamping"] for one in rooms] == [True, True, False, False]
    again = signing.sign_issued(kantor, records[2:], card, sole)
    assert again.count("signed") == 2 and logins[1:] == [PIN, PIN], "once for each batch"


def test_what_hinders_is_told_before_a_key_is_asked_for(kantor: Office, key: KeyFile) -> None:
    first, second, third = issue_many(kantor, 3)
    issued.cancel_document(kantor, third, "Nomor keliru")
    signing.sign_issued(kantor, [first], key, SignAs())
    official = signing.signable(kantor, [first, second, third, "0" * 32], SignAs())
    assert [bool(one.reason) for one in official] == [True, False, True, True]
    assert "sudah terisi" in official[0].reason and "dibatalkan" in official[2].reason
    assert official[0].filled == {"bsre": False, "pejabat": True, "pendamping": False}
    mentor = signing.signable(kantor, [first, second], SignAs("pendamping"))
    assert mentor[0].reason == "" and "Pejabat belum" in mentor[1].reason
    assert signing.signable(kantor, [second], SignAs("pendamping", alone=True))[0].reason == ""
    signing.sign_issued(kantor, [second], key, SignAs("pendamping", alone=True))
    assert "ditutup" in signing.signable(kantor, [second], SignAs())[0].reason


def test_with_what_somebody_signs_is_kept_for_each_person(kantor: Office, tmp_path: Path) -> None:
    wish = SigningSettings("card", "", str(tmp_path / "tidak-ada.so"), "mentor")
    set_signing(kantor, wish)
    with kantor.reading() as connection:
        assert signing_settings(connection, kantor) == wish
        kept = settings.get(connection, "signing")
    assert kept is not None and PIN.encode() not in kept
    with pytest.raises(WiraError) as gone:
        signing.sign_issued(kantor, issue_many(kantor, 1), Card(PIN), SignAs())
    assert (gone.value.code, "tidak-ada.so" in gone.value.message) == ("token_driver", True)
    offices.add(kantor, "Dian Lestari", "verifikator")
    kantor.enter("Dian Lestari", offices.PASSPHRASE)
    with kantor.reading() as connection:
        assert signing_settings(connection, kantor) == SigningSettings()


def test_by_command_line(
    kantor: Office,
    letters: list[Path],
    key: KeyFile,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    kantor.close()
    out, secret = tmp_path / "keluar", tmp_path / "rahasia.txt"
    secret.write_text(PASSWORD + "\n")
    words = ["sign", *map(str, letters[:2]), "--home", str(kantor.home), "--out", str(out), "--json"]
    assert main(words) == 1
    assert "--card" in capsys.readouterr().err
    assert main([*words, "--key", str(key.path)]) == 1
    assert "--secret-file" in capsys.readouterr().err
    with_key = [*words, "--key", str(key.path), "--secret-file", str(secret)]
    assert main(with_key) == 0
    said = capsys.readouterr()
    assert "Akar Uji belum dipilih" in said.err and "`wira tte trust`" in said.err
    found = json.loads(said.out)
    assert (found["signed"], found["refused"], found["unknown_issuer"]) == (2, 0, "Akar Uji")
    plain = [one for one in with_key if one != "--json"]
    assert main(plain) == 1
    told = capsys.readouterr().out
    assert "2 dokumen ditolak." in told and "tidak dapat dipastikan" not in told, "nothing was signed"
    again = [*plain, "--out", str(tmp_path / "lagi")]
    monkeypatch.setattr("sys.stdin", Terminal("tidak\n"))
    assert main(again) == 1
    assert "Tetap menandatangani?" in capsys.readouterr().err and not (tmp_path / "lagi").exists()
    monkeypatch.setattr("sys.stdin", Terminal("Ya\n"))
    assert main(again) == 0
    told = capsys.readouterr().out
    assert "2 dokumen ditandatangani." in told and "surat-0-ttd.pdf" in told
    assert "tidak dapat dipastikan" not in told, "said once, where it was asked"
    root = tmp_path / "akar.pem"
    root.write_bytes(pki.shared().root.certificate.public_bytes(pki.Encoding.PEM))
    home = ["--home", str(kantor.home)]
    monkeypatch.setattr("sys.stdin", Terminal("ya\n"))
    assert main(["tte", "trust", str(root), *home]) == 0
    assert main([*plain, "--out", str(tmp_path / "kenal")]) == 0
    said = capsys.readouterr()
    assert "dipastikan" not in said.out + said.err and "2 dokumen ditandatangani." in said.out
    with pytest.raises(SystemExit) as usage:
        main(["sign", "--home", str(kantor.home)])
    assert usage.value.code == 2
