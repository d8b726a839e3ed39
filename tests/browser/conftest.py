"""Pages in a real Chromium, against the site with its real static files."""

import os
from unittest import mock

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.everywhere import chromium
from tests.patience import PATIENCE
from tests.settings import SITE_STORAGES

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No other host has an address.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
]
#: Milliseconds: less than for what a process does at its start, or one wrong selector costs a quarter of an hour.
WAITS = PATIENCE // 3 * 1_000
expect.set_options(timeout=WAITS)
END_TRANSITIONS = """() => document.getAnimations()
    .filter(each => each instanceof CSSTransition).forEach(each => each.finish())"""


@pytest.fixture(scope="session")
def live_server():
    """The site on a port of its own: static files go through WhiteNoise and uploads through our view, as served."""
    with (
        override_settings(STORAGES=SITE_STORAGES),
        # pytest-django and Django would answer for both before the site is asked.
        mock.patch("django.contrib.staticfiles.handlers.StaticFilesHandler", lambda handler: handler.application),
    ):
        call_command("collectstatic", interactive=False, verbosity=0)
        server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser():
    program = chromium()
    if not program:
        pytest.skip("There is no Chromium.")
    # Playwright's loop runs in the thread of the tests, and Django refuses its database to a thread with a loop.
    with mock.patch.dict(os.environ, DJANGO_ALLOW_ASYNC_UNSAFE="1"), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS, timeout=WAITS)
        yield browser
        browser.close()


@pytest.fixture
def faults():
    """What went wrong in the pages of the test, which fails if any of it is left; one that means to may clear it."""
    found = []
    yield found
    assert not found


@pytest.fixture
def new_page(browser, live_server, settings, faults):
    """Opens pages; options as for a context of Playwright: `viewport`, `color_scheme`, `java_script_enabled`, ..."""
    settings.STORAGES = SITE_STORAGES
    settings.SITE_URL = live_server.url
    contexts = []

    def open_page(**options):
        context = browser.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(WAITS)
        contexts.append(context)
        _watch(context, live_server.url, faults)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page) -> Page:
    return new_page()


@pytest.fixture
def open_at_rest():
    """Opens an address in a page whose time goes on by `page.clock` alone, however fast keys and answers come."""

    def open_page(page, address):
        page.clock.install()
        page.goto(address)
        page.clock.pause_at(page.evaluate("Date.now()") + WAITS)

    return open_page


def _watch(context, site, faults):
    """Note errors in the console, breaches of the Content-Security-Policy among them, and calls to other hosts."""
    documents = set()

    def note_response(response):
        if response.request.is_navigation_request():
            documents.add(response.url)

    def note_message(message):
        # That an address which was opened answers 404 or 422 is for the test to judge.
        about_document = message.text.startswith("Failed to load resource") and message.location["url"] in documents
        if message.type == "error" and not about_document:
            faults.append(f"{message.text} ({message.location['url']})")

    def note_request(request):
        if request.url.startswith("http") and not request.url.startswith(f"{site}/"):
            faults.append(f"asks another host: {request.url}")

    context.on("response", note_response)
    context.on("console", note_message)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    # Not by a route, which would have every request ask here, and switch the browser's cache off.
    context.on("request", note_request)


@pytest.fixture
def assert_accessible():
    """Ask axe about a page as it stands, and about its contrast in the dark; it has to find nothing."""

    def ask(page, context=None):
        # Playwright evaluates it from outside the page, where no Content-Security-Policy reaches.
        found = [Axe().run(page, context)]
        page.emulate_media(color_scheme="dark")
        page.evaluate(END_TRANSITIONS)
        # Nothing but colours differs.
        found.append(Axe().run(page, context, {"runOnly": ["color-contrast"]}))
        page.emulate_media(color_scheme="light")
        page.evaluate(END_TRANSITIONS)
        for results in found:
            assert results.violations_count == 0, results.generate_report()

    return ask
