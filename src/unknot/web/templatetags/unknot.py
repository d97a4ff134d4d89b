"""Tags that every template has without loading them."""

from datetime import date

from django import template

from unknot.content.library import load
from unknot.loop import calling, showing
from unknot.web import assets, locale

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """The address of a stylesheet, script, icon or figure: `{% asset "unknot/unknot.css" %}`."""
    return assets.shelf().url(name)


@register.simple_tag
def say(key: str, **values: object) -> str:
    """A sentence of the content with its values: `{% say "session.range.before" movement=name %}`."""
    return load().say(key, **values)


@register.filter
def dialled(number: str) -> str:
    """A number as a telephone takes it: `tel:{{ line|dialled }}`."""
    return calling.dialled(number)


@register.filter
def lower_first(text: str) -> str:
    """The same words in the middle of a sentence: In Germany becomes in Germany."""
    return text[:1].lower() + text[1:]


@register.filter
def day(when: date | None) -> str:
    """A day as people here write it: `{{ review_on|day }}` gives 3 December."""
    return "" if when is None else locale.day(when)


@register.filter
def short_day(when: date | None) -> str:
    """A day where there is little room: `{{ row.day|short_day }}` gives 3 Dec."""
    return "" if when is None else locale.short_day(when)


@register.filter
def weekday(when: date | None) -> str:
    """A day with the day of the week: `{{ review_on|weekday }}` gives Thursday, 3 December."""
    return "" if when is None else locale.weekday(when)


@register.filter
def points(value: float | None) -> str:
    """A number of points with the decimal sign of this region: `{{ pain|points }}` gives 4.5."""
    return "" if value is None else locale.points(value)


@register.filter
def percent(share: float | None) -> str:
    """A share as a percentage: `{{ chance|percent }}` gives 95 %."""
    return "" if share is None else locale.percent(share)


@register.filter
def signed(value: float) -> str:
    """A difference with its sign and one decimal: `{{ moved.days|signed }}` gives +1.5, or −0.5."""
    return _with_sign(value, locale.points(abs(value)))


@register.filter
def signed_percent(share: float) -> str:
    """A difference of shares with its sign: `{{ moved.chance|signed_percent }}` gives −24 %."""
    return _with_sign(share, locale.percent(abs(share)))


def _with_sign(value: float, shown: str) -> str:
    if not any(digit in shown for digit in "123456789"):
        return shown
    return f"{'+' if value > 0 else '−'}{shown}"


@register.filter
def unlocalized(value: float) -> str:
    """A number for the browser, not for the eye: `{{ bar.length|unlocalized }}` gives 12.5 everywhere."""
    return f"{value:g}"


@register.filter
def figures(text: str) -> str:
    """A sentence of the content with the decimal sign of this region: `{{ step.dose.text|figures }}`."""
    return locale.with_decimals(text)


@register.filter
def minutes_seconds(at_s: float) -> str:
    """A moment of a session: `{{ cue.at_s|minutes_seconds }}` gives 1:05."""
    minutes, seconds = divmod(round(at_s), 60)
    return f"{minutes}:{seconds:02}"


@register.filter
def listed(text: str) -> dict[str, object]:
    """A sentence that ends in a list, taken apart: `signs.intro` and `signs.lines`; without a list, no lines."""
    intro, lines = showing.listed(text)
    return {"intro": intro, "lines": lines}
