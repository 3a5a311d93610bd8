"""Time stamps on issued documents: asked for by a person, kept beside what was issued."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from desktop_app.actions import issued, rosters, timestamps, tte
from desktop_app.actions.checking import check_office
from desktop_app.actions.rosters import RosterWish
from desktop_app.actions.timestamps import StampReport
from desktop_app.cli import main
from desktop_app.documents.data import wib_minute
from desktop_app.errors import WiraError
from desktop_app.office import Office
from desktop_app.queries.documents import DocumentDetail, IssuedDocument, Stamp, detail, register
from desktop_app.signing.lasting import TimeService
from tests import offices
from tests.signing import authority
from tests.signing.authority import Authority


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    authority.only_here(monkeypatch)


@pytest.fixture
def there(kukusan: Office) -> Iterator[Authority]:
    with authority.running() as one:
        one.now = kukusan.clock()
        yield one


def sealed(one: Office, *numbers: str) -> list[str]:
    return [
        rosters.seal_roster(one, RosterWish("WUB", 2026, "arsip", number, date(2026, 11, 24))).document
        for number in numbers
    ]


def told(one: Office, record: str) -> tuple[IssuedDocument, DocumentDetail]:
    with one.reading() as connection:
        line = next(line for line in register(connection, one.context) if line.record == record)
        more = detail(connection, one.context, record)
    assert more is not None
    return line, more


def code(work: Callable[[], object]) -> str:
    with pytest.raises(WiraError) as caught:
        work()
    assert caught.value.next_step
    return caught.value.code


def by_admin(one: Office, *steps: Callable[[], object]) -> None:
    one.enter("Ratna Puspita", offices.PASSPHRASE)
    for step in steps:
        step()
    one.enter("Dian Lestari", offices.PASSPHRASE)


def outcomes(report: StampReport) -> list[str]:
    return [line.outcome for line in report.lines]


def test_nothing_is_asked_before_a_person_set_it_and_asks(kukusan: Office, there: Authority) -> None:
    first, second, third = sealed(kukusan, "500.3/1", "500.3/2", "500.3/3")
    before = issued.document_pdf(kukusan, first)
    service = TimeService(f"{there.address}/tsa")
    pem = there.times.certificate.public_bytes(Encoding.PEM)
    assert code(lambda: timestamps.add_timestamps(kukusan, [first])) == "no_time_service"
    assert code(lambda: timestamps.set_time_service(kukusan, service)) == "role"
    assert code(lambda: tte.trust(kukusan, pem, tte.TIMES)) == "role"
    kukusan.enter("Ratna Puspita", offices.PASSPHRASE)
    for wrong in (
        "waktu.contoh.go.id",
        "ftp://waktu.contoh.go.id/",
        "https:///tsa",
        "http://a b/",
        "http://[/",
    ):
        assert code(lambda url=wrong: timestamps.set_time_service(kukusan, TimeService(url))) == "time_url"
    timestamps.set_time_service(kukusan, service)
    assert code(lambda: timestamps.add_timestamps(kukusan, [first])) == "no_time_roots"
    tte.trust(kukusan, pem, tte.TIMES)
    assert tte.chosen_roots(kukusan) == [], "who tells the time vouches for nobody"
    kukusan.enter("Dian Lestari", offices.PASSPHRASE)
    assert code(lambda: timestamps.add_timestamps(kukusan, ["ab" * 16])) == "unknown_document"
    assert not there.asked

    issued.cancel_document(kukusan, second, "Keliru")
    seen: list[str] = []
    report = timestamps.add_timestamps(
        kukusan, [first, second, third], progress=lambda _done, _total, words: seen.append(words)
    )
    assert outcomes(report) == ["stamped", "refused", "stamped"]
    assert "Otoritas Waktu Uji (Akar Waktu Uji)" in report.lines[0].sentence
    assert "dibatalkan" in report.lines[1].sentence
    assert report.changes.kinds == {"document"}
    assert any("500.3/3" in words for words in seen)

    line, more = told(kukusan, first)
    assert line.state == "sealed", "a time stamp signs for nobody"
    at = int(there.now.timestamp() * 1000)
    assert (more.signers, more.stamps) == ((), (Stamp("Otoritas Waktu Uji", at),))
    after = issued.document_pdf(kukusan, first)
    assert after.startswith(before) and after != before
    assert issued.document_pdf(kukusan, first, signed=False) == before
    found = rosters.verify_pdf(kukusan, after)
    assert (found.kind, [one.known for one in found.details]) == ("sah", [True] * 3)
    assert rosters.verify_pdf(kukusan, before).kind == "sah"
    assert outcomes(timestamps.add_timestamps(kukusan, [first])) == ["refused"]
    assert check_office(kukusan).sound


def test_what_the_next_paper_would_meet_too_ends_it(kukusan: Office, there: Authority) -> None:
    records = sealed(kukusan, "500.3/1", "500.3/2")
    before = [issued.document_pdf(kukusan, record) for record in records]
    by_admin(
        kukusan,
        lambda: timestamps.set_time_service(kukusan, TimeService(f"{authority.closed_address()}/tsa")),
        lambda: tte.trust(kukusan, there.times.certificate.public_bytes(Encoding.PEM), tte.TIMES),
    )
    report = timestamps.add_timestamps(kukusan, records)
    assert outcomes(report) == ["refused", "not_begun"]
    assert "tidak dapat dihubungi" in report.lines[0].sentence
    by_admin(kukusan, lambda: timestamps.set_time_service(kukusan, TimeService(f"{there.address}/tsa")))
    there.behave = "/tsa says nothing"
    report = timestamps.add_timestamps(kukusan, records, stop=lambda: bool(there.asked))
    assert outcomes(report) == ["not_begun"] * 2
    assert [issued.document_pdf(kukusan, record) for record in records] == before
    assert not told(kukusan, records[0])[1].stamps


def test_by_command_line(
    kukusan: Office, there: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    there.now = datetime.now(UTC)
    kukusan.close()
    who = ["--home", str(kukusan.home), "--user"]
    admin, staff = [*who, "Ratna Puspita"], [*who, "Dian Lestari"]

    def said(*words: str, code: int = 0) -> str:
        assert main(list(words)) == code
        told = capsys.readouterr()
        return told.out + told.err

    root, out = tmp_path / "akar.pem", tmp_path / "keluar"
    root.write_bytes(there.times.certificate.public_bytes(Encoding.PEM))
    said("sign", "--year", "2026", "--number", "500.3/1", "--out", str(tmp_path / "terbit"), *staff)
    assert "tidak ada yang dihubungi" in said("timestamp", "show", *staff)
    assert "wira timestamp set" in said("timestamp", "add", "500.3/1", *staff, code=1)
    secret = f"{there.address}/tsa".replace("http://", "http://kantor:rahasia@")
    kept = tmp_path / "alamat.txt"
    kept.write_text(f"{secret}\n")
    shown = said("timestamp", "set", "--url-file", str(kept), "--proxy", there.address, *admin)
    assert "127.0.0.1" in shown and "rahasia" not in shown
    assert "Akar Waktu Uji" in said("timestamp", "trust", str(root), *admin, code=1)
    assert "Akar Waktu Uji" not in said("timestamp", "show", *staff), "asked about, not yet believed"
    same = there.times.certificate.fingerprint(SHA256()).hex()
    assert "Akar Waktu Uji" in said("timestamp", "trust", str(root), "--fingerprint", same, *admin)
    found = json.loads(said("timestamp", "add", "500.3/1", "--json", *staff).split("Selesai")[0])
    assert (found["stamped"], found["papers"][0]["outcome"]) == (1, "stamped")
    when = f"Penanda waktu: {wib_minute(there.now)}, Otoritas Waktu Uji"
    assert when in said("document", "show", "500.3/1", *staff)
    assert "sudah memuat penanda waktu" in said("timestamp", "add", "500.3/1", *staff, code=1)
    said("document", "save", "500.3/1", "--out", str(out), *staff)
    (pdf,) = out.glob("*.pdf")
    with_office = said("verify", str(pdf), *staff)
    assert "menurut Otoritas Waktu Uji" in with_office and "bukan BSrE" in with_office
    assert "tidak dipercaya di sini" in said("verify", str(pdf), "--home", str(kukusan.home))
    prints = json.loads(said("timestamp", "show", "--json", *staff))["roots"][0]["fingerprint"]
    assert "Akar" not in said("timestamp", "untrust", prints[:8], *admin)
    assert "tidak ada yang dihubungi" in said("timestamp", "set", "--none", *admin)
