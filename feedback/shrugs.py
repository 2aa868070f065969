"""Whether an office's words are too few to say anything."""

LETTERS, WORDS = 20, 4
"""At least: less than that is a shrug."""


def too_little(text: str) -> bool:
    """Fewer letters or fewer words with a letter in them; nothing at all is too little as well."""
    letters, words = sum(map(str.isalpha, text)), sum(any(map(str.isalpha, word)) for word in text.split())
    return letters < LETTERS or words < WORDS
