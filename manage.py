#!/usr/bin/env python
"""Rutero's command line. Uses the development settings unless DJANGO_SETTINGS_MODULE says otherwise."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    from django.core.management import execute_from_command_line
    from django.core.management.commands.runserver import Command as RunServer

    RunServer.default_port = os.environ.get("PORT", RunServer.default_port)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
