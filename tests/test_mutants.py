"""How mutants are prepared and chosen; trying them is left to `make mutants`."""

from __future__ import annotations

import pytest

import mutants
from mutants_make import bared, module, sample
from mutants_try import Tried

DECORATED = '''\
class Rule(Base):
    @override
    def refuses(self) -> bool:
        return self.max > 3

    @cached_property
    def name(self) -> str:
        """What it is called."""
        return "a" + "b"

    @classmethod
    def of(cls, one: int) -> Rule:
        return cls(one)

    @validator(mode="after")
    def _whole(self, given: int, *, strict: bool = True) -> Rule:
        return self


@cache
def parse(
    text: str,
) -> int:
    return int(text)
'''
BARE = '''\
class Rule(Base):
    def refuses(self) -> bool:
        return self.max > 3

    @cached_property
    def name(self) -> str:
        return self.inner_name()

    def inner_name(self) -> str:
        """What it is called."""
        return "a" + "b"

    @classmethod
    def of(cls, one: int) -> Rule:
        return cls(one)

    @validator(mode='after')
    def _whole(self, given: int, *, strict: bool = True) -> Rule:
        return self.inner__whole(given, strict=strict)

    def inner__whole(self, given: int, *, strict: bool = True) -> Rule:
        return self


@cache
def parse(
    text: str,
) -> int:
    return inner_parse(text)

def inner_parse(
    text: str,
) -> int:
    return int(text)
'''


def test_bodies_of_decorated_functions_stand_bare_beside_them() -> None:
    assert bared(DECORATED) == BARE
    assert bared("def plain() -> int:\n    return 1\n") == "def plain() -> int:\n    return 1\n"


def test_sample_is_the_same_for_a_seed_and_hardly_changes_with_the_code() -> None:
    names = [f"forbear.rulebook.book.x_load__mutmut_{n}" for n in range(1000)]
    chosen = sample(names, 100, 1)
    assert chosen == sample(names[::-1], 100, 1) == sorted(chosen)
    assert len(set(chosen) & set(sample(names, 100, 2))) < 50
    without = sample([name for name in names if name != chosen[0]], 100, 1)
    assert len(set(chosen) - set(without)) == 1
    assert sample(names, 2000, 1) == sorted(names)


def test_module_is_named_below_the_rulebook() -> None:
    assert module("forbear.rulebook.kinds.cap.xǁCapǁrefuses__mutmut_1") == "kinds.cap"


def test_share_counts_mutants_without_a_test_as_not_noticed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    names = [f"forbear.rulebook.{one}.x_f__mutmut_1" for one in ("book", "case", "key")]
    found = [
        Tried(name, killed, 1.0) for name, killed in zip(names, (True, False, None), strict=True)
    ]
    assert mutants.report([*found, Tried(names[0], True, 1.0)]) == 50
    assert capsys.readouterr().out.splitlines()[-1].strip() == "noticed: 2 of 4, 50.0 %"
