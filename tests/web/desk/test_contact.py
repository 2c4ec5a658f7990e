"""From the case page to a recorded contact: permit, number, outcome, and what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

Sit = Callable[[str], Any]
#: 21:59 in Shanghai on the day planned.
LATE = datetime(2026, 11, 23, 13, 59, tzinfo=UTC)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def asked(me: Any, case: str, number: str, channel: str = "call") -> dict[str, str]:
    """The permit asked for; the hidden fields of the form that stands then on the page."""
    answer = me.post(f"/cases/{case}/permits/", {"channel": channel, "key": number})
    assert answer.status_code == 302
    page = me.get(answer.url).content.decode()
    return {name: hidden(page, name) for name in ("permit", "key", "version")}


def test_a_call_is_recorded_with_a_promise(
    desk: Sit, callable_case: str, number: str, person: Callable[[str], Any]
) -> None:
    from forbear.web import keys
    from forbear.web.journal.models import Entry
    from forbear.web.records.models import Case, Contact, PlanAccount, Promise
    from forbear.web.records.sealed import place
    from forbear.web.sealing import Place, unseal

    me = desk("collector")
    form = asked(me, callable_case, number)
    account = PlanAccount.objects.filter(customer_id=callable_case)[0].account_id
    told = {
        **form,
        "phone": number.partition("/")[2],
        "who": "customer",
        "outcome": "promise",
        "amount": "1,234.50",
        "due_on": "2026-11-30",
        "account": account,
        "note": "答应月底前还",
        "next_step": "wait_payment",
    }
    answer = me.post(f"/cases/{callable_case}/contacts/", told)
    assert answer.status_code == 302
    assert answer.url == f"/cases/{callable_case}/?saved={form['key']}"
    made = Contact.objects.get(pk=form["key"])
    assert (made.outcome, made.next_step, made.made_by.username) == (
        "promise",
        "wait_payment",
        "collector",
    )
    assert bytes(made.phone_index).hex() == told["phone"]
    assert unseal(keys.ring(), made.note, Place(*place(made, "note"))) == "答应月底前还"
    promise = Promise.objects.get(contact=made)
    assert (promise.amount, promise.due_on, promise.account_id) == (
        123450,
        date(2026, 11, 30),
        account,
    )
    assert Case.objects.get(pk=callable_case).worked_on == date(2026, 11, 23)
    acts = Entry.objects.filter(chain=f"customer:{callable_case}").order_by("number")
    assert [entry.action for entry in acts] == [
        "permit.issued",
        "data.revealed",
        "contact.made",
        "promise.made",
    ]
    page = me.get(answer.url, zh=True).content.decode()
    assert "已保存：承诺还款" in page
    assert "答应月底前还" not in page


def test_the_same_form_sent_twice_is_recorded_once(
    desk: Sit, callable_case: str, number: str
) -> None:
    from forbear.web.records.models import Contact

    me = desk("collector")
    told = {**asked(me, callable_case, number), "who": "nobody", "outcome": "no_answer"}
    answers = [me.post(f"/cases/{callable_case}/contacts/", told) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert Contact.objects.filter(customer_id=callable_case).count() == 1


def test_allowed_at_21_59_and_refused_at_22_00(desk: Sit, callable_case: str, number: str) -> None:
    from forbear.web import clock
    from forbear.web.records.models import Contact, Permit

    me = desk("collector")
    with clock.at(LATE):
        told = {**asked(me, callable_case, number), "who": "nobody", "outcome": "no_answer"}
    with clock.at(LATE + timedelta(minutes=1)):
        answer = me.post(f"/cases/{callable_case}/contacts/", {**told, "note": "未接"}, zh=True)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "请重新申请" in page
        assert ">未接</textarea>" in page
        assert not Contact.objects.filter(customer_id=callable_case).exists()
        # The call was made in time: the form says so now, and takes the time.
        assert "联系时间（21:59 至 21:59 之间）" in page
        answer = me.post(f"/cases/{callable_case}/contacts/", {**told, "at": "21:59"})
        assert answer.status_code == 302
        answer = me.post(f"/cases/{callable_case}/permits/", {"channel": "call", "key": number})
    assert answer.status_code == 409
    refused = Permit.objects.filter(customer_id=callable_case).latest("at")
    assert refused.allowed is False
    assert "lawful from" in answer.content.decode()
    with clock.at(LATE + timedelta(minutes=1)):
        page = me.get(f"/cases/{callable_case}/?kind=refused").content.decode()
    assert 'name="outcome"' not in page
    assert all(point["rule_id"] in page for point in refused.answer["refusals"])


@pytest.mark.any_database
def test_the_number_is_whole_only_with_the_permit(
    desk: Sit, callable_case: str, number: str
) -> None:
    from forbear.web import keys
    from forbear.web.journal.models import Entry
    from forbear.web.records.models import Phone
    from forbear.web.records.sealed import place
    from forbear.web.sealing import Place, unseal

    me = desk("collector")
    row = Phone.objects.filter(customer_id=callable_case, party_id=None).order_by("pk")[0]
    whole = unseal(keys.ring(), row.phone, Place(*place(row, "phone")))
    path = f"/cases/{callable_case}/"
    assert str(whole) not in me.get(path).content.decode()
    told = asked(me, callable_case, number)
    assert str(whole) in me.get(path).content.decode()
    # A supervisor who looks meanwhile sees who is in contact, and no number.
    others = desk("supervisor").get(path).content.decode()
    assert str(whole) not in others
    assert "collector is in contact with this customer: call." in others
    me.post(f"{path}permits/{told['permit']}/release/", {})
    assert str(whole) not in me.get(path).content.decode()
    looks = Entry.objects.filter(chain=f"customer:{callable_case}", action="data.revealed")
    assert looks.count() == 1


@pytest.mark.parametrize(
    ("zh", "texts"),
    [
        (
            False,
            ("write an amount, as 1,234.50", "write a day, as 2026-11-30", "choose the account"),
        ),
        (True, ("请填写金额，如 1,234.50", "请填写日期，如 2026-11-30", "请选择账户")),
    ],
)
@pytest.mark.any_database
def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(
    desk: Sit, callable_case: str, number: str, zh: bool, texts: tuple[str, ...]
) -> None:
    from forbear.web.records.models import Contact

    me = desk("collector")
    told = {
        **asked(me, callable_case, number),
        "who": "customer",
        "outcome": "promise",
        "amount": "a lot",
        "due_on": "soon",
        "account": "A-none",
        "note": "说 <下月> 还",
        "next_step": "letter",
    }
    answer = me.post(f"/cases/{callable_case}/contacts/", told, zh=zh)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert answer["HX-Push-Url"] == "false"
    for field, text in zip(("amount", "due_on", "account"), texts, strict=True):
        assert re.search(rf'id="{field}-error">[^<]*{re.escape(text)}', page)
    assert 'value="a lot"' in page
    assert ">说 &lt;下月&gt; 还</textarea>" in page
    assert re.search(r'value="promise"\s+checked', page)
    assert '<option value="letter" selected>' in page
    assert hidden(page, "key") == told["key"]
    assert not Contact.objects.filter(customer_id=callable_case).exists()
    # Put right, the same form is saved.
    right = {**told, "amount": "１，０００元", "due_on": "2026-11-30"}
    right["account"] = account_of(callable_case)
    assert me.post(f"/cases/{callable_case}/contacts/", right).status_code == 302


def account_of(case: str) -> str:
    from forbear.web.records.models import PlanAccount

    return str(PlanAccount.objects.filter(customer_id=case)[0].account_id)


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("typed", "where"),
    [
        ({"outcome": ""}, "outcome"),
        ({"outcome": "nobody_home"}, "outcome"),
        ({"outcome": "call_back"}, "call_back_on"),
        (
            {"outcome": "call_back", "call_back_on": "2026-11-22", "call_back_at": "10:00"},
            "call_back_at",
        ),
        ({"outcome": "promise", "amount": "1.234", "due_on": "2026-11-30"}, "amount"),
        ({"outcome": "promise", "amount": "0", "due_on": "2026-11-30"}, "amount"),
        ({"outcome": "promise", "amount": "100", "due_on": "2026-11-22"}, "due_on"),
        ({"outcome": "no_answer", "note": "x" * 4001}, "note"),
    ],
)
def test_what_can_t_be_recorded(
    desk: Sit, callable_case: str, number: str, typed: dict[str, str], where: str
) -> None:
    from forbear.web.records.models import Contact

    me = desk("collector")
    told = {**asked(me, callable_case, number), "account": account_of(callable_case), **typed}
    answer = me.post(f"/cases/{callable_case}/contacts/", told)
    assert answer.status_code == 422
    assert f'id="{where}-error"' in answer.content.decode()
    assert not Contact.objects.filter(customer_id=callable_case).exists()


@pytest.mark.any_database
@pytest.mark.parametrize(("hour", "refused"), [("10:00", False), ("23:30", True)])
def test_a_call_back_outside_lawful_hours_is_said_at_once(
    desk: Sit, callable_case: str, number: str, hour: str, refused: bool
) -> None:
    from forbear.web.records.models import Contact

    me = desk("collector")
    told = {**asked(me, callable_case, number), "who": "customer", "outcome": "call_back"}
    told |= {"call_back_on": "2026-11-24", "call_back_at": hour}
    saved = me.post(f"/cases/{callable_case}/contacts/", told)
    assert saved.status_code == 302
    assert f"{Contact.objects.get(pk=told['key']).call_back_at:%H:%M}" == utc(hour)
    page = " ".join(me.get(saved.url).content.decode().split())
    assert f"2026-11-24 {hour}</time>." in page
    assert ("a call would be refused then" in page) == refused
    assert ("2026-11-25 08:00</time>" in page) == refused
    zh = me.get(saved.url, zh=True).content.decode()
    assert f"11月24日 {hour}</time> 回电。" in zh
    assert ("届时不允许致电" in zh) == refused


def utc(hour: str) -> str:
    """The hour in Greenwich when it is so late in Shanghai."""
    return f"{(int(hour[:2]) - 8) % 24:02}{hour[2:]}"


@pytest.mark.any_database
def test_a_case_changed_meanwhile_is_told_and_saved_on_the_second_look(
    desk: Sit, callable_case: str, number: str
) -> None:
    from forbear.portfolio.words import ConsentKind
    from forbear.web.records.consents import give

    me = desk("collector")
    told = {**asked(me, callable_case, number), "who": "nobody", "outcome": "no_answer"}
    give(desk("supervisor").user, callable_case, ConsentKind.WORK_CONTACT)
    answer = me.post(f"/cases/{callable_case}/contacts/", {**told, "note": "未接"}, zh=True)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "supervisor：取得同意" in page
    assert ">未接</textarea>" in page
    again = {**told, "version": hidden(page, "version"), "key": hidden(page, "key")}
    assert again["version"] != told["version"]
    assert me.post(f"/cases/{callable_case}/contacts/", again).status_code == 302


@pytest.mark.any_database
def test_an_outcome_that_implies_a_hold_says_so_and_sets_it(
    desk: Sit, callable_case: str, number: str
) -> None:
    from forbear.web.pages.speech import word
    from forbear.web.records.models import Hold

    me = desk("collector")
    told = asked(me, callable_case, number)
    page = me.get(f"/cases/{callable_case}/").content.decode()
    for outcome, says in (("dispute", True), ("refused", False)):
        label = re.search(rf'<label class="btn[^"]*" for="customer-{outcome}">(.*?)</label>', page)
        assert label is not None
        assert ("sets a hold" in label[1]) is says
    told |= {"who": "customer", "outcome": "dispute", "note": "对金额有异议"}
    answer = me.post(f"/cases/{callable_case}/contacts/", told)
    assert answer.status_code == 302
    hold = Hold.objects.get(customer_id=callable_case, kind="dispute", origin="here")
    assert hold.set_by.username == "collector"
    page = me.get(answer.url).content.decode()
    labels = re.findall(r'<summary class="badge bg-red-lt">.*?</svg> ([^<]+)</summary>', page)
    assert labels == [word("hold", "dispute")]


@pytest.mark.any_database
def test_the_panel_is_asked_for_only_where_nothing_is_in_hand(
    desk: Sit, callable_case: str, number: str
) -> None:
    me, path = desk("collector"), f"/cases/{callable_case}/"
    assert 'class="card permits"' in me.get(path).content.decode()
    told = asked(me, callable_case, number)
    assert 'class="card permits"' not in me.get(path).content.decode()
    assert 'class="card permits"' in me.get(f"{path}?panel=1").content.decode()
    answer = me.post(f"{path}contacts/", {**told, "who": "nobody", "outcome": "no_answer"})
    page = me.get(answer.url).content.decode()
    assert 'class="card permits"' not in page
    assert f"/worklist/next/?after={callable_case}" in page


@pytest.mark.any_database
def test_outcomes_fit_who_answered(desk: Sit, callable_case: str, number: str) -> None:
    from forbear.portfolio.outcomes import fitting
    from forbear.portfolio.words import Channel

    me = desk("collector")
    asked(me, callable_case, number)
    page = me.get(f"/cases/{callable_case}/").content.decode()
    for who, fits in fitting(Channel.CALL).items():
        group = re.search(rf'<fieldset class="outcomes" data-who="{who}">(.*?)</fieldset>', page)
        assert group is not None
        assert re.findall(r'name="outcome" [^>]*value="(\w+)"', group[1]) == list(fits)


@pytest.mark.any_database
def test_a_related_person_is_called_with_a_reminder(
    desk: Sit, callable_case: str, number: str
) -> None:
    from forbear.web.records.models import Contact, Party, Phone

    Party.objects.create(
        customer_id=callable_case,
        party_id="G1",
        role="guarantor",
        name_masked="担**",
        liable=True,
        no_contact=False,
    )
    Phone.objects.filter(customer_id=callable_case).update(party_id="G1")
    me = desk("collector")
    page = me.get(f"/cases/{callable_case}/").content.decode()
    assert "may be told all" in page
    told = asked(me, callable_case, number, "third_party")
    page = me.get(f"/cases/{callable_case}/", zh=True).content.decode()
    assert "保证人 担**" in page
    assert "不得透露任何债务信息" not in page
    assert 'data-who="customer"' not in page
    told |= {"who": "somebody", "outcome": "third_person"}
    assert me.post(f"/cases/{callable_case}/contacts/", told).status_code == 302
    assert Contact.objects.get(pk=told["key"]).party_id == "G1"


@pytest.mark.any_database
def test_a_third_person_is_told_nothing_of_the_debt(
    desk: Sit, callable_case: str, number: str
) -> None:
    from forbear.web.records.models import Party, Phone

    Party.objects.create(
        customer_id=callable_case,
        party_id="R1",
        role="relative",
        name_masked="亲*",
        liable=False,
        no_contact=False,
    )
    Phone.objects.filter(customer_id=callable_case).update(party_id="R1", valid=True)
    me = desk("collector")
    page = me.get(f"/cases/{callable_case}/").content.decode()
    assert "may be told nothing" in page
    assert "CN-TP-002" in page


@pytest.mark.any_database
def test_a_colleague_s_permit_and_case_are_out_of_reach(
    desk: Sit, callable_case: str, number: str
) -> None:
    from forbear.web.records.models import Contact

    me, other = desk("collector"), desk("collector2")
    told = {**asked(me, callable_case, number), "who": "nobody", "outcome": "no_answer"}
    path = f"/cases/{callable_case}/"
    assert other.post(f"{path}contacts/", told).status_code == 404
    assert other.post(f"{path}permits/", {"channel": "call", "key": number}).status_code == 404
    assert other.post(f"{path}permits/{told['permit']}/release/", {}).status_code == 404
    # The supervisor sees the case, and still can't record under somebody else's permit.
    assert desk("supervisor").post(f"{path}contacts/", told).status_code == 409
    assert desk("auditor").post(f"{path}contacts/", told).status_code == 403
    assert not Contact.objects.filter(customer_id=callable_case).exists()
