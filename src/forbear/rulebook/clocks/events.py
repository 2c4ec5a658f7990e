"""The closed list of events that start, move and end clocks, each with its words."""

from __future__ import annotations

from typing import Annotated

import polars as pl
from pydantic import AfterValidator, WithJsonSchema

from forbear.rulebook.facts.plan import Words

EVENTS: dict[str, Words] = {
    "account_debited": Words(
        "The creditor debited an account for the debt", "从债务人账户扣收欠款"
    ),
    "adverse_act_ended": Words("The adverse act ended", "不良行为或者事件终止"),
    "agency_engaged": Words("The agency was engaged", "委托机构"),
    "agency_evaluated": Words("The agency was evaluated", "对机构作出评估"),
    "agency_inspected": Words("The agency was inspected", "对机构进行检查"),
    "agreement_ends": Words("The agreement with the agency ends", "委托协议到期"),
    "assessment_made": Words("An impact assessment was made", "完成影响评估"),
    "breathing_space_began": Words("A breathing space began", "喘息期开始"),
    "breathing_space_cancelled": Words("The breathing space was cancelled", "喘息期被取消"),
    "bureau_complaint_accepted": Words("The complaint was accepted", "受理投诉"),
    "bureau_complaint_answered": Words("The complaint was answered", "答复投诉"),
    "call_recorded": Words("A call was recorded", "通话录音"),
    "collected": Words("Something was done to collect the debt", "催收活动"),
    "collection_began": Words("Collection began", "开始催收"),
    "complaint_answered": Words("The complaint was decided and answered", "作出处理决定并告知"),
    "complaint_complex": Words("The complaint was found complex", "认定情况较复杂"),
    "complaint_extended": Words("A further extension was approved", "批准再次延长"),
    "complaint_received": Words("The complaint was received", "收到投诉"),
    "complaint_withdrawn": Words("The complaint was withdrawn", "撤回投诉"),
    "crisis_treatment_began": Words("Mental health crisis treatment began", "心理危机治疗开始"),
    "crisis_treatment_ended": Words("The treatment ended", "治疗结束"),
    "debt_agreed": Words("The debtor agreed to perform", "债务人同意履行"),
    "debt_settled": Words("The debt was settled", "欠款结清"),
    "demand_arrived": Words("A demand arrived or should have arrived", "催收通知到达或应当到达"),
    "demand_of_part": Words("A part of the debt was demanded", "主张部分债权"),
    "demand_published": Words(
        "A demand was published in the press, the debtor being missing", "债务人下落不明，公告催收"
    ),
    "demanded": Words("The creditor demanded performance", "权利人提出履行请求"),
    "email_notice_sent": Words("The notice on the e-mail address was sent", "寄出邮箱使用通知"),
    "equivalent_act": Words("An act equal to suit or arbitration", "与起诉或仲裁同等效力的情形"),
    "first_communication": Words("The first communication about the debt", "首次就债务联系"),
    "infringed": Words("The right was infringed", "权利受到损害"),
    "instalment_due": Words("An instalment fell due", "分期款到期"),
    "message_arrived": Words(
        "A letter, SMS or e-mail reached the reserved address", "信函、短信、邮件到达预留地址"
    ),
    "more_calls_agreed": Words("The consumer agreed to more calls", "债务人同意增加来电"),
    "notice_of_adverse_sent": Words(
        "The consumer was told of reporting by letter or message", "已函告或电子告知将报送征信"
    ),
    "number_checked": Words("The number was checked for reassignment", "已核查号码未转手"),
    "objection_answered": Words("The objection was answered in writing", "书面答复异议"),
    "objection_received": Words("The objection was received", "收到异议"),
    "obstacle_began": Words("An obstacle to claiming arose", "出现不能行使请求权的障碍"),
    "obstacle_ended": Words("The obstacle ended", "障碍消除"),
    "overdue_notice_signed": Words(
        "The debtor signed a notice after time had run out, agreeing to pay",
        "时效届满后债务人在催款通知上签字同意履行",
    ),
    "placed_with_counsellor": Words(
        "A plan is being made with a debt counsellor", "正与债务顾问制定方案"
    ),
    "plan_agreed_orally": Words("A plan was agreed orally", "口头达成还款协议"),
    "police_reported": Words("A malicious overdraft was reported", "就恶意透支报案"),
    "record_made": Words("A record of collection was made", "形成催收记录"),
    "review_asked": Words("A review was asked for", "申请核查"),
    "review_decided": Words("The review was decided", "作出核查决定"),
    "right_known": Words(
        "The creditor knew of the breach and who broke it", "知道权利受损及义务人"
    ),
    "sued": Words("Suit or arbitration was filed", "提起诉讼或者申请仲裁"),
    "texting_agreed": Words(
        "The consumer agreed to texts or texted himself", "债务人同意或主动发短信"
    ),
    "trained": Words("Training was completed", "完成培训"),
    "validation_sent": Words("The validation information was sent", "寄出核实信息"),
    "visit_recorded": Words("A visit was recorded", "外访录音录像"),
}


def _known(name: str) -> str:
    if name not in EVENTS:
        raise ValueError(f"'{name}' is no event; known are {', '.join(EVENTS)}")
    return name


Event = Annotated[str, AfterValidator(_known), WithJsonSchema({"enum": list(EVENTS)})]


def one_of(names: tuple[str, ...]) -> pl.Expr:
    """True in rows of one of the events named."""
    return pl.col("event").is_in(list(names))


def first(names: tuple[str, ...]) -> pl.Expr:
    """First day of any of the events named, within a group."""
    return pl.col("on").filter(one_of(names)).min()


def last(names: tuple[str, ...]) -> pl.Expr:
    """Last day of any of the events named, within a group."""
    return pl.col("on").filter(one_of(names)).max()
