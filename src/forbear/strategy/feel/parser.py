"""Read cells: unary tests (conditions) and lists of literals (outputs).

unary tests = "-" | "not" "(" tests ")" | tests
tests       = test { "," test }
test        = literal | ("<" | "<=" | ">" | ">=") literal | interval | "null"
interval    = ("[" | "(" | "]") literal ".." literal ("]" | ")" | "[")
literal     = ["-"] number | string | "true" | "false"
            | ("date" | "time" | "date and time" | "duration") "(" string ")"
"""

from __future__ import annotations

from decimal import Decimal

from forbear.strategy.feel.moments import moment
from forbear.strategy.feel.syntax import (
    Cell,
    Compare,
    Equal,
    FeelError,
    Interval,
    Literal,
    Null,
    Op,
    Test,
)
from forbear.strategy.feel.tokens import Token, tokens, unquote

_MAKERS = ("date", "time", "date and time", "duration")


def parse_tests(text: str) -> Cell:
    """A condition cell. Raises `FeelError` with position and what was expected."""
    cursor = _Cursor(tokens(text))
    if cursor.next.kind == "end":
        raise cursor.expected("a test, or - for any value", "条件，或用 - 表示任意值")
    if cursor.next.kind == "-" and cursor.peek(1).kind == "end":
        return Cell(())
    if cursor.next.kind == "name" and cursor.next.text == "not":
        cursor.take()
        cursor.need("(")
        found = Cell(_tests(cursor), negated=True)
        cursor.need(")")
    else:
        found = Cell(_tests(cursor))
    cursor.need("end")
    return found


def parse_literals(text: str) -> tuple[Literal, ...]:
    """An output cell: one literal or several with commas between. Raises `FeelError`."""
    cursor = _Cursor(tokens(text))
    found = [_literal(cursor)]
    while cursor.next.kind == ",":
        cursor.take()
        found.append(_literal(cursor))
    cursor.need("end")
    return tuple(found)


class _Cursor:
    """A place in the list of tokens."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens, self._at = found, 0

    @property
    def next(self) -> Token:
        return self._tokens[self._at]

    def peek(self, ahead: int) -> Token:
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    def take(self) -> Token:
        token = self.next
        self._at += token.kind != "end"
        return token

    def need(self, kind: str) -> Token:
        if self.next.kind != kind:
            if kind == "end":
                raise self.expected("a comma or the end of the cell", "逗号或单元格结尾")
            raise self.expected(kind, kind)
        return self.take()

    def expected(self, en: str, zh: str) -> FeelError:
        text = self.next.text
        return FeelError(
            self.next.at,
            f"expected {en}, found {text or 'the end of the cell'}",
            f"此处应为{zh}，实际为 {text or '单元格结尾'}",
        )


def _tests(cursor: _Cursor) -> tuple[Test, ...]:
    found = [_test(cursor)]
    while cursor.next.kind == ",":
        cursor.take()
        found.append(_test(cursor))
    return tuple(found)


def _test(cursor: _Cursor) -> Test:
    token = cursor.next
    if token.kind in set(Op):
        cursor.take()
        return Compare(Op(token.kind), _literal(cursor))
    if token.kind in ("[", "(", "]"):
        return _interval(cursor)
    if token.kind == "name" and token.text == "null":
        return Null(cursor.take().at)
    return Equal(_literal(cursor))


def _interval(cursor: _Cursor) -> Interval:
    opens = cursor.take()
    low = _literal(cursor)
    cursor.need("..")
    high = _literal(cursor)
    if cursor.next.kind not in ("]", ")", "["):
        raise cursor.expected("] or ) to close the interval", " ] 或 ) 以结束区间")
    return Interval(low, high, opens.kind == "[", cursor.take().kind == "]")


def _literal(cursor: _Cursor) -> Literal:
    token = cursor.next
    if token.kind == "-":
        cursor.take()
        if cursor.next.kind != "number":
            raise cursor.expected("a number after the minus sign", "负号后的数字")
        return Literal(-Decimal(cursor.take().text), token.at)
    if token.kind == "number":
        return Literal(Decimal(cursor.take().text), token.at)
    if token.kind == "string":
        return Literal(unquote(cursor.take()), token.at)
    name = " ".join(token.text.split())
    if token.kind == "name" and name in ("true", "false"):
        cursor.take()
        return Literal(name == "true", token.at)
    if token.kind == "name" and name in _MAKERS:
        cursor.take()
        cursor.need("(")
        if cursor.next.kind != "string":
            raise cursor.expected("a text in double quotes", "双引号中的文本")
        text = cursor.take()
        cursor.need(")")
        return Literal(moment(name, unquote(text), text.at), token.at)
    if token.kind == "name":
        raise FeelError(
            token.at,
            f'expected a value, found the word {token.text}; write a text as "{token.text}"',
            f'此处应为值，实际为 {token.text}；文本请加双引号："{token.text}"',
        )
    raise cursor.expected("a value", "值")
