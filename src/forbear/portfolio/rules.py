"""Every reason for which a row or a file is set aside. docs/tape-format.md lists them all."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """A stable id and, for people, what is wrong and what to do."""

    id: str
    en: str
    zh: str


_ALL = (
    # --- whole files -----------------------------------------------------------------------------
    Rule(
        "file.missing_column",
        "the file lacks a column that must be there, so all of it was refused; add the column or "
        "map one to it in mapping.yaml",
        "文件缺少必需列，整份文件未被接受，请补上该列，或在 mapping.yaml 中指定对应列",
    ),
    Rule(
        "file.duplicate_column",
        "two columns of the file have the same header, so all of it was refused; rename one",
        "文件有两列标题相同，整份文件未被接受，请修改其中一列的标题",
    ),
    Rule(
        "file.empty",
        "the file is empty: not even a header; extract it again",
        "文件为空，连标题行也没有，请重新导出",
    ),
    Rule(
        "file.encoding",
        "the file is UTF-16; save it as UTF-8 or GB18030",
        "文件为 UTF-16 编码，请另存为 UTF-8 或 GB18030",
    ),
    Rule(
        "file.unreadable",
        "the file is damaged or is not of the kind its name says, so nothing of it was read; "
        "extract it again",
        "文件已损坏或与扩展名不符，未读取任何内容，请重新导出",
    ),
    Rule(
        "file.column_type",
        "the column holds nested values (lists or records), so all of the file was refused; "
        "write one plain value in each cell",
        "该列为嵌套数据（列表或结构），整份文件未被接受，每个单元格应只有一个普通值",
    ),
    Rule(
        "file.truncated",
        "the compressed file breaks off here; whole lines before this one were read, and what "
        "follows is missing; send the file again",
        "压缩文件在此处中断，此前的完整行已读取，其后内容缺失，请重新传送文件",
    ),
    Rule(
        "file.damaged",
        "the compressed file is damaged here (its checksum or structure is wrong); what was read "
        "before should be compared with the source; send the file again",
        "压缩文件在此处损坏（校验和或结构错误），已读部分请与来源核对，并重新传送文件",
    ),
    # --- lines of a CSV file ---------------------------------------------------------------------
    Rule(
        "line.encoding",
        "the line holds bytes that are no text in the file's encoding; mend the source",
        "该行含有不符合文件编码的字节，请在来源处修正",
    ),
    Rule(
        "line.quote",
        'a quotation mark is opened or closed in the wrong place; write " inside a field as ""',
        '引号位置错误，字段内的双引号应写成 ""',
    ),
    Rule(
        "line.fields",
        "the line has more or fewer fields than the header (the value says how many)",
        "该行字段数与标题行不一致（所示值为实际字段数）",
    ),
    # --- single values ---------------------------------------------------------------------------
    Rule("value.missing", "a value that must be there is empty", "必填值为空"),
    Rule(
        "text.control",
        "the text holds control characters (codes 0 to 31) that nobody can see",
        "文本含有不可见的控制字符（编码 0 至 31）",
    ),
    Rule(
        "code.unknown",
        "the code is none of those known; map the bank's code in mapping.yaml",
        "代码不在已知范围内，请在 mapping.yaml 中指定对应关系",
    ),
    Rule("bool.form", "the value is neither yes nor no", "该值既不是“是”也不是“否”"),
    Rule("number.form", "the value is not a whole number", "该值不是整数"),
    Rule("number.range", "the number is out of range", "数值超出允许范围"),
    Rule("money.form", "the value is not an amount of money", "该值不是金额"),
    Rule(
        "money.fraction",
        "the amount has a fraction of the currency's smallest unit",
        "金额精度超过该币种的最小单位",
    ),
    Rule("money.negative", "the amount is negative where it can't be", "金额不应为负数"),
    Rule(
        "money.range",
        "the amount is beyond all measure (over 10 trillion units)",
        "金额大得不合理（超过 10 万亿）",
    ),
    Rule("rate.form", "the value is not a rate", "该值不是利率或比例"),
    Rule(
        "rate.range",
        "the rate is negative or above 1000 %; if the file gives percent, say so in mapping.yaml "
        "(unit: percent)",
        "利率为负或高于 1000%，若文件以百分数表示，请在 mapping.yaml 中注明 unit: percent",
    ),
    Rule(
        "date.impossible",
        "the value is not a day of the calendar between 1900 and 2200",
        "该值不是 1900 年至 2200 年间的有效日期",
    ),
    Rule(
        "date.future",
        "the date lies after the business date, so it can't have happened yet",
        "该日期晚于业务日期，尚不可能发生",
    ),
    Rule("instant.form", "the value is not a date and time", "该值不是有效的日期时间"),
    Rule(
        "currency.unknown",
        "the value is not a currency code of ISO 4217",
        "该值不是 ISO 4217 货币代码",
    ),
    Rule("zone.unknown", "the value is not a time zone of the IANA list", "该值不是 IANA 时区名称"),
    Rule(
        "phone.form",
        "the value is not a phone number that can be dialled",
        "该值不是可拨打的电话号码",
    ),
    Rule(
        "resident_id.form",
        "the value is not an 18-character resident identity number with a real birth date "
        "(GB 11643)",
        "该值不是 18 位公民身份号码，或其中的出生日期不存在（GB 11643）",
    ),
    Rule(
        "resident_id.check",
        "the identity number's check digit is wrong (GB 11643): a digit was mistyped",
        "身份证号校验码错误（GB 11643），应有数字录入有误",
    ),
    Rule(
        "uscc.form",
        "the value is not an 18-character unified social credit code (GB 32100)",
        "该值不是 18 位统一社会信用代码（GB 32100）",
    ),
    Rule(
        "uscc.check",
        "the social credit code's check digit is wrong (GB 32100): a character was mistyped",
        "统一社会信用代码校验码错误（GB 32100），应有字符录入有误",
    ),
    Rule("degree.form", "the value is not a coordinate in degrees", "该值不是以度为单位的坐标"),
    Rule("coordinates.range", "the coordinates lie outside the earth", "坐标超出地球范围"),
    Rule(
        "coordinates.zero",
        "the coordinates are 0, 0, in the sea off Africa: a missing value written as zero",
        "坐标为 0, 0（非洲外海），应为缺失值被写成了零",
    ),
    Rule(
        "coordinates.half",
        "one of latitude and longitude is given without the other",
        "经纬度只有其一",
    ),
    # --- one row against itself and its account --------------------------------------------------
    Rule(
        "account.ended_before_opening",
        "the account was closed or written off before it was opened",
        "账户的结清或核销日期早于开户日期",
    ),
    Rule(
        "instalment.overpaid",
        "the instalment is marked paid beyond its amount",
        "该期已还金额超过应还金额",
    ),
    Rule(
        "payment.before_opening",
        "the payment is older than its account",
        "还款日期早于开户日期",
    ),
    Rule(
        "payment.reversed_before_paid",
        "the payment was reversed before it was made",
        "冲正日期早于还款日期",
    ),
    Rule("period.backwards", "the last day lies before the first", "结束日期早于开始日期"),
    Rule(
        "shift.backwards",
        "the shift ends before it starts, or lies outside the day (0 to 1440 minutes)",
        "下班时间不晚于上班时间，或超出一天（0 至 1440 分钟）",
    ),
    # --- one row against others ------------------------------------------------------------------
    Rule(
        "duplicate.same",
        "the same row with the same content came before; that one is kept",
        "与前面的行内容完全相同，已保留前一行",
    ),
    Rule(
        "duplicate.conflict",
        "several rows have this key and different content; nobody can tell which is right, so all "
        "are set aside",
        "多行主键相同而内容不同，无法判断哪一行正确，均已隔离",
    ),
    Rule(
        "officer.two_teams",
        "the officer is in two teams on one day",
        "同一人员同一天编入两个外访组",
    ),
    Rule(
        "parent.missing",
        "the row it belongs to is not in the tape",
        "所属的上级记录不在数据中",
    ),
    Rule(
        "parent.quarantined",
        "the row it belongs to was set aside",
        "所属的上级记录已被隔离",
    ),
)

#: Every rule by its id.
RULES: dict[str, Rule] = {rule.id: rule for rule in _ALL}
