"""Words for what a tape holds, and for why rows of it were set aside."""

from __future__ import annotations

from typing import Any

from forbear.web.nights.models import Tape
from forbear.web.people.templatetags.words import in_chinese, language

TABLES: dict[str, tuple[str, str]] = {
    "branches": ("Branches", "网点"),
    "officers": ("Staff", "人员"),
    "teams": ("Teams", "外访组"),
    "agencies": ("Agencies", "催收机构"),
    "customers": ("Customers", "客户"),
    "accounts": ("Accounts", "账户"),
    "instalments": ("Instalments", "分期"),
    "payments": ("Payments", "还款"),
    "phones": ("Phones", "电话"),
    "addresses": ("Addresses", "地址"),
    "parties": ("Related parties", "关联人"),
    "contacts": ("Past contacts", "历史联系"),
    "holds": ("Holds", "限制"),
    "consents": ("Consents", "同意"),
    "team": ("Teams", "外访组"),
    "instalment": ("Instalments", "分期"),
    "payment": ("Payments", "还款"),
    "phone": ("Phones", "电话"),
    "address": ("Addresses", "地址"),
    "party": ("Related parties", "关联人"),
    "past_contact": ("Past contacts", "历史联系"),
    "hold": ("Holds", "限制"),
    "consent": ("Consents", "同意"),
    "quarantine": ("Rows set aside", "隔离记录"),
    "done": ("Nearly done", "即将完成"),
}


def table_words(table: str) -> str:
    """A table or step of taking a tape in; what has no words stands for itself."""
    return TABLES[table][in_chinese()] if table in TABLES else table


def because(tape: Tape) -> list[dict[str, Any]]:
    """Why rows were set aside, most first."""
    said = language()
    return [
        {
            "table": reason["table"],
            "table_words": table_words(reason["table"]),
            "rule": reason["rule"],
            "words": reason[said],
            "rows": reason["rows"],
        }
        for reason in sorted(tape.reasons, key=lambda one: -one["rows"])
    ]
