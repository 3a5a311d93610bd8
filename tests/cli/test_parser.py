"""The command line speaks Indonesian, or English, and never both."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.cli import main
from desktop_app.cli.parser import build_parser
from resources.i18n import language, set_language

# What argparse says by itself, and what its places are called.
ENGLISH = re.compile(
    r"usage|positional|options|arguments?|show this|exit\b|required|unrecognized|choose|expected|invalid"
    r"|ambiguous|allowed|ignored|error|\bYEAR|NUMBER|REASON|ROLES|\bFILE\b",
    re.IGNORECASE,
)
INDONESIAN = re.compile(
    r"pemakaian|pilihan|pilih|isian|tampilkan|bantuan|lihat|kurang|dikenal|salah satu|\bangka\b|memerlukan"
    r"|tulis|BERKAS|NOMOR|TAHUN|ALASAN|NAMA\b|PERAN\b|PERINTAH|KATA\b|TANGGAL|\byang\b|\bdan\b|\bdi\b"
)
# Names of commands and options are the same in both languages.
NAMES = re.compile(r"--[a-z-]+|\{[a-z_A-Z,]+\}|\bKELURAHAN|WIRA_PASSPHRASE|pendampin\w+")

WRONG = {
    "no command": ["--json"],
    "unknown command": ["mulai"],
    "required": ["init"],
    "one of": ["decide"],
    "not together": ["user", "--add", "Budi", "--change", "Budi"],
    "unrecognized": ["status", "--warna", "biru"],
    "one value": ["init", "--name"],
    "at least one": ["submit"],
    "number": ["list", "--year", "dua"],
    "choice": ["roster", "--program", "XYZ"],
    "ambiguous": ["list", "--s", "x"],
    "no value": ["status", "--json=ya"],
}


@pytest.fixture
def speak() -> Iterator[None]:
    before = language()
    yield
    set_language(before)


def every_parser() -> Iterator[argparse.ArgumentParser]:
    """`wira`, each of its commands, and their steps."""
    waiting: list[argparse.ArgumentParser] = [build_parser()]
    while waiting:
        parser = waiting.pop(0)
        yield parser
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                waiting += action.choices.values()


def every_help() -> Iterator[str]:
    """The help of `wira` and of each of its commands."""
    return (parser.format_help() for parser in every_parser())


def words(text: str) -> str:
    return NAMES.sub("", text)


def test_indonesian_help_holds_no_english(speak: None) -> None:
    set_language("id")
    shown = list(every_help())
    assert len(shown) > 20
    assert [found for text in shown for found in ENGLISH.findall(words(text))] == []
    assert all("tampilkan bantuan ini" in text for text in shown)


def test_english_help_holds_no_indonesian(speak: None) -> None:
    set_language("en")
    assert [found for text in every_help() for found in INDONESIAN.findall(words(text))] == []


def test_options_stand_under_one_title(speak: None) -> None:
    set_language("id")
    assert {text.count("pilihan:") for text in every_help()} == {1}


@pytest.mark.parametrize("spoken", ["id", "en"])
def test_every_option_says_what_it_means(speak: None, spoken: str) -> None:
    """Words for the meaning, and a word of its own for the form of what is to be written behind it."""
    set_language("en" if spoken == "en" else "id")
    silent: list[str] = []
    for parser in every_parser():
        parser.format_help()
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                silent += [f"{parser.prog} {each.dest}" for each in action._choices_actions if not each.help]
            elif len((action.help or "").split()) < 2 or not (
                action.metavar or action.choices or not takes(action)
            ):
                silent.append(f"{parser.prog} {'/'.join(action.option_strings) or action.dest}")
    assert silent == []


def takes(action: argparse.Action) -> bool:
    """Whether something is to be written behind the option."""
    return action.nargs != 0


@pytest.mark.parametrize("argv", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize(("spoken", "other"), [("id", ENGLISH), ("en", INDONESIAN)])
def test_a_mistyped_command_is_answered_in_one_language(
    argv: list[str],
    spoken: str,
    other: re.Pattern[str],
    speak: None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_language("en" if spoken == "en" else "id")
    with pytest.raises(SystemExit) as ended:
        main(argv)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert other.findall(words(said)) == []
    assert "--help" in said.splitlines()[-1]


def test_what_is_missing_is_named(speak: None, capsys: pytest.CaptureFixture[str]) -> None:
    set_language("id")
    with pytest.raises(SystemExit):
        main(["withdraw", "0001"])
    assert "Masih kurang: --reason." in capsys.readouterr().err


def test_the_help_of_verify_says_what_nobody_asks_without_signing_in(
    speak: None, capsys: pytest.CaptureFixture[str]
) -> None:
    set_language("id")
    with pytest.raises(SystemExit):
        main(["verify", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "Tanpa --user register kantor tidak ditanya: 0 berarti segelnya sah" in said
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert "Without `--user` nobody signs in and the register is not asked, so 0 says" in readme


def test_what_a_step_does_not_know_is_answered_with_its_own_usage(
    speak: None, capsys: pytest.CaptureFixture[str]
) -> None:
    set_language("id")
    with pytest.raises(SystemExit):
        main(["paper", "minutes", "--direction", "potret"])
    said = capsys.readouterr().err
    assert said.startswith("Pemakaian: wira paper minutes ") and "--signatory" in said
    assert "Tidak dikenal: --direction potret." in said
    assert said.endswith("Lihat: wira paper minutes --help\n")


def test_a_year_has_four_digits(speak: None, capsys: pytest.CaptureFixture[str]) -> None:
    set_language("id")
    for typed in ("26", "026", "0026", "²026", "dua"):
        with pytest.raises(SystemExit) as ended:
            main(["roster", "--year", typed, "--lang", "id"])
        assert ended.value.code == 2
        assert f"--year: '{typed}' bukan tahun. Tulis empat angka." in capsys.readouterr().err


def test_help_tells_commands_and_every_exit_code(speak: None) -> None:
    set_language("id")
    top, roster = (next(p for p in every_parser() if p.prog == prog) for prog in ("wira", "wira roster"))
    assert "\nperintah:\n" in top.format_help() and "isian:" not in top.format_help()
    assert "4 pindaian" in " ".join(top.format_help().split())
    assert "perintah:" not in roster.format_help()
