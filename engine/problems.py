"""What can go wrong without being our bug.

    Problem
    ├── SourceProblem: SourceMissing, SourceDenied, SourceNotADatabase, SourceUnsupported, SourceBusy, SourceDamaged,
    │                  SourceUnwritableFolder, BackupEncrypted
    ├── StoreProblem:  StoreKeyMissing, StoreKeyWrong, StoreDamaged, StoreNewer, StoreMissing, SottoIsOpen, DiskFull,
    │                  CipherMissing, KeychainUnavailable, PassphraseMissing, SealBroken
    ├── ModelProblem:  ModelMissing, ModelRefused, ModelFailed, EmbeddingMissing, AdapterRefused, TooLittleMemory,
    │                  TooLittleDisk, WorkerDied, Cancelled, BaseRefused, TrainingFailed,
    │                  PartsNotInstalled
    │   └── NetworkProblem: DownloadFailed, DownloadGated, EndpointUnreachable, EndpointUntrusted,
    │                  EndpointRefused, EndpointBusy, EndpointFailed
    ├── SendProblem:   SendingDenied, ChatNotOpen, MessagesNotRunning, ScriptMissing, SendingFailed
    └── AskedWrong:    NoSuchConversation, NoSuchContact, SameContact, NothingToSplit, NoSuchPersona, TooFewSamples,
                       TooFewExamples, PersonaRefused, NoSuchResponse, NoSuchRequest, NoSuchJob, NoSuchNudge, NotRead,
                       BadFile, BadAddress, NoSuchSample, NoSuchAdapter, AlreadyTraining, CannotTrainNow, JobWaits,
                       NoWords, FileThere, NoCandidates, CannotSend, CheckFirst, AlreadySending, TooLate

A problem carries facts (paths, counts, codes), never a sentence and never message text; `app.wording` finds the words
for both faces.
"""

from __future__ import annotations


class Problem(Exception):  # noqa: N818 - the house calls these problems, not errors
    """Something in the world that stops us; `facts` fill the holes of its sentence.

    `str(problem)` is the code and facts; none of them may hold message text.
    """

    def __init__(self, **facts: str | int | float) -> None:
        super().__init__(type(self).__name__)
        self.facts = facts

    @property
    def code(self) -> str:
        """The stable name programs rely on."""
        return type(self).__name__

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("problems cross processes as (code, facts)")


def rebuilt(code: str, facts: dict[str, str | int | float]) -> Problem:
    """The problem that another process sent as code and facts."""
    return _known().get(code, Problem)(**facts)


def _known() -> dict[str, type[Problem]]:
    found: dict[str, type[Problem]] = {}
    todo = [Problem]
    while todo:
        for child in todo.pop().__subclasses__():
            found[child.__name__] = child
            todo.append(child)
    return found


class SourceProblem(Problem):
    """Something about the foreign database."""


class SourceMissing(SourceProblem):
    """No file there (Messages was never used, or the path is wrong)."""


class SourceDenied(SourceProblem):
    """The system does not let us read it (no Full Disk Access, file mode)."""


class SourceNotADatabase(SourceProblem):
    """The file is not an SQLite database."""


class SourceUnsupported(SourceProblem):
    """A database, but without the tables or columns that make it a message store."""


class SourceBusy(SourceProblem):
    """Another process holds it locked for longer than we wait."""


class SourceDamaged(SourceProblem):
    """Truncated or corrupt beyond reading."""


class SourceUnwritableFolder(SourceProblem):
    """A copied write-ahead log cannot be read where the folder cannot be written."""


class BackupEncrypted(SourceProblem):
    """An encrypted iOS backup."""


class ReaderDied(SourceProblem):
    """The reading process ended without an answer."""


class StoreProblem(Problem):
    """Something about our own database, key or home."""


class StoreMissing(StoreProblem):
    """Nothing has been imported yet."""


class StoreKeyMissing(StoreProblem):
    """A database is there but its key is not: recovery, never a new key."""


class StoreKeyWrong(StoreProblem):
    """The key that was found does not open the database."""


class StoreDamaged(StoreProblem):
    """The integrity check failed."""


class StoreNewer(StoreProblem):
    """Written by a newer Sotto."""


class SottoIsOpen(StoreProblem):
    """Another Sotto owns the store for writing."""


class DiskFull(StoreProblem):
    """No space left to write."""


class CipherMissing(StoreProblem):
    """The database driver came without encryption; nothing is written."""


class KeychainUnavailable(StoreProblem):
    """No trusted keychain, or it is locked."""


class PassphraseMissing(StoreProblem):
    """No keychain and no SOTTO_PASSPHRASE."""


class PassphraseWrong(StoreProblem):
    """The passphrase does not open the keystore."""


class HomeUnwritable(StoreProblem):
    """The folder that should hold everything cannot be made or written."""


class HomeShared(StoreProblem):
    """The folder named as home may be written by everybody."""


class RecoveryKeyWrong(StoreProblem):
    """The recovery key is mistyped or belongs to another store."""


class SealBroken(StoreProblem):
    """An encrypted file of ours is missing or was changed."""


class BackupFailed(StoreProblem):
    """A copy of the store could not be made or does not check out."""


class ModelProblem(Problem):
    """Something about a model file or the process that runs it."""


class ModelMissing(ModelProblem):
    """No such model, or its file is gone."""


class ModelRefused(ModelProblem):
    """The file is not a model we may load."""


class ModelFailed(ModelProblem):
    """Loading or decoding failed inside llama.cpp."""


