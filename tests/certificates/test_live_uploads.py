"""Handing in a file to a server of its own. Alone in its file: it commits, and so has to run after the rest."""

import socket
from contextlib import suppress
from threading import Thread
from wsgiref.simple_server import make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from certificates.services.handed_in import MAX_FILE
from tests.certificates.test_file_pages import FORM, Endless


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_live_server_hangs_up_on_an_endless_file() -> None:
    def answer_one() -> None:
        server.handle_request()
        connections.close_all()

    # Django's own server for development reads a body to its end, whatever was answered: not that one.
    with make_server("127.0.0.1", 0, WSGIHandler()) as server:
        thread = Thread(target=answer_one)
        thread.start()
        head = (
            f"POST /verify/file/ HTTP/1.1\r\nHost: testserver\r\nContent-Type: {FORM}\r\n"
            f"Content-Length: 1000000000000\r\n\r\n{Endless().head.decode()}"
        )
        sent, block = 0, b"{" * 65_536
        with socket.create_connection(server.server_address[:2], timeout=20) as connection:
            connection.sendall(head.encode())
            answer = connection.recv(100)
            with suppress(OSError):
                while sent <= 2 * MAX_FILE:
                    connection.sendall(block)
                    sent += len(block)
        thread.join(timeout=20)
    assert b" 413 " in answer
    assert sent <= MAX_FILE
