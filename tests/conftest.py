"""What is drawn at random is drawn the same at every check; longer trials draw anew."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("check", derandomize=True, deadline=None)
if not os.environ.get("FUZZ_MINUTES"):
    settings.load_profile("check")
