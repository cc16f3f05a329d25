"""`manage.py run_due`: what a timer starts every minute. Picks up what a killed process left behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from community import attachment_scans, attachment_texts, mailing, notifying, rerendering
from library import attachments, document_scans, printing, reads, truth
from people import erasing, leaving, my_data
from privacy import forgetting
from search import changes, unanswered
from search.lexicon import learning

DEAD_AFTER = timedelta(minutes=15)  # our tasks take seconds; one still "running" then was killed


class Command(BaseCommand):
    help = (
        "Deliver due mail, tell people what happened, render posts anew, forget what is old (once an hour), drain the "
        "search log, check and read documents, make PDFs and files of people's own data, look after the states of "
        "translations, add up reads and questions without an answer, delete accounts whose day has come, clear tasks "
        "of killed workers. Run "
        "every minute (cron or timer)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        letters = mailing.deliver_due()
        rerendering.render_marked.call()
        notifying.fan_out_due()
        forgetting.forget_due()
        changes.drain()
        document_scans.scan_due()
        attachment_scans.scan_due()
        if attachments.read_due() + attachment_texts.read_due():
            changes.drain()
        printing.forget_stale()
        printing.make_due()
        my_data.make_due()
        truth.settle_due()
        reads.gather()
        unanswered.gather()
        learning.learn_if_due()
        leaving.remind_due()
        erasing.carry_out_due()
        if "django_tasks_db" in settings.TASKS["default"]["BACKEND"]:
            self._tidy_tasks()
        if options["verbosity"]:
            self.stdout.write(f"{letters} letters delivered")

    def _tidy_tasks(self) -> None:
        """Every task of ours works off rows (letters, changes, texts of documents, PDFs), which the lines above have
        just done; a dead task has nothing left to do and only blocks the view."""
        DBTaskResult.objects.filter(status="RUNNING", started_at__lt=timezone.now() - DEAD_AFTER).delete()
