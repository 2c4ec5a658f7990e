"""Everything the report says, as plain data: sums and short lists, never the portfolio itself.

The run fills a `Summary` from its frames; `forbear.nightly.report.render` draws it. Nothing here
grows with the number of accounts: counts are aggregated, and only the day's stops are listed one
by one. Conventions, for every part:

- money is an ``int`` of minor units of `Summary.currency`; prices may be fractions of one (float);
- clock times are minutes after local midnight, durations minutes, distances metres;
- shares, rates and effects are fractions (0.02 is two points), coordinates WGS 84 degrees;
- words that come from data are `Text` pairs; names of persons arrive masked (``张*明``);
- codes (bucket, channel, five-tier class, ...) are the values of the house's enums.

Optional parts have defaults: a part that is left out is left out of the report, or said to be
unknown. The order of rows is the caller's and is kept, unless a part says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Text:
    """The same words in English and in Chinese."""

    en: str
    zh: str


@dataclass(frozen=True)
class Totals:
    """The figures of the first screen. Overdue means at least one day past due."""

    accounts: int
    customers: int
    overdue_accounts: int
    overdue_customers: int
    #: Overdue principal, interest and fees, with interest run up and penalties (`Aged.owed`).
    owed: int
    #: Principal not yet repaid: of all accounts, and of the overdue ones.
    outstanding: int
    overdue_outstanding: int
    #: Contacts planned, on every channel; of which visits on an itinerary.
    planned_contacts: int
    planned_customers: int
    visits: int
    #: Expected recovery beyond doing nothing, after cost; and that cost.
    expected_net_recovery: int
    cost: int
    #: Overdue customers whom no channel may reach; (customer, channel) pairs refused.
    refused_customers: int
    refused_contacts: int
    #: What is expected to come in within 30 days if nobody does anything.
    expected_by_itself: int | None = None


@dataclass(frozen=True)
class TapeTable:
    """One table of the tape: received = accepted + quarantined."""

    table: str
    received: int
    accepted: int
    quarantined: int


@dataclass(frozen=True)
class QuarantineReason:
    """Why rows of one table were set aside. ``rule`` is the check's stable code."""

    table: str
    rule: str
    title: Text
    rows: int


@dataclass(frozen=True)
class FunnelStep:
    """How many customers are left after one step.

    ``step`` is one of tape, overdue, permitted (at least one channel), worth_doing (at least one
    treatment brings more than it costs), planned; in that order.
    """

    step: str
    customers: int
    owed: int


@dataclass(frozen=True)
class BucketSum:
    """One bucket, M0 to M7+, mildest first."""

    bucket: str
    accounts: int
    customers: int
    owed: int
    outstanding: int


@dataclass(frozen=True)
class TierSum:
    """One class of the five-tier classification, normal first."""

    five_tier: str
    accounts: int
    owed: int
    outstanding: int


@dataclass(frozen=True)
class Roll:
    """Accounts that went from bucket ``was`` to ``now`` in the calendar month starting ``month``.

    ``overdue`` is their overdue sum at the start of the month.
    """

    month: date
    was: str
    now: str
    accounts: int
    overdue: int


@dataclass(frozen=True)
class ChannelPermits:
    """What the rulebook said on one channel for the overdue customers.

    ``permitted`` counts all who may be contacted; ``conditional`` those of them with requirements
    (two officers, recording, ...). ``impossible`` are refused by no rule, but there is no number,
    address or person to turn to. permitted + refused + impossible = customers asked about.
    """

    channel: str
    permitted: int
    conditional: int
    refused: int
    impossible: int = 0


@dataclass(frozen=True)
class TreatmentSum:
    """One treatment: how often proposed, still permitted, chosen; what it costs and brings."""

    treatment: str
    title: Text
    #: None for a treatment that touches nobody.
    channel: str | None
    proposed: int
    permitted: int
    chosen: int
    cost: int
    #: Expected net recovery beyond doing nothing, of the chosen ones.
    value: int
    #: Assumed rise of the chance of payment, 0.02 = two points; None where there is none.
    effect: float | None = None


@dataclass(frozen=True)
class ResourceUse:
    """One scarce thing: collector minutes, messages, visit minutes of a branch, ..."""

    resource: str
    title: Text
    #: In the plural, as in "480 minutes".
    unit: Text
    #: None for a resource of the whole bank.
    branch_id: str | None
    capacity: int
    used: int
    #: Shadow price: expected net recovery that one more unit would bring, minor units.
    price: float


@dataclass(frozen=True)
class RefusalSum:
    """One rule on one channel, and how many customers it refuses. A customer may meet several."""

    rule: str
    channel: str
    customers: int
    title: Text
    #: Instrument and article; None or empty for bank policy.
    citation: Text | None
    #: How well the source is known: P primary text, S secondary, D draft, M from memory; "" none.
    status: str
    #: "law" (statute or regulation), "industry" (standard or self-regulation), "policy" (bank).
    basis: str
    #: What would lift it; None where nothing does.
    lifts: Text | None = None
    #: When it ends, where known: first and last day, and for how many no end is known.
    first_ends_on: date | None = None
    last_ends_on: date | None = None
    open_ended: int = 0


