"""Who works here: picked once per shift, as the person says it, unverified until there is a sign-in (ALM-31)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bedside.clock import Clock
from bedside.errors import RefusedError
from bedside.settings import Operator
from bedside.vitals.sessions import UNNAMED, Actor, Role

SHIFT: Final = timedelta(hours=12)
LONGEST_NAME: Final = 60


class Shift:
    """The operator and until when that counts."""

    def __init__(self, stored: Operator | None, clock: Clock) -> None:
        self._clock = clock
        self._actor: Actor | None = None
        self._since: datetime | None = None
        if stored is not None and stored.role in {role.value for role in Role}:
            try:
                since = datetime.fromisoformat(stored.since_utc)
            except ValueError:
                return  # written by hand, and wrong: nobody works here until someone says so
            if since.tzinfo is None:
                return  # the same: without its zone it is no moment
            self._since = since
            self._actor = Actor(name=stored.name, role=Role(stored.role))

    def begin(self, operator: Actor) -> Operator:
        """Somebody says who they are.

        Returns:
            What to remember.
        Raises:
            RefusedError: that is no name, or no role of a person.
        """
        name = " ".join(operator.name.split())
        if not name or len(name) > LONGEST_NAME or name.casefold() == UNNAMED.name.casefold():
            raise RefusedError(f"A name of 1 to {LONGEST_NAME} letters is needed: nothing was changed.")
        if operator.role is Role.PROGRAM:
            raise RefusedError("Choose technician, nurse or supervisor: nothing was changed.")
        self._actor = Actor(name=name, role=operator.role)
        self._since = self._clock.utc()
        return Operator(name=name, role=operator.role.value, since_utc=self._since.isoformat())

    def operator(self) -> Actor | None:
        """Who works here now; None when nobody said so, or their shift is over."""
        if self._since is None or abs(self._clock.utc() - self._since) > SHIFT:
            return None
        return self._actor
