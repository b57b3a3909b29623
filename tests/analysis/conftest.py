"""Settings of the property tests: a busy machine is no reason to fail."""

from hypothesis import settings

settings.register_profile("patient", deadline=None, max_examples=60)
settings.load_profile("patient")
