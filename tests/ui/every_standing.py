"""DKUM and Kukusan with one applicant in each status, and whoever waits for DKUM's word; somebody of each
role in both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from desktop_app.actions import applications, cancelling, decisions, returning, rulebooks
from desktop_app.actions.decisions import ProposeDecision
from desktop_app.actions.mentoring import AssignMentor, GiveArea, SaveMentor, assign, give_area, save_mentor
from desktop_app.actions.people import change_person
from desktop_app.actions.register import SaveBusiness, save_business
from desktop_app.actions.rulebooks import IssueRules
from desktop_app.actions.training import SaveTraining, SaveWave, save_training, save_wave
from desktop_app.domain.people import OFFICE_ROLES
from desktop_app.domain.rulebook import default_rules
from desktop_app.office import Office
from tests import offices
from tests.carrying import exchange
from tests.offices import KUKUSAN, PASSPHRASE

WHY = "Alamat di formulir berbeda dengan KTP"
DAYS = ("2026-11-17", "2026-11-18", "2026-11-19")
_PLACES = 4


@dataclass(frozen=True)
class Standings:
    """The offices, and the record of each standing by its name: a status, or one with what waits for DKUM."""

    dkum: Office
    kukusan: Office
    records: dict[str, str]
    business: str
    mentor: str
    """One who accompanies nobody yet."""
    waves: dict[str, str]
    """The wave that each kind of office planned for itself."""

    def office(self, kind: str) -> Office:
        return self.dkum if kind == "dkum" else self.kukusan

    def close(self) -> None:
        self.dkum.close()
        self.kukusan.close()


def person_of(role: str) -> str:
    """Who has just that role."""
    return f"Petugas {role}"


def make_standings(folder: Path) -> Standings:
    dkum, kelurahan = offices.city(folder, KUKUSAN)
    kukusan = kelurahan[KUKUSAN]
    found = Standings(dkum, kukusan, {}, "", "", {})
    rules = replace(default_rules("WUB", 2026), quota=_PLACES)
    rulebooks.issue(dkum, IssueRules(rules, "188/1", "02-01-2026"))
    mentor, other = (save_mentor(dkum, SaveMentor(nama)).record for nama in ("Tono Baru", "Siti Lestari"))
    for one in (mentor, other):
        give_area(dkum, GiveArea(one, KUKUSAN, "2026-01-02"))
    course = save_training(dkum, SaveTraining("Pelatihan Dasar WUB", "program", "DKUM Kota Depok", 3)).record
    found.waves["dkum"] = save_wave(dkum, SaveWave(course, "Gelombang kota", DAYS, 30)).record
    exchange(dkum, kukusan, folder)
    names = _typed(kukusan, found.records)
    exchange(kukusan, dkum, folder)
    _decided(dkum, found.records, names)
    exchange(dkum, kukusan, folder)
    _verified_later(kukusan, found.records)
    kukusan.enter("Ratna Puspita", PASSPHRASE)
    cancelling.request_withdrawal(kukusan, found.records["accepted, cancellation asked"], "Pindah dari Depok")
    assign(kukusan, AssignMentor((found.records["accepted, accompanied"],), mentor, "2026-11-20"))
    own = SaveWave(course, "Gelombang Kukusan", DAYS, 30)
    found.waves["kelurahan"] = save_wave(kukusan, own).record
    business = save_business(kukusan, SaveBusiness({"nama": "Toko Wulan"})).record
    exchange(kukusan, dkum, folder)
    _proposed(dkum, found.records)
    exchange(dkum, kukusan, folder)
    for kind, one, admin in (("dkum", dkum, "Hendra Wijaya"), ("kelurahan", kukusan, "Ratna Puspita")):
        one.enter(admin, PASSPHRASE)
        for role in sorted(OFFICE_ROLES[kind]):  # type: ignore[index]
            offices.add(one, person_of(role), role)
    account = next(
        user for user, facts in kukusan.context.people.items() if facts.nama == person_of("pendamping")
    )
    change_person(kukusan, account, mentor=mentor)
    return replace(found, business=business, mentor=other)


def _typed(one: Office, records: dict[str, str]) -> list[str]:
    """What Kukusan brings about by itself; the records of those who are decided about."""
    people = [{**each, "program": "WUB"} for each in offices.persons(12)]
    (records["draft"],) = offices.enter(one, people[:1], submit=False)
    rest = offices.enter(one, people[1:])
    records |= dict(zip(("submitted", "returned", "rejected", "withdrawn"), rest, strict=False))
    one.enter("Dian Lestari", PASSPHRASE)
    applications.give_back(one, records["returned"], WHY)
    applications.reject(one, records["rejected"], WHY)
    applications.withdraw(one, records["withdrawn"], WHY)
    offices.verify(one, rest[4:])
    return rest[4:]


def _decided(dkum: Office, records: dict[str, str], names: list[str]) -> None:
    """The first have places, the others wait; of those who have, one is cancelled."""
    dkum.enter("Hendra Wijaya", PASSPHRASE)
    made = decisions.propose(dkum, ProposeDecision("WUB", 2026, KUKUSAN))
    dkum.enter("Sari Utami", PASSPHRASE)
    decisions.approve(dkum, made.record)
    ranked = sorted(names, key=lambda record: str(offices.row(dkum, record).status))
    accepted = ("accepted", "accepted, cancellation asked", "accepted, accompanied", "cancelled")
    waiting = ("waitlisted", "waitlisted, return proposed", "waitlisted, rejection proposed")
    records |= dict(zip((*accepted, *waiting), ranked, strict=True))
    cancelling.cancel(dkum, records["cancelled"], "Pindah dari Depok")


def _verified_later(one: Office, records: dict[str, str]) -> None:
    one.enter("Ratna Puspita", PASSPHRASE)
    made = offices.enter(one, [{**each, "program": "WUB"} for each in offices.persons(3, seed=7)])
    offices.verify(one, made)
    records |= dict(
        zip(("verified", "verified, return proposed", "verified, rejection proposed"), made, strict=True)
    )


def _proposed(dkum: Office, records: dict[str, str]) -> None:
    dkum.enter("Hendra Wijaya", PASSPHRASE)
    for at in ("verified", "waitlisted"):
        returning.propose_return(dkum, records[f"{at}, return proposed"], WHY)
        returning.propose_rejection(dkum, records[f"{at}, rejection proposed"], WHY)
