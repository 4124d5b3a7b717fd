"""How long a sighting waited, which decision it rests on, and what it was split off from."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


def from_what_is_known(apps, schema_editor):
    """A sighting began when it was first seen; a decision that stands was the first."""
    sightings = apps.get_model("sightings", "Sighting").objects
    sightings.update(began_at=F("first_seen"), first_decided_at=F("decided_at"))


class Migration(migrations.Migration):
    dependencies = [("sightings", "0002_copies_and_mergers"), ("brands", "0002_staffed_hours")]

    operations = [
        migrations.AddField("sighting", "began_at", models.DateTimeField(null=True)),
        migrations.AddField("sighting", "first_decided_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("sighting", "reopened_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("sighting", "revision", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "sighting",
            "split_from",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="sightings.sighting",
            ),
        ),
        migrations.RunPython(from_what_is_known, migrations.RunPython.noop, elidable=True),
    ]
