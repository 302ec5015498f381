"""L'adresse de cet ordinateur dans la salle, sans un octet vers l'extérieur, et le code QR qui la porte."""

from __future__ import annotations

import io
import ipaddress
import secrets
import socket
from contextlib import suppress

import segno

LOCAL = "127.0.0.1"
_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # ni I, L, O, 0 ni 1 : on les confond en les recopiant
_RANGES = ("10.255.255.255", "172.31.255.255", "192.168.255.255")


def new_code() -> str:
    """Renvoie un code de six signes, à recopier sans erreur."""
    return "".join(secrets.choice(_SIGNS) for _ in range(6))


def room_addresses() -> tuple[str, ...]:
    """Renvoie les adresses de cet ordinateur dans la salle, la plus probable d'abord ; aucune s'il n'a pas de réseau.

    Préparer un envoi UDP vers une adresse privée choisit la carte réseau sans rien envoyer ; les noms de l'ordinateur
    complètent.
    """
    found = [_route(target) for target in _RANGES]
    with suppress(OSError):
        found += [str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    known = {address: ipaddress.ip_address(address) for address in found if address}
    # Ni la machine elle-même, ni une adresse publique.
    return tuple(at for at, one in known.items() if one.is_private and not (one.is_loopback or one.is_unspecified))


def _route(target: str) -> str:
    """L'adresse d'où partirait un message vers `target`, ou rien."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((target, 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def qr_svg(address: str) -> str:
    """Renvoie le code QR de cette adresse, en SVG à poser dans une page."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=4, omitsize=True, svgclass="qr", lineclass=None,
        title=f"Code QR de {address}",
    )  # fmt: skip
    return out.getvalue().decode()
