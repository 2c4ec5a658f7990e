"""Closed sets of the desk's forms, each code with its words in English and Chinese."""

from __future__ import annotations

from forbear.portfolio.outcomes import Answered
from forbear.rulebook.telling import MayBeTold
from forbear.web.records.models.document import DocumentKind
from forbear.web.records.models.help import HelpKind, HelpState
from forbear.web.sealing import Kind

Pairs = dict[str, tuple[str, str]]

SEARCHED: Pairs = {
    Kind.NAME: ("name", "姓名"),
    Kind.PHONE: ("phone", "电话"),
    Kind.IDENTITY: ("identity number", "证件号"),
    Kind.EMAIL: ("e-mail", "邮箱"),
}

HELP: Pairs = {
    HelpKind.LETTER: ("A letter", "寄送信函"),
    HelpKind.ADDRESS_CHECK: ("An address check", "核实地址"),
    HelpKind.VISIT: ("A visit", "安排外访"),
    HelpKind.SENIOR_CALL: ("A senior colleague's call", "资深同事致电"),
}
HELP_STATES: Pairs = {
    HelpState.OPEN: ("Open", "待答复"),
    HelpState.DONE: ("Done", "已办理"),
    HelpState.DECLINED: ("Declined", "未采纳"),
    HelpState.WITHDRAWN: ("Withdrawn", "已撤回"),
}
DOCUMENTS: Pairs = {
    DocumentKind.CONTRACT: ("Contract", "合同"),
    DocumentKind.AGREEMENT: ("Repayment agreement", "还款协议"),
    DocumentKind.INCOME_PROOF: ("Proof of income", "收入证明"),
    DocumentKind.HARDSHIP_PROOF: ("Proof of hardship", "困难证明"),
    DocumentKind.LETTER: ("Letter", "函件"),
    DocumentKind.DISPUTE: ("Dispute", "异议材料"),
    DocumentKind.AUTHORISATION: ("Authorisation", "授权委托书"),
    DocumentKind.OTHER: ("Other", "其他"),
}
ANSWERED: Pairs = {
    Answered.CUSTOMER: ("The customer", "客户本人"),
    Answered.SOMEBODY: ("Somebody else", "其他人"),
    Answered.NOBODY: ("Nobody", "无人"),
}
NEXT_STEPS: Pairs = {
    "call": ("Call again", "再次电催"),
    "wait_payment": ("Wait for the payment", "等待还款"),
    "arrangement": ("Propose an arrangement", "商谈还款方案"),
    "documents": ("Wait for documents", "等待客户提供材料"),
    "letter": ("Send a letter", "寄送信函"),
    "visit": ("Consider a visit", "考虑外访"),
    "senior": ("Hand to a senior colleague", "转资深同事"),
}
#: What personal data is looked at for; a reason of one's own can be written instead.
REASONS: Pairs = {
    "prepare": ("to prepare a contact", "准备联系客户"),
    "identify": ("to make sure who it is", "核实对方身份"),
    "asked": ("the customer asked for it", "客户本人询问"),
    "check": ("to check the record", "核对资料"),
}
MAY_BE_TOLD: Pairs = {
    MayBeTold.ALL: ("may be told all", "可告知债务详情"),
    MayBeTold.MESSAGE: ("message only, nothing of the debt", "仅可请其转告，不得透露债务"),
    MayBeTold.NOTHING: ("may be told nothing", "不得联系或告知"),
}
#: Reasons to end something, and to change an arrangement.
WITHDRAW: Pairs = {
    "customer": ("the customer asked", "客户要求"),
    "mistake": ("entered by mistake", "登记有误"),
    "replaced": ("replaced by another agreement", "已另行约定"),
    "settled": ("looked into and settled", "已核实处理完毕"),
}
