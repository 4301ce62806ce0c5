"""Lists walk, in every place, an index for each filter and order they declare."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0005_unit_register'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='socialunit',
            index=models.Index(fields=['place', '-reports_injuries', 'id'], name='unit_in_place'),
        ),
        migrations.AddIndex(
            model_name='socialunit',
            index=models.Index(fields=['place', 'kind', '-reports_injuries', 'id'], name='unit_in_place_kind'),
        ),
    ]
