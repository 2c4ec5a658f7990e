"""The commands about who may sign in: people, and the tokens of the bank's systems."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from forbear.cli_web import ready
from forbear.console import for_people, out, say
from forbear.problems import refuse

people = typer.Typer(no_args_is_help=True, help="Who may sign in.")
tokens = typer.Typer(no_args_is_help=True, help="Tokens by which the bank's systems sign in.")
Name = Annotated[str, typer.Argument(help="User name.")]
Password = Annotated[
    str, typer.Option("--password", prompt=True, confirmation_prompt=True, hide_input=True)
]


@people.command("add")
@for_people
def add_command(
    username: Name,
    role: Annotated[str, typer.Option("--role", help="Role, as in docs/roles.md.")],
    password: Password,
    officer: Annotated[str, typer.Option("--officer", help="Staff number on the tape.")] = "",
    branch: Annotated[str, typer.Option("--branch", help="Branch on the tape.")] = "",
    name: Annotated[str, typer.Option("--name", help="Name, as colleagues know it.")] = "",
) -> None:
    """Make somebody who can sign in; the first administrator is made so."""
    ready()
    from forbear.web.people.manage import make_person

    made = make_person(username, role, password=password, officer=officer, branch=branch, name=name)
    out.print(
        say(f"{made.username} can sign in as {role}", f"{made.username} 可以 {role} 身份登录")
    )


@people.command("reset")
@for_people
def reset_command(username: Name, password: Password) -> None:
    """Give somebody a new password and let the second factor be set up anew; ends all sessions."""
    ready()
    from forbear.web.people.lost import begin_anew

    begin_anew(_person(username), password=password)
    out.print(say(f"{username} begins anew", f"{username} 已重置"))


@people.command("list")
@for_people
def list_command() -> None:
    """List who may sign in."""
    ready()
    from forbear.web.people.models import User

    for user in User.objects.order_by("username"):
        closed = "" if user.is_active else say(" (closed)", "（已停用）")
        out.print(f"{user.username:<20} {user.role:<18} {user.branch_id or ''}{closed}")


@tokens.command("make")
@for_people
def make_command(
    username: Annotated[str, typer.Argument(help="As whom the system acts.")],
    name: Annotated[str, typer.Option("--name", help="What the token is for.")],
    scopes: Annotated[
        list[str], typer.Option("--scope", help="What it is good for; may be repeated.")
    ],
    days: Annotated[int, typer.Option("--days", help="Days for which it counts.")] = 90,
) -> None:
    """Make a token; its secret is shown this once."""
    ready()
    from forbear.web.api.scopes import Scope
    from forbear.web.api.tokens import make

    known = [str(scope) for scope in Scope]
    if strange := [scope for scope in scopes if scope not in known]:
        raise refuse(
            "token.scope",
            "--scope",
            f"there is no {', '.join(strange)}; there are: {', '.join(known)}",
            f"没有 {'、'.join(strange)}，可选：{'、'.join(known)}",
        )
    _, secret = make(None, _person(username), name, [Scope(scope) for scope in scopes], days)
    typer.echo(secret)


@tokens.command("revoke")
@for_people
def revoke_command(
    hint: Annotated[str, typer.Argument(help="How the token begins.")],
) -> None:
    """Revoke a token at once."""
    ready()
    from forbear.web.api.models import Token
    from forbear.web.api.tokens import revoke

    found = list(Token.objects.filter(hint__startswith=hint[:12], revoked_at=None))
    if len(found) != 1:
        raise refuse(
            "token.hint",
            hint,
            f"{len(found)} tokens begin so; give the first 12 characters of one",
            f"有 {len(found)} 个令牌以此开头，请给出其前 12 个字符",
        )
    revoke(None, found[0])
    out.print(say("revoked", "已撤销"))


def _person(username: str) -> Any:
    from forbear.web.people.models import User

    found = User.objects.filter(username=username).first()
    if found is None:
        raise refuse("person.unknown", username, "there is nobody of this name", "没有此用户")
    return found
