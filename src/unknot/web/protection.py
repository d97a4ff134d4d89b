"""The guard inside the database: the table `fact` takes new rows and refuses every other change, whoever asks."""

from __future__ import annotations

from typing import Any

_SQLITE = {
    "fact_no_update": "BEFORE UPDATE ON fact",
    "fact_no_delete": "BEFORE DELETE ON fact",
    # INSERT OR REPLACE removes the old row without firing the trigger on DELETE.
    "fact_no_replace": "BEFORE INSERT ON fact"
    " WHEN EXISTS (SELECT 1 FROM fact WHERE fact_id = NEW.fact_id OR id = NEW.id)",
}
_POSTGRESQL = """
CREATE OR REPLACE FUNCTION fact_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'facts are append-only' USING ERRCODE = '23000';
END
$$;
DROP TRIGGER IF EXISTS fact_no_change ON fact;
CREATE TRIGGER fact_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON fact
    FOR EACH STATEMENT EXECUTE FUNCTION fact_refuse_change();
"""


def install(connection: Any) -> None:
    """Rows of `fact` can no longer be changed or removed, whether or not they could before."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, moment in _SQLITE.items():
                refusal = "BEGIN SELECT RAISE(ABORT, 'facts are append-only'); END"
                cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {moment} {refusal}")
        else:
            cursor.execute(_POSTGRESQL)


def remove(connection: Any) -> None:
    """Rows of `fact` can be removed until `install`; call it inside a transaction that ends with `install`."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("DROP TRIGGER fact_no_change ON fact")


def is_installed(connection: Any) -> bool:
    """Whether the guard is complete and switched on."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'fact'")
            return set(_SQLITE) <= {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT count(*) FROM pg_trigger"
            " WHERE tgrelid = to_regclass('fact') AND tgname = 'fact_no_change' AND tgenabled IN ('O', 'A')"
        )
        return cursor.fetchone() == (1,)
