"""Fields as they are sent: days and moments as text, money as whole numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Path
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StrictInt
from pydantic_core import PydanticCustomError

#: Largest number that every program reading JSON holds exactly.
MOST = 2**53 - 1
#: Years that a calendar of the bank's may hold.
YEARS = (1900, 2999)


def _written(kind: Literal["date_type", "datetime_type"]) -> Callable[[Any], Any]:
    """Days and moments are written out; a number is not taken for seconds since 1970."""

    def look(value: Any) -> Any:
        if isinstance(value, (date, datetime)):
            return value
        text = value if isinstance(value, str) and value.isascii() else ""
        if not text[:4].isdigit() or not YEARS[0] <= int(text[:4]) <= YEARS[1]:
            raise PydanticCustomError(kind, "not written as it should be")
        return text

    return look


Day = Annotated[date, BeforeValidator(_written("date_type"))]
Moment = Annotated[AwareDatetime, BeforeValidator(_written("datetime_type"))]
Amount = Annotated[StrictInt, Field(gt=0, le=MOST, description="Minor units")]
Version = Annotated[
    StrictInt, Field(ge=1, le=MOST, description="As it was when you looked: see `version` there")
]
Words = Annotated[str, Field(min_length=1, max_length=200)]
Note = Annotated[str, Field(max_length=4000)]
Code = Annotated[str, Field(min_length=1, max_length=100)]
Named = Annotated[str, Path(max_length=100)]
Numbered = Annotated[int, Path(ge=1, le=MOST)]


class Given(BaseModel):
    """Something that is sent. A field that is not known is refused, not passed over."""

    model_config = ConfigDict(extra="forbid")
