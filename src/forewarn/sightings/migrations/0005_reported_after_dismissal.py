"""A dismissed lure that goes on being reported asks for another look; how often it was, is counted from here on."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('brands', '0002_staffed_hours'),
        ('sightings', '0004_queue_in_order'),
    ]

    operations = [
        migrations.AddField(
            model_name='report',
            name='since_dismissed',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='sighting',
            name='kept_sources',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(condition=models.Q(('since_dismissed__gt', 0)), fields=['brand', 'sighting'], name='reports_since_dismissed'),
        ),
    ]
