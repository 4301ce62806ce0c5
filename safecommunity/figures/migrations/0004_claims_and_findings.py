"""Claims of every kind, findings with their history. The few claims there are move into the fuller table."""

import safecommunity.places.models
import django.db.models.deletion
from django.db import migrations, models

_kept = []


def _keep(apps, _schema):
    _kept[:] = list(apps.get_model("figures", "Claim").objects.order_by("pk").values())


def _bring_back(apps, _schema):
    claim = apps.get_model("figures", "Claim")
    rows = [{name: value for name, value in row.items() if name != "id"} for row in _kept]
    claim.objects.bulk_create([claim(**row, printed=f"{row['value'].normalize():f}") for row in rows])
    _kept.clear()


class Migration(migrations.Migration):

    dependencies = [
        ("figures", "0003_public_table"),
    ]

    operations = [
        migrations.RunPython(_keep, migrations.RunPython.noop),
        migrations.DeleteModel("Claim"),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pid', models.CharField(default=safecommunity.places.models.new_pid, editable=False, max_length=16, unique=True)),
                ('kind', models.CharField(choices=[('number', 'Number'), ('share', 'Share'), ('pair', 'Pair'), ('list', 'List'), ('trend', 'Trend'), ('none', 'None'), ('rank', 'Rank')], default='number', max_length=8)),
                ('place', models.CharField(max_length=40)),
                ('scope', models.CharField(blank=True, help_text="whose number it is, in the paper's words", max_length=120)),
                ('title', models.CharField(max_length=200)),
                ('topic', models.CharField(blank=True, help_text='what is counted; numbers of one topic are compared', max_length=80)),
                ('quote', models.CharField(blank=True, help_text='the sentence of the paper', max_length=400)),
                ('value', models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True)),
                ('upper', models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True)),
                ('printed', models.CharField(blank=True, help_text='the digits as printed: 45.40 is not 45.4', max_length=24)),
                ('unit', models.CharField(blank=True, max_length=30)),
                ('qualifier', models.CharField(choices=[('exact', 'Exact'), ('gt', 'Gt'), ('approx', 'Approx'), ('ge', 'Ge'), ('range', 'Range'), ('planned', 'Planned')], default='exact', max_length=8)),
                ('target', models.BooleanField(default=False, help_text='a target, no result')),
                ('counted', models.PositiveIntegerField(blank=True, help_text='numerator of a share', null=True)),
                ('out_of', models.PositiveIntegerField(blank=True, help_text='n of a share; of the later one of a pair', null=True)),
                ('earlier', models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True)),
                ('earlier_printed', models.CharField(blank=True, max_length=24)),
                ('earlier_of', models.PositiveIntegerField(blank=True, null=True)),
                ('earlier_when', models.CharField(blank=True, max_length=40)),
                ('later_when', models.CharField(blank=True, max_length=40)),
                ('tool', models.CharField(blank=True, help_text='questionnaire or way of counting of the later one', max_length=80)),
                ('earlier_tool', models.CharField(blank=True, max_length=80)),
                ('listed', models.JSONField(blank=True, default=list, help_text='the names the paper lists; name=whose')),
                ('against', models.JSONField(blank=True, default=list, help_text='the list each name is to have its part in')),
                ('direction', models.CharField(blank=True, choices=[('falls', 'Falls'), ('rises', 'Rises')], max_length=8)),
                ('starts', models.DateField(blank=True, null=True)),
                ('ends', models.DateField(blank=True, null=True)),
                ('document', models.CharField(max_length=200)),
                ('document_number', models.CharField(blank=True, max_length=80)),
                ('page', models.CharField(blank=True, max_length=40)),
                ('figure_code', models.CharField(blank=True, max_length=80)),
                ('part_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='figures.claim')),
                ('all_parts', models.BooleanField(default=False, help_text='its parts are all there: they add up to it')),
                ('state', models.CharField(choices=[('live', 'Live'), ('reversed', 'Reversed'), ('reversal', 'Reversal')], default='live', max_length=8)),
                ('reverses', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversal', to='figures.claim')),
                ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='figures.claim')),
                ('reason', models.CharField(blank=True, help_text='why it was reversed', max_length=200)),
                ('by', models.CharField(max_length=40)),
                ('entered_at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['place', '-id'], name='claim_of_place'), models.Index(fields=['state', '-id'], name='claim_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__gte', models.F('starts'))), name='claim_period'), models.CheckConstraint(condition=models.Q(models.Q(('qualifier', 'range'), ('upper__isnull', False)), models.Q(models.Q(('qualifier', 'range'), _negated=True), ('upper__isnull', True)), _connector='OR'), name='claim_range_has_two_ends'), models.CheckConstraint(condition=models.Q(models.Q(('unit__in', ('%', '％', '‰', 'percent', 'per cent', 'pct', '百分比', '百分率', '个百分点', '個百分點')), _negated=True), ('kind__in', ['share', 'pair']), _connector='OR'), name='claim_percentage_is_a_share'), models.CheckConstraint(condition=models.Q(('kind__in', ['trend', 'none']), ('value__isnull', False), _connector='OR'), name='claim_has_its_number'), models.CheckConstraint(condition=models.Q(models.Q(('reverses__isnull', False), ('state', 'reversal')), models.Q(models.Q(('state', 'reversal'), _negated=True), ('reverses__isnull', True)), _connector='OR'), name='claim_reversal_reverses')],
            },
        ),
        migrations.RunPython(_bring_back, migrations.RunPython.noop),
        migrations.CreateModel(
            name='ReviewDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pid', models.CharField(default=safecommunity.places.models.new_pid, editable=False, max_length=16, unique=True)),
                ('place', models.CharField(max_length=40)),
                ('on', models.DateField()),
                ('title', models.CharField(max_length=120)),
                ('by', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-on', '-pk'],
                'indexes': [models.Index(fields=['place', '-on', '-id'], name='review_day_of_place')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('place', 'on'), name='review_day_once')],
            },
        ),
        migrations.CreateModel(
            name='CheckRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('check_code', models.CharField(max_length=60, unique=True)),
                ('version', models.PositiveSmallIntegerField(default=0)),
                ('number', models.BigIntegerField(default=-1, help_text='sealed events seen')),
                ('day', models.DateField(blank=True, null=True)),
                ('at', models.DateTimeField(blank=True, null=True)),
                ('found', models.PositiveIntegerField(default=0)),
                ('milliseconds', models.PositiveIntegerField(default=0)),
            ],
            options={
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pid', models.CharField(default=safecommunity.places.models.new_pid, editable=False, max_length=16, unique=True)),
                ('check_code', models.CharField(max_length=60)),
                ('rule', models.CharField(max_length=3)),
                ('level', models.CharField(max_length=5)),
                ('key', models.CharField(help_text='the same thing keeps its key from run to run', max_length=160)),
                ('place', models.CharField(max_length=40)),
                ('said', models.JSONField(default=dict, help_text='what came, what was expected')),
                ('links', models.JSONField(default=list, help_text='[kind, ref, title] of the records')),
                ('digest', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('open', 'Open'), ('answered', 'Answered'), ('gone', 'Gone')], default='open', max_length=8)),
                ('answer', models.CharField(blank=True, choices=[('', 'None'), ('explained', 'Explained'), ('corrected', 'Corrected'), ('accepted', 'Accepted')], max_length=9)),
                ('reason', models.CharField(blank=True, max_length=400)),
                ('answered_by', models.CharField(blank=True, max_length=40)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('first_seen', models.DateTimeField()),
                ('last_seen', models.DateTimeField()),
                ('gone_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['place', 'state', '-first_seen', '-id'], name='finding_of_place'), models.Index(fields=['rule', 'state', '-first_seen', '-id'], name='finding_by_rule'), models.Index(fields=['-first_seen', '-id'], name='finding_by_time')],
                'constraints': [models.UniqueConstraint(fields=('check_code', 'key'), name='finding_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'answered'), _negated=True), models.Q(models.Q(('answer', ''), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='finding_answer_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='FindingStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='figures.finding')),
                ('deed', models.CharField(max_length=10)),
                ('reason', models.CharField(blank=True, max_length=400)),
                ('said', models.JSONField(default=dict)),
                ('by', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [],
                'constraints': [],
            },
        ),
    ]
