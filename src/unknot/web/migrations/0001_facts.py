"""The table of facts and its guard."""

from django.db import migrations, models

from unknot.web import protection


def install(_, schema_editor):
    protection.install(schema_editor.connection)


def remove(_, schema_editor):
    protection.remove(schema_editor.connection)


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            name="FactRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("fact_id", models.TextField()),
                ("kind", models.TextField()),
                ("at", models.DateTimeField()),
                ("zone", models.TextField()),
                ("episode", models.TextField(null=True)),
                ("supersedes", models.TextField(null=True)),
                ("content_version", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("payload", models.TextField()),
            ],
            options={
                "db_table": "fact",
                "indexes": [
                    models.Index(fields=["episode"], name="fact_episode"),
                    models.Index(fields=["at"], name="fact_at"),
                    models.Index(fields=["supersedes"], name="fact_supersedes"),
                ],
                "constraints": [models.UniqueConstraint(fields=("fact_id",), name="fact_id_once")],
            },
        ),
        migrations.RunPython(install, remove),
    ]
