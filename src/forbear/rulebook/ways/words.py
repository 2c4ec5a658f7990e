"""What a rule says, in words: values and conditions in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from forbear.rulebook.clocks import EVENTS
from forbear.rulebook.duties import HOUSE
from forbear.rulebook.facts.names import FACTS
from forbear.rulebook.facts.plan import ACTS, NEEDS, PROOFS

#: How the names of facts end whose unit is a millionth.
MILLIONTHS = "_ppm"
_UNIT = re.compile(r", in millionths|（百万分之一）")
_OWN = {
    "debtor": ("the debtor", "债务人本人"),
    "bank": ("bank", "银行"),
    "agency": ("agency", "催收机构"),
    "purchaser": ("purchaser of the debt", "债权受让人"),
}


class Speaker:
    """Says values in one language, ``en`` or ``zh``. ``codes``: words of codes in both."""

    def __init__(self, language: str, codes: Mapping[str, tuple[str, str]]) -> None:
        self.language = language
        self.english = language == "en"
        self.codes = {**codes, **_OWN}

    def code(self, code: object) -> str:
        """A code's word; a code without one stands for itself."""
        pair = self.codes.get(str(code))
        return str(code) if pair is None else pair[0 if self.english else 1]

    def either(self, en: str, zh: str) -> str:
        """The one of the two that is in this language."""
        return en if self.english else zh

    def listed(self, words: Iterable[str], and_: bool = False) -> str:
        """Several in one line."""
        return (self.either("; ", "；") if and_ else self.either(", ", "、")).join(words)

    def named(self, name: str, words: Mapping[str, Any]) -> str:
        """A fact, need, act, proof or event by its words."""
        known = words.get(name)
        return str(getattr(known, self.language)) if known is not None else name

    def lower(self, text: str) -> str:
        """A phrase inside a sentence."""
        return text[:1].lower() + text[1:] if self.english and text[1:2].islower() else text

    def condition(self, given: Mapping[str, Any], facts: Mapping[str, Any] = FACTS) -> str:
        """A condition: all of its parts; alternatives among them in brackets."""
        alone = len(given) == 1
        parts = [self._part(key, value, facts) for key, value in given.items()]
        joined = [key in ("any", "all") and not alone for key in given]
        shown = [f"({p})" if j else p for p, j in zip(parts, joined, strict=True)]
        return self.listed((self.lower(part) for part in shown), and_=True)

    def _part(self, key: str, given: Any, facts: Mapping[str, Any]) -> str:
        if key in ("any", "all"):
            parts = [self.lower(self.condition(one, facts)) for one in given]
            joint = self.either(" or ", " 或 ") if key == "any" else self.either(" and ", " 且 ")
            return joint.join(parts)
        if key == "not":
            return (
                self.either("not (", "并非（")
                + self.condition(given, facts)
                + self.either(")", "）")
            )
        fact = self.named(key, facts)
        if key.endswith(MILLIONTHS):
            fact = _UNIT.sub("", fact)
            given = _in_percent(given)
        if given is True:
            return fact
        if given is False:
            return self.either("it is not so that: ", "并非：") + self.lower(fact)
        return f"{fact}{self.either(': ', '：')}{self._range(given)}"

    def _range(self, given: Any) -> str:
        if isinstance(given, dict):
            signs = {"from": "≥", "to": "≤", "below": "<"}
            return self.listed(f"{signs[bound]} {value}" for bound, value in given.items())
        codes = given if isinstance(given, list | tuple) else [given]
        return self.listed(self.code(code) for code in codes)

    def span(self, given: Mapping[str, Any] | None) -> str:
        """A length of time."""
        if not given:
            return self.either("no length was seen", "未见期限")
        units = {
            "days": ("days", "日"),
            "business_days": ("business days", "个工作日"),
            "months": ("months", "个月"),
            "years": ("years", "年"),
        }
        unit = next(name for name in units if given.get(name))
        return f"{given[unit]}{self.either(' ' + units[unit][0], units[unit][1])}"

    def value(self, kind: str, value: Mapping[str, Any]) -> list[str]:
        """What a rule of a kind says, in one or more lines."""
        say: Callable[[Mapping[str, Any]], list[str]] | None = getattr(self, f"_{kind}", None)
        return say(value) if say else [f"{key}: {one}" for key, one in value.items()]

    def _window(self, v: Mapping[str, Any]) -> list[str]:
        days = {
            "saturday": ("Saturdays", "周六"),
            "sunday": ("Sundays", "周日"),
            "holiday": ("public holidays", "法定节假日"),
        }
        every = v.get("blocked")
        if every is not None:
            lines = [self.either("Not between ", "禁止时段：") + self.listed(every)]
        else:
            lines = [self.either("Only between ", "仅限时段：") + self.listed(v["allowed"])]
        for day, (en, zh) in days.items():
            if v.get(day) is not None:
                hours = self.listed(v[day]) or self.either("not at all", "全天禁止")
                lines.append(f"{self.either('On ' + en, zh)}{self.either(': ', '：')}{hours}")
        return lines

    def _cap(self, v: Mapping[str, Any]) -> list[str]:
        fact = self.lower(self.named(v["counts"], FACTS))
        return [self.either(f"At most {v['max']}: {fact}", f"不超过{v['max']}次：{fact}")]

    def _cooldown(self, v: Mapping[str, Any]) -> list[str]:
        fact = self.lower(self.named(v["since"], FACTS))
        en = f"Not for {v['days']} days, of which the day of the event is the first ({fact})"
        return [self.either(en, f"事件当日起{v['days']}日内不得联系（{fact}）")]

    def _hold(self, v: Mapping[str, Any]) -> list[str]:
        holds = [self.lower(self.named(f"hold_{kind}", FACTS)) for kind in v["holds"]]
        return [self.either("No contact while ", "下列情形期间不得联系：") + self.listed(holds)]

    def _party(self, v: Mapping[str, Any]) -> list[str]:
        who = self.listed(self.code(one) for one in v["may"])
        lines = [self.either(f"May be addressed: {who}", f"可联系：{who}")]
        if v.get("others_if"):
            rest = self.condition(v["others_if"])
            lines.append(self.either(f"Others only if: {rest}", f"其他人仅在以下情形：{rest}"))
        return lines

    def _only_if(self, v: Mapping[str, Any]) -> list[str]:
        return [self.either("Only if: ", "仅在以下情形：") + self.condition(v["condition"])]

    def _consent(self, v: Mapping[str, Any]) -> list[str]:
        act, need = self.named(v["act"], ACTS), self.lower(self.named(v["needs"], NEEDS))
        return [self.either(f"{act}: only after this: {need}", f"{act}：须先{need}")]

    def _staffing(self, v: Mapping[str, Any]) -> list[str]:
        return [self.either(f"At least {v['min']} go together", f"至少{v['min']}人同行")]

    def _requirement(self, v: Mapping[str, Any]) -> list[str]:
        return [self.named(need, NEEDS) for need in v["needs"]]

    _disclosure = _requirement

    def _conduct(self, v: Mapping[str, Any]) -> list[str]:
        return [
            self.either("Never: ", "不得：") + self.lower(self.named(a, ACTS)) for a in v["never"]
        ]

    def _deadline(self, v: Mapping[str, Any]) -> list[str]:
        starts, ends = self._events(v["starts"]), self._events(v["ends"])
        time = self.span(v["within"])
        lines = [
            self.either(f"Within {time} after: {starts} - {ends}", f"{starts}后{time}内：{ends}")
        ]
        for one in v.get("extended", ()):
            by, longer = self._events([one["by"]]), self.span(one["within"])
            lines.append(self.either(f"{longer} if: {by}", f"{by}的，为{longer}"))
        return lines

    def _period(self, v: Mapping[str, Any]) -> list[str]:
        starts = self._events(v["starts"])
        time = self.listed((self.span(one) for one in v["lasts"]), and_=True)
        lines = [self.either(f"From {starts}: {time}", f"自{starts}起：{time}")]
        for key, en, zh in (
            ("until", "Open until", "持续至"),
            ("stops", "Ended at once by", "终止"),
        ):
            if v.get(key):
                names = [v[key]] if isinstance(v[key], str) else v[key]
                lines.append(f"{self.either(en + ': ', zh + '：')}{self._events(names)}")
        return lines

    def _duty(self, v: Mapping[str, Any]) -> list[str]:
        return [self.condition(v["must"], HOUSE)]

    def _retention(self, v: Mapping[str, Any]) -> list[str]:
        item, time = self.named(v["item"], PROOFS), self.span(v.get("keep"))
        starts = self._events(v["starts"])
        least = v.get("bound", "at_least") == "at_least"
        bound = self.either("at least", "不少于") if least else self.either("at most", "不超过")
        lines = [f"{item}{self.either(': ', '：')}{bound} {time} ({starts})"]
        if v.get("until"):
            until = self._events([v["until"]])
            lines.append(self.either(f"And until: {until}", f"并至：{until}"))
        return lines

    def _limitation(self, v: Mapping[str, Any]) -> list[str]:
        lines = []
        if v.get("lasts"):
            time, starts = self.span(v["lasts"]), self._events(v["starts"])
            lines.append(self.either(f"{time} from: {starts}", f"自以下之日起{time}：{starts}"))
        for key, en, zh in (
            ("adds_to", "Adds to", "补充"),
            ("restarts", "Begins anew with", "重新起算"),
            ("renewed_by", "Begins anew even after it has run out", "届满后仍可重新起算"),
        ):
            if v.get(key):
                lines.append(f"{self.either(en + ': ', zh + '：')}{self._events(v[key])}")
        if v.get("longest"):
            time = self.span(v["longest"])
            lines.append(self.either(f"Never longer than {time}", f"最长{time}"))
        return lines

    def _events(self, names: Iterable[str]) -> str:
        return self.listed((self.lower(self.named(n, EVENTS)) for n in names), and_=True)


def _in_percent(given: Any) -> Any:
    """Millionths, or bounds in them, as people say rates."""
    if isinstance(given, dict):
        return {bound: _in_percent(value) for bound, value in given.items()}
    if isinstance(given, list | tuple):
        return [_in_percent(value) for value in given]
    return f"{Decimal(given).scaleb(-4).normalize():f}%"
