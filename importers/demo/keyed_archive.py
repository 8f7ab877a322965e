"""NSKeyedArchiver plists as `payload_data` has them: link previews, polls and votes."""

from __future__ import annotations

import base64
import json
import plistlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

URL_BALLOON = "com.apple.messages.URLBalloonProvider"
_EXTENSION = "com.apple.messages.MSMessageExtensionBalloonPlugin:0000000000:"
POLL_BALLOON = f"{_EXTENSION}com.apple.messages.Polls"
PAYMENT_BALLOON = f"{_EXTENSION}com.apple.PassbookUIService.PeerPaymentMessagesExtension"


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a named class; scalars stand inside it, everything else is referred to."""

    classes: tuple[str, ...]
    fields: Mapping[str, Archivable]


#: The object 0 of every archive.
_NIL = Instance((), {})

Archivable = str | bool | int | float | bytes | Instance | Sequence["Archivable"] | Mapping[str, "Archivable"]


def archive(root: Archivable) -> bytes:
    """The binary plist of `root`."""
    objects: list[object] = ["$null"]
    top = _Objects(objects).add(root)
    document = {
        "$version": 100000,
        "$archiver": "NSKeyedArchiver",
        "$top": {"root": top},
        "$objects": objects,
    }
    return plistlib.dumps(document, fmt=plistlib.FMT_BINARY, sort_keys=False)


class _Objects:
    """The `$objects` list in the making."""

    def __init__(self, objects: list[object]) -> None:
        self._objects = objects
        self._known: dict[object, plistlib.UID] = {}

    def add(self, value: Archivable) -> plistlib.UID:
        if value is _NIL:
            return plistlib.UID(0)
        if isinstance(value, str | bool | int | float | bytes):
            return self._once((type(value), value), value)
        place = self._put(None)
        self._objects[place.data] = self._made(value)
        return place

    def _made(self, value: Instance | Sequence[Archivable] | Mapping[str, Archivable]) -> dict[str, object]:
        if isinstance(value, Instance):
            made: dict[str, object] = {key: self._field(one) for key, one in value.fields.items()}
            classes = value.classes
        elif isinstance(value, Mapping):
            made = {
                "NS.keys": [self.add(key) for key in value],
                "NS.objects": [self.add(v) for v in value.values()],
            }
            classes = ("NSMutableDictionary", "NSDictionary", "NSObject")
        else:
            made = {"NS.objects": [self.add(one) for one in value]}
            classes = ("NSArray", "NSObject")
        return made | {"$class": self._once(classes, {"$classname": classes[0], "$classes": list(classes)})}

    def _field(self, value: Archivable) -> object:
        return value if isinstance(value, bool | int | float) else self.add(value)

    def _once(self, key: object, value: object) -> plistlib.UID:
        if key not in self._known:
            self._known[key] = self._put(value)
        return self._known[key]

    def _put(self, value: object) -> plistlib.UID:
        self._objects.append(value)
        return plistlib.UID(len(self._objects) - 1)


def _url(address: str) -> Instance:
    return Instance(("NSURL", "NSObject"), {"NS.base": _NIL, "NS.relative": address})


def link_preview(address: str, *, title: str, summary: str | None = None, site: str | None = None) -> bytes:
    """The payload of a link balloon."""
    fields: dict[str, Archivable] = {
        "version": 1,
        "originalURL": _url(address),
        "URL": _url(address),
        "title": title,
    }
    if summary is not None:
        fields["summary"] = summary
    if site is not None:
        fields["siteName"] = site
    metadata = Instance(("LPLinkMetadata", "NSObject"), fields)
    return archive(Instance(("RichLink",), {"richLinkIsPlaceholder": False, "richLinkMetadata": metadata}))


def poll(options: Mapping[str, str], *, title: str, creator: str) -> bytes:
    """The payload of a new poll; `options` are identifier → words."""
    ordered = [
        {
            "optionIdentifier": identifier,
            "creatorHandle": creator,
            "text": words,
            "attributedText": words,
            "canBeEdited": False,
        }
        for identifier, words in options.items()
    ]
    item = {"title": title, "creatorHandle": creator, "orderedPollOptions": ordered}
    user_info: dict[str, Archivable] = {"caption": "Sent a poll", "subcaption": ""}
    return archive(
        {
            "ldtext": "Sent a poll",
            "an": "Polls",
            "sendAsText": True,
            "layoutClass": "MSMessageTemplateLayout",
            "URL": _url(_data_url(item)),
            "userInfo": user_info,
        }
    )


def vote(option: str, *, voter: str) -> bytes:
    """The payload of a vote for the option with that identifier."""
    item = {"votes": [{"voteOptionIdentifier": option, "participantHandle": voter}]}
    return archive({"URL": _url(_data_url(item)), "an": "Polls"})


def app_card(app: str, *, words: str, caption: str, subcaption: str = "") -> bytes:
    """The payload of any other app's balloon."""
    user_info: dict[str, Archivable] = {"caption": caption, "subcaption": subcaption}
    return archive({"ldtext": words, "an": app, "layoutClass": "MSMessageTemplateLayout", "userInfo": user_info})


def _data_url(item: Mapping[str, object]) -> str:
    encoded = json.dumps({"version": 1, "item": item}, ensure_ascii=False, separators=(",", ":")).encode()
    return "data:," + base64.b64encode(encoded).decode("ascii")
