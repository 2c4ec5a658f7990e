"""A night made up with a seed: the size and shape of the demo's, every part filled."""

from __future__ import annotations

from datetime import date
from math import cos, hypot, radians
from random import Random

import pytest

from forbear.nightly.report.model import (
    AllocationQuality,
    Assumption,
    Branch,
    BucketSum,
    ChannelPermits,
    FunnelStep,
    InputFile,
    OutputFile,
    QuarantineReason,
    RefusalSum,
    ResourceUse,
    Roll,
    RunFacts,
    ScoreQuality,
    Stop,
    Summary,
    TapeTable,
    TeamDay,
    Text,
    TierSum,
    Totals,
    TreatmentSum,
    UnroutedPoint,
    UnroutedSum,
    Worklist,
)

BRANCHES = (
    ("B01", "德清支行", 30.543, 119.977, 3),
    ("B02", "安吉支行", 30.639, 119.680, 2),
    ("B03", "长兴支行", 31.027, 119.910, 3),
    ("B04", "桐乡支行", 30.630, 120.565, 4),
    ("B05", "海宁支行", 30.510, 120.681, 6),
    ("B06", "嘉善支行", 30.831, 120.926, 2),
    ("B07", "平湖支行", 30.676, 121.015, 3),
    ("B08", "海盐支行", 30.526, 120.946, 1),
)
NAMES = ("M0", "M1", "M2", "M3", "M4", "M5", "M6", "M7+")
SURNAMES, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
RECORDER = Text("body camera, recording from the door", "执法记录仪，进门前开始录音录像")
CARD = Text("staff identity card", "工作证")
FORM = Text("consent-to-enter form", "入户同意书")
PLAN = Text("instalment offer", "分期还款方案")
INTERPRETER = Text("large-print letter", "大字版告知书")
LOST = Text("the debtor answers again", "债务人恢复联系")


def _rolls() -> tuple[Roll, ...]:
    """Six months; each bucket cures, stays or rolls on, a little worse every month."""
    rows = []
    counts = dict(zip(NAMES, (23210, 3688, 1490, 702, 388, 251, 160, 111), strict=True))
    for step in range(6):
        when = date(2026, 5 + step, 1)
        for i, was in enumerate(NAMES):
            n = counts[was]
            forward = min(0.93, (0.052, 0.31, 0.47, 0.58, 0.66, 0.71, 0.78, 0)[i] + 0.012 * step)
            cured = (0, 0.44, 0.2, 0.13, 0.08, 0.06, 0.04, 0.02)[i]
            onward, back = int(n * forward), int(n * cured)
            moves = {NAMES[min(i + 1, 7)]: onward, "M0": back}
            if i > 1:
                moves[NAMES[i - 1]] = moves.get(NAMES[i - 1], 0) + int(n * 0.07)
            moves[was] = moves.get(was, 0) + n - sum(moves.values())
            rows += [
                Roll(when, was, now, moves[now], moves[now] * i * 310_000)
                for now in NAMES
                if moves.get(now)
            ]
    return tuple(rows)


