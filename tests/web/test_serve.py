"""One server for each data folder, on one port of this machine."""

import errno
import socket
from contextlib import closing
from pathlib import Path

import pytest

from tests.web.serving import serving, unknot
from unknot.errors import InputError, StoreError
from unknot.web import running, serve
from unknot.web.folder import make_private

IDLE_MEMORY_KB = 150_000


def code_of(refused) -> str:
    (problem,) = refused.value.problems
    assert problem.hint
    return problem.code


@pytest.fixture
def taken():
    """A port that another program uses."""
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_only_this_machine_reaches_the_port():
    with serve.listen(0) as listener:
        host, port = listener.getsockname()
        assert host == "127.0.0.1"
        with closing(socket.socket()) as other:
            other.settimeout(5)
            assert other.connect_ex(("127.0.0.2", port)) != 0


def test_a_port_that_was_named_and_is_busy_is_one_clear_error(taken):
    with pytest.raises(InputError) as refused:
        serve.listen(taken)
    assert code_of(refused) == "port_busy"


def test_without_a_named_port_the_next_free_one_is_taken(taken, monkeypatch):
    monkeypatch.setattr(serve, "DEFAULT_PORT", taken)
    with serve.listen() as listener:
        assert taken < listener.getsockname()[1]


def test_if_all_the_usual_ports_are_busy_any_free_one_is_taken(monkeypatch):
    bound = serve._bound

    def busy(port):
        if port:
            raise OSError(errno.EADDRINUSE, "in use")
        return bound(port)

    monkeypatch.setattr(serve, "_bound", busy)
    with serve.listen() as listener:
        assert listener.getsockname()[1] > 0


@pytest.mark.parametrize("port", [-1, 65536, 10**9])
def test_a_port_that_cannot_be_is_refused(port):
    with pytest.raises(InputError) as refused:
        serve.listen(port)
    assert code_of(refused) == "port_out_of_range"


def test_a_port_that_this_user_may_not_open_is_named(monkeypatch):
    def refuse(port):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(serve, "_bound", refuse)
    with pytest.raises(InputError) as refused:
        serve.listen(80)
    assert code_of(refused) == "port_refused"


def test_one_at_a_time_may_serve_a_folder(tmp_path):
    with running.only_one(tmp_path / "data") as first:
        with running.only_one(tmp_path / "data") as second:
            assert (first, second) == (True, False)
        with running.only_one(tmp_path / "other") as elsewhere:
            assert elsewhere
    with running.only_one(tmp_path / "data") as afterwards:
        assert afterwards


def test_whoever_served_leaves_no_announcement_behind(tmp_path):
    with running.only_one(tmp_path):
        running.announce(tmp_path, running.Server(1, 2, "folder"))
        assert running.found(tmp_path) == running.Server(1, 2, "folder")
    assert running.found(tmp_path) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"pid": 1}', '{"pid": 1, "port": 2, "database": "x", "more": 3}'])
def test_an_announcement_that_cannot_be_read_is_none(tmp_path, content):
    (tmp_path / running.SERVER_FILE).write_text(content)
    assert running.found(tmp_path) is None


def test_a_server_that_is_still_starting_is_silent(tmp_path):
    with pytest.raises(StoreError) as refused:
        running.fresh_link(tmp_path, None)
    assert code_of(refused) == "server_silent"


def test_a_server_that_does_not_answer_is_silent(tmp_path):
    make_private(tmp_path)
    with closing(socket.socket()) as nobody:
        nobody.bind(("127.0.0.1", 0))
        running.announce(tmp_path, running.Server(1, nobody.getsockname()[1], "folder"))
        with pytest.raises(StoreError) as refused:
            running.fresh_link(tmp_path, None)
    assert code_of(refused) == "server_silent"


def test_a_server_that_refuses_the_token_is_silent(served, tmp_path):
    running.announce(tmp_path, running.Server(1, served.port, "folder"))
    with pytest.raises(StoreError) as refused:
        running.fresh_link(tmp_path, None)
    assert code_of(refused) == "server_silent"


def test_the_server_of_another_database_is_not_mistaken_for_this_one(served):
    with pytest.raises(StoreError) as refused:
        running.fresh_link(served.folder, "postgresql://ada:secret@localhost/unknot")
    assert code_of(refused) == "server_other_database"
    assert "secret" not in str(refused.value)


def test_the_name_of_a_database_does_not_tell_its_address():
    url = "postgresql://ada:secret@localhost/unknot"
    assert running.database_name(url) != running.database_name(f"{url}2")
    assert "secret" not in running.database_name(url)


def test_on_a_database_server_the_secrets_stay_in_the_data_folder(postgresql_place, tmp_path):
    folder = tmp_path / "data"
    surroundings = {"UNKNOT_DATABASE_URL": postgresql_place.url, "UNKNOT_DATA": str(folder)}
    with serving(folder, data=False, **surroundings) as there:
        assert there.ask("GET", "/no/such/page", Cookie=there.session()).status == 404
        names = {path.name for path in folder.iterdir()}
        assert {"secret.key", "companion.token", "server.json"} <= names
        assert "unknot.sqlite3" not in names
        assert postgresql_place.url not in (folder / "server.json").read_text()
        again = unknot("serve", "--json", **surroundings)
        assert again.code == 0, again.error
        assert unknot("serve", "--json", UNKNOT_DATA=folder).code == 3


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the memory of a process")
def test_a_server_at_rest_needs_little_memory(served):
    cookie = served.session()
    for _ in range(50):
        served.ask("GET", "/", Cookie=cookie)
    status = Path(f"/proc/{served.process.pid}/status").read_text()
    (resident,) = (int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
    assert resident < IDLE_MEMORY_KB
