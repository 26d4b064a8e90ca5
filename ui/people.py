"""Who has the page open, and what they may do."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ui.errors import NotAllowedError
from ui.settings import LoginSettings


class Permission(StrEnum):
    """Something that not everyone may do."""

    ASK = "ask"
    EDIT_PAPERS = "edit_papers"
    EVALUATE = "evaluate"
    SEE_ACTIVITY = "see_activity"


class AccessRole(StrEnum):
    """What a person is on this page; one person can be several."""

    READER = "reader"
    EDITOR = "editor"
    EVALUATOR = "evaluator"


class Way(StrEnum):
    """How a person came to the page."""

    LOCAL = "local"
    """No login is set up: the page listens on this computer only."""
    OPEN = "open"
    """Without logging in, where the settings let whoever can open the page ask."""
    LOGGED_IN = "logged_in"
    LOGGED_OUT = "logged_out"


_ALLOWS: dict[AccessRole, frozenset[Permission]] = {
    AccessRole.READER: frozenset({Permission.ASK}),
    AccessRole.EDITOR: frozenset({Permission.ASK, Permission.EDIT_PAPERS, Permission.SEE_ACTIVITY}),
    AccessRole.EVALUATOR: frozenset({Permission.ASK, Permission.EVALUATE, Permission.SEE_ACTIVITY}),
}
_REFUSALS = {
    Permission.ASK: "You may not ask here yet: ask those who keep this page to let you in.",
    Permission.EDIT_PAPERS: "Only editors may change the papers: ask those who keep this page.",
    Permission.EVALUATE: "Only evaluators may run evaluations: ask those who keep this page.",
    Permission.SEE_ACTIVITY: (
        "Only editors and evaluators may see what was asked: ask those who keep this page."
    ),
}


@dataclass(frozen=True, slots=True)
class Person:
    """A person, as far as the page knows them.

    Attributes:
        name: As the provider says it; '' where nobody is logged in.
    """

    way: Way
    roles: frozenset[AccessRole] = frozenset()
    name: str = ""

    def may(self, permission: Permission) -> bool:
        """Return whether the person may do this."""
        return any(permission in _ALLOWS[role] for role in self.roles)

    def require(self, permission: Permission) -> None:
        """Raise `NotAllowedError` where the person may not do this."""
        if not self.may(permission):
            raise NotAllowedError(_REFUSALS[permission])


LOCAL = Person(Way.LOCAL, frozenset(AccessRole))
"""Whoever sits at this computer: its files are theirs, so nothing is kept from them."""
_OPEN = Person(Way.OPEN, frozenset({AccessRole.READER}))
_LOGGED_OUT = Person(Way.LOGGED_OUT)


def person() -> Person:
    """Return who has the page open; for use while Streamlit draws it."""
    from ui.page import resources

    login = resources.settings().login
    if login.secrets is None:
        return without_login(login)
    import streamlit as st

    return person_of(st.user.to_dict(), login)


def without_login(login: LoginSettings) -> Person:
    """Return who has the page open where no login is set up."""
    return _OPEN if login.open_to_readers else LOCAL


def person_of(
    claims: Mapping[str, Any], login: LoginSettings, *, now_s: float | None = None
) -> Person:
    """Return the person whom an identity provider's claims tell of.

    Args:
        claims: Of the identity token, with `is_logged_in` as Streamlit adds it.
        now_s: Seconds since 1970; this moment where none is given.
    """
    if claims.get("is_logged_in") is not True or _is_old(claims, login, now_s):
        return _OPEN if login.open_to_readers else _LOGGED_OUT
    held = frozenset(_values(claims, login.claim))
    wanted = {
        AccessRole.READER: login.roles.reader,
        AccessRole.EDITOR: login.roles.editor,
        AccessRole.EVALUATOR: login.roles.evaluator,
    }
    roles = {role for role, values in wanted.items() if held & set(values)}
    if not login.roles.reader or login.open_to_readers:
        roles.add(AccessRole.READER)
    name = str(claims.get("name") or claims.get("preferred_username") or claims.get("email") or "")
    return Person(Way.LOGGED_IN, frozenset(roles), name)


def _is_old(claims: Mapping[str, Any], login: LoginSettings, now_s: float | None) -> bool:
    """Whether the identity was given so long ago that its roles may have changed since.

    Source: OpenID Connect Core 1.0, section 2: `iat` is when the token was issued, and every
    identity token has it.
    """
    issued = claims.get("iat")
    if not isinstance(issued, int | float):
        return True
    return (time.time() if now_s is None else now_s) - issued > login.max_hours * 3600


def _values(claims: Mapping[str, Any], claim: str) -> tuple[str, ...]:
    """Return a claim's values; the claim by its whole name first, then by its parts."""
    found: Any = claims.get(claim)
    if found is None:
        found = claims
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return (*found.replace(",", " ").split(), found)
    if isinstance(found, list | tuple):
        return tuple(str(value) for value in found)
    return ()
