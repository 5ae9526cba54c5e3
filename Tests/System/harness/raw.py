"""A request whose body is larger than the server wants: it may stop reading and answer at once."""

import http.client
import json

from .node import ADMIN_TOKEN


def post_raw(node, path, size, chunked=False, headers=None, token=ADMIN_TOKEN):
    """POSTs `size` bytes of JSON. Returns (status, headers, JSON of the answer)."""
    host, port = node.http.split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=60)
    sent = {"Content-Type": "application/json"} | (headers or {})
    if token:
        sent["Authorization"] = f"Bearer {token}"
    connection.putrequest("POST", path)
    for name, value in sent.items():
        connection.putheader(name, value)
    if chunked:
        connection.putheader("Transfer-Encoding", "chunked")
    else:
        connection.putheader("Content-Length", str(size))
    block = b"a" * 65_536
    try:
        connection.endheaders()
        prefix = b'{"displayName":"'
        _send(connection, prefix, chunked)
        left = size - len(prefix)
        while left > 0:
            part = block[:left]
            _send(connection, part, chunked)
            left -= len(part)
        if chunked:
            connection.send(b"0\r\n\r\n")
    except (BrokenPipeError, ConnectionResetError):
        pass  # the server has answered already; the answer is still there to be read
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.getheaders()), json.loads(body)


def _send(connection, part, chunked):
    if chunked:
        connection.send(f"{len(part):x}\r\n".encode() + part + b"\r\n")
    else:
        connection.send(part)
