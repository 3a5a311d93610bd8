"""Indonesian is written in the code; English is complete; nothing shown to a person slips past both."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from gettext import GNUTranslations

import pytest

from build_spec.translations import (
    Sentence,
    check,
    merged,
    mo_bytes,
    offences,
    po_bytes,
    read,
    sentences_of,
    template,
)
from desktop_app.documents.data import grouped
from desktop_app.domain.values import show_rupiah
from resources import read_bytes
from resources.i18n import LANGUAGES, counted, decimal, language, official, set_language, spoken, tr, trn
from tests.source import paths, tree, where

# Qt takes text that a person reads through these; elsewhere it takes names and style.
SHOWN_BY_METHOD = re.compile(
    r"set(Text|ToolTip|WindowTitle|PlaceholderText|Title|Label|LabelText|InformativeText|DetailedText"
    r"|Accessible(Name|Description)|StatusTip|WhatsThis|TabText|SpecialValueText)$"
)
SHOWN_BY_CLASS = re.compile(
    r"Q(Label|PushButton|ToolButton|CheckBox|RadioButton|GroupBox|Action|Menu|DockWidget)$"
)
SHOWN_BY_FAILURE = re.compile(r"(Refused|SyncRefused|Unavailable)$")


def test_english_is_complete_and_compiled() -> None:
    """Names every sentence that `python -m build_spec.translations check` names."""
    assert check() == []


def literals(call: ast.Call) -> Iterator[str]:
    """Words written into the call itself, formatted ones included."""
    for argument in call.args:
        match argument:
            case ast.Constant(value=str(text)):
                yield text
            case ast.JoinedStr(values=parts):
                yield "".join(part.value for part in parts if isinstance(part, ast.Constant))


def has_words(text: str) -> bool:
    """Letters other than the program's own name."""
    return bool(re.search(r"[^\W\d_]{2}", text.replace("Wira", "")))


def untranslated(package: str) -> Iterator[str]:
    for module, path in paths().items():
        if module.split(".")[0] != package:
            continue
        for node in ast.walk(tree(path)):
            match node:
                case ast.Call(func=ast.Attribute(attr=name)) if SHOWN_BY_METHOD.match(name):
                    pass
                case ast.Call(func=ast.Name(id=name)) if SHOWN_BY_CLASS.match(name):
                    pass
                case ast.Call(func=ast.Name(id=name)) if SHOWN_BY_FAILURE.match(name):
                    pass
                case _:
                    continue
            yield from (f"{where(path, node)} {text!r}" for text in literals(node) if has_words(text))


@pytest.mark.parametrize("package", ["ui", "desktop_app"])
def test_what_a_person_reads_goes_through_translation(package: str) -> None:
    assert list(untranslated(package)) == []


def found_in(source: str) -> list[Sentence]:
    return list(sentences_of(source, "ui/contoh.py"))


def test_sentences_are_found_wherever_they_stand() -> None:
    found = found_in("""
JUDUL = mark("Pendaftar")
def tulis(n):
    return tr("Berkas {nama} "
              "dibuat.", nama=tr("arsip")), trn("{n} baris", "{n} baris", n), tr(JUDUL)
""")
    assert {one.id for one in found} == {
        "Pendaftar",
        "Berkas {nama} dibuat.",
        "arsip",
        ("{n} baris", "{n} baris"),
    }


@pytest.mark.parametrize(
    "glued", ['tr(f"Berkas {nama}")', 'tr("Berkas " + nama)', "mark(JUDUL)", 'trn("a", b, 2)']
)
def test_a_glued_sentence_is_refused(glued: str) -> None:
    with pytest.raises(ValueError, match="whole sentences"):
        found_in(glued)


def test_translations_survive_an_update_and_old_sentences_leave() -> None:
    old = template(found_in('tr("Simpan."); tr("Lama.")'))
    old.get("Simpan.").string = "Save."
    new = merged(old, found_in('tr("Simpan."); tr("Baru.")'))
    assert {message.id: message.string for message in new if message.id} == {
        "Simpan.": "Save.",
        "Baru.": None,
    }
    assert po_bytes(new) == po_bytes(merged(new, found_in('tr("Baru."); tr("Simpan.")')))


@pytest.mark.parametrize(
    ("source", "translated", "what"),
    [
        ('tr("Simpan.")', "", "not translated"),
        ('tr("Berkas {nama}.")', "File {name}.", "places differ"),
        ('tr("Simpan.")', "Save", "ends differently"),
        ('tr("File is not valid.")', "File is not valid.", "looks English"),
        ('tr("Terjadi error.")', "Something failed.", "the word error"),
        ('tr("Selesai!")', "Done!", "exclamation mark"),
    ],
)
def test_the_check_names(source: str, translated: str, what: str) -> None:
    found = found_in(source)
    catalogue = template(found)
    catalogue.get(found[0].singular).string = translated
    assert any(what in line for line in offences(found, catalogue))


def test_a_good_catalogue_is_good() -> None:
    found = found_in('tr("Berkas {nama} disimpan."); trn("{n} baris", "{n} baris", n)')
    catalogue = template(found)
    catalogue.get("Berkas {nama} disimpan.").string = "File {nama} was saved."
    catalogue.get("{n} baris").string = ("{n} row", "{n} rows")
    assert offences(found, catalogue) == []
    assert mo_bytes(catalogue) == mo_bytes(catalogue)


@pytest.fixture
def english() -> Iterator[None]:
    before = language()
    set_language("en")
    yield
    set_language(before)


def test_the_program_speaks_what_the_readable_catalogue_says(english: None) -> None:
    compiled = GNUTranslations(io.BytesIO(read_bytes("locale/en.mo")))
    for message in read():
        if isinstance(message.id, tuple) and all(message.string):
            assert (compiled.ngettext(*message.id, 1), compiled.ngettext(*message.id, 2)) == message.string
        elif isinstance(message.id, str) and message.id and message.string:
            assert tr(message.id) == message.string


def test_the_language_decides_how_whole_numbers_are_grouped() -> None:
    """In a sentence, alone and as rupiah; what names something (a year, a row) is no count, and what papers
    print stays Indonesian."""
    told: dict[str, list[str]] = {}
    for wanted in LANGUAGES:
        with spoken(wanted):
            told[wanted] = [
                trn("{n} baris", "{n} baris", 1513), tr("{n} dari {total}", n=999, total=1513),
                tr("{tahun} versi {versi}", tahun=2026, versi=1513), counted(1_000_000), decimal(2.5, 1),
                show_rupiah(1_500_000), grouped(1701),
            ]  # fmt: skip
            with official():
                assert trn("{n} baris", "{n} baris", 1513) == "1.513 baris"
    assert told["id"] == ["1.513 baris", "999 dari 1.513", "2026 versi 1513", "1.000.000", "2,5",
                          "Rp1.500.000", "1.701"]  # fmt: skip
    assert told["en"] == ["1,513 lines", "999 of 1,513", "2026 versi 1513", "1,000,000", "2.5",
                          "Rp1,500,000", "1.701"]  # fmt: skip