def _day(dice: Random, branch: tuple[str, str, float, float, int], team: int) -> tuple:
    """One team's stops by the nearest next, at 30 km/h, and its way home."""
    branch_id, _, lat, lon, _ = branch
    name = f"{branch_id}-T{team + 1}"
    heart = (lat + dice.gauss(0, 0.05), lon + dice.gauss(0, 0.06))
    todo = [
        (heart[0] + dice.gauss(0, 0.045), heart[1] + dice.gauss(0, 0.055))
        for _ in range(dice.randint(9, 14))
    ]
    here, now, stops, number = (lat, lon), 8 * 60 + 30, [], 0

    def far(a: tuple[float, float], b: tuple[float, float]) -> int:
        return int(130_000 * hypot(a[0] - b[0], (a[1] - b[1]) * cos(radians(lat))))

    while todo:
        spot = min(todo, key=lambda p: far(here, p))
        metres = far(here, spot)
        travel = max(2, metres // 500)
        if now + travel + 20 + far(spot, (lat, lon)) // 500 > 17 * 60 + 30:
            break
        number += 1
        if number == 5:
            stops.append(Stop(name, number, "break", now, now, now + 45, 0, 0, 30))
            now, number = now + 45, number + 1
        todo.remove(spot)
        arrive = now + travel
        opens = dice.choice((480, 480, 600, 840)) if number > 6 else 480
        begin = max(arrive, opens)
        leave = begin + dice.choice((20, 25, 30, 35))
        extra = (PLAN,) if dice.random() < 0.3 else ()
        extra += (INTERPRETER,) if dice.random() < 0.05 else ()
        stops.append(
            Stop(
                name,
                number,
                "visit",
                arrive,
                begin,
                leave,
                travel,
                metres,
                dice.randint(5, 70),
                f"C{dice.randint(10**5, 10**6 - 1)}",
                dice.choice(SURNAMES) + "*" + dice.choice(GIVEN),
                dice.choices(("home", "work", "registered"), (80, 15, 5))[0],
                opens,
                dice.choice((1080, 1200, 1320)),
                round(spot[0], 5),
                round(spot[1], 5),
                dice.random() < 0.08,
                (CARD, RECORDER, FORM, *extra),
                dice.randint(9_000, 62_000),
            )
        )
        here, now = spot, leave
    back = far(here, (lat, lon))
    officers = tuple(dice.choice(SURNAMES) + "*" + dice.choice(GIVEN) for _ in range(2))
    day = TeamDay(
        name, branch_id, officers, 510, 1050, max(2, back // 500), back, now + max(2, back // 500)
    )
    return day, stops


def _refusals() -> tuple[RefusalSum, ...]:
    card = Text("Credit card rules 2011, art. 68", "《商业银行信用卡业务监督管理办法》第六十八条")
    cba = Text("CBA guideline 2026", "中国银行业协会催收工作指引（试行）2026")
    gbt = Text("GB/T 45251-2025, 5.3", "GB/T 45251-2025 第5.3条")
    code = Text("Civil Code, art. 1161", "《民法典》第一千一百六十一条")
    third = Text("Only debtor and guarantor may be asked to pay", "只能向债务人及担保人催收")
    found = Text("Others only when the debtor is lost", "仅在债务人失联时方可联系第三人")
    dispute = Text("A disputed debt is verified first", "异议债务须先核实")
    stop = Text("The customer asked to be left alone on this channel", "客户要求停止该方式联系")
    plan = Text("An arrangement is being kept", "客户正按还款方案履约")
    dead = Text(
        "The customer has died: heirs answer with the estate only", "客户已故，继承人以遗产为限"
    )
    calls = Text("Three connected calls a day at most", "每日有效接通电话不超过三次")
    rest = Text("No visit within 7 days after a visit", "外访后7日内不再外访")
    small = Text("No visit for less than CNY 1,000", "逾期不足1,000元不外访")
    until = {"first_ends_on": date(2026, 11, 24), "last_ends_on": date(2026, 12, 12)}
    lifted = Text("the dispute is settled", "异议处理完毕")
    return (
        RefusalSum("CN-TP-002", "third_party", 5711, found, cba, "S", "industry", LOST),
        RefusalSum("CN-TP-001", "third_party", 4120, third, card, "P", "law"),
        *(
            RefusalSum(
                "CN-LETTER-002",
                c,
                214,
                dispute,
                Text(
                    "Credit card rules 2011, art. 69",
                    "《商业银行信用卡业务监督管理办法》第六十九条",
                ),
                "P",
                "law",
                lifted,
                **until,
                open_ended=31,
            )
            for c in ("call", "sms", "letter", "home_visit", "work_visit", "third_party")
        ),
        *(
            RefusalSum(
                "BANK-ARR-001",
                c,
                388,
                plan,
                None,
                "",
                "policy",
                Text("an instalment is missed", "方案违约"),
                date(2026, 11, 30),
                date(2027, 10, 31),
            )
            for c in ("call", "sms", "home_visit", "work_visit")
        ),
        *(
            RefusalSum("CN-DEC-001", c, 17, dead, code, "P", "law")
            for c in ("call", "sms", "email", "letter", "home_visit", "work_visit")
        ),
        RefusalSum(
            "CN-FREQ-001",
            "call",
            96,
            calls,
            gbt,
            "S",
            "industry",
            Text("the next day", "次日"),
            date(2026, 11, 24),
            date(2026, 11, 24),
        ),
        RefusalSum(
            "BANK-STOP-002",
            "sms",
            132,
            stop,
            None,
            "",
            "policy",
            Text("the customer agrees again", "客户重新同意"),
            open_ended=132,
        ),
        RefusalSum(
            "BANK-VISIT-007",
            "home_visit",
            603,
            rest,
            None,
            "",
            "policy",
            None,
            date(2026, 11, 24),
            date(2026, 11, 29),
        ),
        RefusalSum("BANK-VISIT-011", "home_visit", 1920, small, None, "", "policy"),
    )


def _treatments() -> tuple[TreatmentSum, ...]:
    return (
        TreatmentSum(
            "sms_plain",
            Text("Reminder by SMS", "短信提醒"),
            "sms",
            4411,
            4102,
            2377,
            23_770,
            2_910_400,
            0.006,
        ),
        TreatmentSum(
            "call_collector",
            Text("Call by a collector", "人工电催"),
            "call",
            4820,
            4344,
            1440,
            1_152_000,
            18_240_300,
            0.021,
        ),
        TreatmentSum(
            "call_offer",
            Text("Call with an instalment offer", "电话协商分期"),
            "call",
            1622,
            1497,
            480,
            552_000,
            11_020_900,
            0.034,
        ),
        TreatmentSum(
            "letter",
            Text("Letter with the bank's seal", "盖章催收函"),
            "letter",
            1380,
            1322,
            310,
            155_000,
            1_411_000,
            0.008,
        ),
        TreatmentSum(
            "visit_home",
            Text("Visit at home", "上门外访"),
            "home_visit",
            1204,
            918,
            241,
            4_820_000,
            9_322_500,
            0.044,
        ),
        TreatmentSum(
            "visit_work",
            Text("Visit at work, by appointment", "单位预约外访"),
            "work_visit",
            212,
            120,
            21,
            420_000,
            701_300,
            0.03,
        ),
        TreatmentSum(
            "agency",
            Text("Placement with an agency", "委外催收"),
            "agency",
            402,
            371,
            200,
            1_800_000,
            4_004_000,
            0.03,
        ),
        TreatmentSum(
            "wait", Text("Wait: pays by itself", "等待自行归还"), None, 6190, 6190, 1121, 0, 0, None
        ),
    )


def _resources() -> tuple[ResourceUse, ...]:
    minute, piece = Text("minute", "分钟"), Text("message", "条")
    visit = Text("Visit time", "外访时间")
    shares = (0.97, 0.93, 1.0, 0.99, 1.0, 0.88, 0.96, 1.0)
    prices = (88.2, 61.0, 97.4, 120.9, 143.5, 0.0, 71.7, 155.1)
    visits = tuple(
        ResourceUse("visit_minutes", visit, minute, b[0], 540 * b[4], int(540 * b[4] * s), p)
        for b, s, p in zip(BRANCHES, shares, prices, strict=True)
    )
    return (
        ResourceUse(
            "collector_minutes",
            Text("Collectors' time", "电催员时间"),
            minute,
            None,
            11_520,
            11_520,
            172.4,
        ),
        ResourceUse("sms", Text("SMS budget", "短信额度"), piece, None, 5_000, 2_377, 0.0),
        ResourceUse(
            "letters", Text("Letters", "信函"), Text("letter", "封"), None, 310, 310, 212.0
        ),
        ResourceUse(
            "agency", Text("Agency quota", "委外额度"), Text("case", "件"), None, 200, 200, 1_310.5
        ),
        *visits,
    )


def night() -> Summary:
    """The whole fabricated night."""
    dice = Random(20261122)
    teams, stops, points = [], [], []
    for branch in BRANCHES:
        for number in range(branch[4]):
            day, row = _day(dice, branch, number)
            teams.append(day)
            stops += row
        points += [
            UnroutedPoint(
                branch[0], branch[2] + dice.gauss(0, 0.07), branch[3] + dice.gauss(0, 0.08)
            )
            for _ in range(14 + 5 * branch[4])
        ]
    visits = sum(s.kind == "visit" for s in stops)
    rows = (
        (3655, 3402, 412_100_00, 9_410_220_00),
        (1522, 1431, 588_400_00, 5_120_480_00),
        (731, 699, 641_300_00, 3_012_911_00),
        (402, 388, 590_210_00, 1_890_100_00),
        (248, 240, 501_330_00, 1_177_000_00),
        (158, 155, 410_090_00, 810_455_00),
        (103, 101, 377_045_00, 566_020_00),
    )
    late = [BucketSum(n, *row) for n, row in zip(NAMES[1:], rows, strict=True)]
    m0 = BucketSum("M0", 23181, 17790, 0, 160_812_455_00)
    owed = sum(b.owed for b in late)
    tape = (
        ("branches", 8, 0),
        ("officers", 96, 1),
        ("teams", 49, 1),
        ("customers", 22531, 31),
        ("accounts", 30044, 44),
        ("instalments", 180214, 288),
        ("payments", 121877, 61),
        ("phones", 40120, 209),
        ("addresses", 41312, 96),
        ("contacts", 91208, 12),
        ("holds", 1318, 3),
    )
    reasons = (
        ("instalments", "parent", "Its account was set aside", "所属账户已被隔离", 240),
        ("phones", "phone", "No phone has such a number", "电话号码无效", 209),
        (
            "addresses",
            "coordinates",
            "Coordinates at 0, 0 or outside the earth",
            "坐标为0,0或超出范围",
            90,
        ),
        ("payments", "before_opening", "Paid before the account was opened", "还款早于开户", 61),
        ("instalments", "paid_beyond", "Marked paid beyond its amount", "已还金额超过应还", 48),
        (
            "accounts",
            "duplicate_key",
            "The same key with different content",
            "主键重复且内容不同",
            26,
        ),
        (
            "customers",
            "resident_id",
            "Check digit of the resident identity number fails",
            "身份证号校验位错误",
            22,
        ),
    )
    return Summary(
        bank=Text("Demo Bank", "示范银行"),
        as_of=date(2026, 11, 22),
        plan_for=date(2026, 11, 23),
        currency="CNY",
        minor=2,
        totals=Totals(
            accounts=30_000,
            customers=22_500,
            overdue_accounts=6_819,
            overdue_customers=6_190,
            owed=owed,
            outstanding=sum(b.outstanding for b in (m0, *late)),
            overdue_outstanding=sum(b.outstanding for b in late),
            planned_contacts=4_607 + visits,
            planned_customers=4_812,
            visits=visits,
            expected_net_recovery=47_610_400,
            cost=8_922_770,
            refused_customers=148,
            refused_contacts=15_021,
            expected_by_itself=112_400_000,
        ),
        run=RunFacts(
            "0.1.0",
            "9f3c" * 16,
            (("cn", "2026.11"),),
            20261122,
            tuple(
                InputFile(f"{n}.csv.gz", f"{i:x}a7c41d09be2" * 6, r)
                for i, (n, r, _) in enumerate(tape)
            ),
            (
                OutputFile(
                    "decisions.parquet",
                    Text("what was decided for each case", "每个案件的决策"),
                    6_190,
                ),
                OutputFile("permits.parquet", Text("every permit", "全部许可"), 43_330),
                OutputFile(
                    "refusals.csv", Text("every refusal with its rule", "全部拒绝及规则"), 15_021
                ),
                OutputFile(
                    "itineraries.geojson", Text("routes and stops", "路线与站点"), len(stops)
                ),
            ),
        ),
        demo=True,
        notes=(
            Text(
                "Real: 30,000 card customers, six months of payment status, bills and payments, and whether they defaulted in the following month (UCI Machine Learning Repository, I-Cheng Yeh, CC BY 4.0).",
                "真实：30,000名信用卡客户六个月的还款状态、账单与还款，以及次月是否违约（UCI 机器学习库，I-Cheng Yeh，CC BY 4.0）。",
            ),
            Text(
                "Made with a seed: names, phones, homes and workplaces, officers, contact history, holds.",
                "按种子生成：姓名、电话、住所与单位、员工、联系历史、限制。",
            ),
        ),
        tape=tuple(TapeTable(n, r, r - q, q) for n, r, q in tape),
        quarantine=tuple(QuarantineReason(t, r, Text(en, zh), n) for t, r, en, zh, n in reasons),
        funnel=(
            FunnelStep("tape", 22_500, owed),
            FunnelStep("overdue", 6_190, owed),
            FunnelStep("permitted", 6_042, int(owed * 0.97)),
            FunnelStep("worth_doing", 5_069, int(owed * 0.91)),
            FunnelStep("planned", 4_812, int(owed * 0.88)),
        ),
        buckets=(m0, *late),
        tiers=(
            TierSum("normal", 23181, 0, 160_812_455_00),
            TierSum("special_mention", 5908, 1_641_800_00, 17_543_611_00),
            TierSum("substandard", 771, 1_310_000_00, 3_310_400_00),
            TierSum("doubtful", 92, 402_000_00, 822_155_00),
            TierSum("loss", 48, 166_675_00, 311_020_00),
        ),
        rolls=_rolls(),
        permits=(
            ChannelPermits("call", 5_402, 5_402, 788),
            ChannelPermits("sms", 5_455, 0, 735),
            ChannelPermits("email", 1_811, 0, 4_379),
            ChannelPermits("letter", 5_959, 0, 231),
            ChannelPermits("home_visit", 3_011, 3_011, 3_179),
            ChannelPermits("work_visit", 1_204, 1_204, 4_986),
            ChannelPermits("third_party", 448, 448, 5_742),
        ),
        refusals=_refusals(),
        treatments=_treatments(),
        resources=_resources(),
        allocation=AllocationQuality(47_610_400, 47_618_800, 8_400 / 47_618_800),
        branches=tuple(Branch(b[0], b[1], b[2], b[3]) for b in BRANCHES),
        teams=tuple(teams),
        stops=tuple(stops),
        unrouted=tuple(
            UnroutedSum(b[0], reason, n + 3 * b[4], 1_200_00 * n)
            for b in BRANCHES
            for reason, n in (("value", 6), ("window", 3), ("capacity", 9))
        ),
        unrouted_points=tuple(points),
        worklists=tuple(
            Worklist(
                b[0],
                2 + b[4] // 2,
                160 + 77 * b[4],
                (21 + 9 * b[4]) * 1_000_000,
                f"worklists/{b[0]}.csv",
            )
            for b in BRANCHES
        ),
        score=(
            ScoreQuality("all", 30_000, 0.779, 0.779, 0.768, 0.412, 0.136, 0.011),
            ScoreQuality("M0", 23_181, 0.858, 0.861, 0.671, 0.262, 0.118, 0.009),
            ScoreQuality("M1", 3_655, 0.655, 0.662, 0.640, 0.211, 0.218, 0.014),
            ScoreQuality("M2", 1_522, 0.331, 0.310, 0.601, 0.158, 0.205, 0.027),
            ScoreQuality("M3", 731, 0.262, 0.238, 0.588, 0.151, 0.178, 0.033),
            ScoreQuality("M4", 402, 0.291, 0.341, 0.570, 0.140, 0.214, 0.061),
        ),
        score_note=Text(
            "Measured on held-out customers. The outcome is 'no default in the following month', not 'pays after contact'.",
            "在留出客户上测得。结果变量为“次月未违约”，并非“联系后还款”。",
        ),
        assumptions=(
            Assumption(
                Text("A collector's call raises the chance of payment", "人工电催提高还款概率"),
                Text("+2.1 points", "+2.1个百分点"),
                Text("policy, treatments.yaml", "策略文件 treatments.yaml"),
            ),
            Assumption(
                Text("A visit raises it", "外访提高还款概率"),
                Text("+4.4 points", "+4.4个百分点"),
                Text(
                    "policy; field experiments find 0 to 5 points",
                    "策略文件；实地实验结果为0至5个百分点",
                ),
            ),
            Assumption(
                Text("Speed between stops", "站点间车速"),
                Text("30 km/h", "30公里/小时"),
                Text("policy, visits.yaml", "策略文件 visits.yaml"),
            ),
            Assumption(
                Text("Somebody is home on a weekday evening", "工作日晚间在家概率"),
                Text("60%", "60%"),
                Text("policy, visits.yaml", "策略文件 visits.yaml"),
            ),
        ),
    )


@pytest.fixture(scope="session")
def busy() -> Summary:
    return night()


@pytest.fixture
def bare() -> Summary:
    """The least a run can give: nothing overdue, nothing planned."""
    return Summary(
        bank=Text("Demo Bank", "示范银行"),
        as_of=date(2026, 11, 22),
        plan_for=date(2026, 11, 23),
        currency="CNY",
        minor=2,
        totals=Totals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        run=RunFacts("0.1.0", "0" * 64, (), 1),
    )
