"""What a plan must bring along, what nobody may do, and what must be kept as proof.

Needs and acts are facts of the plan: a need that is unknown becomes a requirement of the permit, a
need known to be unmet is a refusal; an act that is known to be planned is a refusal.
"""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """A phrase in English and Chinese."""

    en: str
    zh: str


#: What a permit may require.
NEEDS: dict[str, Words] = {
    "show_id": Words("Show identification", "出示身份证明"),
    "show_authorisation": Words("Show the authorisation", "出示授权文件"),
    "record_audio": Words("Record sound", "录音"),
    "record_video": Words("Record video", "录像"),
    "record_full": Words("Record from beginning to end", "全程记录"),
    "entry_consent": Words("Ask consent before entering", "进入前征得同意"),
    "film_consent": Words("Ask explicit consent before filming inside", "在屋内拍摄前取得明确同意"),
    "work_entry_consent": Words("Ask consent before entering the office", "进入办公区域前征得同意"),
    "say_institution": Words("Say at once for which institution you speak", "主动说明所属机构"),
    "verify_identity": Words("Verify the person before naming the debt", "告知债务信息前核实身份"),
    "letter_name_balance": Words("Holder's name and balance", "持卡人姓名和欠款余额"),
    "letter_reason": Words("Reason and legal basis", "催收事由和相关法规"),
    "letter_rights": Words("Rights and duties", "持卡人相关权利和义务"),
    "letter_how_to": Words(
        "How to query, repay, object and give evidence", "查询、还款、提出异议和提供证据的途径"
    ),
    "letter_contact": Words("Issuer's contact", "发卡银行联系方式"),
    "letter_seal": Words("Business seal", "相关业务公章"),
    "letter_other": Words("Other items that supervisors set", "监管部门规定的其他内容"),
    "annotate_dispute": Words("Annotate the account as disputed", "对异议账户作出标注"),
    "verify_dispute": Words("Verify and handle the objection", "核实并处理异议"),
    "locate_or_relay_only": Words(
        "Ask only for the debtor's contact, or to pass on a message",
        "仅询问债务人联系方式或请其转告",
    ),
    "no_disclosure": Words("Tell nothing about the debt", "不得透露债务信息"),
    "estate_only": Words(
        "Claim no more than the estate's value; who renounces owes nothing",
        "以遗产实际价值为限；放弃继承的不负清偿责任",
    ),
    "address_representative": Words("Address the legal representative", "联系其法定代理人"),
    "representative_consent": Words(
        "Act through or with the legal representative", "由法定代理人代理或征得其同意"
    ),
    "notify_before_placement": Words("Inform the debtor before placing", "委托前告知债务人"),
    "pay_not_on_recovery_alone": Words(
        "Do not pay or appraise by recovery alone", "不得仅以回款率付费或考核"
    ),
    "track_consent": Words(
        "Assess and protect the location track", "对行踪信息做影响评估并严格保护"
    ),
    "related_evidence": Words(
        "Evidence and approval that the person is tied to the debt",
        "与债务相关的证据及审批",
    ),
    "own_means_only": Words("Use only devices the bank manages", "仅使用机构管理的设备和账号"),
    "managed_template": Words("Use an approved text", "使用审定的文本"),
}

#: What nobody may do.
ACTS: dict[str, Words] = {
    "enter_dwelling": Words("Enter a dwelling or another private place", "进入住宅等私密空间"),
    "enter_office": Words("Enter the office area", "进入办公区域"),
    "film_inside": Words("Film inside a dwelling", "在住宅内拍摄"),
    "public_posting": Words("Post notices in public places", "在公共场所张贴催收文书"),
    "impersonate_authority": Words("Pose as an authority or a court", "冒充行政或司法机关"),
    "agency_as_bank": Words("An agency acting under the bank's name", "催收机构以金融机构名义催收"),
    "threaten": Words("Threaten, abuse, deceive or use force", "威胁、辱骂、欺诈或使用暴力"),
    "disclose_debt": Words("Tell others about the debt", "向他人透露债务信息"),
    "charge_extra": Words("Charge under the name of collection", "以催收名义额外收费"),
    "induce_borrowing": Words("Induce new borrowing to repay", "诱导借新还旧"),
    "exaggerate": Words("Exaggerate sum, nature or effect in law", "夸大金额、性质或法律后果"),
    "false_promise": Words("Promise falsely", "虚假承诺"),
    "fake_blacklist": Words("Invent a blacklist or credit record", "虚构黑名单或失信库"),
    "private_device": Words("Use a private phone or account", "使用私人电话或社交账号"),
    "collect_from_others": Words(
        "Demand payment from somebody who does not owe", "向与债务无关的人催收"
    ),
    "illegal_debt": Words("Collect a debt that the law does not protect", "催收非法债务"),
}

#: What is to be kept as proof.
PROOFS: dict[str, Words] = {
    "call_audio": Words("Recording of the call", "通话录音"),
    "visit_audio_video": Words("Sound and video of the whole visit", "外访全程录音录像"),
    "names_of_officers": Words("Names and staff numbers of those who went", "外访人员姓名工号"),
    "id_shown_moment": Words("Moment at which identification was shown", "出示证件的时刻"),
    "entry_consent_record": Words("Consent to enter, on the recording", "同意进入的录音录像"),
    "film_consent_record": Words("Consent to film, on the recording", "同意拍摄的录音录像"),
    "consent_record": Words("The consent: what, when, how given", "同意的内容、时间和方式"),
    "dial_log": Words("Each dial with number, time and outcome", "每次拨打的号码、时间和结果"),
    "lost_contact_proof": Words("Proof that the debtor is out of reach", "债务人失联的证明"),
    "opt_out_record": Words("What the third person asked", "第三人的要求记录"),
    "liability_proof": Words("Contract or proof of liability", "担保合同或责任证明"),
    "letter_copy": Words("Full text of the letter", "函件全文"),
    "delivery_proof": Words("Proof of sending and arrival", "寄送和送达凭证"),
    "plan_agreement": Words("The signed plan, or its recording", "签订的还款方案或录音"),
    "dispute_record": Words("Objection, annotation and answer", "异议、标注和答复记录"),
    "capacity_proof": Words("Proof of capacity and representation", "行为能力和代理关系证明"),
    "death_proof": Words("Proof of death and of the heirs", "死亡和继承关系证明"),
    "placement_notice": Words("Notice of the placement", "委外告知记录"),
    "agency_file": Words("Listing, publication and contract of the agency", "机构名单、公示和合同"),
    "impact_assessment": Words("Impact assessment", "个人信息保护影响评估报告"),
}
