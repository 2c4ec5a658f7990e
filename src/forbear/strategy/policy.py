"""The strategy as the bank's policy folder holds it: table, treatments, capacities, agreeing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forbear.policy import Policy
from forbear.problems import ForbearError, Problem
from forbear.strategy.capacities import ResourceFile
from forbear.strategy.evaluate import TREATMENTS
from forbear.strategy.findings import check_logic
from forbear.strategy.table import Table, read_table
from forbear.strategy.treatments import Treatments

TABLE_FILE, TREATMENT_FILE, CAPACITY_FILE = "strategy.yaml", "treatments.yaml", "capacities.yaml"


@dataclass(frozen=True)
class Strategy:
    """What a night needs to propose, weigh and allocate."""

    table: Table
    treatments: Treatments
    resources: ResourceFile


def read_strategy(policy: Policy) -> Strategy:
    """Read and check the three files.

    Raises `ForbearError` naming every cell that can't be read, every overlap, gap and row that
    can never match, and every treatment or resource that is named but not declared.
    """
    table = read_table(policy.text(TABLE_FILE), TABLE_FILE)
    treatments = policy.read(TREATMENT_FILE, Treatments)
    resources = policy.read(CAPACITY_FILE, ResourceFile)
    faults = [*_table_faults(table, treatments), *_resource_faults(treatments, resources)]
    if faults:
        raise ForbearError(*faults)
    check_logic(table)
    return Strategy(table, treatments, resources)


def _table_faults(table: Table, treatments: Treatments) -> Iterator[Problem]:
    if [output.name for output in table.outputs] != [TREATMENTS]:
        yield Problem(
            "strategy.outputs",
            table.file,
            f"a strategy has one output, {TREATMENTS}, of type string",
            f"策略表只有一个输出列 {TREATMENTS}，类型为 string",
        )
        return
    lines = {row.number: row.line for row in table.rows}
    known = ", ".join(treatments.names)
    for number, names in table.results(TREATMENTS).items():
        where = (
            f"{table.file}:{lines[number]}, row {number}" if number else f"{table.file}, default"
        )
        for name in dict.fromkeys(names):
            if name not in treatments.names:
                yield Problem(
                    "strategy.unknown_treatment",
                    f"{where}, {TREATMENTS}",
                    f'"{name}" is no treatment of {TREATMENT_FILE}; known are {known}',
                    f"{TREATMENT_FILE} 中没有措施“{name}”，可用：{known}",
                )
            elif names.count(name) > 1:
                yield Problem(
                    "strategy.twice",
                    f"{where}, {TREATMENTS}",
                    f'"{name}" stands twice in the cell; keep one',
                    f"“{name}”在单元格中重复，请保留一个",
                )


def _resource_faults(treatments: Treatments, resources: ResourceFile) -> Iterator[Problem]:
    known = ", ".join(resources.resources) or "-"
    for name, treatment in treatments.treatments.items():
        for resource in treatment.uses:
            if resource not in resources.resources:
                yield Problem(
                    "strategy.unknown_resource",
                    f"{TREATMENT_FILE}, {name}, uses",
                    f"{resource} is no resource of {CAPACITY_FILE}; known are {known}",
                    f"{CAPACITY_FILE} 中没有资源 {resource}，可用：{known}",
                )
