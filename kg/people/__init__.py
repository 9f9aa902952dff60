"""Names of people: stable pseudonyms in all that is handed on, and a list of those that are taken out of a build for good.

Both rewrite an article's quads: its text first, then every offset, IRI and literal that hangs on it, so that words still stand
where they are said to. What is no name of a person stays as it is: posts, bodies, places.
"""

from kg.people.matching import BLANK, Names, Shift
from kg.people.pseudonyms import KEY_FILE, Pseudonyms, key_of_folder, read_key
from kg.people.removed import Removed, addresses, removed, words
from kg.people.rewriting import Rewriting
from kg.people.takedown import TAKEDOWN, Takedown
from kg.people.unnamed import called, without_persons

__all__ = [
    "BLANK",
    "KEY_FILE",
    "TAKEDOWN",
    "Names",
    "Pseudonyms",
    "Removed",
    "Rewriting",
    "Shift",
    "Takedown",
    "addresses",
    "called",
    "key_of_folder",
    "read_key",
    "removed",
    "without_persons",
    "words",
]
