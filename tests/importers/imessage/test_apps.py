"""App balloons show what their payloads say, and no payload can do harm."""

from __future__ import annotations

import base64
import json
import plistlib
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.demo import keyed_archive
from importers.demo.keyed_archive import Instance, archive
from importers.imessage import apps
from importers.imessage.apps import AppBalloon, AppKind, PollOption, Vote

URL = "com.apple.messages.URLBalloonProvider"
POLLS = "com.apple.messages.Polls"
EXTENSION = "com.apple.messages.MSMessageExtensionBalloonPlugin:0000000000:"


def data_url(value: object) -> str:
    return "data:," + base64.b64encode(json.dumps(value).encode()).decode() + "?src=p&c=4"


def nsurl(address: str) -> Instance:
    return Instance(("NSURL", "NSObject"), {"NS.relative": address})


def test_a_link_preview_has_title_summary_site_and_address() -> None:
    payload = keyed_archive.link_preview("https://x.org/a", title="A page", summary="About it", site="X")
    expected = AppBalloon(AppKind.LINK, "X", "A page", "About it", "https://x.org/a", URL)
    assert apps.read(URL, payload) == expected


def test_a_link_preview_needs_no_bundle_id() -> None:
    found = apps.read(None, keyed_archive.link_preview("https://x.org/a", title="A page"))
    assert found == AppBalloon(AppKind.LINK, title="A page", url="https://x.org/a")


def test_the_metadata_may_lie_in_a_sharing_wrapper_and_the_address_have_a_base() -> None:
    base = Instance(("NSURL", "NSObject"), {"NS.relative": "https://x.org/dir/"})
    relative = Instance(("NSURL", "NSObject"), {"NS.base": base, "NS.relative": "page"})
    song = Instance(("LPiTunesMediaSongMetadata",), {"name": "Song", "artist": "Singer", "album": "Record"})
    metadata = Instance(("LPLinkMetadata",), {"originalURL": relative, "specialization": song})
    found = apps.read(URL, archive(Instance(("LPSharingMetadataWrapper",), {"metadata": metadata})))
    assert found == AppBalloon(AppKind.LINK, None, "Song", "Singer\nRecord", "https://x.org/dir/page", URL)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "data:,x", "http://" + "x" * 5_000, "?a"]
)
def test_only_web_addresses_come_out(address: str) -> None:
    found = apps.read(URL, keyed_archive.link_preview(address, title="T"))
    assert found is not None
    assert (found.title, found.url) == ("T", None)


def test_a_poll_lists_its_options_and_a_vote_its_choices() -> None:
    poll = apps.read(
        EXTENSION + POLLS, keyed_archive.poll({"A": "Tea", "B": "Coffee"}, title="Drink?", creator="k@x.org")
    )
    options = (PollOption("A", "Tea", "k@x.org"), PollOption("B", "Coffee", "k@x.org"))
    assert poll == AppBalloon(AppKind.POLL, "Polls", "Drink?", bundle_id=POLLS, poll_options=options)
    vote = apps.read(POLLS, keyed_archive.vote("B", voter="+15550001111"))
    assert vote == AppBalloon(AppKind.POLL_VOTE, "Polls", bundle_id=POLLS, votes=(Vote("B", "+15550001111"),))


def test_a_withdrawn_vote_has_no_choices() -> None:
    payload = archive({"an": "Polls", "URL": nsurl(data_url({"item": {"votes": []}}))})
    assert apps.read(POLLS, payload) == AppBalloon(AppKind.POLL_VOTE, "Polls", bundle_id=POLLS)


@pytest.mark.parametrize(
    "item", [[], {"orderedPollOptions": 5}, {"votes": ["x", {"voteOptionIdentifier": 3}]}, "\ud800"]
)
def test_polls_of_wrong_shape_have_no_options_and_no_votes(item: object) -> None:
    found = apps.read(POLLS, archive({"an": "Polls", "URL": nsurl(data_url({"item": item}))}))
    assert found is not None
    assert found.poll_options == ()
    assert found.votes == ()


def test_poll_texts_can_always_be_stored() -> None:
    item = {"title": "a\ud800b\0", "orderedPollOptions": [{"optionIdentifier": "A", "text": "\udfff\ufffc"}]}
    found = apps.read(POLLS, archive({"URL": nsurl(data_url({"item": item}))}))
    assert found == AppBalloon(AppKind.POLL, None, "ab", bundle_id=POLLS, poll_options=(PollOption("A", "", None),))


