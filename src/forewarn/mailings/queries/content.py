"""What a mailing says and to whom, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyroaring import BitMap

from forewarn.foundation import customer_sets
from forewarn.mailings.models import AudienceChunk, Mailing, Variant
from forewarn.mailings.rules.content import Words, content_hash


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom to reach: everybody of the brand, a segment, or sets of customers per group of words."""

    segment_id: int | None = None
    sets: Mapping[str, BitMap] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The word that `Mailing.audience` keeps."""
        if self.sets:
            return Mailing.Audience.SETS.value
        return (Mailing.Audience.SEGMENT if self.segment_id else Mailing.Audience.EVERYBODY).value


def words_of_variant(row: Variant) -> Words:
    """The words of one variant."""
    return Words(
        locale=row.locale,
        subject=row.subject,
        from_name=row.from_name,
        from_address=row.from_address,
        text=row.text,
        html=row.html,
        headers=tuple((name, value) for name, value in row.headers),
        fallbacks=row.fallbacks,
        group=row.group,
    )


def words_of(mailing: Mailing) -> list[Words]:
    """The words of every variant, as they are now."""
    return [words_of_variant(row) for row in Variant.objects.filter(mailing=mailing).order_by("group", "locale")]


def audience_of(mailing: Mailing) -> Audience:
    """Whom the mailing was asked to reach."""
    groups = mailing.audience_chunks.order_by("group").values_list("group", flat=True).distinct()
    sets = {group: customer_sets.load(AudienceChunk.objects.filter(mailing=mailing, group=group)) for group in groups}
    return Audience(mailing.segment_id, sets)


def current_hash(mailing: Mailing) -> str:
    """The hash of what would be sent now; an approval holds only for the hash it was given for."""
    return content_hash(mailing.message_class, mailing.audience_mark, words_of(mailing))
