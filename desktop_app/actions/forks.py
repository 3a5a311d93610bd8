"""One device, two histories: DKUM's counts, and what was written beside it is written again.

Somebody opened a copy of its folder and both wrote on (`fork_proofs`). DKUM ordered a new epoch; its answer
brings the history that counts, and `actions.rewriting` says again what was written beside it.
"""

from __future__ import annotations

from desktop_app.actions.copies import agrees
from desktop_app.actions.inspecting import Checked
from desktop_app.actions.rewriting import put_aside, rewrite
from desktop_app.office import Office
from desktop_app.storage.work import Work
from desktop_app.sync.manifest import stream_name


def ends_here(office: Office, checked: Checked) -> str:
    """Why this computer has to begin a new epoch before DKUM's answer goes in, or ""."""
    own = checked.directory.device(office.info.dev)
    if checked.sender.kind != "dkum" or own is None or own.kind == "dkum":
        return ""
    if (own.dev, office.info.ep) in checked.cuts:
        return "forked"
    return "ended" if str(office.info.ep) in own.last_good else ""


def settle(work: Work, office: Office, checked: Checked) -> None:
    """Where DKUM's answer holds another history of a stream than we do, cut ours; its own ops come next.

    Our own is written again (`rewriting.say_again`); what another computer wrote comes again from it.
    """
    if checked.sender.kind != "dkum" or office.info.kind == "dkum":
        return
    own: dict[int, int] = {}
    for (dev, ep), seq in checked.cuts.items():
        if dev == office.info.dev:
            own[ep] = seq
        else:
            put_aside(work, dev, ep, seq)
    device = checked.directory.device(office.info.dev)
    told = checked.body.manifest.have
    for ep, last in (device.last_good if device is not None else {}).items():
        head = told.get(stream_name(office.info.dev, int(ep)))
        known = int(ep) in own or head is None or agrees(work.connection, office.info.dev, int(ep), head)
        if known:  # else another part of the answer brings where they differ
            own[int(ep)] = min(last, own.get(int(ep), last))
    rewrite(work, office, own)
