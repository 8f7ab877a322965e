"""A keychain in memory for tests that keep keys or tokens."""

from __future__ import annotations


class FakeKeyring:
    """A keychain in memory, as a backend class would be passed; `entries` outlive the instances."""

    def __init_subclass__(cls) -> None:
        cls.entries = {}

    entries: dict[tuple[str, str], str]

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]
