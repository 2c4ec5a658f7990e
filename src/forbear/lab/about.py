"""What the demo tape is made of, for the report that is drawn from it."""

from __future__ import annotations

from forbear.nightly import About
from forbear.nightly.report.model import Text

ABOUT = About(
    notes=(
        Text(
            "Real: card limits, bills, payments, months past due, age, sex, education, marriage, "
            "and what became of each account, of 30,000 card customers in Taiwan in 2005 "
            "(I-Cheng Yeh, Default of Credit Card Clients, UCI Machine Learning Repository, "
            "doi.org/10.24432/C55S3H, CC BY 4.0). New Taiwan dollars are shown as CNY one for one, "
            "and September 2005 as the month before the business date.",
            "真实数据：30,000 名信用卡客户（台湾，2005年）的额度、账单、还款、逾期月数、年龄、"
            "性别、教育、婚姻及其后是否违约（I-Cheng Yeh，Default of Credit Card Clients，"
            "UCI Machine Learning Repository，doi.org/10.24432/C55S3H，CC BY 4.0）。"
            "新台币按 1:1 显示为人民币，2005年9月对应业务日期前一个月。",
        ),
        Text(
            "Worked out: what was due when. Due dates and minimum payments are laid out so that "
            "paying the oldest first gives the real months past due.",
            "推算：应还日期与最低还款额，使按“先还最早一期”入账后得到的逾期月数与真实数据一致。",
        ),
        Text(
            "Made with a seed: names, identity numbers (of no real region), phones, addresses "
            "around real counties of Zhejiang, related people, staff, agencies, past contacts, "
            "holds, consents, who holds several accounts, and who is a sole trader or a company.",
            "随机生成（固定种子）：姓名、证件号（不属于任何真实地区）、电话、浙江真实区县周边的地址、"
            "关联人、员工、委外机构、历史联系、限制、同意，以及名下多个账户、个体工商户与企业的设定。",
        ),
        Text(
            "Faults: a few rows were made wrong on purpose, to show quarantine at work. Above "
            "30,000 accounts the same real accounts are drawn again.",
            "故障：少量行被有意改错，用于展示隔离。超过 30,000 户时重复抽取同一批真实账户。",
        ),
    ),
    outcome="x_default_next_month",
    outcome_note=Text(
        "The outcome is whether the account was in default the month after, whatever was done "
        "about it: not whether it pays after a contact. Seven in ten of these accounts were used "
        "in fitting; docs/scoring.md gives the measures on the others.",
        "结果指标为“下月是否违约”，不论其间采取何种措施，并非“联系后是否还款”。"
        "其中七成账户用于拟合，其余账户上的检验结果见 docs/scoring.md。",
    ),
)
