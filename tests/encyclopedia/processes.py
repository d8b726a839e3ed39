"""Processes of a server as far as they answer: each with its own kept pages, on the same database."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from types import SimpleNamespace

from django.core.wsgi import get_wsgi_application
from django.db import connections

from encyclopedia.site.kept_pages.keeper import Keeper
from encyclopedia.site.kept_pages.reader import reader
from tests.patience import PATIENCE


class Headers:
    """What granian hands out: names in lower case, of which some may stand twice."""

    def __init__(self, items):
        self.pairs = [(name.lower().replace("_", "-"), value) for name, value in items]

    def get(self, name, default=None):
        return next((value for each, value in self.pairs if each == name), default)

    def keys(self):
        return [name for name, _ in self.pairs]

    def __contains__(self, name):
        return name in self.keys()


class Process:
    """Answers as a worker does, from its kept pages; `made` counts the pages that the application was asked for."""

    def __init__(self, megabytes=8):
        self.made = 0
        self.application = get_wsgi_application()
        self.threads = ThreadPoolExecutor(2)
        self.loop = asyncio.new_event_loop()
        self.keeper = Keeper(self.ask_application, reader(), self.threads, int(megabytes * 1024 * 1024))
        self.thread = Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def ask_application(self, environ, begin):
        self.made += 1
        try:
            return self.application(environ, begin)
        finally:
            connections.close_all()

    def ask(self, address, method="GET", scheme="http", **headers):
        """The answer: its status, headers and body; None where the request is not one for kept pages."""
        path, _, query = address.partition("?")
        scope = SimpleNamespace(
            method=method,
            path=path,
            query_string=query,
            scheme=scheme,
            headers=Headers(({"host": "localhost"} | headers).items()),
        )
        answered = SimpleNamespace(status=None, headers=[], body=b"")

        def take(status, given, body=b""):
            answered.status, answered.headers, answered.body = status, dict(given), body

        protocol = SimpleNamespace(response_bytes=take, response_empty=take)
        done = asyncio.run_coroutine_threadsafe(self.keeper.answer(scope, protocol), self.loop)
        return answered if done.result(PATIENCE) else None

    def end(self):
        asyncio.run_coroutine_threadsafe(self.keeper.close(), self.loop).result(PATIENCE)
        self.threads.shutdown()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(PATIENCE)
        self.loop.close()
