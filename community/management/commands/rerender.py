"""`manage.py rerender`: posts' HTML made anew, after the renderer changed."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from community.models import Post
from community.rerendering import STALE, rerender


class Command(BaseCommand):
    help = (
        "Render the posts that an older renderer made, and those whose links or names changed. Begins where it was "
        "stopped. With --all every post is rendered."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="every post, also those of the present renderer")

    def handle(self, *args: Any, all: bool = False, **options: Any) -> None:  # noqa: A002 the option's name
        if all:
            # Marked first: stopped and started again without --all, it goes on where it was.
            Post.objects.update(renderer_version=STALE)
        say = (lambda count: self.stdout.write(f"{count} …")) if options["verbosity"] > 1 else (lambda _count: None)
        self.stdout.write(f"{rerender(say=say)} posts rendered.")
