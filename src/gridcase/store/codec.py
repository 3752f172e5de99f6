"""Events as bytes and back. The bytes are the JSON of an ``Envelope``, written once and never encoded again."""

from collections.abc import Mapping
from typing import Any, get_args

import msgspec
from msgspec import structs

from gridcase.envelope import CityEvent, Envelope, Recorded
from gridcase.errors import NOT_JSON, UnreadableEvent
from gridcase.matters.events import MatterReported
from gridcase.store.address_key import NO_KEY, AddressKey
from gridcase.store.port import NewEvent, StoredEvent
from gridcase.store.seal import Seal, with_personal
from gridcase.store.upcast import UPCASTS, Upcasts, upcast, version_of
from gridcase.tags import tag_of


def by_tag(events: Any) -> Mapping[str, type[Any]]:
    """The types of a union of events by their tags; no tag stands for two."""
    types = get_args(events)
    named = {tag_of(kind): kind for kind in types}
    if len(named) != len(types):
        raise TypeError("two types of event have the same tag")
    return named


EVENT_TYPES: Mapping[str, type[CityEvent]] = by_tag(CityEvent)
"""Every type of event that can be stored, by its tag."""


NO_EVENT = (*NOT_JSON, TypeError, ValueError, LookupError, AttributeError)
"""What reading raises of bytes that are no event, and of what was stored, by somebody else, in the place of bytes."""


class Codec:
    """Turns envelopes into stored bytes and back. Without a ``seal``, personal values stay as they are.

    In a ``rehearsal``, every event that is stored says so for ever. What is reported is stored with the digest of its
    address under the ``address_key``; not what is imported, for that may say no more than a street or a postcode.
    """

    def __init__(
        self,
        seal: Seal | None = None,
        *,
        rehearsal: bool = False,
        address_key: AddressKey = NO_KEY,
        upcasts: Upcasts = UPCASTS,
        envelope: type[Envelope] = Envelope,
    ) -> None:
        self._rehearsal = rehearsal
        self._seal = seal
        self._address_key = address_key
        self._upcasts = upcasts
        self._envelope = envelope
        self._encode = msgspec.json.Encoder().encode
        self.read = msgspec.json.Decoder(envelope).decode
        """Reads bytes of today's shape, whatever is sealed in them. Raises what msgspec does."""

    def new_event(self, stream: str, version: int, envelope: Envelope) -> NewEvent:
        """The event to append to ``stream`` as ``version``."""
        return NewEvent(stream, version, tag_of(envelope.event), self.encode(stream, version, envelope))

    def encode(self, stream: str, version: int, envelope: Envelope) -> bytes:
        """The bytes to store. The place matters to the seal alone."""
        if self._rehearsal and not envelope.rehearsal:
            envelope = structs.replace(envelope, rehearsal=True)
        if isinstance(envelope.event, MatterReported) and envelope.event.address and envelope.origin is None:
            envelope = structs.replace(envelope, event=self._with_digest(envelope.event))
        if self._seal is not None:
            sealed = with_personal(envelope.event, self._seal.seal, stream, version)
            envelope = structs.replace(envelope, event=sealed)
        return self._encode(envelope)

    def _with_digest(self, report: MatterReported) -> MatterReported:
        digest = report.address_digest or self._address_key.digest(report.address)
        return structs.replace(report, address_digest=digest)

    def decode(self, stored: StoredEvent) -> Recorded:
        """What a stored event says. Fields that this version does not know are left out.

        Raises ``UnreadableEvent`` for damaged bytes and for an event of an unknown kind.
        """
        try:
            envelope = self.decode_data(stored.stream, stored.version, stored.tag, stored.data)
        except UnreadableEvent as error:
            raise UnreadableEvent(error.stream, error.version, error.reason, stored.position) from error.__cause__
        return Recorded(position=stored.position, stream=stored.stream, version=stored.version, envelope=envelope)

    def decode_data(self, stream: str, version: int, tag: str, data: bytes) -> Envelope:
        """What the bytes say that are, or will be, stored there under this tag. Raises ``UnreadableEvent``."""
        try:
            if self._upcasts and version_of(tag) in self._upcasts:
                envelope = self._decode_old(tag, data)
            else:
                envelope = self.read(data)
        except NO_EVENT as error:
            raise UnreadableEvent(stream, version, str(error)) from error
        if self._seal is None:
            return envelope
        return structs.replace(envelope, event=with_personal(envelope.event, self._seal.open, stream, version))

    def _decode_old(self, tag: str, data: bytes) -> Envelope:
        old = msgspec.json.decode(data, type=dict[str, Any])
        tag, event = upcast(tag, old["event"], self._upcasts)
        return msgspec.convert({**old, "event": {**event, "type": tag}}, self._envelope)
