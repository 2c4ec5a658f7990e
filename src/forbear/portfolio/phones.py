"""Phone numbers in one way of writing, so that the same line is the same text everywhere.

A domestic number is kept as its digits (13812345678, 01088886666, 95588, 4008001234; an extension
follows a hyphen), a foreign one as E.164 (+85225223456).
"""

from __future__ import annotations

import re

import phonenumbers
import polars as pl
from phonenumbers import PhoneNumberFormat

from forbear.portfolio.kernels import two_speeds

#: Mainland China: mobiles, landlines with area code, 95xxx and 96xxx hotlines, 400 and 800.
_CN = (
    "^(?:1[3-9][0-9]{9}|(?:010|02[0-9])[2-8][0-9]{7}|0[3-9][0-9]{2}[2-8][0-9]{6,7}"
    "|9[56][0-9]{3,6}|[48]00[0-9]{7})$"
)
_EXTENSION = re.compile(r"^(.+?)\s*(?:转|分机|ext\.?|x|#|-)\s*([0-9]{1,6})$", re.IGNORECASE)
#: Longer texts are no numbers, and would only make the patterns slow.
_LONGEST = 60
_WIDE = str.maketrans("０１２３４５６７８９＋－（）", "0123456789+-()")


def phone(written: pl.Expr, country: str) -> pl.Expr:
    """The number in our way of writing; null where the text is no number that can be dialled.

    ``country`` (ISO 3166) is where numbers without "+" are dialled from.
    """

    domestic = country == "CN"

    def fast(texts: pl.Series) -> pl.Series:
        usual = _mobile(texts) if domestic else texts.is_null()
        return texts if usual.all() else texts.set(~usual, None)

    def slow(texts: pl.Series) -> pl.Series:
        once = texts.unique(maintain_order=True)
        usual = once.str.contains(_CN) if domestic else once.is_null()
        closer = [_closer(text, country) for text in once.filter(~usual)]
        read = once.clone().scatter((~usual).arg_true(), pl.Series(closer, dtype=pl.String))
        return texts.replace_strict(once, read, return_dtype=pl.String)

    return two_speeds(written, fast, slow, pl.String())


def _mobile(texts: pl.Series) -> pl.Series:
    """Is it a mobile number of mainland China and nothing else? Without the cost of a pattern."""
    number = texts.cast(pl.Int64, strict=False)
    within = number.is_between(13_000_000_000, 19_999_999_999)
    return (within & (texts.str.len_bytes() == 11)).fill_null(False)


def _closer(text: str, country: str) -> str | None:
    """One number that is not written in the usual way."""
    if len(text) > _LONGEST:
        return None
    text = text.translate(_WIDE)
    if country == "CN":
        main, extension = text, ""
        if not re.match(_CN, _bare(text)) and (split := _EXTENSION.match(text)):
            main, extension = split[1], f"-{split[2]}"
        if re.match(_CN, _bare(main)):
            return _bare(main) + extension
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    extension = f"-{number.extension}" if number.extension else ""
    number.extension = None
    if number.country_code != phonenumbers.country_code_for_region(country):
        return phonenumbers.format_number(number, PhoneNumberFormat.E164) + extension
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    return re.sub(r"[^0-9]", "", national) + extension


def _bare(text: str) -> str:
    return re.sub(r"^(?:\+|00)?86(?=[0-9]{10})", "", re.sub(r"[\s\-–—().·]", "", text))
