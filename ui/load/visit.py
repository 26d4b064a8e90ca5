"""One visit to the page: Streamlit's protocol by a websocket, as its own page speaks it."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

from ui.load.figures import Took

ANSWER_S = 60.0
_FRESH = '"fresh": true'  # what the page says of an answer that has just been made


class Visit:
    """A page that stands open; `errors` tells what went wrong on it."""

    def __init__(self, address: str) -> None:
        self._host = urlsplit(address).netloc
        self._input = ""
        self._query = ""
        self._answered_at: float | None = None
        self._shown: list[bytes] = []
        self._image = ""
        self._fetched: set[str] = set()
        self.n_bytes = 0
        self.errors: list[str] = []

    async def __aenter__(self) -> Visit:
        await self._connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()

    async def open(self, query: str) -> Took:
        """Open the page at an address that asks a question; return how long that took."""
        from streamlit.proto.BackMsg_pb2 import BackMsg

        self._query = query
        message = BackMsg()
        message.rerun_script.query_string = query
        took = await self._run(message, first=True)
        if not self._input:
            self.errors.append("the page has no input")
        return took

    async def ask(self, question: str) -> Took:
        """Ask by the input; return how long that took."""
        from streamlit.proto.BackMsg_pb2 import BackMsg

        message = BackMsg()
        message.rerun_script.query_string = self._query
        state = message.rerun_script.widget_states.widgets.add()
        state.id = self._input
        state.chat_input_value.data = question
        return await self._run(message, first=False)

    def shows(self, document: str) -> bool:
        """Tell whether a document's id stands in anything that was shown as an answer's."""
        return any(document.encode() in each for each in self._shown)

    async def _connect(self) -> None:
        from websockets.asyncio.client import connect
        from websockets.typing import Subprotocol

        self._socket = await connect(
            f"ws://{self._host}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            origin=f"http://{self._host}",  # type: ignore[arg-type]  # a NewType of str
            max_size=None,
            open_timeout=ANSWER_S,
        )

    async def _run(self, message: Any, *, first: bool) -> Took:
        """Send a message and read what comes until the page has been drawn."""
        begun = time.monotonic()
        self._answered_at = None
        await self._socket.send(message.SerializeToString())
        await asyncio.wait_for(self._read(), ANSWER_S)
        await self._fetch_image()
        ended = time.monotonic()
        if self._answered_at is None:
            self.errors.append("no answer was shown")
        return Took(first, (self._answered_at or ended) - begun, ended - begun)

    async def _fetch_image(self) -> None:
        """Fetch the image of the page that stands open, as a browser that has not yet got it."""
        if not self._image or self._image in self._fetched:
            return
        self._fetched.add(self._image)
        address = f"http://{self._host}{self._image}"
        data = await asyncio.to_thread(lambda: urlopen(address, timeout=ANSWER_S).read())
        self.n_bytes += len(data)

    async def _read(self) -> None:
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        while True:
            data = await self._socket.recv()
            self.n_bytes += len(data)
            came = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
            kind = came.WhichOneof("type")
            if kind == "script_finished":
                if came.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return
                if came.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    self.errors.append("the page could not be compiled")
                    return
            elif kind == "delta" and came.delta.WhichOneof("type") == "new_element":
                self._see(came.delta.new_element)

    def _see(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        part = getattr(element, kind) if kind else None
        if part is None:
            return
        if kind == "chat_input":
            self._input = part.id
        elif kind == "exception":
            self.errors.append(f"shown: {part.type}")
        elif kind == "alert" and part.format == part.ERROR:
            self.errors.append(f"shown: {part.body[:120]}")
        elif kind == "bidi_component":
            self._see_component(part)

    def _see_component(self, part: Any) -> None:
        data = part.json or part.mixed.json
        if "page_image" in part.component_name:
            self._image = json.loads(data)["image"]
        elif "answer" in part.component_name:
            self._shown.append(part.SerializeToString())
            if self._answered_at is None and _FRESH in data:
                self._answered_at = time.monotonic()
