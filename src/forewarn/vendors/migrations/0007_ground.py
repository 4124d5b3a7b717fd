"""On which ground a version says what customers should have heard before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vendors", "0006_questionnaires")]
    operations = [
        migrations.AddField(
            model_name="vendorversion",
            name="ground",
            field=models.CharField(blank=True, max_length=10),
        ),
    ]
