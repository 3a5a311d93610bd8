"""PKCS#12 files, old and new: those that may sign, and one sentence for each that may not."""

from __future__ import annotations

import traceback
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12KeyAndCertificates

from desktop_app.documents.pades import PrivateKey
from desktop_app.errors import Refused
from desktop_app.signing import pkcs12
from tests.documents.people import NOW
from tests.signing import pki
from tests.signing.pki import DAY, PASSWORD, Pki


def refusal(data: bytes, password: str = PASSWORD, **named: object) -> Refused:
    with pytest.raises(Refused) as caught:
        pkcs12.load(data, password, now=NOW, **named)  # type: ignore[arg-type]
    assert caught.value.next_step
    return caught.value


@pytest.mark.parametrize("cipher", ["AES", "PBE-SHA1-RC2-40", "PBE-SHA1-3DES"])
def test_new_and_old_files_open(people: Pki, tmp_path: Path, cipher: str) -> None:
    chain = people.authorities
    if cipher == "AES":
        data = pki.p12(people.lurah, chain)
    else:
        data = pki.old_p12(people.lurah, chain, tmp_path, cipher)
    key = pkcs12.load(data, PASSWORD, now=NOW)
    assert key.certificate == people.lurah.certificate
    assert key.chain == (people.between.certificate,)
    assert isinstance(key.private_key, rsa.RSAPrivateKey)
    assert "private_key" not in repr(key)
    assert refusal(data, "salah").code == "p12_password"


def test_each_reason_has_its_sentence(people: Pki) -> None:
    chain, between = people.authorities, people.between
    late = pki.issue("Ani Uji", between, end=NOW - timedelta(hours=1))
    early = pki.issue("Ani Uji", between, start=NOW + DAY)
    mail = pki.issue("Ani Uji", between, signs=False)
    alone = pki.issue("Surya Darmawan", None)
    weak = pki.issue("Ani Uji", between, key=rsa.generate_private_key(65537, 1024))
    said = {
        one.code: one
        for one in (
            refusal(pki.p12(people.lurah, chain), "kunci uji 2026"),
            refusal(pki.p12(late, chain)),
            refusal(pki.p12(early, chain)),
            refusal(pki.p12(mail, chain)),
            refusal(pki.p12(between, chain)),
            refusal(pki.p12(people.lurah, [])),
            refusal(pki.p12(alone, [])),
            refusal(pki.p12(weak, chain)),
            refusal(b"bukan kunci"),
            refusal(pki.p12(people.lurah, chain)[:-40]),
            refusal(bytes(pkcs12.MOST_BYTES + 1)),
            refusal(only_certificates(chain)),
        )
    }
    assert set(said) == {
        "p12_password", "cert_expired", "cert_not_yet", "cert_usage", "cert_authority", "cert_chain",
        "cert_self", "key_kind", "p12_damaged", "p12_no_key",
    }  # fmt: skip
    assert len({one.message for one in said.values()}) == len(said)
    own = refusal(pki.p12(pki.issue("Ani Uji", None, ca=True), []))  # as `openssl req -x509` makes it
    assert own.code == "cert_authority" and "bukan sertifikat orang" in own.message
    assert "CA:FALSE" in own.next_step and "tidak diterbitkan siapa pun" in said["cert_self"].message
    assert "Ani Uji" in said["cert_expired"].message
    assert "24-11-2026" in said["cert_expired"].message
    assert "25-11-2026" in said["cert_not_yet"].message


def only_certificates(chain: list[x509.Certificate]) -> bytes:
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
    from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

    return serialize_key_and_certificates(
        b"x", None, chain[0], chain[1:], BestAvailableEncryption(PASSWORD.encode())
    )


def test_every_certificate_of_the_chain_may_issue_and_is_in_its_dates(people: Pki) -> None:
    root, key = people.root, people.between.key
    end = NOW - timedelta(hours=1)
    ended = pki.issue("Penerbit Antara Uji", root, key=key, ca=True, end=end)
    person = pki.issue("Penerbit Antara Uji", root, key=key)
    lurah = people.lurah
    late = refusal(pki.p12(lurah, [ended.certificate, root.certificate]))
    assert (late.code, "Penerbit Antara Uji" in late.message) == ("cert_expired", True)
    wrong = refusal(pki.p12(lurah, [person.certificate, root.certificate]))
    assert (wrong.code, "bukan sertifikat penerbit" in wrong.message) == ("cert_chain", True)
    gone = pki.issue("Akar Uji", None, key=root.key, ca=True, end=end)
    assert refusal(pki.p12(lurah, [people.between.certificate, gone.certificate])).code == "cert_expired"
    every = [ended.certificate, person.certificate, *people.authorities]  # renewed with the same key
    assert pkcs12.load(pki.p12(lurah, every), PASSWORD, now=NOW).chain == (people.between.certificate,)


def test_an_authority_has_no_more_below_it_than_it_may(people: Pki) -> None:
    for allowed, codes in ((0, "cert_depth"), (1, None), (None, None)):
        root = pki.issue("Akar Pendek", None, ca=True, path_length=allowed)
        middle = pki.issue("Penerbit Uji", root, ca=True)
        data = pki.p12(pki.issue("Ani Uji", middle), [middle.certificate, root.certificate])
        trusting = {"now": NOW, "trusted": [root.certificate]}
        if codes is not None:
            assert refusal(data).code == codes
            with pytest.raises(Refused) as caught:
                pkcs12.load(data, PASSWORD, **trusting)
            assert (caught.value.code, "Akar Pendek" in caught.value.message) == (codes, True)
            continue
        assert len(pkcs12.load(data, PASSWORD, now=NOW).chain) == len(
            pkcs12.load(data, PASSWORD, **trusting).chain
        )
    root = pki.issue("Akar Pendek", None, ca=True, path_length=0)
    straight = pki.p12(pki.issue("Ani Uji", root), [root.certificate])
    assert pkcs12.load(straight, PASSWORD, now=NOW).chain == ()


def test_a_refusal_that_is_kept_keeps_no_key(people: Pki) -> None:
    late = pki.issue("Ani Uji", people.between, end=NOW - timedelta(hours=1))
    for data in (pki.p12(late, people.authorities), pki.p12(people.lurah, [])):
        kept = refusal(data)
        for frame, _line in traceback.walk_tb(kept.__traceback__):
            held = [
                one
                for one in frame.f_locals.values()
                if isinstance(one, PrivateKey | PKCS12KeyAndCertificates)
            ]
            assert held == [], frame.f_code.co_name


def test_a_chain_is_completed_from_beside_or_from_a_trusted_root(people: Pki) -> None:
    bare = pki.p12(people.lurah, [])
    given = pkcs12.load(bare, PASSWORD, now=NOW, others=people.authorities)
    assert given.chain == (people.between.certificate,)
    known = pkcs12.load(bare, PASSWORD, now=NOW, trusted=[people.between.certificate])
    assert known.chain == ()
    alone = pki.issue("Surya Darmawan", None)
    assert pkcs12.load(pki.p12(alone, []), PASSWORD, now=NOW, trusted=[alone.certificate]).chain == ()
