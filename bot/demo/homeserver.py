"""A Matrix homeserver on this machine, for the guided tour and for the tests."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

START_SECONDS = 60.0
_SECRET = "only-for-this-machine"  # noqa: S105 - it opens nothing but a loopback server
_UNLIMITED = {"per_second": 100_000, "burst_count": 100_000}


class HomeserverError(Exception):
    """The homeserver did not start; the message ends with what it last said."""


class Homeserver:
    """A Synapse with SQLite on the loopback interface, without rate limits.

    Its folder can be used again: accounts and rooms are still there at the next start.
    """

    def __init__(
        self, folder: Path, *, name: str = "lotsen.local", port: int | None = None, **config: Any
    ) -> None:
        self.name = name
        self._folder = folder
        self._port = port or free_port()
        self._config = config
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where clients reach it."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def pid(self) -> int | None:
        """Its process, while it runs."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start and wait until it answers; raises HomeserverError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        settings = self._folder / "homeserver.yaml"
        settings.write_text(json.dumps(self._settings(), indent=1), "utf-8")  # JSON is YAML
        (self._folder / "log.yaml").write_text(json.dumps(_logging(self._folder)), "utf-8")
        command = [sys.executable, "-m", "synapse.app.homeserver", "-c", str(settings)]
        if not (self._folder / "signing.key").exists():
            subprocess.run([*command, "--generate-keys"], check=True, capture_output=True)  # noqa: S603
        with (self._folder / "output.log").open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603
                command, cwd=self._folder, stdout=output, stderr=subprocess.STDOUT
            )
        self._wait(time.monotonic() + START_SECONDS)

    def stop(self, *, kill: bool = False) -> None:
        """Stop it; with `kill` at once, as when the machine loses its power."""
        if self._process is None:
            return
        if kill:
            self._process.kill()
        else:
            self._process.terminate()
        self._process.wait(30)
        self._process = None

    def register(self, name: str, password: str, *, display: str | None = None) -> str:
        """Make an account, or keep the one there is, and return its Matrix id."""
        path = "/_synapse/admin/v1/register"
        nonce = self._ask("GET", path)["nonce"]
        parts = (nonce, name, password, "notadmin")
        mac = hmac.new(_SECRET.encode(), "\0".join(parts).encode(), hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": name, "password": password, "mac": mac}
        answer = self._ask("POST", path, body | {"displayname": display or name})
        if "user_id" not in answer and answer.get("errcode") != "M_USER_IN_USE":
            raise HomeserverError(f"no account: {answer.get('errcode')}")
        return f"@{name}:{self.name}"

    def _ask(
        self, method: str, path: str, body: Mapping[str, object] | None = None
    ) -> dict[str, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None)
            answer = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return dict(answer)

    def _wait(self, until: float) -> None:
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                break
            try:
                self._ask("GET", "/_matrix/client/versions")
            except (OSError, ValueError, http.client.HTTPException):
                time.sleep(0.05)
            else:
                return
        self.stop(kill=True)
        said = (self._folder / "output.log").read_text("utf-8", "replace")
        raise HomeserverError(f"the homeserver did not start: {said[-500:]}")

    def _settings(self) -> dict[str, Any]:
        folder = self._folder
        listener = {
            "port": self._port,
            "bind_addresses": ["127.0.0.1"],
            "type": "http",
            "resources": [{"names": ["client"]}],
        }
        return {
            "server_name": self.name,
            "public_baseurl": self.url,
            "pid_file": str(folder / "pid"),
            "listeners": [listener],
            "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
            "log_config": str(folder / "log.yaml"),
            "media_store_path": str(folder / "media"),
            "signing_key_path": str(folder / "signing.key"),
            "trusted_key_servers": [],
            "report_stats": False,
            "registration_shared_secret": _SECRET,
            "macaroon_secret_key": _SECRET,
            "form_secret": _SECRET,
            "password_config": {"bcrypt_rounds": 4},
            "presence": {"enabled": False},
            **_limits(),
            **self._config,
        }


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _limits() -> dict[str, Any]:
    flat = ("rc_message", "rc_registration", "rc_admin_redaction", "rc_key_requests")
    return {
        **dict.fromkeys(flat, _UNLIMITED),
        "rc_login": dict.fromkeys(("address", "account", "failed_attempts"), _UNLIMITED),
        "rc_joins": dict.fromkeys(("local", "remote"), _UNLIMITED),
        "rc_invites": dict.fromkeys(("per_room", "per_user", "per_issuer"), _UNLIMITED),
        "rc_federation": {"sleep_limit": 10_000, "reject_limit": 10_000, "concurrent": 100},
    }


def _logging(folder: Path) -> dict[str, Any]:
    handler = {"class": "logging.FileHandler", "filename": str(folder / "homeserver.log")}
    return {
        "version": 1,
        "handlers": {"file": handler},
        "root": {"level": "WARNING", "handlers": ["file"]},
        "disable_existing_loggers": False,
    }
