"""The closed list of facts that duties speak of, by what they are about.

They are facts of the house, not of a contact: whoever keeps staff, agencies, complaints, data,
plans and accounts gives them. Rates and shares are millionths; months and days are whole numbers.
"""

from __future__ import annotations

from enum import StrEnum

from forbear.portfolio.words import Source
from forbear.rulebook.facts.names import Fact, FactGroup


class About(StrEnum):
    """What one row of facts describes."""

    STAFF = "staff"
    AGENCY = "agency"
    COMPLAINT = "complaint"
    DATA = "data"
    PLAN = "plan"
    CHARGE = "charge"
    DEBT = "debt"
    REPORT = "report"
    HOUSE = "house"


LENDERS = ("bank", "consumer_finance", "micro_lender", "other_licensed", "private")
TIERS = ("normal", "special_mention", "substandard", "doubtful", "loss")
BASES = (
    "consent",
    "contract",
    "statutory_duty",
    "emergency",
    "public_information",
    "other",
    "none",
)
SOURCES = (*(source.value for source in Source), "other")
ITEMISATION = ("last_statement", "charge_off", "last_payment", "transaction", "judgment", "other")

_YES: dict[str, tuple[str, str]] = {
    # staff
    "violent_history": ("Has a history of violent crime", "有暴力犯罪记录"),
    "bad_credit": ("Has a seriously bad credit record", "有严重不良信用记录"),
    "trained_before_start": ("Was trained before starting", "上岗前已培训"),
    "examined_before_start": ("Passed an examination before starting", "上岗前已考核合格"),
    "confidentiality_signed": ("Signed a confidentiality agreement", "已签署保密协议"),
    "conduct_monitored": ("Conduct is monitored", "行为受到监测"),
    "seriously_violated": ("Seriously violated the rules", "存在严重违规"),
    "dismissed": ("Was dismissed", "已解聘"),
    "reported_to_association": ("Was reported to the association", "已向自律组织报告"),
    # agency
    "institution_responsible": ("The bank stays first responsible", "机构承担首要责任"),
    "agency_ended": ("The engagement has ended", "委托关系已终止"),
    "agency_data_wiped": ("Data were returned or deleted, none kept", "数据已返还或删除且未留存"),
    "agency_violated": ("The agency violated the rules", "机构存在违规"),
    "violation_shared": ("The violation was shared within the industry", "违规信息已在行业共享"),
    "platform_rules_kept": ("Rules for internet platforms are kept", "遵守互联网平台催收规范"),
    # complaint
    "handler_interested": ("The handler has a direct interest", "处理人员有直接利害关系"),
    "known_documents_asked": ("Documents were asked that the bank has", "要求提供机构已有材料"),
    "group_complaint": ("Several complain together", "群体投诉"),
    "reply_states_routes": (
        "The reply names review, mediation, arbitration and suit",
        "答复载明核查、调解、仲裁、诉讼途径",
    ),
    "complainant_is_heir": ("The complainant is an heir", "投诉人为继承人"),
    "succession_proved": ("Succession is proved", "已提供继承证明"),
    "complaint_accepted": ("The complaint was accepted", "投诉已受理"),
    # data
    "given_to_processor": ("Data are given to another processor", "向其他处理者提供"),
    "informed_of_recipient": (
        "The person was told recipient, purpose, method and kinds",
        "已告知接收方、目的、方式和种类",
    ),
    "separate_consent": ("Separate consent was given", "已取得单独同意"),
    "sensitive": ("The data are sensitive", "属于敏感个人信息"),
    "specific_purpose": ("There is a specific purpose and need", "有特定目的和充分必要性"),
    "strict_protection": ("Protection is strict", "采取严格保护措施"),
    "under_14": ("The person is under 14", "未满十四周岁"),
    "guardian_consent": ("A guardian consented", "已取得监护人同意"),
    "special_rules": ("There are special processing rules", "制定专门处理规则"),
    "automated_decision": ("A decision is automated", "自动化决策"),
    "major_effect": ("The decision has a major effect on the person", "决策对个人权益有重大影响"),
    "entrusted": ("Processing is entrusted", "委托处理"),
    "disclosed": ("Data are disclosed publicly", "公开个人信息"),
    "assessed_before": ("An impact assessment was made before", "事前已做影响评估"),
    "explained_on_request": ("The decision is explained on request", "应请求予以说明"),
    "human_review": ("A person decides if asked", "可拒绝仅由自动化决策"),
    "purpose_ended": ("Purpose achieved or period over", "目的已实现或期限已满"),
    "deleted": ("The data were deleted", "已删除"),
    "leak": ("Data leaked or may have", "发生或可能发生泄露"),
    "remedied": ("Remedies were taken at once", "已立即补救"),
    "authority_notified": ("The authority was notified", "已通知主管部门"),
    "persons_notified": ("The persons were notified", "已通知个人"),
    "harm_avoided": ("Harm was effectively avoided", "已有效避免危害"),
    "encrypted": ("Data are encrypted or de-identified", "已加密、去标识化"),
    "access_by_role": ("Access follows roles", "按岗位授权访问"),
    "data_training": ("Staff are trained in data protection", "定期开展安全培训"),
    "incident_plan": ("There is a plan for incidents", "制定应急预案"),
    # plan
    "personalised_plan": ("A personalised instalment plan", "个性化分期还款协议"),
    "beyond_ability": ("The debt is confirmed to be beyond ability", "确认超出还款能力"),
    "willing_to_repay": ("The holder is still willing to repay", "仍有还款意愿"),
    "card_instalment": ("An ordinary card instalment", "普通信用卡分期"),
    # charge
    "late_fee_charged": ("A late fee is charged", "收取滞纳金"),
    "over_limit_fee_charged": ("An over-limit fee is charged", "收取超限费"),
    "penalty_charged": ("A contractual penalty is charged", "收取违约金"),
    "penalty_agreed": ("The penalty was agreed in the contract", "违约金已在合同约定"),
    "interest_on_fees": ("Interest is charged on penalty or fees", "对违约金或费用计收利息"),
    "damages_excessive": (
        "Damages far exceed the loss, or debt and damages are mixed up",
        "违约金过分高于损失，或支付后即免除债务",
    ),
    "terms_explained": ("Terms on interest and fees were explained", "已提示说明利息费用条款"),
    "four_lpr_applied": ("The cap of four times LPR is applied", "适用四倍LPR上限"),
    "internet_assisted": ("An internet-assisted loan of a bank", "银行互联网助贷"),
    "new_loan": ("A new loan", "新发放贷款"),
    "cost_shown_before": (
        "The annualised cost was shown before signing",
        "签约前已展示年化综合成本",
    ),
    "other_fees": ("Fees beyond those shown are charged", "收取展示以外的费用"),
    "usurious": ("The rate is usurious", "构成高利放贷"),
    # debt
    "spouse_claimed": ("The spouse is held liable", "主张配偶承担责任"),
    "joint_signature": ("Both spouses signed", "夫妻共同签字"),
    "ratified": ("The other spouse ratified later", "另一方事后追认"),
    "daily_needs": ("The debt served daily needs of the family", "用于家庭日常生活需要"),
    "joint_use_proved": ("Joint use is proved", "已证明用于共同生活或经营"),
    "retail": ("A retail exposure", "零售资产"),
    "restructured": ("A restructured asset", "重组资产"),
    "observation_ended": ("Its observation period was ended", "观察期被认定结束"),
    "student_loans_one_number": ("Student loans under one account number", "同一账号下的学生贷款"),
    "counted_as_one": ("They are counted as one debt", "按一笔债务计"),
    "contact_details_false": (
        "The holder's contact details are false or stale",
        "预留联系方式虚假或失效",
    ),
    "reminded_before_due": ("The holder was reminded before the due day", "到期前已提醒"),
    # report
    "major_risk": ("A major risk event happened", "发生重大风险事项"),
    "major_risk_reported": ("It was reported", "已报告"),
    "adverse_supplied": ("Adverse information is supplied to a bureau", "报送不良信息"),
    "told_before_supply": ("The person was told before", "已事先告知本人"),
    "credit_data_supplied": ("Credit data are supplied to a bureau", "报送信贷信息"),
    "written_consent": ("There is written consent", "已取得书面同意"),
    "objection_open": ("An objection to the record is open", "征信异议处理中"),
    "marked_disputed": ("The record is marked as disputed", "已标注存在异议"),
}
_COUNTS: dict[str, tuple[str, str]] = {
    "representatives": ("Representatives of a group complaint", "群体投诉代表人数"),
    "term_months": ("Term in months", "期限（月）"),
    "loan_days": ("Term in days", "期限（日）"),
    "daily_rate_ppm": ("Rate a day, in millionths", "日利率（百万分之一）"),
    "annual_cost_ppm": ("Whole cost a year, in millionths", "年化综合成本（百万分之一）"),
    "rate_in_lpr_percent": (
        "Total rate a year in per cent of the one-year LPR at signing",
        "综合年利率占签约时一年期LPR的百分比",
    ),
    "dpd": ("Days past due", "逾期天数"),
    "npl_share_ppm": (
        "Share of the debtor's claims at this bank that are non-performing",
        "债务人在本行债权中不良占比（百万分之一）",
    ),
    "overdue_90_share_ppm": (
        "Share of the debtor's debts at all banks over 90 days past due",
        "债务人在所有银行逾期90天以上债务占比（百万分之一）",
    ),
    "observed_periods": ("Repayment periods observed in a row", "连续观察的还款期数"),
    "observed_months": ("Months observed", "观察月数"),
    "statutory_holidays": ("Statutory holidays a year in the calendar", "日历中全年法定节假日天数"),
}
_CODES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "legal_basis": ("Legal basis of the processing", "处理的合法性基础", BASES),
    "lender": ("Who lent", "放贷主体", LENDERS),
    "five_tier": ("Five-tier class", "五级分类", TIERS),
    "contact_source": ("How a contact detail was obtained", "联系信息来源", SOURCES),
    "itemisation_date": ("Date to which the sum is itemised", "金额明细基准日", ITEMISATION),
}

#: Facts of the house by name.
HOUSE: dict[str, Fact] = {
    **{name: Fact(name, FactGroup.PLAN, bool, en, zh) for name, (en, zh) in _YES.items()},
    **{name: Fact(name, FactGroup.PLAN, int, en, zh) for name, (en, zh) in _COUNTS.items()},
    **{name: Fact(name, FactGroup.PLAN, str, en, zh, v) for name, (en, zh, v) in _CODES.items()},
}
