import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0004_lexicon"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("query", models.TextField()),
                ("digest", models.CharField(editable=False, max_length=32)),
                ("language", models.CharField(max_length=20)),
                (
                    "alert",
                    models.CharField(
                        choices=[("never", "Never"), ("daily", "Once a day"), ("weekly", "Once a week")],
                        default="never",
                        max_length=10,
                        verbose_name="letters",
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("seen_at", models.DateTimeField()),
                ("seen_count", models.PositiveIntegerField(editable=False, null=True)),
                ("seen_how", models.CharField(blank=True, editable=False, max_length=32)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_searches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "saved search",
                "verbose_name_plural": "saved searches",
                "ordering": ["-created", "-pk"],
                "constraints": [models.UniqueConstraint(fields=("person", "digest"), name="saved_search_once")],
            },
        ),
    ]
