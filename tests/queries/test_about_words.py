"""Every code of a paper in the access log is told in words, in the language of who reads."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

from desktop_app.actions.hand_papers import Kind
from desktop_app.actions.journal_file import ABOUT
from desktop_app.queries.journal_lines import ABOUT_WORDS, access_detail
from resources import i18n

ROOT = Path(__file__).parents[2]


def codes() -> set[str]:
    """What is said in `about=` wherever something is noted in the access log."""
    found: set[str] = {ABOUT, *get_args(Kind)}
    for folder in ("desktop_app/actions", "desktop_app/cli", "ui"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    said = [each.value for each in node.keywords if each.arg == "about"]
                    found |= {
                        each.value
                        for value in said
                        for each in ast.walk(value)
                        if isinstance(each, ast.Constant)
                        and isinstance(each.value, str)
                        and each.value.isidentifier()
                    }
    return found


def test_no_code_is_printed_as_it_is() -> None:
    assert codes() >= {"jurnal", "cadangan", "pin", "daftar_hadir"} and codes() <= set(ABOUT_WORDS)
    with i18n.spoken("en"):
        assert access_detail("export", ABOUT, 317) == "the office journal, 317 lines"
        for code in codes() - {"pernyataan", "persetujuan", "tanda_terima", "daftar_hadir"}:
            assert access_detail("export", code, 1) not in ("", code, ABOUT_WORDS[code])
