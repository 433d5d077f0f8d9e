"""Checked products, and the jobs that read their label photos."""
# ruff: noqa: RUF012 a migration has the form Django gives it

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("web", "0002_diary"),
    ]

    operations = [
        migrations.CreateModel(
            name="Bottle",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                (
                    "origin",
                    models.CharField(
                        choices=[("pasted", "Pasted"), ("photo", "Photo"), ("barcode", "Barcode")],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(default="", max_length=200)),
                ("category", models.CharField(default="", max_length=40)),
                ("text", models.TextField(default="")),
                ("barcode", models.CharField(default="", max_length=14)),
                ("file", models.CharField(default="", max_length=60)),
                ("label", models.JSONField(null=True)),
                ("pictures", models.JSONField(default=list)),
                ("sure", models.JSONField(default=list)),
                ("product", models.JSONField(null=True)),
            ],
            options={
                "ordering": ("-created",),
            },
        ),
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(
                choices=[
                    ("measure", "Measure"),
                    ("assess", "Assess"),
                    ("checkin", "Checkin"),
                    ("label", "Label"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="job",
            name="visit",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to="web.visit"),
        ),
        migrations.AddField(
            model_name="job",
            name="bottle",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="jobs", to="web.bottle"
            ),
        ),
    ]
