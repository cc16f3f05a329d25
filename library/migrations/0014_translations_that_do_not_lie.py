"""Translations know what they were made from; an original says how much it changed; reads are counted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0013_people_and_organisations'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='casepage',
            name='change_level',
            field=models.CharField(choices=[('typo', 'A slip of the pen'), ('small', 'Small'), ('meaning', 'Changes the meaning')], default='small', help_text='A slip of the pen: nobody is told. Small: translators are told. Changes the meaning: readers of the translations are told, too, until these are renewed.', max_length=10, verbose_name='how much this changes for the translations'),
        ),
        migrations.CreateModel(
            name='CaseTranslation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('meaning', 'Meaning changed'), ('missing', 'Missing'), ('in_progress', 'In progress'), ('machine', 'By machine, not reviewed'), ('small', 'Small changes'), ('up_to_date', 'Up to date')], db_index=True, default='missing', max_length=20, verbose_name='state')),
                ('since', models.DateTimeField(null=True)),
                ('translated_at', models.DateTimeField(null=True, verbose_name='translated')),
                ('locale', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.locale', verbose_name='language')),
                ('original', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='case_translations', to='library.casepage')),
                ('page', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='as_translation', to='library.casepage')),
                ('translated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='translator')),
            ],
            options={
                'verbose_name': 'translation of a case',
                'verbose_name_plural': 'translations of cases',
            },
        ),
        migrations.CreateModel(
            name='ReadCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('count', models.PositiveIntegerField(default=0)),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='read_counts', to='library.casepage')),
            ],
            options={
                'verbose_name': 'daily count of reads',
                'verbose_name_plural': 'daily counts of reads',
            },
        ),
        migrations.CreateModel(
            name='TranslatedSection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveIntegerField(default=0)),
                ('kind', models.CharField(max_length=200)),
                ('source_key', models.CharField(max_length=255)),
                ('key', models.CharField(blank=True, max_length=255)),
                ('own_digest', models.CharField(blank=True, max_length=64)),
                ('source_digest', models.CharField(blank=True, max_length=64)),
                ('source_text', models.TextField(blank=True)),
                ('current_digest', models.CharField(blank=True, max_length=64)),
                ('change', models.CharField(blank=True, choices=[('typo', 'A slip of the pen'), ('small', 'Small'), ('meaning', 'Changes the meaning')], max_length=10)),
                ('changed_at', models.DateTimeField(null=True)),
                ('is_translated', models.BooleanField(default=True)),
                ('is_machine', models.BooleanField(default=False)),
                ('translation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='library.casetranslation')),
            ],
            options={
                'verbose_name': 'section of a translation',
                'verbose_name_plural': 'sections of translations',
                'ordering': ['order', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='casetranslation',
            constraint=models.UniqueConstraint(fields=('original', 'locale'), name='case_translation_once'),
        ),
        migrations.AddConstraint(
            model_name='readcount',
            constraint=models.UniqueConstraint(fields=('page', 'day'), name='read_count_once_a_day'),
        ),
        migrations.AddIndex(
            model_name='translatedsection',
            index=models.Index(fields=['translation', 'order'], name='translated_section_order'),
        ),
        migrations.AddConstraint(
            model_name='translatedsection',
            constraint=models.UniqueConstraint(fields=('translation', 'source_key'), name='translated_section_once'),
        ),
    ]
