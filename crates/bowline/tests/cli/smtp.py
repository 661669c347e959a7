"""A mail server that somebody else wrote (aiosmtpd), and how it behaves in a test: `smtp.py FOLDER MODE`. It prints its port, and
writes each message that it takes into FOLDER. With TLS its authority's certificate is FOLDER/ca.pem."""

import asyncio
import itertools
import pathlib
import ssl
import sys

import trustme
from aiosmtpd.smtp import SMTP, AuthResult

folder, mode = pathlib.Path(sys.argv[1]), sys.argv[2]
numbers = itertools.count(1)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if mode == "refuse":
            return "550 5.1.1 no such user here"
        if mode == "later":
            return "451 4.7.1 greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        (folder / f"{next(numbers)}.eml").write_bytes(envelope.original_content)
        if mode == "silent":
            await asyncio.sleep(3600)
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    right = data.login == b"bowline" and data.password == "密码 secret".encode()
    return AuthResult(success=right)


def certificate():
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    return context


def greet():
    if mode == "auth":
        return SMTP(Handler(), tls_context=context, require_starttls=True, authenticator=authenticate, auth_required=True)
    return SMTP(Handler())


async def hang(reader, writer):
    await asyncio.sleep(3600)


context = certificate() if mode in ("tls", "auth") else None


async def main():
    if mode == "hang":
        server = await asyncio.start_server(hang, "127.0.0.1", 0)
    else:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(greet, "127.0.0.1", 0, ssl=context if mode == "tls" else None)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
