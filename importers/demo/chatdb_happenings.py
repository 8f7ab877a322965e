"""What Messages writes for all but plain words: reactions, group events, links, polls, voice, codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from importers.demo import keyed_archive
from importers.demo import typedstream_writer as typedstream
from importers.demo.chatdb_messages import ChatMessages, File

TAPBACKS = {"love": 2000, "like": 2001, "dislike": 2002, "laugh": 2003, "emphasise": 2004, "question": 2005}
_TAPBACK_WORDS = {
    2000: "Loved",
    2001: "Liked",
    2002: "Disliked",
    2003: "Laughed at",
    2004: "Emphasised",
    2005: "Questioned",
}
EMOJI_TAPBACK = 2006
#: event → (item_type, group_action_type, share_status)
EVENTS = {
    "added": (1, 0, 0),
    "removed": (1, 1, 0),
    "renamed": (2, 0, 0),
    "left": (3, 0, 0),
    "photo": (3, 1, 0),
    "photo_removed": (3, 2, 0),
    "background": (3, 4, 0),
    "location_started": (4, 0, 0),
    "location_stopped": (4, 0, 1),
    "kept_audio": (5, 0, 0),
    "shareplay": (6, 0, 0),
}


class ChatHappenings(ChatMessages):
    """Adding rows of every other kind. Every method returns the GUID of the row."""

    def add_tapback(
        self,
        target: str,
        kind: str,
        *,
        at: datetime,
        from_me: bool = False,
        handle: int | None = None,
        part: int = 0,
        removed: bool = False,
    ) -> str:
        """A reaction to the message with GUID `target`: a name of `TAPBACKS`, or an emoji; or its removal."""
        code = TAPBACKS.get(kind, EMOJI_TAPBACK)
        quoted = self._said(target)
        words = f"{_TAPBACK_WORDS[code]} “{quoted}”" if code in _TAPBACK_WORDS else f"Reacted {kind} to “{quoted}”"
        if removed:
            words = f"Removed a reaction from “{quoted}”"
        chats = self._chats_of(target)
        return self.add_message(
            chats,
            words,
            at=at,
            from_me=from_me,
            handle=handle,
            text_column=True,
            is_read=1,
            associated_message_guid=f"p:{part}/{target}",
            associated_message_type=code + (1000 if removed else 0),
            associated_message_emoji=kind if code == EMOJI_TAPBACK else None,
            associated_message_range_length=len(quoted),
        )

    def add_group_event(
        self,
        chat: int,
        event: str,
        *,
        at: datetime,
        handle: int = 0,
        other: int = 0,
        title: str | None = None,
    ) -> str:
        """A row without words: a name of `EVENTS`. `handle` did it (0 = me), to `other`."""
        item_type, action, share_status = EVENTS[event]
        if event == "renamed":
            self.update("chat", ("ROWID", chat), {"display_name": title or ""})
        if event == "added":
            self.db.execute("INSERT OR IGNORE INTO chat_handle_join VALUES (?, ?)", (chat, other))
        return self.add_message(
            chat,
            None,
            at=at,
            from_me=handle == 0,
            handle=handle,
            item_type=item_type,
            group_action_type=action,
            share_status=share_status,
            other_handle=other,
            group_title=title,
            is_read=1,
        )

    def add_link(
        self,
        chat: int,
        url: str,
        *,
        title: str,
        at: datetime,
        summary: str | None = None,
        site: str | None = None,
        says_app: bool = True,
        **more: Any,
    ) -> str:
        """A web address with its preview; `says_app=False` leaves out the balloon id, as happens."""
        payload = keyed_archive.link_preview(url, title=title, summary=summary, site=site)
        return self.add_message(
            chat,
            url,
            at=at,
            runs=[typedstream.link(url)],
            payload_data=payload,
            balloon_bundle_id=keyed_archive.URL_BALLOON if says_app else None,
            **more,
        )

    def add_app(self, chat: int, bundle_id: str, payload: bytes, *, at: datetime, **more: Any) -> str:
        """A balloon of any app."""
        return self.add_message(
            chat,
            None,
            at=at,
            runs=[typedstream.balloon()],
            balloon_bundle_id=bundle_id,
            payload_data=payload,
            **more,
        )

    def add_poll(self, chat: int, title: str, options: Sequence[str], *, at: datetime, **more: Any) -> str:
        """A poll; vote with `vote`."""
        guid = self.new_guid()
        payload = keyed_archive.poll(
            {_option_id(guid, number): words for number, words in enumerate(options)},
            title=title,
            creator=self.me,
        )
        return self.add_app(chat, keyed_archive.POLL_BALLOON, payload, at=at, guid=guid, **more)

    def vote(self, poll: str, option: int, *, at: datetime, voter: str, **more: Any) -> str:
        """A vote for the option with that number."""
        payload = keyed_archive.vote(_option_id(poll, option), voter=voter)
        return self.add_app(
            self._chats_of(poll)[0],
            keyed_archive.POLL_BALLOON,
            payload,
            at=at,
            associated_message_type=4000,
            associated_message_guid=poll,
            **more,
        )

    def add_audio(self, chat: int, spoken: str | None, *, at: datetime, seconds: int = 12, **more: Any) -> str:
        """A voice message; `spoken` is the system's transcription, None where it made none."""
        guid = self.new_guid()
        file = File("Audio Message.caf", "audio/x-caf", 9_000 * seconds, uti="com.apple.coreaudio-format")
        file_guid = f"at_0_{guid}"
        run = typedstream.attachment(file_guid) if spoken is None else typedstream.transcription(file_guid, spoken)
        self.add_message(chat, None, at=at, runs=[run], guid=guid, is_audio_message=1, **more)
        self.add_attachment(
            guid, file, guid=file_guid, user_info=None if spoken is None else {"audio-transcription": spoken}
        )
        return guid

    def schedule(self, chat: int, text: str, *, due: datetime, state: int = 1) -> str:
        """A "Send Later" message: a pending row from me with a date in the future."""
        return self.add_message(
            chat,
            text,
            at=due,
            from_me=True,
            schedule_type=2,
            schedule_state=state,
            is_sent=0,
            is_finished=0,
            is_delivered=0,
        )

    def add_one_time_code(self, chat: int, text: str, code: str, *, at: datetime, **more: Any) -> str:
        """A message with a verification code that the system has recognised."""
        before, _, after = text.partition(code)
        runs = [typedstream.words(before), typedstream.one_time_code(code, code), typedstream.words(after)]
        return self.add_message(chat, text, at=at, runs=[run for run in runs if run.text], **more)

    def _said(self, guid: str) -> str:
        row = self.row(guid)
        return str(row["text"] or typedstream.plain_text(row["attributedBody"]) or "an image")


def _option_id(poll: str, number: int) -> str:
    return f"{poll[:-4]}{number:04X}"
