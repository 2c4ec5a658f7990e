"""S-FEEL, the small expression language of the OMG's DMN standard: what a table's cell may say.

Read are the simple unary tests (DMN 1.5, grammar rules of clause 9.2) with literals as endpoints,
and the literal ``null`` that full FEEL adds. A null input is met by ``-`` and by ``null`` alone:
also ``not("card")`` does not hold for an unknown product. (Full FEEL lets an unknown through there;
a strategy should not act on what it does not know.)
"""

from forbear.strategy.feel.axis import Span, spans
from forbear.strategy.feel.compile import matches
from forbear.strategy.feel.kinds import Kind
from forbear.strategy.feel.parser import parse_literals, parse_tests
from forbear.strategy.feel.syntax import Cell, FeelError, Literal

__all__ = [
    "Cell",
    "FeelError",
    "Kind",
    "Literal",
    "Span",
    "matches",
    "parse_literals",
    "parse_tests",
    "spans",
]
