"""Every exception that OpenWRES raises on purpose.

    OpenWRESError            anything a user can put right
      InputError             the input has problems; carries all of them
      DefinitionError        a standard or another definition file is wrong; carries all problems
      OutputError            a result cannot be written where it was asked for
      ProtectionError        counts cannot be protected: they do not add up, or earlier releases give them away
      UsageError             the question itself makes no sense (an unknown standard, a year outside its editions)

The command line prints the message and exits with `exit_code`; a Python caller
catches `OpenWRESError` and reads `problems` where there are any.
"""

from __future__ import annotations

from collections.abc import Sequence

from openwres.contracts.problems import Problem


class OpenWRESError(Exception):
    """Base of all: a message that says what, where, why and what to try."""

    exit_code = 1


class UsageError(OpenWRESError):
    """The question cannot be answered as asked."""

    exit_code = 2


class OutputError(OpenWRESError):
    """The output cannot be written; nothing was."""


class ProtectionError(OpenWRESError):
    """Counts cannot be published safely; nothing was. The message lists the cells."""


class ProblemsError(OpenWRESError):
    """Base of the errors that carry every problem found, not only the first."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class InputError(ProblemsError):
    """The input has problems that must be put right before anything can be counted."""


class DefinitionError(ProblemsError):
    """A definition file is wrong in shape or in meaning."""
