"""A real homeserver on this machine: Synapse with SQLite, for the demo and the tests."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

START_LIMIT = 60.0
"""Seconds to wait for the homeserver to answer; it takes one or two."""
STOP_LIMIT = 20.0
_PORTS = range(10_000, 32_768)
"""Below those that outgoing connections get on Linux."""


class Homeserver:
    """A Synapse that lives in one folder and listens on loopback only."""

    def __init__(self, folder: Path, name: str = "demo.example", port: int | None = None) -> None:
        self.folder = folder
        self.name = name
        self._kept = folder / "server.json"
        kept = json.loads(self._kept.read_text()) if self._kept.exists() else {}
        self.port: int = kept.get("port") or port or free_port()
        self._secret: str = kept.get("secret") or secrets.token_urlsafe(24)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, **extra: Any) -> None:
        """Start and wait until it answers; `extra` is added to its configuration.

        Raises TimeoutError, naming its log file, if it does not come up.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._kept.write_text(json.dumps({"port": self.port, "secret": self._secret}))
        self._kept.chmod(0o600)
        config = self.folder / "homeserver.yaml"
        # JSON is YAML too, and needs no library.
        config.write_text(json.dumps(self._config() | extra))
        config.chmod(0o600)
        with (self.folder / "output.log").open("ab") as log:
            command = [sys.executable, "-m", "synapse.app.homeserver", "-c", str(config)]
            if not list(self.folder.glob("*.signing.key")):
                subprocess.run([*command, "--generate-keys"], check=True, stdout=log, stderr=log)  # noqa: S603
            self._process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603
        self._wait()

    def stop(self) -> None:
        """End the homeserver, kindly first."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    def register(self, user: str, password: str) -> str:
        """Make an account unless there is one; returns its Matrix id."""
        place = f"{self.url}/_synapse/admin/v1/register"
        nonce = _request(place)["nonce"]
        signed = "\x00".join((nonce, user, password, "notadmin")).encode()
        mac = hmac.new(self._secret.encode(), signed, hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": user, "password": password, "admin": False, "mac": mac}
        try:
            _request(place, body)
        except urllib.error.HTTPError as error:
            if json.load(error)["errcode"] != "M_USER_IN_USE":
                raise
        return f"@{user}:{self.name}"

    def _wait(self) -> None:
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline:
            assert self._process is not None
            if self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=2):  # noqa: S310
                    return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise TimeoutError(f"the homeserver did not start; see {self.folder / 'output.log'}")

    def _config(self) -> dict[str, Any]:
        generous = {"per_second": 10_000, "burst_count": 10_000}
        return {
            "server_name": self.name,
            "public_baseurl": f"{self.url}/",
            "report_stats": False,
            "database": {
                "name": "sqlite3",
                "args": {"database": str(self.folder / "homeserver.db")},
            },
            "media_store_path": str(self.folder / "media"),
            "signing_key_path": str(self.folder / "server.signing.key"),
            "registration_shared_secret": self._secret,
            "macaroon_secret_key": self._secret,
            "form_secret": self._secret,
            "trusted_key_servers": [],
            "suppress_key_server_warning": True,
            "listeners": [
                {
                    "port": self.port,
                    "type": "http",
                    "tls": False,
                    "bind_addresses": ["127.0.0.1"],
                    "resources": [{"names": ["client"], "compress": False}],
                }
            ],
            "log_config": None,
            # The limits protect a public server; here they would only slow the tour down.
            "rc_message": generous,
            "rc_registration": generous,
            "rc_joins": {"local": generous, "remote": generous},
            "rc_invites": {"per_room": generous, "per_user": generous, "per_issuer": generous},
            "rc_login": dict.fromkeys(("address", "account", "failed_attempts"), generous),
        }


def free_port() -> int:
    """A port that nobody uses right now, and that no outgoing connection is given meanwhile."""
    for port in random.sample(_PORTS, len(_PORTS)):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("every port is in use")


def _request(url: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
        return dict(json.load(response))
