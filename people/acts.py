"""Writing down what administrators do. Verbs call `record_act`; what happens in the admin and at the door is heard of
by signals, whichever form, bulk action or script does it."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.mfa import signals as mfa
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.http import HttpRequest
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import CollectionViewRestriction, GroupCollectionPermission, GroupPagePermission

from people.models import AdministratorAct

log = logging.getLogger(__name__)

Action = AdministratorAct.Action

KEPT_FOR = timedelta(days=2 * 365)

_ENTER = {"content_type__app_label": "wagtailadmin", "codename": "access_admin"}
_WORK_HERE = (
    Q(is_superuser=True)
    | Q(**{f"groups__permissions__{name}": value for name, value in _ENTER.items()})
    | Q(**{f"user_permissions__{name}": value for name, value in _ENTER.items()})
)
"""`works_here`, as a filter."""
_FLAGS = {
    "is_active": (Action.ACTIVATED, Action.DEACTIVATED),
    "is_superuser": (Action.ADMINISTRATOR_MADE, Action.ADMINISTRATOR_ENDED),
}
"""Column of a user → what switching it on and off is called."""


def record_act(
    action: AdministratorAct.Action,
    *,
    actor: Any = None,
    person: Any = None,
    what: str = "",
    request: HttpRequest | None = None,
    **details: Any,
) -> AdministratorAct:
    """Write down an act, in the transaction of the act itself.

    :param actor: who did it; in the admin, whoever is signed in there
    :param person: whom it concerns
    :param what: a role, collection or table; never a person's name, which must be able to go
    :param details: JSON; no secrets, no names
    """
    actor = actor or get_active_log_context().user
    if actor is not None and not actor.is_authenticated:
        actor = None
    network = _network(request) if request else ""
    return AdministratorAct.objects.create(
        action=action, actor=actor, person=person, what=what[:200], details=details, network=network
    )


def forget_old() -> int:
    """Returns how many rows went."""
    return AdministratorAct.objects.filter(at__lt=timezone.now() - KEPT_FOR).delete()[0]


def works_here(user: Any) -> bool:
    """Whether somebody may enter the admin."""
    return bool(user.is_active and (user.is_superuser or user.has_perm("wagtailadmin.access_admin")))


def _network(request: HttpRequest) -> str:
    """Of the address that our own proxies saw: its first 24 bits, 48 of an IPv6 address."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except (PermissionDenied, ValueError):  # a socket behind a proxy that says nothing
        return ""
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False))


# At the door. Of people without rights in the admin only the log has a line, with a number and no name.


def _signed_in(request: HttpRequest, user: Any, **_rest: Any) -> None:
    methods = [row.get("method", "") for row in request.session.get("account_authentication_methods", [])]
    log.info("signed in: %s from %s by %s", user.pk, _network(request), methods)
    if works_here(user):
        record_act(Action.SIGNED_IN, actor=user, person=user, request=request, methods=methods)


def _not_signed_in(credentials: dict[str, Any], request: HttpRequest | None = None, **_rest: Any) -> None:
    log.warning("sign-in failed from %s", _network(request) if request else "a program")
    address = (credentials.get("email") or "").lower()
    # One question, whoever it is: how long the answer takes says nothing of who has an account.
    known = get_user_model().objects.filter(Q(email=address) | Q(emailaddress__email=address))
    if (user := known.filter(_WORK_HERE, is_active=True).first()) is not None:
        record_act(Action.SIGN_IN_FAILED, person=user, request=request)


def _second_step_failed(request: HttpRequest, user: Any, authenticator: Any, **_rest: Any) -> None:
    log.warning("second step failed: %s from %s", user.pk, _network(request))
    if works_here(user):
        record_act(Action.SECOND_STEP_FAILED, person=user, request=request, kind=str(authenticator.type))


def _own_keys_changed(action: AdministratorAct.Action) -> Any:
    def heard(request: HttpRequest, user: Any, authenticator: Any = None, **_rest: Any) -> None:
        log.info("%s: %s from %s", action, user.pk, _network(request))
        if works_here(user):
            details = {"kind": str(authenticator.type)} if authenticator is not None else {}
            record_act(action, actor=user, person=user, request=request, **details)

    return heard


# In the admin


def _keep_what_was(instance: Any, raw: bool = False, update_fields: Any = None, **_rest: Any) -> None:
    instance._was = None
    touched = {*_FLAGS, "password"} & set(update_fields) if update_fields is not None else True
    if instance.pk and touched and not raw:
        instance._was = type(instance).objects.filter(pk=instance.pk).values(*_FLAGS, "password").first()


