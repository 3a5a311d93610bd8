"""Cards, tested on SoftHSM: a card signs as a file does, and each trouble has its sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from desktop_app.documents.data import Paper
from desktop_app.errors import Refused, Unavailable, WiraError
from desktop_app.signing import signer, token
from desktop_app.signing.signer import Wish, prepare, sign
from tests.documents.people import NOW
from tests.signing.judging import judged
from tests.signing.pki import Pki
from tests.signing.softhsm import PIN


def code_of(driver: Path, pin: str, **named: str) -> str:
    with pytest.raises(WiraError) as caught, token.open_token(driver, pin, now=NOW, **named):
        raise AssertionError("it opened")
    assert caught.value.next_step
    return caught.value.code


def test_each_trouble_has_its_sentence(cards: Path, people: Pki, tmp_path: Path) -> None:
    assert set(token.labels(cards)) >= {"lurah", "mentor", "kosong"}
    assert code_of(cards, PIN) == "token_which"
    assert code_of(cards, PIN, label="lain") == "token_none"
    assert code_of(cards, PIN, label="kosong") == "token_empty"
    assert code_of(cards, "000000", label="lurah") == "token_pin"
    broken = tmp_path / "driver.so"
    broken.write_bytes(b"bukan pustaka")
    assert code_of(broken, PIN) == "token_driver"
    assert code_of(tmp_path / "hilang.so", PIN) == "token_driver"
    early = NOW.replace(year=1999)
    with (
        pytest.raises(Refused, match="baru berlaku mulai"),
        token.open_token(cards, PIN, now=early, label="lurah"),
    ):
        raise AssertionError("it opened")


@pytest.mark.parametrize("label", ["lurah", "mentor"])
def test_a_card_signs(cards: Path, people: Pki, waiting: Paper, label: str) -> None:
    with token.open_token(cards, PIN, now=NOW, label=label) as key:
        assert key.chain == (people.between.certificate,)
        data = b"isi"
        made = key.sign(data)
        public = key.certificate.public_key()
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(made, data, padding.PKCS1v15(), hashes.SHA256())
        else:
            assert isinstance(public, ec.EllipticCurvePublicKey)
            public.verify(made, data, ec.ECDSA(hashes.SHA256()))
        wish = Wish(role="pejabat", capacity="Lurah Kukusan", reason="Uji", place="Depok", now=NOW)
        pdf = sign(prepare(waiting.pdf, waiting.places), key, wish)
    assert judged(pdf, [people.root.certificate]) == {signer.OFFICIAL_FIELD: True}
    with pytest.raises(Unavailable) as gone:
        key.sign(b"setelah ditutup")
    assert gone.value.code == "token_gone"
