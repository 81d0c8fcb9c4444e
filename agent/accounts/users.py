"""The users of the workbench: one JSON line each in the file `users` of the data folder, readable by its owner only."""

import fcntl
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import Any, get_args
from uuid import uuid4

from agent.accounts.passwords import hashed
from agent.accounts.roles import Role
from agent.journal.guest import Deed
from agent.journal.kept_deeds import note
from agent.ports import PortError
from agent.process.durable import replace_whole

_NAME = re.compile(r"[\w.@+-]{1,60}")
_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One user. `since`: when password or role were set; sessions begun before it are over."""

    name: str
    role: Role
    password: str
    since: str


class Users:
    """The accounts of one data folder. Every call reads the file as it is now, so that a removal counts at once.

    Every change is a line of the audit log, or waits to be one.
    """

    def __init__(self, folder: Path, by: str = "") -> None:
        """`by`: who changes them, for the audit log; else whoever runs this program."""
        self.path = folder / "users"
        self._by = by or f"terminal:{getuser()}"

    @property
    def exist(self) -> bool:
        """Whether anybody was ever added: when the last one is removed, nobody gets in."""
        return self.path.exists()

    def all(self) -> Mapping[str, Account]:
        """By name, sorted; empty when nobody was ever added. PortError for a file that cannot be read."""
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
            accounts = [_account(json.loads(line)) for line in lines if line.strip()]
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise PortError(f"users {self.path}: cannot be read ({type(error).__name__}); restore it") from error
        return {account.name: account for account in sorted(accounts, key=lambda one: one.name)}

    def add(self, name: str, role: Role, password: str) -> Account:
        """A new user; PortError when the name is taken or none, or the password weak."""
        if not _NAME.fullmatch(name):
            raise PortError("a name has 1 to 60 letters, digits or . @ + - _")
        account = Account(name=name, role=role, password=hashed(password, name), since=_now())
        with self._changing() as (accounts, write):
            if name in accounts:
                raise PortError(f"{name} is a user already; `cairn user password {name}` or `cairn user role {name}`")
            write({**accounts, name: account})
        self._note("user.add", name, role=role)
        return account

    def set_password(self, name: str, password: str) -> Account:
        """Another password; the user's sessions are over with it."""
        new = hashed(password, name)
        _, changed = self._change(name, lambda account: replace(account, password=new, since=_now()))
        self._note("user.password", name)
        return changed

    def set_role(self, name: str, role: Role) -> Account:
        """Another role; the user's sessions are over with it, unless it is the one they had."""
        before, changed = self._change(
            name, lambda account: account if account.role == role else replace(account, role=role, since=_now())
        )
        if before != changed:
            self._note("user.role", name, was=before.role, role=role)
        return changed

    def remove(self, name: str) -> None:
        """The user's sessions are over at once. PortError when there is no such user."""
        with self._changing() as (accounts, write):
            _must_be_there(accounts, name)
            write({other: account for other, account in accounts.items() if other != name})
        self._note("user.remove", name, role=accounts[name].role)

    def _change(self, name: str, how: Callable[[Account], Account]) -> tuple[Account, Account]:
        with self._changing() as (accounts, write):
            _must_be_there(accounts, name)
            before, changed = accounts[name], how(accounts[name])
            write({**accounts, name: changed})
        return before, changed

    def _note(self, action: str, name: str, **detail: Any) -> None:
        note(self.path.parent, Deed(key=str(uuid4()), actor=self._by, action=action, subject=name, detail=detail))

    @contextmanager
    def _changing(self) -> Iterator[tuple[Mapping[str, Account], Callable[[Mapping[str, Account]], None]]]:
        """The accounts and how to write them, while no other command changes them."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_name("users.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self.all(), self._write

    def _write(self, accounts: Mapping[str, Account]) -> None:
        text = "".join(json.dumps(asdict(account), ensure_ascii=False) + "\n" for account in accounts.values())
        replace_whole(self.path, text.encode(), mode=_OWNER_ONLY)


def role_of(word: str) -> Role:
    """The role with this name; PortError lists those there are."""
    known: dict[str, Role] = {role: role for role in get_args(Role)}
    if word not in known:
        raise PortError(f"no such role: {word}; write one of {', '.join(known)}")
    return known[word]


def _account(plain: Mapping[str, str]) -> Account:
    return Account(name=plain["name"], role=role_of(plain["role"]), password=plain["password"], since=plain["since"])


def _must_be_there(accounts: Mapping[str, Account], name: str) -> None:
    if name not in accounts:
        raise PortError(f"no user {name}; `cairn user list` tells who there is")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