@pytest.mark.parametrize(
    ("bundle", "kind"),
    [
        ("com.apple.PassbookUIService.PeerPaymentMessagesExtension", AppKind.PAYMENT),
        ("com.apple.SafetyMonitorApp.SafetyMonitorMessages", AppKind.CHECK_IN),
        ("com.apple.findmy.FindMyMessagesApp", AppKind.LOCATION),
        ("com.apple.ActivityMessagesApp.MessagesExtension", AppKind.FITNESS),
        ("com.apple.mobileslideshow.PhotosMessagesApp", AppKind.PHOTOS),
        ("com.apple.icloud.apps.messages.business.extension", AppKind.BUSINESS),
        ("com.example.game.MessagesExtension", AppKind.APP),
    ],
)
def test_an_app_card_has_the_apps_name_and_captions(bundle: str, kind: AppKind) -> None:
    payload = keyed_archive.app_card("Some App", words="$20", caption="Payment", subcaption="For lunch")
    expected = AppBalloon(kind, "Some App", "Payment", "For lunch", None, bundle)
    assert apps.read(EXTENSION + bundle, payload) == expected


def test_a_card_without_caption_is_titled_by_its_words() -> None:
    found = apps.read("com.example", archive({"an": "App", "ldtext": "Your turn", "userInfo": {"caption": ""}}))
    assert found == AppBalloon(AppKind.APP, "App", "Your turn", bundle_id="com.example")


def test_an_app_without_readable_payload_still_has_its_kind() -> None:
    for payload in (None, b"\x0a\x08protobuf", b"", 5, "text"):
        found = apps.read("com.apple.Handwriting.HandwritingProvider", payload)
        assert found == AppBalloon(AppKind.HANDWRITING, bundle_id="com.apple.Handwriting.HandwritingProvider")
    assert apps.read("com.apple.DigitalTouchBalloonProvider", None) == AppBalloon(
        AppKind.DIGITAL_TOUCH, bundle_id="com.apple.DigitalTouchBalloonProvider"
    )


def test_a_row_without_app_is_none() -> None:
    assert apps.read(None, None) is None
    assert apps.read("", b"") is None
    assert apps.read(None, b"bplist00") is None


def archived(objects: list[Any], root: Any = None) -> bytes:
    top = {"root": plistlib.UID(1) if root is None else root}
    return plistlib.dumps({"$objects": ["$null", *objects], "$top": top}, fmt=plistlib.FMT_BINARY)


def test_archives_that_refer_in_circles_or_nowhere_come_to_an_end() -> None:
    uid = plistlib.UID
    round_and_round = {
        "an": uid(2),
        "URL": uid(1),
        "userInfo": uid(1),
        "richLinkMetadata": uid(1),
        "title": uid(1),
    }
    hostile = [
        archived([uid(2), uid(1)]),
        archived([round_and_round, uid(2)]),
        archived([{"NS.keys": [uid(1), uid(9), uid(2)], "NS.objects": [uid(1)]}, "an"]),
        archived(
            [
                {
                    "an": uid(99_999),
                    "ldtext": {"NS.string": uid(1)},
                    "URL": {"NS.base": uid(1), "NS.relative": uid(1)},
                }
            ]
        ),
        archived([], 5),
        archived([5], uid(1)),
        archived([{"NS.keys": 5, "NS.objects": "x"}]),
    ]
    for payload in hostile:
        for bundle in (URL, POLLS, "com.example"):
            found = apps.read(bundle, payload)
            assert found is not None
            assert found.url is None


def test_long_texts_are_cut() -> None:
    found = apps.read(URL, keyed_archive.link_preview("https://x.org", title="t" * 50_000))
    assert found is not None
    assert found.title == "t" * 2_000


def check_that_it_can_be_shown(found: AppBalloon | None, bundle: str | None) -> None:
    """Texts that a database takes, none longer than what is kept; of an app that is named at least its kind."""
    assert found is not None or not bundle
    if found is not None:
        for text in (found.name, found.title, found.summary, *(one.text for one in found.poll_options)):
            assert len((text or "").encode()) <= 4 * 2_000


def test_no_truncation_or_mutation_raises() -> None:
    payloads = [
        keyed_archive.link_preview("https://x.org/a", title="A page", summary="About it", site="X"),
        keyed_archive.poll({"A": "Tea", "B": "Coffee"}, title="Drink?", creator="k@x.org"),
    ]
    dice = random.Random(5)
    for payload in payloads:
        for end in range(len(payload)):
            check_that_it_can_be_shown(apps.read(POLLS, payload[:end]), POLLS)
        for _ in range(800):
            changed = bytearray(payload)
            for _ in range(dice.choice((1, 2, 8))):
                changed[dice.randrange(len(changed))] = dice.randrange(256)
            bundle = dice.choice((URL, POLLS, None))
            check_that_it_can_be_shown(apps.read(bundle, bytes(changed)), bundle)


@given(st.one_of(st.none(), st.text()), st.one_of(st.binary(max_size=100), st.text(), st.none(), st.integers()))
@settings(max_examples=100, deadline=None)
def test_nothing_makes_it_raise(bundle: str | None, payload: object) -> None:
    check_that_it_can_be_shown(apps.read(bundle, payload), bundle)
