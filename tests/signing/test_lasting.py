"""Time stamps and statuses from an authority that answers on this computer: kept, refused, and named."""

from __future__ import annotations

import io
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha1
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader

from desktop_app.documents.certificates import CityCa
from desktop_app.documents.data import Paper
from desktop_app.documents.pades import OFFICIAL_FIELD, Proofs, append_to, as_asn1
from desktop_app.documents.verdict import SignatureDetail, Verdict
from desktop_app.documents.verify import verify
from desktop_app.errors import WiraError
from desktop_app.signing import lasting, wire
from desktop_app.signing.lasting import Lasting, Stamped, Stopped, TimeService
from desktop_app.signing.pkcs12 import FileKey
from desktop_app.signing.proofs import keep
from desktop_app.signing.returned import certified
from desktop_app.signing.signer import Wish, prepare, sign
from tests.documents.conftest import Sealed
from tests.documents.people import NOW
from tests.documents.surgery import overlaid
from tests.documents.validator import second_opinion
from tests.signing import authority, pki
from tests.signing.authority import DAY, LATER, Authority
from tests.signing.pki import Holder, Pki

WISH = Wish(role="pejabat", capacity="Lurah Kukusan", reason="Uji", place="Depok", now=NOW)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    authority.only_here(monkeypatch)


@pytest.fixture
def there() -> Iterator[Authority]:
    with authority.running() as one:
        yield one


@pytest.fixture(scope="session")
def ready(waiting: Paper) -> bytes:
    return prepare(waiting.pdf, waiting.places)


def signed(ready: bytes, there: Authority) -> bytes:
    return sign(ready, key_of(there.lurah, there.between), WISH)


def key_of(holder: Holder, issuer: Holder) -> FileKey:
    return FileKey(holder.certificate, (issuer.certificate,), holder.key)


def opened(
    there: Authority, *, service: TimeService | None = None, more: Any = (), stop: Any = None
) -> Lasting:
    return Lasting(
        service or TimeService(f"{there.address}/tsa"),
        [there.root.certificate, *more],
        [there.times.certificate],
        stop or (lambda: False),
    )


def stamped(pdf: bytes, there: Authority, **named: Any) -> Stamped:
    with opened(there, **named) as one:
        return one.stamp(pdf, NOW)


def refused(pdf: bytes, there: Authority, **named: Any) -> WiraError:
    with pytest.raises(WiraError) as caught:
        stamped(pdf, there, **named)
    assert caught.value.next_step
    assert "@" not in str(caught.value)
    return caught.value


def judged(pdf: bytes, there: Authority, *, now: Any = LATER, **named: Any) -> Verdict:
    known = {"chosen": [there.root.certificate], "times": [there.times.certificate]} | named
    return verify(pdf, [], now=now, **known)


def by_field(found: Verdict) -> dict[str, SignatureDetail]:
    return {one.field: one for one in found.details}


def test_a_signed_paper_is_stamped_and_lasts_without_a_network(
    ready: bytes, there: Authority, people: Pki
) -> None:
    pdf = signed(ready, there)
    made = stamped(pdf, there)
    assert made.pdf.startswith(pdf)
    assert (made.by, made.issuer, made.at) == ("Otoritas Waktu Uji", "Akar Waktu Uji", LATER)
    assert (made.statuses, made.silent) == (1, ())
    assert sorted(there.asked) == ["/crl", "/ocsp", "/ocsp", "/tsa", "/tsa", "/tsa"]
    there.asked.clear()

    found = judged(made.pdf, there)
    assert (found.kind, found.cause) == ("sah", "utuh_ditandatangani")
    details = by_field(found)
    assert list(details) == [OFFICIAL_FIELD, "Penanda_Waktu_1", "Penanda_Waktu_2"]
    assert all(one.good for one in found.details)
    assert "15.05 WIB menurut Otoritas Waktu Uji" in details[OFFICIAL_FIELD].time
    assert "jam komputer yang menandatangani" in details[OFFICIAL_FIELD].time
    assert "bukan BSrE" in details["Penanda_Waktu_1"].time
    assert {one.kind for one in found.changes} == {"penanda_waktu", "data_pengesahan"}
    assert all(one.allowed for one in found.changes)
    roots = [there.root.certificate, there.times.certificate]
    assert second_opinion(made.pdf, roots)
    assert not second_opinion(made.pdf, roots[:1])
    assert not judged(overlaid(made.pdf), there).ok
    assert not second_opinion(overlaid(made.pdf), roots)
    assert not there.asked, "judging asks nobody"

    reader = PdfFileReader(io.BytesIO(made.pdf))
    store: Any = reader.root["/DSS"]
    assert [len(store[key]) for key in ("/OCSPs", "/CRLs")] == [2, 1]
    names = set()
    for one in reader.embedded_signatures[:2]:
        start, end = one.byte_range[1] + 1, one.byte_range[2] - 1
        names.add("/" + sha1(made.pdf[start:end]).hexdigest().upper())
    assert set(store["/VRI"]) == names

    after = sign(
        made.pdf, key_of(people.pendamping, people.between), replace(WISH, role="pendamping", now=LATER)
    )
    known = [there.root.certificate, people.root.certificate]
    found = judged(after, there, chosen=known)
    assert found.ok, found
    assert "tidak ada penanda waktunya" in by_field(found)["TTD_Pendamping"].time
    again = stamped(after, there, more=[people.root.certificate])
    assert again.silent == ("Wulan Sari",)
    assert judged(again.pdf, there, chosen=known).ok


