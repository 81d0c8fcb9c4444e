"""Who may use the API: keys with a name and a role, from CAIRN_API_KEYS."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from agent.ports import PortError

Role = Literal["reader", "agent", "admin"]
_ROLES: Sequence[Role] = get_args(Role)
"""Each may do what those before it may."""
LEAST_CHARS = 16


@dataclass(frozen=True, slots=True)
class ApiKey:
    """One key. `name` is what the audit log keeps of who used it."""

    name: str
    role: Role
    secret: str

    def may(self, role: Role) -> bool:
        """Whether this key's role includes that one."""
        return _ROLES.index(self.role) >= _ROLES.index(role)


def read_keys(text: str) -> tuple[ApiKey, ...]:
    """Keys as `name:role:secret`, separated by commas. PortError names the entry that is wrong, never a secret."""
    keys = tuple(_key(number, entry) for number, entry in enumerate(filter(None, map(str.strip, text.split(","))), 1))
    if len({key.secret for key in keys}) < len(keys):
        raise PortError("CAIRN_API_KEYS: two entries have the same secret; give each its own")
    return keys


def _key(number: int, entry: str) -> ApiKey:
    name, role, secret = (*entry.split(":", 2), "", "")[:3]
    where = f"CAIRN_API_KEYS: entry {number}"
    if not name.strip() or not secret:
        raise PortError(f"{where} is not name:role:secret; separate entries by commas")
    known: dict[str, Role] = {one: one for one in _ROLES}
    if role not in known:
        raise PortError(f"{where}: no such role; write one of {', '.join(_ROLES)}")
    if len(secret) < LEAST_CHARS:
        raise PortError(
            f"{where}: the secret is shorter than {LEAST_CHARS} characters; make one with `openssl rand -hex 24`"
        )
    return ApiKey(name.strip(), known[role], secret)


def on_behalf(key: ApiKey, user: str, role: str) -> ApiKey | None:
    """What the workbench does for one of its users: under both names, with the user's role; None for no such role."""
    known: dict[str, Role] = {one: one for one in _ROLES}
    if not user or role not in known or not key.may(known[role]):
        return None
    return ApiKey(f"{key.name}:{user}", known[role], key.secret)


def holder(keys: Sequence[ApiKey], given: str) -> ApiKey | None:
    """Whose key this is. Every key is compared, each in constant time, so that the time taken tells nothing."""
    same = [key for key in keys if hmac.compare_digest(key.secret.encode(), given.encode())]
    return same[0] if same else None
