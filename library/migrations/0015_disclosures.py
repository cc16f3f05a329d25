"""What everybody could once read, for harvesters; begins with what everybody can read now."""

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


def begin(apps, schema_editor):
    CasePage = apps.get_model("library", "CasePage")
    Disclosure = apps.get_model("library", "Disclosure")
    DisclosureSet = apps.get_model("library", "DisclosureSet")
    closed = tuple(
        apps.get_model("wagtailcore", "PageViewRestriction").objects.values_list("page__path", flat=True)
    )
    themes, countries = (
        CasePage._meta.get_field(name).remote_field.through.objects.filter(casepage__live=True).values_list(*fields)
        for name, fields in (
            ("themes", ("casepage", "theme__code")),
            ("countries", ("casepage", "country")),
        )
    )
    specs = {}
    for kind, pairs in (("theme", themes), ("country", countries)):
        for case, code in pairs:
            specs.setdefault(case, []).append(f"{kind}:{code}")
    seen = set()
    pages = CasePage.objects.filter(live=True).order_by("pk")
    for pk, slug, code, path, stamp in pages.values_list("pk", "slug", "code", "path", "last_published_at"):
        if slug in seen or path.startswith(closed):
            continue
        seen.add(slug)
        row = Disclosure.objects.create(slug=slug, code=code, changed_at=stamp or timezone.now())
        DisclosureSet.objects.bulk_create(DisclosureSet(disclosure=row, spec=spec) for spec in specs.get(pk, []))


class Migration(migrations.Migration):
    dependencies = [('library', '0014_translations_that_do_not_lie')]
    operations = [
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.CharField(max_length=64, unique=True)),
                ("code", models.CharField(max_length=64)),
                ("changed_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["changed_at", "id"], name="disclosure_changed")]},
        ),
        migrations.CreateModel(
            name="DisclosureSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("spec", models.CharField(db_index=True, max_length=80)),
                (
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sets", to="library.disclosure"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("disclosure", "spec"), name="disclosure_once_a_set")]
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
