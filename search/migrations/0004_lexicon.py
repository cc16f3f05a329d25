from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0003_thesaurus_relations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lesson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_language", models.CharField(max_length=20)),
                ("target_language", models.CharField(blank=True, max_length=20)),
                ("fingerprint", models.CharField(max_length=40)),
                ("learned_at", models.DateTimeField(auto_now=True)),
                ("sections", models.PositiveIntegerField(default=0)),
                ("sentences", models.PositiveIntegerField(default=0)),
                ("letters", models.JSONField(null=True)),
            ],
            options={
                "verbose_name": "lesson",
                "verbose_name_plural": "lessons",
                "constraints": [
                    models.UniqueConstraint(fields=("source_language", "target_language"), name="lesson_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="WordTranslation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source_language", models.CharField(max_length=20, verbose_name="from")),
                ("target_language", models.CharField(max_length=20, verbose_name="to")),
                ("source", models.CharField(max_length=64)),
                ("target", models.CharField(max_length=64)),
                ("source_text", models.CharField(max_length=64, verbose_name="word")),
                ("target_text", models.CharField(max_length=64, verbose_name="stands for")),
                ("probability", models.FloatField(verbose_name="probability")),
                (
                    "evidence",
                    models.PositiveIntegerField(
                        default=0, help_text="Times, in the texts of this site.", verbose_name="seen"
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("learned", "this site's texts"), ("seed", "catalogues and names")],
                        max_length=10,
                        verbose_name="learned from",
                    ),
                ),
                (
                    "is_refused",
                    models.BooleanField(
                        default=False,
                        help_text="Never used, and not learned again, in both directions.",
                        verbose_name="refused",
                    ),
                ),
                ("refused_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="refused on")),
            ],
            options={
                "verbose_name": "learned translation",
                "verbose_name_plural": "learned translations",
                "ordering": ["source_language", "target_language", "-probability", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source_language", "source", "target_language", "target"), name="word_translation_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WrittenName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=20)),
                ("text", models.CharField(max_length=40)),
                ("parts", models.CharField(max_length=60)),
                ("latin", models.CharField(max_length=60)),
                ("head", models.CharField(max_length=4)),
                ("tail", models.CharField(max_length=4)),
            ],
            options={
                "verbose_name": "written name",
                "verbose_name_plural": "written names",
                "indexes": [
                    models.Index(fields=["head", "language"], name="written_name_head"),
                    models.Index(fields=["tail", "language"], name="written_name_tail"),
                ],
            },
        ),
    ]
