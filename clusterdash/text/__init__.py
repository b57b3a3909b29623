"""Turkish and English: messages, numbers and dates, Turkish sorting and search.

`Words(language)` says the messages of `messages/<area>.toml`; `numbers` writes figures and dates as the
language does; `turkish` folds, sorts and searches names.
"""

from clusterdash.text import numbers, turkish
from clusterdash.text.words import Language, Words, messages

__all__ = ["Language", "Words", "messages", "numbers", "turkish"]
