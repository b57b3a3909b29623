"""One session of a Streamlit server without a browser: its websocket, its protobuf, nothing drawn."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any, Final

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

PATIENCE: Final = 30.0


class Session:
    """A visitor of a page with one component: of the ranking, who lets go of a slider now and then.

    `component` is the key of that component, "" where none is waited for.
    """

    def __init__(
        self, port: int, page: str = "ranking", query: str = "lang=en", component: str = "board"
    ) -> None:
        self._host = f"127.0.0.1:{port}"
        self._script = ""
        self._page, self._query, self._key = page, query, component
        self._board = ""
        self._fragment = ""
        self._kept: set[str] = set()  # messages the server need not send twice
        self._socket: ClientConnection | None = None

    async def open(self) -> None:
        """Connect and wait for the page. Raises RuntimeError where the page lacks the component."""
        self._socket = await connect(
            f"ws://{self._host}/_stcore/stream",
            origin=Origin(f"http://{self._host}"),
            subprotocols=[Subprotocol("streamlit")],
            compression=None,
            ping_interval=None,
            max_size=None,
        )
        await self._run(self._request())
        if self._key and not self._board:
            raise RuntimeError(f"The page {self._page} shows no component with the key {self._key}.")

    async def release(self, demand: int) -> float:
        """Milliseconds from a new weight of Demand to the page's whole answer; TimeoutError without one."""
        message = self._request(self._fragment)
        weight = message.rerun_script.widget_states.widgets.add()
        weight.id = self._board
        weight.json_value = json.dumps({"weights": {"demand": demand}})
        return await self._timed(message)

    async def trigger(self, event: str, value: Any) -> float:
        """The same for a value the component sends once."""
        message = self._request(self._fragment)
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.json_value = self._board, "{}"  # as browsers do, also where there is none
        sent = message.rerun_script.widget_states.widgets.add()
        sent.id = _make_trigger_id(self._board, "events")
        sent.json_trigger_value = json.dumps([{"event": event, "value": value}])
        return await self._timed(message)

    async def refresh(self) -> float:
        """The same for a fragment that runs again by itself: the one seen last."""
        message = self._request(self._fragment)
        message.rerun_script.is_auto_rerun = True
        return await self._timed(message)

    async def close(self) -> None:
        if self._socket:
            await self._socket.close()

    async def _timed(self, message: BackMsg) -> float:
        begun = time.perf_counter()
        await self._run(message)
        return (time.perf_counter() - begun) * 1000

    def _request(self, fragment: str = "") -> BackMsg:
        message = BackMsg()
        message.rerun_script.fragment_id = fragment
        message.rerun_script.query_string = self._query
        message.rerun_script.page_script_hash = self._script
        if not self._script:
            message.rerun_script.page_name = self._page
        message.rerun_script.cached_message_hashes.extend(self._kept)
        message.rerun_script.context_info.url = f"http://{self._host}/{self._page}"
        message.rerun_script.context_info.timezone = "UTC"
        return message

    async def _run(self, message: BackMsg) -> None:
        """Send, and take in what comes until the script has finished."""
        assert self._socket is not None
        async with asyncio.timeout(PATIENCE):
            await self._socket.send(message.SerializeToString())
            while True:
                answer = ForwardMsg()
                answer.ParseFromString(bytes(await self._socket.recv(decode=False)))
                if self._take(answer):
                    return

    def _take(self, message: ForwardMsg) -> bool:
        """Keep what the next request must say; True at the end of the run."""
        kind = message.WhichOneof("type")
        if message.metadata.cacheable and message.hash and kind != "ref_hash":
            self._kept.add(message.hash)
        if kind == "new_session":
            self._script = message.new_session.page_script_hash
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "delta":
            self._see(message.delta)
        return kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN

    def _see(self, delta: Delta) -> None:
        found = delta.new_element.bidi_component.id
        if not self._key:
            self._fragment = delta.fragment_id or self._fragment
        elif found.endswith(f"-{self._key}"):
            self._board, self._fragment = found, delta.fragment_id
