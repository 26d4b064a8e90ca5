"""Who may do what: from the settings and from what the identity provider says of a person."""

import pytest

from ui.errors import NotAllowedError
from ui.people import LOCAL, AccessRole, Permission, Person, Way, person_of
from ui.settings import LoginRoles, LoginSettings

NOW_S = 1_800_000_000
LOGIN = LoginSettings(
    roles=LoginRoles(editor=("protocols-editors",), evaluator=("Protocols.Evaluate", "audit team"))
)


def come(login: LoginSettings = LOGIN, **claims: object) -> Person:
    given = {"is_logged_in": True, "iat": NOW_S - 60, "name": "Pat Example", **claims}
    return person_of(given, login, now_s=NOW_S)


def permissions(person: Person) -> set[Permission]:
    return {permission for permission in Permission if person.may(permission)}


def test_whoever_sits_at_this_computer_may_do_everything() -> None:
    assert permissions(LOCAL) == set(Permission)


@pytest.mark.parametrize(
    ("roles", "allowed"),
    [
        ({AccessRole.READER}, {Permission.ASK}),
        (
            {AccessRole.EDITOR},
            {Permission.ASK, Permission.EDIT_PAPERS, Permission.SEE_ACTIVITY},
        ),
        (
            {AccessRole.EVALUATOR},
            {Permission.ASK, Permission.EVALUATE, Permission.SEE_ACTIVITY},
        ),
        ({AccessRole.EDITOR, AccessRole.EVALUATOR}, set(Permission)),
        (set(), set()),
    ],
)
def test_each_role_allows_what_it_is_for(roles: set[AccessRole], allowed: set[Permission]) -> None:
    assert permissions(Person(Way.LOGGED_IN, frozenset(roles))) == allowed


def test_what_is_not_allowed_is_refused_in_a_sentence() -> None:
    with pytest.raises(NotAllowedError, match="Only editors may change the papers"):
        come().require(Permission.EDIT_PAPERS)


def test_everyone_who_logs_in_is_a_reader_where_no_value_is_named_for_it() -> None:
    assert come().roles == {AccessRole.READER}
    assert come().name == "Pat Example"


def test_with_values_named_for_readers_others_are_let_in_and_may_do_nothing() -> None:
    closed = LoginSettings(roles=LoginRoles(reader=("members",)))
    assert come(closed, roles=["members"]).roles == {AccessRole.READER}
    assert come(closed, roles=["somebody-else"]).roles == frozenset()


@pytest.mark.parametrize(
    ("claim", "claims"),
    [
        ("roles", {"roles": ["other", "protocols-editors"]}),
        ("roles", {"roles": "other protocols-editors"}),
        ("roles", {"roles": "other,protocols-editors"}),
        ("realm_access.roles", {"realm_access": {"roles": ["protocols-editors"]}}),
        ("https://council.example/roles", {"https://council.example/roles": "protocols-editors"}),
    ],
    ids=["list", "spaces", "commas", "nested", "dots in the name"],
)
def test_an_editor_is_known_by_a_claim(claim: str, claims: dict[str, object]) -> None:
    login = LoginSettings(claim=claim, roles=LOGIN.roles)
    assert AccessRole.EDITOR in come(login, **claims).roles


def test_a_value_with_a_space_is_matched_whole() -> None:
    assert AccessRole.EVALUATOR in come(roles="audit team").roles
    assert AccessRole.EVALUATOR not in come(roles="audit").roles


@pytest.mark.parametrize("value", [None, 7, {"editor": True}, ["PROTOCOLS-EDITORS"]])
def test_a_claim_that_is_missing_or_of_another_shape_gives_nothing(value: object) -> None:
    assert come(roles=value).roles == {AccessRole.READER}


@pytest.mark.parametrize(
    "claims",
    [
        {"is_logged_in": False},
        {"is_logged_in": "true"},
        {"iat": NOW_S - 13 * 3600},
        {"iat": None},
    ],
    ids=["logged out", "not a boolean", "too long ago", "no time"],
)
def test_without_a_fresh_login_nothing_may_be_done(claims: dict[str, object]) -> None:
    person = come(roles=["protocols-editors"], **claims)
    assert person.way is Way.LOGGED_OUT
    assert permissions(person) == set()


def test_a_page_that_is_open_to_readers_lets_everyone_ask_and_editors_log_in() -> None:
    login = LoginSettings(open_to_readers=True, roles=LOGIN.roles)
    visitor = come(login, is_logged_in=False)
    assert visitor.way is Way.OPEN
    assert permissions(visitor) == {Permission.ASK}
    assert come(login, roles=["protocols-editors"]).may(Permission.EDIT_PAPERS)
