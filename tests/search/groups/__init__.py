"""A source of documents for tests that need a database behind it: Django's groups, one document each."""
