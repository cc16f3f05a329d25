"""Sample data for the style guide: every part of templates/parts with what it may meet, in all four languages.

Nothing here is a record of the site; the people are nobody.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

ICONS = Path(__file__).resolve().parent.parent / "static" / "img" / "icons.svg"


class SampleRendition:
    """As much of a Wagtail rendition as `{% picture %}` and `{% image %}` need."""

    width, height = 960, 640

    def __init__(self) -> None:
        self.url = static("img/sample.svg")

    def img_tag(self, attrs: dict[str, Any]) -> str:
        shown = {"src": self.url, "width": self.width, "height": self.height} | attrs
        return mark_safe(" ".join(["<img", *(format_html('{}="{}"', *pair) for pair in shown.items())]) + ">")


class SampleImage:
    """As much of a Wagtail image as the parts need."""

    def get_rendition(self, filter_: Any) -> SampleRendition:
        return SampleRendition()

    def get_renditions(self, *filters: Any) -> dict[str, SampleRendition]:
        return {"width-960": SampleRendition()}


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="Title", max_length=200, help_text="One sentence that says what you want to know.")
    text = forms.CharField(label="Your question", widget=forms.Textarea(attrs={"rows": 5}))
    language = forms.ChoiceField(
        label="Language you write in", choices=[("en", "English"), ("th", "ไทย"), ("vi", "Tiếng Việt"), ("lo", "ລາວ")]
    )
    audience = forms.ChoiceField(
        label="Who may read it",
        widget=forms.RadioSelect,
        choices=[("public", "Everybody"), ("members", "Members of the community")],
    )
    photo = forms.FileField(label="Photo", required=False, help_text="At most 5 MB.")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    follow = forms.BooleanField(label="Write to me when somebody answers", required=False)


def _cards() -> list[dict[str, Any]]:
    resources = {"code": "natural-resources", "name": "Natural resources", "language": "en"}
    chains = {"code": "value-chains", "name": "Value chains", "language": "en"}
    finance = {"code": "finance-ict", "name": "Micro-finance and ICT", "language": "en"}
    return [
        {
            "title": "Wild honey that pays for the forest guard",
            "url": "#case-1",
            "summary": "Twenty Karen households sell honey and tea from a community forest and put a "
            "share of the price "
            "into looking after it.",
            "code": "AP-TH-2012-001",
            "language": "en",
            "language_name": "English",
            "themes": [resources, chains],
            "country_names": "Thailand",
            "image": SampleImage(),
            "is_other_language": False,
        },
        {
            "title": "น้ำผึ้งป่าที่จ่ายค่าดูแลป่าชุมชนบ้านห้วยหินลาดใน อำเภอเวียงป่าเป้า",
            "url": "#case-2",
            "summary": "ชุมชนปกาเกอะญอราวยี่สิบครัวเรือนขายน้ำผึ้งและชาป่า แล้วแบ่งรายได้ส่วนหนึ่งไว้ทำแนวกันไฟและลาดตระเวนป่าทุกฤดูแล้ง",
            "code": "AP-TH-2012-001",
            "language": "th",
            "language_name": "Thai",
            "themes": [resources],
            "country_names": "Thailand",
            "image": None,
            "is_other_language": True,
        },
        {
            "title": "ກອງທຶນພັດທະນາບ້ານ ສຳລັບກຸ່ມຜູ້ລ້ຽງສັດ",
            "url": "#case-3",
            "summary": "ແມ່ຍິງໃນບ້ານຮ່ວມກັນຝາກເງິນທຸກເດືອນ ແລະ ໃຫ້ສະມາຊິກກູ້ຢືມເພື່ອຊື້ສັດລ້ຽງ ໂດຍບໍ່ຕ້ອງເດີນທາງໄປທະນາຄານໃນເມືອງ.",
            "code": "AP-LA-2013-004",
            "language": "lo",
            "language_name": "Lao",
            "themes": [finance],
            "country_names": "Laos",
            "image": None,
            "is_other_language": True,
        },
        {
            "title": "Hợp tác xã chôm chôm ký hợp đồng trước mùa thu hoạch",
            "url": "#case-4",
            "summary": "Các hộ trồng chôm chôm ở Bến Tre cùng phân loại quả, ký hợp đồng với người "
            "mua trước vụ và chia đều chi phí vận chuyển.",
            "code": "AP-VN-2015-002",
            "language": "vi",
            "language_name": "Vietnamese",
            "themes": [chains],
            "country_names": "Vietnam",
            "image": SampleImage(),
            "is_other_language": True,
        },
    ]


def _rows() -> list[dict[str, Any]]:
    now = timezone.now()
    return [
        {
            "title": "Who pays the forest patrol in the months without honey?",
            "url": "#thread-1",
            "language": "en",
            "language_name": "English",
            "author_name": "Asha (sample)",
            "last_post_at": now - timedelta(hours=3),
            "reply_count": 14,
            "is_locked": False,
            "community_title": "Forests and livelihoods",
            "community_language": "en",
            "is_other_language": False,
        },
        {
            "title": "ใครเคยทำป้ายชื่อพันธุ์ข้าวพื้นเมืองขายออนไลน์บ้าง อยากรู้ว่าลูกค้าถามอะไรมากที่สุด",
            "url": "#thread-2",
            "language": "th",
            "language_name": "Thai",
            "author_name": "มาลี (ตัวอย่าง)",
            "last_post_at": now - timedelta(days=2),
            "reply_count": 1,
            "is_locked": False,
            "community_title": "",
            "is_other_language": True,
        },
        {
            "title": "ກຸ່ມທ້ອນເງິນຂອງພວກເຮົາຄວນຄິດດອກເບ້ຍເທົ່າໃດ",
            "url": "#thread-3",
            "language": "lo",
            "language_name": "Lao",
            "author_name": "ຄຳ (ຕົວຢ່າງ)",
            "last_post_at": now - timedelta(days=20),
            "reply_count": 0,
            "is_locked": True,
            "community_title": "",
            "is_other_language": True,
        },
    ]


def _posts() -> list[dict[str, Any]]:
    now = timezone.now()
    facts = {"edited_at": None, "is_other_language": False, "language": "en", "language_name": "English"}
    return [
        facts
        | {
            "id": 1,
            "anchor": "post-1",
            "number": 1,
            "author_name": "Asha (sample)",
            "author_initials": "A",
            "created_at": now - timedelta(days=3),
            "edited_at": now - timedelta(days=2),
            "html": mark_safe(
                "<p>In our village the patrol is paid from the honey. But honey comes for "
                "<strong>two months</strong> only. "
                'What do you do in the other ten? We read <a href="#case-1">the case from Huay Hin Lad Nai</a>.</p>'
                "<ul><li>We tried a monthly fee: half of the households paid.</li><li>We tried a "
                "fine: nobody liked it.</li></ul>"
            ),
        },
        facts
        | {
            "id": 2,
            "anchor": "post-2",
            "number": 2,
            "author_name": "มาลี (ตัวอย่าง)",
            "author_initials": "ม",
            "created_at": now - timedelta(hours=5),
            "language": "th",
            "language_name": "Thai",
            "is_other_language": True,
            "html": mark_safe(
                "<p>ที่บ้านเราแบ่งเงินจากการขายน้ำผึ้งเป็นสามส่วน ส่วนหนึ่งเก็บไว้ในกองทุนหมู่บ้าน "
                "พอถึงฤดูแล้งก็เบิกมาจ่ายค่าอาหารให้คนเฝ้าแนวกันไฟ"
                "ครับ ไม่ต้องเก็บเงินจากชาวบ้านเพิ่ม</p><blockquote><p>ป่าอยู่ได้ คนก็อยู่ได้</p></blockquote>"
            ),
        },
        facts
        | {
            "id": 3,
            "anchor": "post-3",
            "number": 3,
            "author_name": "ຄຳ (ຕົວຢ່າງ)",
            "created_at": now - timedelta(minutes=8),
            "language": "lo",
            "language_name": "Lao",
            "is_other_language": True,
            "html": mark_safe(
                "<p>ຢູ່ບ້ານຂອງຂ້ອຍ ພວກເຮົາໃຊ້ເງິນຈາກກອງທຶນພັດທະນາບ້ານ ແລະ ຜູ້ທີ່ຍ່າງກວດປ່າໄດ້ຮັບເຂົ້າສານແທນເງິນ. "
                "ທຸກໆຄອບຄົວຜຽນກັນ ອາທິດລະສອງຄົນ.</p>"
            ),
        },
    ]


def _facets() -> list[dict[str, Any]]:
    return [
        {
            "field": "type",
            "label": "Kind",
            "is_open": True,
            "values": [
                {"value": "case", "label": "Cases", "count": 23, "url": "#", "is_active": True},
                {"value": "thread", "label": "Conversations", "count": 108, "url": "#", "is_active": False},
            ],
        },
        {
            "field": "language",
            "label": "Language",
            "is_open": True,
            "values": [
                {"value": "th", "label": "ไทย", "language": "th", "count": 41, "url": "#", "is_active": False},
                {"value": "vi", "label": "Tiếng Việt", "language": "vi", "count": 12, "url": "#", "is_active": False},
                {"value": "lo", "label": "ລາວ", "language": "lo", "count": 9, "url": "#", "is_active": False},
            ],
            "more": [{"value": "km", "label": "ខ្មែរ", "language": "km", "count": 1, "url": "#", "is_active": False}],
        },
        {
            "field": "theme",
            "label": "Theme",
            "is_open": False,
            "values": [
                {
                    "value": "natural-resources",
                    "label": "Community management of natural resources",
                    "count": 17,
                    "url": "#",
                    "is_active": False,
                },
            ],
        },
    ]


def _results() -> list[dict[str, Any]]:
    return [
        {
            "type": "case",
            "type_label": "Case",
            "title": "Wild honey that pays for the forest guard",
            "url": "#",
            "excerpt": mark_safe("… twenty households sell <mark>honey</mark> and tea from a community forest …"),
            "code": "AP-TH-2012-001",
            "language": "en",
            "language_name": "English",
            "is_other_language": False,
            "also_in": [
                {"language": "th", "name": "ไทย", "url": "#"},
                {"language": "vi", "name": "Tiếng Việt", "url": "#"},
                {"language": "lo", "name": "ລາວ", "url": "#"},
            ],
        },
        {
            "type": "thread",
            "type_label": "Conversation",
            "title": mark_safe("ขาย<mark>น้ำผึ้ง</mark>ป่าที่ไหนได้ราคาดี"),
            "url": "#",
            "excerpt": mark_safe(
                "… ปีนี้<mark>น้ำผึ้ง</mark>เดือนห้าออกน้อย เพราะฝนมาเร็ว พ่อค้าให้ราคากิโลกรัมละสามร้อยบาท ใครมีผู้ซื้อที่ให้มากกว่านี้บ้าง …"
            ),
            "language": "th",
            "language_name": "Thai",
            "is_other_language": True,
            "quoted": "มาลี (ตัวอย่าง)",
            "quoted_url": "#",
            "community_title": "Forests and livelihoods",
            "updated_at": timezone.now() - timedelta(days=1),
        },
        {
            "type": "case",
            "type_label": "Case",
            "title": "One brand of forest tea for three villages",
            "url": "#",
            "excerpt": mark_safe("… ກຸ່ມແມ່ຍິງເກັບ<mark>ນ້ຳເຜິ້ງ</mark>ແລະຊາປ່າ ຂາຍພາຍໃຕ້ຊື່ດຽວກັນ …"),
            "excerpt_language": "lo",
            "excerpt_language_name": "Lao",
            "is_excerpt_of_version": True,
            "language": "en",
            "language_name": "English",
            "is_other_language": False,
            "also_in": [{"language": "lo", "name": "ລາວ", "url": "#"}],
        },
    ]


def _added() -> dict[str, Any]:
    def term(text: str, language: str, name: str) -> dict[str, str]:
        return {"text": text, "language": language, "language_name": name, "url": "#"}

    def group(of: str, origin: str, *terms: dict[str, str]) -> dict[str, Any]:
        return {"of": of, "of_language": "en", "origin": origin, "terms": terms}

    return {
        "groups": [
            group(
                "community forest",
                "from the glossary",
                term("ป่าชุมชน", "th", "Thai"),
                term("rừng cộng đồng", "vi", "Vietnamese"),
                term("ປ່າໄມ້ຊຸມຊົນ", "lo", "Lao"),
            ),
            group("honey", "learned from translations here", term("น้ำผึ้ง", "th", "Thai")),
        ],
        "more": [group("patrol", "learned from translations here", term("ລາດຕະເວນ", "lo", "Lao"))],
        "removed": [{"text": "ຊຸມຊົນຊົນນະບົດ", "language": "lo", "url": "#"}],
        "is_off": False,
        "on_url": "#",
        "off_url": "#",
    }


def _related() -> list[dict[str, Any]]:
    thread = _rows()[1]
    return [
        {**_cards()[0], "type": "case"},
        {**_cards()[2], "type": "case"},
        {**thread, "type": "thread", "updated_at": thread["last_post_at"]},
    ]


def samples(request: HttpRequest) -> dict[str, Any]:
    """The context of templates/cms/styleguide.html."""
    wrong = SampleForm({"title": "", "language": "xx", "text": "ข้าวพันธุ์ไหนทนแล้งที่สุด"})
    wrong.is_valid()
    crumbs = [
        {"label": "Home", "url": "#"},
        {"label": "Library", "url": "#"},
        {"label": "การจัดการทรัพยากรธรรมชาติโดยชุมชน", "url": "#", "language": "th"},
        {"label": "Wild honey that pays for the forest guard", "url": ""},
    ]
    return {
        "swatches": [
            "ground",
            "surface",
            "sunken",
            "line",
            "ink",
            "ink-soft",
            "green",
            "green-tint",
            "blue",
            "blue-tint",
            "turmeric",
            "turmeric-tint",
            "terracotta",
            "terracotta-tint",
            "cover",
            "cover-accent",
            "mark",
        ],
        "icons": re.findall(r'symbol id="([\w-]+)"', ICONS.read_text(encoding="utf-8")),
        "sample_crumbs": crumbs,
        "cards": _cards(),
        "community": {
            "title": "Forests and livelihoods",
            "purpose": "For people who look after a forest and want to live from it.",
            "url": "#",
            "theme_code": "natural-resources",
            "thread_count": 31,
            "is_archived": False,
            "language": "en",
            "language_name": "English",
            "is_other_language": False,
        },
        "rows": _rows(),
        "posts": _posts(),
        "person": {"name": "Nguyễn Thị Hoa (mẫu)", "initials": "NH"},
        "badges": [
            {"icon": "star", "label": "ຜູ້ຊ່ຽວຊານທ້ອງຖິ່ນ (ຕົວຢ່າງ)", "url": "#"},
            {"icon": "route", "label": "เส้นทางการเรียนรู้ในลุ่มน้ำโขง (2012)", "url": ""},
        ],
        "facets": _facets(),
        "results": _results(),
        "chips": [
            {"label": "Thailand", "url": "#"},
            {"label": "By Asha", "url": "#"},
            {"label": "Newest first", "url": "#"},
        ],
        "added": _added(),
        "related_rows": _related(),
        "page": Paginator(range(180), 20).page(3),
        "page_url_prefix": "?q=honey&page=",
        "tabs": [
            {"label": "Conversations", "url": "#", "is_current": True, "count": 31},
            {"label": "Cases", "url": "#", "is_current": False, "count": 8},
            {"label": "People", "url": "#", "is_current": False, "count": None},
        ],
        "steps": [
            {"label": "Draft", "state": "done"},
            {"label": "Feedback of the cohort", "state": "done"},
            {"label": "Submitted to a call", "state": "current"},
            {"label": "Decision", "state": "todo"},
            {"label": "Under way", "state": "todo"},
        ],
        "evidence_levels": [
            {"level": 1, "label": "Experience"},
            {"level": 2, "label": "Promising practice"},
            {"level": 3, "label": "Good practice"},
        ],
        "stops": [
            {
                "when": "12 November 2012",
                "title": "Vientiane: opening panel",
                "text": "Land titling and forest policy.",
            },
            {"when": "13–14 November", "title": "Huay Hang and Napor, Sangthong", "url": "#"},
            {
                "when": "16–18 November",
                "title": "บ้านห้วยหินลาดใน เชียงราย",
                "text": "เดินป่ากับชาวบ้าน ดูไร่หมุนเวียนและแปลงชาป่า",
                "language": "th",
            },
            {"when": "19 November", "title": "Chiang Mai: innovation plans"},
        ],
        "nodes": [
            {
                "kind": "case",
                "kind_label": "Case",
                "title": "Wild honey that pays for the forest guard",
                "url": "#",
                "language": "en",
                "is_here": True,
            },
            {
                "kind": "route",
                "kind_label": "Learning Route",
                "title": "Managing forests, sustaining lives (2012)",
                "url": "#",
                "language": "en",
            },
            {
                "kind": "plan",
                "kind_label": "Innovation plan",
                "title": "ແຜນຂາຍຊາປ່າຮ່ວມກັນ ຂອງກຸ່ມແມ່ຍິງ",
                "url": "#",
                "language": "lo",
            },
            {
                "kind": "case",
                "kind_label": "Case",
                "title": "Forest tea, one brand for three villages",
                "url": "#",
                "language": "en",
            },
        ],
        "countries": [
            {"name": "Vietnam", "url": "#", "count": 9},
            {"name": "Thailand", "url": "#", "count": 6},
            {"name": "Laos", "url": "#", "count": 4},
            {"name": "Nepal", "url": "#", "count": 2},
        ],
        "highest_count": 9,
        "image": SampleImage(),
        "form": wrong,
        "languages_shown": [
            {
                "code": "en",
                "heading": "A field is a book that many hands write",
                "text": "After the route, people went home with a plan. What they changed, and what "
                "came of it, stands here.",
            },
            {
                "code": "th",
                "heading": "เส้นทางการเรียนรู้คือเครื่องมือของการพัฒนาชนบท",
                "text": "ความรู้ที่ได้จากการเดินทางไม่ควรหยุดอยู่แค่ในสมุดบันทึก "
                "ชุมชนนำสิ่งที่เห็นกลับไปปรับใช้ แล้วเล่าต่อว่าอะไรได้ผล อะไรไม่ได้ผล "
                "และเพราะเหตุใด",
            },
            {
                "code": "vi",
                "heading": "Chia sẻ tri thức: điều học được sau chuyến đi",
                "text": "Những giải pháp đã thành công ở một thôn có thể được áp dụng ở thôn khác, "
                "nếu người đi trước kể lại đủ rõ ràng.",
            },
            {
                "code": "lo",
                "heading": "ເສັ້ນທາງການຮຽນຮູ້ ເພື່ອການພັດທະນາຊົນນະບົດ",
                "text": "ຄວາມຮູ້ທີ່ໄດ້ຈາກການເດີນທາງ ບໍ່ຄວນຢຸດຢູ່ພຽງໃນປຶ້ມບັນທຶກ. "
                "ຊຸມຊົນນຳສິ່ງທີ່ໄດ້ເຫັນກັບໄປທົດລອງໃຊ້ ແລ້ວເລົ່າສູ່ກັນຟັງວ່າ ສິ່ງໃດໄດ້ຜົນ ແລະ "
                "ສິ່ງໃດບໍ່ໄດ້ຜົນ.",
            },
        ],
    }
