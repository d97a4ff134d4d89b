"""The table of facts. A row is written once; a trigger in the database refuses every change (`protection`)."""

from typing import Any, NoReturn

from django.db import models

from unknot.errors import Problem, StoreError


def _refuse() -> NoReturn:
    raise StoreError(
        Problem("facts_append_only", "fact", "facts are never changed or removed", "append a correction instead")
    )


class FactRows(models.QuerySet):
    """Rows that can be read and added."""

    def update(self, **_: Any) -> NoReturn:
        _refuse()

    def delete(self) -> NoReturn:
        _refuse()


class FactRow(models.Model):
    """One fact. `payload` is the fact as `facts.to_raw` gave it, in JSON; the other columns repeat parts of it for
    searching, except `content_version` (the content it was written with) and `recorded_at` (when it came in here).
    """

    id = models.BigAutoField(primary_key=True)
    fact_id = models.TextField()
    kind = models.TextField()
    at = models.DateTimeField()
    zone = models.TextField()
    episode = models.TextField(null=True)
    supersedes = models.TextField(null=True)
    content_version = models.TextField()
    recorded_at = models.DateTimeField()
    payload = models.TextField()

    objects = FactRows.as_manager()

    class Meta:
        db_table = "fact"
        constraints = [models.UniqueConstraint(fields=["fact_id"], name="fact_id_once")]
        indexes = [
            models.Index(fields=["episode"], name="fact_episode"),
            models.Index(fields=["at"], name="fact_at"),
            models.Index(fields=["supersedes"], name="fact_supersedes"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.fact_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            _refuse()
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        _refuse()
