"""Lists walk, in every place, an index for each filter and order they declare."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0019_appraisal'),
        ('places', '0006_lists_by_place'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='return',
            index=models.Index(fields=['issuer', 'state', '-last', '-id'], name='return_of_issuer_state'),
        ),
        migrations.AddIndex(
            model_name='return',
            index=models.Index(fields=['issuer', 'state', 'due', 'id'], name='return_of_issuer_due'),
        ),
        migrations.RemoveIndex(
            model_name='task',
            name='task_by_user',
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('user', ''), _negated=True), fields=['user', 'due', 'id'], name='task_of_user'),
        ),
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(fields=['place', 'source', '-found_on', '-id'], name='improvement_at_source'),
        ),
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(fields=['place', 'source', 'due', 'id'], name='improvement_at_source_d'),
        ),
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(condition=models.Q(('done_on__isnull', True), ('dropped_on__isnull', True)), fields=['place', '-found_on', '-id'], name='improvement_at_open'),
        ),
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(condition=models.Q(('done_on__isnull', True), ('dropped_on__isnull', True)), fields=['place', 'due', 'id'], name='improvement_at_open_d'),
        ),
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(condition=models.Q(('done_on__isnull', False), ('dropped_on__isnull', True), models.Q(('effective', True), _negated=True)), fields=['place', '-found_on', '-id'], name='improvement_at_check'),
        ),
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(condition=models.Q(('done_on__isnull', False), ('dropped_on__isnull', True), models.Q(('effective', True), _negated=True)), fields=['place', 'due', 'id'], name='improvement_at_check_d'),
        ),
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(condition=models.Q(('dropped_on__isnull', True), ('effective', True)), fields=['place', '-found_on', '-id'], name='improvement_at_closed'),
        ),
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(condition=models.Q(('dropped_on__isnull', True), ('effective', True)), fields=['place', 'due', 'id'], name='improvement_at_closed_d'),
        ),
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(condition=models.Q(('dropped_on__isnull', False)), fields=['place', '-found_on', '-id'], name='improvement_at_dropped'),
        ),
        migrations.AddIndex(
            model_name='improvement',
            index=models.Index(condition=models.Q(('dropped_on__isnull', False)), fields=['place', 'due', 'id'], name='improvement_at_dropped_d'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['body', 'on', 'id'], name='meeting_of_body'),
        ),
        migrations.AddIndex(
            model_name='meeting',
            index=models.Index(fields=['body', 'kind', 'on', 'id'], name='meeting_of_body_kind'),
        ),
        migrations.AddIndex(
            model_name='opinion',
            index=models.Index(fields=['place', 'channel', '-received_on', '-id'], name='opinion_place_channel'),
        ),
        migrations.AddIndex(
            model_name='opinion',
            index=models.Index(condition=models.Q(('answered_on__isnull', True), ('withdrawn_at__isnull', True)), fields=['place', '-received_on', '-id'], name='opinion_place_open'),
        ),
        migrations.AddIndex(
            model_name='opinion',
            index=models.Index(condition=models.Q(('answered_on__isnull', False), ('withdrawn_at__isnull', True)), fields=['place', '-received_on', '-id'], name='opinion_place_answered'),
        ),
        migrations.AddIndex(
            model_name='opinion',
            index=models.Index(condition=models.Q(('satisfied', 'no'), ('withdrawn_at__isnull', True)), fields=['place', '-received_on', '-id'], name='opinion_place_unsatisfied'),
        ),
        migrations.AddIndex(
            model_name='opinion',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', False)), fields=['place', '-received_on', '-id'], name='opinion_place_withdrawn'),
        ),
        migrations.AddIndex(
            model_name='opinion',
            index=models.Index(condition=models.Q(('agency__isnull', False)), fields=['agency', '-received_on', '-id'], name='opinion_of_agency'),
        ),
        migrations.AddIndex(
            model_name='service',
            index=models.Index(fields=['place', 'what', '-on', '-id'], name='volunteer_place_what'),
        ),
        migrations.AddIndex(
            model_name='support',
            index=models.Index(fields=['place', 'kind', '-starts', '-id'], name='support_place_kind'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(fields=['place', 'source', 'due', 'id'], name='task_place_source'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('done_on__isnull', True), ('dropped_on__isnull', True)), fields=['place', 'due', 'id'], name='task_place_open'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('done_on__isnull', False)), fields=['place', 'due', 'id'], name='task_place_done'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('dropped_on__isnull', False)), fields=['place', 'due', 'id'], name='task_place_dropped'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('sector', ''), _negated=True), fields=['place', 'sector', 'due', 'id'], name='task_place_sector'),
        ),
        migrations.AddIndex(
            model_name='unitrequest',
            index=models.Index(fields=['kind', 'due', 'id'], name='unit_request_by_kind'),
        ),
        migrations.AddIndex(
            model_name='unitrequest',
            index=models.Index(fields=['unit', 'due', 'id'], name='unit_request_unit_day'),
        ),
        migrations.AddIndex(
            model_name='unitrequest',
            index=models.Index(fields=['unit', 'kind', 'due', 'id'], name='unit_request_unit_kind'),
        ),
        migrations.AddIndex(
            model_name='unitrequest',
            index=models.Index(condition=models.Q(('answered', True), ('taken_on__isnull', True), ('withdrawn_on__isnull', True)), fields=['due', 'id'], name='unit_request_waits'),
        ),
        migrations.AddIndex(
            model_name='unitrequest',
            index=models.Index(condition=models.Q(('answered', True), ('taken_on__isnull', True), ('withdrawn_on__isnull', True)), fields=['unit', 'due', 'id'], name='unit_request_unit_waits'),
        ),
        migrations.AddIndex(
            model_name='unitrequest',
            index=models.Index(condition=models.Q(('answered', False), ('taken_on__isnull', True), ('withdrawn_on__isnull', True)), fields=['due', 'id'], name='unit_request_open'),
        ),
        migrations.AddIndex(
            model_name='unitrequest',
            index=models.Index(condition=models.Q(('answered', False), ('taken_on__isnull', True), ('withdrawn_on__isnull', True)), fields=['unit', 'due', 'id'], name='unit_request_unit_open'),
        ),
        migrations.AddIndex(
            model_name='unitrequest',
            index=models.Index(condition=models.Q(('taken_on__isnull', False)), fields=['due', 'id'], name='unit_request_taken'),
        ),
        migrations.AddIndex(
            model_name='unitrequest',
            index=models.Index(condition=models.Q(('taken_on__isnull', False)), fields=['unit', 'due', 'id'], name='unit_request_unit_taken'),
        ),
        migrations.AddIndex(
            model_name='unitrequest',
            index=models.Index(condition=models.Q(('withdrawn_on__isnull', False)), fields=['due', 'id'], name='unit_request_gone'),
        ),
        migrations.AddIndex(
            model_name='unitrequest',
            index=models.Index(condition=models.Q(('withdrawn_on__isnull', False)), fields=['unit', 'due', 'id'], name='unit_request_unit_gone'),
        ),
    ]
