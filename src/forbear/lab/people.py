"""Made people behind the real accounts: customers, parties, phones and addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from forbear.lab import identity
from forbear.lab.columns import before, days, empty, joined, numbered, pick, same, spread
from forbear.lab.draw import Dice, Flags, Ints
from forbear.lab.places import Map, scatter, written
from forbear.lab.source import Source

#: Twelve accounts make nine customers: seven have one, one has two, one has three.
GROUP = np.repeat(np.arange(9), (1, 1, 1, 2, 1, 1, 3, 1, 1))
GROUP_CUSTOMERS = 9

SOLE_TRADERS = 0.02
COMPANIES = 0.005
MALE = 1
MARRIED = 1

#: Party kinds in the order in which a customer's are numbered, and how many customers have one.
ROLES = (
    ("spouse", 0.35),
    ("referee", 0.12),
    ("guarantor", 0.02),
    ("legal_representative", 1.0),
)


def customer_of(accounts: Ints) -> Ints:
    """Which customer owes each account number."""
    block, place = np.divmod(accounts, len(GROUP))
    return block * GROUP_CUSTOMERS + GROUP[place]


@dataclass(frozen=True)
class People:
    """One chunk's customers, in order of number; ``source_row`` is that of the first account."""

    index: Ints
    source_row: Ints
    #: Worst months past due over the customer's accounts, and which account of the chunk it is.
    late: Ints
    worst_account: Ints
    county: Ints
    company: Flags
    sole_trader: Flags
    woman: Flags
    married: Flags

    def __len__(self) -> int:
        return len(self.index)


def people(
    dice: Dice, source: Source, place: Map, customer: Ints, source_row: Ints, late: Ints
) -> People:
    """The customers behind a chunk's accounts; arguments by account, sorted by customer."""
    index, first = np.unique(customer, return_index=True)
    worst = np.lexsort((np.arange(len(late)), -late, customer))[first]
    row = source_row[first]
    company = dice.chance("company", index, COMPANIES)
    return People(
        index=index,
        source_row=row,
        late=late[worst],
        worst_account=worst,
        county=dice.choose("county", index, place.weight),
        company=company,
        sole_trader=~company & dice.chance("sole_trader", index, SOLE_TRADERS),
        woman=source.sex[row] != MALE,
        married=source.marriage[row] == MARRIED,
    )


def birthdays(dice: Dice, index: Ints, age: Ints, as_of: date) -> pl.Series:
    """Days of birth that give the real age in years on the business date."""
    turned = dice.below("birthday", index, 360)
    today = pl.date(pl.lit(as_of.year - pl.Series(age)), as_of.month, min(as_of.day, 28))
    return pl.select(today - pl.duration(days=pl.lit(pl.Series(turned)))).to_series()


def customers(dice: Dice, source: Source, place: Map, who: People, as_of: date) -> pl.DataFrame:
    """The tape's customers. Age, sex, education and marriage are the source's."""
    n, index = len(who), who.index
    person = ~who.company
    born = birthdays(dice, index, source.age[who.source_row], as_of)
    sequence = dice.below("id", index, 500) * 2 + ~who.woman
    ids = numbered("C", index, 8)
    return pl.DataFrame(
        {
            "customer_id": ids,
            "kind": pl.Series(["person", "sole_trader", "company"]).gather(
                who.sole_trader + 2 * who.company
            ),
            "name": pick(
                person,
                identity.names(dice, "name", index, who.woman),
                spread(who.company, identity.firms(dice, "firm", index[who.company])),
            ),
            "resident_id": pick(person, identity.resident_ids(born, sequence)),
            "uscc": pick(
                who.company,
                spread(who.company, identity.usccs(91, index[who.company])),
                spread(who.sole_trader, identity.usccs(92, index[who.sole_trader])),
            ),
            "born_on": pick(person, born),
            "language": pick(dice.chance("english", index, 0.005), "en", "zh"),
            "timezone": same("Asia/Shanghai", n),
            "region": place.region.gather(who.county),
            "employer": pick(
                person & dice.chance("employed", index, 0.7),
                identity.firms(dice, "employer", index),
            ),
            "email": pick(
                dice.chance("email", index, 0.3), joined(ids.str.to_lowercase(), "@example.com")
            ),
            "x_education": source.education[who.source_row].astype(np.int8),
            "x_marriage": source.marriage[who.source_row].astype(np.int8),
        }
    )


