"""Whole URIs instead of AGROVOC numbers, kinds of labels, keys to find labels by, relations between concepts."""

import django.db.models.deletion
import modelcluster.fields
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import search.models.concept
from search.label_keys import keys_of

AGROVOC = "http://aims.fao.org/aos/agrovoc/"


def forwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Concept = apps.get_model("search", "Concept")
    ConceptLabel = apps.get_model("search", "ConceptLabel")
    taken = set()
    for concept in Concept.objects.exclude(agrovoc="").order_by("pk").iterator():
        uri = AGROVOC + concept.agrovoc.strip()
        if uri not in taken:  # two concepts with one number: the older one has it
            taken.add(uri)
            Concept.objects.filter(pk=concept.pk).update(uri=uri)
    ConceptLabel.objects.filter(is_preferred=False).update(kind="alternative")
    for label in ConceptLabel.objects.order_by("pk").iterator():
        label.key, label.loose_key, label.folded = keys_of(label.text, label.language)
        label.save(update_fields=["key", "loose_key", "folded"])
    # PostgreSQL alters no table on which a check is still to come.
    schema_editor.connection.check_constraints()


def backwards(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Concept = apps.get_model("search", "Concept")
    ConceptLabel = apps.get_model("search", "ConceptLabel")
    for concept in Concept.objects.filter(uri__startswith=AGROVOC).iterator():
        Concept.objects.filter(pk=concept.pk).update(agrovoc=concept.uri.removeprefix(AGROVOC)[:40])
    preferred = set()
    ConceptLabel.objects.exclude(kind="preferred").update(is_preferred=False)
    for label in ConceptLabel.objects.filter(kind="preferred").order_by("pk").iterator():
        if (label.concept_id, label.language) in preferred:
            ConceptLabel.objects.filter(pk=label.pk).update(is_preferred=False)
        preferred.add((label.concept_id, label.language))
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0002_thesaurus'),
    ]

    operations = [
        migrations.AddField(
            model_name='concept',
            name='uri',
            field=models.CharField(blank=True, default='', help_text='Such as http://aims.fao.org/aos/agrovoc/c_3654; empty when no public thesaurus has the concept.', max_length=255, verbose_name='URI'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='conceptlabel',
            name='kind',
            field=models.CharField(choices=[('preferred', 'Preferred'), ('alternative', 'Another word for it'), ('hidden', 'Found, but never shown'), ('refused', 'Not used, not even by imports')], default='preferred', help_text='One preferred label a language; the others are other words for the same thing.', max_length=12, verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='conceptlabel',
            name='is_reviewed',
            field=models.BooleanField(default=False, help_text='No import changes a reviewed label.', verbose_name='reviewed'),
        ),
        migrations.AddField(
            model_name='conceptlabel',
            name='source',
            field=models.CharField(blank=True, default='', editable=False, max_length=80),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='conceptlabel',
            name='imported_as',
            field=models.CharField(blank=True, default='', editable=False, max_length=255),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='conceptlabel',
            name='key',
            field=models.CharField(default='', editable=False, max_length=700),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='conceptlabel',
            name='loose_key',
            field=models.CharField(default='', editable=False, max_length=700),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='conceptlabel',
            name='folded',
            field=models.CharField(default='', editable=False, max_length=700),
            preserve_default=False,
        ),
        # The old constraint would stand in the way backwards as forwards: two preferred labels may be there by then.
        migrations.RemoveConstraint(
            model_name='conceptlabel',
            name='concept_one_preferred_label',
        ),
        migrations.RunPython(forwards, backwards),
        migrations.RemoveField(
            model_name='concept',
            name='agrovoc',
        ),
        migrations.RemoveField(
            model_name='conceptlabel',
            name='is_preferred',
        ),
        migrations.AlterField(
            model_name='conceptlabel',
            name='concept',
            field=modelcluster.fields.ParentalKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='labels', to='search.concept'),
        ),
        migrations.AlterField(
            model_name='conceptlabel',
            name='language',
            field=models.CharField(help_text='Its code: en, th, lo, vi, …', max_length=20, validators=[search.models.concept.known_language], verbose_name='language'),
        ),
        migrations.AlterField(
            model_name='conceptlabel',
            name='text',
            field=models.CharField(max_length=255, verbose_name='label'),
        ),
        migrations.AlterModelOptions(
            name='conceptlabel',
            options={'ordering': ['sort_order'], 'verbose_name': 'label', 'verbose_name_plural': 'labels'},
        ),
        migrations.AddIndex(
            model_name='concept',
            index=models.Index(fields=['uri'], name='concept_uri'),
        ),
        migrations.AddConstraint(
            model_name='concept',
            constraint=models.UniqueConstraint(condition=models.Q(('uri', ''), _negated=True), fields=('uri',), name='concept_uri_once', violation_error_message='Another concept has this URI.'),
        ),
        migrations.AddIndex(
            model_name='conceptlabel',
            index=models.Index(fields=['key'], name='concept_label_key'),
        ),
        migrations.AddIndex(
            model_name='conceptlabel',
            index=models.Index(fields=['loose_key'], name='concept_label_loose_key'),
        ),
        migrations.AddIndex(
            model_name='conceptlabel',
            index=models.Index(fields=['language', 'kind', 'folded'], name='concept_label_own_prefix', opclasses=['varchar_ops', 'varchar_ops', 'varchar_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='conceptlabel',
            index=models.Index(fields=['kind', 'folded'], name='concept_label_prefix', opclasses=['varchar_ops', 'varchar_pattern_ops']),
        ),
        migrations.CreateModel(
            name='ConceptRelation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('kind', models.CharField(choices=[('broader', 'is a kind or part of'), ('related', 'is related to')], default='broader', max_length=12, verbose_name='relation')),
                ('source', models.CharField(blank=True, editable=False, max_length=80)),
                ('concept', modelcluster.fields.ParentalKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='search.concept')),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations_to', to='search.concept', verbose_name='other concept')),
            ],
            options={
                'verbose_name': 'relation',
                'verbose_name_plural': 'relations',
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('concept', 'kind', 'other'), name='concept_relation_once'),
                    models.CheckConstraint(condition=models.Q(('concept', models.F('other')), _negated=True), name='concept_relation_to_another'),
                ],
            },
        ),
    ]
