"""Which computer this is, as its operating system names it; only a salted hash of that is ever kept.

A folder that was copied to another computer is recognised by it. Computers that were all set up from one
image may carry one name: such copies are found when their files meet (exchange design, section 8).
"""

from __future__ import annotations

import hashlib
import plistlib
import secrets
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

_LINUX: Final = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
_MAC: Final = ("/usr/sbin/ioreg", "-a", "-rd1", "-c", "IOPlatformExpertDevice")
_WINDOWS: Final = r"SOFTWARE\Microsoft\Cryptography"
_SALT: Final = 16
_SECONDS: Final = 10


def name() -> str:
    """The system's own name for this computer; "" where it has none or does not tell."""
    with suppress(OSError, ValueError, LookupError, subprocess.SubprocessError):
        return _told().strip().casefold()
    return ""


def mark() -> str:
    """A new salted hash of this computer's name (hex); "" where it has none."""
    found = name()
    return _hashed(secrets.token_bytes(_SALT), found) if found else ""


def is_other(kept: str) -> bool:
    """Whether `kept` was marked on another computer. A computer without a name is never another one."""
    found = name()
    if not kept or not found:
        return False
    try:
        salt = bytes.fromhex(kept)[:_SALT]
    except ValueError:
        return True
    return _hashed(salt, found) != kept


def _hashed(salt: bytes, text: str) -> str:
    made = hashlib.blake2b(text.encode(), key=salt, digest_size=32, person=b"wira machine")
    return (salt + made.digest()).hex()


def _told() -> str:
    if sys.platform == "win32":
        import winreg  # only there

        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _WINDOWS, 0, access) as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    if sys.platform == "darwin":
        done = subprocess.run(_MAC, capture_output=True, check=True, timeout=_SECONDS)
        return str(plistlib.loads(done.stdout)[0]["IOPlatformUUID"])
    for path in _LINUX:
        with suppress(OSError):
            found = path.read_text(encoding="ascii").strip()
            if len(found) == 32:  # "uninitialized" while an image is set up
                return found
    return ""
