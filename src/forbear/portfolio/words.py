"""The closed sets of the field: what a coded column of the tape may say.

The values are what stands in files and frames; the glossary (docs/glossary.md) gives zh and en.
"""

from __future__ import annotations

from enum import StrEnum


class CustomerKind(StrEnum):
    """A natural person, a sole trader (a person liable for a business), or a company."""

    PERSON = "person"
    SOLE_TRADER = "sole_trader"
    COMPANY = "company"


class Product(StrEnum):
    """What was lent."""

    CARD = "card"
    CONSUMER_LOAN = "consumer_loan"
    AUTO_LOAN = "auto_loan"
    MORTGAGE = "mortgage"
    BUSINESS_LOAN = "business_loan"
    OTHER = "other"


class Role(StrEnum):
    """Who a related party is to the customer."""

    GUARANTOR = "guarantor"
    CO_BORROWER = "co_borrower"
    SPOUSE = "spouse"
    LEGAL_REPRESENTATIVE = "legal_representative"
    GUARDIAN = "guardian"
    HEIR = "heir"
    LAWYER = "lawyer"
    RELATIVE = "relative"
    REFEREE = "referee"
    EMPLOYER = "employer"
    STRANGER = "stranger"


class PhoneKind(StrEnum):
    """What kind of line a number is."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    WORK = "work"
    HOTLINE = "hotline"


class Source(StrEnum):
    """How a contact detail came to the bank (CBA 2026 guideline: six lawful sources)."""

    CONTRACT = "contract"
    RESERVED = "reserved"
    AUTHORISED = "authorised"
    PUBLIC = "public"
    CONTACT_TOLD = "contact_told"
    BUREAU = "bureau"


class AddressKind(StrEnum):
    """What a place is to the customer."""

    HOME = "home"
    WORK = "work"
    REGISTERED = "registered"
    OTHER = "other"


class Channel(StrEnum):
    """Every way of touching a borrower; none may be used without a permit."""

    CALL = "call"
    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"
    HOME_VISIT = "home_visit"
    WORK_VISIT = "work_visit"
    THIRD_PARTY = "third_party"
    AGENCY = "agency"
    SUIT = "suit"


class Outcome(StrEnum):
    """How one contact ended."""

    RIGHT_PARTY = "right_party"
    PROMISE = "promise"
    REFUSED = "refused"
    HARDSHIP = "hardship"
    DISPUTE = "dispute"
    COMPLAINT = "complaint"
    CALL_BACK = "call_back"
    THIRD_PERSON = "third_person"
    DECEASED = "deceased"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    INVALID_NUMBER = "invalid_number"
    NOBODY_HOME = "nobody_home"
    MOVED = "moved"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    SENT = "sent"


#: Outcomes in which somebody answered: an effective, connected call (GB/T 45251-2025, 5.3).
CONNECTED = (
    Outcome.RIGHT_PARTY,
    Outcome.PROMISE,
    Outcome.REFUSED,
    Outcome.HARDSHIP,
    Outcome.DISPUTE,
    Outcome.COMPLAINT,
    Outcome.CALL_BACK,
    Outcome.THIRD_PERSON,
    Outcome.DECEASED,
    Outcome.WRONG_NUMBER,
)

#: Outcomes in which the debtor himself was reached.
REACHED = (
    Outcome.RIGHT_PARTY,
    Outcome.PROMISE,
    Outcome.REFUSED,
    Outcome.HARDSHIP,
    Outcome.DISPUTE,
    Outcome.COMPLAINT,
    Outcome.CALL_BACK,
)


class HoldKind(StrEnum):
    """A reason to stop, or to go another way."""

    DISPUTE = "dispute"
    COMPLAINT = "complaint"
    ARRANGEMENT = "arrangement"
    HARDSHIP = "hardship"
    DECEASED = "deceased"
    BANKRUPTCY = "bankruptcy"
    INCAPACITY = "incapacity"
    REPRESENTED = "represented"
    STOP_REQUEST = "stop_request"
    VULNERABLE = "vulnerable"


class ConsentKind(StrEnum):
    """What the debtor has agreed to; a consent lifts only the rules that name it."""

    NIGHT_CONTACT = "night_contact"
    VISIT_APPOINTMENT = "visit_appointment"
    WORK_CONTACT = "work_contact"
    THIRD_PARTY = "third_party"
    FREQUENCY = "frequency"


class StaffRole(StrEnum):
    """What a member of staff does."""

    FIELD_OFFICER = "field_officer"
    COLLECTOR = "collector"
    SUPERVISOR = "supervisor"
