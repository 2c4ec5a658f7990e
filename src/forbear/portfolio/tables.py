"""The tape's tables: names, types, units and keys of every column, with words in zh and en.

This is the one declaration from which the reader, the checks, the mapping proposals, the JSON
Schema and docs/tape-format.md are made. The frames described here are what the rest of the house
receives: typed, checked, money in minor units (``Int64``), rates in millionths a year (``Int64``),
instants as UTC microseconds, dates as dates, codes as Polars enums over `forbear.portfolio.words`.

A column made with ``must=True`` has to be in the file and filled; the others may be absent or
empty. ``also`` lists headers by which banks name the column (used by ``forbear map``).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import dataframely as dy
import polars as pl

from forbear.portfolio import words


def _meta(kind: str, en: str, zh: str, also: tuple[str, ...], must: bool) -> dict[str, Any]:
    return {"kind": kind, "en": en, "zh": zh, "also": also, "must": must}


def ident(en: str, zh: str, *also: str, must: bool = True, key: bool = False) -> dy.String:
    """An identifier of the bank's own, kept as text."""
    return dy.String(
        nullable=not must, primary_key=key, metadata=_meta("id", en, zh, also, must or key)
    )


def text(
    en: str, zh: str, *also: str, must: bool = False, key: bool = False, kind: str = "text"
) -> dy.String:
    """Free text, or text of a known form.

    ``kind``: text, resident_id, uscc, phone, zone, region, currency, email.
    """
    return dy.String(
        nullable=not (must or key),
        primary_key=key,
        metadata=_meta(kind, en, zh, also, must or key),
    )


def code(of: type[StrEnum], en: str, zh: str, *also: str, must: bool = True) -> dy.Enum:
    """A coded value out of a closed set of `forbear.portfolio.words`."""
    return dy.Enum(of, nullable=not must, metadata=_meta("code", en, zh, also, must))


def money(en: str, zh: str, *also: str, must: bool = False) -> dy.Int64:
    """Minor units (fen). In the file: a decimal string in major units or an integer in minor."""
    return dy.Int64(nullable=not must, metadata=_meta("money", en, zh, also, must))


def rate(en: str, zh: str, *also: str) -> dy.Int64:
    """Millionths (of a year, unless said otherwise). In the file: a decimal fraction, 0.1825."""
    return dy.Int64(nullable=True, metadata=_meta("rate", en, zh, also, False))


def date(en: str, zh: str, *also: str, must: bool = False) -> dy.Date:
    """A business date."""
    return dy.Date(nullable=not must, metadata=_meta("date", en, zh, also, must))


def instant(en: str, zh: str, *also: str, must: bool = False) -> dy.Datetime:
    """A moment; a file's naive times are read in the bank's time zone and kept as UTC."""
    return dy.Datetime(
        nullable=not must,
        time_unit="us",
        time_zone="UTC",
        metadata=_meta("instant", en, zh, also, must),
    )


def number(en: str, zh: str, *also: str, must: bool = False, key: bool = False) -> dy.Int32:
    """A whole number."""
    return dy.Int32(
        nullable=not must and not key,
        primary_key=key,
        metadata=_meta("int", en, zh, also, must or key),
    )


def flag(en: str, zh: str, *also: str) -> dy.Bool:
    """Yes or no; empty means unknown."""
    return dy.Bool(nullable=True, metadata=_meta("bool", en, zh, also, False))


def degree(en: str, zh: str, *also: str, must: bool = False) -> dy.Float64:
    """A coordinate in degrees, WGS 84."""
    return dy.Float64(nullable=not must, metadata=_meta("degree", en, zh, also, must))


class Customers(dy.Schema):
    """Obligors: persons, sole traders and companies. One row a customer."""

    customer_id = ident("Bank's customer number", "客户号", "客户编号", "cust_no", key=True)
    kind = code(words.CustomerKind, "Person, sole trader or company", "客户类型", "cust_type")
    name = text("Name", "姓名", "客户姓名", "客户名称", "cust_name", must=True)
    resident_id = text(
        "Resident identity number", "身份证号", "证件号码", "id_no", kind="resident_id"
    )
    uscc = text("Unified social credit code", "统一社会信用代码", "社会信用代码", kind="uscc")
    born_on = date("Date of birth", "出生日期", "birthday")
    language = text("Language the customer prefers (zh, en)", "语言")
    timezone = text("Time zone where the customer lives (IANA)", "时区", kind="zone")
    region = text("Region code where the customer lives", "行政区划代码", "地区代码", kind="region")
    employer = text("Employer's name", "工作单位", "单位名称")
    email = text("E-mail address", "电子邮箱", "邮箱", kind="email")


