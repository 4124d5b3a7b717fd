"""Apart from the one before: PostgreSQL alters no table whose rows wait to be checked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sightings", "0003_queue")]

    operations = [
        migrations.AlterField("sighting", "began_at", models.DateTimeField()),
        migrations.AddIndex(
            "sighting", models.Index(fields=["brand", "first_decided_at"], name="sightings_decided")
        ),
    ]
