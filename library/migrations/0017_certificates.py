import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("library", "0016_gallery_without_picture"),
        ("wagtaildocs", "0014_alter_document_file_size"),
    ]

    operations = [
        migrations.AddField(
            model_name="championtraining",
            name="certificate",
            field=models.ForeignKey(
                blank=True,
                help_text="Whoever may see this person and open the document's collection can open it.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="wagtaildocs.document",
                verbose_name="certificate",
            ),
        ),
    ]
