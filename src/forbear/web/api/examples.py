"""What is sent, by operationId: shown in the document, and tried by the tests."""

from __future__ import annotations

from typing import Any

_ID = "6f1c1a52-8f0e-4a6b-9a53-3f4ce2d8b001"

EXAMPLES: dict[str, dict[str, Any]] = {
    "reassignCases": {
        "cases": [{"customer_id": "C000123", "version": 4}],
        "to": "S0042",
        "reason": "On leave until 2 December",
    },
    "askPermit": {"customer_id": "C000123", "channel": "call"},
    "supposePermit": {
        "channel": "home_visit",
        "at": "2026-11-23T19:30:00+08:00",
        "zone": "Asia/Shanghai",
        "facts": {"product_card": True, "has_home": True, "minor": False},
    },
    "makeContact": {
        "permit_id": _ID,
        "outcome": "promise",
        "note": "Will pay after the salary comes in",
        "promise": {"amount": 120_000, "due_on": "2026-12-05", "account_id": "A000123"},
        "version": 4,
    },
    "withdrawPromise": {"reason": "Agreed on an arrangement instead"},
    "setHold": {"kind": "dispute", "note": "Says the fee was waived", "version": 4},
    "endHold": {"reason": "Settled by letter of 20 November"},
    "giveConsent": {"kind": "night_contact", "to_on": "2026-12-31"},
    "endConsent": {},
    "makeArrangement": {
        "instalments": [
            {"due_on": "2026-12-05", "amount": 60_000},
            {"due_on": "2027-01-05", "amount": 60_000},
        ]
    },
    "changeArrangement": {"state": "agreed", "reason": "Signed on 22 November", "version": 1},
    "searchCustomers": {"kind": "phone", "text": "13800000000"},
    "reveal": {
        "table": "customer",
        "key": "C000123",
        "column": "name",
        "reason": "To address a letter",
    },
    "createTape": {"as_of": "2026-11-22"},
    "orderNight": {"seed": 1},
    "rejectNight": {"reason": "The tape lacks branch B07"},
    "makePerson": {
        "username": "wang.fang",
        "role": "collector",
        "password": "a long one of several words",
        "officer_id": "S0042",
    },
    "changePerson": {"is_active": False},
    "addQualification": {
        "name": "Lawful contact",
        "passed_on": "2026-11-01",
        "valid_until": "2027-10-31",
    },
    "makeToken": {
        "name": "core banking",
        "username": "core",
        "scopes": ["read", "contact"],
        "days": 90,
    },
}
