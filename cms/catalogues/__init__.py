"""The gettext catalogues of the interface, made and checked with Babel: no GNU gettext on the machine is needed.

`entries` holds what a message is, `extracting` finds the messages of the code and the templates, `pofiles` reads and
writes `locale/*/LC_MESSAGES/django.po`, `updating` merges the two, `checking` says what is wrong, `compiling` writes
the `.mo` files that Django loads, and `upstream` knows where the packages under us keep the sentences a visitor meets.

`docs/translating.md` says how to work with them, `docs/decisions/0007-catalogues-with-babel.md` why they are made so.
"""