class Parties(dy.Schema):
    """People related to a customer: guarantors, spouses, referees, employers and others."""

    customer_id = ident("Customer to whom the party is related", "客户号", key=True)
    party_id = ident("Number of the related party", "关联人编号", "联系人编号", key=True)
    role = code(words.Role, "What the party is to the customer", "关系", "与客户关系")
    name = text("Name", "姓名", "联系人姓名")
    account_id = ident("Account guaranteed or shared, if only one", "账户号", must=False)
    resident_id = text("Resident identity number", "身份证号", kind="resident_id")
    liable = flag("Is the party liable for the debt?", "是否承担还款责任")
    no_contact = flag("Has the party asked not to be contacted?", "拒绝联系")


class Accounts(dy.Schema):
    """Loans and cards. One row an account."""

    account_id = ident(
        "Account or loan number", "账户号", "借据号", "贷款账号", "acct_no", key=True
    )
    customer_id = ident("Customer who owes", "客户号", "客户编号", "cust_no")
    branch_id = ident("Branch that keeps the account", "机构号", "网点号", "branch_no")
    product = code(words.Product, "What was lent", "产品", "产品类型", "prod_type")
    currency = text("ISO 4217 code", "币种", "ccy", must=True, kind="currency")
    opened_on = date("Opened or drawn on", "开户日期", "放款日期", "open_date", must=True)
    principal = money("Amount lent, or card limit", "贷款金额", "授信额度", "limit", must=True)
    balance = money("Principal outstanding", "本金余额", "贷款余额", "balance")
    annual_rate = rate("Contract interest rate, a year", "年利率", "执行利率", "rate")
    overdue_rate = rate("Interest on overdue sums, a year", "逾期利率", "罚息利率")
    penalty = rate("One-off penalty, share of each missed instalment", "违约金比例", "滞纳金比例")
    penalty_min = money("Least penalty for a missed instalment", "最低违约金")
    secured = flag("Is there collateral?", "是否有抵押")
    closed_on = date("Settled or closed on", "结清日期", "销户日期")
    written_off_on = date("Written off on", "核销日期")
    placed_with = ident("Agency with which the account is placed", "委外机构", must=False)


class Instalments(dy.Schema):
    """What was to be paid when. A card's instalment is the month's minimum payment."""

    account_id = ident("Account", "账户号", "借据号", "acct_no", key=True)
    number = number("Number of the instalment, from 1", "期次", "期数", "term_no", key=True)
    due_on = date("Due on", "应还日期", "到期日", "due_date", must=True)
    principal = money("Principal due", "应还本金", must=True)
    interest = money("Interest due", "应还利息")
    fee = money("Fees due", "应还费用")
    paid = money("Paid of it, by the bank's own books", "已还金额", "实还金额")


class Payments(dy.Schema):
    """Money received. Reversed payments stand with ``reversed_on``."""

    account_id = ident("Account", "账户号", "借据号", "acct_no", key=True)
    payment_id = ident("Number of the payment", "流水号", "还款流水号", "txn_no", key=True)
    paid_on = date("Received on", "还款日期", "交易日期", "pay_date", must=True)
    amount = money("Amount received", "还款金额", "交易金额", "pay_amt", must=True)
    reversed_on = date("Reversed on", "冲正日期")


class Phones(dy.Schema):
    """Numbers of customers and of related parties (``party_id`` filled)."""

    customer_id = ident("Customer", "客户号", key=True)
    phone = text(
        "Number, as dialled or in E.164", "电话", "手机号", "电话号码", key=True, kind="phone"
    )
    party_id = ident("Related party whose number it is", "关联人编号", must=False)
    kind = code(words.PhoneKind, "Kind of line", "电话类型", must=False)
    source = code(words.Source, "How the bank came by it", "来源", must=False)
    valid = flag("Does the number still reach somebody?", "是否有效", "有效标志")
    verified_on = date("Last confirmed on", "核实日期")


class Addresses(dy.Schema):
    """Places where a customer lives, works or is registered."""

    customer_id = ident("Customer", "客户号", key=True)
    address_id = ident("Number of the address", "地址编号", key=True)
    kind = code(words.AddressKind, "Home, work, registered or other", "地址类型")
    written = text("Address as written", "地址", "详细地址")
    region = text("Region code", "行政区划代码", kind="region")
    lat = degree("Latitude, degrees north (WGS 84)", "纬度", "latitude")
    lon = degree("Longitude, degrees east (WGS 84)", "经度", "longitude", "lng")
    source = code(words.Source, "How the bank came by it", "来源", must=False)
    verified_on = date("Last confirmed on", "核实日期")


class Contacts(dy.Schema):
    """Every attempt so far: one row an attempt on one channel, with its outcome."""

    customer_id = ident("Customer", "客户号", key=True)
    contact_id = ident("Number of the contact", "催记编号", "联系编号", key=True)
    at = instant("When", "联系时间", "催收时间", "contact_time", must=True)
    channel = code(words.Channel, "Channel", "联系方式", "催收方式")
    outcome = code(words.Outcome, "How it ended", "联系结果", "催收结果")
    account_id = ident("Account it was about", "账户号", must=False)
    party_id = ident("Related party contacted, if not the customer", "关联人编号", must=False)
    phone = text("Number dialled", "电话", kind="phone")
    staff_id = ident("Who made it", "催收员工号", "员工号", must=False)


