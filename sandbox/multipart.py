"""The first file of a multipart/form-data body, as `curl -F` sends one."""

from email.parser import BytesParser
from email.policy import HTTP

from sandbox.wire import Call


def uploaded(call: Call) -> bytes:
    """The raw body when it is no multipart."""
    if call.content_type != "multipart/form-data":
        return call.body
    head = f"content-type: {call.headers['content-type']}\r\n\r\n".encode("latin-1")
    message = BytesParser(policy=HTTP).parsebytes(head + call.body)
    for part in message.iter_parts():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            return content
    return b""
