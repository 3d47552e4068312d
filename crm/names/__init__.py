"""Names of people and firms: their search keys, their honorifics, and how a new customer is typed."""

from crm.names.entry import NewCustomer, split_new
from crm.names.folding import LONGEST, bigrams, clean, family_name, key, query_key, query_keys, search_keys
from crm.names.honorifics import bare, honorific, titled

__all__ = [
    "LONGEST",
    "NewCustomer",
    "bare",
    "bigrams",
    "clean",
    "family_name",
    "honorific",
    "key",
    "query_key",
    "query_keys",
    "search_keys",
    "split_new",
    "titled",
]
