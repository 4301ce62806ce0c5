"""Requests to units are told as facts: each gets a name of its own."""

from django.db import migrations, models

import safecommunity.governance.models.letters


def name_them(apps, _editor):  # type: ignore[no-untyped-def]
    known = apps.get_model("governance", "UnitRequest")
    for row in known.objects.filter(ref__isnull=True).iterator(chunk_size=2000):
        row.ref = safecommunity.governance.models.letters.new_ref()
        row.save(update_fields=["ref"])


class Migration(migrations.Migration):
    dependencies = [("governance", "0013_opinion_lists")]

    operations = [
        migrations.AddField(
            model_name="unitrequest",
            name="ref",
            field=models.CharField(editable=False, max_length=32, null=True),
        ),
        migrations.RunPython(name_them, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="unitrequest",
            name="ref",
            field=models.CharField(
                default=safecommunity.governance.models.letters.new_ref,
                editable=False,
                max_length=32,
                unique=True,
            ),
        ),
    ]
