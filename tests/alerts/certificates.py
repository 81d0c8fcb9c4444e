"""An authority of the tests' own, and certificates for the mail servers of the tests: good ones, and bad in one way."""

import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """Signs certificates of servers; `file` is what who trusts it needs."""

    folder: Path
    name: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def file(self) -> Path:
        """Its own certificate, as PEM."""
        path = self.folder / f"{self.name}.pem"
        if not path.exists():
            names = x509.BasicConstraints(ca=True, path_length=0)
            made = _begun(self.name, self.name, self.key, DAY).add_extension(names, critical=True)
            usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
            signed = made.add_extension(usage, critical=True).sign(self.key, hashes.SHA256())
            path.write_bytes(signed.public_bytes(Encoding.PEM))
        return path

    def server(self, address: str, *, lasts: timedelta = DAY) -> ssl.SSLContext:
        """For a server at this address."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        signed = (
            _begun(address, self.name, key, lasts).add_extension(names, critical=False).sign(self.key, hashes.SHA256())
        )
        path = self.folder / f"{self.name}-{address}.pem"
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.write_bytes(signed.public_bytes(Encoding.PEM) + private)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def _begun(subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, lasts: timedelta) -> x509.CertificateBuilder:
    end = datetime.now(UTC) + lasts
    named, by = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in (subject, issuer))
    return (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - 2 * DAY)
        .not_valid_after(end)
    )
