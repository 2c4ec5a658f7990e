"""The OpenAPI document, and the page that shows it without asking anybody else's server."""

from __future__ import annotations

import json
import re
from typing import Any, cast

from django.http import HttpRequest
from ninja import NinjaAPI, Swagger
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from forbear import __version__
from forbear.web.api.examples import EXAMPLES
from forbear.web.api.scopes import WORDS

ABOUT = """\
The bank's other systems and Forbear's own pages use this interface. Sign in with a session, or send
`Authorization: Bearer` and a token. Every refusal has one shape: a list of problems, each with a
stable `code`, the place, and words in English and Chinese. 405 and 415 are answered so, too. Money
is a whole number of minor units; moments carry an offset; days are `YYYY-MM-DD`.

银行其他系统与 Forbear 页面均使用本接口。以会话登录，或以 `Authorization: Bearer` 提供令牌。
所有拒绝均为同一结构：问题列表，含稳定代码、位置及中英文说明。金额为最小货币单位的整数。
"""

TAGS: dict[str, tuple[str, str]] = {
    "me": ("Who asks, and whether the service is well", "本人信息与服务状态"),
    "cases": ("Worklists and cases", "作业清单与案件"),
    "accounts": ("Accounts, instalments, payments", "账户、期次、还款"),
    "permits": ("What may be done, and why not", "合规许可"),
    "work": (
        "Contacts, promises, holds, consents, arrangements",
        "联系、承诺、限制、同意、还款方案",
    ),
    "search": ("Search and reveal: journalled", "检索与查看（留痕）"),
    "tapes": ("Tapes: sent, checked, set aside", "数据接收"),
    "nights": ("Nights: ordered, read, published", "夜间批处理"),
    "people": ("People, staff, teams, tokens", "人员、工号、小组、令牌"),
    "rules": ("The rules", "规则"),
    "journal": ("The journal", "日志"),
}


class JsonOnce(Parser):
    """The body as the gate read it."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Data that was parsed and looked at already."""
        return cast(dict[str, Any], request.given)  # type: ignore[attr-defined]


class Api(NinjaAPI):
    """The interface, with what the document says of it as a whole."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The document: OpenAPI 3.1."""
        made = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        made["tags"] = [
            {"name": name, "description": f"{en} · {zh}"} for name, (en, zh) in TAGS.items()
        ]
        for path in made["paths"].values():
            for operation in path.values():
                _finished(operation)
        _shared(made)
        _named(made)
        made["info"]["x-scopes"] = {str(s): {"en": en, "zh": zh} for s, (en, zh) in WORDS.items()}
        made.pop("servers", None)
        return made


def _finished(operation: dict[str, Any]) -> None:
    """Headers that every answer has, and what is no JSON."""
    responses: dict[Any, dict[str, Any]] = operation["responses"]
    for status, told in responses.items():
        headers = told.setdefault("headers", {})
        headers["Forbear-Trace"] = {
            "description": "Names the request in the server's log",
            "schema": {"type": "string"},
        }
        if int(status) in (429, 503):
            headers["Retry-After"] = {"schema": {"type": "string"}}
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body is not None:
        body["example"] = EXAMPLES[operation["operationId"]]
    raw = operation.pop("x-answer", None)
    if raw is not None:
        first = min(responses, key=int)
        responses[first]["content"] = {raw: {"schema": {"type": "string"}}}


def _shared(document: dict[str, Any]) -> None:
    """Refusals are alike at every operation, and are told once."""
    shared: dict[str, Any] = {}
    for path in document["paths"].values():
        for operation in path.values():
            responses = operation["responses"]
            for status, told in responses.items():
                if "/Refusal" in str(told):
                    shared[f"Refused{status}"] = told
                    responses[status] = {"$ref": f"#/components/responses/Refused{status}"}
    document["components"]["responses"] = dict(sorted(shared.items()))


def _named(document: dict[str, Any]) -> None:
    """Pages are named after what is on them; shapes that nothing refers to are left out."""
    text = re.sub(r"\bPage_(\w+?)_(?=\")", r"\1Page", json.dumps(document))
    told = json.loads(text)
    shapes = told["components"]["schemas"]
    used, waiting = set(), _referred([told["paths"], told["components"]["responses"]])
    while waiting:
        used |= waiting
        waiting = set().union(*(_referred(shapes[name]) for name in waiting)) - used
    told["components"]["schemas"] = {name: shapes[name] for name in sorted(used)}
    document.update(told)


def _referred(part: Any) -> set[str]:
    return set(re.findall(r"#/components/schemas/(\w+)", json.dumps(part)))


SETTINGS = {"validatorUrl": None, "persistAuthorization": False, "docExpansion": "none"}


def made() -> Api:
    """An empty interface."""
    return Api(
        title="Forbear",
        version=__version__,
        description=ABOUT,
        docs=Swagger(SETTINGS),
        urls_namespace="api",
        parser=JsonOnce(),
    )