@dataclass(frozen=True)
class Branch:
    """A branch: where teams start."""

    branch_id: str
    name: str
    lat: float
    lon: float


@dataclass(frozen=True)
class TeamDay:
    """One team's shift. ``officers`` is who goes, as the bank wants them printed."""

    team_id: str
    branch_id: str
    officers: tuple[str, ...]
    starts: int
    ends: int
    #: Way back to the branch after the last stop.
    home_travel: int
    home_metres: int
    #: Arrival at the branch.
    home_at: int


@dataclass(frozen=True)
class Stop:
    """One stop of a team: a visit or a break, as in `forbear.visits` Itineraries."""

    team_id: str
    stop: int
    #: "visit" or "break".
    kind: str
    arrive: int
    begin: int
    leave: int
    travel: int
    metres: int
    slack: int
    #: Customer's reference, masked name and kind of place; None for a break.
    customer_id: str | None = None
    name: str | None = None
    place: str | None = None
    opens: int | None = None
    closes: int | None = None
    lat: float | None = None
    lon: float | None = None
    #: An appointment, which has to be kept.
    must: bool = False
    bring: tuple[Text, ...] = ()
    prize: int = 0


@dataclass(frozen=True)
class UnroutedSum:
    """Candidates of a branch that no team visits: value, window, capacity or qualification."""

    branch_id: str
    reason: str
    visits: int
    prize: int


@dataclass(frozen=True)
class UnroutedPoint:
    """Where one candidate that is not visited lies, for the map. May be left out or sampled."""

    branch_id: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Worklist:
    """The desk work of one branch. ``file`` is the list's path beside the report, with '/'."""

    branch_id: str
    collectors: int
    cases: int
    owed: int
    file: str | None = None


@dataclass(frozen=True)
class ScoreQuality:
    """How well the scorecard told payers from others in one bucket; bucket "all" for the whole."""

    bucket: str
    accounts: int
    #: Mean of the score's chance, and the share that came true.
    predicted: float
    observed: float
    auc: float | None
    ks: float | None
    brier: float | None
    calibration_error: float | None


@dataclass(frozen=True)
class Assumption:
    """Something the plan takes as given, without having measured it."""

    title: Text
    value: Text
    source: Text


@dataclass(frozen=True)
class AllocationQuality:
    """Value of the plan, the dual bound no plan can exceed, and the gap as a share of the bound."""

    value: int
    bound: int
    gap: float


@dataclass(frozen=True)
class OutputFile:
    """A file written beside the report: its path with '/', and how many rows it holds.

    ``section`` is the report's section whose rows it holds, where there is one: funnel, overdue,
    permits, treatments, visits, worklists, data or sure.
    """

    file: str
    title: Text
    rows: int
    section: str = ""


@dataclass(frozen=True)
class InputFile:
    """A file that was read, with its SHA-256."""

    file: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class RunFacts:
    """What it takes to make the same plan again."""

    forbear_version: str
    policy_digest: str
    #: Name and version of each pack of rules.
    packs: tuple[tuple[str, str], ...]
    seed: int
    inputs: tuple[InputFile, ...] = ()
    outputs: tuple[OutputFile, ...] = ()


@dataclass(frozen=True)
class Summary:
    """The whole report. ``minor`` is the number of decimals of the currency (2 for CNY)."""

    bank: Text
    as_of: date
    plan_for: date
    currency: str
    minor: int
    totals: Totals
    run: RunFacts
    #: A demonstration on made-up or borrowed data; ``notes`` say what is real and what is made.
    demo: bool = False
    notes: tuple[Text, ...] = ()
    tape: tuple[TapeTable, ...] = ()
    quarantine: tuple[QuarantineReason, ...] = ()
    funnel: tuple[FunnelStep, ...] = ()
    buckets: tuple[BucketSum, ...] = ()
    tiers: tuple[TierSum, ...] = ()
    rolls: tuple[Roll, ...] = ()
    permits: tuple[ChannelPermits, ...] = ()
    refusals: tuple[RefusalSum, ...] = ()
    treatments: tuple[TreatmentSum, ...] = ()
    resources: tuple[ResourceUse, ...] = ()
    allocation: AllocationQuality | None = None
    branches: tuple[Branch, ...] = ()
    teams: tuple[TeamDay, ...] = ()
    stops: tuple[Stop, ...] = ()
    unrouted: tuple[UnroutedSum, ...] = ()
    unrouted_points: tuple[UnroutedPoint, ...] = ()
    worklists: tuple[Worklist, ...] = ()
    score: tuple[ScoreQuality, ...] = ()
    #: On what the score was measured, and what that outcome is and is not.
    score_note: Text | None = None
    assumptions: tuple[Assumption, ...] = ()
