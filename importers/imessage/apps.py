"""App balloons: what a link preview, poll, payment or other app message shows.

Titles and links are words of strangers: nothing here is fetched, and only web addresses come out as links.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote_to_bytes

from importers.imessage import keyedarchive, plists
from importers.imessage.keyedarchive import KeyedArchive
from importers.imessage.placeholders import readable

_EXTENSION = "com.apple.messages.MSMessageExtensionBalloonPlugin:"
_MAX_TEXT = 2_000
_MAX_ADDRESS = 4_000
_MAX_ITEMS = 200
_MAX_POLL = 256 * 1024
_DATA = "data:"
_CAPTIONS = ("subcaption", "secondary-subcaption", "tertiary-subcaption", "image-title", "image-subtitle")


class AppKind(StrEnum):
    """What an app balloon is."""

    LINK = "link"
    POLL = "poll"
    POLL_VOTE = "poll_vote"
    PAYMENT = "payment"
    CHECK_IN = "check_in"
    LOCATION = "location"
    FITNESS = "fitness"
    PHOTOS = "photos"
    BUSINESS = "business"
    HANDWRITING = "handwriting"
    DIGITAL_TOUCH = "digital_touch"
    APP = "app"


_KINDS = {
    "URLBalloonProvider": AppKind.LINK,
    "com.apple.messages.Polls": AppKind.POLL,
    "PeerPaymentMessagesExtension": AppKind.PAYMENT,
    "SafetyMonitorMessages": AppKind.CHECK_IN,
    "FindMyMessagesApp": AppKind.LOCATION,
    "ActivityMessagesApp": AppKind.FITNESS,
    "PhotosMessagesApp": AppKind.PHOTOS,
    "messages.business": AppKind.BUSINESS,
    "HandwritingProvider": AppKind.HANDWRITING,
    "DigitalTouchBalloonProvider": AppKind.DIGITAL_TOUCH,
}


@dataclass(frozen=True, slots=True)
class PollOption:
    """A choice of a poll; `creator` is the address of who added it."""

    option_id: str
    text: str
    creator: str | None


@dataclass(frozen=True, slots=True)
class Vote:
    """A choice somebody holds; a poll vote row lists all of one person's."""

    option_id: str
    participant: str | None


@dataclass(frozen=True, slots=True)
class AppBalloon:
    """What an app message shows.

    Attributes:
        name: the app's or web site's name as written in the message.
        bundle_id: the app, without the wrapping of message extensions.
        summary: captions or the page's description, joined by newlines.
        url: a web address, else None.
    """

    kind: AppKind
    name: str | None = None
    title: str | None = None
    summary: str | None = None
    url: str | None = None
    bundle_id: str | None = None
    poll_options: tuple[PollOption, ...] = ()
    votes: tuple[Vote, ...] = ()


def read(bundle_id: str | None, payload: object) -> AppBalloon | None:
    """The balloon of a row; None if the row is no app message. Never raises.

    A link preview can come without `bundle_id`; an app whose payload cannot be read still has its kind.
    """
    bundle = _bundle(bundle_id)
    archive = keyedarchive.opened(payload)
    if archive is None:
        return AppBalloon(_kind(bundle), bundle_id=bundle) if bundle else None
    root = archive.fields(archive.root)
    metadata = archive.fields(root.get("richLinkMetadata", root.get("metadata")))
    if metadata or _kind(bundle) is AppKind.LINK:
        return _link(archive, metadata, bundle)
    kind = _kind(bundle)
    poll = _poll(archive.address(root.get("URL"))) if kind is AppKind.POLL else None
    return _app(archive, root, bundle, kind) if poll is None else _with_poll(archive, root, bundle, poll)


def _bundle(bundle_id: object) -> str | None:
    """The app's own id: the third part of a message extension's."""
    if not isinstance(bundle_id, str) or not bundle_id:
        return None
    return bundle_id.split(":", 2)[-1] if bundle_id.startswith(_EXTENSION) else bundle_id


