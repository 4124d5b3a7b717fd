"""What a brand says of itself under its notes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs for the brand, and where readers find it."""

    brand: str
    legal_name: str
    postal_address: str
    website: str
    app_name: str
    signer_name: str
    signer_role: str

    @property
    def imprint(self) -> str:
        """Who the sender is in law, and its postal address."""
        return ", ".join(part for part in (self.legal_name, self.postal_address) if part)
