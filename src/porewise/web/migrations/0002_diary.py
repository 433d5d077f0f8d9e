"""Check-ins: the diary of a visit's routine, and files to take along."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("web", "0001_first")]

    operations: ClassVar = [
        migrations.AddField("report", "files", models.JSONField(default=dict)),
        migrations.AlterField(
            "job",
            "kind",
            models.CharField(
                max_length=10,
                choices=[("measure", "Measure"), ("assess", "Assess"), ("checkin", "Checkin")],
            ),
        ),
        migrations.CreateModel(
            name="Diary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("document", models.JSONField()),
                ("answer", models.JSONField()),
                ("files", models.JSONField(default=dict)),
                (
                    "visit",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to="web.visit"),
                ),
            ],
        ),
    ]
