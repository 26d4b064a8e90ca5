"""Keys: kept as hashes, for what they were made for, withdrawn at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.errors import KeyFileError, ScopeError, TooManyRequestsError, UnknownKeyError
from service.keys import KeyRing, Scope
from service.limiting import RateLimit


def test_a_key_is_known_again_and_its_file_does_not_hold_it(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    secret = KeyRing(file).add('the "intranet"', [Scope.ASK, Scope.READ], ["Ashcombe"])
    caller = KeyRing(file).caller(secret)
    assert caller.scopes == {Scope.ASK, Scope.READ}
    assert caller.councils == ("Ashcombe",)
    assert secret.rsplit("_", 1)[1] not in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0


def test_a_key_with_a_letter_changed_is_not_known(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "keys.toml")
    secret = ring.add("intranet", [Scope.ASK])
    changed = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    for wrong in (changed, secret.upper(), "", None, "pk__", "\ud800"):
        with pytest.raises(UnknownKeyError):
            ring.caller(wrong)


def test_a_key_withdrawn_elsewhere_is_refused_at_once(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    serving = KeyRing(file)
    secret = serving.add("intranet", [Scope.ASK])
    other = serving.add("website", [Scope.READ])
    assert serving.caller(secret)
    KeyRing(file).remove("intranet")
    with pytest.raises(UnknownKeyError):
        serving.caller(secret)
    with pytest.raises(ScopeError, match="ask questions"):
        serving.caller(other).require(Scope.ASK)


def test_a_file_that_holds_no_keys_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    with pytest.raises(KeyFileError, match="protocols keys add"):
        KeyRing(file).listed()
    file.write_text("[[key]]\nid = 3\n", encoding="utf-8")
    with pytest.raises(KeyFileError, match="no key"):
        KeyRing(file).listed()


def test_the_rate_limit_lets_a_steady_caller_through_and_stops_a_burst() -> None:
    now = 0.0
    limit = RateLimit(60, clock=lambda: now)
    for _ in range(60):
        limit.count("a")
    with pytest.raises(TooManyRequestsError) as refused:
        limit.count("a")
    assert refused.value.wait_s == 1
    limit.count("b")
    for _ in range(100):
        now += 1.0
        limit.count("a")
