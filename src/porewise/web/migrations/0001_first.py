"""The tables as they first were."""
# ruff: noqa: RUF012 a migration has the form Django gives it

import datetime
import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("day", models.DateField(default=datetime.date.today)),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("example", models.BooleanField(default=False)),
                ("profile", models.JSONField(default=dict)),
                ("chosen", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ("-created",),
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("inputs", models.CharField(max_length=64)),
                ("document", models.JSONField()),
                ("visit", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to="web.visit")),
            ],
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=200)),
                ("file", models.CharField(max_length=60)),
                ("sha256", models.CharField(max_length=64)),
                ("px_per_mm", models.FloatField(null=True)),
                ("reading", models.JSONField(null=True)),
                ("pictures", models.JSONField(default=list)),
                ("visit", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to="web.visit")),
            ],
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("measure", "Measure"), ("assess", "Assess")], max_length=10),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("asked", models.JSONField(default=dict)),
                ("reason", models.TextField(default="")),
                ("visit", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="web.visit")),
            ],
            options={
                "ordering": ("id",),
            },
        ),
    ]
