"""What an entry of a case's journal tells beside its name, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forbear.web.desk import choices
from forbear.web.journal.acts import Act
from forbear.web.pages.templatetags.shown import money, word
from forbear.web.people.templatetags.words import in_chinese

#: Which set of words the kind, or state, of an act belongs to.
KINDS = {
    Act.HOLD_SET: "hold",
    Act.HOLD_ENDED: "hold",
    Act.CONSENT_GIVEN: "consent",
    Act.CONSENT_ENDED: "consent",
}
HELP = (Act.HELP_ASKED, Act.HELP_ANSWERED, Act.HELP_WITHDRAWN)


def details(act: Act, content: Mapping[str, Any]) -> list[str]:
    """Short texts, in the language of whoever asks."""
    found: list[str] = []
    kind = content.get("kind")
    if kind and act in KINDS:
        found.append(str(word(KINDS[act], kind)))
    if kind and act in HELP:
        found.append(_choice(choices.HELP, kind))
    if kind and act is Act.DOCUMENT_ADDED:
        found.append(_choice(choices.DOCUMENTS, kind))
    if content.get("state"):
        found.append(_state(act, content["state"]))
    if act is Act.PROMISE_MADE:
        currency = content["currency"]
        found.append(f"{money(content['amount'], currency)} {currency} · {content['due_on']}")
    if act is Act.ARRANGEMENT_CHANGED:
        found.append(str(word("arrangement_state", content["to"])))
    if act is Act.CASE_ASSIGNED:
        found.append(f"{content.get('from') or '–'} → {content['to']}")
    if act is Act.DATA_REVEALED and content.get("permit"):
        found.append("随许可显示" if in_chinese() else "shown with the permit")
    elif content.get("reason"):
        found.append(content["reason"])
    return found


def _state(act: Act, state: str) -> str:
    if act in HELP:
        return _choice(choices.HELP_STATES, state)
    return str(word("promise_state", state))


def _choice(of: choices.Pairs, code: str) -> str:
    found = of.get(code)
    return found[in_chinese()] if found else code
