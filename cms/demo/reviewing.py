"""A case that waits for the reviewer: submitted by the editor, who noted that its lead image is a drawing."""

from __future__ import annotations

from cms.models import User
from library.checking import problems_of
from library.models import CasePage
from library.reviewing import ensure_workflow


def load_review() -> None:
    """Once: what somebody decided since stays decided."""
    workflow = ensure_workflow()
    if workflow.workflow_states.exists():
        return
    editor = User.objects.get(email="editor@demo.example")
    for case in CasePage.objects.live().filter(locale__language_code="en").order_by("pk"):
        case.lead_image_consent = "not_needed"  # the demonstration's pictures show nobody who lives
        if not problems_of(case):
            case.save_revision(user=editor)
            workflow.start(case, editor)
            return
