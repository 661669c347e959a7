"""A receiver of webhooks that verifies each with the standard's own library: `webhook.py FOLDER SECRET`. It prints its port, and
writes each event that it takes as a line into FOLDER/taken. It answers with the status in FOLDER/status, 204 without one."""

import http.server
import pathlib
import sys

from standardwebhooks import Webhook

folder, secret = pathlib.Path(sys.argv[1]), sys.argv[2]


class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        status = folder / "status"
        answer = int(status.read_text()) if status.exists() else 204
        if answer < 300:
            assert self.headers["content-type"].startswith("application/cloudevents+json")
            Webhook(secret).verify(body, dict(self.headers))
            with open(folder / "taken", "ab") as taken:
                taken.write(body + b"\n")
        self.send_response(answer)
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
print(server.server_address[1], flush=True)
server.serve_forever()
