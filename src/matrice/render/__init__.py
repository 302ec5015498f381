"""Ce qui dessine les documents et les figures ; et ce que tous ces rendus savent d'une couleur, « #RRVVBB » ou « RRVVBB »."""


def channels(color: str) -> tuple[int, ...]:
    """Les trois composantes d'une couleur, de 0 à 255."""
    return tuple(bytes.fromhex(color.removeprefix("#")))


def luminance(color: str) -> float:
    """La luminance relative, de 0 à 1 (WCAG 2.2)."""
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (one / 255 for one in channels(color))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Le contraste de deux couleurs, de 1 à 21 (WCAG 2.2).

    >>> contrast("#FFFFFF", "#000000"), round(contrast("#0072B2", "#FFFFFF"), 2)
    (21.0, 5.19)
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
