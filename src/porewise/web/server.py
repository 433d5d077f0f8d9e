"""Start the web app: one process, on this computer only, with one data folder."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import warnings
import webbrowser
from pathlib import Path
from typing import Any

from porewise.values.errors import PorewiseError
from porewise.web.folder import Folder, default_folder, hold


def serve(
    host: str = "127.0.0.1", port: int = 0, data: Path | None = None, open_browser: bool = True
) -> None:
    """
    Serve until Ctrl-C or SIGTERM. Prints the address once the server really answers.

    Raises PorewiseError, in one sentence, when the folder or the address cannot be used.
    """
    folder = Folder((data or default_folder()).expanduser().absolute())
    os.umask(0o077)  # what is written here is for this person's eyes
    warnings.filterwarnings("ignore", module=r"PIL\.")  # a damaged photo gets our own sentence
    folder.prepare()
    with hold(folder), _listen(host, port) as listening:
        address = f"http://{_in_url(host)}:{listening.getsockname()[1]}/"
        app = _make_ready(folder, host)
        _run(app, listening, address, open_browser=open_browser)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name != "nt":  # on Windows this option would let two programs share a port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        listening.close()
        cause = getattr(error, "strerror", None) or str(error)
        raise PorewiseError(
            f"Porewise cannot listen on {host}, port {port} ({cause.lower()});"
            " choose another with --port, or --port 0 for any free one."
        ) from None
    return listening


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _make_ready(folder: Folder, host: str) -> Any:
    """Load Django on this folder, bring its tables up to date, pick up what was left undone."""
    os.environ["PORE_DATA"] = str(folder.path)
    os.environ["PORE_HOST"] = _in_url(host)
    os.environ["DJANGO_SETTINGS_MODULE"] = "porewise.web.settings"
    import django

    django.setup()
    _bring_tables_up_to_date(folder)
    from porewise.web import jobs
    from porewise.web.asgi import application

    app = application()
    jobs.resume()
    return app


def _bring_tables_up_to_date(folder: Folder) -> None:
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        unknown = set(executor.loader.applied_migrations) - set(executor.loader.graph.nodes)
        if unknown:
            raise PorewiseError(
                f"The data in {folder.path} was written by a newer Porewise;"
                " update Porewise, or choose another folder with --data."
            )
        if plan:
            call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    except DatabaseError as error:
        raise PorewiseError(
            f"The database {folder.database} cannot be used ({error});"
            " move it away, or choose another folder with --data."
        ) from None
    finally:
        connection.close()


def _run(app: Any, listening: socket.socket, address: str, *, open_browser: bool) -> None:
    import uvicorn

    from porewise.web import jobs

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            if self.started:
                sys.stdout.write(address + "\n")
                sys.stdout.flush()
                if open_browser:
                    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    config = uvicorn.Config(
        app,
        log_level="critical",
        access_log=False,
        lifespan="off",
        ws="none",
        http="h11",
        loop="asyncio",
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=3,
    )
    # uvicorn raises the signal once more when it has stopped; by then it has been obeyed.
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: None)
    try:
        Server(config).run(sockets=[listening])
    finally:
        jobs.close()
