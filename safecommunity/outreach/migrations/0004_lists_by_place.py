"""Lists walk, in every place, an index for each filter and order they declare."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('outreach', '0003_low_stock'),
        ('places', '0006_lists_by_place'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='certificate',
            index=models.Index(fields=['unit', 'expires_on', 'id'], name='certificate_unit_expiry'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['place', 'kind', '-happened_on', '-id'], name='outreach_place_kind'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['place', 'group', '-happened_on', '-id'], name='outreach_place_group'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['place', 'setting', '-happened_on', '-id'], name='outreach_place_setting'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['place', 'state', '-happened_on', '-id'], name='outreach_place_state'),
        ),
    ]
