"""近 (near) is kept apart from 约 (approx)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0015_list_indexes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='profilenumber',
            name='qualifier',
            field=models.CharField(choices=[('exact', 'Exact'), ('gt', 'Gt'), ('approx', 'Approx'), ('near', 'Near'), ('ge', 'Ge')], default='exact', max_length=6),
        ),
        migrations.AlterField(
            model_name='volunteerteam',
            name='qualifier',
            field=models.CharField(choices=[('exact', 'Exact'), ('gt', 'Gt'), ('approx', 'Approx'), ('near', 'Near'), ('ge', 'Ge')], default='exact', max_length=6),
        ),
    ]
