"""What may be written into the register of existing businesses."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.domain import business
from desktop_app.domain.entities import ENTITIES

NAMES = [each.name for each in ENTITIES["business"].fields]


def test_the_form_and_the_table_of_entities_agree() -> None:
    assert [*business.FIELDS, "tutup"] == NAMES


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"nama": " Warung  Sri "}, {"nama": "Warung Sri"}),
        ({"nama": "", "pemilik": "Sri Wahyuni"}, {"nama": "Sri Wahyuni", "pemilik": "Sri Wahyuni"}),
        ({"nik": "3276 0652 0394 9102"}, {"nik": "3276065203949102"}),
        ({"hp": "0812-3456-7890"}, {"hp": "+6281234567890"}),
        ({"hp": "(021) 771-23456"}, {"hp": "02177123456"}),
        ({"hp": "+62 21 7712345"}, {"hp": "0217712345"}),
        ({"mulai": "12 Maret 2019"}, {"mulai": "2019-03-12"}),
        ({"kbli_kode": "56102", "kbli_edisi": "KBLI 2025"}, {"kbli_kode": "56102", "kbli_edisi": "2025"}),
        ({"kbli_kode": "", "kbli_edisi": "2025"}, {"kbli_kode": None, "kbli_edisi": None}),
    ],
)
def test_what_is_kept(given: dict[str, Any], kept: dict[str, Any]) -> None:
    found, problems = business.clean(given)
    assert (found, problems) == (kept, {})


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"nama": ""}, "nama", "kosong"),
        ({"nama": "x" * 101}, "nama", "panjang"),
        ({"nik": "3,27E+15"}, "nik", "rusak"),
        ({"nik": "32760652"}, "nik", "panjang"),
        ({"nib": "12"}, "nib", "panjang"),
        ({"hp": "12345"}, "hp", "awalan"),
        ({"mulai": "2019"}, "mulai", "bentuk"),
        ({"kbli_kode": "56102"}, "kbli_kode", "edisi"),
        ({"kbli_kode": "99999"}, "kbli_kode", "kode"),
    ],
)
def test_what_cannot_be_read_is_left_out_and_told(given: dict[str, Any], field: str, code: str) -> None:
    found, problems = business.clean(given)
    assert found.get(field) is None
    assert problems[field].code == code
    assert problems[field].sentence


def test_a_code_of_both_editions_takes_the_edition_that_was_chosen() -> None:
    assert business.clean({"kbli_kode": "56102"}, edition="2020")[0]["kbli_edisi"] == "2020"
    assert (
        business.clean({"kbli_kode": "56102", "kbli_edisi": "2025"}, edition="2020")[0]["kbli_edisi"]
        == "2025"
    )


def test_values_are_shown_as_people_read_them() -> None:
    assert business.show("hp", "+6281234567890") == "0812-3456-7890"
    assert business.show("mulai", "2019-03-12") == "12-03-2019"
    assert business.show("kbli_edisi", "2025") == "KBLI 2025"
