"""A mail server: relay.py FOLDER PORT (tls|plain).

With `tls` it takes mails after STARTTLS from `steward`, whose password is `open sesame`. It has no mailbox `nobody`. What it takes it
appends to FOLDER/mails.jsonl, and the certificate of its authority is FOLDER/ca.pem. When it listens, it writes its port to FOLDER/port.
"""

import asyncio
import email
import email.policy
import json
import pathlib
import ssl
import sys

import trustme
from aiosmtpd.smtp import SMTP, AuthResult

folder, port, mode = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]


class Mailboxes:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        taken = {
            "recipients": envelope.rcpt_tos,
            "sender": envelope.mail_from,
            "from": mail["From"],
            "to": mail["To"],
            "subject": mail["Subject"],
            "id": mail["Message-ID"],
            "automatic": mail["Auto-Submitted"],
            "text": mail.get_body(("plain",)).get_content(),
            "html": mail.get_body(("html",)).get_content(),
            "tls": session.ssl is not None,
            "authenticated": session.authenticated,
        }
        with open(folder / "mails.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(taken) + "\n")
        return "250 OK"


def authenticator(server, session, envelope, mechanism, given):
    right = given.login == b"steward" and given.password == b"open sesame"
    return AuthResult(success=right, handled=False)


options = {}
if mode == "tls":
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    options = {
        "tls_context": context,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": authenticator,
    }


async def serve():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Mailboxes(), **options), "127.0.0.1", port)
    (folder / "port").write_text(str(server.sockets[0].getsockname()[1]))
    await server.serve_forever()


asyncio.run(serve())
