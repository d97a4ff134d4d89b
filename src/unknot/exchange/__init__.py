"""Bytes to facts and facts to bytes. Nothing here knows a database."""
