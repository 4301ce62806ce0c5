"""A change stands in one index at a time: waiting for its number, or numbered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journal", "0002_no_index_by_ref"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="change",
            name="change_feed",
        ),
        migrations.AlterField(
            model_name="change",
            name="seq",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                condition=models.Q(("seq__isnull", False)), fields=["fact", "seq"], name="change_feed"
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.UniqueConstraint(
                condition=models.Q(("seq__isnull", False)), fields=("seq",), name="change_numbered_once"
            ),
        ),
    ]
