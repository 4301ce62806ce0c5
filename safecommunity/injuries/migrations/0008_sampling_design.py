"""How a record of a sample was drawn: stratum and first sampling unit, beside its weight."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("injuries", "0007_checks_as_ranges"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="stratum",
            field=models.PositiveSmallIntegerField(
                blank=True, help_text="of a sample: drawn in it", null=True
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="psu",
            field=models.PositiveIntegerField(
                blank=True, help_text="of a sample: the unit drawn first", null=True
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="weight",
            field=models.FloatField(
                blank=True,
                help_text="of a sample: how many injuries of the population it stands for",
                null=True,
            ),
        ),
    ]
