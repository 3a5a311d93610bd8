"""Roles and offices."""

from __future__ import annotations

from desktop_app.domain import people, status


def test_every_role_is_given_somewhere_and_named() -> None:
    given = frozenset[str]().union(*people.OFFICE_ROLES.values())
    assert given == set(people.ROLES) == set(people.ROLE_LABELS) == set(people.ROLE_HINTS)
    assert set(people.OFFICE_ROLES) == set(people.OFFICE_KINDS) == set(people.OFFICE_LABELS)


def test_an_office_gives_only_its_own_roles() -> None:
    assert people.may_hold("kelurahan", "verifikator")
    assert people.may_hold("lapangan", "operator")
    assert not people.may_hold("lapangan", "verifikator")
    assert not people.may_hold("lapangan", "lurah")
    assert not people.may_hold("kelurahan", "penyetuju_dkum")
    assert not people.may_hold("dkum", "operator")
    assert not people.may_hold("dkum", "peran_baru")


def test_dkums_steps_belong_to_dkums_roles() -> None:
    for row in status.TRANSITIONS:
        allowed = people.OFFICE_ROLES["dkum"] if row.action in status.DKUM_ACTIONS else set(people.ROLES)
        assert row.roles <= allowed
        assert row.action in status.DKUM_ACTIONS or row.roles <= people.OFFICE_ROLES["kelurahan"]


def test_two_sides_of_one_case_are_noticed() -> None:
    assert people.conflicts(["operator", "verifikator", "lurah"]) == (("operator", "verifikator"),)
    assert people.conflicts(["operator", "lurah"]) == ()
    assert people.conflicts(["penyetuju_dkum", "petugas_dkum"]) == (("petugas_dkum", "penyetuju_dkum"),)


def test_who_signs_as_the_lurah() -> None:
    for jabatan in (
        "Lurah Kukusan",
        "LURAH",
        "Lurah,",
        "Plt. Lurah Kukusan",
        "Pj Lurah",
        "Plt.Lurah",
        "Plh.Lurah Kukusan",
        "(Plt.) Lurah",
        "Pelaksana Tugas Lurah",
        "Pelaksana Harian Lurah",
        "Penjabat Lurah",
        "Penjabat Sementara Lurah",
    ):
        assert people.signs_as_lurah(jabatan), jabatan
        assert not people.says_on_behalf(jabatan), jabatan
    for jabatan in (
        "",
        "Sekretaris Lurah",
        "Plt.",
        "Kasi Ekonomi a.n. Lurah",
        "a.n. Lurah Kukusan",
        "Plt. Sekretaris Lurah",
        "Pelaksana",
        "Lurahan",
    ):
        assert not people.signs_as_lurah(jabatan), jabatan


def test_whose_jabatan_says_on_behalf_by_itself() -> None:
    for jabatan in (
        "a.n. Lurah Kukusan",
        "A.N.LURAH",
        "a.n Lurah",
        "an. Lurah",
        "Atas nama Lurah",
        "Kasi a.n. Lurah",
    ):
        assert people.says_on_behalf(jabatan), jabatan
    for jabatan in ("", "Sekretaris Lurah", "Sekretaris Kelurahan", "Kasi Pemerintahan Lurah"):
        assert not people.says_on_behalf(jabatan), jabatan


def test_who_seals_on_behalf_of_the_lurah() -> None:
    assert not people.seals_on_behalf(["lurah", "admin_kantor"])
    assert people.seals_on_behalf(["verifikator"])
    assert {"lurah", "verifikator", "admin_kantor"} == people.SEALING_ROLES
    assert people.is_role("auditor") and not people.is_role("camat")
