"""Homeservers that speak with each other on loopback, as the kommun's and the region's do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.demo.homeserver import Homeserver, free_port
from tests.matrix.conftest import QUICK

HOST = "127.0.0.1"


class FederatedServer(Homeserver):
    """A Synapse in an empty folder that others can reach under its name, `127.0.0.1:PORT`."""

    def __init__(self, folder: Path) -> None:
        self._federation_port = free_port()
        super().__init__(folder, f"{HOST}:{self._federation_port}")
        _write_certificate(folder)

    def start(self, **extra: Any) -> None:
        """Start, and wait until it answers its own people."""
        super().start(**QUICK, **self._federation(), **extra)

    def _federation(self) -> dict[str, Any]:
        return {
            "listeners": [
                _listener(self.port, "client", tls=False),
                _listener(self._federation_port, "federation", tls=True),
            ],
            "tls_certificate_path": str(self.folder / "tls.crt"),
            "tls_private_key_path": str(self.folder / "tls.key"),
            "federation_verify_certificates": False,
            "ip_range_blacklist": [],
            # A server that did not answer is asked again at once, not after ten minutes.
            "federation": {
                "destination_min_retry_interval": "1s",
                "destination_retry_multiplier": 1,
                "destination_max_retry_interval": "1s",
            },
        }


def _listener(port: int, resource: str, *, tls: bool) -> dict[str, Any]:
    return {
        "port": port,
        "type": "http",
        "tls": tls,
        "bind_addresses": [HOST],
        "resources": [{"names": [resource], "compress": False}],
    }


def _write_certificate(folder: Path) -> None:
    """A key and a certificate for loopback, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "tls.crt").write_bytes(certificate.public_bytes(pem))
    (folder / "tls.key").write_bytes(private)
