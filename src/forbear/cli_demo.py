"""The demonstration as a running system: its portfolio imported, its night published, served."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

from forbear.cli_web import opened, run_night
from forbear.console import out, say
from forbear.problems import refuse

#: A file that says that a home is a demonstration's, and may be made anew.
MARK = "demo"
#: Guard on the search for one branch's routes; the plan in files has had more.
SECONDS = 5.0


def serve_demo(tape: Path, as_of: date, home: Path, port: int) -> None:
    """Fill a home of its own with the demo's tape and night, tell sign-ins, serve until stopped."""
    _fresh(home)
    os.environ.update({"FORBEAR_HOME": str(home.absolute()), "FORBEAR_DEMO": "1"})
    os.environ.pop("DATABASE_URL", None)
    opened()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    password = _fill(tape, as_of)
    _tell(password, port)
    # Processes of their own: after a night's threads nothing of this one may be forked.
    command = [sys.executable, "-c", "from forbear.cli import app; app()"]
    worker = subprocess.Popen([*command, "worker"])
    try:
        subprocess.run([*command, "serve", "--port", str(port), "--workers", "1"], check=False)
    finally:
        worker.terminate()
        worker.wait()


def _fresh(home: Path) -> None:
    """An empty home, in the place of an earlier demonstration's; anything else is left alone."""
    if home.exists():
        if any(home.iterdir()) and not (home / MARK).exists():
            raise refuse(
                "demo.home",
                str(home),
                "holds something that is no demonstration; choose another --out",
                "其中存有并非演示的内容，请另选 --out",
            )
        shutil.rmtree(home)
    home.mkdir(mode=0o700, parents=True)
    (home / MARK).touch()


def _fill(tape: Path, as_of: date) -> str:
    """Import, people, night, publish; the password of everybody."""
    from forbear.web.nights.publish import publish
    from forbear.web.nights.receive import receive, take_in
    from forbear.web.people.manage import demo_people, make_person
    from forbear.web.people.models import Role

    received, _ = receive(tape, as_of, None)
    take_in(received)
    night = run_night(1, SECONDS)
    password = f"demo-{secrets.token_hex(4)}"
    # Whoever publishes must be there before the plan, and the plan before whoever goes out by it.
    role = Role.STRATEGY_MANAGER
    publish(night, make_person(str(role), role, password=password))
    demo_people(password)
    return password


def _tell(password: str, port: int) -> None:
    from forbear.web.people.models import User

    address = f"http://127.0.0.1:{port}"
    out.print(say(f"the site: {address}/", f"网站：{address}/"), style="bold")
    out.print(say(f"the API's documentation: {address}/api/docs", f"接口文档：{address}/api/docs"))
    names = ", ".join(User.objects.order_by("pk").values_list("username", flat=True))
    out.print(say(f"sign in as {names}", f"可用账户：{names}"), soft_wrap=True)
    out.print(say(f"password of each: {password}", f"密码均为：{password}"))
    out.print(say("Ctrl-C ends it", "按 Ctrl-C 结束"))
