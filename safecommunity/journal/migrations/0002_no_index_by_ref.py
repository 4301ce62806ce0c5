"""Nothing asks the change feed for one ref: the index cost every change a random page."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("journal", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="change", name="change_of_fact"),
    ]
