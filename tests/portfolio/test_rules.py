"""Every reason has an id and is told in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from forbear import portfolio
from forbear.portfolio.rules import RULES


def test_rules_stand_under_their_own_ids():
    assert [rule.id for rule in RULES.values()] == list(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_rule_is_told_in_both_languages(rule):
    assert re.fullmatch(r"[a-z_]+\.[a-z_]+", rule.id)
    assert re.search("[a-z]", rule.en)
    assert re.search("[\u4e00-\u9fff]", rule.zh)
    assert (rule.en.strip(), rule.zh.strip()) == (rule.en, rule.zh)
    assert rule.en[-1] not in ".!"
    assert rule.zh[-1] not in "。！"


def test_every_rule_is_used_by_the_room():
    folder = Path(portfolio.__file__).parent
    files = [path for path in folder.glob("*.py") if path.name != "rules.py"]
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    unused = [rule for rule in RULES if f'"{rule}"' not in source]
    assert unused == []
