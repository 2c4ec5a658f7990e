"""A `Summary` as one HTML page that needs nothing else: pure, the same bytes every time."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from forbear.nightly.report import figures
from forbear.nightly.report.model import Summary
from forbear.nightly.report.sections.first import answers, funnel
from forbear.nightly.report.sections.overdue import figures as overdue_figures
from forbear.nightly.report.sections.overdue import finding as overdue_finding
from forbear.nightly.report.sections.permits import permits
from forbear.nightly.report.sections.sure import allocation, received, score
from forbear.nightly.report.sections.treatments import treatments
from forbear.nightly.report.sections.visits import visits
from forbear.nightly.report.sections.worklists import worklists
from forbear.nightly.report.words import both, say

T = TypeVar("T")

#: Control characters and marks that turn the direction of the text around them.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_PLAIN_PATH = re.compile(r"[\w][\w.-]*(/[\w][\w.-]*)*")


def render(summary: Summary) -> str:
    """The report as a page of HTML, in both languages, with styles and drawings inside."""
    clean = _washed(summary)
    money = figures.Money(clean.currency, clean.minor)
    script = _asset("report.js")
    parts: dict[str, Any] = {
        "funnel": funnel(clean, money),
        "overdue": overdue_figures(clean, money),
        "permits": permits(clean),
        "treatments": treatments(clean, money),
        "visits": visits(clean, money),
        "worklists": worklists(clean, money),
        "data": received(clean),
    }
    present = [name for name, part in parts.items() if part] + ["sure", "run"]
    page = _environment().get_template("report.html.j2")
    return page.render(
        s=clean,
        title=say("page.title", day=figures.full_day(clean.plan_for)),
        answers=answers(clean, money),
        sections=present,
        received=parts.pop("data"),
        **parts,
        overdue_finding=overdue_finding(clean, money),
        score=score(clean),
        allocation=allocation(clean, money),
        style=Markup(_asset("report.css")),
        script=Markup(script),
        script_hash=_hash(script),
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("forbear.nightly.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        b=both,
        w=lambda key, **places: both(say(key, **places)),
        say=say,
        number=figures.number,
        full_day=figures.full_day,
        plain_path=lambda path: bool(_PLAIN_PATH.fullmatch(path)),
    )
    return made


@cache
def _asset(name: str) -> str:
    return (resources.files("forbear.nightly.report") / "assets" / name).read_text("utf-8")


def _hash(script: str) -> str:
    """The source by which the page's own policy lets this script run, and no other."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _washed(value: T) -> T:
    """The same data with unseen and direction-turning characters made visible."""
    if isinstance(value, str):
        return _UNSEEN.sub("\ufffd", value)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(_washed(item) for item in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        changes = {f.name: _washed(getattr(value, f.name)) for f in fields(value)}
        return replace(value, **changes)
    return value
