"""Des personnes devant leurs pages : qui anime, qui répond sur un téléphone. Elles lisent et envoient des formulaires."""

from __future__ import annotations

import datetime as dt
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import httpx

DAY = dt.date(2026, 11, 21)
OPENED: list[Browser] = []


def closed() -> None:
    """Ferme tout ce qui a été ouvert."""
    while OPENED:
        OPENED.pop().client.close()


class Browser:
    """Une personne devant une page : elle lit, et envoie un formulaire par son geste."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        OPENED.append(self)
        self.client = httpx.Client(follow_redirects=True, timeout=120)
        self.page = ""
        self.status = 0

    def open(self, path: str = "") -> str:
        """Ouvre une page et rend son texte."""
        return self._read(self.client.get(f"{self.address}/{path}"))

    def send(self, path: str, gesture: str, **fields: object) -> str:
        """Envoie un formulaire ; le rang est celui de la page lue en dernier."""
        rank = re.search(r'name="rang" value="(\d+)"', self.page)
        data = {"geste": gesture, **({"rang": rank[1]} if rank else {})}
        data |= {key.replace("__", "/"): value for key, value in fields.items()}
        return self._read(self.client.post(f"{self.address}/{path}", data=data))

    def _read(self, answer: httpx.Response) -> str:
        self.status, self.page = answer.status_code, answer.text
        assert self.status < 500, self.page
        return self.words

    @property
    def words(self) -> str:
        """Le texte de la page, sans balises."""
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", self.page))).replace("\u00a0", " ")


class Phone(Browser):
    """Un téléphone : il touche une réponse."""

    def tap(self, value: object, rank: int | str = "", **more: str) -> str:
        """Répond à la question affichée."""
        asked = re.search(r'name="question" value="([^"]+)"', self.page)
        assert asked, self.words
        return self.send(
            str(rank or (re.search(r'action="[^"]*/(\d+)', self.page) or [0, ""])[1]),
            "repondre",
            r=value,
            question=asked[1],
            **more,
        )


def free_port() -> int:
    """Un port que personne n'occupe."""
    with socket.socket() as probe:
        probe.bind(("", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path, phone_port: int, port: int = 0) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """`matrice atelier` dans un autre programme, et les adresses qu'il imprime."""
    code = "from matrice.cli import main; main()"
    words = ["atelier", str(folder), "--sans-navigateur", "--port", str(port), "--port-telephones", str(phone_port)]
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        assert process.stdout
        yield process, [process.stdout.readline().rsplit(" ", 1)[1].strip() for _ in range(3)]
    finally:
        closed()
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()
