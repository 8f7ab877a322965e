"""What others do to inference: another process chooses a model, a child opens a socket, weights lie unused."""

from __future__ import annotations

from collections.abc import Callable

from app import events, sockets
from app.events import Event
from app.inference import Inference
from app.mailbox import Mailbox
from app.model_in_use import ModelInUse

#: Seconds between two looks at what other processes may have changed: the model in use.
LOOK_S = 2.0


class ModelWatch:
    """Keeps inference at the model in use and tells what changed; methods are called on the mailbox's thread only."""

    def __init__(
        self,
        mailbox: Mailbox,
        inference: Inference,
        in_use: ModelInUse,
        *,
        announce: Callable[[Event], None],
        changed: Callable[[], None],
    ) -> None:
        """Nothing is looked at before `start`; `changed` is called when another model is in use."""
        self._mailbox = mailbox
        self._inference = inference
        self._in_use = in_use
        self._announce = announce
        self._changed = changed
        self._n_sockets = 0

    def start(self) -> None:
        """Use the model in use, and look now and then whether it is another one."""
        self._inference.use(self._in_use.chat())
        self._go_on()

    def look(self, *, anew: bool = False) -> None:
        """Use the model that is in use by now; `anew`: load it again, whatever is loaded."""
        if self._in_use.look(anew=anew) or anew:
            self._inference.use(self._in_use.chat(), anew=anew)
            self._announce(events.ModelChanged())
            self._changed()

    def tell_inference(self) -> None:
        """What is loaded, or why not, changed."""
        self.tell_sockets()
        self._announce(events.ModelChanged())

    def tell_sockets(self) -> None:
        """Announce how many internet sockets were opened so far, if there are more."""
        n_sockets = sockets.opened() + self._inference.sockets
        if n_sockets != self._n_sockets:
            self._n_sockets = n_sockets
            self._announce(events.SocketsChanged(n_sockets))

    def _go_on(self) -> None:
        self._mailbox.after(LOOK_S, self._go_on)
        self.look()
        self.tell_sockets()
        self._inference.rest_if_unused()
