"""What the site wants done at an alarm: its own words beside it, approved by a person (PROT-01). bedside has none."""

from __future__ import annotations

from typing import Final

from bedside.vitals.protocol import Protocol, SiteRule

NO_RULE: Final = "No site rule entered"


def rule_for(protocol: Protocol | None, *keys: str) -> SiteRule | None:
    """The site's rule of the first key that has one, e.g. "nibp_sys.high_high"; None without."""
    if protocol is None:
        return None
    rules = {rule.key: rule for rule in protocol.rules}
    return next((rules[key] for key in keys if key in rules), None)


def rule_words(protocol: Protocol | None, *keys: str) -> str:
    """What stands beside an alarm: the site's words, or that there are none."""
    rule = rule_for(protocol, *keys)
    return NO_RULE if rule is None else rule.text


def approval(protocol: Protocol) -> str:
    """Which version it is and who answers for it."""
    version = f"{protocol.title} v{protocol.version}"
    if not protocol.approved_by:
        return f"{version}, approved by nobody: as it comes with bedside"
    on = f" on {protocol.approved_on}" if protocol.approved_on else ""
    return f"{version}, approved by {protocol.approved_by}{on}"
