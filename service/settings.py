"""The settings of the interfaces for other programs."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class ServiceSettings(BaseModel):
    """Where the interfaces listen, who may use them, and how much."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    address: str = Field(default="127.0.0.1", description="the address that it listens on")
    port: int = Field(default=8080, ge=1, le=65535)
    keys: Path | None = Field(
        default=None, description="the file of keys; null: open, to this computer alone"
    )
    hosts: tuple[str, ...] = Field(
        default=(),
        description="names that it is reached by; empty: any with keys, this computer's without",
    )
    origins: tuple[str, ...] = Field(
        default=(), description="websites whose pages may ask from a browser: 'https://…'"
    )
    requests_per_minute: int = Field(default=120, ge=1, description="of one key")
    max_body_bytes: int = Field(default=65_536, ge=1_024, description="of one request")
    max_body_s: float = Field(default=30.0, gt=0, description="for one request to come in whole")
    max_connections: int = Field(default=500, ge=1, description="open at once; more are refused")
    log_questions: bool = Field(default=False, description="write questions into the log")

    @property
    def is_local(self) -> bool:
        """Whether only this computer can reach it."""
        return self.address in ("127.0.0.1", "localhost", "::1")
