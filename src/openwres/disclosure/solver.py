"""The solver of linear and integer programs, which says nothing: standard output belongs to whoever asked."""

from __future__ import annotations

from typing import Any


def quiet_solver() -> Any:
    """A HiGHS solver that prints nothing, not even who it is; its own class does so before it can be told not to."""
    import highspy

    class Quiet(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    return Quiet()  # type: ignore[no-untyped-call]
