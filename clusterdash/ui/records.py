"""The records as pages use them: opened once, and their errors said in place so that nothing typed is lost.

A widget that a run does not draw loses what was typed into it. So neither function here ends the run: the
sentence is shown where the page asks for it, and the page goes on to draw its form.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import streamlit as st

from clusterdash import records
from clusterdash.records.errors import Forbidden, Invalid, RecordsError
from clusterdash.ui import identity, plain, session

if TYPE_CHECKING:  # SQLAlchemy is imported with the first record, never by a page without records
    from clusterdash.records.store import Records

Result = TypeVar("Result")


def open_records() -> Records:
    """The records of this installation, one object for all sessions; RecordsError where they do not open."""
    return records.open_records()


def kept() -> bool:
    """Whether there may be records, without opening them: a published page makes no database to look."""
    scheme, _, path = records.records_url().partition(":///")
    return scheme != "sqlite" or Path(path).exists()


@dataclass(frozen=True)
class Attempt(Generic[Result]):
    """What became of something the visitor asked for: a result, or the reason there is none."""

    result: Result | None = None
    problem: RecordsError | None = None

    @property
    def done(self) -> bool:
        return self.problem is None


def attempt(form: str, act: Callable[[], Result]) -> Attempt[Result]:
    """Do what a form asks; what goes wrong is kept for `show_problem(form)`. For callbacks and page runs."""
    try:
        tried = Attempt(act())
    except RecordsError as problem:
        tried = Attempt(problem=problem)
    st.session_state[_key(form)] = tried.problem
    return tried


def read(act: Callable[[], Result], otherwise: Result) -> Result:
    """What `act` reads; where it cannot, the reason is shown here and the page goes on with `otherwise`."""
    try:
        return act()
    except RecordsError as problem:
        show(problem)
        return otherwise


def show_problem(form: str, *, said: Collection[str] = ()) -> RecordsError | None:
    """The sentence about the form's last attempt, if that failed. Call it beside the form.

    Of fields in `said`, under which their own reason stands, it says no more than that they need correcting.
    """
    problem: RecordsError | None = st.session_state.get(_key(form))
    if isinstance(problem, Invalid) and problem.reasons.keys() <= set(said):
        st.error(session.words()("records.invalid"), icon=":material/error:")
    elif problem is not None:
        show(problem)
    return problem


def reason(form: str, field: str) -> str | None:
    """Why the form's last attempt did not take a field, for the line under it."""
    problem = st.session_state.get(_key(form))
    message = problem.reasons.get(field) if isinstance(problem, Invalid) else None
    return message.in_(session.words()) if message else None


def forget_problem(form: str) -> None:
    """Say no more about the form's last attempt, as when the form is closed."""
    st.session_state.pop(_key(form), None)


def show(problem: RecordsError) -> None:
    """One sentence in the visitor's language; for what is forbidden, with the way in."""
    if isinstance(problem, Forbidden):
        identity.show_way_in(session.current())
    else:
        st.error(plain.as_text(problem.in_(session.words())), icon=":material/error:")


def _key(form: str) -> str:
    return f"problem_{form}"