def test_without_a_stamp_or_with_a_strangers_the_time_is_the_computers_own(
    ready: bytes, there: Authority
) -> None:
    pdf = signed(ready, there)
    alone = by_field(judged(pdf, there))[OFFICIAL_FIELD].time
    assert "10.05 WIB berasal dari jam komputer" in alone
    found = judged(stamped(pdf, there).pdf, there, times=[])
    assert found.ok, "who made a stamp decides nothing about the paper"
    details = by_field(found)
    assert "berasal dari jam komputer" in details[OFFICIAL_FIELD].time
    assert "tidak dipercaya di sini" in details[OFFICIAL_FIELD].time
    assert (details["Penanda_Waktu_1"].known, details["Penanda_Waktu_1"].cause) == (
        False,
        "penerbit_tidak_dikenal",
    )
    ahead = sign(ready, key_of(there.lurah, there.between), replace(WISH, now=LATER + timedelta(hours=2)))
    early = judged(stamped(ahead, there).pdf, there, now=LATER + DAY)
    assert "mendahului penanda waktu" in by_field(early)[OFFICIAL_FIELD].time


def test_the_office_seal_is_stamped_and_its_issuer_says_nothing(
    sealed: Sealed, city: CityCa, there: Authority
) -> None:
    made = stamped(sealed.pdf, there, more=[city.certificate])
    assert (made.statuses, made.silent) == (0, ("Segel Kelurahan Kukusan, Kecamatan Beji",))
    found = verify(made.pdf, [city.certificate], now=LATER, times=[there.times.certificate])
    assert (found.kind, found.cause) == ("sah", "utuh")
    assert second_opinion(made.pdf, [city.certificate, there.times.certificate])
    # an authority for time vouches for nobody
    assert not verify(made.pdf, [], now=LATER, times=[city.certificate]).ok


def test_it_is_stamped_again_only_before_the_authority_runs_out(ready: bytes, there: Authority) -> None:
    pdf = signed(ready, there)
    there.new_stamper(end=NOW + 100 * DAY)
    first = stamped(pdf, there).pdf
    there.now = NOW + 60 * DAY
    there.asked.clear()
    there.new_stamper()
    with opened(there) as one:
        again = one.stamp(first, there.now).pdf
    assert again.startswith(first)
    late = NOW + 200 * DAY
    assert [one.cause for one in judged(first, there, now=late).details if one.kind == "waktu"] == [
        "di_luar_masa"
    ] * 2
    found = judged(again, there, now=late)
    assert found.ok
    assert [one.known for one in found.details] == [True] * 4
    assert "24-11-2026 15.05" in by_field(found)[OFFICIAL_FIELD].time
    with opened(there) as one, pytest.raises(WiraError) as caught:
        one.stamp(again, there.now)
    assert caught.value.code == "stamped_already"


@pytest.mark.parametrize(
    ("behaves", "code", "words"),
    [
        ("refuses", "time_denied", "kuota habis"),
        ("/tsa is down", "time_refused", "503"),
        ("is a web page", "time_answer", "tidak dapat dipakai"),
        ("answers another", "time_answer", "tidak dapat dipakai"),
        ("stamps another", "time_answer", "tidak dapat dipakai"),
        ("sends without end", "time_answer", "tidak dapat dipakai"),
        ("is late", "signer_status", "tidak dapat dipastikan"),
        ("/crl is down", "status_unasked", "Penerbit Orang Uji"),
    ],
)
def test_each_answer_that_is_none_has_its_sentence(
    behaves: str, code: str, words: str, ready: bytes, there: Authority
) -> None:
    there.behave = behaves
    found = refused(signed(ready, there), there)
    assert found.code == code
    assert words in found.message


def test_where_one_way_is_down_the_other_is_asked(ready: bytes, there: Authority) -> None:
    pdf = signed(ready, there)
    there.behave = "/ocsp is down"
    there.new_stamper(asked=False)
    found = refused(pdf, there)  # the list of those whom the root revoked says nothing of her
    assert found.code == "signer_status"
    there.behave = ""
    assert stamped(pdf, there).statuses == 1


