"""Kill -9 at any moment: nothing lost, nothing twice, nothing half."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

EVENING = datetime(2026, 11, 23, 13, tzinfo=UTC).isoformat()
#: 10:00 in Shanghai on the day planned.
MORNING = datetime(2026, 11, 24, 2, tzinfo=UTC).isoformat()
TOWN = datetime(2026, 11, 23, 2, tzinfo=UTC).isoformat()
#: Kills on each of the two databases, at least; how many of an act in a row, at most.
KILLS, IN_A_ROW = 26, 4
#: What is left to be done grows less from one try to the next, and so does when it is killed.
LESS = 0.9


def steps(tapes: tuple[Path, Path]) -> dict[str, dict[str, Any]]:
    """What is done, one after the other."""
    return {
        "take": {"at": EVENING, "tape": str(tapes[1]), "as_of": "2026-11-23"},
        "night": {"at": EVENING},
        "publish": {"at": EVENING},
        "reassign": {"at": MORNING},
    }


def given(act: str) -> dict[str, Any]:
    """The cases that somebody saw and wants to give away, and to whom."""
    from forbear.web.people.models import User
    from forbear.web.records.models import Case, Officer

    if act != "reassign":
        return {}
    branch = User.objects.get(username="supervisor").branch
    cases = Case.objects.filter(branch=branch).values_list("pk", "version")
    officers = Officer.objects.filter(branch=branch, role="collector", gone=False)
    return {"versions": dict(cases), "to": officers.order_by("-pk")[0].pk}


def verified() -> int:
    """Entries of the whole journal, verified as anyone would."""
    from forbear.evidence import verify
    from forbear.web.journal.give import export_of

    return verify(export_of()).entries


def same(got: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Table by table, so that a difference can be read."""
    for table in wanted["rows"]:
        assert got["rows"][table] == wanted["rows"][table], table
    assert got == wanted


def test_whatever_is_killed_comes_to_the_same_end(
    base: Any, acts: Any, tapes: tuple[Path, Path], picture: Any, tmp_path: Path
) -> None:
    chosen = random.Random(20261122)
    lasts, wanted, entries = {}, {}, {}
    with base.copy(tmp_path) as site:
        for act, told in steps(tapes).items():
            lasts[act] = acts.done(site, act, **told, **given(act))
            wanted[act], entries[act] = picture(), verified()
    for _ in range(8):
        if len(acts.killed) >= KILLS:
            break
        with base.copy(tmp_path) as site:
            for act, told in steps(tapes).items():
                whole = told | given(act)
                for tries in range(min(IN_A_ROW, KILLS - len(acts.killed))):
                    after = chosen.uniform(0, lasts[act] * LESS**tries)
                    if not acts.kill(site, act, after, **whole):
                        break
                acts.done(site, act, **whole)
                same(picture(), wanted[act])
                assert verified() == entries[act]
                if len(acts.killed) >= KILLS:
                    break
    fell = Counter(acts.killed)
    print(f"\n{base.site.vendor}: {fell.total()} kills, {lasts}")
    print("\n".join(f"{count:4} {stage}" for stage, count in sorted(fell.items())))
    assert fell.total() >= KILLS
    assert {stage.split()[0] for stage in fell} == set(lasts)
    assert len(fell) >= 8


def test_contacts_that_were_being_written_are_whole(town: Any, acts: Any) -> None:
    """Each has its permit, its entry in the journal and its case's new version; none has two."""
    from forbear.web.journal.models import Entry
    from forbear.web.records.models import Case, Contact, Permit

    chosen = random.Random(7)
    before = dict(Case.objects.values_list("pk", "version"))
    for _ in range(8):
        acts.kill(town, "contacts", chosen.uniform(0.1, 1.5), at=TOWN)
        made = list(Contact.objects.all())
        told = Entry.objects.order_by("pk").values_list("action", "subject")
        assert sorted(subject for action, subject in told if action == "contact.made") == (
            sorted(f"contact:{one.pk}" for one in made)
        )
        permits = dict(Permit.objects.values_list("pk", "allowed"))
        assert sorted(told.filter(action__startswith="permit.")) == sorted(
            (f"permit.{'issued' if allowed else 'refused'}", f"permit:{pk}")
            for pk, allowed in permits.items()
        )
        assert all(permits[one.permit_id] for one in made)
        grown = Counter(one.customer_id for one in made)
        after = dict(Case.objects.values_list("pk", "version"))
        assert after == {pk: version + grown[pk] for pk, version in before.items()}
        verified()
    assert len(made) >= 3
    assert len(acts.killed) >= 4
