import numpy as np
import polars as pl
import pytest

from forbear.policy import Policy, load
from forbear.portfolio.words import Channel
from forbear.problems import ForbearError
from forbear.scoring import after
from forbear.strategy import Strategy, Treatment, read_strategy, value, weigh
from forbear.strategy.treatments import Basis, Source

SOURCE = Source(basis=Basis.ASSUMPTION, zh="假设", en="assumption")
BRANCHES = ("east", "west")


def treatment(**fields: object) -> Treatment:
    base: dict[str, object] = {"zh": "措施", "en": "T", "channel": "call", "source": SOURCE}
    return Treatment.model_validate({**base, **fields})


@pytest.fixture(scope="module")
def shipped() -> Strategy:
    return read_strategy(load())


def case(**fields: object) -> dict[str, object]:
    return {
        "case_id": "a",
        "branch_id": "west",
        "placed": False,
        "vulnerable": False,
        "days_past_due": 100,
        "owed": 1_000_000,
        "p_self": 0.5,
        "lost": False,
        "reached_90d": True,
        "broken_promises_90d": 0,
        "secured": False,
        "has_phone": True,
        "has_email": True,
        "has_address": True,
        **fields,
    }


def permits(ids: list[str], but: tuple[Channel, ...] = ()) -> pl.DataFrame:
    return pl.DataFrame({"case_id": ids, **{c.value: [c not in but] * len(ids) for c in Channel}})


def open_to(strategy: Strategy, permitted: pl.DataFrame, **fields: object) -> list[str]:
    weighed = weigh(pl.DataFrame([case(**fields)]), permitted, strategy, BRANCHES, after)
    names = strategy.treatments.names
    return [names[j] for j in np.flatnonzero(np.isfinite(weighed.value[:, 0]))]


@pytest.mark.parametrize(
    ("fields", "owed", "alone", "expected"),
    [
        ({"effect": 0.02}, 1_000_000, 0.5, 20_000),
        ({"effect": 0.02, "cost": 60}, 1_000_000, 0.5, 19_940),
        ({"effect": 0.02, "recovery": 0.75}, 1_000_000, 0.5, 15_000),
        ({"effect": 0.02}, 1_000_000, 0.9, 7_200),
        ({"effect": 0.02, "cost": 60}, 1_000_000, 1.0, -60),
        ({"effect": 0.02, "minimum_owed": 1_000_000}, 1_000_000, 0.5, 20_000),
        ({"effect": 0.02, "minimum_owed": 1_000_001}, 1_000_000, 0.5, None),
        ({"effect": 0.02, "needs": ["known"]}, 1_000_000, 0.5, 20_000),
        ({"effect": 0.02, "needs": ["known", "missing"]}, 1_000_000, 0.5, None),
        ({"effect": 0.02, "needs": ["unknown"]}, 1_000_000, 0.5, None),
    ],
)
def test_value_is_what_comes_in_beyond_doing_nothing(
    fields: dict[str, object], owed: int, alone: float, expected: float | None
) -> None:
    frame = pl.DataFrame(
        {"owed": [owed], "p_self": [alone], "known": [True], "missing": [False]}
    ).with_columns(unknown=pl.lit(None, pl.Boolean))
    found = frame.select(value(treatment(**fields), after).alias("v"))["v"].item()
    assert found == (None if expected is None else pytest.approx(expected))


def test_weigh_opens_what_the_table_proposes(shipped: Strategy) -> None:
    assert open_to(shipped, permits(["a"])) == [
        "wait",
        "letter",
        "senior_call",
        "home_visit",
        "work_visit",
        "agency",
    ]


@pytest.mark.parametrize(
    ("but", "left"),
    [
        ((Channel.CALL,), ["wait", "letter", "home_visit", "work_visit", "agency"]),
        ((Channel.HOME_VISIT, Channel.AGENCY), ["wait", "letter", "senior_call", "work_visit"]),
        (tuple(Channel), ["wait"]),
    ],
)
def test_weigh_closes_what_is_not_permitted(
    shipped: Strategy, but: tuple[Channel, ...], left: list[str]
) -> None:
    assert open_to(shipped, permits(["a"], but)) == left


def test_weigh_takes_an_unknown_permit_as_none(shipped: Strategy) -> None:
    unknown = permits(["a"]).with_columns(call=pl.lit(None, pl.Boolean))
    assert open_to(shipped, unknown) == ["wait", "letter", "home_visit", "work_visit", "agency"]


def test_weigh_closes_what_needs_something_missing(shipped: Strategy) -> None:
    assert open_to(shipped, permits(["a"]), has_address=False) == ["wait", "senior_call", "agency"]


def test_weigh_collects_the_treatments_of_every_row(shipped: Strategy) -> None:
    files = dict(load().files)
    files["strategy.yaml"] = files["strategy.yaml"].replace(
        "hit_policy: first", "hit_policy: collect"
    )
    extra = '  false | false | > 90 | - | - | - | - | - | - | "call" | 另 | more\n'
    files["strategy.yaml"] = files["strategy.yaml"].rstrip("\n") + "\n" + extra
    collecting = read_strategy(Policy(files, frozenset()))
    assert "call" in open_to(collecting, permits(["a"]))
    assert "letter" in open_to(collecting, permits(["a"]))


def test_weigh_keeps_order_branches_and_single_precision(shipped: Strategy) -> None:
    frame = pl.DataFrame([case(case_id="b"), case(case_id="a", branch_id="east", owed=2_000_000)])
    weighed = weigh(frame, permits(["b", "a"]), shipped, BRANCHES, after)
    assert weighed.case_id.to_list() == ["b", "a"]
    assert weighed.branch.tolist() == [1, 0]
    assert weighed.value.dtype == np.float32
    assert weighed.value[0].tolist() == [0.0, 0.0]
    senior = shipped.treatments.names.index("senior_call")
    assert weighed.value[senior].tolist() == [29_850.0, 59_850.0]
    single = weigh(frame[1], permits(["a"]), shipped, BRANCHES, after)
    assert (single.value[:, 0] == weighed.value[:, 1]).all()


def test_weigh_refuses_permits_of_other_cases(shipped: Strategy) -> None:
    with pytest.raises(ValueError, match="the same cases in the same order"):
        weigh(pl.DataFrame([case()]), permits(["b"]), shipped, BRANCHES, after)


@pytest.mark.parametrize(("branch", "shown"), [("north", "north"), (None, "null")])
def test_weigh_refuses_an_unknown_branch(shipped: Strategy, branch: str | None, shown: str) -> None:
    frame = pl.DataFrame([case()]).with_columns(branch_id=pl.lit(branch, pl.String))
    with pytest.raises(ForbearError) as caught:
        weigh(frame, permits(["a"]), shipped, BRANCHES, after)
    assert caught.value.problems[0].en == (
        f"{shown} is none of the 2 branches; add it to the branches table"
    )


def test_weigh_on_no_case_is_empty(shipped: Strategy) -> None:
    frame = pl.DataFrame([case()]).head(0)
    weighed = weigh(frame, permits(["a"]).head(0), shipped, BRANCHES, after)
    assert weighed.value.shape == (len(shipped.treatments.names), 0)


def test_weigh_leaves_a_placed_case_to_its_agency(shipped: Strategy) -> None:
    assert open_to(shipped, permits(["a"]), placed=True) == ["wait"]
