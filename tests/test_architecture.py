"""The shape of the house, to be read by people.

    resources  <-  desktop_app  <-  ui

Imports inside functions and imports for type checkers count like any other.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source import (
    EVERYTHING,
    PROGRAM,
    ROOT,
    Import,
    cycle,
    functions,
    imports,
    paths,
    tree,
    where,
    within,
)

# Each room, and the rooms of our own that it may use. The first line that fits a module counts.
MAY_USE = {
    "resources": [],
    "desktop_app.errors": ["resources"],
    "desktop_app.domain": ["resources", "desktop_app.errors"],
    "desktop_app.storage": ["resources", "desktop_app.errors", "desktop_app.domain", "desktop_app.keys"],
    "desktop_app.pdfium": [],
    "desktop_app.dumps": [],
    "desktop_app.csvfile": ["desktop_app.domain"],
    "desktop_app.documents": [
        "resources",
        "desktop_app.errors",
        "desktop_app.domain",
        "desktop_app.pdfium",
        "desktop_app.csvfile",
    ],
    "desktop_app.signing": [
        "resources",
        "desktop_app.errors",
        "desktop_app.domain",
        "desktop_app.documents",
        "desktop_app.pdfium",
    ],
    "desktop_app.intake": ["resources", "desktop_app.errors", "desktop_app.domain", "desktop_app.csvfile"],
    "desktop_app.attachments": ["resources", "desktop_app.errors", "desktop_app.pdfium"],
    "desktop_app.verifying": [
        "resources",
        "desktop_app.dumps",
        "desktop_app.errors",
        "desktop_app.documents",
        "desktop_app.attachments",
        "desktop_app.pdfium",
    ],
    "desktop_app.sample": ["resources", "desktop_app.domain", "desktop_app.intake"],
    "desktop_app.keys": ["resources", "desktop_app.errors", "desktop_app.domain"],
    "desktop_app.sync.exchange": [
        "resources",
        "desktop_app.errors",
        "desktop_app.domain",
        "desktop_app.keys",
        "desktop_app.storage",
        "desktop_app.sync",
    ],
    "desktop_app.sync": ["resources", "desktop_app.errors", "desktop_app.domain", "desktop_app.keys"],
    "desktop_app.card": ["resources", "desktop_app.errors", "desktop_app.domain", "desktop_app.keys"],
    "desktop_app.office": [
        "desktop_app.card",
        "resources",
        "desktop_app.errors",
        "desktop_app.domain",
        "desktop_app.keys",
        "desktop_app.storage",
        "desktop_app.sync",
    ],
    "desktop_app.actions": [
        "resources",
        "desktop_app.errors",
        "desktop_app.domain",
        "desktop_app.keys",
        "desktop_app.storage",
        "desktop_app.sync",
        "desktop_app.documents",
        "desktop_app.signing",
        "desktop_app.intake",
        "desktop_app.attachments",
        "desktop_app.verifying",
        "desktop_app.card",
        "desktop_app.csvfile",
        "desktop_app.office",
    ],
    "desktop_app.queries": [
        "resources",
        "desktop_app.errors",
        "desktop_app.domain",
        "desktop_app.storage",
        "desktop_app.office",
        "desktop_app.actions",
    ],
    "desktop_app": ["resources", "desktop_app"],
    "ui": ["resources", "desktop_app", "ui"],
}

# Libraries that a room does without.
NEVER = {
    "resources": ["PySide6", "shiboken6", "sqlalchemy", "sqlcipher3"],
    "desktop_app": ["PySide6", "shiboken6"],
    "desktop_app.domain": ["sqlalchemy", "sqlcipher3", "alembic", "pyhanko", "reportlab", "pikepdf"],
    "desktop_app.documents": ["sqlalchemy", "sqlcipher3", "alembic"],
    "desktop_app.signing": ["sqlalchemy", "sqlcipher3", "alembic"],
    "desktop_app.intake": ["sqlalchemy", "sqlcipher3", "alembic"],
    "desktop_app.attachments": ["sqlalchemy", "sqlcipher3", "alembic"],
    "desktop_app.verifying": ["sqlalchemy", "sqlcipher3", "alembic"],
    "desktop_app.sample": ["sqlalchemy", "sqlcipher3", "alembic"],
    "desktop_app.sync.container": ["sqlalchemy", "sqlcipher3", "alembic"],
    "ui": ["sqlalchemy", "sqlcipher3", "alembic"],
}

# What the rooms of the window know nothing of.
HIGHER = {
    "ui.models": ["ui.widgets", "ui.forms", "ui.dialogs", "ui.pages", "ui.bench", "ui.shell", "ui.app"],
    "ui.widgets": ["ui.forms", "ui.dialogs", "ui.pages", "ui.bench", "ui.shell", "ui.app"],
    "ui.forms": ["ui.pages", "ui.shell", "ui.app"],
    "ui.dialogs": ["ui.shell", "ui.app"],
    "ui.pages": ["ui.shell", "ui.app"],
}

# What lies in the project's own folder.
TOP = {
    ".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "README.md", "pyproject.toml", "typings", *EVERYTHING,
}  # fmt: skip

# The one place that commits to the office database, and the places that keep a file of their own.
COMMITS = "desktop_app/storage/work.py"
OTHER_FILES = {
    "desktop_app/storage/drafts.py": "drafts.db, unsaved typing, is a second file and never holds an op",
}

# Libraries keep data in SQLite files too; these modules read one and write none.
READS_SQLITE = {"ui.icons": "the icons of python-lucide"}

COMMIT_IN_SQL = re.compile(r"(^|;)\s*COMMIT(\s+TRANSACTION)?\s*(;|$)|^\s*END(\s+TRANSACTION)?\s*;?\s*$", re.I)

# How a form is read, and what runs its first argument in another thread.
READS_A_FORM = {"wish", "text", "value", "toPlainText", "currentText", "isChecked"}
ELSEWHERE = {"do", "ask", "run"}

MOST_LINES_OF_A_FILE = 600
MOST_LINES_OF_A_FUNCTION = 60


def room_of(module: str) -> str:
    return next(room for room in MAY_USE if within(module, room))


def folder_of(module: str) -> str:
    room = room_of(module)
    return ".".join(module.split(".")[:2]) if room in ("desktop_app", "ui") else room


def read_elsewhere(module: ast.Module) -> Iterator[ast.Call]:
    """Forms that are read by a function which is handed to another thread."""
    named = {node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(module):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        deed = node.args[0]
        inner = named.get(deed.id) if isinstance(deed, ast.Name) else deed
        if node.func.attr not in ELSEWHERE or not isinstance(inner, ast.FunctionDef | ast.Lambda):
            continue
        for call in ast.walk(inner):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr in READS_A_FORM
                and not call.args
            ):
                yield call


def ours(module: str) -> bool:
    return any(within(module, package) for package in PROGRAM)


@pytest.mark.parametrize("room", MAY_USE)
def test_a_room_uses_only_what_it_may(room: str) -> None:
    upward = [
        str(one)
        for one in imports()
        if ours(one.target)
        and one.target != "desktop_app"  # the version, which is for everybody
        and room_of(one.importer) == room
        and not within(one.target, room)
        and not any(within(one.target, allowed) for allowed in MAY_USE[room])
    ]
    assert upward == []


def test_no_room_leads_back_to_itself() -> None:
    """Rooms of desktop_app that have no line above are in the order too."""
    edges: dict[str, set[str]] = {}
    for one in imports():
        if within(one.importer, "desktop_app") and within(one.target, "desktop_app"):
            edges.setdefault(folder_of(one.importer), set()).add(folder_of(one.target))
    for room, used in edges.items():
        used.discard(room)
    assert " -> ".join(cycle(edges)) == ""


@pytest.mark.parametrize("room", HIGHER)
def test_the_window_is_built_from_below(room: str) -> None:
    """Pages and dialogs are made of widgets, models and forms, never the other way round."""
    upward = [
        str(one)
        for one in imports()
        if within(one.importer, room) and any(within(one.target, higher) for higher in HIGHER[room])
    ]
    assert upward == []


@pytest.mark.parametrize("room", NEVER)
def test_a_room_does_without_these_libraries(room: str) -> None:
    used = [
        str(one)
        for one in imports()
        if within(one.importer, room) and any(within(one.target, library) for library in NEVER[room])
    ]
    assert used == []


def test_no_module_leads_back_to_itself() -> None:
    edges: dict[str, set[str]] = {module: set() for module in paths()}
    for one in imports():
        if one.target in edges and one.target != one.importer:
            edges[one.importer].add(one.target)
    assert " -> ".join(cycle(edges)) == ""


def test_only_storage_opens_database_files() -> None:
    elsewhere = [
        str(one)
        for one in imports()
        if (within(one.target, "sqlcipher3") or within(one.target, "sqlite3"))
        and not within(one.importer, "desktop_app.storage")
        and one.importer not in READS_SQLITE
    ]
    assert elsewhere == []


def commits(path: Path) -> Iterator[str]:
    """Calls and SQL that end a transaction for good. `begin()` is one: SQLAlchemy commits at its end."""
    names = ("commit", "begin") if path.is_relative_to(ROOT / "desktop_app") else ("commit",)
    for node in ast.walk(tree(path)):
        match node:
            case ast.Call(func=ast.Attribute(attr=name)) if name in names:
                yield f"{where(path, node)} calls {name}()"
            case ast.Constant(value=str(text)) if COMMIT_IN_SQL.search(text):
                yield f"{where(path, node)} says {text.strip()!r}"


REVISION = re.compile(r'^(?:down_)?revision = "(\d{4})"', re.MULTILINE)


def test_exactly_one_place_commits() -> None:
    named = {COMMITS, *OTHER_FILES}
    elsewhere = [
        offence
        for path in paths().values()
        if path.relative_to(ROOT).as_posix() not in named
        for offence in commits(path)
    ]
    assert elsewhere == []
    assert list(commits(ROOT / COMMITS)), "the place that commits has moved: name it here"


def test_no_form_is_read_in_another_thread() -> None:
    """What runs in the writing or reading thread gets its wish; it asks no widget for it.

    Seen are functions and lambdas handed to `do`, `ask` and `run` of the bench and the worker.
    """
    assert [
        f"{where(path, call)}: {ast.unparse(call)}"
        for module, path in paths().items()
        if within(module, "ui")
        for call in read_elsewhere(tree(path))
    ] == []


def test_no_file_is_longer_than_a_sitting() -> None:
    lengths = {
        path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths(EVERYTHING).values()
    }
    assert [
        f"{where(path, tree(path))}: {lines} lines"
        for path, lines in lengths.items()
        if lines > MOST_LINES_OF_A_FILE
    ] == []


def test_no_function_is_longer_than_a_screen() -> None:
    """Save those of a migration, which lists tables as they were made and is never worked on again."""
    assert [
        f"{where(path, function)} {function.name}: {length} lines"
        for path in paths(EVERYTHING).values()
        if path.parent != ROOT / "desktop_app/storage/migrations/versions"
        for function in functions(path)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > MOST_LINES_OF_A_FUNCTION
    ] == []


def test_the_migrations_are_one_chain_to_the_head() -> None:
    """Two that came side by side have one number, and no office opens."""
    steps = [
        (path.stem[:4], *REVISION.findall(path.read_text(encoding="utf-8")))
        for path in sorted((ROOT / "desktop_app/storage/migrations/versions").glob("0*.py"))
    ]
    numbers = [f"{number:04d}" for number in range(1, len(steps) + 1)]
    assert steps == [(own, own, *numbers[at - 1 : at]) for at, own in enumerate(numbers)]
    head = (ROOT / "desktop_app/storage/schema.py").read_text(encoding="utf-8")
    assert f'HEAD: Final = "{numbers[-1]}"' in head


def test_the_tests_above_would_notice() -> None:
    """The eyes themselves: a cycle, a commit and an upward import are seen."""
    assert cycle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert cycle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []
    assert room_of("desktop_app.sync.exchange") == "desktop_app.sync.exchange"
    assert room_of("desktop_app.sync.container") == "desktop_app.sync"
    assert any(within(one.importer, "ui") and one.target == "ui.app" for one in imports()), "function level"
    assert COMMIT_IN_SQL.search("BEGIN; DELETE FROM op; COMMIT")
    assert not COMMIT_IN_SQL.search("CREATE TRIGGER t AFTER INSERT ON op BEGIN SELECT 1; END")
    for seen in (
        "bench.do(lambda _progress: save(office, dialog.wish()))",
        "def go():\n    def deed(_p): return save(dialog.day.text())\n    self._bench.do(deed, done)",
    ):
        assert len(list(read_elsewhere(ast.parse(seen)))) == 1, seen
    assert list(read_elsewhere(ast.parse("bench.do(lambda _p: save(wish), lambda _d: field.text())"))) == []
    assert str(Import("ui.entry", "ui.app", 3)) == "ui.entry:3 imports ui.app"


def test_nothing_else_lies_at_the_top() -> None:
    """What a command saved into the checkout by hand is not the project's."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("unpacked without its history")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    top = {name.split("/")[0] for name in listed.stdout.split("\0") if name}
    assert top - TOP == set() and {"README.md", "desktop_app"} <= top
