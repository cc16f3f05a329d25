"""Cases could link documents in their sections before anybody read these."""

from django.db import migrations


def note_links(apps, schema_editor):
    """Documents that sections link already; `manage.py run_due` reads them."""
    CasePage = apps.get_model("library", "CasePage")
    DocumentLink = apps.get_model("library", "DocumentLink")
    there = set(apps.get_model("wagtaildocs", "Document").objects.values_list("pk", flat=True))
    for page in CasePage.objects.only("body").iterator(chunk_size=500):
        found = {
            int(number)
            for model, number, _path, _content in page.body.stream_block.extract_references(page.body)
            if model._meta.label == "wagtaildocs.Document" and str(number).isdigit()
        }
        DocumentLink.objects.bulk_create(DocumentLink(page=page, document_id=number) for number in sorted(found & there))


class Migration(migrations.Migration):
    dependencies = [("library", "0005_document_text"), ("wagtaildocs", "0014_alter_document_file_size")]
    operations = [migrations.RunPython(note_links, migrations.RunPython.noop)]
