"""Passphrases that did not fit: from beside the database into the access log, once somebody is in."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

from desktop_app.domain import access
from desktop_app.errors import WiraError
from desktop_app.keys.attempts import CHANGING, CONFIRMING, NOBODY, Attempts
from desktop_app.keys.slots import SHEET
from desktop_app.storage.access import AccessLog

_PERSON = re.compile(r"[0-9a-f]{32}")
_SIGNS = {NOBODY: access.NO_NAME, SHEET: access.AT_SHEET}
_ASKED = {CHANGING: access.CHANGING, CONFIRMING: access.CONFIRMING}


def carry(attempts: Attempts, log: AccessLog, dev: str, keep: Callable[[], object]) -> None:
    """Have the log of the computer `dev` (hex) tell what it does not tell yet; `keep` writes what waits.

    Until that is on the disk the tries stay beside it too: rather told twice than never.
    """
    missed = attempts.untold()
    if not missed:
        return
    for each in missed:
        nobody = each.who in _SIGNS
        if not nobody and not _PERSON.fullmatch(each.who):  # no program of ours wrote that
            continue
        sign = _SIGNS.get(each.who, "") if each.asked is None else _ASKED[each.asked]
        about = f"{sign} {each.since}" if each.count > 1 else sign
        log.note(each.last, "" if nobody else each.who, dev, access.MISSED, about=about, count=each.count)
    with suppress(WiraError):
        keep()
    if not log.waiting:
        attempts.told(missed)
