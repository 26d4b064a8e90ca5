"""What is not served at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import ProtocolAssistantError
from ui.serving import serve


def test_a_page_for_other_computers_without_login_is_not_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def served(*_: object, **__: object) -> None:
        raise AssertionError("it was served")

    monkeypatch.setenv("PROTOCOLS_PAGE__ADDRESS", "0.0.0.0")
    monkeypatch.setattr("streamlit.App.run", served)
    with pytest.raises(ProtocolAssistantError):
        serve(library=tmp_path, address="0.0.0.0", port=None, headless=True)