def _kind(bundle: str | None) -> AppKind:
    for name, kind in _KINDS.items():
        if bundle is not None and name in bundle:
            return kind
    return AppKind.APP


def _clean(value: object) -> str | None:
    """A text for showing and keeping: of sane length, with nothing in it that no database takes."""
    if not isinstance(value, str):
        return None
    return readable(value[:_MAX_TEXT].encode("utf-8", "ignore").decode()).strip() or None


def _web(address: str | None) -> str | None:
    """An address that is safe to show and keep: http or https, of sane length."""
    if address is None or len(address) > _MAX_ADDRESS:
        return None
    return address if address.lower().startswith(("http://", "https://")) else None


def _link(archive: KeyedArchive, metadata: dict[str, object], bundle: str | None) -> AppBalloon:
    special = archive.fields(metadata.get("specialization"))
    lines = (metadata.get("summary"), special.get("artist"), special.get("album"))
    return AppBalloon(
        AppKind.LINK,
        name=_clean(archive.text(metadata.get("siteName"))),
        title=_clean(archive.text(metadata.get("title")) or archive.text(special.get("name"))),
        summary=_lines([archive.text(line) for line in lines]),
        url=_web(archive.address(metadata.get("URL"))) or _web(archive.address(metadata.get("originalURL"))),
        bundle_id=bundle,
    )


def _app(archive: KeyedArchive, root: dict[str, object], bundle: str | None, kind: AppKind) -> AppBalloon:
    captions = archive.fields(root.get("userInfo"))
    title = _clean(archive.text(captions.get("caption"))) or _clean(archive.text(root.get("ldtext")))
    lines = [archive.text(captions.get(name)) for name in _CAPTIONS]
    return AppBalloon(
        kind,
        name=_clean(archive.text(root.get("an"))),
        title=title,
        summary=_lines([line for line in lines if _clean(line) != title]),
        url=_web(archive.address(root.get("URL"))),
        bundle_id=bundle,
    )


def _lines(lines: list[str | None]) -> str | None:
    cleaned = [line for line in map(_clean, lines) if line]
    return "\n".join(dict.fromkeys(cleaned)) or None


def _with_poll(
    archive: KeyedArchive, root: dict[str, object], bundle: str | None, poll: dict[str, object]
) -> AppBalloon:
    options = poll.get("orderedPollOptions")
    name = _clean(archive.text(root.get("an")))
    if isinstance(options, list):
        found = tuple([option for option in map(_option, options[:_MAX_ITEMS]) if option])
        title = _clean(poll.get("title"))
        return AppBalloon(AppKind.POLL, name=name, title=title, bundle_id=bundle, poll_options=found)
    votes = tuple([vote for vote in map(_vote, plists.sequence(poll.get("votes"))[:_MAX_ITEMS]) if vote])
    return AppBalloon(AppKind.POLL_VOTE, name=name, bundle_id=bundle, votes=votes)


def _option(value: object) -> PollOption | None:
    item = plists.mapping(value)
    option_id = _clean(item.get("optionIdentifier"))
    if option_id is None:
        return None
    return PollOption(option_id, _clean(item.get("text")) or "", _clean(item.get("creatorHandle")))


def _vote(value: object) -> Vote | None:
    item = plists.mapping(value)
    option_id = _clean(item.get("voteOptionIdentifier"))
    return None if option_id is None else Vote(option_id, _clean(item.get("participantHandle")))


def _poll(address: str | None) -> dict[str, object] | None:
    """The `item` of a poll's address, `data:,` and base64 of JSON; None if it is none."""
    if address is None or not address.startswith(_DATA) or len(address) > _MAX_POLL:
        return None
    content = address.partition(",")[2].partition("?")[0]
    try:
        value = json.loads(base64.b64decode(unquote_to_bytes(content)))
    except (ValueError, RecursionError):
        return None
    item = plists.mapping(plists.mapping(value).get("item"))
    return item if "orderedPollOptions" in item or "votes" in item else None
