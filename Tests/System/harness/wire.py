"""A connection as bytes: requests as they are written here, answers as they come."""

import socket


class Wire:
    """One TCP connection to a node."""

    def __init__(self, node, timeout=30, receive_buffer=None):
        host, port = node.http.split(":")
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(timeout)
        self.socket.connect((host, int(port)))
        self._held = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, text):
        self.socket.sendall(text if isinstance(text, bytes) else text.encode())

    def ask(self, path="/", *fields, method="GET", version="1.1"):
        self.send(request(path, *fields, method=method, version=version))

    def answer(self, method="GET"):
        """The next answer: (status, headers in lower case, body)."""
        while b"\r\n\r\n" not in self._held:
            self._read()
        head, self._held = self._held.split(b"\r\n\r\n", 1)
        lines = head.decode().split("\r\n")
        status = int(lines[0].split(" ")[1])
        fields = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines[1:])}
        length = 0 if method == "HEAD" else int(fields.get("content-length", 0))
        while len(self._held) < length:
            self._read()
        body, self._held = self._held[:length], self._held[length:]
        return status, fields, body

    def rest(self):
        """All bytes until the server ends the connection."""
        parts = [self._held]
        while part := self.socket.recv(1 << 16):
            parts.append(part)
        return b"".join(parts)

    def is_ended(self):
        """Whether the server sends nothing more; waits for it."""
        return self._held == b"" and self.socket.recv(1) == b""

    def _read(self):
        part = self.socket.recv(1 << 16)
        assert part, f"the connection ended in the middle of an answer: {self._held[:200]!r}"
        self._held += part


def request(path="/", *fields, method="GET", version="1.1"):
    """A request without a body as bytes."""
    lines = [f"{method} {path} HTTP/{version}", "Host: test", *fields, "", ""]
    return "\r\n".join(lines).encode()
