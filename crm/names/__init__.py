"""Names of people and firms: their search keys, their honorifics, and how a new customer is typed."""

from crm.names.entry import NewCustomer, split_new
from crm.names.folding import LONGEST, clean, family_name, key, query_key, query_keys
from crm.names.honorifics import bare, honorific, titled
from crm.names.keys import search_keys
from crm.names.readings import other_ways
from storage.records.grams import pairs

__all__ = [
    "LONGEST",
    "NewCustomer",
    "bare",
    "clean",
    "family_name",
    "honorific",
    "key",
    "other_ways",
    "pairs",
    "query_key",
    "query_keys",
    "search_keys",
    "split_new",
    "titled",
]
