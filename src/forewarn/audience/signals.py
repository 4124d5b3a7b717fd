"""What audience asks of and announces to the packages above it."""

from __future__ import annotations

from django.dispatch import Signal

customer_erasing = Signal()
"""A customer is about to be erased, inside the transaction: `brand_id`, `customer_id`, `now`. Receivers erase theirs."""

customer_exporting = Signal()
"""Everything about a customer is being gathered for them: `brand_id`, `customer_id`. A receiver answers with a mapping of
plain JSON, section → what it holds, or with None."""

choice_changed = Signal()
"""A customer gave or withdrew a choice: `brand_id`, `customer_id`, `choice`, `granted`, `source`, `now`."""
