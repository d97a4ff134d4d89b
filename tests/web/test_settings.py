"""The address of the database is read strictly, and no message repeats a password."""

import pytest

from unknot.errors import StoreError
from unknot.web import database, settings

BAD = {
    "nothing": "",
    "words": "my database",
    "another database": "mysql://ada:pw@host/unknot",
    "SQLite": "sqlite:///unknot.sqlite3",
    "no database": "postgresql://ada:pw@host",
    "an empty database": "postgresql://ada:pw@host/",
    "two databases": "postgresql://ada:pw@host/one/two",
    "no server": "postgresql:///unknot",
    "a port in words": "postgresql://ada:pw@host:many/unknot",
    "a port too high": "postgresql://ada:pw@host:70000/unknot",
    "a bare # in the password": "postgresql://ada:p#w@host/unknot",
    "an unknown option": "postgresql://ada:pw@host/unknot?fsync=off",
    "an option without value": "postgresql://ada:pw@host/unknot?sslmode",
    "a blank": "postgresql://ada:pw@host/un knot",
    "a line break": "postgresql://ada:pw@host/unknot\n",
    "a broken %-code": "postgresql://ada:pw@host/%ff",
}


@pytest.mark.parametrize("url", BAD.values(), ids=BAD)
def test_an_address_that_is_not_quite_right_is_refused(url):
    with pytest.raises(StoreError) as refused:
        settings.postgresql(url)
    assert {problem.code for problem in refused.value.problems} == {"database_url_bad"}
    assert {problem.place for problem in refused.value.problems} == {"UNKNOT_DATABASE_URL"}


def test_no_message_repeats_the_password():
    with pytest.raises(StoreError) as refused:
        settings.postgresql("mysql://ada:top secret/x@host:many/one/two?also=wrong#here")
    assert "secret" not in str(refused.value)


def test_every_part_of_an_address_is_understood():
    read = settings.postgresql("postgresql://ada:p%23w%2F%40@db.example.org:5433/un%20knot?sslmode=verify-full")
    assert {key: read[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "un knot",
        "USER": "ada",
        "PASSWORD": "p#w/@",
        "HOST": "db.example.org",
        "PORT": "5433",
    }
    assert read["OPTIONS"]["sslmode"] == "verify-full"


def test_a_local_socket_is_named_by_its_folder():
    read = settings.postgresql("postgresql://ada:@/unknot?host=/run/postgresql")
    assert (read["HOST"], read["PORT"], read["PASSWORD"]) == ("/run/postgresql", "", "")


def test_a_process_connects_to_a_folder_or_to_an_address_never_to_both(tmp_path):
    for target in ({}, {"folder": tmp_path, "url": "postgresql://ada@host/unknot"}):
        with pytest.raises(ValueError, match="either"):
            database.connect(**target)
