"""Under which keyed hashes codes and the addresses they were asked for are kept."""

from __future__ import annotations

from forewarn.audience.rules.codes import ADDRESS_PURPOSE, CODE_PURPOSE
from forewarn.foundation.secrets import keyed_hash


def address_hash(brand_id: int, email_key: str) -> str:
    """Recognises an address at a brand again."""
    return keyed_hash(ADDRESS_PURPOSE, str(brand_id), email_key)


def code_hash(hashed_address: str, purpose: str, code: str) -> str:
    """Recognises a code for one address and purpose again."""
    return keyed_hash(CODE_PURPOSE, hashed_address, purpose, code)
