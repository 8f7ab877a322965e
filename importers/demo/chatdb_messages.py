"""What Messages writes when something is said: people, chats, messages and their files."""

from __future__ import annotations

import plistlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from importers.demo import typedstream_writer as typedstream
from importers.demo.chatdb_file import ChatFile, apple_s
from importers.demo.typedstream_writer import Run

DIRECT, GROUP = 45, 43
EFFECTS = {
    "slam": "com.apple.MobileSMS.expressivesend.impact",
    "loud": "com.apple.MobileSMS.expressivesend.loud",
    "gentle": "com.apple.MobileSMS.expressivesend.gentle",
    "invisible ink": "com.apple.MobileSMS.expressivesend.invisibleink",
    "confetti": "com.apple.messages.effect.CKConfettiEffect",
    "balloons": "com.apple.messages.effect.CKHappyBirthdayEffect",
    "hearts": "com.apple.messages.effect.CKHeartEffect",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file to attach; `on_disk` false means it was offloaded to iCloud."""

    name: str
    mime_type: str = "image/heic"
    total_bytes: int = 3_100_000
    on_disk: bool = True
    uti: str = "public.heic"
    is_sticker: bool = False


class ChatMessages(ChatFile):
    """Adding rows. Every method that adds a message returns its GUID.

    Attributes:
        me: the person's own address, as `destination_caller_id` has it.
    """

    me = "+447700900001"

    def add_handle(
        self,
        address: str,
        service: str = "iMessage",
        *,
        country: str = "gb",
        person: str | None = None,
        uncanonicalized: str | None = None,
    ) -> int:
        """An address on a service; returns its ROWID."""
        return self.insert(
            "handle",
            {
                "id": address,
                "country": country,
                "service": service,
                "uncanonicalized_id": uncanonicalized,
                "person_centric_id": person,
            },
        )

    def add_chat(
        self,
        handles: Sequence[int],
        *,
        service: str = "iMessage",
        group: bool | None = None,
        name: str | None = None,
        identifier: str | None = None,
        filtered: int = 0,
        **columns: Any,
    ) -> int:
        """A chat with those handles: style 45 for one, 43 for a group; returns its ROWID.

        GUIDs begin with `any;` from macOS 26 on, with the service before; `chat_service` is filled where it
        exists.
        """
        is_group = len(handles) > 1 if group is None else group
        found = self.db.execute("SELECT id FROM handle WHERE ROWID = ?", (handles[0],)).fetchone() if handles else None
        room = None
        if is_group:
            room = f"chat{self._random.randrange(10**17, 10**18)}"
            identifier = identifier or room
        identifier = identifier or (str(found[0]) if found else "")
        prefix = "any" if self.era_26 else service
        values: dict[str, Any] = {
            "guid": f"{prefix};{'+' if is_group else '-'};{identifier}",
            "style": GROUP if is_group else DIRECT,
            "state": 3,
            "account_id": self.new_guid(),
            "account_login": f"P:{self.me}",
            "chat_identifier": identifier,
            "service_name": service,
            "room_name": room,
            "display_name": name if name is not None else ("" if is_group else None),
            "group_id": self.new_guid(),
            "is_filtered": filtered,
            "last_addressed_handle": self.me,
            "successful_query": 1,
        }
        values["original_group_id"] = values["group_id"]
        chat = self.insert("chat", values | columns)
        for handle in handles:
            self.insert("chat_handle_join", {"chat_id": chat, "handle_id": handle})
        if "chat_service" in self.columns:
            self.insert("chat_service", {"service": service, "chat": chat})
        return chat

    def link_chats(self, identifier: str, chats: Sequence[int], *, domain: str = "phone") -> None:
        """Tell through `chat_lookup` that these chats belong together (macOS 26+; nothing before)."""
        if "chat_lookup" in self.columns:
            for priority, chat in enumerate(chats):
                self.insert(
                    "chat_lookup",
                    {
                        "identifier": identifier,
                        "domain": f"{domain}{priority or ''}",
                        "chat": chat,
                        "priority": priority,
                    },
                )

    def add_message(
        self,
        chat: int | Sequence[int] | None,
        text: str | None,
        *,
        at: datetime,
        from_me: bool = False,
        handle: int | None = None,
        runs: Sequence[Run] | None = None,
        body: bytes | None = None,
        attributed: bool = True,
        text_column: bool = False,
        files: Sequence[File] = (),
        service: str | None = None,
        read_at: datetime | None = None,
        delivered_at: datetime | None = None,
        reply_to: str | None = None,
        effect: str | None = None,
        guid: str | None = None,
        **columns: Any,
    ) -> str:
        """A message in one chat, several or (None) in none.

        The body goes to `attributedBody` and `text` stays NULL, as current releases do; `attributed=False`
        writes `text` only, `text_column=True` both. `handle` None means the direct chat's own for incoming
        messages and 0 for outgoing ones. Other columns of the row can be given by name and win.
        """
        guid = guid or self.new_guid()
        chats = [] if chat is None else [chat] if isinstance(chat, int) else list(chat)
        attachments = [(f"at_{number}_{guid}", file) for number, file in enumerate(files)]
        if runs is None and (files or text):
            runs = _runs_of(text, attachments)
        if body is None and attributed and runs is not None:
            body = typedstream.plain(runs[0].text) if _bare(runs) else typedstream.of_runs(runs)
        self._remember(guid, runs)
        values = self._usual(chats, at, from_me, service)
        values |= {
            "guid": guid,
            "text": text if text_column or not attributed else None,
            "attributedBody": body,
            "handle_id": self._sender(chats, from_me) if handle is None else handle,
            "part_count": len(self._texts[guid]) or 1,
            "expressive_send_style_id": EFFECTS.get(effect, effect) if effect else None,
        }
        if read_at is not None:
            values |= {"is_read": 1, "date_read": self.date(read_at)}
        if delivered_at is not None:
            values |= {"is_delivered": 1, "date_delivered": self.date(delivered_at)}
        if reply_to is not None:
            values |= {"thread_originator_guid": reply_to, "thread_originator_part": f"0:0:{len(text or '')}"}
        rowid = self.insert("message", values | columns)
        for one in chats:
            self._join(one, rowid, self.date(at), columns)
        for file_guid, file in attachments:
            self._add_file(rowid, file_guid, file, at, from_me)
        return guid

    def also_in(self, guid: str, chat: int) -> None:
        """File an existing message in a further chat."""
        row = self.row(guid)
        self._join(chat, int(row["ROWID"]), int(row["date"]), {})

    def add_attachment(
        self,
        message_guid: str,
        file: File,
        *,
        guid: str | None = None,
        user_info: dict[str, Any] | None = None,
    ) -> str:
        """A file beside an existing message (its body is left alone); returns the attachment's GUID."""
        row = self.row(message_guid)
        guid = guid or self.new_guid()
        rowid = self.insert("attachment", self._file_values(guid, file, 0, bool(row["is_from_me"])))
        if user_info is not None:
            packed = plistlib.dumps(user_info, fmt=plistlib.FMT_BINARY)
            self.update("attachment", ("ROWID", rowid), {"user_info": packed})
        self.insert("message_attachment_join", {"message_id": row["ROWID"], "attachment_id": rowid})
        return guid

    def _remember(self, guid: str, runs: Sequence[Run] | None) -> None:
        """Keep the texts of the parts for later edits."""
        texts: dict[int, str] = {}
        for run in runs or ():
            part = run.attributes.get(typedstream.PART, 0)
            assert isinstance(part, int)
            texts[part] = texts.get(part, "") + run.text
        self._texts[guid] = texts

    def _usual(self, chats: Sequence[int], at: datetime, from_me: bool, service: str | None) -> dict[str, Any]:
        """The columns nearly every row has."""
        if service is None and chats:
            found = self.db.execute("SELECT service_name FROM chat WHERE ROWID = ?", (chats[0],)).fetchone()
            service = str(found[0])
        return {
            "service": service or "iMessage",
            "account": f"P:{self.me}",
            "date": self.date(at),
            "is_from_me": int(from_me),
            "is_finished": 1,
            "is_sent": int(from_me),
            "is_delivered": int(from_me and service != "SMS"),
            "date_read": 0,
            "date_delivered": 0,
            "destination_caller_id": None if from_me else self.me,
            "version": 10,
            "was_data_detected": 1,
            "ck_sync_state": 1,
        }

    def _sender(self, chats: Sequence[int], from_me: bool) -> int:
        if from_me or not chats:
            return 0
        found = self.db.execute("SELECT handle_id FROM chat_handle_join WHERE chat_id = ?", (chats[0],)).fetchone()
        return int(found[0]) if found else 0

    def _join(self, chat: int, message: int, date: int, columns: dict[str, Any]) -> None:
        values = {"chat_id": chat, "message_id": message, "message_date": date}
        values |= {key: columns[key] for key in ("filter_action", "filter_sub_action") if key in columns}
        self.insert("chat_message_join", values)

    def _add_file(self, message: int, guid: str, file: File, at: datetime, from_me: bool) -> None:
        values = self._file_values(guid, file, int(apple_s(at)), from_me)
        rowid = self.insert("attachment", values)
        self.insert("message_attachment_join", {"message_id": message, "attachment_id": rowid})

    def _file_values(self, guid: str, file: File, created_s: int, from_me: bool) -> dict[str, Any]:
        """The row of a file; its dates are seconds in every release."""
        folder = f"~/Library/Messages/Attachments/{guid[-2:].lower()}/{len(file.name):02d}/{guid}"
        return {
            "guid": guid,
            "original_guid": guid,
            "created_date": created_s,
            "start_date": created_s,
            "filename": f"{folder}/{file.name}",
            "uti": file.uti,
            "mime_type": file.mime_type,
            "transfer_state": 5 if file.on_disk else 0,
            "is_outgoing": int(from_me),
            "transfer_name": file.name,
            "total_bytes": file.total_bytes,
            "is_sticker": int(file.is_sticker),
        }

    def _chats_of(self, guid: str) -> list[int]:
        rows = self.db.execute("SELECT chat_id FROM chat_message_join WHERE message_id = ?", (self.rowid(guid),))
        return [int(chat) for (chat,) in rows]


def _runs_of(text: str | None, attachments: Sequence[tuple[str, File]]) -> list[Run]:
    runs = [typedstream.attachment(guid, number, filename=file.name) for number, (guid, file) in enumerate(attachments)]
    if text:
        runs.append(typedstream.words(text, len(runs)))
    return runs


def _bare(runs: Sequence[Run]) -> bool:
    return len(runs) == 1 and dict(runs[0].attributes) == {typedstream.PART: 0}
