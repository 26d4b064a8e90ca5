"""The MCP server, asked by a real client: over standard input, and over HTTP with a key."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
import uvicorn
from mcp import Client, StdioServerParameters, stdio_client

from service.desk import Desk
from service.settings import ServiceSettings
from service.tools import build_tools, build_tools_app

QUESTION = "Can I ask a junior officer to attend my surgery?"


def test_a_client_over_standard_input_can_ask_and_read_what_is_cited(samples: Path) -> None:
    command = [sys.executable, "-m", "ui.cli", "mcp", "--library", str(samples)]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PROTOCOLS_")}
    parameters = StdioServerParameters(command=command[0], args=command[1:], env=environment)

    async def talk() -> None:
        async with Client(stdio_client(parameters)) as client:
            tools = {tool.name for tool in (await client.list_tools()).tools}
            assert tools == {"ask", "search", "read_paragraph", "list_papers"}
            asked = {"question": QUESTION, "council": "Ashcombe"}
            answer: Any = (await client.call_tool("ask", asked)).structured_content
            cited = answer["citations"][0]
            assert cited["quote"] in cited["paragraph"]
            place = {"document": cited["document"], "label": cited["label"]}
            read: Any = (await client.call_tool("read_paragraph", place)).structured_content
            assert read["paragraph"]["text"] == cited["paragraph"]

    anyio.run(talk)


def test_what_is_not_here_is_told_to_the_client_in_a_sentence(desk: Desk) -> None:
    async def talk() -> None:
        async with Client(build_tools(desk)) as client:
            place = {"document": "nothing", "label": "1"}
            refused = await client.call_tool("read_paragraph", place)
            assert refused.is_error
            assert "list the papers" in refused.content[0].text  # type: ignore[union-attr]
            found: Any = (await client.call_tool("list_papers", {})).structured_content
            assert {paper["council"] for paper in found["result"]} == {
                "Ashcombe Borough Council",
                "Merrow District Council",
            }

    anyio.run(talk)


def test_over_http_a_key_is_needed_and_its_scopes_hold(
    desk: Desk, key_file: Path, secrets: Any
) -> None:
    app = build_tools_app(desk, ServiceSettings(keys=key_file))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        for _ in range(200):
            if server.started:
                break
            time.sleep(0.02)
        url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/mcp"
        assert httpx.post(url, json={}).status_code == 401
        anyio.run(_talk_over_http, url, secrets.reader)
    finally:
        server.should_exit = True
        thread.join()


async def _talk_over_http(url: str, secret: str) -> None:
    from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client

    headers = {"Authorization": f"Bearer {secret}"}
    async with (
        create_mcp_http_client(headers=headers) as http,
        Client(streamable_http_client(url, http_client=http)) as client,
    ):
        papers: Any = (await client.call_tool("list_papers", {})).structured_content
        assert papers["result"]
        refused = await client.call_tool("ask", {"question": QUESTION})
        assert refused.is_error
        assert "may not be used to ask" in refused.content[0].text  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["ask", "search", "read_paragraph", "list_papers"])
def test_every_tool_says_that_it_changes_nothing(desk: Desk, name: str) -> None:
    async def look() -> None:
        async with Client(build_tools(desk)) as client:
            tool = next(t for t in (await client.list_tools()).tools if t.name == name)
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint
            assert tool.description

    anyio.run(look)
