"""The app as uvicorn calls it, with one guard before it: no request larger than a photo may be."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "porewise.web.settings")

from django.core.asgi import get_asgi_application

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SLACK_BYTES = 1024 * 1024  # the rest of the form around the photo


class LimitBody:
    """
    Answer 413 to a body above the limit, whether it announces its size or not.

    The surplus is read and thrown away before the answer: a browser still sending would show
    a broken connection instead of the page.
    """

    def __init__(self, app: App, limit: int, refuse: App) -> None:
        self.app, self.limit, self.refuse = app, limit, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        announced = dict(scope["headers"]).get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) <= self.limit:
            await self.app(scope, self._counted(receive), send)
            return
        await _drain(receive)
        await self.refuse(_as_get(scope), _empty_body(receive), send)

    def _counted(self, receive: Receive) -> Receive:
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.limit:  # unannounced (chunked) and too long: no browser does this
                return {"type": "http.disconnect"}
            return message

        return counted


async def _drain(receive: Receive) -> None:
    while True:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body"):
            return


def _as_get(scope: Scope) -> Scope:
    """The same request asking for the page that says: too large."""
    kept = [(k, v) for k, v in scope["headers"] if k not in (b"content-length", b"content-type")]
    path = "/too-large"
    return {**scope, "method": "GET", "path": path, "raw_path": path.encode(), "headers": kept}


def _empty_body(receive: Receive) -> Receive:
    """A body of nothing, and after it whatever the line says (that it was closed)."""
    given = False

    async def empty() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return empty


def application() -> App:
    """Build the app. Django must know its settings by now."""
    from django.conf import settings

    django = cast(App, get_asgi_application())
    return LimitBody(django, settings.PHOTO_BYTES_MAX + SLACK_BYTES, django)
