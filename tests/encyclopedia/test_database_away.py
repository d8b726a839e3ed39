"""A server of PostgreSQL that cuts connections, goes away and comes back, under a site that runs."""

import os
import re
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import psycopg
import pytest

from tests.settings import environment_of_a_site

from .sites import free_port, served

CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> %s"
PAGE = "/wiki/bert/"
FORM = f"{PAGE}comments/new/"


class Postgres:
    """A server of its own, which can be stopped and started."""

    def __init__(self, programs, folder):
        self.programs, self.folder, self.port = programs, folder, free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, program, *arguments):
        line = [str(self.programs / program), "-D", f"{self.folder}/data", *arguments]
        if os.geteuid() == 0:  # which PostgreSQL refuses to run as
            line = ["runuser", "-u", "postgres", "--", *line]
        subprocess.run(line, check=True, stdout=subprocess.DEVNULL)

    def start(self):
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self.run("pg_ctl", "-w", "-l", f"{self.folder}/log", "-o", options, "start")

    def stop(self):
        self.run("pg_ctl", "-w", "-m", "fast", "stop")

    def cut_connections(self):
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(CUT, [connection.info.backend_pid]).rowcount


@pytest.fixture
def postgres():
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = programs[-1] if programs else shutil.which("initdb")
    if not found:
        pytest.skip("PostgreSQL is not installed here: there is no initdb.")
    folder = tempfile.mkdtemp(prefix="postgres-", dir="/tmp")  # whose name must be short, for the socket in it
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    server = Postgres(Path(found).parent, folder)
    try:
        server.run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync")
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder)


@pytest.mark.thorough
def test_readers_notice_as_little_as_can_be_of_a_database_that_goes_and_comes(postgres, tmp_path):
    environment = environment_of_a_site(
        tmp_path / "data", PORT=str(free_port()), WORKERS="2", DATABASE_URL=postgres.url
    )
    address = f"http://127.0.0.1:{environment['PORT']}"

    def ask(path, **headers):
        try:
            return urlopen(Request(address + path, headers=headers), timeout=30)
        except HTTPError as error:
            return error

    with served(environment, tmp_path / "log"):
        with ThreadPoolExecutor(12) as readers:
            assert {answer.status for answer in readers.map(ask, [PAGE] * 40)} == {200}
        assert postgres.cut_connections() > 1
        assert [ask(PAGE).status for _ in range(30)] == [200] * 30

        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        form = browser.open(address + FORM).read().decode()
        tokens = dict(re.findall(r'name="(csrfmiddlewaretoken|token)" value="([^"]+)"', form))
        postgres.stop()
        page = ask(PAGE)
        assert (page.status, page.headers["Retry-After"]) == (503, "5")
        assert "does not answer just now" in page.read().decode()
        assert ask(PAGE, Accept="application/json").read() == b'{"error": "unavailable"}'
        written = urlencode(tokens | {"text": "Not <lost>.", "name": "Charlie"}).encode()
        with pytest.raises(HTTPError) as refusal:
            browser.open(Request(address + FORM, written, headers={"Origin": address}))
        assert refusal.value.status == 503
        kept = refusal.value.read().decode()
        assert "Not &lt;lost&gt;." in kept
        fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', kept))
        assert {name: fields[name] for name in tokens} == tokens
        postgres.start()
        assert [ask(PAGE).status for _ in range(10)] == [200] * 10
        assert browser.open(Request(address + FORM, written, headers={"Origin": address})).status == 200
