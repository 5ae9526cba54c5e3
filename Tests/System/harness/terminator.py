"""What speaks TLS in front of a node, as a proxy in production does."""

import contextlib
import datetime
import ipaddress
import socket
import socketserver
import ssl
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

ROOTS = "/etc/ssl/certs/ca-certificates.crt"


class Terminator:
    """Listens at `url`, with a certificate that only `roots` vouches for.

    `taken` counts the bytes that came through.
    """

    def __init__(self, node, folder):
        self.taken = 0
        self.roots = folder / "roots.pem"
        certify(self.roots)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.roots)
        host, port = node.http.split(":")
        terminator = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                with contextlib.suppress(OSError), \
                        context.wrap_socket(self.request, server_side=True) as client, \
                        socket.create_connection((host, int(port))) as behind:
                    threading.Thread(target=carry, args=(behind, client), daemon=True).start()
                    while data := client.recv(65_536):
                        terminator.taken += len(data)
                        behind.sendall(data)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"https://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def trusted_by(self, node):
        """Lets a node that is not started yet find its root among the system's."""
        node.wrapper = [*node.wrapper, "unshare", "-m", "sh", "-c",
                        f'mount --bind "{self.roots}" {ROOTS} && exec "$@"', "sh"]

    def end(self):
        self._server.shutdown()
        self._server.server_close()


def carry(source, target):
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)


def certify(file):
    """Writes a key, and a certificate that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "status.test")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256()))
    file.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption()))
