"""Reads the program's own source for the tests that watch over its shape. It only parses, never imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROGRAM = ("resources", "desktop_app", "ui")
EVERYTHING = (*PROGRAM, "build_spec", "tests")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Import:
    """One import, wherever it stands: at the top, in a function, or for type checkers only."""

    importer: str
    target: str  # the module, as far as it is known: "desktop_app.domain.op", "sqlalchemy.orm"
    line: int

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.target}"


def within(module: str, package: str) -> bool:
    """Whether `module` is `package` or lies below it."""
    return module == package or module.startswith(f"{package}.")


@cache
def paths(packages: tuple[str, ...] = PROGRAM) -> dict[str, Path]:
    """Every module of `packages` by its dotted name."""
    found: dict[str, Path] = {}
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree(path: Path) -> ast.Module:
    """The parsed module at `path`."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def imports() -> tuple[Import, ...]:
    """Every import statement of the program, function-level ones included."""
    return tuple(one for module, path in paths().items() for one in _imports_of(module, path))


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of the module at `path`."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def where(path: Path, node: ast.AST) -> str:
    """``desktop_app/storage/work.py:12`` for messages."""
    return f"{path.relative_to(ROOT).as_posix()}:{getattr(node, 'lineno', 1)}"


def cycle(edges: dict[str, set[str]]) -> list[str]:
    """One way from a module back to itself along `edges`, or nothing."""
    done: set[str] = set()
    for start in sorted(edges):
        way: list[str] = []
        if found := _walk(start, edges, way, done):
            return found
    return []


def _walk(module: str, edges: dict[str, set[str]], way: list[str], done: set[str]) -> list[str]:
    if module in way:
        return [*way[way.index(module) :], module]
    if module in done:
        return []
    way.append(module)
    for following in sorted(edges.get(module, ())):
        if found := _walk(following, edges, way, done):
            return found
    way.pop()
    done.add(module)
    return []


def _imports_of(module: str, path: Path) -> Iterator[Import]:
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(module, alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield Import(module, whole if whole in paths() else base, node.lineno)
