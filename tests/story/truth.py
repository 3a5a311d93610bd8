"""What every figure of the story must be: plain SQL, written here and nowhere else."""

from __future__ import annotations

from desktop_app.domain.status import STATUSES

# A person takes part in a wave that is held; a wave is completed on as many days present as it asks for.
_DAYS = " + ".join(f"(coalesce(p.h{day}, '') = 'h')" for day in range(1, 15))
_TAKES = (
    "participant p JOIN wave w ON w.uuid = p.wave JOIN record r ON r.uuid = p.application"
    " JOIN application a ON a.id = r.id"
    " WHERE coalesce(p.batal, 0) = 0 AND coalesce(w.batal, 0) = 0 AND a.status = 'accepted'"
)
_TRAINED = f"SELECT a.id FROM {_TAKES} AND {_DAYS} >= w.minimal"
_OUTCOME = (
    "outcome o JOIN record r ON r.uuid = o.application JOIN application a ON a.id = r.id"
    " WHERE a.status = 'accepted'"
)
_BEGUN = "CAST(substr(o.mulai_usaha, 1, 4) AS INTEGER)"
_NEW = f"{_OUTCOME} AND {_BEGUN} >= a.tahun"


def count(what: str = "application", where: str = "1") -> str:
    """How many rows of a table."""
    return f"SELECT count(*) FROM {what} WHERE {where}"


ACCEPTED = count(where="status = 'accepted'")
TRAINED = f"SELECT count(DISTINCT id) FROM ({_TRAINED})"
STARTED = f"SELECT count(*) FROM {_NEW}"
SIX = f"SELECT count(*) FROM {_NEW} AND o.enam_bulan = 'ya'"
_HERE = "SELECT r.id FROM mentee m JOIN record r ON r.uuid = m.application"
"""Nobody's mentoring has ended in the story."""
_ABSENT = " OR ".join(f"p.h{day} IN ('i', 's', 'a')" for day in range(1, 15))

_WUB = "a.program = 'WUB' AND a.tahun = 2026"
FUNNEL: dict[str, str] = {
    "Ditetapkan": f"SELECT count(*) FROM application a WHERE a.status = 'accepted' AND {_WUB}",
    "Selesai dilatih": f"SELECT count(DISTINCT a.id) FROM {_TAKES} AND {_DAYS} >= w.minimal AND {_WUB}",
    "Mulai usaha": f"SELECT count(*) FROM {_NEW} AND {_WUB}",
    "Berjalan 6 bulan": f"SELECT count(*) FROM {_NEW} AND o.enam_bulan = 'ya' AND {_WUB}",
}
"""The stages of Wirausaha Baru 2026; a condition on `a` may follow."""

STATUS: dict[str, str] = {
    "applicants": count(),
    **{f"by_status.{status}": count(where=f"status = '{status}'") for status in STATUSES},
    **{
        f"by_program.{program}.{status}": count(where=f"program = '{program}' AND status = '{status}'")
        for program in ("WUB", "PP")
        for status in STATUSES
    },
    "conflicts": count("conflict"),
    "clashes": "SELECT count(DISTINCT application_id) FROM clash WHERE kind = 'nik'",
    "number_clashes": "SELECT count(DISTINCT application_id) FROM clash WHERE kind = 'nomor'",
    "stale": count(where="stale = 1"),
    "documents": count("document"),
    "attachments": count("attachment"),
    "decisions": count("decision", "state = 'approved'"),
    "open_proposals": count("decision", "state = 'proposed'"),
    "void_ops": count("op", "void IS NOT NULL"),
    "businesses": count("business", "coalesce(tutup, 0) = 0"),
    "mentoring.mentors": count("mentor", "berhenti IS NULL"),
    "mentoring.mentees": count(where=f"status = 'accepted' AND id IN ({_HERE})"),
    "mentoring.unaccompanied": count(where=f"status = 'accepted' AND id NOT IN ({_HERE})"),
    "mentoring.visits": count("visit", "coalesce(batal, 0) = 0"),
    "mentoring.open_tasks": count("task", "coalesce(batal, 0) = 0 AND diserahkan IS NULL"),
    "training.trainings": count("training", "coalesce(tutup, 0) = 0"),
    "training.waves": count("wave", "coalesce(batal, 0) = 0"),
    "training.participants": f"SELECT count(*) FROM {_TAKES}",
    "training.passed": f"SELECT count(*) FROM ({_TRAINED})",
    "training.missed": f"SELECT count(*) FROM {_TAKES} AND ({_ABSENT})",
    "training.invited": f"SELECT count(DISTINCT a.id) FROM {_TAKES}",
    "training.uninvited": count(where=f"status = 'accepted' AND id NOT IN (SELECT a.id FROM {_TAKES})"),
    "training.trained": TRAINED,
    "outcomes.accepted": ACCEPTED,
    "outcomes.trained": TRAINED,
    "outcomes.started": STARTED,
    "outcomes.six": SIX,
    "outcomes.twelve": f"SELECT count(*) FROM {_NEW} AND o.dua_belas_bulan = 'ya'",
    "outcomes.nib": f"SELECT count(*) FROM {_OUTCOME} AND o.nib IS NOT NULL",
    "outcomes.older": f"SELECT count(*) FROM {_OUTCOME} AND {_BEGUN} < a.tahun",
    "outcomes.jobs": f"SELECT coalesce(sum(o.pekerja), 0) FROM {_NEW}",
    "outcomes.pledges.WUB.accepted": count(where="status = 'accepted' AND program = 'WUB'"),
    "outcomes.pledges.PP.accepted": count(where="status = 'accepted' AND program = 'PP'"),
    "outcomes.pledges.WUB.started": f"SELECT count(*) FROM {_NEW} AND a.program = 'WUB'",
}
"""`wira status --json`, by path."""
