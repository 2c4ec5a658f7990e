"""The evidence of one case: its journal, permits and contacts in one file that proves itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from forbear.evidence import canonical, pack
from forbear.evidence.bundle import told
from forbear.web import bank, clock
from forbear.web.journal.acts import Act
from forbear.web.journal.give import export_of
from forbear.web.journal.keep import enter, last_closed, of_customer
from forbear.web.people.access import May, demand, visible
from forbear.web.people.models import User
from forbear.web.records import notes
from forbear.web.records.held import customer_of
from forbear.web.records.models import Contact, Permit

README = """\
Evidence of one case, made by Forbear.
一个案件的证据，由 Forbear 生成。

Customer / 客户号: {customer}
Made / 生成时间: {at}, by / 由 {by}
Bank's time zone / 银行所在时区: {zone}
Root when made / 生成时的根值: {root}

journal.jsonl   what was done, entry by entry, chained by hash   日志，逐条哈希相连
permits.jsonl   every permit asked for, whole: rules and facts   每次申请的许可全文：规则与事实
contacts.jsonl  every contact made under them                    据此进行的每次联系

Names, numbers, addresses and notes are not in it; of a note there is the SHA-256.
不含姓名、证件号、号码、地址和备注内容；备注仅含 SHA-256。

To verify / 核验:

    forbear verify {name} --root <the root that the bank published / 银行公布的根值>

It names every byte that was changed. Without Forbear: unpack the file and follow
docs/journal.md; the last entry of journal.jsonl that has "bundle" tells the SHA-256 of the others.
任何改动都会被指出。不使用 Forbear 时：解压后按 docs/journal.md 核验，journal.jsonl 中最后一条含
“bundle”的记录给出其余文件的 SHA-256。
"""


def bundle(user: User, customer_id: str) -> tuple[str, bytes]:
    """Name and bytes of a case's bundle; that it was made stands in the journal, and in itself.

    Raises `ForbearError` for whoever may not export, and for a customer who is not seen.
    """
    demand(user, May.EXPORT_JOURNAL)
    customer_of(user, May.EXPORT_JOURNAL, customer_id)
    chain, name = of_customer(customer_id), f"case-{customer_id}.zip"
    with transaction.atomic():
        files = {
            "README.txt": _readme(user, customer_id, name),
            "contacts.jsonl": _lines(_contact(row) for row in _contacts(user, customer_id)),
            "permits.jsonl": _lines(_permit(row) for row in _permits(user, customer_id)),
        }
        # From here on nobody adds to the chain, and no day is closed, until the export is read.
        content = {"of": [chain], "bundle": told(files)}
        enter(chain, Act.EXPORT_MADE, actor=user.get_username(), content=content)
        journal = b"".join(export_of([chain]))
    return name, pack(journal, files)


def _permits(user: User, customer_id: str) -> Iterable[Permit]:
    rows = visible(user, Permit).filter(customer_id=customer_id)
    return rows.select_related("asked_by", "release").order_by("at", "id")


def _contacts(user: User, customer_id: str) -> Iterable[Contact]:
    rows = visible(user, Contact).filter(customer_id=customer_id)
    return rows.select_related("made_by").order_by("at", "id")


def _permit(row: Permit) -> dict[str, Any]:
    release = getattr(row, "release", None)
    return {
        "id": str(row.pk),
        "asked_by": row.asked_by.get_username(),
        "at": row.at.isoformat(),
        "party": row.party_id,
        "account": row.account_id,
        "valid_until": row.valid_until and row.valid_until.isoformat(),
        "given_back": release and release.at.isoformat(),
        "answer": row.answer,
    }


def _contact(row: Contact) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "permit": str(row.permit_id),
        "made_by": row.made_by.get_username(),
        "channel": row.channel,
        "at": row.at.isoformat(),
        "outcome": row.outcome,
        "party": row.party_id,
        "account": row.account_id,
        "note": notes.proof(row.note),
        "next_step": row.next_step,
        "call_back_at": row.call_back_at and row.call_back_at.isoformat(),
    }


def _lines(rows: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(canonical(row) + b"\n" for row in rows)


def _readme(user: User, customer_id: str, name: str) -> bytes:
    last = last_closed()
    text = README.format(
        customer=customer_id,
        at=clock.now().isoformat(timespec="seconds"),
        by=user.get_username(),
        zone=bank.policy().bank.timezone,
        root=last.hash if last else "-",
        name=name,
    )
    return text.encode()
