"""Write src/forbear/client.py from the OpenAPI document, and the table of docs/api.md.

python scripts/make_client.py          write it
python scripts/make_client.py --check  say whether it is current
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "src" / "forbear" / "client.py"
HEAD = ROOT / "scripts" / "client_head.py.txt"
PAGE = ROOT / "docs" / "api.md"
MARKS = ("<!-- operations -->\n", "<!-- /operations -->")
KINDS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def document() -> dict[str, Any]:
    """The document as the server gives it."""
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forbear.web.settings")
        os.environ.setdefault("FORBEAR_HOME", home)
        os.environ.setdefault("FORBEAR_SECRET_KEY", "only to write the client")
        import django

        django.setup()
        import forbear.web.urls  # noqa: F401
        from forbear.web.api.v1 import api

        told: dict[str, Any] = api.get_openapi_schema()
        return told


def typed(schema: dict[str, Any]) -> str:
    """The type of a schema."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "enum" in schema or "const" in schema:
        values = schema.get("enum") or [schema["const"]]
        return f"Literal[{', '.join(repr(value) for value in values)}]"
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(typed(one) for one in schema["anyOf"]))
    kind = schema.get("type")
    if kind == "array":
        return f"list[{typed(schema.get('items', {}))}]"
    if kind == "object":
        more = schema.get("additionalProperties")
        return f"dict[str, {typed(more) if isinstance(more, dict) else 'Any'}]"
    return KINDS.get(str(kind), "Any")


def shape(name: str, schema: dict[str, Any]) -> str:
    """A shape as a TypedDict, or a closed set as a Literal."""
    if "properties" not in schema:
        values = typed(schema)
        if len(name) + len(values) < 90:
            return f"{name} = {values}"
        inside = "".join(f"    {value!r},\n" for value in schema["enum"])
        return f"{name} = Literal[\n{inside}]"
    required = set(schema.get("required", ()))
    lines = [f"class {name}(TypedDict):"]
    said = str(schema.get("description", "")).split("\n")[0] or "Some rows, and the next cursor."
    lines += [f'    """{said}"""', ""]
    for field, told in schema["properties"].items():
        # An answer always has all of its fields; what is sent may leave some out.
        kind = typed(told)
        sent = schema.get("additionalProperties") is False and field not in required
        lines.append(f"    {field}: {f'NotRequired[{kind}]' if sent else kind}")
    return "\n".join(lines)


def snake(name: str) -> str:
    """getCase as get_case."""
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()


def method(path: str, verb: str, told: dict[str, Any]) -> str:
    """One method of the client."""
    named = {"self": "self"}
    keyword: dict[str, str] = {}
    query, takes_key = [], None
    for one in told["parameters"]:
        if one["in"] == "path":
            named[one["name"]] = f"{one['name']}: {typed(one['schema'])}"
        elif one["in"] == "query":
            query.append(one["name"])
            kind = typed(one["schema"]).removesuffix(" | None")
            keyword[one["name"]] = f"{one['name']}: {kind} | None = None"
        elif one["name"] == "Idempotency-Key":
            takes_key = one["required"]
    content = told.get("requestBody", {}).get("content", {})
    body = content.get("application/json")
    if body is not None:
        named["given"] = f"given: {typed(body['schema'])}"
    elif content:
        named["data"] = "data: bytes | BinaryIO"
        keyword["length"] = "length: int | None = None"
    if takes_key is not None:
        keyword["key"] = "key: str | None = None"
    status = min(told["responses"], key=int)
    kind, schema = next(iter(told["responses"][status]["content"].items()))
    result = typed(schema["schema"]) if kind == "application/json" else "bytes"
    star = ["*", *keyword.values()] if keyword else []
    where = re.sub(r"\{(\w+)\}", r"{_quoted(\1)}", path.removeprefix("/api"))
    send = [f'"{verb.upper()}"', f'f"{where}"' if "{" in where else f'"{where}"']
    if query:
        send.append("query={" + ", ".join(f'"{name}": {name}' for name in query) + "}")
    if "given" in named:
        send.append("body=given")
    if "data" in named:
        send += ["data=data", "length=length"]
    if takes_key is not None:
        send.append("key=key or new_key()" if takes_key else "key=key")
    head = f"    def {snake(told['operationId'])}(\n        {', '.join([*named.values(), *star])}\n"
    text = f"{told['summary'].split(' · ')[0]}. {' '.join(told['description'].split())}"
    call = f"self._{'ask' if result != 'bytes' else 'bytes'}({', '.join(send)})"
    answer = f"return cast({result!r}, {call})" if result != "bytes" else f"return {call}"
    return f"{head}    ) -> {result}:\n{_doc(text, 8)}\n        {answer}\n"


def _doc(text: str, indent: int) -> str:
    """A docstring within the line length."""
    import textwrap

    inside = " " * indent
    lines = textwrap.wrap(text, 94 - indent)
    if len(lines) == 1:
        return f'{inside}"""{lines[0]}"""'
    first, rest = lines[0], "".join(f"{inside}{line}\n" for line in lines[1:])
    return f'{inside}"""{first}\n{rest}{inside}"""'


def written() -> str:
    """The whole module, formatted."""
    import subprocess

    told = document()
    shapes = told["components"]["schemas"]
    # Closed sets first: they are evaluated when the module is read, classes are not.
    order = sorted(shapes, key=lambda name: ("properties" in shapes[name], name))
    parts = [HEAD.read_text(encoding="utf-8").rstrip()]
    parts += [shape(name, shapes[name]) for name in order]
    every = [(path, *one) for path, verbs in told["paths"].items() for one in verbs.items()]
    methods = [method(*one) for one in every]
    parts.append(
        'class Client(Connection):\n    """The interface, one method an operation."""\n\n'
        + "\n".join(methods)
    )
    text = "\n\n\n".join(parts) + "\n"
    ruff = [sys.executable, "-m", "ruff"]
    told_to = {"input": text.encode(), "capture_output": True, "check": True, "cwd": ROOT}
    name = ["--stdin-filename", str(TARGET)]
    return subprocess.run([*ruff, "format", *name, "-"], **told_to).stdout.decode()  # type: ignore[call-overload,no-any-return]


def page() -> str:
    """docs/api.md with its table of operations."""
    lines = ["| operation | request | what | scope |", "| --- | --- | --- | --- |"]
    for path, verbs in document()["paths"].items():
        for verb, told in verbs.items():
            what = told["summary"].split(" · ")[0]
            scope = f"`{told['x-scope']}`" if "x-scope" in told else ""
            request = f"`{verb.upper()} {path.removeprefix('/api/v1')}`"
            lines.append(f"| `{told['operationId']}` | {request} | {what} | {scope} |")
    before, rest = PAGE.read_text(encoding="utf-8").split(MARKS[0])
    return before + MARKS[0] + "\n".join(lines) + "\n" + MARKS[1] + rest.split(MARKS[1])[1]


def main() -> int:
    """Write or check."""
    made = {TARGET: written(), PAGE: page()}
    if "--check" in sys.argv:
        return int(any(path.read_text(encoding="utf-8") != text for path, text in made.items()))
    for path, text in made.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
