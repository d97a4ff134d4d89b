"""The one Django application of Unknot."""

from django.apps import AppConfig


class PorchConfig(AppConfig):
    """Labelled `unknot` in the table of migrations."""

    name = "unknot.web"
    label = "unknot"
    default_auto_field = "django.db.models.BigAutoField"
