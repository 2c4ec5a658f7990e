"""What a server calls."""

from __future__ import annotations

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

#: A request lets the interpreter go a hundred times, at each query and each small computation. With
#: Python's 5 ms it would wait that long each time for the other thread to let it go again.
sys.setswitchinterval(0.0002)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forbear.web.settings")
application = get_wsgi_application()


def _warm() -> None:
    """Read policy, rules and the desk's pages before the first person has to wait for them."""
    from django.conf import settings
    from django.template.loader import get_template
    from django.urls import resolve

    from forbear.rulebook import permit_each
    from forbear.web import bank, clock

    own = bank.policy()
    permit_each(own.rules, {"at": clock.now(), "zone": own.bank.timezone, "tape": {}})
    resolve("/worklist/")
    templates = settings.BASE / "templates"
    for path in sorted(templates.glob("desk/*.html")):
        get_template(str(path.relative_to(templates)))


_warm()
# What was read at the start stays: the interpreter need not look through it for garbage again.
gc.collect()
gc.freeze()
