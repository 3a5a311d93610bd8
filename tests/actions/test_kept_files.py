"""What is kept in an office's folder until needed: named where it is gone, but not where it went rightly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.actions.backup import make_backup
from desktop_app.actions.box_notes import BoxNote, write_note
from desktop_app.actions.check_folder import check_files, high_water
from desktop_app.actions.check_report import Finding
from desktop_app.actions.kept_answers import kept_folder, newest_answer
from desktop_app.actions.kept_files import NAME, note_kept, shelf
from desktop_app.office import Office
from tests import offices
from tests.town import Town, with_mate


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    one = Town(tmp_path)
    with_mate(one)  # so that DKUM's answers are kept for the other computer
    yield one
    one.close()


def answered(town: Town, seed: int) -> Path:
    """Kukusan types and sends, DKUM answers; the answer as it is kept."""
    town.type(town.kukusan, seed)
    town.send(town.kukusan)
    town.answer(town.kukusan)
    (kept,) = newest_answer(town.kukusan)
    return kept.path


def told(office: Office) -> list[Finding]:
    with office.reading() as connection:
        part = check_files(office, connection, None, high_water(office.home))
    return [each for each in part.findings if each.code in ("kept_gone", "kept_list", "exchanged")]


def test_an_answer_that_somebody_took_away_is_named_for_as_long_as_it_was_to_be_kept(town: Town) -> None:
    path = answered(town, 2)
    assert told(town.kukusan) == []
    path.unlink()
    (found,) = told(town.kukusan)
    assert (found.code, found.records, found.note) == ("kept_gone", (path.name,), True)
    assert "Jawaban DKUM" in found.sentence and "Minta jawaban baru" in found.next_step
    town.kukusan.clock.forward(days=91)  # type: ignore[attr-defined]
    answered(town, 3)
    assert told(town.kukusan) == []


def test_what_goes_by_its_age_is_no_loss(town: Town) -> None:
    path = answered(town, 2)
    town.kukusan.clock.forward(days=91)  # type: ignore[attr-defined]
    answered(town, 3)
    assert not path.exists() and told(town.kukusan) == []


def test_where_the_list_is_gone_the_next_file_begins_another(town: Town) -> None:
    """As in an office of an earlier program, which has files and no list of them."""
    path = answered(town, 2)
    for spoil in (b"", None):
        if spoil is None:
            (town.kukusan.home / NAME).unlink()
        else:
            (town.kukusan.home / NAME).write_bytes(spoil)
        assert [each.code for each in told(town.kukusan)] == ["kept_list"]
        answered(town, 3 if spoil is None else 4)
        assert told(town.kukusan) == []
    if path.exists():
        path.unlink()
        assert shelf(town.kukusan).gone == (f"files/dkum/{path.name}",)


def test_a_copy_that_is_put_back_elsewhere_misses_nothing(town: Town, tmp_path: Path) -> None:
    answered(town, 2)
    copy = make_backup(town.kukusan, tmp_path / "flash").path
    again = town.restored(copy, "pulih")
    assert not kept_folder(again).exists() and told(again) == []


def test_a_note_that_is_written_at_every_delivery_leaves_the_list_as_it_is(town: Town) -> None:
    """Only its moment moves: the list takes that down once a day, so that one that is gone is told of long
    enough."""
    office, note = town.kukusan, BoxNote()
    clock = office.clock
    assert isinstance(clock, offices.Clock)
    write_note(office, note)
    kept = (office.home / NAME).read_bytes()
    for minutes in (1, 5, 60 * 20):
        clock.forward(minutes=minutes)
        write_note(office, note)
        assert (office.home / NAME).read_bytes() == kept
    clock.forward(days=60)
    write_note(office, note)
    assert (office.home / NAME).read_bytes() != kept
    (office.home / "files" / "boxes.age").unlink()
    clock.forward(days=60)
    note_kept(office, [])
    assert shelf(office).gone == ("files/boxes.age",), "it was there sixty days ago"
    clock.forward(days=31)
    note_kept(office, [])
    assert shelf(office).gone == ()
