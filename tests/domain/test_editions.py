"""Two editions of a list: what differs is told, all of it, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.actions.editions import on_paper
from desktop_app.domain.editions import Changed, Difference, Edition, compare, edition, summary, told

_COLUMNS = ["No.", "Nama", "NIK", "RT/RW", "Dasar urutan"]
_People = list[tuple[str, list[str]]]
"""Whose each line is, and its cells besides the number."""

_cells = st.tuples(
    st.sampled_from(("Ani", "Budi", "Citra")),
    st.sampled_from(("3276011111119001", "3276011111119002")),
    st.sampled_from(("001/01", "001/02")),
    st.sampled_from(("Siti", "Siti (Beji)", "Siti (Tapos)", "Siti: Beji", "Siti: Tapos")),
).map(list)
_people = st.lists(st.tuples(st.sampled_from("abcdef"), _cells), max_size=5, unique_by=lambda one: one[0])
_facts = st.fixed_dictionaries(
    {
        "note": st.sampled_from(("", "urut nama")),
        "date": st.sampled_from(("2026-11-24", "2026-11-25")),
        "quota": st.sampled_from((None, 25)),
        "signatory": st.sampled_from(
            (["", "Lurah", "Surya", "", ""], ["a.n.", "Sekretaris", "Dian", "", ""])
        ),
        "tembusan": st.sampled_from(([], ["Camat", "Beji"], ["Camat, Beji"])),
        "later": st.sampled_from(("", "what a later version says")),
    }
)
_grouped = st.sampled_from(("", "rw", "pendamping"))
_papers = st.sampled_from(("A4 lanskap", "F4 potret"))
_said = st.tuples(_people, _facts, _grouped, _papers)


def canonical(lines: _People, facts: dict[str, Any], grouped: str, number: str) -> dict[str, Any]:
    rows = [[str(n), *cells] for n, (_key, cells) in enumerate(lines, 1)]
    headings = {
        "": [],
        "rw": [f"RW {cells[2][-2:]}" for _key, cells in lines],
        "pendamping": [f"Pendamping {cells[3]}" for _key, cells in lines],
    }[grouped]
    groups = {"groups": headings} if headings else {}
    return {"v": 1, "number": number, "columns": _COLUMNS, "rows": rows, **facts, **groups}


def read(said: tuple[_People, dict[str, Any], str, str], number: str = "1", *, owned: bool = True) -> Edition:
    lines, facts, grouped, paper = said
    keys = [key for key, _cells in lines] if owned else []
    return edition(canonical(lines, facts, grouped, number), keys, {}, paper)


def _keys(found: Sequence[Any]) -> set[str]:
    return {line.key for line in found}


@given(_said, _said)
def test_two_editions_differ_in_what_is_told_and_in_nothing_else(older: Any, newer: Any) -> None:
    before, now = read(older), read(newer, "2")
    found = compare(before, now)
    printed_same = canonical(*older[:3], "") == canonical(*newer[:3], "") and older[3] == newer[3]
    same_people = [key for key, _ in older[0]] == [key for key, _ in newer[0]]
    assert found.same == (printed_same and same_people)
    assert compare(before, read(older, "3")).same, "another letter number is no difference"
    was, isnow = _keys(before.lines), _keys(now.lines)
    assert (was - _keys(found.removed)) | _keys(found.added) == isnow
    assert _keys(found.removed) <= was and not _keys(found.added) & was
    staying = was & isnow
    changed = {each.line.key for each in found.changed}
    assert changed <= staying and found.moved <= len(staying - changed)
    back = compare(now, before)
    assert (_keys(back.added), _keys(back.removed)) == (_keys(found.removed), _keys(found.added))
    assert {each.line.key for each in back.changed} == changed and back.moved == found.moved
    assert bool(told(found)) == (not found.same), "whatever differs is listed"
    assert "kosong" not in " ".join(
        line for title, lines in told(found) if title == "Lainnya" for line in lines
    )


@given(_said, st.permutations(range(5)))
def test_the_same_people_in_another_order_are_moved_and_not_exchanged(said: Any, order: list[int]) -> None:
    lines = said[0]
    turned = [lines[n] for n in order if n < len(lines)]
    found = compare(read(said), read((turned, *said[1:])))
    assert not (found.added or found.removed or found.changed or found.facts)
    assert found.moved == sum(one != other for one, other in zip(lines, turned, strict=True))
    assert summary(found) == summary(Difference(moved=found.moved))


def test_lines_are_known_by_what_they_print_where_one_edition_does_not_say_whose_they_are() -> None:
    facts = {"note": "", "date": "2026-11-24"}
    ani, budi = ["Ani", "3276011111119001", "001/01", ""], ["Budi", "3276011111119002", "001/01", ""]
    older = read(([("a", ani), ("b", budi)], facts, "", "A4 lanskap"), owned=False)
    newer = read(([("a", ani), ("b", budi), ("c", [*ani[:3], "lagi"])], facts, "", "A4 lanskap"))
    found = compare(older, newer)
    assert ([line.name for line in found.added], found.removed, found.changed) == (["Ani"], (), ())


def test_what_an_edition_says_besides_its_lines_is_told_in_words() -> None:
    ani = ("a", ["Ani", "3276011111119001", "001/01", ""])
    facts = {"note": "", "date": "2026-11-24", "quota": None, "signatory": ["", "Lurah", "Surya", "", ""]}
    newer = facts | {"note": "urut nama", "date": "2026-11-25", "quota": 25, "preface": ["Wilayah: RW 1."]}
    before = edition(canonical([ani], facts, "", "1"), ["a"], {}, "A4 lanskap")
    with_more = canonical([ani], newer, "rw", "2")
    with_more["columns"] = [*_COLUMNS[:4], "Alasan"]
    found = compare(before, edition(with_more, ["a"], {}, "F4 potret"))
    assert not (found.added or found.removed or found.changed or found.moved)
    assert dict(told(found)) == {
        "Lainnya": [
            "Tanggal dari 24-11-2026 menjadi 25-11-2026",
            "Kuota dari tidak ada menjadi 25",
            "Urutan dari menurut peringkat menjadi menurut nama",
            "Pengelompokan dari tanpa kelompok menjadi menurut RW",
            "Kolom dari Dasar urutan menjadi Alasan",
            "Kertas dari A4 lanskap menjadi F4 potret",
            "Pengantar berubah",
        ]
    }
    assert summary(found) == (
        "Baris dan urutannya sama dengan dokumen sebelumnya. Keterangan yang berubah: Tanggal, Kuota, "
        "Urutan, Pengelompokan, Kolom, Kertas, Pengantar."
    )


def test_a_program_that_was_decided_meanwhile_is_told_by_its_heading() -> None:
    ani = ("a", ["Ani", "3276011111119001", "001/01", ""])
    headings = ("Wirausaha Baru (urutan perkiraan, belum diputuskan DKUM)", "Wirausaha Baru")
    older, newer = (
        edition(canonical([ani], {}, "", "1") | {"groups": [one]}, ["a"], {}, "A4 lanskap")
        for one in headings
    )
    assert [(one.what, one.before, one.now) for one in compare(older, newer).facts] == [
        ("headings", *headings)
    ]


def test_a_mentor_of_the_same_first_name_is_another_one_and_a_count_is_no_change() -> None:
    ani = ("a", ["Ani", "3276011111119001", "001/01", ""])

    def under(heading: str) -> Edition:
        return edition(canonical([ani], {}, "", "1") | {"groups": [heading]}, ["a"], {}, "A4 lanskap")

    for one, other in (("Siti (Beji)", "Siti (Tapos)"), ("Siti: Beji", "Siti: Tapos")):
        (found,) = compare(under(f"Pendamping {one}"), under(f"Pendamping {other}")).changed
        assert found.changes == (Changed("Kelompok", f"Pendamping {one}", f"Pendamping {other}"),)
    counted = ("3 orang (1 laki-laki, 2 perempuan)", "4 orang (2 laki-laki, 2 perempuan)")
    place = "Kelurahan Curug, Kecamatan Bojongsari"
    assert compare(*(under(f"{place}: {count}") for count in counted)).same


def test_a_list_that_is_only_divided_otherwise_is_told_as_changed() -> None:
    older, newer = (read(([], {"tembusan": one}, "", "")) for one in (["Camat", "Beji"], ["Camat, Beji"]))
    found = compare(older, newer)
    assert not found.same and dict(told(found)) == {"Lainnya": ["Tembusan berubah"]}
    assert compare(older, read(([], {"tembusan": ["Camat", "Beji", ""]}, "", ""))).same


def test_a_number_that_two_programs_have_names_nobody() -> None:
    columns = ["No.", "Nomor pendaftaran", "Nama"]

    def by_program(*rows: list[str]) -> Edition:
        data = {"columns": columns, "rows": list(rows), "groups": ["Wirausaha Baru", "Perempuan Pengusaha"]}
        return edition(data, [row[1] for row in rows], {})

    older = by_program(["1", "26-0001", "Ani"], ["1", "26-0002", "Budi"])
    newer = by_program(["1", "26-0001", "Ani"], ["1", "26-0002", "Budiman"])
    told_apart = on_paper("9", "24-11-2026", compare(older, newer))
    assert told_apart.endswith("Berubah isinya 1 orang (26-0002).")
    alone = on_paper("9", "24-11-2026", compare(older, by_program(["1", "26-0001", "Aminah"])))
    assert alone.endswith("Keluar 1 orang (26-0002). Berubah isinya 1 orang (no. 1).")


def test_who_is_left_out_is_no_order() -> None:
    ani = ("a", ["Ani", "3276011111119001", "001/01", ""])
    held = "1 orang tidak dimuat karena datanya ditahan"

    def of(note: str) -> Edition:
        return edition(canonical([ani], {"note": note}, "", "1"), ["a"], {}, "A4 lanskap")

    assert told(compare(of(""), of(held))) == [("Lainnya", [f"Catatan dari tidak ada menjadi {held}"])]
    assert told(compare(of(f"urut nama  ·  {held}"), of(held))) == [
        ("Lainnya", ["Urutan dari menurut nama menjadi menurut peringkat"])
    ]
