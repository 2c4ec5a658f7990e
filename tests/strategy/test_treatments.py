import pytest

from forbear.policy import load, parse
from forbear.portfolio.words import Channel
from forbear.problems import ForbearError
from forbear.strategy import WAIT, Treatments
from forbear.strategy.treatments import Basis

WAITS = "treatments:\n  wait: {zh: 等, en: Wait}\n"


def test_treatments_shipped_serve_every_channel_modestly_and_say_so() -> None:
    shipped = load().read("treatments.yaml", Treatments)
    assert shipped.names[0] == WAIT
    assert {shipped[name].channel for name in shipped.names} == {None, *Channel}
    for name in shipped.names[1:]:
        treatment = shipped[name]
        assert 0 < treatment.effect <= 0.05
        assert treatment.source is not None
        assert treatment.source.basis is Basis.ASSUMPTION


def test_treatments_put_wait_first() -> None:
    text = f"{WAITS}  sms: {{zh: 短, en: SMS, channel: sms}}\n"
    assert parse(text, Treatments, "t.yaml").names == ("wait", "sms")
    swapped = "treatments:\n  sms: {zh: 短, en: SMS, channel: sms}\n  wait: {zh: 等, en: Wait}\n"
    assert parse(swapped, Treatments, "t.yaml").names == ("wait", "sms")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("treatments: {}\n", "there must be a treatment 'wait' without channel, cost or effect"),
        (
            "treatments:\n  wait: {zh: 等, en: Wait, cost: 1}\n",
            "there must be a treatment 'wait' without channel, cost or effect",
        ),
        (f"{WAITS}  x: {{zh: x, en: x}}\n", "only 'wait' goes without a channel, not x"),
        (
            f"{WAITS}  x: {{zh: x, en: x, channel: sms, effect: 0.01}}\n",
            "an effect needs a source: basis assumption or measured, zh, en",
        ),
        (f"{WAITS}  x: {{zh: x, en: x, channel: fax}}\n", "treatments.x.channel"),
        (f"{WAITS}  x: {{zh: x, en: x, channel: sms, cost: -1}}\n", "treatments.x.cost"),
        (f"{WAITS}  x: {{zh: x, en: x, channel: sms, cost: 1.5}}\n", "treatments.x.cost"),
        (f"{WAITS}  x: {{zh: x, en: x, channel: sms, uses: {{a: 0}}}}\n", "treatments.x.uses.a"),
        (f"{WAITS}  x: {{zh: x, en: x, channel: sms, recovery: 0}}\n", "treatments.x.recovery"),
        (f"{WAITS}  x: {{zh: x, en: x, channel: sms, kost: 1}}\n", "treatments.x.kost"),
    ],
)
def test_treatments_name_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(ForbearError) as caught:
        parse(text, Treatments, "t.yaml")
    assert said in str(caught.value)
