"""A register over TLS: a desk that checks who answers is let in by the right root alone, and may
show a certificate of its own instead of a password."""

import datetime
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import clusters
import pytest
import terminal
from clusters import PASSWORD, Cluster
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from desk_commands import cluster

from shared.sharing import script

__all__ = ["cluster"]
pytestmark = pytest.mark.apart


class Authority:
    """A root of a test, which signs certificates for one day."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = (
            folder,
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]),
        )
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.root = folder / f"{name}.crt"
        self._write(self.root, self._signed(self._name, self._key, x509.BasicConstraints(True, 0)))

    def issue(self, name: str, *hosts: str) -> tuple[Path, Path]:
        """A certificate and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        names = [x509.DNSName(one) for one in hosts]
        more = [x509.SubjectAlternativeName(names)] if names else []
        made = self._signed(subject, key, x509.BasicConstraints(False, None), *more)
        paths = self._folder / f"{name}.crt", self._folder / f"{name}.key"
        self._write(paths[0], made)
        paths[1].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        paths[1].chmod(0o600)
        return paths

    def _signed(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *extensions: x509.ExtensionType
    ) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=1))
        )
        for one in extensions:
            made = made.add_extension(one, critical=isinstance(one, x509.BasicConstraints))
        return made.sign(self._key, hashes.SHA256())

    def _write(self, path: Path, made: x509.Certificate) -> None:
        path.write_bytes(made.public_bytes(serialization.Encoding.PEM))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tls")


@contextmanager
def installed() -> Iterator[None]:
    """Run the system's PostgreSQL, and not that of the package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clusters, "PROGRAMS", clusters.INSTALLED)
        yield


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[Cluster]:
    """A server that lets only TLS in: ``kyiv`` by a password, ``rome`` by a certificate."""
    if clusters.missing or not clusters.INSTALLED:
        pytest.skip(clusters.missing or "the PostgreSQL of the package for tests knows no TLS")
    ours = Authority(folder, "ours")
    ours.issue("localhost", "localhost")
    ours.issue("rome")
    Authority(folder, "theirs").issue("stranger")
    with installed(), clusters.cluster() as made:
        made.run("CREATE DATABASE register", database="postgres")
        made.run(script())
        for role in ("kyiv", "rome"):
            made.run(f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}' IN ROLE depositary_desk")
            made.run(f"INSERT INTO depositary.desks VALUES ('{role}', '{role}')")
        for name, file in (("cert", "localhost.crt"), ("key", "localhost.key"), ("ca", "ours.crt")):
            copy = made.data / f"server.{name}"
            shutil.copyfile(folder / file, copy)
            copy.chmod(0o600)
            clusters.give(copy)
            made.run(f"ALTER SYSTEM SET ssl_{name}_file = 'server.{name}'")
        made.run("ALTER SYSTEM SET ssl = on")
        (made.data / "pg_hba.conf").write_text(
            "host all admin 127.0.0.1/32 scram-sha-256\nhostssl all rome 127.0.0.1/32 cert\n"
            "hostssl all kyiv 127.0.0.1/32 scram-sha-256\n"
        )
        made.stop()
        made.start("-c fsync=off")
        yield made


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PGPASSWORD", PASSWORD)


def copied(server: Cluster, role: str, host: str = "localhost", **options: str) -> str:
    """What ``copy`` answers; whatever host is named, it is this computer."""
    given = "&".join(f"{name}={value}" for name, value in options.items())
    address = f"postgresql://{role}@{host}:{server.port}/register?hostaddr=127.0.0.1&{given}"
    return terminal.answer_to(f"depositary --db copy.db copy '{address}'")


def test_the_right_root_is_believed(server: Cluster, folder: Path) -> None:
    said = copied(server, "kyiv", sslmode="verify-full", sslrootcert=str(folder / "ours.crt"))
    assert said.startswith("copy.db: a copy of depositary/shared/")
    said = terminal.answer_to("depositary --db copy.db append program --id x --name X")
    assert said.startswith("recorded #1 ")


def test_a_certificate_is_as_good_as_a_password(
    server: Cluster, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PGPASSWORD")
    shown = {"sslcert": str(folder / "rome.crt"), "sslkey": str(folder / "rome.key")}
    said = copied(
        server, "rome", sslmode="verify-full", sslrootcert=str(folder / "ours.crt"), **shown
    )
    assert said.startswith("copy.db: a copy of depositary/shared/")


@pytest.mark.parametrize(
    ("role", "options", "words"),
    [
        ("kyiv", "sslmode=verify-full sslrootcert=theirs.crt", "certificate verify failed"),
        ("kyiv", "sslmode=verify-full sslrootcert=none.crt", 'none.crt" does not exist'),
        ("kyiv", "host=other.example sslmode=verify-full sslrootcert=ours.crt", "does not match"),
        ("kyiv", "sslmode=disable", "no encryption"),
        ("rome", "sslmode=require", "requires a valid client certificate"),
        ("rome", "sslmode=require sslcert=stranger.crt sslkey=stranger.key", "unknown ca"),
        ("rome", "sslmode=require sslcert=rome.crt sslkey=none.key", "private key"),
    ],
)
def test_nothing_else_is(
    server: Cluster, folder: Path, role: str, options: str, words: str
) -> None:
    given = dict(one.split("=") for one in options.split())
    paths = {key: str(folder / one) if "." in one else one for key, one in given.items()}
    paths |= {"host": given.get("host", "localhost")}
    said = copied(server, role, **paths)
    assert f"{paths['host']}/register and this desk do not trust each other" in said
    assert words in said
    assert re.fullmatch(r"depositary: [^\n]+\n\[exit 1\]", said), said
    assert not Path("copy.db").exists()


def test_a_server_without_it_is_refused(cluster: Cluster, folder: Path) -> None:
    said = copied(cluster, "kyiv", sslmode="verify-full", sslrootcert=str(folder / "ours.crt"))
    assert "server does not support SSL, but SSL was required" in said
    assert said.count("\n") == 1
