"""Which role may do what: one table. What limits an act further stands in `access`."""

from __future__ import annotations

from enum import StrEnum

from forbear.web.people.models import Role


class May(StrEnum):
    """Something that not everybody may do."""

    SEE_CASES = "see_cases"
    WORK_CASES = "work_cases"
    ARRANGE = "arrange"
    ASK_HELP = "ask_help"
    ANSWER_HELP = "answer_help"
    REVEAL = "reveal"
    SEARCH = "search"
    REASSIGN = "reassign"
    SEE_BOARD = "see_board"
    IMPORT_TAPES = "import_tapes"
    SEE_TAPES = "see_tapes"
    RUN_NIGHTS = "run_nights"
    PUBLISH_NIGHTS = "publish_nights"
    SEE_NIGHTS = "see_nights"
    MANAGE_PEOPLE = "manage_people"
    SEE_PEOPLE = "see_people"
    MANAGE_TOKENS = "manage_tokens"
    SEE_TOKENS = "see_tokens"
    SEE_RULES = "see_rules"
    SEE_JOURNAL = "see_journal"
    EXPORT_JOURNAL = "export_journal"


_ADM, _STR = Role.ADMINISTRATOR, Role.STRATEGY_MANAGER
_COL, _FLD, _SUP = Role.COLLECTOR, Role.FIELD_OFFICER, Role.SUPERVISOR
_CMP, _AGY, _LEG, _AUD = Role.COMPLIANCE, Role.AGENCY_MANAGER, Role.LEGAL, Role.AUDITOR
_DESK = (_COL, _FLD, _SUP, _AGY, _LEG)

#: Who may. An auditor looks, and changes nothing; whoever runs the machine sees no customer.
ROLES: dict[May, frozenset[Role]] = {
    May.SEE_CASES: frozenset({*_DESK, _STR, _CMP, _AUD}),
    May.WORK_CASES: frozenset(_DESK),
    May.ARRANGE: frozenset({_COL, _FLD, _SUP, _LEG}),
    May.ASK_HELP: frozenset({_COL, _FLD, _AGY, _LEG}),
    May.ANSWER_HELP: frozenset({_SUP}),
    May.REVEAL: frozenset({*_DESK, _CMP, _AUD}),
    May.SEARCH: frozenset({*_DESK, _CMP, _AUD}),
    May.REASSIGN: frozenset({_SUP}),
    May.SEE_BOARD: frozenset({_STR, _SUP, _AGY, _LEG, _CMP, _AUD}),
    May.IMPORT_TAPES: frozenset({_ADM}),
    May.SEE_TAPES: frozenset({_ADM, _STR, _CMP, _AUD}),
    May.RUN_NIGHTS: frozenset({_ADM, _STR}),
    May.PUBLISH_NIGHTS: frozenset({_ADM, _STR}),
    May.SEE_NIGHTS: frozenset({_ADM, _STR, _CMP, _AUD}),
    May.MANAGE_PEOPLE: frozenset({_ADM}),
    May.SEE_PEOPLE: frozenset({_ADM, _SUP, _CMP, _AUD}),
    May.MANAGE_TOKENS: frozenset({_ADM}),
    May.SEE_TOKENS: frozenset({_ADM, _AUD}),
    May.SEE_RULES: frozenset(Role),
    May.SEE_JOURNAL: frozenset({_SUP, _CMP, _AUD}),
    May.EXPORT_JOURNAL: frozenset({_CMP, _AUD}),
}

#: Acts after which the bank's records, or who may do what, are other than before.
CHANGES = frozenset(
    {
        May.WORK_CASES,
        May.ARRANGE,
        May.ASK_HELP,
        May.ANSWER_HELP,
        May.REASSIGN,
        May.IMPORT_TAPES,
        May.RUN_NIGHTS,
        May.PUBLISH_NIGHTS,
        May.MANAGE_PEOPLE,
        May.MANAGE_TOKENS,
    }
)

#: Acts upon customers: of no use to somebody whose role needs a staff number or branch he lacks.
ON_CASES = frozenset(
    {
        May.SEE_CASES,
        May.WORK_CASES,
        May.ARRANGE,
        May.ASK_HELP,
        May.ANSWER_HELP,
        May.REVEAL,
        May.SEARCH,
        May.REASSIGN,
        May.SEE_BOARD,
    }
)

WORDS: dict[May, tuple[str, str]] = {
    May.SEE_CASES: ("see cases", "查看案件"),
    May.WORK_CASES: (
        "work cases: ask for permits, record contacts, promises, holds and consents",
        "处理案件：申请许可，登记联系、承诺还款、限制和同意",
    ),
    May.ARRANGE: ("make arrangements to repay", "办理还款方案"),
    May.ASK_HELP: ("ask for help on a case", "就案件请求协助"),
    May.ANSWER_HELP: ("answer requests for help", "答复协助请求"),
    May.REVEAL: ("see personal data whole, with a reason", "说明理由后查看完整个人信息"),
    May.SEARCH: ("search by personal data", "以个人信息检索"),
    May.REASSIGN: ("give cases to another collector", "改派案件"),
    May.SEE_BOARD: ("see the figures", "查看统计"),
    May.IMPORT_TAPES: ("import tapes", "导入数据"),
    May.SEE_TAPES: ("see tapes and what was set aside", "查看数据及隔离记录"),
    May.RUN_NIGHTS: ("run nights", "运行夜间批处理"),
    May.PUBLISH_NIGHTS: ("publish or reject nights", "发布或退回夜间结果"),
    May.SEE_NIGHTS: ("see nights", "查看夜间批处理"),
    May.MANAGE_PEOPLE: ("manage people", "管理人员"),
    May.SEE_PEOPLE: ("see people", "查看人员"),
    May.MANAGE_TOKENS: ("make and revoke tokens", "管理令牌"),
    May.SEE_TOKENS: ("see all tokens", "查看全部令牌"),
    May.SEE_RULES: ("read the rules", "查阅规则"),
    May.SEE_JOURNAL: ("read the journal", "查阅日志"),
    May.EXPORT_JOURNAL: ("export the journal", "导出日志"),
}

ROLE_WORDS: dict[Role, tuple[str, str]] = {
    Role.ADMINISTRATOR: ("administrator", "系统管理员"),
    Role.STRATEGY_MANAGER: ("strategy manager", "策略经理"),
    Role.COLLECTOR: ("collector", "电催员"),
    Role.FIELD_OFFICER: ("field officer", "外访员"),
    Role.SUPERVISOR: ("supervisor", "主管"),
    Role.COMPLIANCE: ("compliance", "合规人员"),
    Role.AGENCY_MANAGER: ("agency manager", "委外经理"),
    Role.LEGAL: ("legal", "法务人员"),
    Role.AUDITOR: ("auditor", "审计人员"),
}
