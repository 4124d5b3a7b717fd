"""Notices to customers whom a change concerns only later."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mailings", "0001_initial"), ("vendor_changes", "0002_left_to_do")]
    operations = [
        migrations.AddField(
            model_name="vendorchange",
            name="late_looked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="LateNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("customers", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="late_notices",
                        to="vendor_changes.vendorchange",
                    ),
                ),
                (
                    "mailing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="mailings.mailing"
                    ),
                ),
            ],
        ),
    ]
