"""What an installation is told by its environment: every setting, with its default."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from forbear.problems import ForbearError, Problem

YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")


@dataclass(frozen=True)
class Setting:
    """One setting: its name in the environment, default, how it is read, and what it means."""

    name: str
    default: str
    read: Callable[[str], Any]
    en: str
    zh: str


def _flag(text: str) -> bool:
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise ValueError("write 1 or 0")


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise ValueError(f"write a whole number from {least} to {most}")
        return int(text)

    return read


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _one_of(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"write {' or '.join(words)}")
        return text

    return read


def _clock(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        raise ValueError("write a time of day, as 20:30")
    return int(text[:2]), int(text[3:])


def _database(text: str) -> str:
    if text and not text.startswith(("postgres://", "postgresql://", "sqlite:///")):
        raise ValueError("write postgresql://user:password@host/name")
    return text


def _tiles(text: str) -> str:
    place = r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?/[A-Za-z0-9_./?=&{}-]+"
    if text and not (re.fullmatch(place, text) and all(f"{{{c}}}" in text for c in "xyz")):
        raise ValueError("write an address with {z}, {x} and {y}, as https://host/{z}/{x}/{y}.png")
    return text


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "FORBEAR_HOME",
        "~/.local/share/forbear",
        str,
        "Data folder: keys, uploads, work in hand, the SQLite file",
        "数据目录：密钥、上传文件、运行中的工作、SQLite 文件",
    ),
    Setting(
        "DATABASE_URL",
        "",
        _database,
        "PostgreSQL as postgresql://user:password@host/name; empty: SQLite in FORBEAR_HOME",
        "PostgreSQL 地址；留空则使用 FORBEAR_HOME 中的 SQLite",
    ),
    Setting(
        "FORBEAR_POLICY",
        "",
        str,
        "The bank's policy folder; empty: the default policy",
        "本行政策目录；留空则使用默认政策",
    ),
    Setting(
        "FORBEAR_KEYS",
        "",
        str,
        "Key ring of personal data as JSON, from a secret store; empty: keys.json in FORBEAR_HOME",
        "个人信息密钥环（JSON，来自密钥管理系统）；留空则使用 FORBEAR_HOME 中的 keys.json",
    ),
    Setting(
        "FORBEAR_SECRET_KEY",
        "",
        str,
        "Secret that signs sessions; empty: drawn once and kept in FORBEAR_HOME",
        "会话签名密钥；留空则首次生成并保存在 FORBEAR_HOME",
    ),
    Setting(
        "FORBEAR_HOSTS",
        "127.0.0.1,localhost",
        _names,
        "Names under which the site is reached, separated by commas",
        "网站域名，以逗号分隔",
    ),
    Setting(
        "FORBEAR_PROXY",
        "0",
        _flag,
        "1 if a reverse proxy speaks TLS and sets X-Forwarded-Proto and X-Forwarded-For",
        "反向代理终结 TLS 并设置 X-Forwarded-Proto、X-Forwarded-For 时填 1",
    ),
    Setting(
        "FORBEAR_DEMO",
        "0",
        _flag,
        "1 for a demonstration: sign-in without a second factor. Never with real data",
        "演示环境填 1：登录无需第二因素，切勿用于真实数据",
    ),
    Setting(
        "FORBEAR_IDLE_MINUTES",
        "15",
        _number(1, 24 * 60),
        "Minutes without a click after which a session ends",
        "无操作自动退出的分钟数",
    ),
    Setting(
        "FORBEAR_SIGN_IN_FAILURES",
        "5",
        _number(1, 100),
        "Failed sign-ins after which an account is locked for a quarter of an hour",
        "登录失败几次后锁定十五分钟",
    ),
    Setting(
        "FORBEAR_NIGHT_AT",
        "",
        _clock,
        "Time of day, in the bank's zone, at which the worker starts the night; empty: never",
        "工作进程每日启动夜间批处理的时刻（本行时区）；留空则不自动启动",
    ),
    Setting(
        "FORBEAR_PUBLISH",
        "second_person",
        _one_of("second_person", "automatic"),
        "Who publishes a night: a second_person, or automatic when it is whole",
        "夜间结果的发布方式：second_person 由第二人发布，automatic 自动发布",
    ),
    Setting(
        "FORBEAR_LIVE_MINUTES",
        "15",
        _number(1, 240),
        "Minutes for which a permit asked for at the desk may be used",
        "作业时取得的许可可使用的分钟数",
    ),
    Setting(
        "FORBEAR_RATE",
        "600",
        _number(1, 1_000_000),
        "Requests a minute that one token or person may make of one server process",
        "每个令牌或用户每分钟可向一个服务进程发出的请求数",
    ),
    Setting(
        "FORBEAR_UPLOAD_MEGABYTES",
        "4096",
        _number(1, 1_000_000),
        "Largest file of a tape that may be sent",
        "可上传的单个数据文件大小上限（MB）",
    ),
    Setting(
        "FORBEAR_TILES",
        "",
        _tiles,
        "Address of map tiles, as https://host/{z}/{x}/{y}.png: browsers then ask that host for "
        "the area looked at; empty: maps without a ground",
        "地图瓦片地址，如 https://host/{z}/{x}/{y}.png（浏览器会向该主机请求所看区域）；留空则不显示底图",
    ),
)


def read_environment(given: Mapping[str, str]) -> dict[str, Any]:
    """Every setting by name. Raises `ForbearError` naming each that can't be used."""
    faults, found = [], {}
    for setting in SETTINGS:
        text = given.get(setting.name, setting.default)
        try:
            found[setting.name] = setting.read(text)
        except ValueError as error:
            faults.append(Problem("setting", setting.name, f"{error}", f"取值无效（{error}）"))
    known = {setting.name for setting in SETTINGS}
    for name in sorted(given):
        if (
            name.startswith("FORBEAR_")
            and name not in known
            and not name.startswith("FORBEAR_TEST")
        ):
            faults.append(
                Problem(
                    "setting",
                    name,
                    "there is no such setting; docs/operate.md lists them",
                    "没有此设置，见 docs/operate.md",
                )
            )
    if faults:
        raise ForbearError(*faults)
    return found
