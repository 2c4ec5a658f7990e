"""Run the benchmarks, keep what they measured, and write the table in the READMEs.

Each benchmark is a script beside this one that prints JSON lines
``{"benchmark", "size", "figure", "unit", "value"}``; other lines are passed on. What was measured
is kept in ``results.json`` with machine and day, and the table is made from that file alone.

    python benchmarks/run.py [--date 2026-11-22] [--table] [NAME ...] [-- OPTIONS OF ONE BENCHMARK]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"
BENCHMARKS = ("night", "rulebook", "allocation", "routing", "web")
BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"

#: Words of the table: English is what the benchmarks print, and every figure has a Chinese name.
HEADS = {
    "en": ("what", "size", "measured", "Measured on", "Not measured yet."),
    "zh": ("项目", "规模", "实测", "测量环境：", "尚未测量。"),
}
READMES = {"en": "README.md", "zh": "README.zh-CN.md"}
CHINESE = {
    "night": "整晚批处理（不含排路线）",
    "rulebook": "发许可",
    "allocation": "分配",
    "routing": "排路线",
    "processor time": "处理器时间",
    "processor time a branch": "每家机构处理器时间",
    "median, processor time": "处理器时间中位数",
    "wall time": "实际用时",
    "peak memory": "内存峰值",
    "floor": "下限（仅读写文件）",
    "ratio to the floor": "与下限之比",
    "per million accounts": "每百万账户",
    "duality gap": "对偶间隙",
    "prize above days past due first": "预期增收高于“逾期天数优先”",
    "prize above nearest neighbour": "预期增收高于“最近邻”",
    "prize above first solution": "预期增收高于“初始解”",
    "prize above PyVRP from its own start": "预期增收高于“PyVRP 自带起点”",
    "prize above PyVRP from the first solution": "预期增收高于“PyVRP 从初始解出发”",
    "web": "运行中的系统",
    "tape imported": "数据入库用时",
    "night run and published": "夜间批处理至发布用时",
    "worklist, 95 of 100": "作业清单 P95",
    "case, 95 of 100": "案件 P95",
    "permit, 95 of 100": "许可 P95",
    "contact, 95 of 100": "登记联系 P95",
    "worklist on screen, 95 of 100": "作业清单页面 P95",
    "case on screen, 95 of 100": "案件页面 P95",
    "contact saved on screen, 95 of 100": "页面登记联系 P95",
    "slowest dashboard": "最慢统计页",
    "heaviest page, compressed": "最大页面（压缩后）",
    "first paint, throttled": "限速首屏绘制",
}
#: What sizes are counted in.
COUNTED = {
    "accounts": "个账户",
    "cases": "个案件",
    "treatments": "种措施",
    "customers": "位客户",
    "customer": "位客户",
    "contacts": "次联系记录",
    "channels": "个渠道",
    "branches": "家机构",
    "candidates": "个候选",
    "collectors": "名电催员",
    "PostgreSQL": "PostgreSQL",
    "SQLite": "SQLite",
    "one": "1",
    "warm": "已预热",
    "x": "×",
}
ENGLISH = {
    "night": "the night, without routes",
    "rulebook": "permits",
    "routing": "routes",
    "web": "the running system",
}


def main(argv: list[str]) -> int:
    """Measure what was named (all, if nothing was) and write the tables."""
    cut = argv.index("--") if "--" in argv else len(argv)
    own, passed = argv[:cut], argv[cut + 1 :]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help=f"which to run: {', '.join(BENCHMARKS)}")
    parser.add_argument("--date", default=datetime.now(tz=UTC).date().isoformat())
    parser.add_argument("--table", action="store_true", help="measure nothing, write the tables")
    given = parser.parse_args(own)
    if unknown := set(given.names) - set(BENCHMARKS):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name in () if given.table else given.names or BENCHMARKS:
        print(f"    {name}", flush=True)
        results[name] = {"on": machine(), "date": given.date, "rows": list(measure(name, passed))}
        text = json.dumps(results, indent=1, ensure_ascii=False, sort_keys=True)
        RESULTS.write_text(text + "\n", encoding="utf-8")
    for language, readme in READMES.items():
        path = HERE.parent / readme
        path.write_text(spliced(path.read_text("utf-8"), table(results, language)), "utf-8")
    return 0


def measure(name: str, passed: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The rows that a benchmark prints, as it prints them; a figure without a name is refused."""
    command = [sys.executable, str(HERE / f"{name}.py"), *passed]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        for line in running.stdout or ():
            print(f"      {line}", end="", flush=True)
            if line.startswith("{"):
                row = json.loads(line)
                said(row["figure"], "zh")
                yield row
    if running.returncode:
        raise SystemExit(f"benchmark {name} failed ({running.returncode})")


def machine() -> str:
    """The machine in one line: processor, cores, memory, and what it runs."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{models[0] if models else platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"Python {platform.python_version()}, Polars {version('polars')}"
    )


def table(results: dict[str, Any], language: str) -> str:
    """What was measured, as the README shows it."""
    what, size, measured, where, nothing = HEADS[language]
    if not any(results.get(name, {}).get("rows") for name in BENCHMARKS):
        return nothing
    lines = [f"| {what} | {size} | {measured} |", "| --- | --- | --- |"]
    for name in BENCHMARKS:
        cases: dict[str, list[str]] = {}
        for row in results.get(name, {}).get("rows", ()):
            value = f"{row['value']:,}" if isinstance(row["value"], int) else str(row["value"])
            cases.setdefault(row["size"], []).append(
                f"{said(row['figure'], language)} {value} {row['unit']}".rstrip()
            )
        lines += [
            f"| {said(name, language)} | {sized(case, language)} | {' · '.join(figures)} |"
            for case, figures in cases.items()
        ]
    places: dict[str, list[str]] = {}
    for name in BENCHMARKS:
        if name in results:
            place = f"{results[name]['on']} ({results[name]['date']})"
            places.setdefault(place, []).append(said(name, language))
    notes = [f"{where} {place}: {', '.join(names)}." for place, names in places.items()]
    return "\n".join([*lines, "", *notes])


def said(word: str, language: str) -> str:
    """A benchmark's or figure's name in one of the two languages."""
    if language == "en":
        return ENGLISH.get(word, word)
    if word not in CHINESE:
        raise SystemExit(f"{word!r} has no Chinese name; give it one in benchmarks/run.py")
    return CHINESE[word]


def sized(size: str, language: str) -> str:
    """A size as ``2 branches x 100 candidates`` in one of the two languages."""
    if language == "en":
        return size
    words = re.findall(r"[A-Za-z]+", size)
    if unknown := [word for word in words if word not in COUNTED]:
        raise SystemExit(f"{unknown[0]!r} has no Chinese word; give it one in benchmarks/run.py")
    chinese = re.sub(r" ?([A-Za-z]+) ?", lambda word: COUNTED[word[1]], size.replace(", ", "，"))
    return chinese.replace("×", " × ")


def spliced(text: str, made: str) -> str:
    """A README with the table put between its marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"the README lacks {BEGIN} or {END}")
    return f"{before}{BEGIN}\n{made}\n{END}{after}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
