"""Cut the text of a cell into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass

from forbear.strategy.feel.syntax import FeelError


@dataclass(frozen=True)
class Token:
    """``kind`` is number, string, name, end, or the sign itself; ``at`` counts from 1."""

    kind: str
    text: str
    at: int


_PATTERN = re.compile(
    r"""(?P<space>\s+)
    | (?P<number>\d+(?:\.(?!\.)\d+)?|\.(?!\.)\d+)
    | (?P<string>"(?:[^"\\\n]|\\.)*")
    | (?P<name>date\s+and\s+time\b|[^\W\d]\w*)
    | (?P<sign><=|>=|\.\.|[<>\[\](),-])""",
    re.VERBOSE,
)

#: Signs that a Chinese keyboard or a habit from elsewhere puts where S-FEEL has another.
_INSTEAD = {
    "，": ",",
    "“": '"',
    "”": '"',
    "（": "(",
    "）": ")",
    "【": "[",
    "】": "]",
    "—": "-",
    "–": "-",
    "－": "-",
    "≥": ">=",
    "≤": "<=",
    "＞": ">",
    "＜": "<",
    "'": '"',
    "…": "..",
}


def tokens(text: str) -> list[Token]:
    """The tokens of a cell, closed by one of kind ``end``. Raises `FeelError`."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _PATTERN.match(text, at)
        if match is None:
            raise _unreadable(text, at)
        kind = str(match.lastgroup)
        if kind != "space":
            found.append(Token(match[0] if kind == "sign" else kind, match[0], at + 1))
        at = match.end()
    found.append(Token("end", "", len(text) + 1))
    return found


def unquote(token: Token) -> str:
    """The text of a string token without its quotes and escapes."""
    return re.sub(r"\\(u[0-9a-fA-F]{4}|.)", lambda m: _escape(m[1], token.at), token.text[1:-1])


def _escape(code: str, at: int) -> str:
    if code in _ESCAPES:
        return _ESCAPES[code]
    if len(code) == 5:
        return chr(int(code[1:], 16))
    raise FeelError(
        at,
        f'\\{code} is no escape; known are \\" \\\\ \\n \\t \\r and \\u with four hex digits',
        f'\\{code} 不是转义符，可用 \\" \\\\ \\n \\t \\r 以及 \\u 加四位十六进制数',
    )


_ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "t": "\t", "r": "\r"}


def _unreadable(text: str, at: int) -> FeelError:
    sign = text[at]
    if sign == '"':
        return FeelError(
            at + 1,
            'a text begins here and has no closing quote; add "',
            '此处文本缺少结束引号，请补上 "',
        )
    if sign in _INSTEAD:
        return FeelError(
            at + 1, f"found {sign}; write {_INSTEAD[sign]}", f"此处为 {sign}，请写 {_INSTEAD[sign]}"
        )
    if sign in "=!":
        return FeelError(
            at + 1,
            f"found {sign}; for equality write the value alone, for its opposite not(value)",
            f"此处为 {sign}；等于只写值本身，不等于写 not(值)",
        )
    return FeelError(at + 1, f"found {sign}, which means nothing here", f"此处的 {sign} 没有意义")