def _user_saved(instance: Any, created: bool, raw: bool = False, **_rest: Any) -> None:
    if raw:
        return
    actor = get_active_log_context().user
    if created:
        if actor is not None or instance.is_superuser:
            record_act(Action.ACCOUNT_MADE, person=instance)
        if instance.is_superuser:
            record_act(Action.ADMINISTRATOR_MADE, person=instance)
    elif was := instance._was:
        for flag, (on, off) in _FLAGS.items():
            if was[flag] != getattr(instance, flag):
                record_act(on if getattr(instance, flag) else off, person=instance)
        # Elsewhere it is the person's own doing, of which allauth tells, or a hash made anew at a sign-in.
        if actor is not None and actor.pk != instance.pk and was["password"] != instance.password:
            record_act(Action.PASSWORD_CHANGED, person=instance)


def _user_deleted(instance: Any, **_rest: Any) -> None:
    record_act(Action.ACCOUNT_DELETED, what=f"#{instance.pk}")


def users_switched(users: Iterable[Any], *, active: bool) -> None:
    """After a bulk action, which saves nobody one by one."""
    for user in users:
        record_act(Action.ACTIVATED if active else Action.DEACTIVATED, person=user)


def _roles_changed(
    instance: Any, action: str, reverse: bool, pk_set: set[int] | None, model: Any, **_rest: Any
) -> None:
    said = {"post_add": Action.ROLE_GIVEN, "post_remove": Action.ROLE_TAKEN, "pre_clear": Action.ROLE_TAKEN}.get(action)
    if said is None:
        return
    others = model.objects.filter(pk__in=pk_set) if pk_set is not None else None
    if reverse:  # users of a group
        users, groups = others if others is not None else instance.user_set.all(), [instance]
    else:
        users, groups = [instance], others if others is not None else instance.groups.all()
    for user in users:
        for group in groups:
            record_act(said, person=user, what=group.name)


def _rights_changed(instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **_rest: Any) -> None:
    said = {"post_add": Action.RIGHT_GIVEN, "post_remove": Action.RIGHT_TAKEN, "pre_clear": Action.RIGHT_TAKEN}.get(
        action
    )
    if said is None or reverse:
        return
    rights = Permission.objects.filter(pk__in=pk_set) if pk_set is not None else instance.permissions.all()
    names = [f"{app}.{codename}" for app, codename in rights.values_list("content_type__app_label", "codename")]
    if names:
        record_act(said, what=instance.name, rights=sorted(names))


def _place_right_given(instance: Any, created: bool, raw: bool = False, **_rest: Any) -> None:
    if created and not raw:
        _place_right(Action.RIGHT_GIVEN, instance)


def _place_right_taken(instance: Any, **_rest: Any) -> None:
    _place_right(Action.RIGHT_TAKEN, instance)


def _place_right(action: AdministratorAct.Action, row: Any) -> None:
    place = {"page": row.page_id} if isinstance(row, GroupPagePermission) else {"collection": row.collection_id}
    record_act(action, what=row.group.name, rights=[row.permission.codename], **place)


def _privacy_changed(instance: CollectionViewRestriction, raw: bool = False, signal: Any = None, **_rest: Any) -> None:
    if not raw:
        kind = "none" if signal is post_delete else instance.restriction_type
        record_act(Action.PRIVACY_CHANGED, what=instance.collection.name, restriction=kind)


def connect() -> None:
    """Hear of everything above."""
    user = get_user_model()
    account.user_logged_in.connect(_signed_in, dispatch_uid="people.acts.signed_in")
    user_login_failed.connect(_not_signed_in, dispatch_uid="people.acts.not_signed_in")
    mfa.authentication_failed.connect(_second_step_failed, dispatch_uid="people.acts.second_step_failed")
    for signal, action in (
        (account.password_changed, Action.PASSWORD_CHANGED),
        (account.password_reset, Action.PASSWORD_CHANGED),
        (account.password_set, Action.PASSWORD_CHANGED),
        (account.email_changed, Action.EMAIL_CHANGED),
        (mfa.authenticator_added, Action.KEY_ADDED),
        (mfa.authenticator_removed, Action.KEY_REMOVED),
        (mfa.authenticator_reset, Action.KEY_ADDED),
    ):
        signal.connect(_own_keys_changed(action), weak=False, dispatch_uid="people.acts.own_keys")
    pre_save.connect(_keep_what_was, sender=user, dispatch_uid="people.acts.keep_what_was")
    post_save.connect(_user_saved, sender=user, dispatch_uid="people.acts.user_saved")
    post_delete.connect(_user_deleted, sender=user, dispatch_uid="people.acts.user_deleted")
    m2m_changed.connect(_roles_changed, sender=user.groups.through, dispatch_uid="people.acts.roles_changed")
    m2m_changed.connect(_rights_changed, sender=Group.permissions.through, dispatch_uid="people.acts.rights_changed")
    for model in (GroupPagePermission, GroupCollectionPermission):
        post_save.connect(_place_right_given, sender=model, dispatch_uid=f"people.acts.given {model.__name__}")
        post_delete.connect(_place_right_taken, sender=model, dispatch_uid=f"people.acts.taken {model.__name__}")
    for changed in (post_save, post_delete):
        changed.connect(_privacy_changed, sender=CollectionViewRestriction, dispatch_uid="people.acts.privacy")
