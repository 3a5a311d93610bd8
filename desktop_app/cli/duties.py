"""`wira duties`: the table of what each role may do."""

from __future__ import annotations

from argparse import Namespace

from desktop_app.cli.console import Console
from desktop_app.domain.duties import TABLE, who
from desktop_app.domain.people import OFFICE_LABELS, OFFICE_ROLES, ROLE_HINTS, ROLE_LABELS, ROLES
from resources.i18n import tr


def duties(args: Namespace, console: Console) -> None:
    """For one kind of office, or for all."""
    kinds = [args.kind] if args.kind else list(OFFICE_LABELS)
    lines: list[str] = []
    for kind in kinds:
        lines.append(tr(OFFICE_LABELS[kind]))
        lines += [
            f"  {tr(duty.label)}: {', '.join(tr(ROLE_LABELS[role]) for role in found)}"
            for duty in TABLE
            if (found := who(duty, kind))
        ]
    lines.append(tr("Peran"))
    lines += [
        f"  {tr(ROLE_LABELS[role])}: {tr(ROLE_HINTS[role])}"
        for role in ROLES
        if any(role in OFFICE_ROLES[kind] for kind in kinds)
    ]
    answer = [
        {"code": duty.code, "label": tr(duty.label), **{kind: who(duty, kind) for kind in kinds}}
        for duty in TABLE
    ]
    console.answer({"duties": answer}, lines)
