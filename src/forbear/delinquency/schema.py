"""The frames that leave this room."""

from __future__ import annotations

from enum import StrEnum

import dataframely as dy

from forbear.portfolio.words import Product


class Bucket(StrEnum):
    """Months past due as Chinese banks count them: M0 not late, M1 1-30 days, ... M7+ over 180."""

    M0 = "M0"
    M1 = "M1"
    M2 = "M2"
    M3 = "M3"
    M4 = "M4"
    M5 = "M5"
    M6 = "M6"
    M7 = "M7+"


class FiveTier(StrEnum):
    """Five-tier class of the 2023 risk classification rules (RISK23)."""

    NORMAL = "normal"
    SPECIAL_MENTION = "special_mention"
    SUBSTANDARD = "substandard"
    DOUBTFUL = "doubtful"
    LOSS = "loss"


class Aged(dy.Schema):
    """One row an account, as of a business date. Money in minor units of ``currency``."""

    account_id = dy.String(primary_key=True)
    customer_id = dy.String(nullable=False)
    branch_id = dy.String(nullable=False)
    product = dy.Enum(Product, nullable=False)
    currency = dy.String(nullable=False)
    #: Days from the oldest unpaid due date to the business date; 0 when nothing is overdue.
    days_past_due = dy.Int32(nullable=False, min=0)
    oldest_unpaid_due_on = dy.Date(nullable=True)
    #: First day of the run of days past due that goes on, whatever was paid of it meanwhile.
    past_due_since = dy.Date(nullable=True)
    bucket = dy.Enum(Bucket, nullable=False)
    five_tier = dy.Enum(FiveTier, nullable=False)
    overdue_principal = dy.Int64(nullable=False, min=0)
    overdue_interest = dy.Int64(nullable=False, min=0)
    overdue_fee = dy.Int64(nullable=False, min=0)
    #: Interest run up on what is overdue, by the contract's overdue rate.
    accrued_interest = dy.Int64(nullable=False, min=0)
    #: Contractual penalty for missed instalments.
    penalty = dy.Int64(nullable=False, min=0)
    #: overdue_principal + overdue_interest + overdue_fee + accrued_interest + penalty.
    owed = dy.Int64(nullable=False, min=0)
    #: Principal not yet repaid, due or not.
    outstanding = dy.Int64(nullable=False, min=0)
    #: What the customer has paid beyond everything scheduled.
    credit_balance = dy.Int64(nullable=False, min=0)
    #: Times an instalment fell overdue (from 0 to 1 or more days) in the last 12 months.
    times_delinquent_12m = dy.Int32(nullable=False, min=0)
    #: Longest run of days past due in the last 12 months.
    longest_delinquent_12m = dy.Int32(nullable=False, min=0)
    first_delinquent_on = dy.Date(nullable=True)
    last_paid_on = dy.Date(nullable=True)
    paid_30d = dy.Int64(nullable=False, min=0)
    paid_90d = dy.Int64(nullable=False, min=0)
    next_due_on = dy.Date(nullable=True)
    next_due = dy.Int64(nullable=False, min=0)
    months_on_book = dy.Int32(nullable=False, min=0)


class Rolls(dy.Schema):
    """Accounts and exposure that moved from one bucket to another within one calendar month."""

    #: First day of the month in which the move happened.
    month = dy.Date(primary_key=True)
    #: Sums of money never mix currencies.
    currency = dy.String(primary_key=True)
    was = dy.Enum(Bucket, primary_key=True)
    now = dy.Enum(Bucket, primary_key=True)
    accounts = dy.Int64(nullable=False, min=0)
    #: Overdue at the start of the month (principal + interest + fee), minor units.
    overdue = dy.Int64(nullable=False, min=0)


class Moves(dy.Schema):
    """`Rolls` by branch and product, with the month that is not over yet up to the day."""

    month = dy.Date(primary_key=True)
    currency = dy.String(primary_key=True)
    branch_id = dy.String(primary_key=True)
    product = dy.Enum(Product, primary_key=True)
    was = dy.Enum(Bucket, primary_key=True)
    now = dy.Enum(Bucket, primary_key=True)
    accounts = dy.Int64(nullable=False, min=0)
    overdue = dy.Int64(nullable=False, min=0)


class Spells(dy.Schema):
    """One row an account and run of days on which something was past due."""

    account_id = dy.String(primary_key=True)
    #: The first day past due.
    begins_on = dy.Date(primary_key=True)
    #: The day on which all that was past due had been paid; empty while something is.
    ended_on = dy.Date(nullable=True)
    customer_id = dy.String(nullable=False)
    branch_id = dy.String(nullable=False)
    product = dy.Enum(Product, nullable=False)
    currency = dy.String(nullable=False)
    #: The instalment with which it began, minor units.
    amount = dy.Int64(nullable=False, min=0)


class Recovered(dy.Schema):
    """Payments received while something was past due, by day. Money in minor units."""

    paid_on = dy.Date(primary_key=True)
    currency = dy.String(primary_key=True)
    branch_id = dy.String(primary_key=True)
    product = dy.Enum(Product, primary_key=True)
    payments = dy.Int64(nullable=False, min=0)
    amount = dy.Int64(nullable=False, min=0)


class Exposure(dy.Schema):
    """What one customer owes in one currency, over all accounts. Money in minor units."""

    customer_id = dy.String(primary_key=True)
    currency = dy.String(primary_key=True)
    #: Branch of the account that owes most (then: has most outstanding, comes first by number).
    branch_id = dy.String(nullable=False)
    accounts = dy.Int32(nullable=False, min=1)
    overdue_accounts = dy.Int32(nullable=False, min=0)
    #: Days past due, bucket and five-tier class of the worst account.
    days_past_due = dy.Int32(nullable=False, min=0)
    bucket = dy.Enum(Bucket, nullable=False)
    five_tier = dy.Enum(FiveTier, nullable=False)
    owed = dy.Int64(nullable=False, min=0)
    outstanding = dy.Int64(nullable=False, min=0)


class Item(StrEnum):
    """What a line of a statement is for."""

    PRINCIPAL = "principal"
    INTEREST = "interest"
    FEE = "fee"
    PENALTY = "penalty"
    ACCRUED_INTEREST = "accrued_interest"


class Statement(dy.Schema):
    """What one account owes, line by line. The amounts add up to `Aged.owed`."""

    #: Number of the instalment.
    number = dy.Int32(primary_key=True)
    item = dy.Enum(Item, primary_key=True)
    #: Which line of this item, from 1; accrued interest has one for each sum and its days.
    line = dy.Int32(primary_key=True)
    due_on = dy.Date(nullable=False)
    #: First and last business date of the days counted.
    from_on = dy.Date(nullable=False)
    to_on = dy.Date(nullable=False)
    days = dy.Int32(nullable=False, min=0)
    #: What the amount is a part of, or runs on: the sum due, missed or overdue for these days.
    base = dy.Int64(nullable=False, min=0)
    amount = dy.Int64(nullable=False, min=0)