class Holds(dy.Schema):
    """Reasons to stop or to go another way, each with its days."""

    customer_id = ident("Customer", "客户号", key=True)
    hold_id = ident("Number of the hold", "限制编号", key=True)
    kind = code(words.HoldKind, "Kind", "限制类型")
    from_on = date("First day", "开始日期", must=True)
    to_on = date("Last day; empty while it lasts", "结束日期")
    account_id = ident("Account, if only one is held", "账户号", must=False)


class Consents(dy.Schema):
    """What the customer has agreed to, and until when."""

    customer_id = ident("Customer", "客户号", key=True)
    consent_id = ident("Number of the consent", "同意编号", key=True)
    kind = code(words.ConsentKind, "What was agreed to", "同意事项")
    from_on = date("First day", "开始日期", must=True)
    to_on = date("Last day; empty while it lasts", "结束日期")


class Branches(dy.Schema):
    """Where teams start from."""

    branch_id = ident("Branch", "机构号", "网点号", key=True)
    name = text("Name", "机构名称", "网点名称", must=True)
    region = text("Region code", "行政区划代码", kind="region")
    lat = degree("Latitude, degrees north (WGS 84)", "纬度", must=True)
    lon = degree("Longitude, degrees east (WGS 84)", "经度", must=True)
    timezone = text("Time zone (IANA)", "时区", kind="zone")


class Officers(dy.Schema):
    """Staff: field officers, collectors, supervisors."""

    officer_id = ident("Staff number", "员工号", key=True)
    branch_id = ident("Branch", "机构号")
    role = code(words.StaffRole, "What the person does", "岗位")
    name = text("Name", "姓名")
    qualifications = text("Held qualifications, separated by ';'", "资质")
    qualified_until = date("Training valid until", "培训有效期")


class Teams(dy.Schema):
    """Who goes out together: one row a member and day. A team visits only with two or more."""

    team_id = ident("Team", "外访组编号")
    officer_id = ident("Member", "员工号")
    branch_id = ident("Branch from which the team starts and to which it returns", "机构号")
    on = date("Day the team works; empty for every day", "日期")
    starts = number("Start of shift, minutes after midnight", "上班时间")
    ends = number("End of shift, minutes after midnight", "下班时间")

    @dy.rule()
    def each_member_once_a_day(cls) -> pl.Expr:  # noqa: N805
        """A member has one row a day, and one at most for every day."""
        return pl.struct(KEYS["teams"]).is_unique()


class Agencies(dy.Schema):
    """Outside collection agencies."""

    agency_id = ident("Agency", "委外机构编号", key=True)
    name = text("Name", "机构名称", must=True)
    listed = flag("On the bank's list of approved agencies?", "是否在册")
    published = flag("Named on the bank's public list?", "是否公示")
    inspected_on = date("Last inspected on", "最近检查日期")
    evaluated_on = date("Last evaluated on", "最近评估日期")
    ends_on = date("Agreement ends on", "协议到期日")


#: Every table of the tape by name, parents before children.
TABLES: dict[str, type[dy.Schema]] = {
    "branches": Branches,
    "officers": Officers,
    "teams": Teams,
    "agencies": Agencies,
    "customers": Customers,
    "parties": Parties,
    "accounts": Accounts,
    "instalments": Instalments,
    "payments": Payments,
    "phones": Phones,
    "addresses": Addresses,
    "contacts": Contacts,
    "holds": Holds,
    "consents": Consents,
}

#: Keys of which a part may be empty; the other tables' keys are the primary keys of their schemas.
KEYS = {"teams": ("team_id", "officer_id", "on")}

#: Tables without which nothing can be planned; the others may be absent.
MUST_TABLES = ("customers", "accounts", "instalments", "branches")

#: Child column -> parent table and key. A row whose parent is quarantined follows it.
PARENTS: dict[str, tuple[tuple[str, str], ...]] = {
    "officers": (("branch_id", "branches"),),
    "teams": (("officer_id", "officers"), ("branch_id", "branches")),
    "parties": (("customer_id", "customers"),),
    "accounts": (("customer_id", "customers"), ("branch_id", "branches")),
    "instalments": (("account_id", "accounts"),),
    "payments": (("account_id", "accounts"),),
    "phones": (("customer_id", "customers"),),
    "addresses": (("customer_id", "customers"),),
    "contacts": (("customer_id", "customers"),),
    "holds": (("customer_id", "customers"),),
    "consents": (("customer_id", "customers"),),
}
