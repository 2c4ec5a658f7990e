from __future__ import annotations

from dataclasses import replace

from forbear.nightly.report import Summary
from forbear.nightly.report.figures import Money
from forbear.nightly.report.model import Text
from forbear.nightly.report.sections.treatments import SHOWN, treatments

CNY = Money("CNY", 2)


def test_treatments_come_by_how_often_chosen(busy: Summary) -> None:
    made = treatments(busy, CNY)
    assert [r.chosen for r in made.rows][:3] == ["2,377", "1,440", "1,121"]
    assert made.finding == Text(
        "Call by a collector brings 38% of the CNY 476k expected",
        "预计净增47.6万元，其中38%来自人工电催",
    )


def test_money_of_a_column_has_one_unit(busy: Summary) -> None:
    made = treatments(busy, CNY)
    assert (made.cost_unit.en, made.value_unit.zh) == ("CNY k", "万元")
    assert [r.cost.en for r in made.rows][:3] == ["0.2", "11.5", "0.0"]


def test_effect_is_in_points_or_absent(busy: Summary) -> None:
    effects = {r.title.en: r.effect for r in treatments(busy, CNY).rows}
    assert effects["Visit at home"] == Text("+4.4 pp", "+4.4 个百分点")
    assert effects["Wait: pays by itself"] is None


def test_resources_come_bank_first_then_dearest(busy: Summary) -> None:
    made = treatments(busy, CNY)
    assert [r.where for r in made.resources][:5] == [None, None, None, None, "海盐支行"]
    assert [r.price.en if r.price else None for r in made.resources][:4] == [
        "CNY 13.11",
        "CNY 2.12",
        "CNY 1.72",
        None,
    ]


def test_scarcest_is_that_of_which_a_hundredth_more_brings_most(busy: Summary) -> None:
    assert treatments(busy, CNY).scarce == Text(
        "10 of 12 resources run short; "
        "one more of “Collectors' time” (minutes) would bring CNY 1.72",
        "12项资源中10项紧缺；“电催员时间”每增加1分钟可多回收1.72元",
    )


def test_scarce_resource_of_a_branch_names_it(busy: Summary) -> None:
    (only,) = [r for r in busy.resources if r.branch_id == "B08"]
    made = treatments(replace(busy, resources=(only,)), CNY).scarce
    assert made is not None
    assert "“Visit time, 海盐支行”" in made.en
    assert "“海盐支行外访时间”" in made.zh


def test_nothing_scarce_is_said(busy: Summary, bare: Summary) -> None:
    free = replace(busy, resources=tuple(replace(r, price=0.0) for r in busy.resources))
    assert treatments(free, CNY).scarce == Text(
        "Nothing is scarce: one more unit of anything would bring nothing",
        "产能充足：任何资源再增加也不会多回收",
    )
    assert treatments(bare, CNY).scarce is None


def test_resource_without_capacity_has_no_share(busy: Summary) -> None:
    row = replace(busy.resources[0], capacity=0, used=0)
    (made,) = treatments(replace(busy, resources=(row,)), CNY).resources
    assert (made.share, made.width) == ("–", 0.0)


def test_nothing_worth_doing_is_said(bare: Summary) -> None:
    made = treatments(bare, CNY)
    assert made.finding.en == "No treatment is expected to bring more than it costs"
    assert made.rows == ()


def test_long_lists_are_cut_and_it_is_said(busy: Summary) -> None:
    many = tuple(replace(busy.resources[-1], branch_id=f"X{n}") for n in range(SHOWN + 1))
    made = treatments(replace(busy, resources=many), CNY)
    assert len(made.resources) == SHOWN
    assert made.more is not None
    assert made.more.en == "One more resource is only in the files."
