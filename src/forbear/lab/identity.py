"""Made names and numbers: well formed, and nobody's.

Identity numbers carry right check digits (GB 11643 for persons, GB 32100 for businesses) but the
region code 339999, which GB/T 2260 never gave out. Phones lie in 1740 0-5, a range kept for
satellite handsets. E-mail goes to example.com, which RFC 2606 keeps for examples.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from forbear.lab.columns import joined
from forbear.lab.draw import Dice, Flags, Ints

#: A region code of Zhejiang's form that belongs to no place.
NOWHERE = 339999

SURNAMES = tuple(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严"
)
#: Commoner surnames come first and are drawn more often.
SURNAME_WEIGHTS = tuple(1 / (rank + 8) for rank in range(len(SURNAMES)))
FIRST_OF_MEN = tuple("建国志文晓俊海明永德家少春云立宏庆光振宗世克学启")
LAST_OF_MEN = tuple("强伟军平勇杰涛斌辉鹏华飞刚民东波林峰龙宇浩达生昌")
FIRST_OF_WOMEN = tuple("秀玉桂晓丽文美雅惠春佳雪梦思海月冬素凤淑婉静彩云")
LAST_OF_WOMEN = tuple("英芳敏燕玲娟霞红梅琴兰莉萍婷洁琳珍颖倩蓉慧妹娜芬")

TRADES = ("五金", "纺织", "机械", "食品", "电器", "包装", "服饰", "建材", "物流", "塑料")
FANCIES = ("恒信", "顺达", "瑞丰", "华诚", "新源", "佳和", "永兴", "宏远", "金泰", "立成")

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = tuple("10X98765432")
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
USCC_DIGITS = tuple("0123456789ABCDEFGHJKLMNPQRTUWXY")
ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORG_CHECKS = tuple("0X987654321")


def _letters(letters: tuple[str, ...], index: Ints) -> pl.Series:
    return pl.Series(letters).gather(index)


def names(dice: Dice, stream: str, index: Ints, woman: Flags) -> pl.Series:
    """Names of persons: surname and one or two characters."""
    surname = dice.choose(f"{stream}.surname", index, SURNAME_WEIGHTS)
    first = dice.below(f"{stream}.first", index, len(FIRST_OF_MEN))
    last = dice.below(f"{stream}.last", index, len(LAST_OF_MEN))
    one = dice.chance(f"{stream}.one", index, 0.2)
    firsts = pl.Series((*FIRST_OF_MEN, *FIRST_OF_WOMEN, ""))
    first = np.where(one, len(firsts) - 1, first + np.where(woman, len(FIRST_OF_MEN), 0))
    lasts = LAST_OF_MEN + LAST_OF_WOMEN
    return joined(
        _letters(SURNAMES, surname),
        firsts.gather(first),
        _letters(lasts, last + np.where(woman, len(LAST_OF_MEN), 0)),
    )


def firms(dice: Dice, stream: str, index: Ints) -> pl.Series:
    """Names of companies."""
    fancy = dice.below(f"{stream}.fancy", index, len(FANCIES) ** 2)
    trade = dice.below(f"{stream}.trade", index, len(TRADES))
    return joined(
        _letters(FANCIES, fancy // len(FANCIES)),
        _letters(FANCIES, fancy % len(FANCIES)),
        _letters(TRADES, trade),
        "有限公司",
    )


def resident_ids(born: pl.Series, sequence: Ints) -> pl.Series:
    """Resident identity numbers (GB 11643) by day of birth; an even sequence is a woman's."""
    day = born.dt.year().cast(pl.Int64) * 10000 + born.dt.month().cast(pl.Int64) * 100
    body = NOWHERE * 10**11 + (day + born.dt.day()).to_numpy() * 1000 + sequence % 1000
    total = np.zeros(len(body), dtype=np.int64)
    for place, weight in enumerate(ID_WEIGHTS):
        total += body // 10 ** (16 - place) % 10 * weight
    return joined(pl.Series(body), _letters(ID_CHECKS, total % 11))


def usccs(kind: int, serial: Ints) -> pl.Series:
    """Unified social credit codes (GB 32100): 91 a company, 92 a sole trader."""
    head = np.array([int(c) for c in f"{kind}{NOWHERE}"], dtype=np.int64)
    organisation = np.stack([serial // 10 ** (7 - place) % 10 for place in range(8)])
    check = (organisation * np.array(ORG_WEIGHTS)[:, None]).sum(axis=0) % 11
    own = np.array([USCC_DIGITS.index(c) for c in ORG_CHECKS], dtype=np.int64)[check]
    digits = [*np.broadcast_to(head[:, None], (8, len(serial))), *organisation, own]
    total = (np.stack(digits) * np.array(USCC_WEIGHTS)[:, None]).sum(axis=0)
    body = serial % 10**8 + np.int64(int(f"{kind}{NOWHERE}")) * 10**8
    return joined(pl.Series(body), _letters(USCC_DIGITS, own), _letters(USCC_DIGITS, -total % 31))


def phones(serial: Ints) -> pl.Series:
    """Mobile numbers, all different for serials up to six million."""
    return pl.Series(17_400_000_000 + serial * 1_299_709 % 6_000_000).cast(pl.String)
