"""Steps of a record's history as entries of a timeline."""

from __future__ import annotations

from desktop_app.queries.applicant import Change, FieldChange
from resources.i18n import tr, trn
from ui import when
from ui.widgets.timeline import Moment

_FEW = 3
"""So many fields that were empty before are told one by one where there is little room."""


def short(change: Change, *, first: bool) -> Moment:
    """What, who, where and when."""
    return Moment(change.title, _who(change, when.short_moment(change.when)), "dot" if first else "ring")


def told(change: Change, *, first: bool, whole: bool = False) -> Moment:
    """With the fields from what to what, and the file that brought it. `whole`: each field that was filled,
    not only how many."""
    lines = [_who(change, when.long_moment(change.when))]
    if change.file:
        lines.append(tr("Datang dengan {berkas}", berkas=change.file))
    if change.void:
        lines.append(tr("Tidak berlaku: {sebab}", sebab=change.void))
    if change.reason:
        lines.append(tr("Alasan: {alasan}", alasan=change.reason))
    lines += [_line(each) for each in change.fields] if whole else _some(change)
    mark = "ban" if change.void else "dot" if first else "ring"
    return Moment(change.title, "\n".join(lines), mark, "text3" if change.void else "accent")


def _who(change: Change, moment: str) -> str:
    return tr("{petugas}, {tempat}, {waktu}", petugas=change.who, tempat=change.where, waktu=moment)


def _some(change: Change) -> list[str]:
    changed = [field for field in change.fields if field.before]
    filled = len(change.fields) - len(changed)
    lines = [_line(field) for field in changed]
    if filled and changed:
        lines.append(trn("{n} isian lain diisi", "{n} isian lain diisi", filled))
    elif filled > _FEW:
        lines.append(trn("{n} isian diisi", "{n} isian diisi", filled))
    else:
        lines += [_line(field) for field in change.fields if not field.before]
    return lines


def _line(field: FieldChange) -> str:
    if not field.before:
        return tr("{isian}: diisi {nilai}", isian=field.label, nilai=field.after or "-")
    if not field.after:
        return tr("{isian}: {lama} dihapus", isian=field.label, lama=field.before)
    return tr("{isian}: {lama} → {baru}", isian=field.label, lama=field.before, baru=field.after)
