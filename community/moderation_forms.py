"""What facilitators and flaggers fill in. The verbs check it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from community.cards import author_name, presentation_of
from community.models import Community, Flag, HeldWord, Post, Thread
from community.models.thread import MAX_TITLE
from community.rendering import plain
from library.verb_form import VerbForm
from search.audiences import sees_everything

SPLIT_CHOICES = 100
"""Posts that can be chosen on one page, from the one that was pointed at."""


class ReasonForm(VerbForm):
    reason = forms.CharField(
        label=_("Why?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person whose words these are reads it, in the language you write in."),
    )


class HideForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        self.fields["reason"].error_messages["required"] = _("Please write why: the author will read it.")


class ChangeForm(ReasonForm):
    title = forms.CharField(label=_("Title"), required=False, widget=forms.TextInput(attrs={"maxlength": MAX_TITLE}))
    language = forms.ChoiceField(label=_("Language"))
    kind = forms.ChoiceField(label=_("Kind"))
    field_order = ["title", "language", "kind", "reason"]

    def __init__(self, *args: Any, thread: Thread, **kwargs: Any) -> None:
        initial = {name: getattr(thread, name) for name in ("title", "language", "kind")}
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = settings.LANGUAGES
        kinds = [choice for choice in Thread.Kind.choices if choice[0] != Thread.Kind.E_DISCUSSION]
        is_e_discussion = thread.kind == Thread.Kind.E_DISCUSSION
        self.fields["kind"].choices = [(thread.kind, thread.get_kind_display())] if is_e_discussion else kinds


class MoveForm(ReasonForm):
    to = forms.ChoiceField(label=_("To which community?"))
    field_order = ["to", "reason"]

    def __init__(self, *args: Any, user: Any, thread: Thread, **kwargs: Any) -> None:
        from community import rights

        super().__init__(*args, **kwargs)
        communities = Community.objects.exclude(pk=thread.community_id).filter(state=Community.State.OPEN).with_pages()
        if not sees_everything(user):
            communities = communities.filter(pk__in=rights.facilitated(user))
        self.fields["to"].choices = [(one.pk, presentation_of(one)["title"]) for one in communities]


class MergeForm(ReasonForm):
    into = forms.CharField(
        label=_("Into which thread?"),
        error_messages={"required": _("Please paste the address of the other thread.")},
        help_text=_("Its address, copied from the browser, or its number."),
    )
    field_order = ["into", "reason"]

    def clean_into(self) -> Thread:
        numbers = re.findall(r"\d+", self.cleaned_data["into"].partition("?")[0].partition("#")[0])
        number = int(numbers[-1]) if numbers and len(numbers[-1]) < 19 else 0
        found = Thread.objects.select_related("community").filter(pk=number, merged_into=None).first()
        if found is None:
            raise forms.ValidationError(_("There is no thread at this address."))
        return found


class SplitForm(ReasonForm):
    title = forms.CharField(
        label=_("Title of the new thread"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": MAX_TITLE}),
    )
    posts = forms.TypedMultipleChoiceField(
        label=_("Posts that move"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Please choose at least one post.")},
    )
    field_order = ["title", "posts", "reason"]

    def __init__(self, *args: Any, thread: Thread, start: Post | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = Post.objects.filter(thread=thread).select_related("author").order_by("created_at", "pk")
        first = posts.values_list("pk", flat=True).first()
        posts = posts.exclude(pk=first)
        if start is not None:
            posts = posts.filter(created_at__gte=start.created_at)
        self.fields["posts"].choices = [
            (post.pk, f"{author_name(post)}: {plain(post.html)[:120]}") for post in posts[:SPLIT_CHOICES]
        ]


class FlagForm(VerbForm):
    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=Flag.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what is wrong.")},
    )
    words = forms.CharField(
        label=_("In your words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Facilitators read this and see your name. The author of the post does not."),
    )


class HeldWordsForm(VerbForm):
    words = forms.CharField(
        label=_("Words, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "A word or a few that follow each other, in any language. A post that has one waits for a facilitator."
        ),
    )

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        words = HeldWord.objects.filter(community=community).values_list("word", flat=True)
        kwargs["initial"] = {"words": "\n".join(words)}
        super().__init__(*args, **kwargs)

    def clean_words(self) -> str:
        from community.models.held_word import MAX_WORD

        words = self.cleaned_data["words"]
        for line in words.splitlines():
            if len(line.strip()) > MAX_WORD:
                raise forms.ValidationError(
                    _("This line is too long, %(most)s characters are allowed: %(line)s")
                    % {"most": MAX_WORD, "line": line[:100]}
                )
        return words