class EmbeddingMissing(ModelProblem):
    """The embedding weights are not installed or fail their checks."""


class AdapterRefused(ModelProblem):
    """The adapter is missing, damaged, of another model, or changes nothing; the one before it stays in use."""


class BaseRefused(ModelProblem):
    """A model that can be loaded, but not be trained as it would be served."""


class TrainingFailed(ModelProblem):
    """Training ended without a usable adapter; what was in use stays in use."""


class PartsNotInstalled(ModelProblem):
    """The optional parts of training could not be installed.

    `reason` is "busy", "disk", "no_network", "no_pip", "no_python", "no_venv", "not_writable", "managed", "conflict",
    "no_build", "damaged", "broken", "harmed", "died" or "pip".
    """


class TooLittleMemory(ModelProblem):
    """The model and its context do not fit this machine's memory."""


class WorkerDied(ModelProblem):
    """The inference process ended without an answer, twice."""


class Cancelled(ModelProblem):
    """The person or something more urgent stopped it."""


class NetworkProblem(ModelProblem):
    """Something about a download or an endpoint of the person's own."""


class TooLittleDisk(ModelProblem):
    """There is not enough room for a download; nothing was begun."""


class DownloadFailed(NetworkProblem):
    """A model file could not be fetched or is not the published one; what came so far is kept for the next try."""


class DownloadGated(NetworkProblem):
    """The repository gives its files only to those who signed in there."""


class EndpointUnreachable(NetworkProblem):
    """No connection, or silence for longer than we wait."""


class EndpointUntrusted(NetworkProblem):
    """It shows another certificate than the pinned one, wants to redirect, or would be plain http off loopback."""


class EndpointRefused(NetworkProblem):
    """It does not accept the token, or knows no such model or path."""


class EndpointBusy(NetworkProblem):
    """It has too much to do."""


class EndpointFailed(NetworkProblem):
    """It answered with a failure of its own, or with something that is no answer."""


class SendProblem(Problem):
    """Messages did not send a reply, and certainly nothing went out; `number` is the error it gave."""


class SendingDenied(SendProblem):
    """The system does not let Sotto control Messages."""


class ChatNotOpen(SendProblem):
    """Messages does not have this conversation in its list."""


class MessagesNotRunning(SendProblem):
    """Messages could not be started."""


class ScriptMissing(SendProblem):
    """The system's program that speaks to Messages is not there or does not start."""


class SendingFailed(SendProblem):
    """Messages refused for another reason."""


class AskedWrong(Problem):
    """The request names something that does not exist or makes no sense."""


class NoSuchConversation(AskedWrong):
    """No conversation with that id."""


class NoSuchContact(AskedWrong):
    """No contact with that id."""


class SameContact(AskedWrong):
    """A contact cannot be merged with itself."""


class NothingToSplit(AskedWrong):
    """The contact does not have the addresses that were named, or would be left with none."""


class NoSuchPersona(AskedWrong):
    """No persona of that name was learnt."""


class TooFewSamples(AskedWrong):
    """A voice of one's own to a contact, or any voice, needs more sent texts than there are."""


class TooFewExamples(AskedWrong):
    """Training needs more examples than there are: `needed`, `examples`."""


class PersonaRefused(AskedWrong):
    """A persona is never used for this contact: family or work."""


class NoSuchResponse(AskedWrong):
    """No suggestion with that id."""


class NoSuchRequest(AskedWrong):
    """No request for suggestions with that id."""


class NoSuchMemory(AskedWrong):
    """No memory with that id."""


class NoSuchFact(AskedWrong):
    """No fact with that id."""


class BadFile(AskedWrong):
    """An input file cannot be read as what it should be."""


class NoSuchJob(AskedWrong):
    """No job with that id."""


class NotRead(AskedWrong):
    """A conversation that the person asked not to be read."""


class NoSuchNudge(AskedWrong):
    """No nudge with that id."""


class NoSuchSample(AskedWrong):
    """No training sample with that id."""


class NoSuchAdapter(AskedWrong):
    """No adapter with that id."""


class CannotTrainNow(AskedWrong):
    """A condition of training does not hold; `reason` is a code of `app.nightly.Reason`."""


class JobWaits(AskedWrong):
    """A training job (`id`) waits to go on whose `option` is another one than was asked for."""


class AlreadyTraining(AskedWrong):
    """Another process of Sotto trains in this home."""


class NoWords(AskedWrong):
    """A text that was to have words in it has none."""


class FileThere(AskedWrong):
    """A file of that name is there, and was not to be replaced."""


class FileUnwritable(AskedWrong):
    """A file that the person named (`path`) cannot be written; `why` is the name of the system's error."""


class BadAddress(AskedWrong):
    """Not an address of an endpoint that may be used."""


class NoCandidates(AskedWrong):
    """There is nothing to choose from."""


class UnclearDate(AskedWrong):
    """A reminder without a time that could be kept; `reason` is "no_date", "past", "repeats" or "no_text"."""


class UnclearPerson(AskedWrong):
    """A name that several people have, or nobody."""


class NoSuchReminder(AskedWrong):
    """No reminder with that id."""


class CannotSend(AskedWrong):
    """A reply that Sotto may not send itself; `why` is a code of `app.send.Why`."""


class CheckFirst(AskedWrong):
    """Something in a text should be looked at before it is sent."""


class AlreadySending(AskedWrong):
    """This draft was sent before or is on its way."""


class TooLate(AskedWrong):
    """What was to be taken back is on its way."""
