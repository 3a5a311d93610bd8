"""The entry point: which way it goes, and what it says where no window can be shown."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

from ui.entry import _window_wanted

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="speaks of Debian packages and X11")


def run_python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    clean = {name: value for name, value in os.environ.items() if name not in hidden}
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("args", [[], ["--home", "kantor"], ["--home=kantor"]])
def test_nothing_or_a_folder_alone_means_the_window(args: list[str]) -> None:
    assert _window_wanted(args)[0]


@pytest.mark.parametrize(
    "args", [["demo"], ["--help"], ["--home", "kantor", "status"], ["--home"], ["--json"]]
)
def test_everything_else_is_a_command(args: list[str]) -> None:
    assert not _window_wanted(args)[0]


@LINUX
def test_without_a_display_one_sentence_and_exit_3() -> None:
    done = run_python("import sys; from ui.entry import main; sys.exit(main([]))")
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "tidak menyediakan layar" in done.stderr


@LINUX
def test_a_display_that_is_gone_counts_as_none() -> None:
    done = run_python("import sys; from ui.entry import main; sys.exit(main([]))", DISPLAY=":64999")
    assert done.returncode == 3
    assert "tidak menyediakan layar" in done.stderr


# The loader is the edge: it refuses the two libraries, and Qt's import fails as it does on a bare Debian.
WITHOUT_LIBRARIES = """
    import ctypes, importlib.abc, sys

    class Bare(importlib.abc.MetaPathFinder):
        def find_spec(self, name, path=None, target=None):
            if name.startswith("PySide6"):
                raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")

    real = ctypes.CDLL
    def refuse(name, *args, **kwargs):
        if name in ("libEGL.so.1", "libGL.so.1"):
            raise OSError(name + ": cannot open shared object file")
        return real(name, *args, **kwargs)

    sys.meta_path.insert(0, Bare())
    ctypes.CDLL = refuse
    from ui.entry import main
    sys.exit(main([]))
"""


@LINUX
def test_missing_qt_libraries_are_named_in_one_line() -> None:
    done = run_python(WITHOUT_LIBRARIES, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "sudo apt install libgl1 libegl1" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_entry_point_imports_no_qt_and_no_heavy_library() -> None:
    done = run_python("""
        import sys
        import ui.entry
        heavy = ("PySide6", "shiboken6", "sqlalchemy", "pyhanko", "reportlab", "cryptography")
        print([name for name in heavy if name in sys.modules])
    """)
    assert done.stdout.strip() == "[]", done.stderr
