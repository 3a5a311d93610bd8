"""Two sides that know the same and made different things of it: told by a file, kept until settled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from desktop_app.actions.agreement import disagreements
from desktop_app.actions.checking import check_office, rebuild_office
from desktop_app.actions.export import make_file
from desktop_app.actions.importing import open_file
from desktop_app.cli import main
from desktop_app.domain.op import decode, encode
from desktop_app.office import Office
from desktop_app.storage.database import connect
from tests import offices
from tests.offices import KUKUSAN, PASSPHRASE

City = tuple[Office, Office, Path]


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    dkum, kelurahan = offices.city(tmp_path, KUKUSAN)
    one = kelurahan[KUKUSAN]
    one.enter("Ratna Puspita", PASSPHRASE)
    offices.enter(one, offices.persons(2))
    report = open_file(dkum, make_file(one, tmp_path).paths[0])
    assert report.agrees is None  # DKUM knows more than the office had when it wrote
    assert open_file(one, make_file(dkum, tmp_path, to=KUKUSAN).paths[0]).agrees
    yield dkum, one, tmp_path
    for each in (dkum, one):
        each.close()


def causes(one: Office) -> list[tuple[str, str]]:
    with one.reading() as connection:
        return [(each.peer, each.cause) for each in disagreements(connection, one)]


def alter(one: Office, *statements: tuple[str, tuple[object, ...]]) -> None:
    """As with another program that has the key."""
    connection = connect(one.home / "wira.db", one._dek)  # pyright: ignore[reportPrivateUsage]
    for sql, values in statements:
        connection.execute(sql, values)
    connection.commit()
    connection.close()


def test_an_altered_copy_is_told_on_both_sides_until_it_is_put_right(
    city: City, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dkum, one, folder = city
    alter(one, ("UPDATE record SET heads = x'90' WHERE ent = 'application' AND id % 2 = 0", ()))
    assert open_file(dkum, make_file(one, folder).paths[0]).agrees is False
    assert open_file(one, make_file(dkum, folder, to=KUKUSAN).paths[0]).agrees is False
    assert (causes(dkum), causes(one)) == ([(KUKUSAN, "state")], [("", "state")])
    assert not check_office(one).sound
    assert check_office(dkum).sound

    one.close()
    monkeypatch.setenv("WIRA_PASSPHRASE", PASSPHRASE)
    who = ["--json", "--home", str(one.home), "--user", "Ratna Puspita"]
    assert main(["status", *who]) == 1
    assert json.loads(capsys.readouterr().out)["disagreements"][0]["cause"] == "state"
    assert main(["check", "--rebuild", *who]) == 0
    assert main(["status", *who]) == 0
    dkum.close()
    assert main(["status", "--home", str(dkum.home), "--user", "Hendra Wijaya"]) == 1
    assert "PERHATIAN" in capsys.readouterr().out  # DKUM hears of it by the next file only


def test_what_was_put_right_is_settled_by_the_next_file(city: City) -> None:
    dkum, one, folder = city
    alter(dkum, ("UPDATE record SET heads = x'90' WHERE scope = ?", (KUKUSAN,)))
    offices.enter(one, offices.persons(1, seed=5))
    assert open_file(dkum, make_file(one, folder).paths[0]).agrees is False
    made = rebuild_office(dkum)
    assert {"application", "business", "visit", "office"} <= set(made.ids), "every page loads again"
    assert causes(dkum) == []
    assert open_file(one, make_file(dkum, folder, to=KUKUSAN).paths[0]).agrees
    assert causes(one) == []


def test_other_ops_at_the_same_place_are_a_difference_of_their_own(city: City) -> None:
    """A copy in which somebody rewrote the last op, with every hash put right."""
    dkum, one, folder = city
    with one.reading() as connection:
        stream, seq = connection.exec_driver_sql(
            "SELECT id, seq FROM stream WHERE dev = ?", (bytes.fromhex(one.info.dev),)
        ).one()
        (body,) = connection.exec_driver_sql(
            "SELECT body FROM op WHERE stream_id = ? AND seq = ?", (stream, seq)
        ).one()
    other = encode(msgspec.structs.replace(decode(body), wall=1))
    name = sha256(other).digest()
    alter(
        one,
        ("UPDATE op SET body = ?, hash = ? WHERE stream_id = ? AND seq = ?", (other, name, stream, seq)),
        ("UPDATE stream SET head = ? WHERE id = ?", (name, stream)),
    )
    assert open_file(dkum, make_file(one, folder).paths[0]).agrees is False
    assert causes(dkum) == [(KUKUSAN, "head")]


def test_who_knows_more_is_not_said_to_differ(city: City) -> None:
    dkum, one, folder = city
    early = make_file(dkum, folder, to=KUKUSAN).paths[0]
    offices.enter(one, offices.persons(1, seed=9))
    assert open_file(one, early).agrees is None
    assert causes(one) == []
