"""Cards, tested on SoftHSM: a card signs as a file does, and each trouble has its sentence."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from pkcs11 import TokenFlag, exceptions

from desktop_app.documents.data import Paper
from desktop_app.errors import Refused, Unavailable, WiraError
from desktop_app.signing import signer, token
from desktop_app.signing.signer import Wish, prepare, sign
from tests.documents.people import NOW
from tests.signing import pki, softhsm
from tests.signing.judging import judged
from tests.signing.pki import Pki
from tests.signing.softhsm import PIN, cards_out


def code_of(driver: Path, pin: str, **named: str) -> str:
    with pytest.raises(WiraError) as caught, token.open_token(driver, pin, now=NOW, **named):
        raise AssertionError("it opened")
    assert caught.value.next_step
    return caught.value.code


def open_lurah(driver: Path, pin: str) -> AbstractContextManager[token.TokenKey]:
    return token.open_token(driver, pin, now=NOW, label="lurah")


def slots(driver: Path) -> list[Any]:
    return pkcs11.lib(str(driver)).get_slots(token_present=True)


def test_each_trouble_has_its_sentence(cards: Path, people: Pki, tmp_path: Path) -> None:
    assert {one.label for one in token.seen(cards)} >= {"lurah", "mentor", "kosong"}
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


def test_a_wrong_pin_says_how_dangerous_the_next_one_is(cards: Path) -> None:
    with token.open_token(cards, PIN, now=NOW, label="lurah"):
        pass
    assert token.Seen("lurah") in token.seen(cards), "the right PIN wipes out the wrong ones"
    with pytest.raises(Refused, match="tinggal sedikit"), open_lurah(cards, "000000"):
        raise AssertionError("it opened")
    assert token.Seen("lurah", "few") in token.seen(cards)
    with open_lurah(cards, PIN):
        pass
    assert token.Seen("lurah") in token.seen(cards)
    # SoftHSM never locks a card; these are the flags that one with a counter raises
    few, last, none = (
        TokenFlag.USER_PIN_COUNT_LOW,
        TokenFlag.USER_PIN_COUNT_LOW | TokenFlag.USER_PIN_FINAL_TRY,
        TokenFlag.USER_PIN_LOCKED,
    )
    assert [token.tries(each) for each in (TokenFlag(0), few, last, none)] == ["", "few", "last", "none"]
    said = {left: token.wrong_pin(left) for left in ("", "few", "last", "none")}  # type: ignore[arg-type]
    assert [said[left].code for left in said] == ["token_pin"] * 3 + ["token_locked"]
    assert len({str(one) for one in said.values()}) == 4


def test_a_pin_is_given_to_one_card_and_only_once(cards: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []
    real = token._session

    def counted(card: Any, pin: str) -> Any:
        given.append(pin)
        return real(card, pin)

    monkeypatch.setattr(token, "_session", counted)
    assert code_of(cards, "", label="lurah") == "token_pin_empty"
    with softhsm.more("kembar", "kembar"):
        assert code_of(cards, PIN, label="kembar") == "token_same", "whose PIN would it be"
        assert len([one for one in token.seen(cards) if one.label == "kembar"]) == 2
    with monkeypatch.context() as locked:
        locked.setattr(token, "tries", lambda _flags: "none")
        assert code_of(cards, PIN, label="lurah") == "token_locked"
    assert given == [], "no card was asked"
    assert code_of(cards, "000000", label="lurah") == "token_pin"
    assert given == ["000000"]


def test_a_key_that_wants_the_pin_each_time_gets_it(cards: Path, people: Pki) -> None:
    with softhsm.more("cerewet"):
        softhsm.put_ec_key(people.pendamping, "cerewet", strict=True)
        softhsm.put_certificates([people.pendamping.certificate, *people.authorities], "cerewet")
        with token.open_token(cards, PIN, now=NOW, label="cerewet") as key:
            assert PIN not in repr(key)
            public = people.pendamping.key.public_key()
            assert isinstance(public, ec.EllipticCurvePublicKey)
            for data in (b"satu", b"dua"):
                public.verify(key.sign(data), data, ec.ECDSA(hashes.SHA256()))


def test_the_key_for_papers_is_taken_with_its_newest_certificate(cards: Path, people: Pki) -> None:
    enter = pki.issue("Wulan Sari", people.between, commits=False)
    fresh = pki.issue("Wulan Sari", people.between)
    old = [
        pki.issue("Wulan Sari", people.between, key=fresh.key, end=NOW - pki.DAY * days) for days in (1, 2)
    ]
    with softhsm.more("banyak"):
        softhsm.put_ec_key(enter, "banyak")
        softhsm.put_ec_key(fresh, "banyak", number=2)
        beside = [old[0], fresh, old[1]]
        every = [enter.certificate, *(one.certificate for one in beside)]
        softhsm.put_certificates([*every, *people.authorities], "banyak", (1, 2, 2, 2, 3, 4))
        with token.open_token(cards, PIN, now=NOW, label="banyak") as key:
            assert key.certificate == fresh.certificate
            public = fresh.key.public_key()
            assert isinstance(public, ec.EllipticCurvePublicKey)
            public.verify(key.sign(b"isi"), b"isi", ec.ECDSA(hashes.SHA256()))


def test_nothing_is_left_of_a_card_after_it(cards: Path) -> None:
    """The session is closed: while one is open, nobody may log in a second time."""
    (found,) = (one.get_token() for one in slots(cards) if one.get_token().label == "lurah")
    with open_lurah(cards, PIN), pytest.raises(exceptions.UserAlreadyLoggedIn):
        found.open(user_pin=PIN)
    found.open(user_pin=PIN).close()
    with pytest.raises(ZeroDivisionError), open_lurah(cards, PIN):
        raise ZeroDivisionError
    found.open(user_pin=PIN).close()


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


def test_a_card_pulled_out_is_told_and_the_next_one_found(cards: Path) -> None:
    with cards_out() as pull, open_lurah(cards, PIN) as key:
        assert key.sign(b"isi")
        pull()
        with pytest.raises(Unavailable) as gone:
            key.sign(b"isi")
        assert gone.value.code == "token_gone"
    with open_lurah(cards, PIN) as key:
        assert key.sign(b"isi")
