"""deploy/nginx/ made to run on free loopback ports, with a certificate of its own."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.machine import nginx
from tests.servers import ROOT, _ended, _listens, _until, free_port

NAME = "localhost"
ONION = "a" * 56 + ".onion"
GIVEN = ROOT / "deploy" / "nginx"


@dataclass
class Proxy:
    """Where it listens, and what it wrote."""

    folder: Path
    plain: int
    tls: int
    onion: int

    @property
    def address(self) -> str:
        return f"https://{NAME}:{self.tls}"

    @property
    def config(self) -> Path:
        return self.folder / "nginx.conf"

    @property
    def written(self) -> str:
        """Everything that nginx wrote anywhere: logs, and bodies or pages put aside."""
        kept = [path for path in self.folder.rglob("*") if path.is_file()]
        kept = [path for path in kept if "cache" not in path.parts and path.suffix != ".pem"]
        logs = [path for path in kept if not (GIVEN / path.name).is_file()]
        return "\n".join(path.read_text(errors="replace") for path in logs)


def prepared(folder: Path, ports: Sequence[int] = (8001, 8002)) -> Proxy:
    """The shipped files, unchanged but for names, ports and places."""
    proxy = Proxy(folder, free_port(), free_port(), free_port())
    for path in GIVEN.iterdir():
        if path.name != "upstream.compose.conf":
            (folder / path.name).write_text(_here(path.read_text(), proxy))
    upstream(proxy, ports)
    _certificate(folder)
    for path in (folder, *folder.iterdir()):  # its workers are another user
        path.chmod(0o755)
    return proxy


def upstream(proxy: Proxy, ports: Sequence[int]) -> None:
    servers = "".join(f"server 127.0.0.1:{p} max_fails=1 fail_timeout=2s;\n" for p in ports)
    text = re.sub(r"(    server .*\n)+", servers, (GIVEN / "upstream.conf").read_text())
    (proxy.folder / "upstream.conf").write_text(text)


def _here(text: str, proxy: Proxy) -> str:
    text = re.sub(r"    +listen \[::\].*\n", "", text)
    text = re.sub(r"listen 80\b", f"listen 127.0.0.1:{proxy.plain}", text)
    text = re.sub(r"listen 443\b", f"listen 127.0.0.1:{proxy.tls}", text)
    text = text.replace("127.0.0.1:8080", f"127.0.0.1:{proxy.onion}")
    text = text.replace("/etc/letsencrypt/live/notes.example", str(proxy.folder))
    text = text.replace("server_name notes.example", f"server_name {NAME}")
    for place in ("/etc/nginx/peernet", "/var/cache/nginx", "/var/log/nginx"):
        text = text.replace(place, str(proxy.folder))
    text = text.replace("/run/nginx.pid", str(proxy.folder / "nginx.pid"))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"    {kind}_temp_path {proxy.folder}/{kind};\n" for kind in kinds)
    text = text.replace("http {\n", "http {\n" + places)
    return text.replace(f"{proxy.folder}/peernet", f"{proxy.folder}/cache")


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def judged(proxy: Proxy) -> subprocess.CompletedProcess[str]:
    """`nginx -t` on the prepared files."""
    return subprocess.run(_words(proxy, "-t"), capture_output=True, text=True)


def _words(proxy: Proxy, *more: str) -> list[str]:
    log = str(proxy.folder / "error.log")
    return [nginx() or "nginx", "-p", str(proxy.folder), "-e", log, "-c", str(proxy.config), *more]


@contextmanager
def in_front_of(proxy: Proxy) -> Iterator[Proxy]:
    foreground = _words(proxy, "-g", "daemon off;")
    process = subprocess.Popen(foreground, stderr=(proxy.folder / "stderr").open("wb"))
    try:
        _until(lambda: _listens(proxy.tls), "nginx")
        yield proxy
    finally:
        _ended(process)


@contextmanager
def folder() -> Iterator[Path]:
    """Not one of pytest's: nginx's workers may not look into those."""
    with tempfile.TemporaryDirectory(prefix="peernet-nginx-", ignore_cleanup_errors=True) as made:
        os.chmod(made, 0o755)
        yield Path(made)
