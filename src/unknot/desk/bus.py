"""The message bus of the desktop session, where there is one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jeepney.io.blocking import DBusConnection


def session_bus(environment: Mapping[str, str]) -> DBusConnection:
    """A connection of its own to the bus that `environment` names; the caller closes it.

    Raises `OSError` where there is no such bus or it does not answer, and on systems that have no desktops with one.
    """
    try:
        from jeepney import DBusErrorResponse
        from jeepney.io.blocking import open_dbus_connection
    except ImportError as error:
        raise FileNotFoundError("nothing here speaks to a message bus") from error
    address = environment.get("DBUS_SESSION_BUS_ADDRESS")
    if not address:
        runtime = environment.get("XDG_RUNTIME_DIR")
        if not runtime:
            raise FileNotFoundError("no message bus is named here")
        address = f"unix:path={runtime}/bus"
    try:
        return open_dbus_connection(address)
    except (DBusErrorResponse, RuntimeError, StopIteration, ValueError) as error:
        raise ConnectionError(f"the message bus at {address} cannot be used") from error
