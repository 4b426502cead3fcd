"""Errors that say whose fault they are.

A `UserFacingError` is something a person can act on: its text is one sentence that says what happened and
what to do. Everything else that is raised is a bug and belongs in the log with its traceback.
"""


class UserFacingError(Exception):
    """What happened and what to do about it, in one sentence a nurse or technician can act on."""


class PortError(UserFacingError):
    """A port could not be opened or went away."""


class DriverError(UserFacingError):
    """A driver is unknown or could not be loaded."""


class StoreError(UserFacingError):
    """The record cannot be opened, read or written."""


class StoreInUseError(StoreError):
    """Another bedside is writing this record."""


class RefusedError(UserFacingError):
    """A command was understood and refused; nothing was changed."""


class BrokenFileError(UserFacingError):
    """A file a person gave us (capture, scenario, profile, settings) cannot be used."""


class SoundUnconfirmedError(RefusedError):
    """An infusion cannot start yet: nobody has said whether the alarm tones can be heard (ALM-45, ALM-55)."""
