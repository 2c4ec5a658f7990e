"""Personal data as it is shown by default: enough to recognise, too little to identify.

The habit of Chinese banks: the first and last character of a name of three or more, the first of
a name of two; the last four digits of a telephone number. Of other
data not even the length is shown.
"""

from __future__ import annotations

import polars as pl

#: Stands for whatever is hidden, however long.
_STARS = "****"
#: Ends the name of a province, prefecture, city, district, county or banner.
_AREA = "省市区县旗盟"
#: Not in the name of an area, but in what comes after it: 小区, 园区, 社区, streets, villages.
_DETAIL = r"\s0-9０-９小园社路街道巷弄号村镇乡"


def name(of: pl.Expr) -> pl.Expr:
    """欧阳明华 -> 欧**华, 张明 -> 张*, Ann Lee -> A*****e. Empty stays empty."""
    length = of.str.len_chars()
    inner = pl.when(length > 2).then(length - 2).otherwise(1)
    stars = pl.lit("*").repeat_by(inner).list.join("")
    tail = pl.when(length > 2).then(of.str.slice(-1, 1)).otherwise(pl.lit(""))
    return pl.when(of.is_null()).then(None).otherwise(of.str.slice(0, 1) + stars + tail)


def phone(of: pl.Expr) -> pl.Expr:
    """+8613812345678 -> *******5678: the last four digits. Empty stays empty."""
    return pl.when(of.is_null()).then(None).otherwise(pl.lit("*******") + of.str.slice(-4, 4))


def email(of: pl.Expr) -> pl.Expr:
    """zhang@example.com -> z****@example.com; without an @, z****. Empty stays empty."""
    return of.str.slice(0, 1) + _STARS + of.str.extract(r"(@[^@]*)$").fill_null("")


def identity(of: pl.Expr) -> pl.Expr:
    """11010519491231002X -> 1****X: first and last character of an identity number or code.

    The last four, which many banks show, are too much beside region and date of birth: the three
    together are the whole number. Of four characters or fewer only the first. Empty stays empty.
    """
    tail = pl.when(of.str.len_chars() > 4).then(of.str.slice(-1, 1)).otherwise(pl.lit(""))
    return of.str.slice(0, 1) + _STARS + tail


def address(of: pl.Expr) -> pl.Expr:
    """浙江省杭州市西湖区文三路1号 -> 浙江省杭州市西湖区****: down to district or county.

    Rather too little than too much: where a name is not certain to be an area's, as in foreign
    addresses, it is hidden. Empty stays empty.
    """
    area = rf"[^{_DETAIL}{_AREA}]{{1,10}}?(?:自治州|乡?[{_AREA}])"
    return of.str.extract(rf"^((?:{area}){{0,3}})") + _STARS


def employer(of: pl.Expr) -> pl.Expr:
    """上海某某有限公司 -> 上海****: two characters of five or more, else one. Empty stays empty."""
    shown = pl.when(of.str.len_chars() > 4).then(of.str.slice(0, 2)).otherwise(of.str.slice(0, 1))
    return shown + _STARS
