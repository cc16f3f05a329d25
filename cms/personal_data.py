"""What the site as a whole keeps for a while; see privacy/decisions.py. Its accounts: people/personal_data.py."""

from django.utils.translation import gettext_lazy as _

from cms import forgetting
from privacy.decisions import Retention

RETENTIONS = [
    Retention(
        _("Which tasks the site did in the background, without what was in them"),
        forgetting.TASKS_KEPT_FOR.days,
        forgetting.forget_finished_tasks,
    ),
]
