"""Who reads somebody's data in full, or takes a paper out, also notes it: what is new is not forgotten.

It looks at modules, not at ways through them: that each deed leaves its entry, and which, is for
`tests/ui/test_noted.py` and `tests/cli/test_noted.py`.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tests.source import ROOT, imports, paths, tree

NOTES = frozenset(
    {"access.note", "access.given", "access.opened", "access.note_search", "opened", "note_access"}
)
"""How `actions.access` is called."""

BRINGS = {
    "document_pdf": "an issued paper with names",
    "issued.document_pdf": "an issued paper with names",
    "verification.case_of": "a whole form that is checked",
    "entry.existing": "a whole form",
    "conflicts.form_of": "a whole form beside another",
    "record_history": "every value there ever was",
    "whole_history": "every value there ever was",
    "queries.compare": "a name of a letter beside applicants, whole if asked for",
    "register.detail": "a business with NIK and phone in full",
    "print_pages": "paper that comes out",
    "save_all": "a paper in a folder",
    "work.save_all": "a paper in a folder",
    "work.lay_out_for_viewer": "a paper in another program",
}
"""Calls that bring somebody's data before somebody's eyes or take them out, and what they bring."""

SILENT = {
    "desktop_app/actions/signing.py": "signs within the office; who saves it notes it",
    "desktop_app/actions/timestamps.py": "stamps within the office",
    "desktop_app/actions/tte.py": "compares what came back with what was issued",
    "desktop_app/cli/selftest.py": "an office of invented people",
    "desktop_app/demo/city.py": "an office of invented people",
    "desktop_app/queries/record_history.py": "the query itself; who asks it notes it",
    "ui/dialogs/recovery.py": "the recovery sheet names no applicant, and making it is an entry of its own",
    "ui/pages/periksa_layar.py": "a file from elsewhere, before an office is open",
}
"""Who calls one of these and notes nothing, and why."""

SEEKS_NO_NIK = {
    "ui/dialogs/invite.py": "names, numbers of applications, kelurahan",
    "ui/pages/ekstrak.py": "receivers, reasons, staff",
    "ui/pages/pelatihan.py": "names, numbers of applications, waves",
    "ui/pages/pengaturan_petugas_kota.py": "staff",
    "ui/pages/privasi.py": "names, numbers of applications, what was asked",
}
"""Search fields in whose lists no NIK is looked up, and what is."""


def called(path: Path) -> set[str]:
    """What the module calls, as it is written there."""
    calls = (node.func for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
    return {ast.unparse(each) for each in calls if isinstance(each, ast.Attribute | ast.Name)}


def noting() -> set[str]:
    """The modules, by their path, that have what notes and call it."""
    have = {each.importer for each in imports() if each.target == "desktop_app.actions.access"}
    return {paths()[each].relative_to(ROOT).as_posix() for each in have if called(paths()[each]) & NOTES}


def every_call() -> dict[str, set[str]]:
    """Each module of the program by its path, with what it calls."""
    return {path.relative_to(ROOT).as_posix(): called(path) for path in paths(("desktop_app", "ui")).values()}


def test_who_brings_data_before_eyes_or_out_of_the_office_notes_it() -> None:
    calls = every_call()
    assert set(BRINGS) <= set().union(*calls.values()), "renamed, and no longer looked for"
    brings = {module: found & set(BRINGS) for module, found in calls.items()}
    silent = {module for module, found in brings.items() if found} - noting()
    new = {module: [BRINGS[name] for name in brings[module]] for module in silent - set(SILENT)}
    assert not new, "note it (actions.access), or say in SILENT why nobody need know"
    assert silent == set(SILENT), "these need no exception any more"


def test_whoever_can_be_sought_by_nik_is_noted() -> None:
    fields = {module: found for module, found in every_call().items() if "SearchField" in found}
    silent = {module for module, found in fields.items() if "access.note_search" not in found}
    assert silent == set(SEEKS_NO_NIK), "note what is sought (note_search), or say which list has no NIK"
