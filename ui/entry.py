"""Where `wira` and `WiraDesktop` begin: the window, or a command without one.

No Qt is imported before a window is wanted, so every command works on a machine without Qt and its libraries.
"""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

from desktop_app import dumps
from desktop_app.keys import given
from desktop_app.language import asked_language, without_language
from resources.i18n import Language, set_language, tr

EXIT_UNAVAILABLE = 3

_UNSEEN = ("offscreen", "minimal", "minimalegl")
"""Platforms of Qt that draw for nobody."""

# What the window loads from the system, and the Debian package that brings it.
# Found with ldd and in a minimal Debian; fonts come with the program.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
}
X11_LIBRARIES = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
}


def main(argv: list[str] | None = None) -> int:
    """Do what the command line asks and return the exit code: 0 done, 1 refused, 2 usage, 3 unavailable."""
    if argv is None:
        begin()
    args = sys.argv[1:] if argv is None else argv
    _speak_utf8()
    asked = asked_language(args, os.environ)
    set_language(asked or _chosen_language())
    wanted, home = _window_wanted(without_language(args))
    window = partial(open_window, language=asked)
    if wanted:
        return window(home)
    from desktop_app.cli import main as command_line

    return command_line(args, open_window=window if has_screen() else None)


def begin() -> None:
    """What comes first in a process of its own: no dump of its memory, and no passphrase in the environment,
    of which every process that it begins would get a copy."""
    if getattr(sys, "frozen", False):
        import multiprocessing

        multiprocessing.freeze_support()  # the packaged program is its own helper, see verifying/apart.py
    dumps.forbid()
    if given.VARIABLE in os.environ:
        given.take()


def open_window(home: Path | None, language: Language | None = None) -> int:
    """Open the window on the office folder `home`, or on the last one used, until it is closed.

    It speaks `language`, or the one that was chosen in it.
    """
    if not has_display():
        return _say(
            tr(
                "Jendela Wira tidak dapat dibuka karena komputer ini tidak menyediakan layar. "
                "Pakai perintah tanpa jendela, lihat: wira --help"
            )
        )
    if _uses_x11() and (packages := missing_packages(QT_LIBRARIES | X11_LIBRARIES)):
        return _say(_missing_sentence(packages))
    try:
        import PySide6.QtWidgets  # noqa: F401  (only to see whether it loads)
    except ImportError:
        packages = missing_packages(QT_LIBRARIES)
        if not packages:
            raise
        return _say(_missing_sentence(packages))
    from ui.app import run

    return run(home, language)


def has_display() -> bool:
    """Whether a window could be shown: always on Windows; on Linux with X11, Wayland or a platform named."""
    if not sys.platform.startswith("linux"):
        return True
    if _platform() not in ("", "xcb", "wayland"):
        return True
    if os.environ.get("WAYLAND_DISPLAY") and _platform() != "xcb":
        return True
    return bool(os.environ.get("DISPLAY")) and _x_server_answers()


def has_screen() -> bool:
    """Whether a window would also be seen: one that a command opens unasked on no screen is never closed."""
    return has_display() and _platform() not in _UNSEEN


def missing_packages(libraries: dict[str, str]) -> list[str]:
    """The Debian packages of those `libraries` (file name to package) that this system cannot load."""
    return [package for name, package in libraries.items() if not _loads(name)]


def _window_wanted(args: list[str]) -> tuple[bool, Path | None]:
    """No arguments, or the folder alone, mean the window."""
    match args:
        case []:
            return True, None
        case ["--home", folder]:
            return True, Path(folder)
        case [single] if single.startswith("--home="):
            return True, Path(single.removeprefix("--home="))
        case _:
            return False, None


def _chosen_language() -> Language:
    """What the person at this computer chose in the window's settings."""
    from ui.prefs import Prefs

    try:
        return Prefs.of_machine().language
    except RuntimeError:  # a service's account without a home has chosen nothing
        return "id"


def _platform() -> str:
    return os.environ.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]


def _uses_x11() -> bool:
    return sys.platform.startswith("linux") and (
        _platform() == "xcb" or (_platform() == "" and not os.environ.get("WAYLAND_DISPLAY"))
    )


def _x_server_answers() -> bool:
    """Qt ends the whole process when DISPLAY names a server that is gone, so ask first."""
    import ctypes

    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # another sentence names the missing package
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not failed


def _loads(name: str) -> bool:
    import ctypes

    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _missing_sentence(packages: list[str]) -> str:
    return tr(
        "Jendela Wira memerlukan pustaka sistem yang belum terpasang. "
        "Pasang dengan: sudo apt install {packages}",
        packages=" ".join(packages),
    )


def _say(sentence: str) -> int:
    if sys.stderr is not None:  # WiraDesktop on Windows has none
        print(sentence, file=sys.stderr)
    return EXIT_UNAVAILABLE


def _speak_utf8() -> None:
    """On Windows a redirected stream would use the old code page, and JSON would not be UTF-8."""
    if sys.platform == "win32":
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        if hasattr(sys.stdin, "reconfigure") and not sys.stdin.isatty():
            sys.stdin.reconfigure(encoding="utf-8-sig")


if __name__ == "__main__":
    sys.exit(main())
