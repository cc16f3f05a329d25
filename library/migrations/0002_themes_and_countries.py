"""The programme's three themes, and every country that CLDR can name."""

from django.db import migrations

from search import languages

# Wording after the programme's own texts and glossary.
THEMES = [
    (
        "finance-ict",
        {
            "en": "Micro-finance and ICT",
            "th": "การเงินชุมชนรายย่อยและเทคโนโลยีสารสนเทศ",
            "vi": "Tài chính vi mô và công nghệ thông tin",
            "lo": "ການເງິນຈຸລະພາກ ແລະ ເຕັກໂນໂລຊີຂໍ້ມູນຂ່າວສານ",
        },
    ),
    (
        "value-chains",
        {
            "en": "Value chains and market access",
            "th": "ห่วงโซ่คุณค่าและการเข้าถึงตลาด",
            "vi": "Chuỗi giá trị và tiếp cận thị trường",
            "lo": "ຕ່ອງໂສ້ມູນຄ່າ ແລະ ການເຂົ້າເຖິງຕະຫຼາດ",
        },
    ),
    (
        "natural-resources",
        {
            "en": "Community-based natural resource management",
            "th": "การจัดการทรัพยากรธรรมชาติโดยชุมชน",
            "vi": "Quản lý tài nguyên thiên nhiên dựa vào cộng đồng",
            "lo": "ການຄຸ້ມຄອງຊັບພະຍາກອນທຳມະຊາດໂດຍຊຸມຊົນ",
        },
    ),
]


def load(apps, schema_editor):
    Theme = apps.get_model("library", "Theme")
    ThemeName = apps.get_model("library", "ThemeName")
    for order, (code, names) in enumerate(THEMES, start=1):
        theme = Theme.objects.create(code=code, order=order)
        for position, (language, name) in enumerate(names.items()):
            ThemeName.objects.create(theme=theme, language=language, name=name, sort_order=position)
    Country = apps.get_model("library", "Country")
    Country.objects.bulk_create(Country(code=code) for code in sorted(languages.countries()))


class Migration(migrations.Migration):
    dependencies = [("library", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
