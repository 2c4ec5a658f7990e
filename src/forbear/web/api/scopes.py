"""What a token is for. It never lets anybody do more than its person may."""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
    """One group of routes."""

    READ = "read"
    CONTACT = "contact"
    REVEAL = "reveal"
    PLAN = "plan"
    PEOPLE = "people"
    JOURNAL = "journal"


WORDS: dict[Scope, tuple[str, str]] = {
    Scope.READ: ("read what its person sees, masked", "查看本人可见内容（脱敏）"),
    Scope.CONTACT: (
        "work cases: permits, contacts, promises, holds, consents, arrangements, reassignment",
        "处理案件：许可、联系、承诺、限制、同意、还款方案、改派",
    ),
    Scope.REVEAL: (
        "search by personal data and see it whole, with a reason",
        "以个人信息检索、说明理由后查看完整信息",
    ),
    Scope.PLAN: ("send tapes, order and publish nights", "提交数据、下达和发布夜间批处理"),
    Scope.PEOPLE: ("manage people and tokens", "管理人员和令牌"),
    Scope.JOURNAL: ("read and export the journal", "查阅和导出日志"),
}
