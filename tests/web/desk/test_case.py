"""The page of a case: everything that is known of it, for those who see it, and nothing whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

Sit = Callable[[str], Any]
#: Parts of what is owed, as the page names them.
PARTS = {
    "overdue_principal": "本金",
    "overdue_interest": "利息",
    "overdue_fee": "费用",
    "accrued_interest": "应计利息",
    "penalty": "违约金/罚息",
}


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("collector", 200),
        ("supervisor", 200),
        ("compliance", 200),
        ("auditor", 200),
        ("strategy_manager", 200),
        ("collector2", 404),
        ("supervisor2", 404),
        ("field_officer", 404),
        ("administrator", 403),
    ],
)
@pytest.mark.any_database
def test_who_sees_it(desk: Sit, callable_case: str, name: str, status: int) -> None:
    me = desk(name)
    assert me.get(f"/cases/{callable_case}/").status_code == status
    assert me.get("/cases/C-none/").status_code == (403 if status == 403 else 404)
    if status != 200:
        for part in ("timeline/", "show/?table=customer&column=name&key=" + callable_case):
            assert me.get(f"/cases/{callable_case}/{part}").status_code == status


@pytest.mark.any_database
def test_who_only_looks_is_offered_nothing_to_change(desk: Sit, callable_case: str) -> None:
    for name in ("auditor", "compliance", "strategy_manager"):
        page = desk(name).get(f"/cases/{callable_case}/").content.decode()
        forms = set(re.findall(r'<form method="post" action="(/cases/[^"]+)"', page))
        assert forms == set()
    page = desk("strategy_manager").get(f"/cases/{callable_case}/").content.decode()
    assert "/show/" not in page


def test_what_is_owed_is_itemised(desk: Sit, callable_case: str) -> None:
    from forbear.web.records.models import PlanAccount

    page = desk("collector").get(f"/cases/{callable_case}/", zh=True).content.decode()
    for plan in PlanAccount.objects.filter(customer_id=callable_case):
        block = re.search(rf"{plan.account_id}</span>.*?</tbody>", page, re.DOTALL)
        assert block is not None
        assert f"{plan.owed / 100:,.2f}" in block[0]
        assert sum(getattr(plan, column) for column in PARTS) == plan.owed
        for column, words in PARTS.items():
            amount = getattr(plan, column)
            line = f'<td>{words}</td><td class="num">{amount / 100:,.2f}</td>'
            assert (line in block[0]) is (amount > 0)


def test_the_instalments_of_an_account(desk: Sit, callable_case: str) -> None:
    from forbear.web.records.models import Account, Instalment

    me, account = desk("collector"), Account.objects.filter(customer_id=callable_case)[0]
    path = f"/cases/{callable_case}/accounts/{account.pk}/"
    answer = me.get(path)
    rows = re.findall(r"<tr[^>]*><td>(\d+)</td>", answer.content.decode())
    due = Instalment.objects.filter(account_id=account.pk).order_by("number")
    assert rows == [str(one.number) for one in due]
    part = me.client.get(path, headers={"hx-request": "true"}).content.decode()
    assert "<table" in part
    assert "<html" not in part
    other = Account.objects.exclude(customer_id=callable_case)[0]
    assert me.get(f"/cases/{callable_case}/accounts/{other.pk}/").status_code == 404


def test_the_panel_says_what_the_rulebook_says(desk: Sit, callable_case: str) -> None:
    from forbear.web.records.permits import preview

    me = desk("collector")
    page = me.get(f"/cases/{callable_case}/").content.decode()
    rows = re.findall(
        r'<div class="list-group-item permit">(.*?)\n</div>\n?(?=<div class="list|</div>)',
        page,
        re.DOTALL,
    )
    answers = preview(me.user, callable_case)
    assert len(rows) == len(answers)
    for row, answer in zip(rows, answers, strict=True):
        assert ("text-red" not in row and "text-secondary" not in row[:400]) is answer["allowed"]
        assert answer["allowed"] or any(p["rule_id"] in row for p in answer["refusals"])
        whole = me.get(f"/cases/{callable_case}/permits/{answer['channel']}/").content.decode()
        for point in (*answer["refusals"], *answer["requires"], *answer["advice"]):
            assert point["rule_id"] in whole
        for point in answer["refusals"]:
            assert point["citation"]["en"].replace("'", "&#x27;") in whole
        if answer["remaining"] is not None and answer["allowed"]:
            assert f"{answer['remaining']} left today" in row


@pytest.mark.any_database
def test_the_number_of_queries_does_not_grow_with_the_case(
    desk: Sit, callable_case: str, morning: datetime, statements: Callable[..., Any]
) -> None:
    from forbear.portfolio.words import HoldKind
    from forbear.web.records.arrangements import Due, make
    from forbear.web.records.help import ask, withdraw
    from forbear.web.records.holds import Reason, set_hold
    from forbear.web.records.models import Party, Promise
    from forbear.web.records.models.help import HelpKind

    me = desk("collector")
    path = f"/cases/{callable_case}/"
    Party.objects.create(customer_id=callable_case, party_id="G1", role="guarantor")
    me.get(path)
    with statements() as before:
        assert me.get(path).status_code == 200
    for n in range(6):
        Promise.objects.create(
            id=f"00000000-0000-0000-0000-00000000000{n}",
            customer_id=callable_case,
            amount=100,
            currency="CNY",
            due_on=date(2026, 11, 23),
            made_at=morning - timedelta(days=n),
            made_by=me.user,
        )
        withdraw(me.user, ask(me.user, callable_case, HelpKind.VISIT, "请外访").pk)
        Party.objects.create(customer_id=callable_case, party_id=f"R{n}", role="relative")
    for kind in (HoldKind.VULNERABLE, HoldKind.HARDSHIP):
        set_hold(me.user, callable_case, Reason(kind))
    for account in me.user.officer and _accounts(callable_case):
        make(me.user, account, [Due(date(2026, 12, n), 100) for n in range(1, 20)])
    with statements() as after:
        assert me.get(path).status_code == 200
    # The first arrangement's instalments are read as well, all at once.
    assert len(after) - len(before) in (0, 1)
    assert len(after) <= 45


def _accounts(case: str) -> list[str]:
    from forbear.web.records.models import PlanAccount

    return list(PlanAccount.objects.filter(customer_id=case).values_list("account_id", flat=True))


@pytest.mark.any_database
def test_the_timeline_tells_each_kind_and_goes_back(desk: Sit, callable_case: str) -> None:
    from forbear.web.records.models import PastContact, Payment

    me = desk("collector")
    path = f"/cases/{callable_case}/timeline/"
    contacts = PastContact.objects.filter(customer_id=callable_case).count()
    payments = Payment.objects.filter(account__customer_id=callable_case).count()

    def lines(kind: str) -> int:
        found, query = 0, f"?kind={kind}"
        for _ in range(40):
            page = me.client.get(path + query, headers={"hx-request": "true"}).content.decode()
            found += page.count('<span class="when">')
            more = re.search(r'hx-get="[^"]*timeline/(\?[^"]*before=[^"]+)"', page)
            if more is None:
                return found
            query = more[1].replace("&amp;", "&")
        raise AssertionError("the timeline has no end")

    assert lines("contact") == contacts
    assert lines("payment") == payments
    assert lines("") == contacts + payments
    assert lines("hold") == 0
    assert me.get(path + "?kind=nonsense&before=never").status_code == 200


@pytest.mark.any_database
def test_personal_data_is_shown_with_a_reason_and_on_record(desk: Sit, callable_case: str) -> None:
    import json

    from forbear.web import keys
    from forbear.web.journal.models import Entry
    from forbear.web.records.models import Customer
    from forbear.web.sealing import Place, unseal

    me = desk("collector")
    customer = Customer.objects.get(pk=callable_case)
    name = str(unseal(keys.ring(), customer.name, Place("customer.name", customer.pk)))
    path = f"/cases/{callable_case}/show/"
    what = {"table": "customer", "key": callable_case, "column": "name"}
    looks = Entry.objects.filter(chain=f"customer:{callable_case}", action="data.revealed")
    form = me.get(path, data=what).content.decode()
    assert name not in form
    assert me.post(path, what, zh=True).status_code == 422
    assert not looks.exists()
    shown = me.post(path, {**what, "reason": "prepare"}, zh=True)
    assert name in shown.content.decode()
    assert [json.loads(look.content) for look in looks] == [{"reason": "准备联系客户"}]
    own = me.post(path, {**what, "reason": "", "other": "客户来行办理"})
    assert name in own.content.decode()
    carried = me.post(path, {**what, "column": "carried", "reason": "check"})
    assert "<dl" in carried.content.decode()
    # Neither what is not sealed, nor somebody else's through this case's address.
    assert me.post(path, {**what, "column": "born_on", "reason": "check"}).status_code == 422
    other = Customer.objects.exclude(pk=callable_case)[0].pk
    assert me.post(path, {**what, "key": other, "reason": "check"}).status_code == 404
    assert me.post(path, {**what, "table": "person", "reason": "check"}).status_code == 404


@pytest.mark.any_database
def test_holds_consents_and_promises_are_set_and_ended(
    desk: Sit, callable_case: str, morning: datetime
) -> None:
    from forbear.web.records.models import Consent, Hold, Promise

    me, path = desk("collector"), f"/cases/{callable_case}/"
    page = me.get(path).content.decode()
    told = {"version": hidden(page, "version"), "kind": "vulnerable", "note": "独居老人"}
    assert me.post(f"{path}holds/", told).status_code == 302
    hold = Hold.objects.get(customer_id=callable_case, kind="vulnerable", origin="here")
    # The page was of the version before.
    again = me.post(f"{path}holds/", {**told, "kind": "hardship"})
    assert again.status_code == 409
    assert ">独居老人</textarea>" in again.content.decode()
    no_reason = me.post(f"{path}holds/{hold.pk}/end/", {"reason": ""}, zh=True)
    assert (no_reason.status_code, "请说明理由" in no_reason.content.decode()) == (422, True)
    assert me.post(f"{path}holds/{hold.pk}/end/", {"reason": "已核实"}).status_code == 302
    hold.refresh_from_db()
    assert hold.cancelled
    assert me.post(f"{path}holds/none/end/", {"reason": "已核实"}).status_code == 404

    assert me.post(f"{path}consents/", {"kind": "night_contact"}).status_code == 302
    consent = Consent.objects.get(customer_id=callable_case, origin="here")
    assert me.post(f"{path}consents/{consent.pk}/end/", {}).status_code == 302
    consent.refresh_from_db()
    assert consent.cancelled
    assert me.post(f"{path}consents/", {"kind": "everything"}).status_code == 422

    promise = Promise.objects.create(
        id="00000000-0000-0000-0000-000000000001",
        customer_id=callable_case,
        amount=100,
        currency="CNY",
        due_on=date(2026, 11, 25),
        made_at=morning,
        made_by=me.user,
    )
    assert (
        desk("collector2")
        .post(f"{path}promises/{promise.pk}/withdraw/", {"reason": "客户要求"})
        .status_code
        == 404
    )
    answer = me.post(f"{path}promises/{promise.pk}/withdraw/", {"reason": "客户要求"})
    assert answer.status_code == 302
    promise.refresh_from_db()
    assert promise.state == "withdrawn"


@pytest.mark.any_database
def test_an_arrangement_is_laid_out_changed_and_proposed(desk: Sit, callable_case: str) -> None:
    from forbear.web.records.models import Arrangement

    me, (account, *_) = desk("collector"), _accounts(callable_case)
    path = f"/cases/{callable_case}/accounts/{account}/arrangements/"
    plan = {"amount": "100.00", "count": "3", "first_on": "2026-12-31"}
    page = me.post(path, {**plan, "step": "lay_out"}).content.decode()
    lines = re.findall(r'name="(instalments\[\d\]\.\w+)" [^>]*value="([^"]*)"', page)
    assert lines == [
        ("instalments[1].due_on", "2026-12-31"),
        ("instalments[1].amount", "33.33"),
        ("instalments[2].due_on", "2027-01-31"),
        ("instalments[2].amount", "33.33"),
        ("instalments[3].due_on", "2027-02-28"),
        ("instalments[3].amount", "33.34"),
    ]
    assert not Arrangement.objects.exists()
    told = {**plan, "step": "record", "lines": "3", **dict(lines)}
    wrong = me.post(path, {**told, "instalments[2].due_on": "2026-12-01"}, zh=True)
    assert wrong.status_code == 422
    assert "须晚于 2026-12-31" in wrong.content.decode()
    assert 'value="2026-12-01"' in wrong.content.decode()
    assert me.post(path, told).status_code == 302
    made = Arrangement.objects.get(account_id=account)
    assert [line.amount for line in made.instalments.order_by("number")] == [3333, 3333, 3334]
    step = f"/cases/{callable_case}/arrangements/{made.pk}/"
    assert me.post(step, {"state": "completed", "reason": "还清"}).status_code == 422
    assert me.post(step, {"state": "agreed", "reason": "已签协议"}).status_code == 302
    assert desk("auditor").post(step, {"state": "broken", "reason": "未还"}).status_code == 403
    made.refresh_from_db()
    assert made.state == "agreed"
