"""Lists of tasks, of corrective actions and of support walk an index for each filter and order they declare."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0014_unit_request_ref'),
        ('places', '0005_unit_register'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(fields=['source', 'due', 'id'], name='improvement_source_due'),
        ),
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(fields=['place', '-found_on', '-id'], name='improvement_by_place'),
        ),
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(fields=['place', 'due', 'id'], name='improvement_place_due'),
        ),
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(condition=models.Q(('done_on__isnull', True), ('dropped_on__isnull', True)), fields=['-found_on', '-id'], name='improvement_open'),
        ),
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(condition=models.Q(('done_on__isnull', True), ('dropped_on__isnull', True)), fields=['due', 'id'], name='improvement_open_due'),
        ),
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(condition=models.Q(('done_on__isnull', False), ('dropped_on__isnull', True), models.Q(('effective', True), _negated=True)), fields=['-found_on', '-id'], name='improvement_check'),
        ),
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(condition=models.Q(('done_on__isnull', False), ('dropped_on__isnull', True), models.Q(('effective', True), _negated=True)), fields=['due', 'id'], name='improvement_check_due'),
        ),
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(condition=models.Q(('dropped_on__isnull', True), ('effective', True)), fields=['-found_on', '-id'], name='improvement_closed'),
        ),
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(condition=models.Q(('dropped_on__isnull', True), ('effective', True)), fields=['due', 'id'], name='improvement_closed_due'),
        ),
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(condition=models.Q(('dropped_on__isnull', False)), fields=['-found_on', '-id'], name='improvement_dropped'),
        ),
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(condition=models.Q(('dropped_on__isnull', False)), fields=['due', 'id'], name='improvement_dropped_due'),
        ),
        migrations.AddIndex(
            model_name='support',
            index=models.Index(fields=['place', '-starts', '-id'], name='support_by_place'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(fields=['source', 'due', 'id'], name='task_by_source'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(fields=['user', 'due', 'id'], name='task_by_user'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('done_on__isnull', True), ('dropped_on__isnull', True)), fields=['due', 'id'], name='task_open'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('done_on__isnull', False)), fields=['due', 'id'], name='task_done'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('dropped_on__isnull', False)), fields=['due', 'id'], name='task_dropped'),
        ),
    ]
