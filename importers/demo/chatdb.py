"""A chat.db that behaves like the one Messages keeps: what is said, and what becomes of it afterwards.

`ChatDatabase` is the whole of it. Rows are added by `chatdb_messages` and `chatdb_happenings`, kept by
`chatdb_file`, shaped by `chatdb_schema`; here are the changes to rows that exist: edits, unsends, deletions,
read and delivery state.
"""

from __future__ import annotations

from datetime import datetime

from importers.demo import message_summary
from importers.demo import typedstream_writer as typedstream
from importers.demo.chatdb_file import apple_s
from importers.demo.chatdb_happenings import ChatHappenings
from importers.demo.chatdb_tables import HISTORIES, LINEAGES

__all__ = ["HISTORIES", "LINEAGES", "ChatDatabase"]


class ChatDatabase(ChatHappenings):
    """A faithful chat.db. Changes are visible to readers after `commit` or at the end of the `with` block."""

    def edit(self, guid: str, new: str, *, at: datetime, part: int = 0, stamp: bool = True) -> None:
        """Change the words of one part; what it said before stays in the summary.

        `stamp=False` leaves `date_edited` 0, as has been seen.

        Raises:
            ValueError: this lineage knows no edits (they came with 13), or the body's parts are unknown.
        """
        texts = self._parts(guid)
        row = self.row(guid)
        summary = message_summary.edited(
            message_summary.load(row["message_summary_info"]),
            part=part,
            texts=texts,
            new=new,
            at_s=apple_s(at),
        )
        texts[part] = new
        self._rewrite(guid, texts, summary)
        if stamp:
            self.update("message", ("guid", guid), {"date_edited": self.date(at)})

    def unsend(self, guid: str, *, at: datetime, parts: tuple[int, ...] | None = None) -> None:
        """Take back some parts, or (None) all: then nothing is left of the words.

        `date_retracted` stays 0 as in life.
        """
        texts = self._parts(guid)
        row = self.row(guid)
        gone = tuple(texts) if parts is None else parts
        summary = message_summary.unsent(message_summary.load(row["message_summary_info"]), parts=gone, texts=texts)
        kept = {part: text for part, text in texts.items() if part not in gone}
        self._rewrite(guid, kept, summary)
        self.update("message", ("guid", guid), {"date_edited": self.date(at)})

    def delete(self, guid: str) -> None:
        """Delete for good; the triggers note the GUID in `deleted_messages` and `sync_deleted_messages`."""
        self.db.execute("DELETE FROM message WHERE guid = ?", (guid,))

    def move_to_recently_deleted(self, guid: str, *, at: datetime) -> None:
        """Delete as a person does: the row stays, its chat moves to `chat_recoverable_message_join` (13+)."""
        message = self.rowid(guid)
        for chat in self._chats_of(guid):
            values = {
                "chat_id": chat,
                "message_id": message,
                "delete_date": self.date(at),
                "ck_sync_state": 0,
            }
            self.insert("chat_recoverable_message_join", values)
            self.db.execute("DELETE FROM chat_message_join WHERE chat_id = ? AND message_id = ?", (chat, message))

    def recover(self, guid: str, *, at: datetime) -> None:
        """Bring back what was moved to Recently Deleted."""
        row = self.row(guid)
        message = int(row["ROWID"])
        chats = self.db.execute(
            "SELECT chat_id FROM chat_recoverable_message_join WHERE message_id = ?", (message,)
        ).fetchall()
        for (chat,) in chats:
            self._join(int(chat), message, int(row["date"]), {})
        self.db.execute("DELETE FROM chat_recoverable_message_join WHERE message_id = ?", (message,))
        self.update("message", ("guid", guid), {"date_recovered": self.date(at)})

    def remove_from_chats(self, guid: str) -> None:
        """Leave the message in no chat without deleting it, as large files have by the thousand."""
        name = "after_delete_on_chat_message_join"
        (trigger,) = self.db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
        self.db.execute(f"DROP TRIGGER {name}")
        self.db.execute("DELETE FROM chat_message_join WHERE message_id = ?", (self.rowid(guid),))
        self.db.execute(trigger)

    def mark_read(self, guid: str, *, at: datetime | None) -> None:
        """Read, by me (incoming) or by them (outgoing); None is the flag that came without its time."""
        self.update("message", ("guid", guid), {"is_read": 1, "date_read": self.date(at)})

    def mark_delivered(self, guid: str, *, at: datetime, quietly: bool = False) -> None:
        """Delivery, which comes after the row does."""
        changed = {"is_delivered": 1, "date_delivered": self.date(at), "was_delivered_quietly": int(quietly)}
        self.update("message", ("guid", guid), changed)

    def mark_failed(self, guid: str, *, error: int = 22) -> None:
        """The send failed."""
        self.update("message", ("guid", guid), {"error": error, "is_sent": 0, "is_delivered": 0})

    def rename_guids_to_any(self) -> None:
        """What the upgrade to macOS 26 does to every chat GUID."""
        self.db.execute("UPDATE chat SET guid = 'any' || substr(guid, instr(guid, ';'))")

    def _parts(self, guid: str) -> dict[int, str]:
        if "date_edited" not in self.columns["message"]:
            raise ValueError("messages cannot be changed before 13")
        if guid in self._texts:
            return dict(self._texts[guid])
        row = self.row(guid)
        text = typedstream.plain_text(row["attributedBody"]) or row["text"]
        if text is None:
            raise ValueError("parts of this body are unknown")
        return {0: str(text)}

    def _rewrite(self, guid: str, texts: dict[int, str], summary: bytes) -> None:
        runs = [typedstream.words(text, part) for part, text in sorted(texts.items())]
        self._texts[guid] = texts
        self.update(
            "message",
            ("guid", guid),
            {
                "text": None,
                "attributedBody": typedstream.of_runs(runs) if runs else None,
                "message_summary_info": summary,
                "part_count": len(texts),
                "is_empty": int(not texts),
            },
        )
