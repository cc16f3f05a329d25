"""How a case comes into the library: a machine's checks, then a peer, then an editor; then it is published."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask

from library.models import ChecksTask, LibraryIndexPage

PEERS = "Peer reviewers"
EDITORS = "Moderators"
"""Groups. Champions of a practice make good peers."""


def ensure_workflow() -> Workflow:
    """The workflow of cases, made when it is missing and given to the library's pages that have none of their own.
    What an administrator changed in it stays."""
    peers = _peers()
    first = ChecksTask.objects.order_by("pk").first()
    known = WorkflowTask.objects.filter(task=first).select_related("workflow").first() if first else None
    workflow = known.workflow if known else _made(peers)
    if workflow.active:
        for shelf in LibraryIndexPage.objects.filter(workflowpage=None):
            WorkflowPage.objects.create(workflow=workflow, page=shelf)
    return workflow


def _peers() -> Group:
    group, created = Group.objects.get_or_create(name=PEERS)
    if created:
        group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    return group


def _made(peers: Group) -> Workflow:
    with translation.override(settings.LANGUAGE_CODE):
        workflow = Workflow.objects.create(name=_("Review of a practice"))
        tasks: list[Any] = [ChecksTask.objects.create(name=_("Automatic checks"))]
        for name, group in (
            (_("Review by a peer"), peers),
            (_("Review by an editor"), Group.objects.get_or_create(name=EDITORS)[0]),
        ):
            task = GroupApprovalTask.objects.create(name=name)
            task.groups.add(group)
            tasks.append(task)
    for order, task in enumerate(tasks):
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    return workflow