def parties(dice: Dice, who: People) -> pl.DataFrame:
    """Spouses, referees, guarantors, and the person who acts for each company."""
    n, index = len(who), who.index
    spouse = who.married & ~who.company
    may = (spouse, ~who.company, np.ones(n, dtype=np.bool_), who.company)
    has = np.stack(
        [
            able & dice.chance(f"party.{role}", index, share)
            for able, (role, share) in zip(may, ROLES, strict=True)
        ]
    ).T
    at, role = np.nonzero(has)
    key = index[at] * len(ROLES) + role
    opposite = np.where(role == 0, ~who.woman[at], dice.chance("party.woman", key, 0.5))
    guarantor = role == 2
    liable = pl.Series(guarantor)
    born = birthdays_of_parties(dice, key)
    return pl.DataFrame(
        {
            "customer_id": numbered("C", index[at], 8),
            "party_id": pl.Series(["1", "2", "3", "4"]).gather(has.cumsum(axis=1)[at, role] - 1),
            "role": pl.Series([name for name, _ in ROLES]).gather(role),
            "name": identity.names(dice, "party.name", key, opposite),
            "account_id": empty(len(at), pl.String),
            "resident_id": pick(
                guarantor,
                identity.resident_ids(born, dice.below("party.id", key, 500) * 2 + ~opposite),
            ),
            "liable": liable,
            "no_contact": dice.chance("party.refuses", key, 0.02),
        }
    )


def birthdays_of_parties(dice: Dice, key: Ints) -> pl.Series:
    """Any day from 1960 to 1999."""
    return days(-3652 + dice.below("party.born", key, 14600))


def phones(dice: Dice, who: People, related: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """A mobile each, a second line for one in ten, and one for each related party."""
    index = who.index
    more = np.nonzero(dice.chance("phone.second", index, 0.1))[0]
    own = np.concatenate([np.arange(len(who)), more])
    slot = np.concatenate([np.zeros(len(who), np.int64), np.ones(len(more), np.int64)])
    party = related.select(
        number=pl.col("customer_id").str.slice(1).cast(pl.Int64),
        party=pl.col("party_id").cast(pl.Int64),
        party_id="party_id",
    )
    number = np.concatenate([index[own], party["number"].to_numpy()])
    slot = np.concatenate([slot, 1 + party["party"].to_numpy()])
    serial = number * 6 + slot
    is_party = slot > 1
    late = np.concatenate([who.late[own], np.zeros(len(party), np.int64)])
    checked = dice.below("phone.checked", serial, 900)
    frame = pl.DataFrame(
        {
            "customer_id": numbered("C", number, 8),
            "phone": identity.phones(serial),
            "party_id": pl.concat([empty(len(own), pl.String), party["party_id"]]),
            "kind": pl.Series(["mobile", "work"]).gather((slot == 1).astype(np.int64)),
            "source": pl.Series(["contract", "reserved", "authorised", "contact_told"]).gather(
                np.where(is_party, 1, dice.choose("phone.source", serial, (8, 0, 1, 1)))
            ),
            "valid": ~dice.chance("phone.dead", serial, np.minimum(0.02 + 0.05 * late, 0.4)),
            "verified_on": pick(checked < 600, before(as_of, checked)),
        }
    )
    return frame[np.lexsort((slot, number))]


def addresses(dice: Dice, place: Map, who: People, as_of: date) -> pl.DataFrame:
    """Home (companies: registered), and for most a place of work, in the county or the city."""
    index = who.index
    works = np.nonzero(~who.company & dice.chance("work", index, 0.85))[0]
    registered = np.nonzero(~who.company & dice.chance("registered", index, 0.15))[0]
    own = np.concatenate([np.arange(len(who)), works, registered])
    kind = np.repeat([0, 1, 2], (len(who), len(works), len(registered)))
    order = np.lexsort((kind, own))
    own, kind = own[order], kind[order]
    key = index[own] * 3 + kind
    county = who.county[own]
    away = (kind == 1) & dice.chance("work.city", key, 0.25)
    county = np.where(away, place.seat[place.branch[county]], county)
    lat, lon = scatter(dice, "address", key, place, county)
    placed = ~dice.chance("address.unplaced", key, 0.03)
    checked = dice.below("address.checked", key, 1200)
    names = pl.Series(["home", "work", "registered"])
    return pl.DataFrame(
        {
            "customer_id": numbered("C", index[own], 8),
            "address_id": pl.Series(["1", "2", "3"]).gather(kind),
            "kind": names.gather(np.where(who.company[own], 2, kind)),
            "written": written(dice, "address", key, place, county),
            "region": place.region.gather(county),
            "lat": pick(placed, pl.Series(lat)),
            "lon": pick(placed, pl.Series(lon)),
            "source": same("contract", len(own)),
            "verified_on": pick(checked < 700, before(as_of, checked)),
        }
    )
