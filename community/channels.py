"""How a notification reaches people beside the site. In the site, its row is what they see.

A channel is a function of the rows that just got something new: it runs in the transaction that wrote them, so it only
writes rows of its own and leaves the sending to a task after commit, as letters do (`community/mailing.py`). Whoever
sends later asks again whether the person may see it: `Notification.objects.visible_to(person)`.

Register it in an app's `ready()`: `channels.register("letters", note_letters)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from community.models import Notification, NotificationEvent

Channel = Callable[[NotificationEvent, Sequence[Notification]], None]
_channels: dict[str, Channel] = {}


def register(name: str, channel: Channel) -> None:
    """From now on `channel` gets every event with the rows of some of its people; an event with many people comes in
    several calls, each person in one of them. The second of a name takes the place of the first."""
    _channels[name] = channel


def forget(name: str) -> None:
    _channels.pop(name, None)


def pass_on(event: NotificationEvent, rows: Sequence[Notification]) -> None:
    for channel in _channels.values():
        channel(event, rows)