def test_a_revoked_certificate_is_found(ready: bytes, there: Authority) -> None:
    pdf = signed(ready, there)
    for holder, name in ((there.lurah, "Surya Darmawan"), (there.between, "Surya Darmawan")):
        there.revoked = {holder.certificate.serial_number: NOW - DAY}
        found = refused(pdf, there)
        assert (found.code, name in found.message, "23-11-2026" in found.message) == (
            "signer_revoked",
            True,
            True,
        )
    there.revoked = {there.stamper.certificate.serial_number: NOW - DAY}
    assert "Otoritas Waktu Uji" in refused(pdf, there).message


def test_a_revocation_that_the_paper_brings_along_is_believed(ready: bytes, there: Authority) -> None:
    pdf = signed(ready, there)
    early = stamped(pdf, there).pdf
    there.now = NOW + 2 * DAY
    path = tuple(as_asn1(each.certificate) for each in (there.root, there.between, there.lurah))
    for whole, since, cause in (
        (pdf, NOW - DAY, "kunci_dicabut"),
        (pdf, NOW + DAY, "dicabut_kemudian"),
        (early, NOW + DAY, "utuh_ditandatangani"),  # somebody else saw it before
        (pdf, None, "utuh_ditandatangani"),
    ):
        there.revoked = {there.lurah.certificate.serial_number: since} if since else {}
        one = authority.signatures(whole)[-1]  # what was said of one before may not be replaced
        answer = authority.asked_about(there, there.lurah)
        writer = append_to(whole)
        keep(writer, one, whole[one.byte_range[1] + 1 : one.byte_range[2] - 1], Proofs(path, (answer,)))
        out = io.BytesIO()
        writer.write(out)
        found = judged(out.getvalue(), there, now=there.now)
        assert found.cause == cause
        assert found.sentence and found.next_step
        if whole is pdf:  # nor is a paper that came back taken in for it
            signers = certified(out.getvalue(), [there.root.certificate], there.now)
            assert bool(signers) is found.ok


def test_nobody_unknown_is_stamped_or_believed(
    ready: bytes, waiting: Paper, people: Pki, there: Authority
) -> None:
    pdf = signed(ready, there)
    assert refused(ready, there).code == "not_signed"
    assert refused(b"%PDF-1.7 rusak", there).code == "pdf_damaged"
    stranger = sign(ready, key_of(people.lurah, people.between), WISH)
    assert refused(stranger, there).code == "signer_unknown"
    unknown = Lasting(TimeService(f"{there.address}/tsa"), [there.root.certificate], [], lambda: False)
    with unknown as one, pytest.raises(WiraError) as caught:
        one.stamp(pdf, NOW)
    assert (caught.value.code, "Otoritas Waktu Uji" in caught.value.message) == ("signer_unknown", True)
    there.stamper = pki.issue("Bukan Otoritas", there.times, key=authority.rsa_key())
    assert refused(pdf, there).code == "signer_unfit"
    there.now = NOW + 3 * DAY
    assert refused(pdf, there).code == "time_far"


def test_the_way_there_has_its_sentences(
    ready: bytes, there: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = signed(ready, there)
    closed = authority.closed_address()
    tsa = f"{there.address}/tsa".replace("http://", "http://siapa:rahasia@")
    for service, code in (
        (TimeService(f"{closed}/tsa"), "no_network"),
        (TimeService("http://waktu.invalid/tsa"), "no_network"),
        (TimeService(tsa, closed.replace("http://", "http://siapa:rahasia@")), "time_proxy"),
    ):
        assert refused(pdf, there, service=service).code == code
    made = stamped(pdf, there, service=TimeService("http://waktu.invalid/tsa", there.address))
    assert judged(made.pdf, there).ok, "a proxy is asked for addresses that only it knows"
    monkeypatch.setattr(wire, "SECONDS", 0.3)
    there.behave = "/tsa says nothing"
    assert refused(pdf, there).code == "no_answer"


def test_a_person_may_stop_waiting(ready: bytes, there: Authority) -> None:
    there.behave = "/tsa says nothing"
    with opened(there, stop=lambda: bool(there.asked)) as one, pytest.raises(Stopped):
        one.stamp(signed(ready, there), NOW)
    assert there.asked == ["/tsa"]


def test_only_a_server_that_this_computer_believes_is_asked_in_secret(
    ready: bytes, people: Pki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    usage: Holder = pki.issue("127.0.0.1", people.between, more=[(own, False)])
    with authority.running(secret=authority.secret(usage, people, tmp_path)) as there:
        pdf = signed(ready, there)
        found = refused(pdf, there)
        assert (found.code, "127.0.0.1" in found.message) == ("time_tls", True)
        trust = tmp_path / "akar.pem"
        trust.write_bytes(people.root.certificate.public_bytes(Encoding.PEM))
        monkeypatch.setenv("SSL_CERT_FILE", str(trust))
        assert judged(stamped(pdf, there).pdf, there).ok
    assert ssl.create_default_context().verify_mode == ssl.CERT_REQUIRED
    assert lasting.FIELD
