"""The plan of the pictures forgets no page and no dialog, and a walk takes what the rail holds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.keys import pins
from resources import i18n
from tests.pictures import plan
from tests.pictures.__main__ import LEAST, apart, main, play, scenes
from tests.pictures.camera import Studio
from tests.pictures.states import nothing_yet
from ui.pages import registry

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "propagateSizeHints")


def test_every_dialog_of_the_program_has_its_picture() -> None:
    of_qt = {name for name in plan.DIALOGS if name.startswith("Q")}
    assert set(plan.DIALOGS) - of_qt == plan.dialogs()


def test_every_page_of_every_rail_has_its_picture() -> None:
    assert set(plan.PREFIXES) == set(registry.RAILS)
    wanted = dict(plan.pages())
    for rail in registry.RAILS:
        for entry in registry.entries(rail):
            assert entry.name in wanted.values(), f"{entry.key} of {rail}"
    assert len(wanted) == len(list(plan.pages())), "two pages share a picture"


def test_a_city_without_a_waiting_list_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["--out", str(tmp_path / "gambar"), "--applicants", str(LEAST - 1)])
    assert "everybody would be accepted" in capsys.readouterr().err
    assert not (tmp_path / "gambar").exists()


def test_pictures_touch_nothing_of_the_person_at_this_computer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pins.note().is_relative_to(os.environ["XDG_CONFIG_HOME"]), "nor do these tests"
    for place in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(place, "elsewhere")  # put back afterwards
    apart(tmp_path)
    assert pins.note().is_relative_to(tmp_path)


def test_a_scene_that_breaks_takes_no_other_with_it(
    qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    played: list[str] = []

    def first(studio: Studio) -> None:
        (studio.folder / "kunci").mkdir()
        played.append("first")

    def breaks(studio: Studio) -> None:
        raise ValueError("made up for the test")

    def last(studio: Studio) -> None:
        (studio.folder / "kunci").mkdir()  # each scene has a folder of its own
        played.append("last")

    studio = Studio(qapp, tmp_path, tmp_path)
    assert play(studio, {"one": first, "two": breaks, "three": last}) == ["ended early: two"]
    assert played == ["first", "last"] and "made up for the test" in capsys.readouterr().err


def test_no_name_is_used_twice() -> None:
    names = [name for every in plan.DIALOGS.values() for name in every]
    assert len(names) == len(set(names))
    assert not set(names) & set(dict(plan.pages()))
    assert len(scenes()) > 10


def test_what_was_not_shown_is_told() -> None:
    full = {name: frozenset({kind}) for name, kind in plan.wanted().items()}
    assert plan.missing(full) == []
    assert plan.missing({**full, "galat": frozenset({"SinkronisasiPage"})}) == ["galat: StopDialog"]
    del full["kosong-verifikasi"]
    assert plan.missing(full) == ["kosong-verifikasi: VerifikasiPage"]


def test_a_walk_takes_every_page_of_the_rail(qapp: QApplication, tmp_path: Path) -> None:
    studio = Studio(qapp, tmp_path, tmp_path)
    nothing_yet(studio, "lapangan")
    i18n.set_language("id")
    assert {name: kind for name, kind in plan.pages() if name.startswith("lapangan-")}.items() == {
        name: next(iter(shown)) for name, shown in studio.taken.items()
    }.items()
    assert all((tmp_path / f"{name}.png").stat().st_size > 10_000 for name in studio.taken)
