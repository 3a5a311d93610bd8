"""README promises two commands; these are the ones that are run, and what it points at is there."""

from __future__ import annotations

import re

import pytest

from build_spec.readme import README, commands
from tests.source import ROOT
from ui.entry import QT_LIBRARIES, X11_LIBRARIES

TEXT = README.read_text(encoding="utf-8")


def test_the_two_commands() -> None:
    found = commands(TEXT)
    assert found["one"] == (
        "python3 -m venv .venv && .venv/bin/pip install -c build_spec/constraints.txt -e '.[dev]' "
        "&& .venv/bin/wira demo"
    )
    assert found["two"] == ".venv/bin/pytest"
    assert set(found) == {"one", "one-windows", "two", "two-windows"}


def test_continuous_integration_runs_what_readme_says() -> None:
    run = (ROOT / ".ci/run").read_text(encoding="utf-8")
    for name in ("one", "two"):
        assert f"{name}=$(python3 -m build_spec.readme {name})" in run
        assert f'bash -c "${name}"' in run


def test_the_system_packages_are_those_that_the_program_names() -> None:
    block = TEXT.split("sudo apt install ")[1].split("```")[0]
    assert block.replace("\\", "").split() == [*QT_LIBRARIES.values(), *X11_LIBRARIES.values()]


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", TEXT))))
def test_what_readme_points_at_is_there(target: str) -> None:
    assert (ROOT / target).is_file()


@pytest.mark.parametrize("command", sorted(set(re.findall(r"-m ((?:build_spec|tests)(?:\.\w+)+)", TEXT))))
def test_every_module_that_readme_runs_is_there(command: str) -> None:
    path = ROOT.joinpath(*command.split("."))
    assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()
