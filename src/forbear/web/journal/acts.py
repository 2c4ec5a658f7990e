"""The journal's vocabulary: every act that is recorded, in both languages."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """What was done."""

    TAPE_RECEIVED = "tape.received"
    TAPE_ACCEPTED = "tape.accepted"
    TAPE_REFUSED = "tape.refused"
    NIGHT_ORDERED = "night.ordered"
    NIGHT_READY = "night.ready"
    NIGHT_FAILED = "night.failed"
    NIGHT_PUBLISHED = "night.published"
    NIGHT_REJECTED = "night.rejected"
    PERMIT_ISSUED = "permit.issued"
    PERMIT_REFUSED = "permit.refused"
    PERMIT_RELEASED = "permit.released"
    CONTACT_MADE = "contact.made"
    PROMISE_MADE = "promise.made"
    PROMISE_JUDGED = "promise.judged"
    PROMISE_WITHDRAWN = "promise.withdrawn"
    HOLD_SET = "hold.set"
    HOLD_ENDED = "hold.ended"
    CONSENT_GIVEN = "consent.given"
    CONSENT_ENDED = "consent.ended"
    ARRANGEMENT_MADE = "arrangement.made"
    ARRANGEMENT_CHANGED = "arrangement.changed"
    HELP_ASKED = "help.asked"
    HELP_ANSWERED = "help.answered"
    HELP_WITHDRAWN = "help.withdrawn"
    DOCUMENT_ADDED = "document.added"
    CASE_ASSIGNED = "case.assigned"
    DATA_REVEALED = "data.revealed"
    DATA_SEARCHED = "data.searched"
    EXPORT_MADE = "export.made"
    SIGNED_IN = "person.signed_in"
    SIGNED_OUT = "person.signed_out"
    SIGN_IN_FAILED = "person.sign_in_failed"
    PERSON_CHANGED = "person.changed"
    QUALIFIED = "person.qualified"
    TOKEN_MADE = "token.made"
    TOKEN_REVOKED = "token.revoked"
    KEYS_ROTATED = "keys.rotated"


WORDS: dict[Act, tuple[str, str]] = {
    Act.TAPE_RECEIVED: ("Tape received", "收到数据"),
    Act.TAPE_ACCEPTED: ("Tape accepted", "数据入库"),
    Act.TAPE_REFUSED: ("Tape refused", "数据被拒收"),
    Act.NIGHT_ORDERED: ("Night ordered", "夜间批处理已下达"),
    Act.NIGHT_READY: ("Night ready to be published", "夜间结果待发布"),
    Act.NIGHT_FAILED: ("Night failed", "夜间批处理失败"),
    Act.NIGHT_PUBLISHED: ("Night published", "夜间结果已发布"),
    Act.NIGHT_REJECTED: ("Night rejected", "夜间结果被退回"),
    Act.PERMIT_ISSUED: ("Permit issued", "签发许可"),
    Act.PERMIT_REFUSED: ("Permit refused", "拒绝许可"),
    Act.PERMIT_RELEASED: ("Permit given back unused", "归还未使用的许可"),
    Act.CONTACT_MADE: ("Contact made", "联系客户"),
    Act.PROMISE_MADE: ("Promise to pay taken", "登记承诺还款"),
    Act.PROMISE_JUDGED: ("Promise kept or broken", "承诺已判定"),
    Act.PROMISE_WITHDRAWN: ("Promise withdrawn", "承诺已撤回"),
    Act.HOLD_SET: ("Hold set", "设置限制"),
    Act.HOLD_ENDED: ("Hold ended", "解除限制"),
    Act.CONSENT_GIVEN: ("Consent given", "取得同意"),
    Act.CONSENT_ENDED: ("Consent withdrawn", "撤回同意"),
    Act.ARRANGEMENT_MADE: ("Arrangement made", "建立还款方案"),
    Act.ARRANGEMENT_CHANGED: ("Arrangement changed", "变更还款方案"),
    Act.HELP_ASKED: ("Help asked for", "请求协助"),
    Act.HELP_ANSWERED: ("Request for help answered", "答复协助请求"),
    Act.HELP_WITHDRAWN: ("Request for help withdrawn", "撤回协助请求"),
    Act.DOCUMENT_ADDED: ("Document added", "添加文件"),
    Act.CASE_ASSIGNED: ("Case assigned", "分派案件"),
    Act.DATA_REVEALED: ("Personal data seen whole", "查看完整个人信息"),
    Act.DATA_SEARCHED: ("Searched by personal data", "以个人信息检索"),
    Act.EXPORT_MADE: ("Export made", "导出数据"),
    Act.SIGNED_IN: ("Signed in", "登录"),
    Act.SIGNED_OUT: ("Signed out", "退出"),
    Act.SIGN_IN_FAILED: ("Sign-in failed", "登录失败"),
    Act.PERSON_CHANGED: ("Person changed", "变更人员"),
    Act.QUALIFIED: ("Qualification entered", "登记资质"),
    Act.TOKEN_MADE: ("Token made", "建立令牌"),
    Act.TOKEN_REVOKED: ("Token revoked", "撤销令牌"),
    Act.KEYS_ROTATED: ("Keys rotated", "轮换密钥"),
}
