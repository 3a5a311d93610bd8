"""What an enrolled device may sign: true contents with odd values put in anywhere, all seals right again.

    python -m tests.proof.reseal --examples 5000 --seed 1

Such a file may go in (its odd ops then are void or mean nothing) or be refused with its class; nothing else
may be raised, and DKUM stays sound, can search, show and answer.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from random import Random
from typing import Any, Final

import msgspec

from desktop_app.actions.checking import check_office
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.domain.op import op_id
from desktop_app.errors import SyncRefused
from desktop_app.keys.signing import key_id, sign
from desktop_app.queries.home import home
from desktop_app.sync.manifest import pack
from desktop_app.sync.refusal import SENTENCES
from desktop_app.sync.sections import Checkpoint, UserSignature, encode_op, encode_usigs, sign_statement
from desktop_app.sync.writer import packed_section, raw_section
from tests.badfiles import Forger
from tests.offices import CURUG, KUKUSAN
from tests.proof.command import Figures, run
from tests.proof.forging import Workshop, body_of

ODD: Final[tuple[Any, ...]] = (
    None, True, False, 0, 1, -1, 3.5, 2**31, 2**53 - 1, 2**53, 2**63 - 1, 2**64, "", "x", "draft", "verified",
    "ab" * 16, "cd" * 32, "é" * 300, "\u0000", "3276061002", "3276", [], [1], [["a", "b"]], {},
    {"a": {"b": []}}, [{"k": 1}], "application", "person", "status", "user", "2026-02-30", "9" * 16,
)  # fmt: skip
_SAID: Final = ("set", "base", "n", "kind", "ent", "rec", "user", "wall")
_CHECK_AFTER: Final = 100


def odd(random: Random, value: Any, depth: int = 6) -> Any:
    """The same JSON with one thing in it exchanged, left out, doubled or added."""
    if depth and isinstance(value, dict) and value and random.random() < 0.85:
        name = random.choice(sorted(value))
        if random.random() < 0.1:
            return {key: item for key, item in value.items() if key != name}
        if random.random() < 0.1:
            return {**value, random.choice(sorted({*value, "x", "status", "scope"})): random.choice(ODD)}
        return {**value, name: odd(random, value[name], depth - 1)}
    if depth and isinstance(value, list) and value and random.random() < 0.85:
        at = random.randrange(len(value))
        if random.random() < 0.2:
            return random.choice((value[:at] + value[at + 1 :], [*value, value[at]], value[::-1]))
        return [*value[:at], odd(random, value[at], depth - 1), *value[at + 1 :]]
    return random.choice(ODD)


class _Hand:
    """A laptop's, which makes the files. `ops` are those that DKUM has taken in so far."""

    def __init__(self, random: Random, shop: Workshop) -> None:
        self.random, self.shop, self.by = random, shop, shop.laptop
        self.ops, self.usigs = Forger(shop.dkum, self.by).stream()
        self.like = [msgspec.json.decode(each) for each in (*self.ops, *shop.ops)]

    def make(self) -> tuple[bytes, list[bytes], dict[bytes, list[UserSignature]]]:
        """A file, and the stream as it stands if that goes in."""
        random, shop = self.random, self.shop
        ops, usigs = list(self.ops), dict(self.usigs)
        if random.random() < 0.6:
            ops.append(self._op())
            name = op_id(ops[-1])
            key = random.choice((self.by, self.by, shop.curug)).session.key
            if random.random() < 0.8:
                usigs[name] = [UserSignature(name, key.key_id, key.sign_op(ops[-1]))]
        head = op_id(ops[-1]).hex()
        dev = self.by.info.dev
        streams: Any = [{"dev": dev, "ep": 1, "from": 1, "to": len(ops), "prev": "0" * 64, "head": head}]
        core: Any = msgspec.json.decode(pack(shop.core(self.by, no=random.randrange(1, 10**6))))
        have: Any = {f"{shop.dkum.info.dev}/1": [3, "ab" * 32], f"{dev}/1": [len(ops), head]}
        want: Any = ["cd" * 32]
        told: Any = msgspec.json.decode(
            pack([sign_statement(self.by.device.signing_key, Checkpoint(dev, 1, len(ops), head, 5))])
        )
        where = random.randrange(12)
        if where == 0:
            core = odd(random, core)
        elif where == 1:
            streams = odd(random, streams)
        elif where == 2:
            have, want = odd(random, have), odd(random, want)
        elif where == 3:
            told = [self._told(told[0])]
        sections = [
            packed_section("checkpoints", pack(told)),
            raw_section("usigs", encode_usigs(each for found in usigs.values() for each in found)),
            packed_section("ops", b"".join(map(encode_op, ops))),
        ]
        plain = body_of(pack(core), sections, streams=streams, have=have, want=want)
        return shop.enveloped(pack(core), plain, by=self.by.device), ops, usigs

    def _op(self) -> bytes:
        """Like one of the stream, odd somewhere, in the right place of the chain."""
        like = self.random.choice(self.like)
        said = {name: like[name] for name in _SAID}
        if self.random.random() < 0.7:  # only what is set, else most would be refused for their form
            changed = {**said, "set": odd(self.random, said["set"])}
        else:
            changed = odd(self.random, said)
        place = {"dev": self.by.info.dev, "seq": len(self.ops) + 1, "prev": op_id(self.ops[-1]).hex()}
        return msgspec.json.encode(
            {**like, **(changed if isinstance(changed, dict) else {}), **place}, order="sorted"
        )

    def _told(self, told: dict[str, Any]) -> dict[str, Any]:
        """A statement of the device itself that says something odd."""
        body = pack(odd(self.random, msgspec.json.decode(told["body"])))
        key = self.by.device.signing_key
        signed = sign(key, told["type"], body).hex()
        return {
            **told,
            "body": body.decode(),
            "sig": signed,
            "key": key_id(key.public_key().public_bytes_raw()).hex(),
        }


def share(examples: int, seed: int, folder: Path) -> Figures:
    """So many odd files. Raises AssertionError or whatever was raised, with the file kept beside."""
    folder.mkdir(parents=True, exist_ok=True)
    figures, shop = Figures(), Workshop(folder)
    hand = _Hand(Random(seed), shop)
    try:
        for number in range(examples):
            data, ops, usigs = hand.make()
            try:
                report = open_file(shop.dkum, shop.put(data))
            except SyncRefused as error:
                assert error.code in SENTENCES
                figures[f"refused {error.code}"] += 1
            else:
                hand.ops, hand.usigs = ops, usigs
                figures["went in, something void" if report.void else "went in"] += 1
            if number % _CHECK_AFTER == _CHECK_AFTER - 1 or number == examples - 1:
                _sound(shop)
                figures["times DKUM was sound and answered"] += 1
    except BaseException:
        kept = Path(folder.anchor) / "tmp" / f"wira-reseal-{hashlib.sha256(data).hexdigest()[:12]}.dks"
        kept.write_bytes(data)
        raise
    finally:
        shop.close()
    return figures


def _sound(shop: Workshop) -> None:
    report = check_office(shop.dkum)
    assert report.sound, report.problems
    with shop.dkum.reading() as connection:
        home(connection, shop.dkum)
    for code in (KUKUSAN, CURUG):
        for path in make_file(shop.dkum, shop.usb, to=code).paths:
            open_file(shop.homes[code], path)
            path.unlink()
        assert check_office(shop.homes[code]).sound


def main(arguments: list[str] | None = None) -> Figures:
    """The command."""
    return run("reseal", "Odd contents under right seals.", share, examples=5000, arguments=arguments)


if __name__ == "__main__":
    main()
