"""A run speaks the language it is asked for, or the one the person chose in the window, and only that one."""

from __future__ import annotations

import argparse
import ast
import re
from pathlib import Path

import pytest

from desktop_app.cli import main
from desktop_app.cli.advice import COMMANDS, typed
from desktop_app.cli.parser import build_parser
from desktop_app.language import asked_language, without_language
from resources.i18n import language, set_language, spoken, tr
from tests import offices
from tests.source import ROOT
from ui import entry
from ui.prefs import Prefs

ADVICE = re.compile(r"`wira ([a-z -]+?)((?: -{2}[a-z-]+(?: [A-Z]+| on)?)*)`")
WINDOW = re.compile(r"Segarkan|Tekan |halaman|di Pengaturan|di Penetapan|Data berbeda:|Buatkan|pilih lagi")


@pytest.mark.parametrize(
    ("argv", "environ", "found"),
    [
        ([], {}, None),
        (["--lang", "en", "status"], {"WIRA_LANG": "id"}, "en"),
        (["status", "--lang=id"], {"WIRA_LANG": "en"}, "id"),
        (["status"], {"WIRA_LANG": " EN "}, "en"),
        (["status", "--lang", "de"], {"WIRA_LANG": "en"}, None),
        (["status", "--lang"], {}, None),
    ],
)
def test_what_is_asked_for(argv: list[str], environ: dict[str, str], found: str | None) -> None:
    assert asked_language(argv, environ) == found


def test_the_rest_of_the_line_stays() -> None:
    assert without_language(["--lang", "en", "--home", "kantor"]) == ["--home", "kantor"]
    assert without_language(["--lang=en"]) == [] == without_language(["--lang"])


def test_one_run_is_english_and_the_next_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", "apel biru cangkul delima")
    nowhere = ["status", "--home", str(tmp_path)]
    assert main([*nowhere, "--lang", "en"]) == 1
    assert f"There is no office in the folder {tmp_path} yet" in capsys.readouterr().err
    assert main(nowhere) == 1
    assert f"Belum ada kantor di folder {tmp_path}." in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([*nowhere, "--lang", "de"])
    assert "Pilih salah satu: id, en." in capsys.readouterr().err


def test_without_a_word_the_windows_language_is_spoken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", "apel biru cangkul delima")
    machine = Prefs(tmp_path / "wira.json")
    machine.put("language", "en")
    monkeypatch.setattr(Prefs, "of_machine", staticmethod(lambda: Prefs(tmp_path / "wira.json")))
    nowhere = ["status", "--home", str(tmp_path)]
    before = language()
    try:
        monkeypatch.delenv("WIRA_LANG")
        assert entry.main(nowhere) == 1
        assert "There is no office" in capsys.readouterr().err
        monkeypatch.setenv("WIRA_LANG", "id")
        assert entry.main(nowhere) == 1
        assert "Belum ada kantor" in capsys.readouterr().err
    finally:
        set_language(before)


def commands() -> dict[str, argparse.ArgumentParser]:
    """Every command and step by its words."""
    found: dict[str, argparse.ArgumentParser] = {}
    waiting = [build_parser()]
    while waiting:
        parser = waiting.pop()
        found[parser.prog.removeprefix("wira").strip()] = parser
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                waiting += action.choices.values()
    return found


def test_what_is_advised_is_there() -> None:
    """Commands and options in advice exist; what they replace is still said somewhere, for the window."""
    known = commands()
    for sentence in COMMANDS.values():
        assert not WINDOW.search(sentence), sentence
        for name, options in ADVICE.findall(sentence):
            assert name in known, sentence
            for option in re.findall(r"--[a-z-]+", options):
                assert option in known[name]._option_string_actions, sentence
    source = "".join(
        re.sub(r'"\s*\n\s*"', "", path.read_text(encoding="utf-8"))
        for path in (ROOT / "desktop_app").rglob("*.py")
        if path.name != "advice.py"
    )
    assert [shown for shown in COMMANDS if shown not in source] == []


TYPED = re.compile(r"`|\bwira [a-z-]+|(?<![\w-])--[a-z]")
NO_WINDOW = {
    "Pilih folder lain dengan --out.": "the demo is only made by its command",
    "Jendela Wira tidak dapat dibuka karena komputer ini tidak menyediakan layar. Pakai perintah tanpa "
    "jendela, lihat: wira --help": "there is no window to say it in",
}
"""Sentences with a command that no window shows, and why."""


def test_no_window_tells_anybody_to_type_a_command() -> None:
    """What actions and pages say is read in the window; the command line says it otherwise (`typed`)."""
    said: dict[str, str] = {}
    for package in ("desktop_app", "ui", "resources"):
        for path in (ROOT / package).rglob("*.py"):
            if path.is_relative_to(ROOT / "desktop_app/cli"):
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    words = node.args if node.func.id in ("tr", "trn", "mark") else []
                    said |= {str(each.value): path.name for each in words if isinstance(each, ast.Constant)}
    assert len(said) > 5000, "they are still found"
    found = {words for words in said if TYPED.search(words)}
    with spoken("en"):
        found |= {words for words in said if TYPED.search(tr(words))}
    assert found == set(NO_WINDOW)


@pytest.mark.parametrize("spoken_", ["id", "en"])
def test_advice_among_other_sentences_becomes_commands(spoken_: str) -> None:
    with spoken("en" if spoken_ == "en" else "id"):
        said = f"{tr('Hubungi DKUM.')} {tr('Periksa dokumennya di Dokumen.')} {tr('Lihat keadaannya.')}"
        assert "`wira verify`" in typed(said) and tr("Hubungi DKUM.") in typed(said)


@pytest.mark.parametrize("spoken_", ["id", "en"])
def test_advice_for_the_window_becomes_a_command(spoken_: str) -> None:
    with spoken("en" if spoken_ == "en" else "id"):
        step = tr("Putuskan dahulu di Data berbeda: {isian}.", isian="NIK, Nama")
        assert "`wira conflict resolve`: NIK, Nama." in typed(step)
        assert typed("Hubungi DKUM.") == "Hubungi DKUM."


def test_a_refusal_names_no_button(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRA_PASSPHRASE", offices.PASSPHRASE)
    one = offices.office(tmp_path / "kantor")
    one.close()
    short = tmp_path / "kunci"
    short.write_text("pendek", encoding="utf-8")
    words = ["user", "--add", "Dian", "--roles", "verifikator", "--new-passphrase-file", str(short)]
    assert main([*words, "--home", str(one.home)]) == 1
    said = capsys.readouterr().err
    assert "Pakai sedikitnya dua belas huruf" in said and "Buatkan" not in said
