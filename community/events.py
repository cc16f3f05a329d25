"""What happened in a community, for whoever wants to know: notifications, unfurling, counters. Sent inside the verb's
transaction; receivers write rows and leave work to tasks (`transaction.on_commit`). Each receiver is connected in
`community/apps.py`, with a `dispatch_uid`."""

from __future__ import annotations

from django.dispatch import Signal

thread_started = Signal()
"""`thread`, `post` (its first)."""
post_written = Signal()
"""`post`: a reply or a first post. Sent again as `post_shown` when it had to wait for a facilitator."""
post_shown = Signal()
"""`post`: it waited, or was hidden, and is to be read now."""
post_edited = Signal()
"""`post`, `by`, `before` (the text as it was)."""
answer_accepted = Signal()
"""`thread`, `post`, `by`."""
contributors_asked = Signal()
"""`thread` (an e-discussion), `consents` (a row a person, see `crediting`), `by`."""
member_changed = Signal()
"""`membership`, `by`, `what`: `asked`, `withdrew`, `joined` (`by` may be another person), `refused`, `left`,
`removed`, `role`, `muted`, `unmuted`, `banned`, `unbanned`."""
moderated = Signal()
"""`entry`: the row of the audit log that concerns somebody else than its actor."""
posts_moved = Signal()
"""`source`, `target` (threads), `posts` (ids): threads were merged or split, or that was undone. Sender: Thread."""
reacted = Signal()
"""`post`, `user`, `kind`."""
mentioned = Signal()
"""`post`, `people`: those who may read it and were not mentioned in it before."""
