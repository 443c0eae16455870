"""Make certificates that sign, and a time-stamp authority with a list of what was revoked, on this computer."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASSPHRASE = "of the tests"  # noqa: S105 - it protects nothing


@dataclass(frozen=True)
class Identity:
    """Hold a key with its certificate and that of who issued it."""

    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    certificate: x509.Certificate
    issuer: x509.Certificate

    def pem(self, directory: Path, name: str) -> Path:
        """Write the certificate and return its path."""
        place = directory / name
        place.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))
        return place

    def pkcs12(self, directory: Path, name: str) -> Path:
        """Write key and certificates under the passphrase and return their path."""
        place = directory / name
        lock = serialization.BestAvailableEncryption(PASSPHRASE.encode())
        place.write_bytes(pkcs12.serialize_key_and_certificates(b"id", self.key, self.certificate, [self.issuer], lock))
        return place


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Small AB")])


def _usage(**allowed: bool) -> x509.KeyUsage:
    names = ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    return x509.KeyUsage(**dict.fromkeys((*names, "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"), False) | allowed)


@cache
def root(name: str = "Test Root") -> Identity:
    """Make a root, once for each name."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(_name(name), _name(name), key.public_key(), x509.random_serial_number(), now, now + dt.timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Identity(key, made, made)


def person(name: str, issuer: Identity, *, days: tuple[int, int] = (-1, 365), crl: str = "", stamps: bool = False) -> Identity:
    """Make an identity that signs, or that confirms times; ``days`` is when its certificate holds, counted from now."""
    # What confirms times here can do so with RSA only.
    key = rsa.generate_private_key(65537, 2048) if stamps else ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    first, last = (now + dt.timedelta(days=n) for n in days)
    made = (
        x509.CertificateBuilder(issuer.certificate.subject, _name(name), key.public_key(), x509.random_serial_number(), first, last)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
    )
    if stamps:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    if crl:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(crl)], None, None, None)
        made = made.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    return Identity(key, made.sign(issuer.key, hashes.SHA256()), issuer.certificate)


def _revoked_by(issuer: Identity) -> bytes:
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateRevocationListBuilder(issuer.certificate.subject, now - dt.timedelta(days=1), now + dt.timedelta(days=30))
    return made.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


@contextmanager
def authority(issuer: Identity) -> Iterator[str]:
    """Serve a time-stamp authority at ``/tsa`` and the list of revoked certificates at ``/crl``, here; yield its address."""
    from asn1crypto import keys, tsp
    from asn1crypto import x509 as asn1
    from pyhanko.sign.timestamps import DummyTimeStamper
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    answers: dict[str, Any] = {}

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

        def _answer(self, kind: str, data: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            """Give the list of revoked certificates."""
            self._answer("application/pkix-crl", _revoked_by(issuer))

        def do_POST(self) -> None:
            """Confirm the time."""
            request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer("application/timestamp-reply", answers["stamper"].request_tsa_response(request).dump())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    address = f"http://127.0.0.1:{server.server_port}"
    stamps = person("Test Time", issuer, stamps=True, crl=f"{address}/crl")
    private = stamps.key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    certificates = SimpleCertificateStore()
    der = serialization.Encoding.DER
    certificates.register(asn1.Certificate.load(issuer.certificate.public_bytes(der)))
    own = asn1.Certificate.load(stamps.certificate.public_bytes(der))
    answers["stamper"] = DummyTimeStamper(own, keys.PrivateKeyInfo.load(private), certs_to_embed=certificates)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()
