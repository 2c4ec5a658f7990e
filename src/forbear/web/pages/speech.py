"""Every code that a page shows, in the language of whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from forbear.portfolio.code_words import code_words
from forbear.web import bank
from forbear.web.journal.acts import WORDS as ACTS
from forbear.web.people.roles import ROLE_WORDS
from forbear.web.people.templatetags.words import in_chinese

Words = Mapping[str, tuple[str, str]]

#: States of what the web keeps, as badges say them.
STATES: dict[str, Words] = {
    "tape_state": {
        "uploading": ("being sent", "上传中"),
        "received": ("waiting", "待处理"),
        "checking": ("being checked", "校验中"),
        "loading": ("being loaded", "入库中"),
        "accepted": ("accepted", "已入库"),
        "refused": ("refused", "已拒收"),
    },
    "night_state": {
        "ordered": ("waiting to run", "已下达"),
        "running": ("running", "运行中"),
        "ready": ("to be published", "待发布"),
        "published": ("published", "已发布"),
        "rejected": ("sent back", "已退回"),
        "superseded": ("overtaken", "已被取代"),
        "failed": ("failed", "失败"),
    },
    "case_state": {"open": ("open", "处理中"), "closed": ("closed", "已结案")},
    "promise_state": {
        "open": ("open", "待兑现"),
        "kept": ("kept", "已兑现"),
        "broken": ("broken", "未兑现"),
        "withdrawn": ("withdrawn", "已撤回"),
    },
    "arrangement_state": {
        "proposed": ("proposed", "待确认"),
        "agreed": ("agreed", "履行中"),
        "completed": ("completed", "已履行完毕"),
        "broken": ("broken", "已违约"),
        "cancelled": ("cancelled", "已取消"),
    },
    "origin": {"tape": ("from the tape", "行内系统"), "here": ("entered here", "本系统登记")},
}
#: Stages of an import and of a night.
STAGES: Words = {
    "check": ("checking the tape", "校验数据"),
    "assess": ("ageing, scoring, permits", "账龄、评分与许可"),
    "allocate": ("sharing out people and budgets", "分配人力与预算"),
    "route": ("planning visits", "规划外访路线"),
    "decide": ("deciding each case", "逐户决策"),
    "result": ("writing the plan", "生成计划"),
    "load": ("loading", "入库"),
    "stage": ("laying the plan aside", "预置计划"),
}


def word(kind: str, code: object) -> str:
    """What a code is called; a dash for none, and one that is not known stands for itself."""
    if code is None or code == "":
        return "–"
    # A night's stage has the number of its shard: assess-003.
    both = words_of(kind).get(str(code).partition("-")[0] if kind == "stage" else str(code))
    return str(code) if both is None else both[in_chinese()]


def words_of(kind: str) -> Words:
    """Every code of a kind with its English and Chinese."""
    if kind in STATES:
        return STATES[kind]
    if kind in _OTHER:
        return _OTHER[kind]()
    return code_words()[kind]


def _treatments() -> Words:
    return _of_policy(bank.policy().policy.digest)[0]


def _reasons() -> Words:
    return _of_policy(bank.policy().policy.digest)[1]


def _strategy_rules() -> Words:
    return _of_policy(bank.policy().policy.digest)[2]


@lru_cache(maxsize=2)
def _of_policy(digest: str) -> tuple[Words, Words, Words]:  # noqa: ARG001
    own = bank.policy()
    plans = own.strategy
    treatments = {
        name: (plans.treatments[name].en, plans.treatments[name].zh)
        for name in plans.treatments.names
    }
    reasons = {one.code: (one.en, one.zh) for feature in own.card.features for one in feature.bins}
    rules = {str(row.number): (row.note.en, row.note.zh) for row in plans.table.rows}
    return treatments, reasons, rules


_OTHER: dict[str, Callable[[], Words]] = {
    "role": lambda: {str(role): both for role, both in ROLE_WORDS.items()},
    "act": lambda: {str(act): both for act, both in ACTS.items()},
    "stage": lambda: STAGES,
    "treatment": _treatments,
    "reason": _reasons,
    "strategy_rule": _strategy_rules,
}
