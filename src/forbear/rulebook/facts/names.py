"""The closed list of facts that rules may speak of, each with its type and its words.

A fact that is not known is null. Rules are evaluated in three-valued logic: where the unknown fact
could turn the answer, the strict side is taken and the permit says so. Facts of the plan itself
(who will go, what will be shown) are the exception: unknown, they become what the permit requires.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import polars as pl

from forbear.portfolio.words import ConsentKind, CustomerKind, HoldKind, Product, Role
from forbear.rulebook.countries import COUNTRIES
from forbear.rulebook.facts.plan import ACTS, NEEDS

#: Who is on the other end: the debtor himself or one of the related parties' roles.
ADDRESSEES = ("debtor", *(role.value for role in Role))


class FactGroup(StrEnum):
    """Where a fact comes from, and so what it means when it is unknown."""

    CUSTOMER = "customer"
    HOLD = "hold"
    CONSENT = "consent"
    HISTORY = "history"
    PARTY = "party"
    MEANS = "means"
    AGENCY = "agency"
    DAY = "day"
    PLAN = "plan"


@dataclass(frozen=True)
class Fact:
    """One fact. ``values`` are the codes of an enumerated fact; empty for bool and int."""

    name: str
    group: FactGroup
    type: type[bool] | type[int] | type[str]
    en: str
    zh: str
    values: tuple[str, ...] = ()
    #: A count that starts again at local midnight.
    daily: bool = False

    @cached_property
    def dtype(self) -> pl.DataType:
        """How the fact stands in a frame; counts are kept in 16 bits."""
        if self.type is bool:
            return pl.Boolean()
        return pl.Int16() if self.type is int else pl.Enum(self.values)

    @property
    def asked(self) -> bool:
        """Whether an unknown value is to be supplied by whoever uses the permit."""
        return self.group is FactGroup.PLAN


def _flags(group: FactGroup, *rows: tuple[str, str, str]) -> list[Fact]:
    return [Fact(name, group, bool, en, zh) for name, en, zh in rows]


def _counts(group: FactGroup, daily: bool, *rows: tuple[str, str, str]) -> list[Fact]:
    return [Fact(name, group, int, en, zh, daily=daily) for name, en, zh in rows]


_HOLDS = {
    HoldKind.DISPUTE: ("A dispute about the debt is open", "对债务的异议尚未处理完"),
    HoldKind.COMPLAINT: ("A complaint about conduct is open", "投诉尚未办结"),
    HoldKind.ARRANGEMENT: ("A signed repayment plan is being kept", "还款方案已签订且正常履行"),
    HoldKind.HARDSHIP: ("Hardship is being looked into", "困难情形核实中"),
    HoldKind.DECEASED: ("The debtor has died", "债务人已去世"),
    HoldKind.BANKRUPTCY: ("The debtor is bankrupt", "债务人已进入破产程序"),
    HoldKind.INCAPACITY: ("The debtor lacks legal capacity", "债务人无或限制民事行为能力"),
    HoldKind.REPRESENTED: ("The debtor is represented by a lawyer", "债务人已委托律师代理"),
    HoldKind.STOP_REQUEST: ("The debtor has asked to stop contact", "债务人要求停止联系"),
    HoldKind.VULNERABLE: ("The debtor is marked as vulnerable", "债务人被标记为弱势客户"),
}
_CONSENTS = {
    ConsentKind.NIGHT_CONTACT: ("Agreed to be contacted at night", "同意夜间联系"),
    ConsentKind.VISIT_APPOINTMENT: ("Agreed to an appointment at the door", "同意预约上门"),
    ConsentKind.WORK_CONTACT: ("Agreed to be contacted at work", "同意在工作单位联系"),
    ConsentKind.THIRD_PARTY: ("Agreed that third persons are contacted", "同意联系第三人"),
    ConsentKind.FREQUENCY: ("Agreed to more frequent contact", "同意提高联系频次"),
}
_PRODUCTS = {
    Product.CARD: ("Owes on a credit card", "欠信用卡款"),
    Product.CONSUMER_LOAN: ("Owes on a consumer loan", "欠个人消费贷款"),
    Product.AUTO_LOAN: ("Owes on a car loan", "欠汽车贷款"),
    Product.MORTGAGE: ("Owes on a mortgage", "欠住房贷款"),
    Product.BUSINESS_LOAN: ("Owes on a business loan", "欠经营贷款"),
    Product.OTHER: ("Owes on another product", "欠其他贷款"),
}
_KINDS = tuple(kind.value for kind in CustomerKind)

_ALL: list[Fact] = [
    Fact("kind", FactGroup.CUSTOMER, str, "Person, sole trader or company", "客户类型", _KINDS),
    Fact("lives_in", FactGroup.CUSTOMER, str, "Where the debtor lives", "债务人居住地", COUNTRIES),
    Fact("made_in", FactGroup.CUSTOMER, str, "Where the loan was made", "贷款发放地", COUNTRIES),
    Fact(
        "collects_in", FactGroup.CUSTOMER, str, "Where the collector is", "催收方所在地", COUNTRIES
    ),
    *_flags(
        FactGroup.CUSTOMER,
        ("minor", "The debtor is under 18", "债务人未满十八周岁"),
        ("zone_known", "The debtor's time zone is on the tape", "已知债务人所在时区"),
    ),
    *[
        Fact(f"product_{product}", FactGroup.CUSTOMER, bool, en, zh)
        for product, (en, zh) in _PRODUCTS.items()
    ],
    *[Fact(f"hold_{kind}", FactGroup.HOLD, bool, en, zh) for kind, (en, zh) in _HOLDS.items()],
    *[
        Fact(f"consent_{kind}", FactGroup.CONSENT, bool, en, zh)
        for kind, (en, zh) in _CONSENTS.items()
    ],
    Fact(
        "consent_frequency_recent",
        FactGroup.CONSENT,
        bool,
        "Agreed to more frequent contact within the last 7 days, today included",
        "近7日（含当日）内同意提高联系频次",
    ),
    *_counts(
        FactGroup.HISTORY,
        True,
        ("calls_connected_today", "Calls to the debtor answered today", "当日已接通电话次数"),
        (
            "dials_unanswered_today",
            "Unanswered dials today, on the debtor's least dialled number",
            "当日未接通拨打次数（取拨打最少的号码）",
        ),
    ),
    *_counts(
        FactGroup.HISTORY,
        False,
        (
            "dials_failed_in_row",
            "Failed dials in a row before today, on each of the debtor's numbers",
            "截至昨日各号码连续未接通次数",
        ),
        (
            "days_failed_in_row",
            "Days in a row before today on which every attempt failed",
            "截至昨日连续联系不上天数",
        ),
    ),
    *_counts(
        FactGroup.HISTORY,
        False,
        (
            "calls_debt_7d",
            "Calls placed in the last 7 days, today included, about the debt called most",
            "近7日（含当日）就同一笔债务拨打的电话次数（取最多的一笔）",
        ),
        (
            "days_since_conversation",
            "Days since the last conversation by telephone; 32 if longer ago",
            "距最近一次电话交谈的天数（超过31天记32）",
        ),
        (
            "contacts_debt_7d",
            "Calls and messages that reached the debtor in the last 7 days, on one debt",
            "近7日就同一笔债务实际联系到债务人的次数（不含见面）",
        ),
        (
            "contacts_debt_31d",
            "Calls and messages that reached the debtor in the last 31 days, on one debt",
            "近31日就同一笔债务实际联系到债务人的次数（不含见面）",
        ),
        (
            "visits_31d",
            "Visits that met the debtor in the last 31 days, on one debt",
            "近31日就同一笔债务当面见到债务人的次数",
        ),
    ),
    *_flags(
        FactGroup.HISTORY,
        ("own_mobile_dead", "Every mobile of the debtor is out of use", "债务人手机号均已失效"),
    ),
    Fact("addressee", FactGroup.PARTY, str, "Who is contacted", "联系对象", ADDRESSEES),
    Fact("party_role", FactGroup.PARTY, str, "Role of the third person", "第三人身份", ADDRESSEES),
    *_flags(
        FactGroup.PARTY,
        ("party_liable", "The third person is liable for the debt", "第三人对债务承担责任"),
        ("party_no_contact", "The third person asked not to be contacted", "第三人要求不再联系"),
        ("party_pays", "The third person is willing to pay", "第三人表示愿意代偿"),
    ),
    *_flags(
        FactGroup.MEANS,
        ("has_phone", "The debtor has a number in use", "债务人有可用电话号码"),
        ("has_email", "The debtor has an e-mail address", "债务人有电子邮箱"),
        ("has_address", "A postal address is known", "有通信地址"),
        ("has_home", "The place of the home is known", "有住址坐标"),
        ("has_work", "The place of work is known", "有单位坐标"),
        ("has_party", "There is a related party with a number", "有可联系的关联人"),
        ("has_agency", "There is an agency to place with", "有可委托的催收机构"),
    ),
    *_flags(
        FactGroup.AGENCY,
        ("agency_listed", "The agency is on the approved list", "机构在名单内"),
        ("agency_published", "The agency is named publicly", "机构已公示"),
        ("agency_inspected", "Inspected within the last year", "一年内做过检查"),
        ("agency_evaluated", "Evaluated within the last year", "一年内做过评估"),
        ("agency_current", "The agreement has not ended", "协议未到期"),
    ),
    *_flags(
        FactGroup.DAY,
        ("holiday_cn", "The day is a public holiday in China", "当日为中国法定节假日"),
        (
            "holiday_au",
            "The day is a national public holiday in Australia",
            "当日为澳大利亚全国公众假日",
        ),
        ("holiday_ie", "The day is a public holiday in Ireland", "当日为爱尔兰公众假日"),
        ("holiday_us", "The day is a federal public holiday in the US", "当日为美国联邦公众假日"),
    ),
    Fact(
        "actor",
        FactGroup.PLAN,
        str,
        "Who acts: bank, agency or purchaser",
        "行为人",
        ("bank", "agency", "purchaser"),
    ),
    *_flags(
        FactGroup.PLAN,
        (
            "direct_consent",
            "The debtor agreed to this directly, during a lawful contact",
            "债务人在合规联系中当面或直接同意",
        ),
        ("court_permission", "A court permits it", "法院许可"),
        (
            "reply_to_debtor",
            "Answers once, in the same medium, a contact that the debtor began",
            "对债务人主动联系以同一方式答复一次",
        ),
        (
            "cease_notice",
            "Only says that efforts end, or which remedy may be or is invoked",
            "仅告知停止催收，或可能采取、将采取的特定救济",
        ),
        (
            "lawyer_allows",
            "The lawyer agrees to direct contact or has not answered in reasonable time",
            "律师同意直接联系或未在合理时间内回应",
        ),
        (
            "verification_sent",
            "Verification of the debt, or what was asked for, has been sent",
            "已寄出债务核实材料或所要求的信息",
        ),
        ("after_judgment", "Needed to carry out a judgment", "为执行判决所必需"),
        (
            "in_working_hours",
            "Lies in the hours that the debtor is known to work",
            "处于已知的债务人工作时间内",
        ),
        (
            "lives_at_work",
            "He lives where he works and every other attempt failed",
            "债务人居住于工作场所且其他方式均已失败",
        ),
    ),
    Fact("staff", FactGroup.PLAN, int, "How many collectors go", "到场催收人数"),
]

_PLANNED = [
    Fact(name, FactGroup.PLAN, bool, words.en, words.zh) for name, words in (NEEDS | ACTS).items()
]

#: Facts by name, those of the plan that stand for a need or an act included (see `plan`).
FACTS: dict[str, Fact] = {fact.name: fact for fact in (*_ALL, *_PLANNED)}
