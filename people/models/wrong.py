"""What can be wrong with a post or a person: reports about either say it in the same words."""

from django.utils.translation import pgettext_lazy

UNKIND = "unkind", pgettext_lazy("reason of a flag", "It is unkind or insulting")
SPAM = "spam", pgettext_lazy("reason of a flag", "It is advertising or spam")
PRIVATE = "private", pgettext_lazy("reason of a flag", "It tells something private: a name, a number, a place")
HARMFUL = "harmful", pgettext_lazy("reason of a flag", "It is wrong and could do harm")
OTHER = "other", pgettext_lazy("reason of a flag", "Something else")
