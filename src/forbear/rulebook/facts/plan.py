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
    "treat_as_consumer": Words(
        "Keep to the rules that protect the debtor", "适用保护债务人的各项规则"
    ),
    "exception_proof": Words(
        "Keep proof of the consent, permission or contact relied on",
        "留存所依据的同意、许可或来联系记录",
    ),
    "give_own_name": Words("Give your own name", "说明本人姓名"),
    "confirm_location": Words(
        "Say that you confirm or correct where he is", "说明仅为核实或更正其所在"
    ),
    "ask_once": Words("Ask each person once only", "对同一人仅询问一次"),
    "location_only": Words(
        "Ask only where he lives, his number and where he works", "仅询问其住址、电话和工作地点"
    ),
    "opt_out_text": Words("Say plainly how to opt out", "明示退订方式"),
    "say_debt_collector": Words(
        "Say that this comes from a debt collector, and at first for what",
        "表明系债务催收并在首次说明用途",
    ),
    "same_language": Words("Give it in the language of the rest", "使用与其余内容相同的语言"),
    "keepable_form": Words(
        "Send it so that it arrives and can be kept", "以能够送达且可留存的方式寄送"
    ),
    "estate_person_named": Words(
        "Address by name the person who acts for the estate", "写明有权代理遗产事务者的姓名"
    ),
    "right_venue": Words(
        "Sue where the property lies, the contract was signed or he lives",
        "在财产所在地、签约地或居住地起诉",
    ),
    "shield_from_others": Words(
        "Take care that others do not learn of the debt", "采取措施防止他人知悉债务"
    ),
    "visit_notice": Words("Give notice of the date and likely time", "事先通知日期和大致时间"),
    "explain_purpose": Words("Explain purpose and intended outcome", "说明来访目的和预期结果"),
    "leave_on_request": Words(
        "Leave when asked, or when distress or incapacity shows",
        "应要求或发现对方痛苦、无行为能力时离开",
    ),
    "consider_forbearance": Words("Consider and offer forbearance first", "先行考虑并提出宽限方案"),
    "refer_to_advice": Words("Point to debt advice", "告知债务咨询渠道"),
    "agency_checked": Words(
        "Check the agency and the antecedents of its agents", "对机构尽职调查并核查人员背景"
    ),
    "agents_certified": Words(
        "Agents trained for 100 hours and certified", "人员完成100小时培训并取得证书"
    ),
    "tell_agency_details": Words("Tell the debtor who the agency is", "告知债务人机构信息"),
    "agency_licensed": Words("The agency holds a licence", "机构持有牌照"),
    "collectors_approved": Words("Each collector is approved", "催收人员均获批准"),
    "own_employees_only": Words("Only own employees go", "仅由本机构雇员执行"),
    "no_offence_record": Words("Nobody with earlier collection offences", "人员无催收违法记录"),
    "transfer_notice": Words(
        "Tell him of the transfer first, on a durable medium", "事先以持久介质告知债权转让"
    ),
    "visit_last_resort": Words("Try telephone and letter first", "先尝试电话和信函"),
    "ask_permission": Words(
        "Ask permission to visit where that can be done", "能够征求同意的先征求同意"
    ),
    "log_calls": Words("Note time and number of calls", "记录通话时间和次数"),
    "be_civil": Words("Be civil", "举止文明"),
    "processing_terms": Words(
        "Agree in writing how personal data are processed", "书面约定个人信息处理事项"
    ),
    "no_sub_entrusting": Words("No passing on without consent", "未经同意不得转委托"),
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
    "contact_at_inconvenient_time": Words(
        "Contact at a time known to be inconvenient", "在已知不便的时间联系"
    ),
    "contact_at_unreasonable_time": Words("Contact at an unreasonable time", "在不合理的时间联系"),
    "contact_at_inconvenient_place": Words(
        "Contact at a place known to be inconvenient", "在已知不便的地点联系"
    ),
    "contact_at_forbidden_work": Words(
        "Contact at work though the employer is known to prohibit it",
        "明知雇主禁止仍在工作单位联系",
    ),
    "use_refused_medium": Words(
        "Use a medium that he asked not to be used", "使用其已拒绝的联系方式"
    ),
    "ignore_contact_wishes": Words(
        "Ignore reasonable wishes on when, where and how", "无视其对时间、地点和方式的合理要求"
    ),
    "say_debt_owed": Words("Say that he owes", "说明其负有债务"),
    "name_employer_unasked": Words("Name the own firm unasked", "未被问及即说明所属公司"),
    "use_postcard": Words("Use a postcard", "使用明信片"),
    "mark_envelope": Words(
        "Show on the outside that it is about a debt", "在信封或外观上显示与债务有关"
    ),
    "ask_despite_lawyer": Words(
        "Ask others although his lawyer is known", "已知其律师仍向他人询问"
    ),
    "post_on_social_media": Words(
        "Write where others can see it on social media", "在他人可见的社交媒体上联系"
    ),
    "use_work_email": Words(
        "Write to an e-mail address given by the employer", "使用雇主提供的邮箱"
    ),
    "sue_time_barred": Words(
        "Sue, or threaten to, when time has run out", "对已过时效的债务起诉或以起诉相威胁"
    ),
    "overshadow_rights": Words("Overshadow the right to dispute", "淡化或冲淡其提出异议的权利"),
    "embarrass_publicly": Words("Embarrass him in public", "使其在公众面前难堪"),
    "visit_hospital": Words(
        "Visit in hospital or another unfitting place", "在医院等不适当场所上门"
    ),
    "misleading_card": Words(
        "Leave a misleading card, such as a missed delivery", "留下误导性卡片（如“未能投递”）"
    ),
    "press_unreasonably": Words(
        "Press for sums or speed beyond reason, or to borrow or sell the home",
        "要求不合理的金额或速度，或促其借款、卖房",
    ),
    "contact_in_breathing_space": Words(
        "Contact or enforce during a breathing space", "在喘息期内联系或强制执行"
    ),
    "call_persistently": Words("Call persistently", "反复不断致电"),
    "call_anonymously": Words("Call or write without a name", "匿名致电或来函"),
    "intrude_on_others": Words("Intrude on family, referees or friends", "打扰家人、联系人或朋友"),
    "visit_on_occasions": Words(
        "Come at bereavement, calamity, marriage or festival", "在丧事、灾难、婚礼或节日期间上门"
    ),
    "false_name": Words("Use a false name", "使用假名"),
    "misrepresent": Words("Mislead", "误导"),
    "pass_referee_data": Words(
        "Pass data of referees or friends to an agency", "将联系人、亲友信息交给催收机构"
    ),
    "harass": Words("Harass, coerce or press unduly", "骚扰、胁迫或不当施压"),
    "return_after_refusal": Words("Come again after he refused visits", "其拒绝上门后再次上门"),
    "force_entry": Words("Enter a dwelling unlawfully", "非法侵入他人住宅"),
    "restrict_liberty": Words("Hold somebody against his will", "非法限制他人人身自由"),
    "disturb_peace": Words(
        "Disturb private peace by calls, messages, e-mails or leaflets",
        "以电话、短信、即时通讯、邮件、传单等侵扰私人生活安宁",
    ),
    "unfair_machine": Words(
        "Let a machine speak that is unreliable or discriminates unfairly",
        "使用不可靠或存在不公平歧视的智能语音",
    ),
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
    "exception_record": Words(
        "The consent, permission or contact relied on", "所依据的同意、许可或来联系记录"
    ),
    "notice_copy": Words("Copy of the notice and proof of sending", "通知副本及发送凭证"),
    "visit_notice_record": Words("Notice of the visit", "上门通知记录"),
    "licence_file": Words("Licence and approvals", "牌照和批准文件"),
    "training_certificate": Words("Certificates of training", "培训证书"),
    "call_log": Words("Time and number of calls", "通话时间和次数记录"),
    "credit_record": Words("The record at the credit bureau", "征信系统中的信用记录"),
}
