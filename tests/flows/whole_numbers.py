"""Every command of `wira`: which only read, with what is asked of them, and which do something."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from desktop_app.cli.parser import build_parser

READS: dict[str, tuple[str, ...]] = {
    "list": ("--limit", "200"),
    "show": ("{number}",),
    "history": ("{number}",),
    "requests": (),
    "user": (),
    "business list": (),
    "business show": ("{business}",),
    "files": (),
    "status": (),
    "check": (),
    "document list": (),
    "document show": ("{document}",),
    "device list": (),
    "authority show": (),
    "duties": (),
    "recovery show": (),
    "mentor list": (),
    "visit list": (),
    "task list": (),
    "training list": (),
    "wave list": (),
    "wave show": ("{wave}",),
    "wave missed": (),
    "wave uninvited": (),
    "outcome show": ("{number}",),
    "outcome list": (),
    "rules list": (),
    "rules show": (),
    "rules review": (),
    "rank": (),
    "recommendation list": (),
    "recommendation show": ("{letter}",),
    "extract receivers": (),
    "extract list": (),
    "conflict list": (),
    "conflict show": ("{conflict}",),
    "erase list": (),
    "erase plan": ("{number}",),
    "privacy consent": (),
    "privacy list": (),
    "privacy retention": (),
    "tte roots": (),
    "timestamp show": (),
    "journal": ("--limit", "500"),
    "boxes": (),
    "intake": ("{sheet}", "--preview"),
    "business import": ("{businesses}", "--preview"),
}
"""What is run, with its arguments: places in braces are filled from the office."""

WHOLE = {"conflict show"}
"""Of these, who shows whole numbers by itself (decision 89): one chooses between two, and it is noted."""

DEEDS = frozenset({
    "announce", "approve-application", "attend", "authority adopt", "authority export", "authority next",
    "authority recovery", "authority renew", "authority restore", "backup", "business add", "business close",
    "business judge", "cancel", "conflict later", "conflict reopen", "conflict resolve", "decide", "demo",
    "device lock", "device readmit", "device revoke", "device rotate", "device sheet", "discard",
    "document cancel", "document copies", "document save", "enrol", "enter", "erase do", "erase due",
    "erase propose", "export", "extract make", "extract status", "import", "init", "keep", "mentor add",
    "mentor area", "mentor assign",
    "mentor import", "mentor stop", "migrate", "move", "open", "outcome set", "paper consent", "paper decree",
    "paper form", "paper minutes", "paper receipt", "paper statement", "paper trial", "paper waiting",
    "privacy answer", "privacy breach", "privacy copy", "privacy lift", "privacy mistake", "privacy request",
    "recap", "recommendation import", "recommendation match", "recommendation withdraw", "recovery answer",
    "recovery enter", "recovery look", "recovery open", "recovery request", "recovery sheet", "reject",
    "report", "restore", "return", "roster", "rules check", "rules issue", "rules preview", "rules rejudge",
    "sign", "submit", "support", "task add", "task cancel", "task done", "timestamp add", "timestamp set",
    "timestamp trust", "timestamp untrust", "training add", "training close", "tte prepare", "tte return",
    "tte trust", "tte untrust", "verify", "visit add", "visit cancel", "watch", "wave add", "wave cancel",
    "wave change", "wave invite", "wave remove", "wave roster", "wave sheet", "withdraw",
})  # fmt: skip
"""What changes something or saves a file: it answers with registration numbers, counts and paths."""


def commands() -> Iterator[str]:
    """Every command that can be given, with its step: ``privacy list``."""
    waiting: list[tuple[str, argparse.ArgumentParser]] = [("", build_parser())]
    while waiting:
        words, parser = waiting.pop()
        steps = [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]
        if not steps:
            yield words
        for each in steps:
            waiting += [(f"{words} {name}".strip(), one) for name, one in each.choices.items()]
