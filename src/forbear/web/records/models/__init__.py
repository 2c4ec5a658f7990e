"""Every table of the bank's records."""

from forbear.web.records.models.arrangement import Arrangement, ArrangementInstalment
from forbear.web.records.models.bank import Agency, Branch, Officer, Team
from forbear.web.records.models.book import Account, Instalment, Payment
from forbear.web.records.models.customer import Address, Customer, Party, PastContact, Phone
from forbear.web.records.models.document import Document
from forbear.web.records.models.help import HelpRequest
from forbear.web.records.models.plan import PlanAccount, PlanCase, PlanPermit, PlanStop
from forbear.web.records.models.state import Consent, Hold
from forbear.web.records.models.work import Case, Contact, Permit, Promise, Release

__all__ = [
    "Account",
    "Address",
    "Agency",
    "Arrangement",
    "ArrangementInstalment",
    "Branch",
    "Case",
    "Consent",
    "Contact",
    "Customer",
    "Document",
    "HelpRequest",
    "Hold",
    "Instalment",
    "Officer",
    "Party",
    "PastContact",
    "Payment",
    "Permit",
    "Phone",
    "PlanAccount",
    "PlanCase",
    "PlanPermit",
    "PlanStop",
    "Promise",
    "Release",
    "Team",
]
